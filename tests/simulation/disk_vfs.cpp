#include "simulation/disk_vfs.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <new>

namespace usher::simulation {
namespace {

// SQLite allocates it and calls through the first member.
struct OpenFile {
  sqlite3_file base;
  Disk* disk;
  std::shared_ptr<DiskFile> file;
  std::string name;
  bool delete_on_close;
};

OpenFile& self(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }

Disk& disk_of(sqlite3_vfs* vfs) { return *static_cast<Disk*>(vfs->pAppData); }

int close_file(sqlite3_file* base) {
  OpenFile& open = self(base);
  open.file->users.erase(base);
  if (open.delete_on_close && !open.disk->dead()) open.disk->remove(open.name);
  open.file.~shared_ptr();
  open.name.~basic_string();
  return SQLITE_OK;
}

int read_file(sqlite3_file* base, void* out, int count, sqlite3_int64 offset) {
  const OpenFile& open = self(base);
  if (open.disk->dead()) return SQLITE_IOERR_READ;
  const auto& bytes = open.file->cache;
  const auto from = static_cast<std::size_t>(offset);
  const auto wanted = static_cast<std::size_t>(count);
  const auto there = from < bytes.size() ? std::min(wanted, bytes.size() - from) : 0;
  std::memcpy(out, bytes.data() + (there > 0 ? from : 0), there);
  if (there == wanted) return SQLITE_OK;
  std::memset(static_cast<char*>(out) + there, 0, wanted - there);
  return SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* base, const void* data, int count, sqlite3_int64 offset) {
  const OpenFile& open = self(base);
  if (open.disk->next_call() == Disk::Fate::fails) return SQLITE_IOERR_WRITE;
  DiskFile::Change change;
  change.offset = static_cast<std::size_t>(offset);
  change.data.assign(static_cast<const char*>(data), static_cast<std::size_t>(count));
  auto& cache = open.file->cache;
  if (cache.size() < change.offset + change.data.size())
    cache.resize(change.offset + change.data.size());
  std::memcpy(cache.data() + change.offset, change.data.data(), change.data.size());
  open.file->pending.push_back(std::move(change));
  return SQLITE_OK;
}

int truncate_file(sqlite3_file* base, sqlite3_int64 size) {
  const OpenFile& open = self(base);
  if (open.disk->next_call() == Disk::Fate::fails) return SQLITE_IOERR_TRUNCATE;
  const auto end = static_cast<std::size_t>(size);
  if (end < open.file->cache.size()) open.file->cache.resize(end);
  open.file->pending.push_back({end, {}, true});
  return SQLITE_OK;
}

int sync_file(sqlite3_file* base, int) {
  const OpenFile& open = self(base);
  if (open.disk->next_call() == Disk::Fate::fails) {
    // As Linux does it: the pages count as written although they are not.
    if (!open.disk->dead()) Disk::forget_pending(*open.file);
    return SQLITE_IOERR_FSYNC;
  }
  if (!open.disk->lies) Disk::make_durable(*open.file);
  return SQLITE_OK;
}

int file_size(sqlite3_file* base, sqlite3_int64* size) {
  *size = static_cast<sqlite3_int64>(self(base).file->cache.size());
  return SQLITE_OK;
}

int lock(sqlite3_file* base, int level) {
  auto& users = self(base).file->users;
  users.insert(base);
  return level == SQLITE_LOCK_EXCLUSIVE && users.size() > 1 ? SQLITE_BUSY : SQLITE_OK;
}
int unlock(sqlite3_file* base, int level) {
  if (level == SQLITE_LOCK_NONE) self(base).file->users.erase(base);
  return SQLITE_OK;
}
int check_reserved(sqlite3_file*, int* reserved) {
  *reserved = 0;
  return SQLITE_OK;
}
int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return 4096; }
int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

int map_shared(sqlite3_file* base, int region, int size, int extend, void volatile** out) {
  auto& memory = self(base).file->shared_memory;
  const auto index = static_cast<std::size_t>(region);
  *out = nullptr;
  if (memory.size() <= index) {
    if (extend == 0) return SQLITE_OK;
    memory.resize(index + 1);
  }
  auto& block = memory[index];
  if (block.empty()) block.resize(static_cast<std::size_t>(size));
  *out = block.data();
  return SQLITE_OK;
}
int lock_shared(sqlite3_file*, int, int, int) { return SQLITE_OK; }
void barrier(sqlite3_file*) {}
int unmap_shared(sqlite3_file* base, int delete_it) {
  if (delete_it != 0 && !self(base).disk->dead()) self(base).file->shared_memory.clear();
  return SQLITE_OK;
}

constexpr sqlite3_io_methods make_methods() {
  sqlite3_io_methods methods{};
  methods.iVersion = 2;
  methods.xClose = close_file;
  methods.xRead = read_file;
  methods.xWrite = write_file;
  methods.xTruncate = truncate_file;
  methods.xSync = sync_file;
  methods.xFileSize = file_size;
  methods.xLock = lock;
  methods.xUnlock = unlock;
  methods.xCheckReservedLock = check_reserved;
  methods.xFileControl = control;
  methods.xSectorSize = sector_size;
  methods.xDeviceCharacteristics = characteristics;
  methods.xShmMap = map_shared;
  methods.xShmLock = lock_shared;
  methods.xShmBarrier = barrier;
  methods.xShmUnmap = unmap_shared;
  return methods;
}
constexpr sqlite3_io_methods kMethods = make_methods();

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* base, int flags, int* out_flags) {
  Disk& disk = disk_of(vfs);
  base->pMethods = nullptr;
  if (disk.dead()) return SQLITE_CANTOPEN;
  const std::string file = name != nullptr ? name : "(temporary)";
  auto found = disk.open(file, (flags & SQLITE_OPEN_CREATE) != 0);
  if (!found) return SQLITE_CANTOPEN;
  OpenFile& open = self(base);
  open.disk = &disk;
  new (&open.file) std::shared_ptr<DiskFile>(std::move(found));
  new (&open.name) std::string(file);
  open.delete_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
  base->pMethods = &kMethods;
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* name, int) {
  Disk& disk = disk_of(vfs);
  if (disk.next_call() == Disk::Fate::fails) return SQLITE_IOERR_DELETE;
  disk.remove(name);
  return SQLITE_OK;
}
int has_access(sqlite3_vfs* vfs, const char* name, int, int* out) {
  *out = disk_of(vfs).exists(name) ? 1 : 0;
  return SQLITE_OK;
}
int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
  sqlite3_snprintf(size, out, "%s", name);
  return SQLITE_OK;
}
int randomness(sqlite3_vfs* vfs, int count, char* out) {
  disk_of(vfs).chance().fill(
      {reinterpret_cast<std::uint8_t*>(out), static_cast<std::size_t>(count)});
  return count;
}
int no_sleep(sqlite3_vfs*, int microseconds) { return microseconds; }
int no_time(sqlite3_vfs*, sqlite3_int64* now) {
  *now = 0;
  return SQLITE_OK;
}
int last_error(sqlite3_vfs*, int, char*) { return 0; }

}  // namespace

void use_as_default_vfs(Disk& disk) {
  static sqlite3_vfs vfs{};
  if (vfs.zName == nullptr) {
    vfs.iVersion = 2;
    vfs.szOsFile = sizeof(OpenFile);
    vfs.mxPathname = 256;
    vfs.zName = "usher-simulation";
    vfs.xOpen = open_file;
    vfs.xDelete = delete_file;
    vfs.xAccess = has_access;
    vfs.xFullPathname = full_path;
    vfs.xRandomness = randomness;
    vfs.xSleep = no_sleep;
    vfs.xCurrentTimeInt64 = no_time;
    vfs.xGetLastError = last_error;
    sqlite3_vfs_register(&vfs, 1);
  }
  vfs.pAppData = &disk;
  // SQLite asks for chance once and stretches it: ask this disk again.
  sqlite3_randomness(0, nullptr);
}

}  // namespace usher::simulation
