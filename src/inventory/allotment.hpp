// Purpose: seats of a show that are set aside (H10): their rules and rows. Place: inventory;
// private to it.
//
// While an allotment is open its seats are the house's (`base_status`), so that everything that
// knows of house seats keeps them from the public; the code opens them. From the time it is
// released they are on sale for everybody, whether or not a job has shown that yet (as rule 3).
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "inventory/changes.hpp"
#include "inventory/repository.hpp"
#include "inventory/types.hpp"
#include "store/transaction.hpp"

namespace usher::inventory {

// What buyers type to open an allotment: 6–40 characters, kept as it was given.
struct AccessCode {
  std::string value;
  auto operator<=>(const AccessCode&) const = default;
  static std::expected<AccessCode, TextFault> parse(std::string_view text);
  static TextSchema schema();
};

// The same code however it is typed: composed, without case, spaces and hyphens. Empty when it
// cannot be one.
std::string code_key(std::string_view typed);

struct Allotment {
  AllotmentId id;
  ShowId show_id;
  Label name;
  HexColor color;
  std::optional<AccessCode> access_code;
  std::optional<std::string> code_key;
  // The most seats that one hold may have of it.
  std::optional<std::int64_t> max_tickets;
  std::optional<Timestamp> releases_at;
  std::optional<Timestamp> released_at;
  std::int64_t version = 1;

  bool open_at(Timestamp now) const { return !released_at && (!releases_at || *releases_at > now); }
  bool opened_by(std::string_view key) const { return !key.empty() && code_key == key; }
};
BOOST_DESCRIBE_STRUCT(Allotment, (),
                      (id, show_id, name, color, access_code, code_key, max_tickets, releases_at,
                       released_at, version))

using AllotmentList = std::vector<Allotment>;

const Allotment* find_in(std::span<const Allotment> allotments, std::optional<AllotmentId> id);

// Whether somebody who typed the code `key` (empty: none) may have the seat, leaving aside who has
// claimed it. `allotments` are those that allotments_of() gave for it.
bool open_to(const ClaimOfSeat& seat, std::span<const Allotment> allotments, std::string_view key,
             Timestamp now);

std::shared_ptr<const AllotmentList> list_allotments(store::Queries& q, ShowId show);
std::optional<Allotment> find_allotment(store::Queries& q, AllotmentId id);
// Those to which seats of the house among `seats` belong. Asks the database for nothing when there
// are none: the seats of an on-sale are not.
AllotmentList allotments_of(store::Queries& q, std::span<const std::optional<ClaimOfSeat>> seats);

// Puts all seats of an open allotment on sale and tells the boards. False when it is released
// already, by whomever.
bool release(store::Transaction& tx, const Allotment& allotment);
// Takes all its seats out; the unsold ones of an open allotment are on sale then. What was changed.
ChangeSet empty_allotment(store::Transaction& tx, const Allotment& allotment);
// Tells the boards that the show's allotments have changed, along with the seats in `set`.
void tell_boards(store::Transaction& tx, ChangeSet set);

}  // namespace usher::inventory
