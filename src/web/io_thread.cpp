#include "web/io_thread.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/asio/post.hpp>
#include <thread>

#include "base/ids.hpp"
#include "base/log.hpp"
#include "web/connection.hpp"

namespace usher::web {
namespace {

constexpr std::chrono::seconds kTick{1};
constexpr std::chrono::milliseconds kPauseAfterFailure{10};
// Streams that are written before other connections get their turn.
constexpr std::size_t kStreamsAtOnce = 256;

// Source: RFC 9110 section 5.6.7 (IMF-fixdate).
std::string http_date(std::int64_t seconds) {
  constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::chrono::sys_seconds instant{std::chrono::seconds{seconds}};
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date{day};
  const auto in_day = (instant - day).count();
  return fmt::format(
      "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[std::chrono::weekday{day}.c_encoding()],
      static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
      static_cast<int>(date.year()), in_day / 3600, in_day / 60 % 60, in_day % 60);
}

}  // namespace

IoThread::IoThread(const Clock& clock, Patience patience, std::uint64_t seed)
    : timer_(context_), clock_(clock), patience_(patience), id_state_(seed) {
  set_date();
}

IoThread::~IoThread() = default;

void IoThread::run() {
  const auto work = boost::asio::make_work_guard(context_);
  for (;;) {
    try {
      // Not even want of memory may end the ticking: without it no deadline is kept.
      if (!ticking_) begin_ticking();
      context_.run();
      return;
    } catch (const std::exception& failure) {
      // A handler let an exception out: that one connection is lost, the others go on.
      log::error("io_handler_failed", {{"cause", std::string_view(failure.what())}});
      if (!ticking_) std::this_thread::sleep_for(kPauseAfterFailure);
    }
  }
}

void IoThread::set_date() {
  const std::int64_t now_s = clock_.now().ms / 1000;
  if (now_s == date_s_) return;
  date_s_ = now_s;
  date_ = http_date(now_s);
}

void IoThread::begin_ticking() {
  timer_.expires_after(kTick);
  timer_.async_wait([this](boost::system::error_code failure) {
    ticking_ = false;
    if (!failure) tick();
  });
  ticking_ = true;
}

void IoThread::tick() {
  begin_ticking();
  set_date();
  if (on_tick_) on_tick_();
  const auto now = std::chrono::steady_clock::now();
  for (Connection* each = first_; each != nullptr;) {
    Connection* const following = each->next;
    each->check_deadline(now);
    each = following;
  }
}

std::string IoThread::next_request_id() {
  // splitmix64: different in every thread and start, short, and nothing can be told from it.
  std::uint64_t z = (id_state_ += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return format_id(static_cast<std::int64_t>(z ^ (z >> 31)));
}

void IoThread::enter(Connection& connection) {
  connection.next = first_;
  if (first_ != nullptr) first_->previous = &connection;
  first_ = &connection;
}

void IoThread::leave(Connection& connection) {
  if (connection.previous != nullptr)
    connection.previous->next = connection.next;
  else if (first_ == &connection)
    first_ = connection.next;
  if (connection.next != nullptr) connection.next->previous = connection.previous;
  connection.next = connection.previous = nullptr;
}

void IoThread::drain() {
  boost::asio::post(context_, [this] {
    draining_ = true;
    for (Connection* each = first_; each != nullptr;) {
      Connection* const following = each->next;
      each->drain();
      each = following;
    }
  });
}

void IoThread::finish() {
  boost::asio::post(context_, [this] {
    for (Connection* each = first_; each != nullptr;) {
      Connection* const following = each->next;
      each->abort();
      each = following;
    }
    timer_.cancel();
    context_.stop();
  });
}

void IoThread::wake_stream(std::shared_ptr<StreamOut> stream) {
  bool idle = false;
  {
    const std::lock_guard lock(streams_mutex_);
    idle = woken_.empty();
    woken_.push_back(std::move(stream));
  }
  if (idle) boost::asio::post(context_, [this] { send_streams(); });
}

void IoThread::send_streams() {
  if (sent_ == sending_.size()) {
    sending_.clear();
    sent_ = 0;
    const std::lock_guard lock(streams_mutex_);
    std::swap(sending_, woken_);
  }
  const std::size_t end = std::min(sending_.size(), sent_ + kStreamsAtOnce);
  while (sent_ < end) sending_[sent_++]->flush();
  bool more = sent_ < sending_.size();
  if (!more) {
    sending_.clear();
    sent_ = 0;
    const std::lock_guard lock(streams_mutex_);
    more = !woken_.empty();
  }
  if (more) boost::asio::post(context_, [this] { send_streams(); });
}

}  // namespace usher::web
