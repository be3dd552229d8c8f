// Venues, sections and price zones over HTTP.
#include "venues/endpoints.hpp"
#include "web/endpoint.hpp"

namespace usher::venues {
namespace {

struct VenuePath {
  VenueId id;
};
BOOST_DESCRIBE_STRUCT(VenuePath, (), (id))

struct SectionPath {
  VenueId id;
  SectionId section_id;
};
BOOST_DESCRIBE_STRUCT(SectionPath, (), (id, section_id))

struct ZonePath {
  VenueId id;
  PriceZoneId zone_id;
};
BOOST_DESCRIBE_STRUCT(ZonePath, (), (id, zone_id))

template <class T>
using Answer = boost::asio::awaitable<Result<web::Reply<T>>>;

template <class T>
web::Reply<T> versioned(T entity) {
  const auto version = entity.version;
  return web::ok(std::move(entity)).with_etag(version);
}

std::string address_of(VenueId venue) { return "/api/venues/" + venue.text(); }

Answer<web::Page<VenueView>> list(Venues& venues, VenueQuery query) {
  CO_TRY(auto page, co_await venues.list(std::move(query)));
  co_return web::ok(std::move(page));
}

Answer<VenueView> get(Venues& venues, VenuePath path) {
  CO_TRY(auto venue, co_await venues.get(path.id));
  const auto version = venue.version;
  co_return web::ok(std::move(venue)).with_etag(version).with_cache_control("no-cache");
}

Answer<VenueView> create(Venues& venues, web::Request request, VenueBody body) {
  CO_TRY(auto once, jobs::once_key(request, "POST /api/venues"));
  CO_TRY(auto venue, co_await venues.create(audit::by(request), std::move(once), std::move(body)));
  const auto version = venue.version;
  auto address = address_of(venue.id);
  co_return web::created(std::move(venue), std::move(address)).with_etag(version);
}

Answer<VenueView> update(Venues& venues, web::Request request, VenuePath path, VenuePatch body) {
  CO_TRY(auto venue,
         co_await venues.update(audit::by(request), path.id, request.if_match(), std::move(body)));
  const auto version = venue.version;
  co_return web::ok(std::move(venue)).with_etag(version);
}

Answer<web::NoContent> remove(Venues& venues, web::Request request, VenuePath path) {
  CO_TRY_OK(co_await venues.remove(audit::by(request), path.id, request.if_match()));
  co_return web::no_content();
}

Answer<Section> add_section(Venues& venues, web::Request request, VenuePath path,
                            SectionBody body) {
  CO_TRY(auto once, jobs::once_key(request, "POST sections"));
  CO_TRY(auto section, co_await venues.add_section(audit::by(request), std::move(once), path.id,
                                                   std::move(body)));
  const auto version = section.version;
  auto address = address_of(path.id) + "/sections/" + section.id.text();
  co_return web::created(std::move(section), std::move(address)).with_etag(version);
}

Answer<Section> get_section(Venues& venues, SectionPath path) {
  CO_TRY(auto section, co_await venues.get_section(path.id, path.section_id));
  co_return versioned(std::move(section));
}

Answer<Section> update_section(Venues& venues, web::Request request, SectionPath path,
                               SectionPatch body) {
  CO_TRY(auto section, co_await venues.update_section(audit::by(request), path.id, path.section_id,
                                                      request.if_match(), std::move(body)));
  co_return versioned(std::move(section));
}

Answer<web::NoContent> remove_section(Venues& venues, web::Request request, SectionPath path) {
  CO_TRY_OK(co_await venues.remove_section(audit::by(request), path.id, path.section_id,
                                           request.if_match()));
  co_return web::no_content();
}

Answer<PriceZone> add_zone(Venues& venues, web::Request request, VenuePath path,
                           PriceZoneBody body) {
  CO_TRY(auto once, jobs::once_key(request, "POST price-zones"));
  CO_TRY(auto zone, co_await venues.add_price_zone(audit::by(request), std::move(once), path.id,
                                                   std::move(body)));
  const auto version = zone.version;
  auto address = address_of(path.id) + "/price-zones/" + zone.id.text();
  co_return web::created(std::move(zone), std::move(address)).with_etag(version);
}

Answer<PriceZone> get_zone(Venues& venues, ZonePath path) {
  CO_TRY(auto zone, co_await venues.get_price_zone(path.id, path.zone_id));
  co_return versioned(std::move(zone));
}

Answer<PriceZone> update_zone(Venues& venues, web::Request request, ZonePath path,
                              PriceZonePatch body) {
  CO_TRY(auto zone, co_await venues.update_price_zone(audit::by(request), path.id, path.zone_id,
                                                      request.if_match(), std::move(body)));
  co_return versioned(std::move(zone));
}

Answer<web::NoContent> remove_zone(Venues& venues, web::Request request, ZonePath path) {
  CO_TRY_OK(co_await venues.remove_price_zone(audit::by(request), path.id, path.zone_id,
                                              request.if_match()));
  co_return web::no_content();
}

void add_divisions(web::Router& router, Venues& venues) {
  router.add(web::post("/api/venues/{id}/sections")
                 .access(web::Access::admin)
                 .tag("Venues")
                 .summary("Add a section")
                 .path<VenuePath>()
                 .body<SectionBody>()
                 .answers<Section>(201)
                 .refuses(409, {"duplicate_section", "too_many_sections"})
                 .idempotent()
                 .refuses(404, {"venue_not_found"})
                 .handle([&venues](web::Request request, VenuePath path, SectionBody body) {
                   return add_section(venues, request, path, std::move(body));
                 }));
  router.add(
      web::get("/api/venues/{id}/sections/{section_id}")
          .access(web::Access::staff)
          .tag("Venues")
          .summary("Read a section")
          .path<SectionPath>()
          .answers<Section>(200)
          .refuses(404, {"venue_not_found", "section_not_found"})
          .handle([&venues](web::Request, SectionPath path) { return get_section(venues, path); }));
  router.add(web::put("/api/venues/{id}/sections/{section_id}")
                 .access(web::Access::admin)
                 .tag("Venues")
                 .summary("Change a section")
                 .path<SectionPath>()
                 .body<SectionPatch>()
                 .answers<Section>(200)
                 .refuses(409, {"duplicate_section", "seat_label_taken"})
                 .takes_if_match()
                 .refuses(404, {"section_not_found", "venue_not_found"})
                 .handle([&venues](web::Request request, SectionPath path, SectionPatch body) {
                   return update_section(venues, request, path, std::move(body));
                 }));
  router.add(web::delete_("/api/venues/{id}/sections/{section_id}")
                 .access(web::Access::admin)
                 .tag("Venues")
                 .summary("Delete a section without seats")
                 .path<SectionPath>()
                 .answers_nothing()
                 .refuses(409, {"section_has_seats"})
                 .takes_if_match()
                 .refuses(404, {"section_not_found", "venue_not_found"})
                 .handle([&venues](web::Request request, SectionPath path) {
                   return remove_section(venues, request, path);
                 }));
  router.add(web::post("/api/venues/{id}/price-zones")
                 .access(web::Access::admin)
                 .tag("Venues")
                 .summary("Add a price zone")
                 .path<VenuePath>()
                 .body<PriceZoneBody>()
                 .answers<PriceZone>(201)
                 .refuses(409, {"duplicate_price_zone", "too_many_price_zones"})
                 .idempotent()
                 .refuses(404, {"venue_not_found"})
                 .handle([&venues](web::Request request, VenuePath path, PriceZoneBody body) {
                   return add_zone(venues, request, path, std::move(body));
                 }));
  router.add(
      web::get("/api/venues/{id}/price-zones/{zone_id}")
          .access(web::Access::staff)
          .tag("Venues")
          .summary("Read a price zone")
          .path<ZonePath>()
          .answers<PriceZone>(200)
          .refuses(404, {"venue_not_found", "price_zone_not_found"})
          .handle([&venues](web::Request, ZonePath path) { return get_zone(venues, path); }));
  router.add(web::put("/api/venues/{id}/price-zones/{zone_id}")
                 .access(web::Access::admin)
                 .tag("Venues")
                 .summary("Change a price zone")
                 .path<ZonePath>()
                 .body<PriceZonePatch>()
                 .answers<PriceZone>(200)
                 .refuses(409, {"duplicate_price_zone"})
                 .takes_if_match()
                 .refuses(422, {"accessible_price_too_high"})
                 .refuses(404, {"price_zone_not_found", "venue_not_found"})
                 .handle([&venues](web::Request request, ZonePath path, PriceZonePatch body) {
                   return update_zone(venues, request, path, std::move(body));
                 }));
  router.add(web::delete_("/api/venues/{id}/price-zones/{zone_id}")
                 .access(web::Access::admin)
                 .tag("Venues")
                 .summary("Delete a price zone without seats")
                 .path<ZonePath>()
                 .answers_nothing()
                 .refuses(409, {"price_zone_in_use"})
                 .takes_if_match()
                 .refuses(404, {"price_zone_not_found", "venue_not_found"})
                 .handle([&venues](web::Request request, ZonePath path) {
                   return remove_zone(venues, request, path);
                 }));
}

}  // namespace

void add_venue_endpoints(web::Router& router, Venues& venues) {
  router.describe_tag("Venues", "Houses with their sections and price zones.");
  router.add(
      web::get("/api/venues")
          .access(web::Access::staff)
          .tag("Venues")
          .summary("List venues")
          .description("sort: name, -name, created_at, -created_at. q: part of name or city.")
          .query<VenueQuery>()
          .answers<web::Page<VenueView>>(200)
          .handle([&venues](web::Request, VenueQuery query) {
            return list(venues, std::move(query));
          }));
  router.add(web::post("/api/venues")
                 .access(web::Access::admin)
                 .tag("Venues")
                 .summary("Create a venue")
                 .body<VenueBody>()
                 .answers<VenueView>(201)
                 .idempotent()
                 .handle([&venues](web::Request request, VenueBody body) {
                   return create(venues, request, std::move(body));
                 }));
  router.add(web::get("/api/venues/{id}")
                 .access(web::Access::staff)
                 .tag("Venues")
                 .summary("Read a venue with its sections and price zones")
                 .path<VenuePath>()
                 .answers<VenueView>(200)
                 .refuses(404, {"venue_not_found"})
                 .handle([&venues](web::Request, VenuePath path) { return get(venues, path); }));
  router.add(web::put("/api/venues/{id}")
                 .access(web::Access::admin)
                 .tag("Venues")
                 .summary("Change a venue")
                 .path<VenuePath>()
                 .body<VenuePatch>()
                 .answers<VenueView>(200)
                 .refuses(412, {"version_conflict"})
                 .takes_if_match()
                 .refuses(404, {"venue_not_found"})
                 .handle([&venues](web::Request request, VenuePath path, VenuePatch body) {
                   return update(venues, request, path, std::move(body));
                 }));
  router.add(web::delete_("/api/venues/{id}")
                 .access(web::Access::admin)
                 .tag("Venues")
                 .summary("Delete a venue that no show uses")
                 .path<VenuePath>()
                 .answers_nothing()
                 .refuses(409, {"venue_has_sold_seats", "venue_has_shows"})
                 .refuses(412, {"version_conflict"})
                 .takes_if_match()
                 .refuses(404, {"venue_not_found"})
                 .handle([&venues](web::Request request, VenuePath path) {
                   return remove(venues, request, path);
                 }));
  add_divisions(router, venues);
}

}  // namespace usher::venues
