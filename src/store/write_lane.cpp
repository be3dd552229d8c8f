#include "store/write_lane.hpp"

#include <algorithm>
#include <chrono>
#include <set>

#include "base/log.hpp"

namespace usher::store {
namespace {

// Batches that lost a race run again so many times at most, after a growing pause.
constexpr int kAttemptsMax = 8;
constexpr std::chrono::milliseconds kRetryPause{2};
// Between two looks at whether those who were put aside can go on, and for how many groups at once:
// each may cost the others a brief wait.
constexpr std::chrono::milliseconds kParkedPause{100};
constexpr std::size_t kParkedGroupsTried = 4;
// Commands of one group that may meet a lock before the rest waits with them.
constexpr std::size_t kLocksMet = 4;
// How long a lane waits for another of its node: as long as a database lets it wait for a lock.
constexpr std::chrono::milliseconds kUsualPatience{1500};
constexpr std::chrono::milliseconds kBriefPatience{20};
// A batch that takes longer hangs in the database.
constexpr std::chrono::seconds kBatchMax{10};

using Steady = std::chrono::steady_clock;

constexpr Measure kQueued{"usher_lane_queued_commands", MeasureKind::gauge,
                          "Commands that wait for a write lane, or for a lock that others hold."};
constexpr Measure kBatchCommands{"usher_lane_batch_commands", MeasureKind::histogram,
                                 "Commands that shared a commit."};
constexpr Measure kCommitSeconds{"usher_lane_commit_seconds", MeasureKind::histogram,
                                 "What a commit took."};
constexpr Measure kWaitSeconds{"usher_lane_wait_seconds", MeasureKind::histogram,
                               "How long a command waited for its batch to begin."};
constexpr Measure kRetries{"usher_lane_retries_total", MeasureKind::counter,
                           "Batches run again after a race lost to another node."};
constexpr Measure kRefused{"usher_lane_refused_total", MeasureKind::counter,
                           "Commands refused because the queue was full."};
constexpr Measure kLate{"usher_lane_late_total", MeasureKind::counter,
                        "Commands refused because they had waited too long."};
constexpr Measure kEffectsFailed{"usher_lane_effects_failed_total", MeasureKind::counter,
                                 "What was to follow a commit and threw; the commit stands."};

std::exception_ptr too_late() {
  return std::make_exception_ptr(OverloadedError("waited too long for its turn to write"));
}

template <class Failure>
bool is_a(const std::exception_ptr& cause) {
  try {
    std::rethrow_exception(cause);
  } catch (const Failure&) {
    return true;
  } catch (...) {
    return false;
  }
}
bool is_lost_race(const std::exception_ptr& cause) { return is_a<RetryError>(cause); }
bool is_away(const std::exception_ptr& cause) { return is_a<UnavailableError>(cause); }
bool is_blocked(const std::exception_ptr& cause) { return is_a<BlockedError>(cause); }

// One order for everybody, so that no two nodes wait for each other (rule 61).
std::vector<std::int64_t> turns_of(std::span<const std::unique_ptr<Command>> commands) {
  std::vector<std::int64_t> keys;
  keys.reserve(commands.size());
  for (const auto& command : commands) {
    const auto of_command = command->keys.values();
    keys.insert(keys.end(), of_command.begin(), of_command.end());
  }
  std::ranges::sort(keys);
  const auto repeated = std::ranges::unique(keys);
  keys.erase(repeated.begin(), repeated.end());
  return keys;
}

bool have_the_same_keys(std::span<const std::unique_ptr<Command>> commands) {
  return std::ranges::all_of(
      commands, [&](const auto& command) { return command->keys == commands.front()->keys; });
}

}  // namespace

void WriteLane::Left::take_from(Transaction& tx) {
  for (auto& effect : tx.take_effects()) effects.push_back(std::move(effect));
  for (auto& step : tx.take_last_steps()) last_steps.push_back(std::move(step));
}

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
  if (parts_.threaded) thread_ = std::thread([this] { loop(); });
}

