#include "store/postgres_pulse.hpp"

#include <fmt/format.h>

#include <array>

#include "base/log.hpp"
#include "base/random.hpp"

namespace usher::store {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kBeatEvery{1000};
constexpr std::chrono::milliseconds kAgainAfter{100};
// Longer than a slow disk takes, shorter than buyers wait.
constexpr std::chrono::milliseconds kBeatsWithin{4000};
// A clock that is off by more is said once until it is right again.
constexpr Duration kClockOffMax{2000};

// The database's clock decides here, so that nodes with clocks of their own agree on who is there.
constexpr Query kBeat{
    "store.beat", "",
    "WITH db AS (SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now),"
    " beat AS (INSERT INTO nodes (id, beat_at) SELECT $1, now FROM db"
    "  ON CONFLICT (id) DO UPDATE SET beat_at = EXCLUDED.beat_at)"
    " SELECT db.now, (SELECT count(*) FROM nodes WHERE id <> $1 AND beat_at > db.now - 5000)"
    " FROM db"};
constexpr Query kLeave{
    "store.leave", "",
    "DELETE FROM nodes WHERE id = $1 OR"
    " beat_at < (extract(epoch FROM clock_timestamp()) * 1000)::bigint - 86400000"};

std::string random_name() {
  SecureRandom random;
  std::string name;
  for (const auto byte : random.bytes(8)) name += fmt::format("{:02x}", byte);
  return name;
}

}  // namespace

PostgresPulse::PostgresPulse(const PostgresUrl& url, const Clock& clock)
    : clock_(clock),
      node_(random_name()),
      connection_(url),
      last_(Steady::now().time_since_epoch().count()) {
  thread_ = std::thread([this] { loop(); });
}

PostgresPulse::~PostgresPulse() {
  {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
    while (!wake_.wait_for(lock, kBeatEvery, [this] { return ended_; })) {
      connection_.interrupt_after(kAgainAfter);
    }
  }
  thread_.join();
}

bool PostgresPulse::beats() const {
  const Steady::duration last{last_.load(std::memory_order_relaxed)};
  return Steady::now().time_since_epoch() - last < kBeatsWithin;
}

void PostgresPulse::loop() {
  bool said = false;
  for (;;) {
    auto pause = kBeatEvery;
    try {
      beat();
      said = false;
    } catch (const DatabaseError& failure) {
      if (!said) log::warning("pulse_failed", {{"cause", failure.what()}});
      said = true;
      pause = kAgainAfter;
    }
    std::unique_lock lock(mutex_);
    if (wake_.wait_for(lock, pause, [this] { return stopping_; })) break;
  }
  if (beats()) leave();
  const std::lock_guard lock(mutex_);
  ended_ = true;
  wake_.notify_all();
}

void PostgresPulse::beat() {
  const std::array<Param, 1> node{text_param(node_)};
  const Timestamp before = clock_.now();
  connection_.begin_write();
  Duration lead{};
  std::size_t nodes = 1;
  try {
    connection_.visit(kBeat, node, [&](const Row& row) {
      lead = before - Timestamp{row.integer(0)};
      nodes += static_cast<std::size_t>(row.integer(1));
      return false;
    });
    connection_.commit();
  } catch (...) {
    connection_.rollback();
    throw;
  }
  // What the way there took is not the clock's fault.
  const Duration way = clock_.now() - before;
  if (lead < Duration{}) lead = std::min(lead + std::max(way, Duration{}), Duration{});
  const bool was_off = abs(clock_lead()) > kClockOffMax;
  if (abs(lead) > kClockOffMax && !was_off) {
    log::warning("clock_is_off", {{"ahead_of_database_ms", lead.count()}});
  }
  clock_lead_ms_.store(lead.count(), std::memory_order_relaxed);
  nodes_.store(nodes, std::memory_order_relaxed);
  last_.store(Steady::now().time_since_epoch().count(), std::memory_order_relaxed);
}

void PostgresPulse::leave() {
  const std::array<Param, 1> node{text_param(node_)};
  try {
    connection_.begin_write();
    connection_.run(kLeave, node);
    connection_.commit();
  } catch (const DatabaseError&) {
    connection_.rollback();  // the others notice within seconds
  }
}

}  // namespace usher::store
