#include "inventory/layout.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <map>
#include <unordered_map>

#include "base/json_binding.hpp"
#include "inventory/frozen_terms.hpp"
#include "pricing/pricing.hpp"
#include "shows/shows.hpp"
#include "venues/venues.hpp"

namespace usher::inventory {
namespace {

SeatUse use_of(const SeatInfo& seat) {
  switch (seat.type) {
    case venues::SeatType::accessible:
      return SeatUse::accessible;
    case venues::SeatType::companion:
      return SeatUse::companion;
    case venues::SeatType::general_admission:
      return SeatUse::standing;
    case venues::SeatType::restricted_view:
      return seat.accessible ? SeatUse::accessible : SeatUse::restricted_view;
    case venues::SeatType::standard:
    case venues::SeatType::house:
      return seat.accessible ? SeatUse::accessible : SeatUse::ordinary;
  }
  return SeatUse::ordinary;
}

// Seat numbers that are numbers count as such; others by their place in the list.
std::int32_t number_of(const std::string& text, std::int32_t otherwise) {
  std::int32_t number = 0;
  const auto end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  return read.ec == std::errc{} && read.ptr == end ? number : otherwise;
}

std::int16_t index_in(std::vector<PriceZoneId>& zones, std::optional<PriceZoneId> zone) {
  if (!zone) return -1;
  const auto found = std::ranges::find(zones, *zone);
  if (found == zones.end()) zones.push_back(*zone);
  return static_cast<std::int16_t>(std::ranges::find(zones, *zone) - zones.begin());
}

struct Bounds {
  double min_x = 0;
  double min_y = 0;
  double max_x = 0;
  double max_y = 0;
};
BOOST_DESCRIBE_STRUCT(Bounds, (), (min_x, min_y, max_x, max_y))

Bounds bounds_of(const Layout& layout) {
  Bounds bounds;
  bool first = true;
  for (const auto& seat : layout.seats) {
    const double x = static_cast<double>(seat.x_milli) / 1000;
    const double y = static_cast<double>(seat.y_milli) / 1000;
    bounds = first ? Bounds{x, y, x, y}
                   : Bounds{std::min(bounds.min_x, x), std::min(bounds.min_y, y),
                            std::max(bounds.max_x, x), std::max(bounds.max_y, y)};
    first = false;
  }
  return bounds;
}

}  // namespace

void SeatIndex::reserve(std::size_t count) { slots_.assign(std::bit_ceil(2 * count + 1), {}); }

std::size_t SeatIndex::first_slot(std::int64_t id) const {
  // Fibonacci hashing: the high bits of the product depend on all bits of the id.
  const auto product = static_cast<std::uint64_t>(id) * 0x9e3779b97f4a7c15ULL;
  return product >> (64 - std::bit_width(slots_.size() - 1));
}

void SeatIndex::add(std::int64_t id, std::uint32_t place) {
  auto slot = first_slot(id);
  while (slots_[slot].id != 0) slot = (slot + 1) & (slots_.size() - 1);
  slots_[slot] = {id, place};
}

std::optional<std::uint32_t> SeatIndex::find(std::int64_t id) const {
  if (id == 0 || slots_.size() < 2) return std::nullopt;
  for (auto slot = first_slot(id); slots_[slot].id != 0; slot = (slot + 1) & (slots_.size() - 1)) {
    if (slots_[slot].id == id) return slots_[slot].place;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> Layout::find(std::string_view id_text) const {
  return index.find(parse_id(id_text));
}

std::shared_ptr<const Layout> make_layout(store::Queries& q, const shows::ShowInfo& show,
                                          const std::vector<ShowSeatRow>& rows) {
  auto layout = std::make_shared<Layout>();
  layout->show = show.id;
  layout->version = show.layout_version;
  auto face = find_map_face(q, show.id, show.venue_id);
  for (const auto& zone : face.zones) layout->zones.push_back(zone.id);
  layout->zone_faces = std::move(face.zones);
  layout->objects = std::move(face.objects);
  std::unordered_map<SectionId, std::string> colors;
  for (auto& section : face.sections) colors[section.id] = std::move(section.color);
  // A seat that was sold before its section got another name keeps the old one (rule 51).
  std::map<std::pair<SectionId, std::string_view>, std::uint16_t> sections;
  layout->seats.reserve(rows.size());
  layout->index.reserve(2 * rows.size());
  for (const auto& row : rows) {
    const auto known = sections.try_emplace({row.section_id, row.section_name},
                                            static_cast<std::uint16_t>(layout->sections.size()));
    if (known.second) {
      layout->sections.push_back({row.section_id, row.section_name, colors[row.section_id]});
    }
    const auto at = static_cast<std::uint32_t>(layout->seats.size());
    layout->seats.push_back(
        {row.id, row.seat_id, row.row_name, row.seat_number, static_cast<std::int32_t>(row.x_milli),
         static_cast<std::int32_t>(row.y_milli), static_cast<std::int32_t>(row.rotation_milli),
         known.first->second, index_in(layout->zones, row.price_zone_id), row.seat_type,
         row.handicap_access, row.is_sellable});
    layout->index.add(row.id.value, at);
    if (row.place <= 1) layout->index.add(row.seat_id.value, at);
  }
  for (std::size_t i = layout->zone_faces.size(); i < layout->zones.size(); ++i) {
    layout->zone_faces.push_back({layout->zones[i], "", ""});
  }
  return layout;
}

Result<std::shared_ptr<const SaleTerms>> load_terms(store::Queries& q, ShowId show,
                                                    const Layout& layout) {
  auto terms = std::make_shared<SaleTerms>();
  terms->version = find_terms_version(q, show);
  TRY(terms->show, shows::get_show(q, show));
  terms->config = shows::find_ticket_config(q, show);
  const auto zones = venues::list_price_zones(q, terms->show.venue_id);
  std::unordered_map<PriceZoneId, std::optional<Money>> defaults;
  for (const auto& zone : zones) defaults[zone.id] = zone.default_price;
  terms->book = terms->config.price_book(defaults);
  terms->fees = terms->config.terms();
  for (const auto id : layout.zones) {
    const auto zone = std::ranges::find(zones, id, &venues::PriceZone::id);
    const auto price = pricing::resolve_price(terms->book, id, std::nullopt, "");
    terms->zones.push_back({id, zone == zones.end() ? "" : zone->name.value,
                            zone == zones.end() ? "" : zone->color.value,
                            price ? std::optional(*price) : std::nullopt});
  }
  return terms;
}

SeatGrid grid_of(const Layout& layout) {
  std::vector<GridSeat> cells;
  cells.reserve(layout.seats.size());
  // One section under two names is one section.
  std::vector<std::int32_t> sections;
  for (const auto& section : layout.sections) {
    const auto first = std::ranges::find(layout.sections, section.id, &LayoutSection::id);
    sections.push_back(static_cast<std::int32_t>(first - layout.sections.begin()));
  }
  // Seats come in natural order, so rows can be numbered as they appear.
  std::map<std::pair<std::int32_t, std::string_view>, std::int32_t> rows;
  std::int32_t place = 0;
  for (const auto& seat : layout.seats) {
    const auto section = sections[seat.section];
    const auto row =
        rows.try_emplace({section, seat.row_name}, static_cast<std::int32_t>(rows.size()));
    GridSeat cell;
    cell.section = section;
    cell.row = row.first->second;
    cell.number = number_of(seat.seat_number, place++);
    cell.x = static_cast<float>(seat.x_milli) / 1000.0F;
    cell.y = static_cast<float>(seat.y_milli) / 1000.0F;
    cell.zone = seat.zone;
    cell.use = use_of(seat);
    if (cell.use == SeatUse::standing) cell.area = seat.seat_id.value;
    cells.push_back(cell);
  }
  return build_grid(cells);
}

std::string seat_map_json(const Layout& layout) {
  std::string out = "{";
  const auto member = [&out](std::string_view name, const auto& value) {
    if (out.back() != '{') out += ',';
    append_json_string(out, name);
    out += ':';
    append_json(out, value);
  };
  const auto column = [&](std::string_view name, auto value_of) {
    std::vector<std::decay_t<decltype(value_of(layout.seats.front()))>> values;
    values.reserve(layout.seats.size());
    for (const auto& seat : layout.seats) values.push_back(value_of(seat));
    member(name, values);
  };
  const auto units = [](std::int32_t milli) { return static_cast<double>(milli) / 1000; };
  member("layout_version", layout.version);
  out += ",\"seats\":{";
  column("id", [](const SeatInfo& seat) { return seat.id; });
  column("seat_id", [](const SeatInfo& seat) { return seat.seat_id; });
  column("section", [](const SeatInfo& seat) { return static_cast<std::int64_t>(seat.section); });
  column("row", [](const SeatInfo& seat) { return seat.row_name; });
  column("number", [](const SeatInfo& seat) { return seat.seat_number; });
  column("type", [](const SeatInfo& seat) { return seat.type; });
  column("accessible", [](const SeatInfo& seat) { return seat.accessible ? 1L : 0L; });
  column("zone", [](const SeatInfo& seat) { return static_cast<std::int64_t>(seat.zone); });
  column("x", [&](const SeatInfo& seat) { return units(seat.x_milli); });
  column("y", [&](const SeatInfo& seat) { return units(seat.y_milli); });
  column("rotation", [&](const SeatInfo& seat) { return units(seat.rotation_milli); });
  out += '}';
  member("sections", layout.sections);
  member("price_zones", layout.zone_faces);
  std::vector<RawJson> objects;
  for (const auto& object : layout.objects) objects.push_back({object});
  member("objects", objects);
  member("bounds", bounds_of(layout));
  return out += '}';
}

std::optional<Money> price_of(const SaleTerms& terms, const SeatInfo& seat,
                              std::optional<Money> price_override) {
  if (seat.zone < 0) return price_override;
  const auto& zone = terms.zones[static_cast<std::size_t>(seat.zone)];
  if (!price_override) return zone.price;
  // A zone that is switched off sells nothing, whatever a single seat's price says.
  const auto price = pricing::resolve_price(terms.book, zone.id, price_override, "");
  return price ? std::optional(*price) : std::nullopt;
}

}  // namespace usher::inventory
