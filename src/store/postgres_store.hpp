// Purpose: the Store on PostgreSQL: several write lanes, readers, a watch. Place: store.
#pragma once
#include <memory>
#include <vector>

#include "store/postgres_pulse.hpp"
#include "store/postgres_watch.hpp"
#include "store/reader_pool.hpp"
#include "store/store.hpp"
#include "store/write_lane.hpp"

namespace usher::store {

// A command runs on the lane of its smallest key. A batch first takes the turns of all its keys,
// among the lanes of the node until its effects have run, and over all nodes (advisory locks of the
// transaction), so that slices decide as if alone with their shows. While the database is away or
// takes no writes, nothing is queued for it: callers hear 503 at once.
class PostgresStore final : public Store {
 public:
  PostgresStore(const StoreOptions& options, const Clock& clock);
  ~PostgresStore() override { watch_->on_round(nullptr); }

  std::string_view engine() const override { return "postgresql"; }
  bool shared() const override { return true; }
  void tell_nodes(std::string text) override { watch_->tell(std::move(text)); }
  void on_news(const void* listener, NewsHandler handler) override {
    watch_->on_news(listener, std::move(handler));
  }
  // Errors: throws DatabaseError that names pg_dump: PostgreSQL has its own backups.
  void backup_to(const std::string& file) override;
  Statistics statistics() const override;
  void say_measures(MeasureReader& reader) const override;
  void stop() override;
  std::size_t nodes() const override { return pulse_ ? pulse_->nodes() : 1; }
  Duration clock_lead() const override { return pulse_ ? pulse_->clock_lead() : Duration{}; }
  bool healthy() const override { return watch_->healthy() && (!pulse_ || pulse_->beats()); }
  std::optional<NotTaken> submit(LaneKeys keys, std::unique_ptr<Command>& command) override;
  std::optional<NotTaken> submit_read(std::unique_ptr<ReadJob>& job) override;
  // Which of a node's lanes runs commands with these keys.
  static std::size_t lane_index(const LaneKeys& keys, std::size_t lanes);

 private:
  std::unique_ptr<PostgresConnection> connect(const PostgresUrl& url, PostgresRole role);

  std::unique_ptr<PostgresPulse> pulse_;  // only of servers
  std::unique_ptr<PostgresWatch> watch_;
  // Of the lanes and readers, to end their waiting when nobody answers any more.
  std::vector<PostgresConnection*> connections_;
  NodeTurns turns_;
  std::vector<std::unique_ptr<WriteLane>> lanes_;
  std::unique_ptr<ReaderPool> readers_;
};

}  // namespace usher::store
