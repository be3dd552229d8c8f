// Purpose: PostgreSQL behind store::Connection, over libpq. Place: store.
//
// Always in pipeline mode: BEGIN, SAVEPOINT and RELEASE travel with the next statement instead of
// costing a round trip each. Values go and come as text (bytes go binary) with explicit types, so
// that the server never has to guess what $1 is.
#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/connection.hpp"

struct pg_conn;
struct pg_result;

namespace usher::store {

// "postgresql://…" or "postgres://…".
bool is_postgres_url(std::string_view url);

// Where and how to connect. `?prepare=off` in the URL is ours, not libpq's: it is needed behind a
// pooler in transaction mode. Nothing then lives longer on the server than a transaction.
struct PostgresUrl {
  std::string text;  // without `prepare`
  bool prepare = true;

  static PostgresUrl parse(std::string_view url);
};

// A lane looks everything up by key: a plan that was made while the tables were empty must not
// become a scan when they are full.
enum class PostgresRole : std::uint8_t { lane, reader, other };

// Used by one thread at a time. Reconnects by itself at the next begin_*(), with a growing pause
// between attempts.
class PostgresConnection final : public Connection {
 public:
  // Errors: throws UnavailableError when nobody answers.
  explicit PostgresConnection(PostgresUrl url, PostgresRole role = PostgresRole::other);
  ~PostgresConnection() override;

  std::int64_t run(const Query& query, std::span<const Param> params) override;
  void visit(const Query& query, std::span<const Param> params,
             const std::function<bool(const Row&)>& visitor) override;
  void script(std::string_view sql) override;
  std::string_view engine() const override { return "postgresql"; }
  using Connection::begin_write;
  void begin_write(std::span<const std::int64_t> turns, LockPatience patience) override;
  using Connection::begin_read;
  void begin_read(const Viewer& viewer) override;
  void raise_viewer() override;
  void lower_viewer() override;
  void commit() override;
  void rollback() noexcept override;
  void savepoint() override;
  void release_savepoint() override;
  void rollback_to_savepoint() override;
  bool in_transaction() const override;

  // For the watch, which waits for notifications: libpq's connection, out of pipeline mode.
  pg_conn* raw() { return connection_.get(); }
  bool connected() const { return connection_ != nullptr; }
  // Errors: throws UnavailableError.
  void connect();
  void disconnect() noexcept;
  // From any thread: whoever has waited for the server here for `limit` learns that it is lost.
  void interrupt_after(std::chrono::milliseconds limit) noexcept;
  // The same for whoever has waited longer than any statement of this role may take: for a COMMIT
  // whose standby is away, which no time-out of the server ends.
  void interrupt_if_overdue() noexcept;

 private:
  struct Closer {
    void operator()(pg_conn* connection) const noexcept;
    void operator()(pg_result* result) const noexcept;
  };
  using Result = std::unique_ptr<pg_result, Closer>;
  // As the server knows it; types may be 0 (unknown) until a call shows them.
  struct Statement {
    std::string name;
    std::vector<std::uint32_t> types;
    bool prepared = false;
  };
  // The parameters of one call as libpq takes them.
  struct Bound;

  void reconnect_if_lost();
  void set_up_session();
  void queue_local_settings();
  // Errors: throws CommitUnknownError when the answer does not come.
  Result send_commit();
  Statement& statement_of(const Query& query, const Bound& bound);
  // Sends what is queued and the statement, and waits. Errors: see fail().
  Result execute(const Query& query, std::span<const Param> params);
  // The same for statements of the connection itself; `command` may be empty.
  Result control(const char* command);
  void send_queued();
  // The last result before the end of the pipeline. `doing` names it in errors.
  Result collect(std::string_view doing);
  [[noreturn]] void fail(const pg_result* result, std::string_view doing);
  [[noreturn]] void lost(std::string_view doing);

  const PostgresUrl url_;
  const PostgresRole role_;
  std::unique_ptr<pg_conn, Closer> connection_;
  // The connection's socket while it may be interrupted; -1 otherwise.
  std::mutex socket_mutex_;
  int socket_ = -1;
  // When the wait for the server began; 0 while nobody waits.
  std::atomic<std::chrono::steady_clock::rep> waiting_since_{0};
  std::unordered_map<const void*, Statement> statements_;
  std::uint64_t statements_named_ = 0;
  // Statements without a result of interest that go out with the next one.
  std::vector<const char*> queued_;
  std::string turns_;
  std::string viewer_;
  bool savepoint_open_ = false;
  bool writing_ = false;
  // The server said something about the running statement that it did not fail for.
  bool warned_ = false;
  std::chrono::steady_clock::time_point next_attempt_{};
  std::chrono::milliseconds pause_{0};
};

}  // namespace usher::store
