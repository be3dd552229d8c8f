#include "tickets/file_store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/assert.hpp"
#include "base/worker_pool.hpp"
#include "store/private_files.hpp"

namespace usher::tickets {
namespace {

namespace fs = std::filesystem;

bool is_hex(std::string_view name) {
  return name.size() >= 8 && std::ranges::all_of(name, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(file, bytes.data(), bytes.size());
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace

FileDirectory::FileDirectory(fs::path directory, std::uint64_t bytes_max)
    : directory_(std::move(directory)), bytes_max_(bytes_max) {
  store::make_private(directory_);
}

fs::path FileDirectory::path_of(std::string_view name) const {
  USHER_ASSERT(is_hex(name));
  return directory_ / name.substr(0, 2) / (std::string(name) + ".pdf");
}

std::optional<std::string> FileDirectory::read(std::string_view name) const {
  if (directory_.empty()) return std::nullopt;
  const int file = ::open(path_of(name).c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  std::string bytes;
  std::array<char, 64 * 1024> buffer;
  ssize_t count = 0;
  while ((count = ::read(file, buffer.data(), buffer.size())) > 0) {
    bytes.append(buffer.data(), static_cast<std::size_t>(count));
  }
  ::close(file);
  if (count < 0 || bytes.empty()) return std::nullopt;
  return bytes;
}

// Written beside its place and then moved there, so that nobody ever reads half a file. They hold
// names: nobody but the server's user may read them.
bool FileDirectory::write(std::string_view name, std::string_view bytes) {
  if (directory_.empty()) return false;
  const fs::path path = path_of(name);
  std::error_code failed;
  fs::create_directories(path.parent_path(), failed);
  std::string beside = path.string() + ".XXXXXX";
  const int file = ::mkostemp(beside.data(), O_CLOEXEC);
  if (file < 0) return false;
  const bool written = write_all(file, bytes);
  ::close(file);
  if (!written || ::rename(beside.c_str(), path.c_str()) != 0) {
    ::unlink(beside.c_str());
    return false;
  }
  if (++writes_ % kWritesBetweenTidying == 0) tidy();
  return true;
}

void FileDirectory::tidy() {
  struct File {
    fs::file_time_type written;
    std::uint64_t size;
    fs::path path;
  };
  std::vector<File> files;
  std::uint64_t total = 0;
  std::error_code failed;
  for (fs::recursive_directory_iterator it(directory_, failed), end; !failed && it != end;
       it.increment(failed)) {
    std::error_code gone;  // by another process, which tidies too
    if (!it->is_regular_file(gone)) continue;
    File file{it->last_write_time(gone), it->file_size(gone), it->path()};
    if (gone) continue;
    total += file.size;
    files.push_back(std::move(file));
  }
  std::ranges::sort(files, {}, &File::written);
  for (const auto& file : files) {
    if (total <= bytes_max_) break;
    fs::remove(file.path, failed);
    total -= file.size;
  }
}

boost::asio::awaitable<std::optional<std::string>> LocalFiles::read(std::string name) {
  FileDirectory* directory = &directory_;
  co_return co_await workers_.run(
      [directory, name = std::move(name)] { return directory->read(name); });
}

boost::asio::awaitable<bool> LocalFiles::write(std::string name, std::string bytes) {
  FileDirectory* directory = &directory_;
  co_return co_await workers_.run([directory, name = std::move(name), bytes = std::move(bytes)] {
    return directory->write(name, bytes);
  });
}

}  // namespace usher::tickets
