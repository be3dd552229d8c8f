#include "simulation/simulation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>

#include "app/checks.hpp"
#include "orders/repository.hpp"
#include "simulation/finish.hpp"

namespace usher::simulation {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using Checkpoint = store::SqliteConnection::Checkpoint;

constexpr int kClients = 5;
constexpr int kHealingRounds = 40;
constexpr int kQuietAfter = 200'000;  // events; more means that something goes round in circles

constexpr store::Query kShortenHolds{
    "test.shorten_holds",
    "UPDATE seat_claims SET expires_at = expires_at - 300000 WHERE holder_kind = 'hold'"};

// Which faults a run has: each seed enables a subset, so that no fault hides another.
struct Faults {
  bool kill, power_cut, counted_crash, broken_disk, clock_steps, lost_mail;
};

class Run {
 public:
  Run(const Stage& stage, RunOptions options)
      : options_(options), random_(options.seed), disk_(stage.disk(random_)) {
    faults_ = {chance(2), chance(2), chance(2), chance(4), chance(2), chance(2)};
    disk_.lies = options.defect == Defect::lying_disk;
    company_.forgets = options.defect == Defect::forgetful_company;
    disk_.plug_in();
    for (int i = 1; i <= kClients; ++i) clients_.emplace_back(i, random_);
    begin();
  }

  RunReport go() {
    try {
      for (int i = 0; i < options_.events; ++i) {
        fault_maybe();
        if (!disk_.dead()) one_event();
        if (disk_.dead())
          crash(chance(2) && faults_.power_cut ? Disk::After::power_cut : Disk::After::kill);
        if (!fault_.empty()) throw Broken(fault_);
      }
      heal();
      verify_all();
      verify_money();
    } catch (const Broken& broken) {
      report_.fault = broken.what();
    } catch (const std::exception& failure) {
      report_.fault = fmt::format("unexpected: {}", failure.what());
    }
    for (const auto& client : clients_) {
      report_.orders += static_cast<int>(client.orders().size());
      for (const auto& order : client.orders()) report_.paid += order.paid ? 1 : 0;
    }
    // What still waits ends with the process, not in order.
    disk_.die();
    world_.reset();
    return report_;
  }

 private:
  bool chance(std::uint64_t one_in) { return random_.below(one_in) == 0; }

  void note(const char* what, std::uint64_t detail = 0) {
    for (const char* c = what; *c != '\0'; ++c) mix(static_cast<std::uint64_t>(*c));
    mix(detail);
    mix(static_cast<std::uint64_t>(clock_.now().ms));
    if (options_.trace)
      std::printf("%lld %s %llu\n", static_cast<long long>(clock_.now().ms), what,
                  static_cast<unsigned long long>(detail));
  }
  void mix(std::uint64_t value) {
    report_.trail = (report_.trail ^ value) * 0x100000001b3ULL + (report_.trail >> 29);
  }

  // A process begins.
  void begin() {
    world_ = std::make_unique<World>(clock_, latest_, random_, company_);
    for (const auto show : {kShow, kSecondShow}) world_->finish(world_->inventory.board(show));
    world_->store.at_once = false;
  }

  void crash(Disk::After after) {
    note(after == Disk::After::kill ? "kill" : "power cut", disk_.calls());
    ++report_.crashes;
    disk_.die();
    world_.reset();
    for (auto& client : clients_) client.forget_questions();
    disk_.start_again(after);
    disk_.plug_in();
    broke_down_ = false;
    begin();
    verify_all();
  }

