// Purpose: connections to this machine. Place: bench/load.
#pragma once
#include <cstdint>
#include <utility>

namespace usher::load {

// Throws what errno says as std::system_error.
[[noreturn]] void fail(const char* what);

// Owns a file descriptor. Errors: the constructor throws std::system_error for a negative one.
class Descriptor {
 public:
  explicit Descriptor(int fd);
  ~Descriptor();
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

// A TCP connection to a port of 127.0.0.1, without Nagle's delay. Errors: throws system_error.
Descriptor connect_to(std::uint16_t port);

}  // namespace usher::load
