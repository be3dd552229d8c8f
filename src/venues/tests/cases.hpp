// Purpose: the files of tests/cases. Place: venues/tests.
#pragma once
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

namespace usher::venues {

inline std::string case_file(const std::string& name) {
  std::ifstream in(USHER_SOURCE_DIR "/tests/cases/" + name, std::ios::binary);
  if (!in) throw std::runtime_error("no such case: " + name);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace usher::venues
