// Purpose: the bytes that came and are not yet used. Place: web.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace usher::web {

// Grows with what has come, never with what was announced. Moving its content makes views stale;
// `moves()` tells when that happened.
class ReadBuffer {
 public:
  std::string_view bytes() const { return {data_.get() + begin_, end_ - begin_}; }
  std::size_t size() const { return end_ - begin_; }
  std::size_t moves() const { return moves_; }

  struct Space {
    char* at;
    std::size_t size;
  };
  // Bytes of memory in use.
  std::size_t capacity() const { return capacity_; }
  // Room for at least `least` more bytes; where the whole is known to be `expected` bytes, no more
  // than that is made.
  Space prepare(std::size_t least, std::size_t expected = static_cast<std::size_t>(-1)) {
    if (begin_ == end_) begin_ = end_ = 0;
    if (capacity_ - end_ < least) make_room(least, expected);
    return {data_.get() + end_, capacity_ - end_};
  }
  void commit(std::size_t count) { end_ += count; }
  void consume(std::size_t count) {
    begin_ += count;
    if (begin_ == end_ && capacity_ > kKeep) release();
  }
  // Cuts bytes out of the middle; what is before them stays where it is.
  void erase(std::size_t offset, std::size_t count) {
    char* at = data_.get() + begin_ + offset;
    std::memmove(at, at + count, size() - offset - count);
    end_ -= count;
  }
  void release() {
    data_.reset();
    capacity_ = begin_ = end_ = 0;
    ++moves_;
  }

 private:
  static constexpr std::size_t kFirst = 4 * 1024;
  static constexpr std::size_t kKeep = 16 * 1024;

  void make_room(std::size_t least, std::size_t expected) {
    const std::size_t used = size();
    if (capacity_ - used >= least && begin_ > 0) {
      std::memmove(data_.get(), data_.get() + begin_, used);
    } else {
      const std::size_t doubled = std::max(capacity_ * 2, kFirst);
      const std::size_t grown = std::max(std::min(doubled, expected), used + least);
      auto larger = std::make_unique_for_overwrite<char[]>(grown);
      if (used > 0) std::memcpy(larger.get(), data_.get() + begin_, used);
      data_ = std::move(larger);
      capacity_ = grown;
    }
    begin_ = 0;
    end_ = used;
    ++moves_;
  }

  std::unique_ptr<char[]> data_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t moves_ = 0;
};

}  // namespace usher::web
