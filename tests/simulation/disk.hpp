// Purpose: a disk in memory that loses power, as an SQLite VFS. Place: tests/simulation.
//
// A file has what the process sees (`cache`) and what a power cut leaves (`durable`); between the
// two lie the writes since the last sync. Only what was synced is sure to survive; of the rest a
// power cut keeps nothing, a part, or torn sectors. A kill -9 keeps the cache.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/random.hpp"

namespace usher::simulation {

struct DiskFile {
  struct Change {
    std::size_t offset = 0;
    std::string data;        // bytes written at the offset
    bool truncates = false;  // instead: the file ends at the offset
    bool forgotten = false;  // its sync failed: no later sync makes it durable
  };
  std::string cache;
  std::string durable;
  std::vector<Change> pending;
  std::vector<std::vector<char>> shared_memory;  // SQLite's index of the log; gone with the process
  std::set<const void*> users;                   // open files with a lock
};

// One thread. One disk is the process' default VFS at a time.
class Disk {
 public:
  explicit Disk(Random& chance) : chance_(&chance) {}

  // A planted defect: syncs are answered and not done.
  bool lies = false;

  // Makes this disk what sqlite3_open sees; SQLite's own chance starts from this disk's.
  void plug_in();
  // The process is gone from here on: every call fails, nothing reaches the files.
  void die() { dead_ = true; }
  bool dead() const { return dead_; }
  // Dies in the n-th call from now that writes, cuts or syncs (1 is the next one).
  void die_at(std::uint64_t call) { dies_at_ = calls_ + call; }
  // The next `count` writes or syncs fail as a full or broken disk does.
  void break_down(std::uint64_t count) { broken_ = count; }
  void repair() { broken_ = 0; }
  std::uint64_t calls() const { return calls_; }

  // A new process on the same files.
  enum class After : std::uint8_t { kill, power_cut };
  void start_again(After after);
  // The files as another disk with its own chance.
  Disk copy(Random& chance) const;

  // For the VFS.
  enum class Fate : std::uint8_t { fine, fails };
  Fate next_call();
  std::shared_ptr<DiskFile> open(const std::string& name, bool create);
  void remove(const std::string& name) { files_.erase(name); }
  bool exists(const std::string& name) const { return files_.contains(name); }
  // Syncing a file: all is durable, or with a fault nothing of it ever is.
  static void make_durable(DiskFile& file);
  static void forget_pending(DiskFile& file);
  Random& chance() { return *chance_; }

 private:
  void lose(DiskFile& file);

  Random* chance_;
  std::map<std::string, std::shared_ptr<DiskFile>> files_;
  std::uint64_t calls_ = 0;
  std::uint64_t dies_at_ = 0;
  std::uint64_t broken_ = 0;
  bool dead_ = false;
};

}  // namespace usher::simulation
