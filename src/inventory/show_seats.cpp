#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "inventory/accessible_prices.hpp"
#include "inventory/boards.hpp"
#include "inventory/inventory.hpp"
#include "inventory/map_face.hpp"
#include "inventory/seat_views.hpp"
#include "inventory/sql.hpp"
#include "shows/shows.hpp"
#include "venues/venues.hpp"

namespace usher::inventory {
namespace {

// A place as the venue's map has it now; general admission areas become one place per head.
struct WantedSeat {
  venues::Seat seat;
  std::int64_t place = 0;
  std::int64_t position = 0;
  std::string number;
  std::string section;
};

// Errors: conflict `too_many_places`.
Result<std::vector<WantedSeat>> wanted_seats(store::Queries& q, VenueId venue) {
  std::map<SectionId, std::string> sections;
  for (const auto& section : venues::list_sections(q, venue)) {
    sections[section.id] = section.name.value;
  }
  const auto seats = venues::list_seats(q, venue);
  std::int64_t total = 0;
  for (const auto& seat : seats) total += seat.capacity;
  TRY_OK(venues::check_places(total));
  std::vector<WantedSeat> wanted;
  wanted.reserve(static_cast<std::size_t>(total));
  for (const auto& seat : seats) {
    const bool area = seat.seat_type == venues::SeatType::general_admission;
    const std::int64_t places = area ? seat.capacity : 1;
    for (std::int64_t place = 1; place <= places; ++place) {
      WantedSeat entry{
          seat, area ? place : 0, static_cast<std::int64_t>(wanted.size()),
          area ? venues::place_number(seat.seat_number, place) : seat.seat_number.value,
          sections[seat.section_id]};
      wanted.push_back(std::move(entry));
    }
  }
  return wanted;
}

bool same(const ShowSeatRow& row, const WantedSeat& wanted) {
  return row.section_id == wanted.seat.section_id && row.row_name == wanted.seat.row_name.value &&
         row.seat_number == wanted.number && row.seat_type == wanted.seat.seat_type &&
         row.handicap_access == wanted.seat.handicap_access &&
         row.price_zone_id == wanted.seat.price_zone_id &&
         row.is_sellable == wanted.seat.is_sellable && row.x_milli == wanted.seat.x_milli &&
         row.y_milli == wanted.seat.y_milli && row.rotation_milli == wanted.seat.rotation_milli &&
         row.section_name == wanted.section && row.position == wanted.position;
}

// What staff have made of a seat.
struct Setting {
  BaseStatus base = BaseStatus::available;
  std::optional<Money> price{};
  std::optional<AllotmentId> allotment{};
};

// By the venue's seat and the place in it.
using Settings = std::map<std::pair<SeatId, std::int64_t>, Setting>;

void insert(store::Transaction& tx, ShowId show, ShowSeatId id, const WantedSeat& wanted,
            const Settings& settings) {
  const auto& seat = wanted.seat;
  Setting setting;
  if (seat.seat_type == venues::SeatType::house) setting.base = BaseStatus::house;
  const auto found = settings.find({seat.id, wanted.place});
  if (found != settings.end()) setting = found->second;
  tx.run(sql::insert_show_seat, id, show, seat.id, wanted.place, wanted.position, seat.section_id,
         seat.row_name, wanted.number, seat.seat_type, seat.handicap_access, seat.price_zone_id,
         seat.is_sellable, seat.x_milli, seat.y_milli, seat.rotation_milli, setting.price,
         setting.base, wanted.section, setting.allotment);
}

void update(store::Transaction& tx, ShowSeatId id, const WantedSeat& wanted) {
  const auto& seat = wanted.seat;
  tx.run(sql::update_show_seat, id, wanted.position, seat.section_id, seat.row_name, wanted.number,
         seat.seat_type, seat.handicap_access, seat.price_zone_id, seat.is_sellable, seat.x_milli,
         seat.y_milli, seat.rotation_milli, wanted.section);
}

struct Generation {
  GeneratedView counts;
  bool changed = false;
};

// A label as it is sold: section, row and number.
using SoldLabel = std::tuple<std::string_view, std::string_view, std::string_view>;
SoldLabel label_of(const ShowSeatRow& row) {
  return {row.section_name, row.row_name, row.seat_number};
}
SoldLabel label_of(const WantedSeat& wanted) {
  return {wanted.section, wanted.seat.row_name.value, wanted.number};
}

bool is_live(const ShowSeatRow& row, Timestamp now) {
  return row.claimed_until && *row.claimed_until > now;
}

// Makes a show's rows those of the map. What is sold or held stays as it was sold (rule 51), and
// nothing else gets its label (rule 1a). One transaction, one use: decides everything, then writes.
class Generating {
 public:
  // New seats are set as `settings` say.
  Generating(store::Transaction& tx, IdGenerator& ids, ShowId show, const Settings& settings)
      : tx_(tx), ids_(ids), show_(show), settings_(settings) {}

