// Purpose: the seats of a show as they lie in the house, and what they cost. Place: inventory.
//
// Both are immutable and shared: a board swaps them when seats are generated again or prices
// change.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "inventory/map_face.hpp"
#include "inventory/repository.hpp"
#include "inventory/seat_grid.hpp"
#include "pricing/pricing.hpp"
#include "shows/types.hpp"
#include "store/transaction.hpp"
#include "venues/types.hpp"

namespace usher::inventory {

struct SeatInfo {
  ShowSeatId id;
  SeatId seat_id;
  std::string row_name;
  std::string seat_number;
  std::int32_t x_milli = 0;
  std::int32_t y_milli = 0;
  std::int32_t rotation_milli = 0;
  std::uint16_t section = 0;  // index into sections
  std::int16_t zone = -1;     // index into SaleTerms::zones; -1: none
  venues::SeatType type = venues::SeatType::standard;
  bool accessible = false;
  bool sellable = true;
};

// From ids to places in a layout: open addressing, at most half full, so that a seat is found with
// one or two looks at memory; a rush asks for two seats in each of tens of thousands of requests.
class SeatIndex {
 public:
  // Room for `count` ids.
  void reserve(std::size_t count);
  void add(std::int64_t id, std::uint32_t place);
  std::optional<std::uint32_t> find(std::int64_t id) const;

 private:
  struct Slot {
    std::int64_t id = 0;  // 0, which no row has, is empty
    std::uint32_t place = 0;
  };
  std::size_t first_slot(std::int64_t id) const;

  std::vector<Slot> slots_;
};

struct LayoutSection {
  SectionId id;
  std::string name;
  std::string color;
};
BOOST_DESCRIBE_STRUCT(LayoutSection, (), (id, name, color))

struct Layout {
  ShowId show;
  std::int64_t version = 0;
  std::vector<SeatInfo> seats;
  std::vector<LayoutSection> sections;
  std::vector<PriceZoneId> zones;
  // What the map shows of them, one for each.
  std::vector<ZoneFace> zone_faces;
  // The venue's stage, labels and shapes, each a JSON object.
  std::vector<std::string> objects;

  // Takes a show seat's id or its venue seat's id; of a general admission area's id the first
  // place.
  std::optional<std::uint32_t> find(std::string_view id_text) const;
  std::optional<std::uint32_t> find(ShowSeatId id) const { return index.find(id.value); }

  // Both kinds of id together: ids are unique over all tables.
  SeatIndex index;
};

// Zone by zone what the show charges; computed from show, configuration and venue.
struct SaleTerms {
  // As TermsVersions counts them; 0 before they were written down.
  std::int64_t version = 0;
  shows::ShowInfo show;
  shows::TicketConfig config;
  pricing::PriceBook book;
  pricing::Terms fees;
  struct Zone {
    PriceZoneId id;
    std::string name;
    std::string color;
    std::optional<Money> price;  // nullopt: not for sale (rule 38)
  };
  std::vector<Zone> zones;
};

// Reads a show's seats. `rows` are those of list_show_seats().
std::shared_ptr<const Layout> make_layout(store::Queries& q, const shows::ShowInfo& show,
                                          const std::vector<ShowSeatRow>& rows);
// Errors: not_found `show_not_found`.
Result<std::shared_ptr<const SaleTerms>> load_terms(store::Queries& q, ShowId show,
                                                    const Layout& layout);

// Rows, neighbours and distances; prices are set by the board.
SeatGrid grid_of(const Layout& layout);
// The layout as clients read it: columns instead of objects, since a house has fifty thousand
// seats.
std::string seat_map_json(const Layout& layout);

// What a seat costs in these terms; nullopt: it is not for sale.
std::optional<Money> price_of(const SaleTerms& terms, const SeatInfo& seat,
                              std::optional<Money> price_override);

}  // namespace usher::inventory
