// Recitals: productions, each with its shows.
#include <algorithm>

#include "shows/use_cases.hpp"
#include "web/paging.hpp"

namespace usher::shows {
namespace {

using store::kHouseLane;
using store::Queries;
using store::Transaction;

Status check_slug_free(Queries& q, const Slug& slug, RecitalId owner) {
  const auto holder = slug_owner(q, slug);
  if (!holder || *holder == owner) return {};
  return refuse(ErrorKind::conflict, "slug_taken",
                "Another recital has the address \"" + slug.value + "\".");
}

Status sort_recitals(std::vector<Recital>& recitals, const std::string& sort) {
  const bool descending = sort.starts_with('-');
  const std::string_view field = std::string_view(sort).substr(descending ? 1 : 0);
  if (field != "title" && field != "created_at") {
    return refuse_field("/sort", "not_one_of", "Must be title, -title, created_at or -created_at.");
  }
  std::ranges::sort(recitals, {}, [&](const Recital& recital) {
    return std::pair(field == "title" ? natural_sort_key(recital.title.value) : "", recital.id);
  });
  if (descending) std::ranges::reverse(recitals);
  return {};
}

Result<Recital> create(Transaction& tx, IdGenerator& ids, const audit::Entry& by,
                       const RecitalBody& body) {
  Recital recital;
  recital.id = ids.next<RecitalId>();
  recital.title = body.title;
  if (body.slug) {
    TRY_OK(check_slug_free(tx, *body.slug, recital.id));
    recital.slug = *body.slug;
  } else {
    recital.slug = free_slug(tx, Slug{slug_from(body.title.value)});
  }
  recital.description = body.description.value_or(Paragraph{});
  recital.image_url = body.image_url;
  insert_recital(tx, recital);
  audit::record(tx, by,
                {"recital.created", "recital", recital.id.text(), "", to_json_text(recital)});
  return recital;
}

Result<Recital> change(Transaction& tx, const audit::Entry& by, RecitalId id, IfMatch if_match,
                       const RecitalPatch& patch) {
  TRY(const auto before, get_recital(tx, id));
  TRY_OK(check_version(if_match, before.version));
  TRY_OK(check_version(patch.version, before.version));
  TRY_OK(check_not_null("title", patch.title));
  TRY_OK(check_not_null("slug", patch.slug));
  Recital after = before;
  patch.title.apply_to(after.title);
  patch.slug.apply_to(after.slug);
  patch.description.apply_to(after.description);
  patch.image_url.apply_to(after.image_url);
  TRY_OK(check_slug_free(tx, after.slug, id));
  update_recital(tx, after);
  ++after.version;
  audit::record(
      tx, by, {"recital.updated", "recital", id.text(), to_json_text(before), to_json_text(after)});
  for (const ShowId show : shows_of(tx, id)) TRY_OK(tx.emit(ShowChanged{show}));
  return after;
}

}  // namespace

Shows::Answer<web::Page<Recital>> Shows::list_recitals(RecitalQuery query) {
  using Found = Result<web::Page<Recital>>;
  co_return co_await store_.read([query = std::move(query)](Queries& q) -> Found {
    auto all = shows::list_recitals(q);
    std::erase_if(all, [&](const Recital& recital) {
      return !matches_search(query.q, {recital.title.value, recital.slug.value});
    });
    TRY_OK(sort_recitals(all, query.sort.value_or("title")));
    const std::int64_t limit = query.limit ? query.limit->value : web::kPageDefault;
    return web::page_of(std::move(all), limit, query.cursor,
                        [](const Recital& recital) { return recital.id.text(); });
  });
}

Shows::Answer<Recital> Shows::get_recital(RecitalId recital) {
  co_return co_await store_.read([recital](Queries& q) { return shows::get_recital(q, recital); });
}

Shows::Answer<Recital> Shows::create_recital(audit::Entry by, Once once, RecitalBody body) {
  auto work = [this, by = std::move(by), once = std::move(once),
               body = std::move(body)](Transaction& tx) -> Result<Recital> {
    return jobs::once<Recital>(tx, once, [&] { return create(tx, ids_, by, body); });
  };
  co_return co_await store_.write(kHouseLane, std::move(work));
}

Shows::Answer<Recital> Shows::update_recital(audit::Entry by, RecitalId recital, IfMatch if_match,
                                             RecitalPatch patch) {
  auto work = [by = std::move(by), recital, if_match,
               patch = std::move(patch)](Transaction& tx) -> Result<Recital> {
    return change(tx, by, recital, if_match, patch);
  };
  co_return co_await store_.write(kHouseLane, std::move(work));
}

Shows::Answer<void> Shows::remove_recital(audit::Entry by, RecitalId recital, IfMatch if_match) {
  auto work = [by = std::move(by), recital, if_match](Transaction& tx) -> Status {
    TRY(const auto before, shows::get_recital(tx, recital));
    TRY_OK(check_version(if_match, before.version));
    if (count_shows_of(tx, recital) > 0) {
      return refuse(ErrorKind::conflict, "recital_has_shows",
                    "The recital still has shows. Delete them first.");
    }
    TRY_OK(tx.emit(RecitalDeleting{recital}));
    delete_recital(tx, recital);
    audit::record(tx, by, {"recital.deleted", "recital", recital.text(), to_json_text(before), ""});
    return {};
  };
  co_return co_await store_.write(kHouseLane, std::move(work));
}

}  // namespace usher::shows