  // Errors: conflict `seat_label_taken` with `duplicates`, `too_many_places`.
  Result<Generation> run(VenueId venue) {
    before_ = list_show_seats(tx_, show_);
    TRY(wanted_, wanted_seats(tx_, venue));
    match();
    TRY_OK(check_labels());
    remove();
    // Out of the way of each other's labels, then to the final ones.
    for (const auto& [row, wanted] : changed_) {
      if (label_of(*row) != label_of(*wanted)) tx_.run(sql::park_show_seat, row->id);
    }
    for (const auto& [row, wanted] : changed_) update(tx_, row->id, *wanted);
    for (const auto* wanted : added_) {
      insert(tx_, show_, ids_.next<ShowSeatId>(), *wanted, settings_);
    }
    result_.counts.added = static_cast<std::int64_t>(added_.size());
    const bool other_map = save_map_face(tx_, show_, venue);
    result_.changed =
        !changed_.empty() || !added_.empty() || result_.counts.removed > 0 || other_map;
    return result_;
  }

 private:
  void match() {
    std::map<std::pair<SeatId, std::int64_t>, std::size_t> known;
    for (std::size_t i = 0; i < before_.size(); ++i) {
      known[{before_[i].seat_id, before_[i].place}] = i;
    }
    seen_.resize(before_.size());
    for (const auto& wanted : wanted_) {
      const auto found = known.find({wanted.seat.id, wanted.place});
      if (found == known.end()) {
        added_.push_back(&wanted);
        free_.push_back(&wanted);
        continue;
      }
      const auto& row = before_[found->second];
      seen_[found->second] = true;
      ++result_.counts.kept;
      if (is_live(row, tx_.now())) continue;
      free_.push_back(&wanted);
      if (!same(row, wanted)) changed_.emplace_back(&row, &wanted);
    }
  }

  Status check_labels() const {
    std::set<SoldLabel> labels;
    for (const auto& row : before_) {
      if (is_live(row, tx_.now())) labels.insert(label_of(row));
    }
    std::vector<venues::SeatLabel> taken;
    for (const auto* wanted : free_) {
      if (labels.insert(label_of(*wanted)).second) continue;
      taken.push_back(
          {wanted->seat.id, wanted->section, wanted->seat.row_name.value, wanted->number});
    }
    if (taken.empty()) return {};
    return refuse(venues::labels_taken(taken));
  }

  void remove() {
    for (std::size_t i = 0; i < before_.size(); ++i) {
      if (seen_[i]) continue;
      const auto& row = before_[i];
      if (is_live(row, tx_.now())) {
        ++result_.counts.kept;
        continue;
      }
      tx_.run(sql::delete_dead_claim, row.id, tx_.now());
      tx_.run(sql::delete_show_seat, row.id);
      ++result_.counts.removed;
    }
  }

