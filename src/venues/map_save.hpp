// Purpose: one map of a venue being saved, or looked at before it is. Place: venues.
#pragma once
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "venues/rules.hpp"
#include "venues/use_cases.hpp"

namespace usher::venues {

// One map being saved. One transaction, one use: decides everything, then writes.
class MapSave {
 public:
  MapSave(store::Transaction& tx, IdGenerator& ids, VenueId venue, const SeatMapBody& body)
      : tx_(tx), ids_(ids), venue_(venue), body_(body) {}

  struct Counts {
    std::int64_t created = 0;
    std::int64_t updated = 0;
    std::int64_t removed = 0;
  };
  // Decides and writes. Errors: those of preview(), and those of the slices above.
  Result<Counts> run();
  // Decides without writing: what saving would do, above all to seats that are sold or held.
  // Errors: invalid with all faults; conflict `duplicate_seat`, `section_has_seats`,
  // `price_zone_in_use`.
  Result<SeatMapPreview> preview();

 private:
  Status decide();
  Counts count() const;
  void load();
  void take_sections();
  void take_price_zones();
  void take_seats();
  void take_seat(const MapSeat& given, std::size_t index);
  void fill(Seat& seat, const MapSeat& given, const std::string& pointer);
  void take_objects();
  void check_background();
  const Seat* claim(const MapSeat& given, SectionId section, const std::string& pointer);
  SectionId section_of(const MapSeat& given, const std::string& pointer);
  void read_milli(std::optional<double> value, const std::string& pointer, std::int64_t& target);
  Status check_divisions() const;
  Status tell_removals();
  void add_change(SeatMapPreview& preview, const Seat& old, SeatChange change) const;
  void place();
  void write_divisions();
  void write_seats();
  void remove_divisions();

  store::Transaction& tx_;
  IdGenerator& ids_;
  const VenueId venue_;
  const SeatMapBody& body_;
  BodyFaults faults_;

  std::vector<Section> old_sections_, sections_;
  std::vector<PriceZone> old_zones_, zones_;
  // By id as the document writes it, and by name.
  std::unordered_map<std::string, SectionId> section_refs_, section_names_;
  std::unordered_map<std::string, PriceZoneId> zone_refs_, zone_names_;
  std::vector<Seat> old_seats_, seats_;
  std::unordered_map<SeatId, const Seat*> old_by_id_;
  std::unordered_map<std::string, const Seat*> old_by_label_;
  std::unordered_set<std::string> labels_;
  std::unordered_set<SeatId> listed_, claimed_, unplaced_;
  std::vector<MapObjectRow> objects_;
  std::vector<Seat> duplicates_;
};

}  // namespace usher::venues
