#include "store/postgres_watch.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <postgresql/libpq-fe.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <vector>

#include "base/log.hpp"
#include "base/random.hpp"

namespace usher::store {
namespace {

constexpr std::chrono::milliseconds kQuestionEvery{1000};
// Between attempts to find a database that is away.
constexpr std::chrono::milliseconds kSearchPause{100};
// A server that takes longer for a trivial question counts as away.
constexpr std::chrono::milliseconds kAnswerWithin{3000};

// Between attempts to get past the pooler again; each may take as long as connecting does.
constexpr std::chrono::milliseconds kNewsPause{10'000};

constexpr const char* kListen = "LISTEN usher";
constexpr const char* kQuestion = "SELECT pg_is_in_recovery()";
constexpr const char* kNotify = "SELECT pg_notify('usher', t) FROM unnest($1::text[]) t";

std::string random_name() {
  SecureRandom random;
  std::string name;
  for (const auto byte : random.bytes(8)) name += fmt::format("{:02x}", byte);
  return name;
}

// An array literal; the texts are ids and words of ours, quoted all the same.
std::string array_of(const std::set<std::string>& texts, const std::string& prefix) {
  std::string array = "{";
  for (const auto& text : texts) {
    if (array.size() > 1) array += ',';
    array += '"';
    for (const char c : prefix + ':' + text) {
      if (c == '"' || c == '\\') array += '\\';
      array += c;
    }
    array += '"';
  }
  return array += '}';
}

int milliseconds_until(std::chrono::steady_clock::time_point then) {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(then - std::chrono::steady_clock::now());
  return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

struct ClearResult {
  void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, ClearResult>;

// The answer to what was sent, or null when it does not come in time.
Answer answer_within(PGconn* connection, std::chrono::milliseconds limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  while (PQisBusy(connection) != 0) {
    pollfd socket{PQsocket(connection), POLLIN, 0};
    if (socket.fd < 0 || poll(&socket, 1, milliseconds_until(until)) <= 0) return nullptr;
    if (PQconsumeInput(connection) != 1) return nullptr;
  }
  Answer last;
  while (PGresult* result = PQgetResult(connection)) last.reset(result);
  return last;
}

bool succeeded(const Answer& answer) {
  const auto status = PQresultStatus(answer.get());
  return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

}  // namespace

PostgresWatch::PostgresWatch(const PostgresUrl& url, const std::string& listen_url)
    : past_pooler_(listen_url.empty() ? std::nullopt
                                      : std::optional(PostgresUrl::parse(listen_url))),
      listens_(!past_pooler_ && url.prepare),
      node_(random_name()),
      connection_(url),
      wake_handle_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (wake_handle_ < 0) throw DatabaseError("no eventfd for the watch of PostgreSQL");
  thread_ = std::thread([this] { loop(); });
}

PostgresWatch::~PostgresWatch() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake();
  thread_.join();
  ::close(wake_handle_);
}

void PostgresWatch::wake() noexcept {
  const std::uint64_t one = 1;
  // A full counter is awake already.
  [[maybe_unused]] const auto written = ::write(wake_handle_, &one, sizeof one);
}

void PostgresWatch::tell(std::string text) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = told_.empty();
    told_.insert(std::move(text));
  }
  if (first) wake();
}

void PostgresWatch::on_news(const void* listener, Store::NewsHandler handler) {
  const std::lock_guard lock(handler_mutex_);
  if (handler) {
    handlers_[listener] = std::move(handler);
  } else {
    handlers_.erase(listener);
  }
}

void PostgresWatch::on_round(std::function<void(bool)> handler) {
  const std::lock_guard lock(handler_mutex_);
  round_handler_ = std::move(handler);
}

// Who hears the news may fail; the watching goes on.
void PostgresWatch::hand_on(std::string_view text) {
  const std::lock_guard lock(handler_mutex_);
  for (const auto& [listener, handler] : handlers_) {
    try {
      handler(text);
    } catch (const std::exception& failure) {
      log::error("news_failed", {{"cause", std::string_view(failure.what())}});
    }
  }
}

void PostgresWatch::end_round(bool away) {
  const std::lock_guard lock(handler_mutex_);
  if (round_handler_) round_handler_(away);
}

void PostgresWatch::loop() {
  while (wait()) {
    try {
      look_after_database();
    } catch (const DatabaseError& failure) {
      if (healthy()) log::error("database_is_away", {{"cause", failure.what()}});
      healthy_.store(false, std::memory_order_relaxed);
      end_round(true);
      connection_.disconnect();
      ready_ = false;
      next_question_ = std::chrono::steady_clock::now() + kSearchPause;
    }
    look_after_news();
  }
  say_the_last();
}

// What was told just before the end, as by a command, is told.
void PostgresWatch::say_the_last() {
  try {
    if (ready_) send_told();
  } catch (const DatabaseError&) {
    // The others ask once a second.
  }
}

void PostgresWatch::look_after_database() {
  if (!ready_) {
    if (!connection_.connected()) connection_.connect();
    PQexitPipelineMode(connection_.raw());
    if (listens_) listen_on(connection_);
    ready_ = true;
    next_question_ = {};
  }
  send_told();
  if (std::chrono::steady_clock::now() >= next_question_) {
    ask_whether_there();
    if (!healthy()) log::info("database_is_back", {});
    healthy_.store(true, std::memory_order_relaxed);
    next_question_ = std::chrono::steady_clock::now() + kQuestionEvery;
    end_round(false);
    hand_on("");
  }
  // Last: the answers may have brought news along.
  if (listens_) hear(connection_);
}

// Without it news is only late: what is missed is asked for.
void PostgresWatch::look_after_news() {
  if (!past_pooler_) return;
  try {
    if (!news_) {
      if (std::chrono::steady_clock::now() < next_news_attempt_) return;
      auto connection = std::make_unique<PostgresConnection>(*past_pooler_);
      PQexitPipelineMode(connection->raw());
      listen_on(*connection);
      news_ = std::move(connection);
      log::info("news_is_heard", {});
    }
    hear(*news_);
  } catch (const DatabaseError& failure) {
    log::warning("news_is_away", {{"cause", failure.what()}});
    news_.reset();
    next_news_attempt_ = std::chrono::steady_clock::now() + kNewsPause;
  }
}

bool PostgresWatch::wait() {
  std::array<pollfd, 3> handles{};
  handles[0] = {wake_handle_, POLLIN, 0};
  nfds_t count = 1;
  // While the database is away, what is told waits.
  if (connection_.connected()) handles[count++] = {PQsocket(connection_.raw()), POLLIN, 0};
  if (news_) handles[count++] = {PQsocket(news_->raw()), POLLIN, 0};
  ::poll(handles.data(), count, milliseconds_until(next_question_));
  std::uint64_t woken = 0;
  [[maybe_unused]] const auto read = ::read(wake_handle_, &woken, sizeof woken);
  const std::lock_guard lock(mutex_);
  return !stopping_;
}

void PostgresWatch::listen_on(PostgresConnection& connection) {
  if (PQsendQuery(connection.raw(), kListen) != 1 ||
      !succeeded(answer_within(connection.raw(), kAnswerWithin))) {
    throw UnavailableError("LISTEN failed");
  }
}

void PostgresWatch::ask_whether_there() {
  if (PQsendQuery(connection_.raw(), kQuestion) != 1) throw UnavailableError("no connection");
  const auto answer = answer_within(connection_.raw(), kAnswerWithin);
  if (!answer || !succeeded(answer)) throw UnavailableError("no answer");
  if (std::string_view(PQgetvalue(answer.get(), 0, 0)) != "f") {
    throw UnavailableError("the server is a standby that takes no writes");
  }
}

void PostgresWatch::send_told() {
  std::set<std::string> told;
  {
    const std::lock_guard lock(mutex_);
    told.swap(told_);
  }
  if (told.empty()) return;
  PGconn* const connection = connection_.raw();
  const auto array = array_of(told, node_);
  const char* const values[] = {array.c_str()};
  if (PQsendQueryParams(connection, kNotify, 1, nullptr, values, nullptr, nullptr, 0) != 1 ||
      !succeeded(answer_within(connection, kAnswerWithin))) {
    throw UnavailableError("NOTIFY failed");
  }
}

void PostgresWatch::hear(PostgresConnection& listener) {
  PGconn* const connection = listener.raw();
  if (PQconsumeInput(connection) != 1) throw UnavailableError("connection closed");
  // Several tells of one thing are one piece of news.
  std::set<std::string> news;
  while (PGnotify* note = PQnotifies(connection)) {
    const std::string_view payload = note->extra;
    const auto colon = payload.find(':');
    if (colon != std::string_view::npos && payload.substr(0, colon) != node_) {
      news.emplace(payload.substr(colon + 1));
    }
    PQfreemem(note);
  }
  for (const auto& text : news) hand_on(text);
}

}  // namespace usher::store