  store::Transaction& tx_;
  IdGenerator& ids_;
  const ShowId show_;
  const Settings& settings_;
  std::vector<ShowSeatRow> before_;
  std::vector<WantedSeat> wanted_;
  std::vector<bool> seen_;
  // What nobody owns: its labels are those of the map from now on.
  std::vector<const WantedSeat*> free_;
  std::vector<const WantedSeat*> added_;
  std::vector<std::pair<const ShowSeatRow*, const WantedSeat*>> changed_;
  Generation result_;
};

Result<Generation> generate_rows(store::Transaction& tx, IdGenerator& ids, ShowId show,
                                 VenueId venue, const Settings& settings) {
  return Generating(tx, ids, show, settings).run(venue);
}

// The new layout with what the board must know of its seats.
Result<ChangeSet> new_layout(store::Transaction& tx, ShowId show) {
  TRY(const auto info, shows::get_show(tx, show));
  const auto rows = list_show_seats(tx, show);
  ChangeSet set{.show = show};
  set.layout = make_layout(tx, info, rows);
  TRY(set.terms, load_terms(tx, show, *set.layout));
  for (const auto& row : rows)
    set.settings.push_back({row.id, row.base_status, row.price_override, row.allotment_id});
  return set;
}

// Numbers the generation and tells the boards. The new layout version.
Result<std::int64_t> tell_new_seats(store::Transaction& tx, const shows::ShowInfo& show) {
  const auto version = shows::advance_layout_version(tx, show.id);
  if (const auto map = venues::find_venue(tx, show.venue_id)) {
    tx.run(sql::set_map_version, show.id, map->map_version);
  }
  TRY(auto set, new_layout(tx, show.id));
  add_changes(tx, std::move(set));
  return version;
}

Settings settings_of_copy(store::Queries& q, ShowId original,
                          const std::map<AllotmentId, AllotmentId>& copies) {
  Settings settings;
  for (const auto& seat : list_show_seats(q, original)) {
    Setting setting{seat.base_status, seat.price_override};
    if (seat.allotment_id) {
      // The copy's allotments are open again, whatever became of the original's.
      setting.base = BaseStatus::house;
      setting.allotment = copies.at(*seat.allotment_id);
    }
    settings[{seat.seat_id, seat.place}] = setting;
  }
  return settings;
}

std::string counts_json(const GeneratedView& view) { return to_json_text(view); }

}  // namespace

Status Inventory::copy_seats(store::Transaction& tx, ShowId from, ShowId to,
                             const std::map<AllotmentId, AllotmentId>& copies) {
  const auto settings = settings_of_copy(tx, from, copies);
  if (settings.empty()) return {};
  TRY(const auto copy, shows::get_show(tx, to));
  TRY(const auto generated, generate_rows(tx, ids_, to, copy.venue_id, settings));
  if (!generated.changed) return {};
  TRY_OK(tell_new_seats(tx, copy));
  return {};
}

Result<GeneratedView> Inventory::generate_in(store::Transaction& tx, ShowId show,
                                             std::optional<VenueId> venue, const audit::Entry& by) {
  TRY(const auto info, shows::get_show(tx, show));
  if (venue && *venue != info.venue_id) {
    return refuse(ErrorKind::conflict, "venue_mismatch",
                  "The show takes place in another venue. Change the show's venue first.");
  }
  const PriceWatch prices(tx, show);
  TRY(auto generated, generate_rows(tx, ids_, show, info.venue_id, {}));
  generated.counts.layout_version = info.layout_version;
  if (!generated.changed) return generated.counts;
  TRY_OK(prices.check());
  TRY(generated.counts.layout_version, tell_new_seats(tx, info));
  audit::record(tx, by,
                {"show_seats.generated", "show", show.text(), "", counts_json(generated.counts)});
  return generated.counts;
}

boost::asio::awaitable<Result<GeneratedView>> Inventory::generate_seats(
    ShowId show, std::optional<VenueId> venue, audit::Entry by, std::optional<jobs::OnceKey> once) {
  co_return co_await store_.write(
      store::lane_of(show),
      [this, show, venue, by = std::move(by), once = std::move(once)](store::Transaction& tx) {
        return jobs::once<GeneratedView>(tx, once,
                                         [&] { return generate_in(tx, show, venue, by); });
      });
}

}  // namespace usher::inventory
