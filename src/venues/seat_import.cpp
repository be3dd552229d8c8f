// Seats from a file and into one.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "base/json_binding.hpp"
#include "venues/map_write.hpp"
#include "venues/pretix_plan.hpp"
#include "venues/rules.hpp"
#include "venues/use_cases.hpp"

namespace usher::venues {
namespace {

using store::Queries;
using store::Transaction;

// What a file says: seats, and when it is a plan of another program also how it is drawn.
struct Source {
  SeatFile file;
  std::map<std::string, HexColor> section_colors, zone_colors;
  std::vector<MapObject> objects;
};

Source read_source(const Upload& upload) {
  if (!looks_like_plan(upload.content)) {
    return {read_seat_bytes(upload.content, upload.columns, upload.encoding), {}, {}, {}};
  }
  Source source;
  auto plan = read_pretix_plan(upload.content);
  if (!plan) {
    const Error& error = plan.error();
    if (error.fields.empty()) source.file.faults.add(1, "", error.code, error.detail);
    for (const auto& field : error.fields) {
      source.file.faults.add(1, field.pointer, field.code, field.detail);
    }
    return source;
  }
  source.file.rows = plan->seats.size();
  source.file.lines = std::move(plan->seats);
  for (const auto& note : plan->notes) {
    source.file.warnings.push_back({1, note.pointer, note.code, note.detail});
  }
  for (auto& section : plan->sections) source.section_colors[section.name.value] = section.color;
  for (auto& zone : plan->zones) source.zone_colors[zone.name.value] = zone.color;
  source.objects = std::move(plan->objects);
  return source;
}

// Works out what a file makes of a map. One use, on any thread; `ids` is thread-safe.
class Import {
 public:
  Import(MapBase base, IdGenerator& ids, const Source& source)
      : ids_(ids), source_(source), change_(std::move(base)) {}

  struct Outcome {
    DecidedChange change;
    ImportReport report;
  };
  // Errors: invalid `import_failed`; those of check_bounds().
  Result<Outcome> run(bool dry_run) {
    SeatFile file = source_.file;
    load();
    for (const auto& line : file.lines) take(line, file.faults);
    if (seats().size() > kMaxSeats) {
      file.faults.add(1, "", "too_many_seats", "The venue would have more than 100000 seats.");
    }
    if (!file.faults.empty()) return refuse(failed(std::move(file), dry_run));
    place();
    draw();
    ImportReport report{dry_run, static_cast<std::int64_t>(file.rows), created_, updated_, {}, {}};
    if (!file.warnings.empty()) report.warnings.value = std::move(file.warnings);
    auto change = std::make_shared<MapChange>(std::move(change_));
    change->compare();
    TRY_OK(check_bounds(*change));
    return Outcome{std::move(change), std::move(report)};
  }

  static Error failed(SeatFile file, bool dry_run) {
    file.faults.sort();
    const auto lines = file.faults.lines();
    Error error{ErrorKind::invalid, "import_failed",
                std::to_string(lines) + (lines == 1 ? " line has" : " lines have") +
                    " faults; nothing was imported."};
    error.members["dry_run"] = dry_run;
    error.members["rows"] = file.rows;
    error.members["created"] = 0;
    error.members["updated"] = 0;
    error.members["error_count"] = file.faults.total();
    error.members["error_lines"] = lines;
    boost::json::array errors;
    errors.reserve(file.faults.reported().size());
    for (const auto& fault : file.faults.reported()) {
      errors.push_back(boost::json::object{{"line", fault.line},
                                           {"column", fault.column},
                                           {"code", fault.code},
                                           {"detail", fault.detail}});
    }
    error.members["errors"] = std::move(errors);
    if (file.encodings.empty()) return error;
    boost::json::array encodings;
    for (const auto& choice : file.encodings) {
      boost::json::array sample(choice.sample.begin(), choice.sample.end());
      encodings.push_back(
          boost::json::object{{"name", choice.name}, {"sample", std::move(sample)}});
    }
    error.members["encodings"] = std::move(encodings);
    return error;
  }

 private:
  std::vector<Seat>& seats() { return change_.seats; }

  void load() {
    change_.seats = change_.base->seats;
    for (const auto& section : change_.sections) section_ids_[section.name.value] = section.id;
    for (const auto& zone : change_.zones) zone_ids_[zone.name.value] = zone.id;
    for (std::size_t i = 0; i < seats().size(); ++i) {
      const Seat& seat = seats()[i];
      by_label_[label_key(seat.section_id, seat.row_name, seat.seat_number)] = i;
    }
  }