WriteLane::~WriteLane() { stop(); }

void WriteLane::stop() {
  if (!thread_.joinable()) return;
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
    if (queue_.size() + parked_count_ >= parts_.queue_max || stopping_) {
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
  numbers.queue_now = queue_.size() + parked_count_;
  return numbers;
}

void WriteLane::say_measures(MeasureReader& reader, std::string_view lane) const {
  const auto numbers = statistics();
  const auto say = [&](const Measure& measure, std::uint64_t value) {
    reader.number(measure, {{"lane", lane}}, static_cast<double>(value));
  };
  say(kQueued, numbers.queue_now);
  reader.histogram(kBatchCommands, {{"lane", lane}}, batch_commands_);
  reader.histogram(kCommitSeconds, {{"lane", lane}}, commit_seconds_);
  reader.histogram(kWaitSeconds, {{"lane", lane}}, wait_seconds_);
  say(kRetries, numbers.retries);
  say(kRefused, numbers.refused_full);
  say(kLate, numbers.late);
  say(kEffectsFailed, numbers.effects_failed);
}

bool WriteLane::healthy() const {
  const Steady::duration since{busy_since_.load(std::memory_order_relaxed)};
  if (since.count() != 0 && Steady::now().time_since_epoch() - since > kBatchMax) return false;
  return healthy_.load(std::memory_order_relaxed);
}

void WriteLane::loop() {
  Batch batch;
  batch.reserve(parts_.batch_max);
  for (;;) {
    try {
      if (!take(batch)) break;
      run_and_answer(batch);
      try_parked();
    } catch (const std::exception& failure) {
      log::error("lane_failed", {{"cause", std::string_view(failure.what())}});
    }
    batch.clear();
  }
  refuse_parked({});
}

bool WriteLane::step(std::size_t most) {
  Batch batch;
  take_waiting(batch, most);
  if (batch.empty()) return false;
  run_and_answer(batch);
  return true;
}

void WriteLane::run_and_answer(Batch& batch) {
  if (batch.empty()) return;
  busy_since_.store(Steady::now().time_since_epoch().count(), std::memory_order_relaxed);
  run(batch, LockPatience::usual);
  busy_since_.store(0, std::memory_order_relaxed);
  answer(batch);
  if (parts_.between_batches) parts_.between_batches(*parts_.connection);
}

void WriteLane::answer(Batch& batch) {
  std::vector<std::unique_ptr<Waiting>> done;
  done.reserve(batch.size());
  for (auto& command : batch) {
    if (command) done.push_back(std::move(command));  // else it is parked
  }
  batch.clear();
  complete_all(std::move(done));
}

bool WriteLane::take(Batch& batch) {
  {
    std::unique_lock lock(mutex_);
    const auto has_work = [this] { return !queue_.empty() || stopping_; };
    sleeping_ = true;
    if (parked_.empty()) {
      wake_.wait(lock, has_work);
    } else {
      wake_.wait_until(lock, next_try_, has_work);
    }
    sleeping_ = false;
    if (stopping_ && queue_.empty()) return false;
  }
  take_waiting(batch, parts_.batch_max);
  return true;
}

void WriteLane::take_waiting(Batch& batch, std::size_t most) {
  Batch late;
  {
    const std::lock_guard lock(mutex_);
    const std::size_t count = std::min({queue_.size(), parts_.batch_max, most});
    const auto now = Steady::now();
    const auto oldest = now - parts_.wait_max;
    for (std::size_t i = 0; i < count; ++i) {
      auto& command = queue_.front();
      if (parts_.threaded && command->since < oldest) {
        command->fail(too_late());
        late.push_back(std::move(command));
      } else if (parked_.hold_back(command->keys)) {
        ++parked_count_;
        parked_.add(std::move(command));
      } else {
        wait_seconds_.observe(now - command->since);
        batch.push_back(std::move(command));
      }
      queue_.pop_front();
    }
    numbers_.commands += batch.size();
    numbers_.late += late.size();
    if (!batch.empty()) ++numbers_.batches;
  }
  answer(late);
}

void WriteLane::run(Commands commands, LockPatience patience) {
  for (int attempt = 1;; ++attempt) {
    switch (try_once(commands, attempt, patience)) {
      case Outcome::stored:
      case Outcome::failed:
        return;
      case Outcome::run_again: {
        const std::lock_guard lock(mutex_);
        ++numbers_.retries;
        break;
      }
      case Outcome::run_singly:
        for (std::size_t i = 0; i < commands.size(); ++i) run(commands.subspan(i, 1), patience);
        return;
      case Outcome::blocked:
        run_by_keys(commands);
        return;
    }
    std::this_thread::sleep_for(kRetryPause * attempt);
  }
}

void WriteLane::run_by_keys(Commands commands) {
  if (alone_) {
    run_group(commands);
    return;
  }
  alone_ = true;
  for (const auto size : group_by_keys(commands)) {
    run(commands.first(size), LockPatience::brief);
    commands = commands.subspan(size);
  }
  alone_ = false;
}

void WriteLane::run_group(Commands commands) {
  if (commands.size() == 1 || (turn_blocked_ && have_the_same_keys(commands))) {
    park(commands);
    return;
  }
  // What one of them needs is kept: the others can go on, within the patience of all, but nobody
  // overtakes a command that waits for the turn of a key of his.
  std::set<std::int64_t> kept;
  std::size_t met = 0;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    const auto keys = commands[i]->keys;
    bool waits = met == kLocksMet ||
                 std::ranges::any_of(keys.values(), [&](auto key) { return kept.contains(key); });
    if (waits) {
      park(commands.subspan(i, 1));
    } else {
      run(commands.subspan(i, 1), LockPatience::brief);
      if (commands[i]) continue;
      ++met;
      waits = turn_blocked_;
    }
    if (waits) kept.insert(keys.values().begin(), keys.values().end());
  }
}

