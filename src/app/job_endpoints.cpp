#include "app/job_endpoints.hpp"

#include "audit/audit.hpp"
#include "web/endpoint.hpp"
#include "web/paging.hpp"

namespace usher::app {
namespace {

struct JobPath {
  JobId id;
};
BOOST_DESCRIBE_STRUCT(JobPath, (), (id))

// `kind` says what it does; `subject` are the ids that it does it to.
struct JobView {
  JobId id;
  std::string kind;
  jobs::JobState state = jobs::JobState::dead;
  RawJson subject;
  std::int64_t attempts = 0;
  std::string last_error;
};
BOOST_DESCRIBE_STRUCT(JobView, (), (id, kind, state, subject, attempts, last_error))

template <class T>
using Answer = boost::asio::awaitable<Result<web::Reply<T>>>;

JobView view_of(jobs::StoredJob job) {
  return {job.id,       std::move(job.kind),      job.state, {std::move(job.payload)},
          job.attempts, std::move(job.last_error)};
}

Answer<web::Page<JobView>> list(store::Store& store, jobs::Queue& queue, web::ListQuery query) {
  CO_TRY_OK(web::check_sort(query.sort, "created_at"));
  JobId after;
  if (query.cursor) {
    after = JobId::parse(*query.cursor);
    if (!after)
      co_return refuse_field("/cursor", "invalid_cursor", "This cursor is not of this list.");
  }
  const std::int64_t limit = query.limit ? query.limit->value : web::kPageDefault;
  co_return web::ok(co_await store.read([&queue, after, limit](store::Queries& q) {
    web::Page<JobView> page;
    for (auto& job : queue.dead_jobs(q, after, limit + 1)) page.items.push_back(view_of(job));
    if (std::ssize(page.items) > limit) {
      page.items.pop_back();
      page.next_cursor = page.items.back().id.text();
    }
    page.total.value = queue.count_dead(q);
    return page;
  }));
}

Answer<JobView> retry(store::Store& store, jobs::Queue& queue, web::Request request, JobPath path) {
  CO_TRY(auto job,
         co_await store.write(
             store::kHouseLane,
             [&queue, id = path.id,
              by = audit::by(request)](store::Transaction& tx) -> Result<jobs::StoredJob> {
               const auto before = queue.find(tx, id);
               if (!before)
                 return refuse(ErrorKind::not_found, "job_not_found", "There is no such job.");
               if (!queue.revive(tx, id)) {
                 return refuse(ErrorKind::conflict, "job_not_dead",
                               "Only a job that was given up can be tried again.");
               }
               audit::record(tx, by, {"job.retried", "job", id.text(), "", before->payload});
               return *queue.find(tx, id);
             }));
  co_return web::ok(view_of(std::move(job)));
}

}  // namespace

void add_job_endpoints(web::Router& router, store::Store& store, jobs::Queue& queue) {
  router.add(web::get("/api/admin/jobs")
                 .access(web::Access::admin)
                 .tag("System")
                 .summary("Work in the background that failed for good, the oldest first")
                 .description("sort: created_at.")
                 .query<web::ListQuery>()
                 .answers<web::Page<JobView>>()
                 .handle([&store, &queue](web::Request, web::ListQuery query) {
                   return list(store, queue, std::move(query));
                 }));
  router.add(web::post("/api/admin/jobs/{id}/retry")
                 .access(web::Access::admin)
                 .tag("System")
                 .summary("Try such work again")
                 .path<JobPath>()
                 .answers<JobView>()
                 .refuses(404, {"job_not_found"})
                 .refuses(409, {"job_not_dead"})
                 .handle([&store, &queue](web::Request request, JobPath path) {
                   return retry(store, queue, request, path);
                 }));
}

}  // namespace usher::app
