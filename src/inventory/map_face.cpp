#include "inventory/map_face.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "inventory/sql.hpp"
#include "venues/venues.hpp"

namespace usher::inventory {
namespace {

namespace json = boost::json;

MapFace face_of(store::Queries& q, VenueId venue) {
  MapFace face;
  for (const auto& section : venues::list_sections(q, venue)) {
    face.sections.push_back({section.id, section.color.value});
  }
  for (const auto& zone : venues::list_price_zones(q, venue)) {
    face.zones.push_back({zone.id, zone.name.value, zone.color.value});
  }
  face.objects = venues::list_map_objects_json(q, venue);
  return face;
}

std::string write_face(const MapFace& face) {
  json::array sections, zones, objects;
  for (const auto& section : face.sections) {
    sections.push_back(json::object{{"id", section.id.text()}, {"color", section.color}});
  }
  for (const auto& zone : face.zones) {
    zones.push_back(
        json::object{{"id", zone.id.text()}, {"name", zone.name}, {"color", zone.color}});
  }
  // As texts, so that no number is ever written differently.
  for (const auto& object : face.objects) objects.emplace_back(object);
  return json::serialize(json::object{{"sections", std::move(sections)},
                                      {"zones", std::move(zones)},
                                      {"objects", std::move(objects)}});
}

std::string text_of(const json::value& value) { return json::value_to<std::string>(value); }

MapFace read_face(std::string_view body) {
  const auto parsed = json::parse(json::string_view(body.data(), body.size()));
  MapFace face;
  for (const auto& section : parsed.at("sections").as_array()) {
    face.sections.push_back(
        {SectionId::parse(text_of(section.at("id"))), text_of(section.at("color"))});
  }
  for (const auto& zone : parsed.at("zones").as_array()) {
    face.zones.push_back({PriceZoneId::parse(text_of(zone.at("id"))), text_of(zone.at("name")),
                          text_of(zone.at("color"))});
  }
  for (const auto& object : parsed.at("objects").as_array()) {
    face.objects.push_back(text_of(object));
  }
  return face;
}

}  // namespace

MapFace find_map_face(store::Queries& q, ShowId show, VenueId venue) {
  const auto kept = q.find<std::string>(sql::find_map_face, show);
  return kept ? read_face(*kept) : face_of(q, venue);
}

void keep_map_face(store::Transaction& tx, ShowId show, VenueId venue) {
  if (tx.find<std::string>(sql::find_map_face, show)) return;
  tx.run(sql::keep_map_face, show, write_face(face_of(tx, venue)));
}

bool save_map_face(store::Transaction& tx, ShowId show, VenueId venue) {
  const auto kept = tx.find<std::string>(sql::find_map_face, show);
  auto body = write_face(face_of(tx, venue));
  if (kept == body) return false;
  tx.run(sql::set_map_face, show, body);
  return true;
}

}  // namespace usher::inventory
