#include "store/write_lane.hpp"

#include <chrono>

namespace usher::store {

void complete_all(std::vector<std::unique_ptr<Waiting>> done) {
  auto at = done.begin();
  while (at != done.end()) {
    const auto executor = (*at)->executor();
    if (!executor) {
      (*at)->complete();
      ++at;
      continue;
    }
    auto group = std::make_shared<std::vector<std::unique_ptr<Waiting>>>();
    while (at != done.end() && (*at)->executor() == executor) {
      group->push_back(std::move(*at));
      ++at;
    }
    boost::asio::post(executor, [group] {
      for (auto& waiting : *group) waiting->complete();
    });
  }
}

WriteLane::WriteLane(Parts parts) : parts_(std::move(parts)) {
  thread_ = std::thread([this] { loop(); });
}

WriteLane::~WriteLane() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

bool WriteLane::submit(std::unique_ptr<Command>& command) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= parts_.queue_max || stopping_) {
      ++numbers_.refused_full;
      return false;
    }
    queue_.push_back(std::move(command));
    wake = sleeping_;
  }
  if (wake) wake_.notify_one();
  return true;
}

Store::Statistics WriteLane::statistics() const {
  const std::lock_guard lock(mutex_);
  auto numbers = numbers_;
  numbers.queue_now = queue_.size();
  return numbers;
}

void WriteLane::loop() {
  Batch batch;
  while (take(batch)) {
    run(batch);
    batch.clear();
    if (parts_.between_batches) parts_.between_batches(*parts_.connection);
  }
}

bool WriteLane::take(Batch& batch) {
  std::unique_lock lock(mutex_);
  sleeping_ = true;
  wake_.wait(lock, [this] { return !queue_.empty() || stopping_; });
  sleeping_ = false;
  const std::size_t count = std::min(queue_.size(), parts_.batch_max);
  for (std::size_t i = 0; i < count; ++i) {
    batch.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  numbers_.commands += count;
  if (count > 0) ++numbers_.batches;
  return count > 0;
}

void WriteLane::run(Batch& batch) {
  Effects effects;
  try {
    parts_.connection->begin_write();
    run_commands(batch, effects);
    commit();
    healthy_.store(true, std::memory_order_relaxed);
    for (auto& effect : effects) effect();
  } catch (...) {
    // Nothing of this batch is stored, so nobody in it may hear a yes, nor a no that rests on what
    // another command of the batch had written.
    parts_.connection->rollback();
    healthy_.store(false, std::memory_order_relaxed);
    for (auto& command : batch) command->fail(std::current_exception());
  }
  std::vector<std::unique_ptr<Waiting>> done;
  done.reserve(batch.size());
  for (auto& command : batch) done.push_back(std::move(command));
  complete_all(std::move(done));
}

void WriteLane::run_commands(Batch& batch, Effects& effects) {
  BatchState state;
  for (auto& command : batch) run_command(*command, state, effects);
  for (const auto& hook : parts_.before_commit) {
    Transaction tx(*parts_.connection, parts_.clock.now(), parts_.bus, state, Undo::decides_first);
    hook(tx);
    for (auto& effect : tx.take_effects()) effects.push_back(std::move(effect));
  }
}

void WriteLane::run_command(Command& command, BatchState& state, Effects& effects) {
  Connection& connection = *parts_.connection;
  Transaction tx(connection, parts_.clock.now(), parts_.bus, state, command.undo);
  bool done = false;
  try {
    done = command.execute(tx);
  } catch (...) {
    // A command that broke is undone alone where that is possible; the others go on.
    if (!connection.in_transaction() || (tx.wrote() && !tx.has_savepoint())) throw;
    if (tx.wrote()) connection.rollback_to_savepoint();
    command.fail(std::current_exception());
    tx.undone();
    return;
  }
  if (done) {
    if (tx.has_savepoint()) connection.release_savepoint();
    for (auto& effect : tx.take_effects()) effects.push_back(std::move(effect));
  } else if (tx.wrote()) {
    if (!tx.has_savepoint()) throw DatabaseError("a command refused after it wrote");
    connection.rollback_to_savepoint();
    tx.undone();
  }
}

void WriteLane::commit() {
  // Only a metric: no decision rests on it, so it may bypass the Clock.
  const auto start = std::chrono::steady_clock::now();
  parts_.connection->commit();
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
                        std::chrono::steady_clock::now() - start)
                        .count();
  const std::lock_guard lock(mutex_);
  numbers_.commit_us_total += static_cast<std::uint64_t>(took);
  numbers_.commit_us_max = std::max(numbers_.commit_us_max, static_cast<std::uint64_t>(took));
}

}  // namespace usher::store
