#include "store/private_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "base/log.hpp"

namespace usher::store {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kOthers = S_IRWXG | S_IRWXO;
constexpr mode_t kOwnFile = S_IRUSR | S_IWUSR;
constexpr mode_t kOwnDirectory = S_IRWXU;

}  // namespace

bool make_private(const fs::path& path) noexcept {
  struct stat found{};
  if (::stat(path.c_str(), &found) != 0) return true;
  if ((found.st_mode & kOthers) == 0) return true;
  // Such as /tmp: meant for everybody.
  if (S_ISDIR(found.st_mode) && (found.st_mode & S_ISVTX) != 0) return false;
  return ::chmod(path.c_str(), found.st_mode & 07777 & ~kOthers) == 0;
}

void make_database_private(const fs::path& path) {
  // Made here and not by SQLite, which asks the umask. One that is there must not be opened:
  // closing it again would drop the locks that SQLite has on it for this process.
  const int made = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, kOwnFile);
  if (made >= 0) ::close(made);
  bool closed = make_private(path);
  for (const char* suffix : {"-wal", "-shm"}) {
    closed = make_private(path.string() + suffix) && closed;
  }
  const fs::path directory = path.has_parent_path() ? path.parent_path() : fs::path(".");
  const std::string set_aside = path.filename().string() + ".before-restore";
  std::error_code failed;
  for (fs::directory_iterator it(directory, failed), end; !failed && it != end;
       it.increment(failed)) {
    if (it->path().filename().string().starts_with(set_aside)) make_private(it->path());
  }
  if (!closed) log::warning("database_is_open_to_others", {{"file", path.string()}});
}

void make_private_directory(const fs::path& path) {
  if (!fs::exists(path)) {
    if (path.has_parent_path()) fs::create_directories(path.parent_path());
    if (::mkdir(path.c_str(), kOwnDirectory) != 0 && !fs::is_directory(path)) {
      throw fs::filesystem_error("cannot make the directory", path,
                                 std::error_code(errno, std::generic_category()));
    }
  }
  if (!make_private(path)) {
    log::warning("directory_is_open_to_others", {{"directory", path.string()}});
  }
}

}  // namespace usher::store
