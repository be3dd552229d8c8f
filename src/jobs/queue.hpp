// Purpose: follow-up work as rows, made in the transaction of its cause. Place: jobs; orders uses
// it to finish requested refunds, notifications to send. worker.hpp runs what is due.
//
// A job is claimed for a limited time. Whoever finishes it must still hold the claim, so that a
// worker that was thought dead cannot finish what another has taken over (rule 32).
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/transaction.hpp"

namespace usher::jobs {

struct NewJob {
  std::string kind;                    // which handler: "orders.finish_refund"
  std::string payload = "{}";          // JSON: ids only, no personal data
  std::optional<std::string> cause{};  // one job exists for one cause while it waits or is dead
  Timestamp run_at{};                  // zero: at once
};

// A job in a worker's hands.
struct Job {
  JobId id;
  std::string kind;
  std::string payload;
  std::int64_t attempt = 0;  // 1 for the first
  std::int64_t claim = 0;
};
BOOST_DESCRIBE_STRUCT(Job, (), (id, kind, payload, attempt, claim))

BOOST_DEFINE_ENUM_CLASS(JobState, waiting, dead)

// What became of a job that is not done. A dead one failed for good; an administrator may revive
// it.
struct StoredJob {
  JobId id;
  std::string kind;
  std::string payload;
  JobState state = JobState::waiting;
  std::int64_t attempts = 0;
  std::string last_error;
  Timestamp run_at;
};
BOOST_DESCRIBE_STRUCT(StoredJob, (), (id, kind, payload, state, attempts, last_error, run_at))

// What waits and what nobody will do, in a database that several nodes share.
struct Backlog {
  std::int64_t waiting = 0;
  std::int64_t dead = 0;
  std::optional<Timestamp> oldest{};  // since when the oldest that waits could have run
};

// How long a worker may take before another may try. A handler of several steps renews.
inline constexpr Duration kClaimFor = std::chrono::minutes(2);
inline constexpr std::int64_t kAttemptsMax = 10;

// The pause after the n-th failed attempt: 5 s, 20 s, 80 s, … at most an hour.
Duration pause_after(std::int64_t attempt);

// Thread-safe. Lives as long as the application.
class Queue {
 public:
  explicit Queue(IdGenerator& ids) : ids_(ids) {}

  // False when the cause has its job already.
  bool enqueue(store::Transaction& tx, const NewJob& job);

  // Takes the job that is due longest, if one is.
  std::optional<Job> claim(store::Transaction& tx);
  // Ends the job; in the transaction of its last effect this makes it run exactly once.
  // Errors: conflict `job_lost` when somebody else took it over; the effect is undone then.
  Status complete(store::Transaction& tx, const Job& job);
  // Tries again later, or buries it after kAttemptsMax. Does nothing when the claim is lost.
  void fail(store::Transaction& tx, const Job& job, std::string_view reason);
  // Tries again at `due` without counting it as a failure. The claim is given up: a handler that
  // postpones its own job answers that all is well.
  void postpone(store::Transaction& tx, const Job& job, Timestamp due);
  // Keeps the claim for another kClaimFor. Errors: conflict `job_lost`.
  Status renew(store::Transaction& tx, const Job& job);

  // When the next job can be claimed (now, or later), kNever when none waits.
  Timestamp next_due(store::Queries& queries) const;
  std::int64_t waiting(store::Queries& queries) const;
  // Those after `after`, the oldest first.
  std::vector<StoredJob> dead_jobs(store::Queries& queries, JobId after, std::int64_t limit) const;
  std::int64_t count_dead(store::Queries& queries) const;
  Backlog backlog(store::Queries& queries) const;
  // nullopt once it is done.
  std::optional<StoredJob> find(store::Queries& queries, JobId job) const;
  std::optional<StoredJob> find_by_cause(store::Queries& queries, std::string_view cause) const;
  // Both: false when there is no such dead job.
  bool revive(store::Transaction& tx, JobId job);
  bool drop_dead(store::Transaction& tx, JobId job);

  // Called on a lane's thread after a job was stored, with its due time. Set before serving.
  void on_new_job(std::function<void(Timestamp)> nudge) { nudge_ = std::move(nudge); }

 private:
  void nudge_after_commit(store::Transaction& tx, Timestamp due);

  IdGenerator& ids_;
  std::function<void(Timestamp)> nudge_;
};

}  // namespace usher::jobs
