#include "store/postgres_connection.hpp"

#include <fmt/format.h>
#include <postgresql/libpq-fe.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <forward_list>

#include "base/text.hpp"

namespace usher::store {
namespace {

constexpr std::chrono::milliseconds kFirstPause{20};
constexpr std::chrono::milliseconds kLongestPause{500};

// pg_type.dat of PostgreSQL; stable since ever.
constexpr Oid kInt8 = 20;
constexpr Oid kText = 25;
constexpr Oid kFloat8 = 701;
constexpr Oid kBytea = 17;

constexpr int kTextFormat = 0;
constexpr int kBinaryFormat = 1;

// What every transaction here relies on. A statement that hangs longer is a fault, not patience;
// a node that died in a transaction must not keep its turns; an acknowledged commit is durable
// (rule 2), whatever the server's default is.
constexpr const char* kSession =
    "SET statement_timeout = '60s'; SET lock_timeout = '20s';"
    "SET idle_in_transaction_session_timeout = '15s'; SET bytea_output = 'hex';"
    "SET usher.viewer = 'server';"
    "SELECT set_config('synchronous_commit', 'on', false)"
    " WHERE current_setting('synchronous_commit') = 'off'";
// Buyers wait for a lane: whoever keeps a lock longer than two deadlocks take to be found keeps it
// for nobody's good, and whoever stops in the middle of a transaction loses it.
constexpr const char* kLaneSession =
    "SET statement_timeout = '5s'; SET lock_timeout = '1500ms';"
    "SET idle_in_transaction_session_timeout = '5s';"
    "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off";
constexpr const char* kReaderSession = "SET statement_timeout = '20s'";
// The same for one transaction.
constexpr std::array kLocalSettings{"SET LOCAL statement_timeout = '60s'",
                                    "SET LOCAL lock_timeout = '20s'",
                                    "SET LOCAL idle_in_transaction_session_timeout = '15s'",
                                    "SET LOCAL bytea_output = 'hex'",
                                    "SET LOCAL usher.viewer = 'server'",
                                    ("SELECT set_config('synchronous_commit', 'on', true)"
                                     " WHERE current_setting('synchronous_commit') = 'off'")};
constexpr std::array kLocalLaneSettings{"SET LOCAL statement_timeout = '5s'",
                                        "SET LOCAL lock_timeout = '1500ms'",
                                        "SET LOCAL idle_in_transaction_session_timeout = '5s'",
                                        "SET LOCAL enable_seqscan = off",
                                        "SET LOCAL enable_hashjoin = off",
                                        "SET LOCAL enable_mergejoin = off"};
constexpr std::array kLocalReaderSettings{"SET LOCAL statement_timeout = '20s'"};
constexpr const char* kBriefPatience = "SET LOCAL lock_timeout = '20ms'";
// A COMMIT that the server's time-out ends is answered as done although no standby has it: only the
// client may give it up.
constexpr const char* kCommitWithoutTimeout = "SET LOCAL statement_timeout = 0";

// Longer than any statement of a role may take.
constexpr std::chrono::milliseconds kLaneOverdue{6'000};
constexpr std::chrono::milliseconds kReaderOverdue{25'000};

std::string decoded_hex(std::string_view text) {
  if (!text.starts_with("\\x")) throw DatabaseError("a bytea column has an unknown form");
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 2; i + 1 < text.size(); i += 2) {
    bytes.push_back(static_cast<char>((digit(text[i]) << 4) | digit(text[i + 1])));
  }
  return bytes;
}

template <class T>
T parsed(std::string_view text) {
  T value{};
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

class PostgresRow final : public Row {
 public:
  explicit PostgresRow(const PGresult* result)
      : result_(result), decoded_(static_cast<std::size_t>(PQnfields(result))) {}
  void move_to(int row) { row_ = row; }

  bool null(int column) const override { return PQgetisnull(result_, row_, column) != 0; }
  std::int64_t integer(int column) const override {
    const auto value = text(column);
    if (value == "t") return 1;  // a comparison
    return parsed<std::int64_t>(value);
  }
  double real(int column) const override { return parsed<double>(text(column)); }
  std::string_view text(int column) const override {
    return {PQgetvalue(result_, row_, column),
            static_cast<std::size_t>(PQgetlength(result_, row_, column))};
  }
  std::span<const std::uint8_t> bytes(int column) const override {
    if (null(column)) return {};
    auto& bytes = decoded_[static_cast<std::size_t>(column)];
    bytes = decoded_hex(text(column));
    return {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()};
  }

 private:
  const PGresult* result_;
  int row_ = 0;
  mutable std::vector<std::string> decoded_;
};

Oid type_of(Param::Kind kind) {
  switch (kind) {
    case Param::Kind::integer:
      return kInt8;
    case Param::Kind::real:
      return kFloat8;
    case Param::Kind::text:
      return kText;
    case Param::Kind::bytes:
      return kBytea;
    case Param::Kind::null:
      break;
  }
  return 0;
}

// However the wait ends.
class Waiting {
 public:
  using Since = std::atomic<std::chrono::steady_clock::rep>;
  explicit Waiting(Since& since) : since_(since) {
    since_.store(std::chrono::steady_clock::now().time_since_epoch().count());
  }
  ~Waiting() { since_.store(0); }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

 private:
  Since& since_;
};

bool is_class(std::string_view state, std::string_view wanted) { return state.starts_with(wanted); }

// States after which the connection is of no use any more: lost, shut down, or to a server that
// does not take writes (any more), as after a fail-over.
bool means_lost(std::string_view state) {
  return is_class(state, "08") || is_class(state, "57P") || state == "25006" || state == "53300" ||
         state == "25P03";
}

const char* text_of(const Query& query) {
  // Queries are string literals or end in one: both views are followed by a zero.
  return query.postgres.empty() ? query.text.data() : query.postgres.data();
}

}  // namespace

bool is_postgres_url(std::string_view url) {
  return url.starts_with("postgresql://") || url.starts_with("postgres://");
}

PostgresUrl PostgresUrl::parse(std::string_view url) {
  PostgresUrl parsed{std::string(url), true};
  const auto start = parsed.text.find('?');
  if (start == std::string::npos) return parsed;
  std::string kept;
  std::string_view rest = std::string_view(parsed.text).substr(start + 1);
  while (!rest.empty()) {
    const auto part = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    if (part == "prepare=off") {
      parsed.prepare = false;
    } else if (part != "prepare=on") {
      kept += (kept.empty() ? "?" : "&") + std::string(part);
    }
  }
  parsed.text = parsed.text.substr(0, start) + kept;
  return parsed;
}

void PostgresConnection::Closer::operator()(pg_conn* connection) const noexcept {
  PQfinish(connection);
}
void PostgresConnection::Closer::operator()(pg_result* result) const noexcept { PQclear(result); }

struct PostgresConnection::Bound {
  static constexpr std::size_t kMax = 64;
  explicit Bound(std::span<const Param> params) : count(static_cast<int>(params.size())) {
    USHER_ASSERT(params.size() <= kMax);
    for (std::size_t i = 0; i < params.size(); ++i) bind(i, params[i]);
  }
  void bind(std::size_t i, const Param& param) {
    formats[i] = kTextFormat;
    values[i] = nullptr;
    lengths[i] = 0;
    types[i] = type_of(param.kind == Param::Kind::null ? param.null_of : param.kind);
    switch (param.kind) {
      case Param::Kind::null:
        break;
      case Param::Kind::integer:
        *std::to_chars(numbers[i].data(), numbers[i].data() + numbers[i].size(), param.integer)
             .ptr = 0;
        values[i] = numbers[i].data();
        break;
      case Param::Kind::real:
        *std::to_chars(numbers[i].data(), numbers[i].data() + numbers[i].size(), param.real).ptr =
            0;
        values[i] = numbers[i].data();
        break;
      case Param::Kind::text:
        bind_text(i, {static_cast<const char*>(param.data), param.size});
        break;
      case Param::Kind::bytes:
        // Binary text is the bytes themselves: needs no zero at its end.
        formats[i] = kBinaryFormat;
        values[i] = param.data != nullptr ? static_cast<const char*>(param.data) : "";
        lengths[i] = static_cast<int>(param.size);
        break;
    }
  }

  // Text is text, wherever it came from.
  void bind_text(std::size_t i, std::string_view text) {
    if (!is_storable(text)) text = mended.emplace_front(storable(text));
    formats[i] = kBinaryFormat;
    values[i] = text.empty() ? "" : text.data();
    lengths[i] = static_cast<int>(text.size());
  }

  int count;
  std::forward_list<std::string> mended;
  std::array<const char*, kMax> values;
  std::array<int, kMax> lengths;
  std::array<int, kMax> formats;
  std::array<Oid, kMax> types;
  std::array<std::array<char, 32>, kMax> numbers;
};

PostgresConnection::PostgresConnection(PostgresUrl url, PostgresRole role)
    : url_(std::move(url)), role_(role) {
  connect();
}

PostgresConnection::~PostgresConnection() = default;

void PostgresConnection::connect() {
  disconnect();
  // Later entries win: what the URL says goes before our defaults.
  const char* const names[] = {"connect_timeout",     "application_name", "keepalives_idle",
                               "keepalives_interval", "keepalives_count", "tcp_user_timeout",
                               "client_encoding",     "dbname",           nullptr};
  const char* const values[] = {"3",    "usher",           "5",    "2", "2", "5000",
                                "UTF8", url_.text.c_str(), nullptr};
  connection_.reset(PQconnectdbParams(names, values, 1));
  if (connection_ == nullptr || PQstatus(connection_.get()) != CONNECTION_OK) {
    const std::string why =
        connection_ != nullptr ? PQerrorMessage(connection_.get()) : "out of memory";
    connection_.reset();
    pause_ = std::clamp(pause_ * 2, kFirstPause, kLongestPause);
    next_attempt_ = std::chrono::steady_clock::now() + pause_;
    throw UnavailableError("cannot connect to PostgreSQL: " + why);
  }
  pause_ = {};
  {
    const std::lock_guard lock(socket_mutex_);
    socket_ = PQsocket(connection_.get());
  }
  PQsetNoticeReceiver(
      connection_.get(),
      [](void* warned, const pg_result* notice) {
        const char* severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
        if (severity != nullptr && std::string_view(severity) == "WARNING") {
          *static_cast<bool*>(warned) = true;
        }
      },
      &warned_);
  set_up_session();
}

void PostgresConnection::set_up_session() {
  if (url_.prepare) {
    const char* const of_role = role_ == PostgresRole::lane     ? kLaneSession
                                : role_ == PostgresRole::reader ? kReaderSession
                                                                : "";
    for (const char* settings : {kSession, of_role}) {
      const Result result(PQexec(connection_.get(), settings));
      if (PQresultStatus(result.get()) == PGRES_FATAL_ERROR) fail(result.get(), "session");
    }
  }
  PQenterPipelineMode(connection_.get());
}

void PostgresConnection::interrupt_after(std::chrono::milliseconds limit) noexcept {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point since{Clock::duration{waiting_since_.load()}};
  if (since == Clock::time_point{} || Clock::now() - since < limit) return;
  const std::lock_guard lock(socket_mutex_);
  if (socket_ >= 0) ::shutdown(socket_, SHUT_RDWR);
}

void PostgresConnection::interrupt_if_overdue() noexcept {
  if (role_ == PostgresRole::lane) interrupt_after(kLaneOverdue);
  if (role_ == PostgresRole::reader) interrupt_after(kReaderOverdue);
}

void PostgresConnection::disconnect() noexcept {
  {
    const std::lock_guard lock(socket_mutex_);
    socket_ = -1;
  }
  connection_.reset();
  statements_.clear();
  queued_.clear();
  savepoint_open_ = false;
}

void PostgresConnection::reconnect_if_lost() {
  if (connection_ != nullptr && PQstatus(connection_.get()) == CONNECTION_OK) return;
  if (std::chrono::steady_clock::now() < next_attempt_) {
    throw UnavailableError("PostgreSQL does not answer");
  }
  connect();
}

void PostgresConnection::lost(std::string_view doing) {
  const std::string why = connection_ != nullptr ? PQerrorMessage(connection_.get()) : "";
  disconnect();
  throw UnavailableError(fmt::format("{}: the connection to PostgreSQL is lost: {}", doing, why));
}

void PostgresConnection::fail(const pg_result* result, std::string_view doing) {
  const char* code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const std::string state = code != nullptr ? code : "";
  const auto text = fmt::format("{}: {} ({})", doing, PQresultErrorMessage(result), state);
  if (state.empty() || means_lost(state)) {
    disconnect();
    throw UnavailableError(text);
  }
  if (state == "40001" || state == "40P01") throw RetryError(text);
  if (state == "55P03") throw BlockedError(text);
  if (is_class(state, "23")) {
    // Two nodes drew the same id at the same moment: the work run again draws another one.
    const char* constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    if (constraint != nullptr && std::string_view(constraint).ends_with("_pkey")) {
      throw RetryError(text);
    }
    throw ConstraintError(text);
  }
  // Behind a pooler in transaction mode another server connection gets the statement.
  const bool not_prepared = state == "26000" || state == "42P05";
  throw DatabaseError(not_prepared ? text + "; behind a pooler, add prepare=off to the URL" : text);
}

PostgresConnection::Statement& PostgresConnection::statement_of(const Query& query,
                                                                const Bound& bound) {
  auto& statement = statements_[&query];
  const auto count = static_cast<std::size_t>(bound.count);
  bool fits = statement.types.size() == count;
  for (std::size_t i = 0; fits && i < count; ++i) {
    fits = bound.types[i] == 0 || bound.types[i] == statement.types[i];
  }
  if (fits && !statement.name.empty()) return statement;
  statement.name = fmt::format("u{}", statements_named_++);
  statement.types.assign(bound.types.begin(), bound.types.begin() + bound.count);
  statement.prepared = false;
  return statement;
}

void PostgresConnection::send_queued() {
  for (const char* command : queued_) {
    if (PQsendQueryParams(connection_.get(), command, 0, nullptr, nullptr, nullptr, nullptr, 0) !=
        1) {
      lost("queue");
    }
  }
  queued_.clear();
}

PostgresConnection::Result PostgresConnection::collect(std::string_view doing) {
  PGconn* const connection = connection_.get();
  if (PQpipelineSync(connection) != 1) lost(doing);
  const Waiting waiting(waiting_since_);
  Result last;
  Result failed;
  for (;;) {
    Result result(PQgetResult(connection));
    if (result == nullptr) {
      if (PQstatus(connection) == CONNECTION_BAD) break;
      continue;
    }
    const auto status = PQresultStatus(result.get());
    if (status == PGRES_PIPELINE_SYNC) break;
    if (status == PGRES_PIPELINE_ABORTED) continue;
    if (status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE) {
      if (failed == nullptr) failed = std::move(result);
    } else {
      last = std::move(result);
    }
  }
  if (failed != nullptr) fail(failed.get(), doing);
  if (PQstatus(connection) == CONNECTION_BAD || last == nullptr) lost(doing);
  return last;
}

PostgresConnection::Result PostgresConnection::execute(const Query& query,
                                                       std::span<const Param> params) {
  if (connection_ == nullptr) throw UnavailableError("PostgreSQL does not answer");
  const Bound bound(params);
  Statement& statement = statement_of(query, bound);
  send_queued();
  PGconn* const connection = connection_.get();
  int sent = 1;
  if (!url_.prepare) {
    sent = PQsendQueryParams(connection, text_of(query), bound.count, statement.types.data(),
                             bound.values.data(), bound.lengths.data(), bound.formats.data(),
                             kTextFormat);
  } else {
    if (!statement.prepared) {
      sent = PQsendPrepare(connection, statement.name.c_str(), text_of(query), bound.count,
                           statement.types.data());
    }
    if (sent == 1) {
      sent =
          PQsendQueryPrepared(connection, statement.name.c_str(), bound.count, bound.values.data(),
                              bound.lengths.data(), bound.formats.data(), kTextFormat);
    }
  }
  if (sent != 1) lost(query.name);
  if (statement.prepared || !url_.prepare) return collect(query.name);
  try {
    Result result = collect(query.name);
    statement.prepared = true;
    return result;
  } catch (...) {
    // Whether it was prepared is not known: the next use takes a new name.
    statements_.erase(&query);
    throw;
  }
}

PostgresConnection::Result PostgresConnection::control(const char* command) {
  if (connection_ == nullptr) throw UnavailableError("PostgreSQL does not answer");
  queued_.push_back(command);
  send_queued();
  return collect(command);
}

std::int64_t PostgresConnection::run(const Query& query, std::span<const Param> params) {
  const Result result = execute(query, params);
  return parsed<std::int64_t>(PQcmdTuples(result.get()));
}

void PostgresConnection::visit(const Query& query, std::span<const Param> params,
                               const std::function<bool(const Row&)>& visitor) {
  const Result result = execute(query, params);
  PostgresRow row(result.get());
  const int count = PQntuples(result.get());
  for (int i = 0; i < count; ++i) {
    row.move_to(i);
    if (!visitor(row)) return;
  }
}

void PostgresConnection::script(std::string_view sql) {
  if (!queued_.empty()) control("SELECT 1");
  reconnect_if_lost();
  PGconn* const connection = connection_.get();
  PQexitPipelineMode(connection);
  const Result result(PQexec(connection, std::string(sql).c_str()));
  const auto status = PQresultStatus(result.get());
  if (PQstatus(connection) != CONNECTION_OK) lost("script");
  PQenterPipelineMode(connection);
  if (status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE) fail(result.get(), "script");
}

void PostgresConnection::begin_write(std::span<const std::int64_t> turns, LockPatience patience) {
  turns_.clear();
  for (const auto turn : turns) {
    turns_ += fmt::format("{}pg_advisory_xact_lock({})", turns_.empty() ? "SELECT " : ",", turn);
  }
  writing_ = true;
  viewer_.clear();
  // A connection that broke while idle shows it now, when nothing is lost yet: try a new one.
  for (bool again = true;; again = false) {
    reconnect_if_lost();
    try {
      queued_.push_back("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
      queue_local_settings();
      if (patience == LockPatience::brief) queued_.push_back(kBriefPatience);
      control(turns_.empty() ? "SELECT 1" : turns_.c_str());
      return;
    } catch (const UnavailableError&) {
      if (!again) throw;
    }
  }
}

void PostgresConnection::queue_local_settings() {
  if (url_.prepare) return;
  queued_.insert(queued_.end(), kLocalSettings.begin(), kLocalSettings.end());
  if (role_ == PostgresRole::lane) {
    queued_.insert(queued_.end(), kLocalLaneSettings.begin(), kLocalLaneSettings.end());
  } else if (role_ == PostgresRole::reader) {
    queued_.insert(queued_.end(), kLocalReaderSettings.begin(), kLocalReaderSettings.end());
  }
}

void PostgresConnection::begin_read(const Viewer& viewer) {
  reconnect_if_lost();
  writing_ = false;
  viewer_.clear();
  queued_.push_back("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  queue_local_settings();
  if (viewer.is_server()) return;
  viewer_ = fmt::format("SET LOCAL usher.viewer = '{}'", viewer.text());
  queued_.push_back(viewer_.c_str());
}

void PostgresConnection::raise_viewer() {
  if (!viewer_.empty()) queued_.push_back("SET LOCAL usher.viewer = 'server'");
}

void PostgresConnection::lower_viewer() {
  if (!viewer_.empty()) queued_.push_back(viewer_.c_str());
}

void PostgresConnection::commit() {
  if (writing_) queued_.push_back(kCommitWithoutTimeout);
  const Result result = send_commit();
  savepoint_open_ = false;
  // PostgreSQL answers COMMIT of a failed transaction with a friendly ROLLBACK.
  if (std::string_view(PQcmdStatus(result.get())) != "COMMIT") {
    throw DatabaseError("the transaction was rolled back instead of committed");
  }
  if (writing_ && warned_) {
    // Somebody ended the wait for the standby: stored here, and perhaps nowhere else.
    throw CommitUnknownError("COMMIT: not confirmed by the standby");
  }
}

PostgresConnection::Result PostgresConnection::send_commit() {
  // What is wrong before the COMMIT itself goes out has its own meaning.
  if (connection_ == nullptr) throw UnavailableError("PostgreSQL does not answer");
  warned_ = false;
  try {
    return control("COMMIT");
  } catch (const UnavailableError& failure) {
    if (!writing_) throw;
    throw CommitUnknownError(failure.what());
  }
}

void PostgresConnection::rollback() noexcept {
  queued_.clear();
  savepoint_open_ = false;
  if (connection_ == nullptr) return;
  if (PQtransactionStatus(connection_.get()) == PQTRANS_IDLE) return;
  try {
    control("ROLLBACK");
  } catch (...) {
    disconnect();
  }
}

void PostgresConnection::savepoint() {
  queued_.push_back("SAVEPOINT command");
  savepoint_open_ = true;
}

void PostgresConnection::release_savepoint() {
  queued_.push_back("RELEASE command");
  savepoint_open_ = false;
}

void PostgresConnection::rollback_to_savepoint() {
  control("ROLLBACK TO command");
  release_savepoint();
}

bool PostgresConnection::in_transaction() const {
  if (connection_ == nullptr) return false;
  const auto status = PQtransactionStatus(connection_.get());
  return status == PQTRANS_INTRANS || (status == PQTRANS_INERROR && savepoint_open_);
}

}  // namespace usher::store