  void take(const SeatLine& line, LineFaults& faults) {
    const auto section = section_of(line, faults);
    const auto zone = line.price_zone ? zone_of(line, faults) : std::nullopt;
    if (!section || (line.price_zone && !zone)) return;
    const auto [known, is_new] =
        by_label_.try_emplace(label_key(*section, line.row_name, line.seat_number), seats().size());
    if (is_new) {
      seats().push_back(new_seat(*section, line));
      if (!line.x_milli && !line.y_milli) unplaced_.insert(seats().back().id);
    }
    ++(is_new ? created_ : updated_);
    Seat& seat = seats()[known->second];
    fill(seat, line, zone);
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

  static void fill(Seat& seat, const SeatLine& line, std::optional<PriceZoneId> zone) {
    seat.seat_type = line.seat_type.value_or(seat.seat_type);
    seat.handicap_access = line.handicap_access.value_or(seat.handicap_access);
    seat.x_milli = line.x_milli.value_or(seat.x_milli);
    seat.y_milli = line.y_milli.value_or(seat.y_milli);
    seat.rotation_milli = line.rotation_milli.value_or(seat.rotation_milli);
    seat.is_sellable = line.is_sellable.value_or(seat.is_sellable);
    const bool is_area = seat.seat_type == SeatType::general_admission;
    seat.capacity = line.capacity.value_or(is_area ? seat.capacity : 1);
    if (line.has_price_zone) seat.price_zone_id = zone;
  }

  // Nothing when the venue would have too many of them.
  std::optional<SectionId> section_of(const SeatLine& line, LineFaults& faults) {
    const auto known = section_ids_.find(line.section.value);
    if (known != section_ids_.end()) return known->second;
    auto& sections = change_.sections;
    if (sections.size() >= kMaxSections) {
      faults.add(line.line, "section", "too_many_sections", "A venue has at most 500 sections.");
      return std::nullopt;
    }
    const auto id = ids_.next<SectionId>();
    sections.push_back({id, line.section,
                        color_of(line.section, source_.section_colors, sections.size()),
                        next_position(sections)});
    section_ids_[line.section.value] = id;
    return id;
  }

  std::optional<PriceZoneId> zone_of(const SeatLine& line, LineFaults& faults) {
    const auto known = zone_ids_.find(line.price_zone->value);
    if (known != zone_ids_.end()) return known->second;
    auto& zones = change_.zones;
    if (zones.size() >= kMaxPriceZones) {
      faults.add(line.line, "price_zone", "too_many_price_zones",
                 "A venue has at most 200 price zones.");
      return std::nullopt;
    }
    const auto id = ids_.next<PriceZoneId>();
    zones.push_back({id,
                     *line.price_zone,
                     color_of(*line.price_zone, source_.zone_colors, zones.size()),
                     {},
                     next_position(zones)});
    zone_ids_[line.price_zone->value] = id;
    return id;
  }

  static HexColor color_of(const Label& name, const std::map<std::string, HexColor>& given,
                           std::size_t nth) {
    const auto found = given.find(name.value);
    return found == given.end() ? palette_color(nth) : found->second;
  }

  // A map that shows nothing yet but seats takes over what else is drawn.
  void draw() {
    if (source_.objects.empty() || !change_.base->objects.empty()) return;
    auto& objects = change_.objects.emplace();
    for (MapObject object : source_.objects) {
      const auto id = ids_.next_value();
      object.id = format_id(id);
      objects.push_back({id, to_json_text(object)});
    }
  }

  // Seats that came without a place get one.
  void place() {
    if (unplaced_.empty()) return;
    place_among(seats(), change_.sections, unplaced_);
  }

  IdGenerator& ids_;
  const Source& source_;
  MapChange change_;
  std::unordered_map<std::string, SectionId> section_ids_;
  std::unordered_map<std::string, PriceZoneId> zone_ids_;
  std::unordered_map<std::string, std::size_t> by_label_;
  std::unordered_set<SeatId> unplaced_;
  std::int64_t created_ = 0;
  std::int64_t updated_ = 0;
};

}  // namespace

Venues::Answer<ImportReport> Venues::import_seats(audit::Entry by, Once once, VenueId venue,
                                                  Upload upload) {
  const bool dry_run = upload.dry_run;
  const auto source = co_await workers_.run(
      [upload = std::move(upload)] { return std::make_shared<const Source>(read_source(upload)); });
  MapWriter writer(store_, ids_);
  for (int attempt = 1;; ++attempt) {
    CO_TRY(const auto loaded, co_await store_.read([once, venue](Queries& q) {
      return load_unless_answered(q, once, venue);
    }));
    if (loaded.answer) co_return read_json_text<ImportReport>(*loaded.answer);
    CO_TRY(const auto outcome, co_await workers_.run([this, base = loaded.base, source, dry_run] {
      return Import(base, ids_, *source).run(dry_run);
    }));
    CO_TRY_OK(co_await ask_shows(outcome.change));
    if (dry_run) co_return outcome.report;
    auto finish = [by, venue, report = outcome.report](Transaction& tx) -> Result<RawJson> {
      RawJson answer{to_json_text(report)};
      audit::record(tx, by, {"seats.imported", "venue", venue.text(), "", answer.text});
      return answer;
    };
    auto written = co_await writer.write(outcome.change, once, std::move(finish));
    if (written) co_return read_json_text<ImportReport>(written->answer.text);
    if (!may_try_again(written.error(), attempt)) {
      co_return std::unexpected(std::move(written).error());
    }
  }
}

Venues::Answer<SeatFilePreview> Venues::preview_seats(VenueId venue, Upload upload) {
  CO_TRY_OK(co_await store_.read([venue](Queries& q) { return get_venue(q, venue); }));
  co_return co_await workers_.run([upload = std::move(upload)]() -> Result<SeatFilePreview> {
    return preview_seat_bytes(upload.content, upload.encoding);
  });
}

Result<ImportReport> import_seats_now(store::Store& store, IdGenerator& ids, audit::Entry by,
                                      VenueId venue, Upload upload) {
  WorkerPool workers(1, 4);
  Venues venues(store, ids, workers);
  boost::asio::io_context io;
  auto outcome =
      boost::asio::co_spawn(io, venues.import_seats(std::move(by), {}, venue, std::move(upload)),
                            boost::asio::use_future);
  io.run();
  return outcome.get();
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
