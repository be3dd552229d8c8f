// Purpose: what a saved map makes of a venue's, decided without writing. Place: venues.
#pragma once
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "venues/map_change.hpp"
#include "venues/rules.hpp"
#include "venues/use_cases.hpp"

namespace usher::venues {

// One map being saved. One use, on any thread; `ids` is thread-safe.
class MapSave {
 public:
  MapSave(MapBase base, IdGenerator& ids, const SeatMapBody& body)
      : base_(std::move(base)), ids_(ids), body_(body), change_(base_) {}

  // Errors: invalid with all faults; conflict `section_has_seats`, `price_zone_in_use`, and those
  // of check_bounds().
  Result<DecidedChange> decide();

 private:
  void index();
  void take_sections();
  void take_price_zones();
  void take_seats();
  void take_seat(const MapSeat& given, std::size_t index);
  void fill(Seat& seat, const MapSeat& given, const std::string& pointer);
  void take_objects();
  void take_background();
  const Seat* claim(const MapSeat& given, SectionId section, const std::string& pointer);
  SectionId section_of(const MapSeat& given, const std::string& pointer);
  void read_milli(std::optional<double> value, const std::string& pointer, std::int64_t& target);
  void check_size(std::optional<double> value, const std::string& pointer);
  Status check_divisions() const;
  void place();

  const MapBase base_;
  IdGenerator& ids_;
  const SeatMapBody& body_;
  MapChange change_;
  BodyFaults faults_;

  // By id as the document writes it, and by name.
  std::unordered_map<std::string, SectionId> section_refs_, section_names_;
  std::unordered_map<std::string, PriceZoneId> zone_refs_, zone_names_;
  std::unordered_map<SeatId, const Seat*> old_by_id_;
  std::unordered_map<std::string, const Seat*> old_by_label_;
  std::unordered_set<std::string> labels_;
  std::unordered_set<SeatId> listed_, claimed_, unplaced_;
  std::vector<Seat> duplicates_;
};

// What writing the change would do to the seats that are sold or held.
SeatMapPreview preview_of(const MapChange& change, const std::unordered_set<SeatId>& used);

}  // namespace usher::venues
