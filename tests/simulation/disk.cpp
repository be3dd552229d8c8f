#include "simulation/disk.hpp"

#include <algorithm>
#include <cstring>

#include "simulation/disk_vfs.hpp"

namespace usher::simulation {
namespace {

constexpr std::size_t kSector = 512;

void apply(std::string& bytes, const DiskFile::Change& change) {
  if (change.truncates) {
    bytes.resize(std::min(bytes.size(), change.offset));
    return;
  }
  if (bytes.size() < change.offset + change.data.size())
    bytes.resize(change.offset + change.data.size());
  std::memcpy(bytes.data() + change.offset, change.data.data(), change.data.size());
}

}  // namespace

void Disk::plug_in() { use_as_default_vfs(*this); }

Disk::Fate Disk::next_call() {
  ++calls_;
  if (dead_) return Fate::fails;
  if (calls_ == dies_at_) {
    dead_ = true;
    return Fate::fails;
  }
  if (broken_ > 0) {
    --broken_;
    return Fate::fails;
  }
  return Fate::fine;
}

std::shared_ptr<DiskFile> Disk::open(const std::string& name, bool create) {
  const auto found = files_.find(name);
  if (found != files_.end()) return found->second;
  if (!create) return nullptr;
  return files_[name] = std::make_shared<DiskFile>();
}

void Disk::make_durable(DiskFile& file) {
  for (const auto& change : file.pending) {
    if (!change.forgotten) apply(file.durable, change);
  }
  file.pending.clear();
}

void Disk::forget_pending(DiskFile& file) {
  for (auto& change : file.pending) change.forgotten = true;
}

// What the disk had written by itself before the power went.
void Disk::lose(DiskFile& file) {
  const auto manner = chance_->below(4);
  const auto kept = manner == 0   ? 0
                    : manner == 1 ? file.pending.size()
                                  : chance_->below(file.pending.size() + 1);
  for (std::size_t i = 0; i < file.pending.size(); ++i) {
    const auto& change = file.pending[i];
    if (change.forgotten) continue;
    if (manner < 3) {
      if (i < kept) apply(file.durable, change);
      continue;
    }
    if (change.truncates) {
      if (chance_->below(2) == 0) apply(file.durable, change);
      continue;
    }
    for (std::size_t at = 0; at < change.data.size(); at += kSector) {
      if (chance_->below(2) == 0) continue;
      apply(file.durable, {change.offset + at, change.data.substr(at, kSector)});
    }
  }
  file.pending.clear();
  file.cache = file.durable;
}

void Disk::start_again(After after) {
  for (auto& [name, file] : files_) {
    file->shared_memory.clear();
    if (after == After::power_cut) lose(*file);
  }
  dead_ = false;
  dies_at_ = 0;
  broken_ = 0;
}

Disk Disk::copy(Random& chance) const {
  Disk other(chance);
  for (const auto& [name, file] : files_) {
    auto twin = std::make_shared<DiskFile>(*file);
    twin->shared_memory.clear();
    twin->users.clear();
    other.files_[name] = std::move(twin);
  }
  return other;
}

}  // namespace usher::simulation
