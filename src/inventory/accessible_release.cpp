// When accessible and companion seats become seats like all others (rules 9 and 47). The time
// decides by itself, as an expiry does; here it is written to the audit log and shown to open
// charts, at the due moment, after a restart, once however many nodes there are.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "base/log.hpp"
#include "inventory/inventory.hpp"
#include "shows/events.hpp"
#include "shows/shows.hpp"

namespace usher::inventory {
namespace {

constexpr std::string_view kReleaseTimer = "inventory.accessible_release";
constexpr std::string_view kReleaseOthersTimer = "inventory.accessible_release_others";
constexpr std::int64_t kReleaseAtOnce = 100;
constexpr Duration kReleaseAgainAfter = std::chrono::seconds(1);
// What another node has set, or left behind when it died.
constexpr Duration kReleaseOthersEvery = std::chrono::minutes(1);

}  // namespace

boost::asio::awaitable<void> Inventory::release_accessible() {
  for (;;) {
    const auto due = co_await store_.read([](store::Queries& q) {
      return shows::list_due_accessible_releases(q, q.now(), kReleaseAtOnce);
    });
    for (const ShowId show : due) {
      const auto logged = co_await store_.write(store::lane_of(show),
                                                [this, show](store::Transaction& tx) -> Status {
                                                  // Another node may have been quicker.
                                                  if (!shows::log_accessible_release(tx, show))
                                                    return {};
                                                  return refresh(tx, show);
                                                });
      if (!logged) {
        log::warning("accessible_release_failed",
                     {{"show", show.text()}, {"cause", logged.error().detail}});
        co_return;
      }
    }
    if (static_cast<std::int64_t>(due.size()) < kReleaseAtOnce) co_return;
  }
}

void Inventory::start_releases() {
  wake_releaser();
  timers_->every(std::string(kReleaseOthersTimer), kReleaseOthersEvery,
                 [this] { wake_releaser(); });
}

void Inventory::wake_releaser() {
  if (!started_.load()) return;
  boost::asio::co_spawn(executor_, release_and_set_timer(), boost::asio::detached);
}

boost::asio::awaitable<void> Inventory::release_and_set_timer() {
  const auto wake_at = [this](Timestamp due) {
    timers_->at(std::string(kReleaseTimer), due, [this] { wake_releaser(); });
  };
  try {
    co_await release_accessible();
    const auto next = co_await store_.read(
        [](store::Queries& q) { return shows::find_next_accessible_release(q, q.now()); });
    if (next) wake_at(*next);
  } catch (const std::exception& failure) {
    log::error("accessible_release_failed", {{"cause", failure.what()}});
    wake_at(clock_.now() + kReleaseAgainAfter);
  }
}

}  // namespace usher::inventory
