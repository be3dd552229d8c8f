// Seats, their files and the seat map over HTTP.
#include <algorithm>

#include "base/escape.hpp"
#include "venues/endpoints.hpp"
#include "venues/multipart.hpp"
#include "web/endpoint.hpp"

namespace usher::venues {
namespace {

constexpr std::size_t kFileBytesMax = 16 * 1024 * 1024;
constexpr std::size_t kSeatsBytesMax = 8 * 1024 * 1024;
constexpr std::size_t kMapBytesMax = 40 * 1024 * 1024;

struct VenuePath {
  VenueId id;
};
BOOST_DESCRIBE_STRUCT(VenuePath, (), (id))

struct SeatPath {
  VenueId id;
  SeatId seat_id;
};
BOOST_DESCRIBE_STRUCT(SeatPath, (), (id, seat_id))

struct ImportQuery {
  std::optional<bool> dry_run;
  std::optional<std::string> map;
  std::optional<std::string> encoding;
};
BOOST_DESCRIBE_STRUCT(ImportQuery, (), (dry_run, map, encoding))

struct FileQuery {
  std::optional<std::string> encoding;
};
BOOST_DESCRIBE_STRUCT(FileQuery, (), (encoding))

template <class T>
using Answer = boost::asio::awaitable<Result<web::Reply<T>>>;

std::string address_of(VenueId venue) { return "/api/venues/" + venue.text(); }

Answer<web::Page<SeatView>> list(Venues& venues, VenuePath path, SeatQuery query) {
  CO_TRY(auto page, co_await venues.list_seats(path.id, std::move(query)));
  co_return web::ok(std::move(page));
}

// One seat answers one seat, a list answers how many were made and all of them.
Answer<RawJson> create(Venues& venues, web::Request request, VenuePath path,
                       boost::json::value body) {
  const bool is_list = body.is_object() && body.as_object().contains("seats");
  std::vector<SeatBody> seats;
  if (is_list) {
    CO_TRY(auto many, read_json<SeatsBody>(body));
    seats = std::move(many.seats);
  } else {
    CO_TRY(auto one, read_json<SeatBody>(body));
    seats.push_back(std::move(one));
  }
  CO_TRY(auto once, jobs::once_key(request, "POST seats"));
  CO_TRY(auto made,
         co_await venues.add_seats(audit::by(request), std::move(once), path.id, std::move(seats),
                                   is_list ? Venues::SeatsAs::list : Venues::SeatsAs::one));
  if (is_list) {
    co_return web::created(RawJson{to_json_text(made)}, address_of(path.id) + "/seats");
  }
  const SeatView& seat = made.seats.front();
  co_return web::created(RawJson{to_json_text(seat)},
                         address_of(path.id) + "/seats/" + seat.id.text())
      .with_etag(*seat.version.value);
}

web::Reply<SeatView> versioned(SeatView seat) {
  const auto version = *seat.version.value;
  return web::ok(std::move(seat)).with_etag(version);
}

Answer<SeatView> get(Venues& venues, SeatPath path) {
  CO_TRY(auto seat, co_await venues.get_seat(path.id, path.seat_id));
  co_return versioned(std::move(seat));
}

Answer<SeatView> update(Venues& venues, web::Request request, SeatPath path, SeatPatch body) {
  CO_TRY(auto seat, co_await venues.update_seat(audit::by(request), path.id, path.seat_id,
                                                request.if_match(), std::move(body)));
  co_return versioned(std::move(seat));
}

Answer<web::NoContent> remove(Venues& venues, web::Request request, SeatPath path) {
  CO_TRY_OK(
      co_await venues.remove_seat(audit::by(request), path.id, path.seat_id, request.if_match()));
  co_return web::no_content();
}

// What the Content-Type of a file says of its text.
std::string charset_of(std::string_view content_type) {
  const std::string folded = fold_case(nfc(content_type));
  constexpr std::string_view kSays = "charset=";
  const auto at = folded.find(kSays);
  if (at == std::string::npos) return {};
  auto charset = folded.substr(at + kSays.size());
  charset.erase(std::min(charset.find(';'), charset.size()));
  std::erase_if(charset, [](char c) { return c == '"' || c == ' '; });
  // Clients write this one without having looked.
  return charset == "utf-8" ? std::string() : charset;
}

Result<Upload> upload_of(web::Request request, const ImportQuery& query) {
  Upload upload;
  upload.dry_run = query.dry_run.value_or(false);
  std::string map = query.map.value_or("");
  std::string encoding = query.encoding.value_or("");
  const std::string_view content_type = request.header("Content-Type");
  if (!content_type.starts_with("multipart/")) {
    upload.content = request.body_text();
    if (encoding.empty()) {
      encoding = known_encoding(charset_of(content_type)).value_or("");
    }
  } else {
    TRY(const auto parts, parse_form(content_type, request.body_text()));
    const auto file = std::ranges::find_if(
        parts, [](const FormPart& part) { return part.is_file || part.name == "file"; });
    if (file == parts.end()) {
      return refuse_field("/file", "required", "The form has no file.");
    }
    upload.content = file->content;
    for (const auto& part : parts) {
      if (part.name == "map") map = part.content;
      if (part.name == "encoding") encoding = part.content;
      if (part.name == "dry_run") upload.dry_run = part.content == "true" || part.content == "1";
    }
  }
  TRY(upload.columns, parse_column_map(map));
  if (encoding.empty()) return upload;
  const auto known = known_encoding(encoding);
  if (!known) return refuse_field("/encoding", "not_one_of", "There is no such encoding.");
  upload.encoding = *known;
  return upload;
}

Answer<SeatFilePreview> preview_file(Venues& venues, web::Request request, VenuePath path,
                                     FileQuery query) {
  CO_TRY(auto upload, upload_of(request, {.dry_run = {}, .map = {}, .encoding = query.encoding}));
  CO_TRY(auto preview, co_await venues.preview_seats(path.id, std::move(upload)));
  co_return web::ok(std::move(preview));
}

Answer<ImportReport> import_seats(Venues& venues, web::Request request, VenuePath path,
                                  ImportQuery query) {
  CO_TRY(auto upload, upload_of(request, query));
  CO_TRY(auto once, jobs::once_key(request, "POST seats/import"));
  CO_TRY(auto report, co_await venues.import_seats(audit::by(request), std::move(once), path.id,
                                                   std::move(upload)));
  co_return web::ok(std::move(report));
}

Answer<SeatMapPreview> preview_map(Venues& venues, VenuePath path, SeatMapBody body) {
  CO_TRY(auto preview, co_await venues.preview_map(path.id, std::move(body)));
  co_return web::ok(std::move(preview));
}

Answer<MapConversion> convert_map(Venues& venues, web::Request request, VenuePath path) {
  CO_TRY(auto conversion, co_await venues.convert_map(path.id, std::string(request.body_text())));
  co_return web::ok(std::move(conversion));
}

boost::asio::awaitable<Result<web::Raw>> export_seats(Venues& venues, VenuePath path) {
  CO_TRY(auto file, co_await venues.export_seats(path.id));
  web::Raw raw;
  raw.content_type = "text/csv; charset=utf-8";
  raw.body = kByteOrderMark;
  raw.body += file.content;
  raw.headers.emplace_back("Content-Disposition", web::attachment(file.file_name));
  co_return raw;
}

Answer<SeatMapView> get_map(Venues& venues, VenuePath path) {
  CO_TRY(auto map, co_await venues.get_map(path.id));
  const auto version = map.version;
  co_return web::ok(std::move(map)).with_etag(version).with_cache_control("no-cache");
}

Answer<SeatMapView> save_map(Venues& venues, web::Request request, VenuePath path,
                             SeatMapBody body) {
  CO_TRY(auto once, jobs::once_key(request, "POST seat-map"));
  CO_TRY(auto map, co_await venues.save_map(audit::by(request), std::move(once), path.id,
                                            request.if_match(), std::move(body)));
  const auto version = map.version;
  co_return web::ok(std::move(map)).with_etag(version);
}

boost::json::object one_or_many(SchemaRegistry& registry, SchemaUse use) {
  return {{"oneOf", boost::json::array{json_schema<SeatBody>(registry, use),
                                       json_schema<SeatsBody>(registry, use)}}};
}

boost::json::object one_or_many_made(SchemaRegistry& registry, SchemaUse use) {
  return {{"oneOf", boost::json::array{json_schema<SeatView>(registry, use),
                                       json_schema<CreatedSeats>(registry, use)}}};
}

web::Route create_route(Venues& venues) {
  auto route =
      web::post("/api/venues/{id}/seats")
          .access(web::Access::admin)
          .tag("Seats")
          .summary("Add one seat, or many at a time")
          .path<VenuePath>()
          .body<boost::json::value>()
          .body_limit(kSeatsBytesMax)
          .answers<RawJson>(201)
          .refuses(409, {"duplicate_seat", "seat_label_taken", "too_many_places", "too_many_seats"})
          .idempotent()
          .handle([&venues](web::Request request, VenuePath path, boost::json::value body) {
            return create(venues, request, path, std::move(body));
          });
  route.doc.body = &one_or_many;
  route.doc.answers.front().schema = &one_or_many_made;
  return route;
}

void add_files(web::Router& router, Venues& venues) {
  router.add(
      web::post("/api/venues/{id}/seats/import")
          .access(web::Access::admin)
          .tag("Seats")
          .summary("Import seats from a CSV file, all or nothing")
          .description("Columns section, row_name, seat_number, seat_type, handicap_access, "
                       "price_zone, x, y, rotation, is_sellable, capacity, in any order; the "
                       "first three are needed. map=row_name:Reihe,seat_number:Platz names "
                       "columns that are called differently; a name with commas stands in "
                       "quotes. Seats that exist are updated. A file with faults is 422 "
                       "import_failed, with the report's members beside the problem's; "
                       "error_lines counts the lines with faults. Text is UTF-8, or UTF-16 with "
                       "a byte order mark; `encoding` names any other. A file in another one is "
                       "refused with `encodings`, the likeliest first, each with a sample. "
                       "`warnings` name labels that a spreadsheet seems to have changed.")
          .path<VenuePath>()
          .query<ImportQuery>()
          .takes_raw(
              {"text/csv", "multipart/form-data", "application/csv", "application/vnd.ms-excel"},
              kFileBytesMax)
          .answers<ImportReport>(200)
          .refuses(400, {"malformed_form"})
          .refuses(409, {"duplicate_seat", "seat_label_taken", "too_many_places"})
          .refuses(422, {"import_failed"})
          .idempotent()
          .refuses(404, {"venue_not_found"})
          .handle([&venues](web::Request request, VenuePath path, ImportQuery query) {
            return import_seats(venues, request, path, std::move(query));
          }));
  router.add(
      web::post("/api/venues/{id}/seats/import/preview")
          .access(web::Access::admin)
          .tag("Seats")
          .summary("How a CSV file would be read")
          .description("Writes nothing. Answers the file's encoding, separator, header and first "
                       "rows, or `fault` with what is wrong and `encodings` where the file does "
                       "not say what it is in.")
          .path<VenuePath>()
          .query<FileQuery>()
          .takes_raw(
              {"text/csv", "multipart/form-data", "application/csv", "application/vnd.ms-excel"},
              kFileBytesMax)
          .answers<SeatFilePreview>(200)
          .refuses(404, {"venue_not_found"})
          .handle([&venues](web::Request request, VenuePath path, FileQuery query) {
            return preview_file(venues, request, path, std::move(query));
          }));
  router.add(
      web::get("/api/venues/{id}/seats/export")
          .access(web::Access::staff)
          .tag("Seats")
          .summary("All seats as a CSV file that imports again unchanged")
          .path<VenuePath>()
          .answers_raw(200, "text/csv")
          .refuses(404, {"venue_not_found"})
          .handle([&venues](web::Request, VenuePath path) { return export_seats(venues, path); }));
}

void add_map(web::Router& router, Venues& venues) {
  router.add(
      web::get("/api/venues/{id}/seat-map")
          .access(web::Access::staff)
          .tag("Seats")
          .summary("The whole layout")
          .path<VenuePath>()
          .answers<SeatMapView>(200)
          .refuses(404, {"venue_not_found"})
          .handle([&venues](web::Request, VenuePath path) { return get_map(venues, path); }));
  router.add(web::post("/api/venues/{id}/seat-map")
                 .access(web::Access::admin)
                 .tag("Seats")
                 .summary("Save the whole layout")
                 .description("Needs the loaded version as If-Match (or as `version`). Lists that "
                              "are left out keep what they have; what a given list does not name "
                              "is removed. Ids that the server does not know are the client's "
                              "names for new things within the document.")
                 .path<VenuePath>()
                 .body<SeatMapBody>()
                 .body_limit(kMapBytesMax)
                 .answers<SeatMapView>(200)
                 .refuses(409, {"duplicate_seat", "section_has_seats", "price_zone_in_use",
                                "seat_in_use", "seat_label_taken", "too_many_places"})
                 .refuses(412, {"version_conflict"})
                 .refuses(428, {"precondition_required"})
                 .takes_if_match()
                 .idempotent()
                 .refuses(404, {"venue_not_found"})
                 .handle([&venues](web::Request request, VenuePath path, SeatMapBody body) {
                   return save_map(venues, request, path, std::move(body));
                 }));
  router.add(web::post("/api/venues/{id}/seat-map/preview")
                 .access(web::Access::admin)
                 .tag("Seats")
                 .summary("What saving a layout would do")
                 .description("Takes what saving takes and writes nothing. Names the seats that "
                              "are sold or held for a show and would not stay as they are.")
                 .path<VenuePath>()
                 .body<SeatMapBody>()
                 .body_limit(kMapBytesMax)
                 .answers<SeatMapPreview>(200)
                 .refuses(409, {"duplicate_seat", "section_has_seats", "price_zone_in_use",
                                "seat_label_taken", "too_many_places"})
                 .refuses(412, {"version_conflict"})
                 .refuses(404, {"venue_not_found"})
                 .handle([&venues](web::Request, VenuePath path, SeatMapBody body) {
                   return preview_map(venues, path, std::move(body));
                 }));
}

void add_conversion(web::Router& router, Venues& venues) {
  router.add(web::post("/api/venues/{id}/seat-map/convert")
                 .access(web::Access::admin)
                 .tag("Seats")
                 .summary("A pretix seating plan as a layout")
                 .description("Takes the plan's JSON and writes nothing: `map` is what POST "
                              "seat-map takes, beside the version. `notes` say what was tidied, "
                              "marked or left out, and where in the plan. A plan that breaks our "
                              "rules is 422 with the place of each fault.")
                 .path<VenuePath>()
                 .takes_raw({"application/json"}, kMapBytesMax)
                 .answers<MapConversion>(200)
                 .refuses(400, {"malformed_json"})
                 .refuses(422, {"validation_failed"})
                 .refuses(404, {"venue_not_found"})
                 .handle([&venues](web::Request request, VenuePath path) {
                   return convert_map(venues, request, path);
                 }));
}

}  // namespace

void add_seat_endpoints(web::Router& router, Venues& venues) {
  router.describe_tag("Seats", "A venue's seats and its map.");
  router.add(web::get("/api/venues/{id}/seats")
                 .access(web::Access::staff)
                 .tag("Seats")
                 .summary("List seats in natural order")
                 .description("q: part of a row, a number, or both together. sort: position.")
                 .path<VenuePath>()
                 .query<SeatQuery>()
                 .answers<web::Page<SeatView>>(200)
                 .refuses(404, {"venue_not_found"})
                 .handle([&venues](web::Request, VenuePath path, SeatQuery query) {
                   return list(venues, path, std::move(query));
                 }));
  router.add(create_route(venues));
  router.add(web::get("/api/venues/{id}/seats/{seat_id}")
                 .access(web::Access::staff)
                 .tag("Seats")
                 .summary("Read a seat")
                 .path<SeatPath>()
                 .answers<SeatView>(200)
                 .refuses(404, {"venue_not_found", "seat_not_found"})
                 .handle([&venues](web::Request, SeatPath path) { return get(venues, path); }));
  router.add(web::put("/api/venues/{id}/seats/{seat_id}")
                 .access(web::Access::admin)
                 .tag("Seats")
                 .summary("Change a seat")
                 .path<SeatPath>()
                 .body<SeatPatch>()
                 .answers<SeatView>(200)
                 .refuses(409, {"duplicate_seat", "seat_label_taken", "too_many_places"})
                 .takes_if_match()
                 .refuses(404, {"seat_not_found", "venue_not_found"})
                 .handle([&venues](web::Request request, SeatPath path, SeatPatch body) {
                   return update(venues, request, path, std::move(body));
                 }));
  router.add(web::delete_("/api/venues/{id}/seats/{seat_id}")
                 .access(web::Access::admin)
                 .tag("Seats")
                 .summary("Delete a seat")
                 .path<SeatPath>()
                 .answers_nothing()
                 .refuses(409, {"seat_has_tickets", "seat_in_use"})
                 .takes_if_match()
                 .refuses(404, {"seat_not_found", "venue_not_found"})
                 .handle([&venues](web::Request request, SeatPath path) {
                   return remove(venues, request, path);
                 }));
  add_files(router, venues);
  add_map(router, venues);
  add_conversion(router, venues);
}

}  // namespace usher::venues
