#include "base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace usher {

void assertion_failed(const char* condition, const char* file, int line) noexcept {
  std::fprintf(stderr, "usher: broken assertion: %s (%s:%d)\n", condition, file, line);
  std::abort();
}

}  // namespace usher
