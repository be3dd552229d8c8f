#include "app/backlog.hpp"

namespace usher::app {
namespace {

constexpr Measure kMessages{"usher_outbox_messages", MeasureKind::gauge,
                            "Mails of the whole house that wait to be sent, and dead letters."};
constexpr Measure kMailAge{"usher_outbox_oldest_age_seconds", MeasureKind::gauge,
                           "How long the oldest mail has waited; 0 when none waits."};
constexpr Measure kJobs{"usher_jobs", MeasureKind::gauge,
                        "Background jobs of the whole house that wait, and those given up."};
constexpr Measure kJobAge{"usher_jobs_oldest_age_seconds", MeasureKind::gauge,
                          "How long the oldest job could have run already; 0 when none is due."};

double age(const Clock& clock, const std::optional<Timestamp>& since) {
  if (!since) return 0;
  return std::chrono::duration<double>(std::max(clock.now() - *since, Duration{})).count();
}

}  // namespace

boost::asio::awaitable<void> Backlog::read() {
  const auto numbers = co_await store_.read(
      [this](store::Queries& q) { return Numbers{notifications_.backlog(q), queue_.backlog(q)}; });
  const std::lock_guard lock(mutex_);
  numbers_ = numbers;
}

Backlog::Numbers Backlog::numbers() const {
  const std::lock_guard lock(mutex_);
  return numbers_;
}

void Backlog::say_measures(MeasureReader& reader) const {
  const auto [mail, jobs] = numbers();
  const auto say = [&](const Measure& measure, std::string_view state, std::int64_t count) {
    reader.number(measure, {{"state", state}}, static_cast<double>(count));
  };
  say(kMessages, "waiting", mail.waiting);
  say(kMessages, "dead", mail.dead);
  reader.number(kMailAge, age(clock_, mail.oldest));
  say(kJobs, "waiting", jobs.waiting);
  say(kJobs, "dead", jobs.dead);
  reader.number(kJobAge, age(clock_, jobs.oldest));
}

}  // namespace usher::app
