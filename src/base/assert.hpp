// Purpose: catch programmer errors, in release builds too. Place: base.
// Never for input: what a client can cause is a Result.
#pragma once

namespace usher {
// Writes the place and the broken condition to stderr and aborts the process.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line) noexcept;
}  // namespace usher

#define USHER_ASSERT(condition)                        \
  (static_cast<bool>(condition) ? static_cast<void>(0) \
                                : ::usher::assertion_failed(#condition, __FILE__, __LINE__))
