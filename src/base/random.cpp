#include "base/random.hpp"

#include <sodium.h>

#include <cstring>
#include <stdexcept>

namespace usher {

Bytes Random::bytes(std::size_t count) {
  Bytes out(count);
  fill(out);
  return out;
}

std::uint64_t Random::u64() {
  std::uint8_t raw[8];
  fill(raw);
  std::uint64_t value = 0;
  std::memcpy(&value, raw, sizeof value);
  return value;
}

std::uint64_t Random::below(std::uint64_t bound) {
  // Values under 2^64 mod bound would favour the low results: drawn again.
  const std::uint64_t reject_below = (0 - bound) % bound;
  std::uint64_t value = u64();
  while (value < reject_below) value = u64();
  return value % bound;
}

SecureRandom::SecureRandom() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium could not be initialised");
}

void SecureRandom::fill(std::span<std::uint8_t> out) { randombytes_buf(out.data(), out.size()); }

void SeededRandom::fill(std::span<std::uint8_t> out) {
  // splitmix64. Source: Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators (2014).
  std::size_t at = 0;
  while (at < out.size()) {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    z ^= z >> 31;
    const std::size_t n = std::min<std::size_t>(8, out.size() - at);
    std::memcpy(out.data() + at, &z, n);
    at += n;
  }
}

}  // namespace usher
