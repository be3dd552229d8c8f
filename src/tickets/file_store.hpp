// Purpose: finished ticket files, so that a download need not draw them again. Place: tickets.
#pragma once
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace usher {
class WorkerPool;
}

namespace usher::tickets {

// Files named by the hash of what they say, so that one can be missing, but never wrong. `name` is
// lower-case hexadecimal, as made by to_hex(sha256(…)). Thread-safe.
class FileStore {
 public:
  virtual ~FileStore() = default;

  // nullopt when it is not there, or the store does not answer: it is drawn again then.
  virtual boost::asio::awaitable<std::optional<std::string>> read(std::string name) = 0;
  // Errors: false when the store does not take it; the caller still has the bytes.
  virtual boost::asio::awaitable<bool> write(std::string name, std::string bytes) = 0;
};

// A directory of files named by the hash of what they say: a file can be missing, never wrong.
// Thread-safe, also between processes. Blocks: use it on the worker pool. Without a directory it
// keeps nothing.
class FileDirectory {
 public:
  static constexpr std::uint64_t kBytesMax = 1ULL << 30;  // the oldest files go beyond this
  static constexpr std::uint64_t kWritesBetweenTidying = 256;

  explicit FileDirectory(std::filesystem::path directory, std::uint64_t bytes_max = kBytesMax);

  std::optional<std::string> read(std::string_view name) const;
  // Errors: false when the disk does not take it.
  bool write(std::string_view name, std::string_view bytes);
  // Removes the oldest files until the rest fits.
  void tidy();

 private:
  std::filesystem::path path_of(std::string_view name) const;

  std::filesystem::path directory_;
  std::uint64_t bytes_max_;
  std::atomic<std::uint64_t> writes_{0};
};

// The directory as a store, on the worker pool, which outlives it.
class LocalFiles final : public FileStore {
 public:
  LocalFiles(WorkerPool& workers, std::filesystem::path directory)
      : workers_(workers), directory_(std::move(directory)) {}

  boost::asio::awaitable<std::optional<std::string>> read(std::string name) override;
  boost::asio::awaitable<bool> write(std::string name, std::string bytes) override;

 private:
  WorkerPool& workers_;
  FileDirectory directory_;
};

}  // namespace usher::tickets
