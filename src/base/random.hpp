// Purpose: the only source of chance, so that simulations can replay it. Place: base.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace usher {

using Bytes = std::vector<std::uint8_t>;

// Thread-safe. Lives as long as the application.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> out) = 0;

  Bytes bytes(std::size_t count);
  std::uint64_t u64();
  // Uniform in [0, bound); bound > 0.
  std::uint64_t below(std::uint64_t bound);
};

// The operating system's generator through libsodium.
class SecureRandom final : public Random {
 public:
  SecureRandom();
  void fill(std::span<std::uint8_t> out) override;
};

// A reproducible generator for tests and simulations; never for secrets.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::uint8_t> out) override;

 private:
  std::uint64_t state_;
};

}  // namespace usher