void WriteLane::park(Commands commands) {
  if (parked_.empty()) next_try_ = Steady::now() + kParkedPause;
  for (auto& command : commands) parked_.add(std::move(command));
  const std::lock_guard lock(mutex_);
  parked_count_ += commands.size();
}

void WriteLane::try_parked() {
  if (parked_.empty() || Steady::now() < next_try_) return;
  refuse_parked(parts_.wait_max);
  for (auto& group : parked_.take_groups(kParkedGroupsTried)) {
    {
      const std::lock_guard lock(mutex_);
      parked_count_ -= group.size();
    }
    alone_ = true;
    run(group, LockPatience::brief);
    alone_ = false;
    answer(group);
  }
  next_try_ = Steady::now() + kParkedPause;
}

void WriteLane::refuse_parked(Steady::duration older_than) {
  auto late = parked_.take_since(Steady::now() - older_than);
  for (auto& command : late) command->fail(too_late());
  {
    const std::lock_guard lock(mutex_);
    parked_count_ -= late.size();
    numbers_.late += late.size();
  }
  answer(late);
}

WriteLane::Outcome WriteLane::try_once(Commands commands, int attempt, LockPatience patience) {
  Left left;
  std::optional<NodeTurns::Turn> turn;  // until the effects have run
  spoilt_ = false;
  try {
    turn = begin(commands, patience);
    run_commands(commands, left);
    commit();
    batch_commands_.observe(static_cast<double>(commands.size()));
  } catch (...) {
    // Nothing of this batch is stored, so nobody in it may hear a yes, nor a no that rests on what
    // another command of the batch had written.
    parts_.connection->rollback();
    const auto cause = std::current_exception();
    if (is_lost_race(cause) && attempt < kAttemptsMax) return Outcome::run_again;
    if (is_blocked(cause)) return Outcome::blocked;
    if (spoilt_ && commands.size() > 1) return Outcome::run_singly;
    healthy_.store(false, std::memory_order_relaxed);
    for (const auto& command : commands) command->fail(cause);
    return Outcome::failed;
  }
  healthy_.store(true, std::memory_order_relaxed);
  run_effects(left);
  return Outcome::stored;
}

