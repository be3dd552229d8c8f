#include "store/database_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "store/connection.hpp"

namespace usher::store {
namespace {

namespace fs = std::filesystem;

// The same for every name of one file: relative, through links of the file or of a directory.
std::string lock_file_of(const std::string& path) {
  std::error_code failed;
  const fs::path whole = fs::weakly_canonical(path, failed);
  return (failed ? fs::path(path) : whole).string() + ".lock";
}

std::string description_in(int file) {
  std::array<char, 512> text;
  const auto count = ::pread(file, text.data(), text.size(), 0);
  std::string line(text.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
  line.resize(std::min(line.find('\n'), line.size()));
  return line.empty() ? "another process" : line;
}

// A lock of the open file, not of the process: two stores of one process see each other, and others
// may ask who has it without taking it for a moment.
struct flock whole_file() {
  struct flock lock{};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

bool take(int file) {
  auto lock = whole_file();
  if (::fcntl(file, F_OFD_SETLK, &lock) == 0) return true;
  if (errno == EAGAIN || errno == EACCES) return false;
  throw DatabaseError(fmt::format("cannot lock the database: {}", std::strerror(errno)));
}

}  // namespace

DatabaseLock::DatabaseLock(const std::string& path, std::string_view what, const Clock& clock)
    : since_(format_rfc3339(clock.now())) {
  const auto name = lock_file_of(path);
  file_ = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file_ < 0) {
    throw DatabaseError(fmt::format("cannot open {}: {}", name, std::strerror(errno)));
  }
  try {
    if (!take(file_)) {
      throw DatabaseError(fmt::format("the database {} is in use by {}: stop that process first",
                                      path, description_in(file_)));
    }
  } catch (...) {
    ::close(file_);
    throw;
  }
  ::fchmod(file_, S_IRUSR | S_IWUSR);
  describe(what);
}

DatabaseLock::~DatabaseLock() { ::close(file_); }

void DatabaseLock::describe(std::string_view what) {
  const auto line = fmt::format("{} (process {}, since {})\n", what, ::getpid(), since_);
  // Only words for people: that nobody else has the lock does not rest on them.
  if (::ftruncate(file_, 0) == 0) static_cast<void>(::pwrite(file_, line.data(), line.size(), 0));
}

std::string DatabaseLock::holder(const std::string& path) {
  const int file = ::open(lock_file_of(path).c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  auto lock = whole_file();
  const bool held = ::fcntl(file, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  const std::string who = held ? description_in(file) : std::string();
  ::close(file);
  return who;
}

}  // namespace usher::store
