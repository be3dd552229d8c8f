// Seats from a file and into one.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "venues/rules.hpp"
#include "venues/use_cases.hpp"

namespace usher::venues {
namespace {

using store::kHouseLane;
using store::Queries;
using store::Transaction;

std::string label_key(SectionId section, const Label& row, const Label& number) {
  return section.text() + '\n' + row.value + '\n' + number.value;
}

// Works out what a file changes, then writes it. One transaction, one use.
class Import {
 public:
  Import(Transaction& tx, IdGenerator& ids, VenueId venue) : tx_(tx), ids_(ids), venue_(venue) {}

  // Errors: invalid `import_failed`.
  Result<ImportReport> run(SeatFile file, bool dry_run) {
    load();
    for (const auto& line : file.lines) take(line, file.faults);
    if (seats_.size() > kMaxSeats) {
      file.faults.add(1, "", "too_many_seats", "The venue would have more than 100000 seats.");
    }
    if (!file.faults.empty()) return refuse(failed(std::move(file), dry_run));
    place();
    if (!dry_run) write();
    return ImportReport{dry_run, static_cast<std::int64_t>(file.rows), created_, updated_, {}};
  }

  static Error failed(SeatFile file, bool dry_run) {
    file.faults.sort();
    Error error{ErrorKind::invalid, "import_failed",
                std::to_string(file.faults.total()) + " faults; nothing was imported."};
    error.members["dry_run"] = dry_run;
    error.members["rows"] = file.rows;
    error.members["created"] = 0;
    error.members["updated"] = 0;
    error.members["error_count"] = file.faults.total();
    boost::json::array errors;
    errors.reserve(file.faults.reported().size());
    for (const auto& fault : file.faults.reported()) {
      errors.push_back(boost::json::object{{"line", fault.line},
                                           {"column", fault.column},
                                           {"code", fault.code},
                                           {"detail", fault.detail}});
    }
    error.members["errors"] = std::move(errors);
    return error;
  }

 private:
  void load() {
    sections_ = list_sections(tx_, venue_);
    zones_ = list_price_zones(tx_, venue_);
    for (const auto& section : sections_) section_ids_[section.name.value] = section.id;
    for (const auto& zone : zones_) zone_ids_[zone.name.value] = zone.id;
    seats_ = list_seats(tx_, venue_);
    for (std::size_t i = 0; i < seats_.size(); ++i) {
      const Seat& seat = seats_[i];
      by_label_[label_key(seat.section_id, seat.row_name, seat.seat_number)] = i;
    }
    before_ = seats_;
  }

  void take(const SeatLine& line, LineFaults& faults) {
    const SectionId section = section_of(line.section);
    const auto [known, is_new] =
        by_label_.try_emplace(label_key(section, line.row_name, line.seat_number), seats_.size());
    if (is_new) {
      seats_.push_back(new_seat(section, line));
      if (!line.x_milli && !line.y_milli) unplaced_.insert(seats_.back().id);
    }
    ++(is_new ? created_ : updated_);
    Seat& seat = seats_[known->second];
    fill(seat, line);
    if (!check_capacity(seat.seat_type, seat.capacity, "")) {
      faults.add(line.line, "capacity", "not_allowed",
                 "Only general admission areas have a capacity.");
    }
  }

  Seat new_seat(SectionId section, const SeatLine& line) {
    Seat seat;
    seat.id = ids_.next<SeatId>();
    seat.section_id = section;
    seat.row_name = line.row_name;
    seat.seat_number = line.seat_number;
    seat.handicap_access = is_accessible_by_default(line.seat_type.value_or(SeatType::standard));
    return seat;
  }

  void fill(Seat& seat, const SeatLine& line) {
    seat.seat_type = line.seat_type.value_or(seat.seat_type);
    seat.handicap_access = line.handicap_access.value_or(seat.handicap_access);
    seat.x_milli = line.x_milli.value_or(seat.x_milli);
    seat.y_milli = line.y_milli.value_or(seat.y_milli);
    seat.rotation_milli = line.rotation_milli.value_or(seat.rotation_milli);
    seat.is_sellable = line.is_sellable.value_or(seat.is_sellable);
    const bool is_area = seat.seat_type == SeatType::general_admission;
    seat.capacity = line.capacity.value_or(is_area ? seat.capacity : 1);
    if (!line.has_price_zone) return;
    seat.price_zone_id = line.price_zone ? std::optional(zone_of(*line.price_zone)) : std::nullopt;
  }