std::optional<NodeTurns::Turn> WriteLane::begin(Commands commands, LockPatience patience) {
  turn_blocked_ = false;
  if (parts_.turns == nullptr) {
    parts_.connection->begin_write();
    return std::nullopt;
  }
  turn_blocked_ = true;
  const auto keys = turns_of(commands);
  auto turn =
      parts_.turns->take(keys, patience == LockPatience::brief ? kBriefPatience : kUsualPatience);
  if (!turn) throw BlockedError("another lane of this node keeps a turn");
  parts_.connection->begin_write(keys, patience);
  turn_blocked_ = false;
  return turn;
}

// The batch is stored: nothing that goes wrong from here on may tell its callers otherwise, nor
// keep the other effects from running.
void WriteLane::run_effects(const Left& left) {
  for (const auto& effect : left.effects) {
    try {
      effect();
    } catch (const std::exception& failure) {
      log::error("effect_failed", {{"cause", std::string_view(failure.what())}});
      const std::lock_guard lock(mutex_);
      ++numbers_.effects_failed;
    }
  }
}

void WriteLane::run_commands(Commands commands, Left& left) {
  BatchState state;
  Foresight* looked_ahead = nullptr;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    Foresight* const kind = commands[i]->together.kind;
    if (parts_.turns != nullptr && kind != nullptr && kind != looked_ahead) {
      look_ahead(commands.subspan(i), state, left);
    }
    looked_ahead = kind;
    run_command(*commands[i], state, left);
  }
  finish(state, left);
}

void WriteLane::finish(BatchState& state, Left& left) {
  Transaction tx(*parts_.connection, parts_.clock.now(), parts_.bus, state, Undo::decides_first);
  for (const auto& hook : parts_.before_commit) hook(tx);
  for (const auto& step : left.last_steps) step(tx);
  left.take_from(tx);
}

// Alone, a command asks for itself: it then also tells what is wrong with it alone.
void WriteLane::look_ahead(Commands commands, BatchState& state, Left& left) {
  Foresight* const kind = commands.front()->together.kind;
  std::vector<const void*> items;
  for (const auto& command : commands) {
    if (command->together.kind != kind) break;
    items.push_back(command->together.item);
  }
  if (items.size() < 2) return;
  Transaction tx(*parts_.connection, parts_.clock.now(), parts_.bus, state, Undo::decides_first);
  try {
    kind->prepare(tx, items);
  } catch (...) {
    spoilt_ = true;
    throw;
  }
  left.take_from(tx);
}

void WriteLane::run_command(Command& command, BatchState& state, Left& left) {
  Connection& connection = *parts_.connection;
  Transaction tx(connection, parts_.clock.now(), parts_.bus, state, command.undo);
  bool done = false;
  try {
    done = command.execute(tx);
  } catch (...) {
    const auto cause = std::current_exception();
    // A command that broke is undone alone where that is possible; the others go on.
    const bool alone = connection.in_transaction() && (!tx.wrote() || tx.has_savepoint());
    if (!alone || is_lost_race(cause) || is_blocked(cause)) {
      spoilt_ = !is_away(cause);
      throw;
    }
    if (tx.wrote()) connection.rollback_to_savepoint();
    command.fail(cause);
    tx.undone();
    return;
  }
  if (done) {
    if (tx.has_savepoint()) connection.release_savepoint();
    left.take_from(tx);
  } else if (tx.wrote()) {
    if (!tx.has_savepoint()) {
      spoilt_ = true;
      throw DatabaseError("a command refused after it wrote");
    }
    connection.rollback_to_savepoint();
    tx.undone();
  }
}

void WriteLane::commit() {
  // Only a metric: no decision rests on it, so it may bypass the Clock.
  const auto start = Steady::now();
  parts_.connection->commit();
  commit_seconds_.observe(Steady::now() - start);
}

}  // namespace usher::store
