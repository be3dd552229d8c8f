// Sections and price zones: the two ways in which a venue's seats are divided.
#include <algorithm>

#include "venues/labels.hpp"
#include "venues/rules.hpp"
#include "venues/use_cases.hpp"

namespace usher::venues {
namespace {

using store::kHouseLane;
using store::Transaction;

// Errors: conflict when another one of the list has the name.
template <class T, class IdType>
Status check_name_free(const std::vector<T>& items, IdType id, const Label& name,
                       const char* code) {
  const bool taken =
      std::ranges::any_of(items, [&](const T& item) { return item.id != id && item.name == name; });
  if (!taken) return {};
  return refuse(ErrorKind::conflict, code, "The venue already has \"" + name.value + "\".");
}

template <class P>
Status apply(const P& patch, auto& item) {
  BodyFaults faults;
  faults.not_null("name", patch.name);
  faults.not_null("color", patch.color);
  faults.not_null("position", patch.position);
  TRY_OK(std::move(faults).status());
  patch.name.apply_to(item.name);
  patch.color.apply_to(item.color);
  if (patch.position.has_value()) item.position = patch.position.value().value;
  return {};
}

Result<Section> create_section(Transaction& tx, IdGenerator& ids, const audit::Entry& by,
                               VenueId venue, const SectionBody& body) {
  TRY_OK(get_venue(tx, venue));
  const auto present = list_sections(tx, venue);
  Section section{ids.next<SectionId>(), body.name,
                  body.color.value_or(palette_color(present.size())),
                  body.position ? body.position->value : next_position(present)};
  TRY_OK(check_name_free(present, section.id, section.name, "duplicate_section"));
  if (present.size() >= kMaxSections) {
    return refuse(ErrorKind::conflict, "too_many_sections", "A venue has at most 500 sections.");
  }
  insert_section(tx, venue, section);
  touch_venue_and_map(tx, venue);
  audit::record(tx, by,
                {"section.created", "section", section.id.text(), "", to_json_text(section)});
  TRY_OK(tx.emit(VenueChanged{venue}));
  return section;
}

Result<PriceZone> create_price_zone(Transaction& tx, IdGenerator& ids, const audit::Entry& by,
                                    VenueId venue, const PriceZoneBody& body) {
  TRY_OK(get_venue(tx, venue));
  const auto present = list_price_zones(tx, venue);
  PriceZone zone{ids.next<PriceZoneId>(), body.name,
                 body.color.value_or(palette_color(present.size())), body.default_price,
                 body.position ? body.position->value : next_position(present)};
  TRY_OK(check_name_free(present, zone.id, zone.name, "duplicate_price_zone"));
  if (present.size() >= kMaxPriceZones) {
    return refuse(ErrorKind::conflict, "too_many_price_zones",
                  "A venue has at most 200 price zones.");
  }
  insert_price_zone(tx, venue, zone);
  touch_venue_and_map(tx, venue);
  audit::record(tx, by,
                {"price_zone.created", "price_zone", zone.id.text(), "", to_json_text(zone)});
  TRY_OK(tx.emit(VenueChanged{venue}));
  return zone;
}

}  // namespace

Venues::Answer<Section> Venues::add_section(audit::Entry by, Once once, VenueId venue,
                                            SectionBody body) {
  auto work = [this, by = std::move(by), once = std::move(once), venue,
               body = std::move(body)](Transaction& tx) -> Result<Section> {
    return jobs::once<Section>(tx, once, [&] { return create_section(tx, ids_, by, venue, body); });
  };
  co_return co_await store_.write(kHouseLane, std::move(work));
}

Venues::Answer<Section> Venues::get_section(VenueId venue, SectionId section) {
  co_return co_await store_.read(
      [venue, section](store::Queries& q) { return venues::get_section(q, venue, section); });
}

Venues::Answer<Section> Venues::update_section(audit::Entry by, VenueId venue, SectionId section,
                                               IfMatch if_match, SectionPatch patch) {
  auto work = [this, by = std::move(by), venue, section, if_match,
               patch = std::move(patch)](Transaction& tx) -> Result<Section> {
    TRY_OK(get_venue(tx, venue));
    TRY(const auto before, venues::get_section(tx, venue, section));
    TRY_OK(check_version(if_match, before.version));
    TRY_OK(check_version(patch.version, before.version));
    Section after = before;
    TRY_OK(apply(patch, after));
    ++after.version;
    TRY_OK(check_name_free(list_sections(tx, venue), section, after.name, "duplicate_section"));
    if (after.name != before.name) {
      const auto seats = venues::list_seats(tx, venue, section);
      TRY_OK(check_kept_labels(store_.events(), tx, venue,
                               new_labels({seats, {before}}, {seats, {after}})));
    }
    venues::update_section(tx, after);
    touch_venue_and_map(tx, venue);
    audit::record(
        tx, by,
        {"section.updated", "section", section.text(), to_json_text(before), to_json_text(after)});
    TRY_OK(tx.emit(VenueChanged{venue}));
    return after;
  };
  co_return co_await store_.write(kHouseLane, std::move(work));
}

Venues::Answer<void> Venues::remove_section(audit::Entry by, VenueId venue, SectionId section,
                                            IfMatch if_match) {
  auto work = [by = std::move(by), venue, section, if_match](Transaction& tx) -> Status {
    TRY_OK(get_venue(tx, venue));
    TRY(const auto before, venues::get_section(tx, venue, section));
    TRY_OK(check_version(if_match, before.version));
    if (const auto count = count_seats_of(tx, venue, section); count > 0) {
      return refuse(
          ErrorKind::conflict, "section_has_seats",
          "The section still has " + std::to_string(count) + " seats. Move or delete them first.");
    }
    TRY_OK(tx.emit(SectionRemoving{venue, section}));
    delete_section(tx, section);
    touch_venue_and_map(tx, venue);
    audit::record(tx, by, {"section.deleted", "section", section.text(), to_json_text(before), ""});
    TRY_OK(tx.emit(VenueChanged{venue}));
    return {};
  };
  co_return co_await store_.write(kHouseLane, std::move(work));
}

Venues::Answer<PriceZone> Venues::add_price_zone(audit::Entry by, Once once, VenueId venue,
                                                 PriceZoneBody body) {
  auto work = [this, by = std::move(by), once = std::move(once), venue,
               body = std::move(body)](Transaction& tx) -> Result<PriceZone> {
    return jobs::once<PriceZone>(tx, once,
                                 [&] { return create_price_zone(tx, ids_, by, venue, body); });
  };
  co_return co_await store_.write(kHouseLane, std::move(work));
}

Venues::Answer<PriceZone> Venues::get_price_zone(VenueId venue, PriceZoneId zone) {
  co_return co_await store_.read(
      [venue, zone](store::Queries& q) { return venues::get_price_zone(q, venue, zone); });
}

Venues::Answer<PriceZone> Venues::update_price_zone(audit::Entry by, VenueId venue,
                                                    PriceZoneId zone, IfMatch if_match,
                                                    PriceZonePatch patch) {
  auto work = [by = std::move(by), venue, zone, if_match,
               patch = std::move(patch)](Transaction& tx) -> Result<PriceZone> {
    TRY_OK(get_venue(tx, venue));
    TRY(const auto before, venues::get_price_zone(tx, venue, zone));
    TRY_OK(check_version(if_match, before.version));
    TRY_OK(check_version(patch.version, before.version));
    PriceZone after = before;
    TRY_OK(apply(patch, after));
    ++after.version;
    patch.default_price.apply_to(after.default_price);
    TRY_OK(check_name_free(list_price_zones(tx, venue), zone, after.name, "duplicate_price_zone"));
    if (after.default_price != before.default_price) {
      TRY_OK(tx.emit(ZonePriceChanging{venue, zone, after.default_price}));
    }
    venues::update_price_zone(tx, after);
    touch_venue_and_map(tx, venue);
    audit::record(tx, by,
                  {"price_zone.updated", "price_zone", zone.text(), to_json_text(before),
                   to_json_text(after)});
    TRY_OK(tx.emit(VenueChanged{venue}));
    return after;
  };
  co_return co_await store_.write(kHouseLane, std::move(work));
}

Venues::Answer<void> Venues::remove_price_zone(audit::Entry by, VenueId venue, PriceZoneId zone,
                                               IfMatch if_match) {
  auto work = [by = std::move(by), venue, zone, if_match](Transaction& tx) -> Status {
    TRY_OK(get_venue(tx, venue));
    TRY(const auto before, venues::get_price_zone(tx, venue, zone));
    TRY_OK(check_version(if_match, before.version));
    if (const auto count = count_seats_of(tx, venue, zone); count > 0) {
      return refuse(ErrorKind::conflict, "price_zone_in_use",
                    std::to_string(count) + " seats are in this price zone.");
    }
    TRY_OK(tx.emit(PriceZoneRemoving{venue, zone}));
    delete_price_zone(tx, zone);
    touch_venue_and_map(tx, venue);
    audit::record(tx, by,
                  {"price_zone.deleted", "price_zone", zone.text(), to_json_text(before), ""});
    TRY_OK(tx.emit(VenueChanged{venue}));
    return {};
  };
  co_return co_await store_.write(kHouseLane, std::move(work));
}

}  // namespace usher::venues