  SectionId section_of(const Label& name) {
    const auto [known, is_new] = section_ids_.try_emplace(name.value);
    if (is_new) {
      known->second = ids_.next<SectionId>();
      sections_.push_back(
          {known->second, name, palette_color(sections_.size()), next_position(sections_)});
      new_sections_.push_back(sections_.back());
    }
    return known->second;
  }

  PriceZoneId zone_of(const Label& name) {
    const auto [known, is_new] = zone_ids_.try_emplace(name.value);
    if (is_new) {
      known->second = ids_.next<PriceZoneId>();
      zones_.push_back(
          {known->second, name, palette_color(zones_.size()), {}, next_position(zones_)});
      new_zones_.push_back(zones_.back());
    }
    return known->second;
  }

  // Seats that came without a place get one.
  void place() {
    if (unplaced_.empty()) return;
    auto all = seats_;
    sort_naturally(all, sections_);
    std::vector<bool> flags;
    flags.reserve(all.size());
    for (const auto& seat : all) flags.push_back(unplaced_.contains(seat.id));
    place_seats(all, flags);
    std::unordered_map<SeatId, const Seat*> placed;
    for (const auto& seat : all) placed[seat.id] = &seat;
    for (auto& seat : seats_) seat = *placed[seat.id];
  }

  void write() {
    for (const auto& section : new_sections_) insert_section(tx_, venue_, section);
    for (const auto& zone : new_zones_) insert_price_zone(tx_, venue_, zone);
    for (std::size_t i = 0; i < seats_.size(); ++i) {
      if (i >= before_.size()) {
        insert_seat(tx_, venue_, seats_[i]);
      } else if (seats_[i] != before_[i]) {
        venues::update_seat(tx_, seats_[i]);
      }
    }
    if (new_sections_.empty() && new_zones_.empty()) {
      touch_map(tx_, venue_);
    } else {
      touch_venue_and_map(tx_, venue_);
    }
  }

  Transaction& tx_;
  IdGenerator& ids_;
  VenueId venue_;
  std::vector<Section> sections_, new_sections_;
  std::vector<PriceZone> zones_, new_zones_;
  std::unordered_map<std::string, SectionId> section_ids_;
  std::unordered_map<std::string, PriceZoneId> zone_ids_;
  std::vector<Seat> seats_, before_;
  std::unordered_map<std::string, std::size_t> by_label_;
  std::unordered_set<SeatId> unplaced_;
  std::int64_t created_ = 0;
  std::int64_t updated_ = 0;
};

Result<ImportReport> import_file(Transaction& tx, IdGenerator& ids, const audit::Entry& by,
                                 VenueId venue, const SeatFile& file, bool dry_run) {
  TRY_OK(get_venue(tx, venue));
  TRY(auto report, Import(tx, ids, venue).run(file, dry_run));
  if (dry_run) return report;
  audit::record(tx, by, {"seats.imported", "venue", venue.text(), "", to_json_text(report)});
  TRY_OK(tx.emit(VenueChanged{venue}));
  return report;
}

}  // namespace

Venues::Answer<ImportReport> Venues::import_seats(audit::Entry by, Once once, VenueId venue,
                                                  Upload upload) {
  const bool dry_run = upload.dry_run;
  auto file = co_await workers_.run(
      [upload = std::move(upload)] { return read_seat_file(upload.content, upload.columns); });
  auto work = [this, by = std::move(by), once = std::move(once), venue, dry_run,
               file = std::move(file)](Transaction& tx) -> Result<ImportReport> {
    return jobs::once<ImportReport>(
        tx, once, [&] { return import_file(tx, ids_, by, venue, file, dry_run); });
  };
  co_return co_await store_.write(kHouseLane, std::move(work));
}

Result<ImportReport> import_seats_now(store::Store& store, IdGenerator& ids, audit::Entry by,
                                      VenueId venue, const Upload& upload) {
  const auto file = read_seat_file(upload.content, upload.columns);
  return store.write_now(kHouseLane, [&](Transaction& tx) {
    return import_file(tx, ids, by, venue, file, upload.dry_run);
  });
}

Venues::Answer<Venues::Export> Venues::export_seats(VenueId venue) {
  co_return co_await store_.read([venue](Queries& q) -> Result<Export> {
    TRY(const auto found, get_venue(q, venue));
    return Export{write_seat_file(venues::list_seats(q, venue), list_sections(q, venue),
                                  list_price_zones(q, venue)),
                  "seats-" + slug_from(found.name.value) + ".csv"};
  });
}

}  // namespace usher::venues