  void fault_maybe() {
    if (faults_.kill && chance(150)) return crash(Disk::After::kill);
    if (faults_.power_cut && chance(150)) return crash(Disk::After::power_cut);
    if (faults_.counted_crash && chance(100)) disk_.die_at(1 + random_.below(60));
    if (faults_.broken_disk && chance(120)) {
      broke_down_ = true;
      disk_.break_down(1 + random_.below(4));
    }
    if (faults_.clock_steps && chance(100))
      clock_.step_to(clock_.now() - Duration{static_cast<std::int64_t>(random_.below(20'000))});
  }

  void spawn(const char* what, asio::awaitable<void> work) {
    note(what);
    asio::co_spawn(world_->context, std::move(work),
                   [this, what](std::exception_ptr error) { ended(what, error); });
  }

  void ended(const char* what, const std::exception_ptr& error) {
    if (!error) return;
    try {
      std::rethrow_exception(error);
    } catch (const Broken& broken) {
      fault_ = broken.what();
    } catch (const store::DatabaseError& failure) {
      // Nobody knows what became of it; only a broken disk may say so.
      if (!broke_down_ && !disk_.dead()) fault_ = fmt::format("{}: {}", what, failure.what());
    } catch (const std::exception& failure) {
      fault_ = fmt::format("{}: {}", what, failure.what());
    }
  }

  // The machine goes on by one step somewhere, or somebody does something.
  void one_event() {
    if (options_.defect == Defect::short_holds && chance(100)) return shorten_holds();
    const auto what = random_.below(100);
    if (what < 70 && work_on()) return;
    if (what < 84) {
      auto& client = clients_[random_.below(clients_.size())];
      return spawn("client", client.act(*world_, clients_, company_));
    }
    outside_event(what);
  }

  void outside_event(std::uint64_t what) {
    if (what < 89) {
      const auto longest = chance(8) ? 900'000 : 20'000;
      return advance(Duration{static_cast<std::int64_t>(random_.below(longest))});
    }
    if (what < 92) return hear_company();
    if (what < 94) return spawn("sweep", sweep());
    if (what < 96) return spawn("job", run_job());
    if (what < 98) return tidy(chance(4) ? Checkpoint::restart : Checkpoint::passive);
    note("settle");
    company_.settle_all();
  }

  void shorten_holds() {
    const bool stepping = !std::exchange(world_->store.at_once, true);
    const auto done = world_->store.write_now(store::lane_of(kShow), [](store::Transaction& tx) {
      tx.run(kShortenHolds);
      return Status{};
    });
    world_->store.at_once = !stepping;
    if (!done && !disk_.dead()) throw Broken("the defect was not planted");
  }

  void advance(Duration by) {
    note("time", static_cast<std::uint64_t>(by.count()));
    clock_.advance(by);
    latest_ = std::max(latest_, clock_.now());
  }
  void tidy(Checkpoint mode) {
    note("checkpoint");
    world_->store.checkpoint(mode);
  }

  // One step of what waits in the process. False when nothing does.
  bool work_on() {
    const auto first = random_.below(4);
    for (std::uint64_t i = 0; i < 4; ++i) {
      switch ((first + i) % 4) {
        case 0:
          world_->context.restart();
          if (world_->context.poll_one() > 0) return note("resume"), true;
          break;
        case 1:
          if (!world_->store.lane_waits()) break;
          note("lane");
          world_->store.step_lane(1 + random_.below(6));
          return true;
        case 2:
          if (!world_->store.reader_waits()) break;
          note("read");
          world_->store.step_reader();
          return true;
        default:
          if (!world_->network.busy()) break;
          note("network");
          world_->network.deliver_one();
          return true;
      }
    }
    return false;
  }

  void hear_company() {
    if (!company_.has_mail()) return;
    if (faults_.lost_mail && chance(5)) {
      note("mail lost");
      return;
    }
    spawn("mail", hear(company_.next_mail()));
  }

  asio::awaitable<void> hear(Mail mail) {
    const auto heard = co_await world_->payments.hear(std::move(mail.intent));
    if (!heard && heard.error().kind == ErrorKind::invalid)
      throw Broken("an event was refused: " + heard.error().code);
    if (heard) company_.acknowledge(mail.number);
  }

  asio::awaitable<void> sweep() {
    co_await world_->inventory.sweep();
    co_await world_->orders.sweep();
  }

  // As jobs::Worker does it.
  asio::awaitable<void> run_job() {
    auto& world = *world_;
    const auto job = co_await world.store.write(
        store::kHouseLane, [&world](store::Transaction& tx) -> Result<std::optional<jobs::Job>> {
          return world.queue.claim(tx);
        });
    if (!job || !*job) co_return;
    if ((*job)->kind != payments::kRefundJob) throw Broken("a job of an unknown kind");
    const auto outcome = co_await world.payments.finish_refund_job(**job);
    const auto stored = co_await world.store.write(
        store::kHouseLane,
        [&world, job = **job, failed = !outcome](store::Transaction& tx) -> Status {
          if (failed) {
            world.queue.fail(tx, job, "simulated");
            return {};
          }
          if (!world.queue.complete(tx, job)) return {};
          return {};
        });
    static_cast<void>(stored);
  }

  void run_dry() {
    for (int i = 0; work_on(); ++i) {
      if (i > kQuietAfter) throw Broken("the work does not come to an end");
      if (!fault_.empty()) throw Broken(fault_);
    }
  }

  // No more faults and no more wishes: what was begun must end.
  void heal() {
    note("heal");
    disk_.repair();
    disk_.die_at(~std::uint64_t{0} - disk_.calls());
    faults_ = {};
    world_->network.healed = true;
    run_dry();
    for (int round = 0; round < kHealingRounds; ++round) {
      advance(30min);
      company_.settle_all();
      for (int i = 0; company_.has_mail() && i < 200; ++i) {
        hear_company();
        run_dry();
      }
      spawn("sweep", sweep());
      run_dry();
      for (int i = 0; i < 5; ++i) {
        spawn("job", run_job());
        run_dry();
      }
    }
  }

  void verify_all() {
    store::Inspection inspection("sqlite:" + kDatabase, clock_);
    const auto findings = app::check_all(inspection);
    if (!findings.empty())
      throw Broken(
          fmt::format("rule {}: {}", findings.list().front().rule, findings.list().front().text));
    const bool stepping = !std::exchange(world_->store.at_once, true);
    for (auto& client : clients_) client.verify(*world_);
    world_->store.at_once = !stepping;
  }

  // Rules 15, 18, 20 across the two houses: what the company has kept is what our orders say, and
  // no order waits.
  void verify_money() {
    std::map<OrderId, std::int64_t> kept;
    for (const auto& [name, payment] : company_.payments()) {
      if (payment.intent.status == payments::IntentStatus::succeeded)
        kept[payment.intent.order] += payment.intent.amount.minor - payment.refunded.minor;
    }
    world_->store.at_once = true;
    for (const auto& client : clients_) {
      for (const auto& bought : client.orders()) kept.try_emplace(bought.id, 0);
    }
    for (const auto& [id, minor] : kept) {
      const auto order = world_->store.read_now(
          [order_id = id](store::Queries& q) { return orders::find_order(q, order_id); });
      // Its creation was never answered, and a crash took it before it was durable.
      if (!order) throw Broken("the company knows a payment of an order that is not there");
      if (order->status == orders::OrderStatus::pending)
        throw Broken("an order is pending for ever");
      const bool over = order->status == orders::OrderStatus::expired ||
                        order->status == orders::OrderStatus::cancelled;
      const auto ours = over ? 0 : order->total.minor - order->refunded.minor;
      if (ours != minor)
        throw Broken(
            fmt::format("order {} is worth {} here and {} at the company", id.text(), ours, minor));
    }
  }

  RunOptions options_;
  SeededRandom random_;
  usher::testing::ManualClock clock_;
  Timestamp latest_ = clock_.now();
  Disk disk_;
  Company company_{random_};
  std::vector<Client> clients_;
  Faults faults_{};
  std::unique_ptr<World> world_;
  RunReport report_;
  std::string fault_;
  bool broke_down_ = false;
};

}  // namespace

Stage::Stage() {
  disk_.plug_in();
  usher::testing::ManualClock clock;
  SeededRandom random{20261125};
  Company company(random);
  const Timestamp latest = clock.now();
  World world(clock, latest, random, company);
  furnish(world);
}

RunReport run(const Stage& stage, RunOptions options) { return Run(stage, options).go(); }

}  // namespace usher::simulation
