#include "jobs/queue.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "jobs/sql.hpp"

namespace usher::jobs {
namespace {

constexpr Duration kFirstPause = std::chrono::seconds(5);
constexpr Duration kLongestPause = std::chrono::hours(1);
constexpr std::size_t kReasonMax = 500;  // bytes kept of a failure's reason

std::unexpected<Error> lost() {
  return refuse(ErrorKind::conflict, "job_lost", "Another worker has taken this job over.");
}

std::string shortened(std::string_view reason) {
  return std::string(cut_text(storable(reason), kReasonMax));
}

}  // namespace

Duration pause_after(std::int64_t attempt) {
  Duration pause = kFirstPause;
  for (std::int64_t i = 1; i < attempt && pause < kLongestPause; ++i) pause *= 4;
  return std::min(pause, kLongestPause);
}

bool Queue::enqueue(store::Transaction& tx, const NewJob& job) {
  const Timestamp due = std::max(job.run_at, tx.now());
  const auto made =
      tx.run(sql::insert_job, ids_.next<JobId>(), job.kind, job.cause, job.payload, due, tx.now());
  if (made != 0) nudge_after_commit(tx, due);
  return made != 0;
}

std::optional<Job> Queue::claim(store::Transaction& tx) {
  return tx.run_returning<Job>(sql::claim_job, tx.now(), tx.now() + kClaimFor, ids_.next_value());
}

Status Queue::complete(store::Transaction& tx, const Job& job) {
  if (tx.run(sql::delete_job, job.id, job.claim) == 0) return lost();
  return {};
}

void Queue::fail(store::Transaction& tx, const Job& job, std::string_view reason) {
  if (job.attempt >= kAttemptsMax) {
    tx.run(sql::bury_job, job.id, job.claim, shortened(reason));
    return;
  }
  const Timestamp due = tx.now() + pause_after(job.attempt);
  tx.run(sql::postpone_job, job.id, job.claim, due, shortened(reason));
  nudge_after_commit(tx, due);
}

void Queue::postpone(store::Transaction& tx, const Job& job, Timestamp due) {
  tx.run(sql::defer_job, job.id, job.claim, due);
  nudge_after_commit(tx, due);
}

Status Queue::renew(store::Transaction& tx, const Job& job) {
  if (tx.run(sql::renew_job, job.id, job.claim, tx.now() + kClaimFor) == 0) return lost();
  return {};
}

Timestamp Queue::next_due(store::Queries& queries) const {
  const Timestamp now = queries.now();
  if (queries.find<std::int64_t>(sql::any_due, now)) return now;
  Timestamp due = kNever;
  for (const auto* query : {&sql::next_run, &sql::next_unlocked}) {
    const auto found = queries.find<std::optional<Timestamp>>(*query, now);
    if (found && *found) due = std::min(due, **found);
  }
  return due;
}

Backlog Queue::backlog(store::Queries& queries) const {
  return {waiting(queries), count_dead(queries),
          queries.find<std::optional<Timestamp>>(sql::oldest_run).value_or(std::nullopt)};
}

std::int64_t Queue::waiting(store::Queries& queries) const {
  return queries.find<std::int64_t>(sql::count_waiting).value_or(0);
}

std::vector<StoredJob> Queue::dead_jobs(store::Queries& queries, JobId after,
                                        std::int64_t limit) const {
  return queries.all<StoredJob>(sql::list_dead_jobs, after, limit);
}

std::int64_t Queue::count_dead(store::Queries& queries) const {
  return queries.find<std::int64_t>(sql::count_dead).value_or(0);
}

std::optional<StoredJob> Queue::find(store::Queries& queries, JobId job) const {
  return queries.find<StoredJob>(sql::find_job, job);
}

std::optional<StoredJob> Queue::find_by_cause(store::Queries& queries,
                                              std::string_view cause) const {
  return queries.find<StoredJob>(sql::find_job_of_cause, cause);
}

bool Queue::drop_dead(store::Transaction& tx, JobId job) {
  return tx.run(sql::drop_dead_job, job) != 0;
}

bool Queue::revive(store::Transaction& tx, JobId job) {
  const bool revived = tx.run(sql::revive_job, job, tx.now()) != 0;
  if (revived) nudge_after_commit(tx, tx.now());
  return revived;
}

void Queue::nudge_after_commit(store::Transaction& tx, Timestamp due) {
  if (nudge_) tx.after_commit([this, due] { nudge_(due); });
}

}  // namespace usher::jobs
