// Purpose: finished ticket files, so that a download need not draw them again. Place: tickets.
#pragma once
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace usher::tickets {

// A directory of files named by the hash of what they say: a file can be missing, never wrong.
// Thread-safe, also between processes. Blocks: use it on the worker pool. Without a directory it
// keeps nothing.
class FileStore {
 public:
  static constexpr std::uint64_t kBytesMax = 1ULL << 30;  // the oldest files go beyond this
  static constexpr std::uint64_t kWritesBetweenTidying = 256;

  explicit FileStore(std::filesystem::path directory, std::uint64_t bytes_max = kBytesMax);

  // `name` is lower-case hexadecimal, as made by to_hex(sha256(…)).
  std::optional<std::string> read(std::string_view name) const;
  // Errors: false when the disk does not take it; the caller still has the bytes.
  bool write(std::string_view name, std::string_view bytes);
  // Removes the oldest files until the rest fits.
  void tidy();

 private:
  std::filesystem::path path_of(std::string_view name) const;

  std::filesystem::path directory_;
  std::uint64_t bytes_max_;
  std::atomic<std::uint64_t> writes_{0};
};

}  // namespace usher::tickets
