// Purpose: asks other programs whether our files are what we think. Place: tickets/tests.
#pragma once
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

#include "support/temp_dir.hpp"

namespace usher::tickets {

struct Outcome {
  int exit_code = -1;
  std::string output;
};

// Runs a command line of the test's own making.
inline Outcome run_program(const std::string& command) {
  Outcome outcome;
  std::FILE* pipe = ::popen((command + " 2>/dev/null").c_str(), "r");
  if (pipe == nullptr) return outcome;
  std::array<char, 4096> buffer;
  std::size_t count = 0;
  while ((count = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0) {
    outcome.output.append(buffer.data(), count);
  }
  const int status = ::pclose(pipe);
  if (WIFEXITED(status)) outcome.exit_code = WEXITSTATUS(status);
  return outcome;
}

inline void write_file(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

inline std::string read_file(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// What zbarimg reads from a picture, one line for each code.
inline std::string scanned(const std::string& picture) {
  return run_program("zbarimg --quiet --raw '" + picture + "'").output;
}

inline std::string pdf_text(const std::string& pdf, const std::string& options = "") {
  return run_program("pdftotext " + options + " '" + pdf + "' -").output;
}

}  // namespace usher::tickets
