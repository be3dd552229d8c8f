#include "inventory/allotment.hpp"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "inventory/sql.hpp"

namespace usher::inventory {
namespace {

constexpr std::size_t kCodeMin = 6;
constexpr std::size_t kCodeMax = 40;

struct SeatOfAllotment {
  ShowSeatId id;
  BaseStatus base_status = BaseStatus::available;
  std::optional<Money> price_override;
  std::optional<AllotmentId> allotment_id;
};
BOOST_DESCRIBE_STRUCT(SeatOfAllotment, (), (id, base_status, price_override, allotment_id))

// Without what people put between the letters of a code, or leave out.
std::string without_separators(std::string_view text) {
  const auto wide = icu::UnicodeString::fromUTF8(std::string(text));
  icu::UnicodeString kept;
  for (std::int32_t at = 0; at < wide.length(); at = wide.moveIndex32(at, 1)) {
    const UChar32 c = wide.char32At(at);
    if (!u_isUWhiteSpace(c) && !u_hasBinaryProperty(c, UCHAR_DASH)) kept.append(c);
  }
  std::string out;
  return kept.toUTF8String(out);
}

}  // namespace

std::expected<AccessCode, TextFault> AccessCode::parse(std::string_view text) {
  auto label = Label::parse(text);
  if (!label) return std::unexpected(std::move(label).error());
  if (code_points(without_separators(label->value)) < kCodeMin) {
    return std::unexpected(
        TextFault{"too_short", "At least 6 characters, spaces and hyphens not counted."});
  }
  if (code_points(label->value) > kCodeMax)
    return std::unexpected(TextFault{"too_long", "At most 40 characters."});
  return AccessCode{std::move(label->value)};
}

TextSchema AccessCode::schema() { return {kCodeMin, kCodeMax}; }

std::string code_key(std::string_view typed) {
  // Shorter ones are of before they had to be longer, and still open.
  const auto label = Label::parse(typed);
  return label ? fold_case(without_separators(label->value)) : std::string();
}

const Allotment* find_in(std::span<const Allotment> allotments, std::optional<AllotmentId> id) {
  if (!id) return nullptr;
  const auto found = std::ranges::find(allotments, *id, &Allotment::id);
  return found == allotments.end() ? nullptr : &*found;
}

bool open_to(const ClaimOfSeat& seat, std::span<const Allotment> allotments, std::string_view key,
             Timestamp now) {
  if (seat.base_status == BaseStatus::available) return true;
  if (seat.base_status != BaseStatus::house) return false;
  const auto* allotment = find_in(allotments, seat.allotment_id);
  return allotment != nullptr && (!allotment->open_at(now) || allotment->opened_by(key));
}

std::shared_ptr<const AllotmentList> list_allotments(store::Queries& q, ShowId show) {
  return std::make_shared<const AllotmentList>(q.all<Allotment>(sql::list_allotments, show));
}

std::optional<Allotment> find_allotment(store::Queries& q, AllotmentId id) {
  return q.find<Allotment>(sql::find_allotment, id);
}

AllotmentList allotments_of(store::Queries& q, std::span<const std::optional<ClaimOfSeat>> seats) {
  AllotmentList allotments;
  for (const auto& seat : seats) {
    if (!seat || seat->base_status != BaseStatus::house || !seat->allotment_id) continue;
    if (find_in(allotments, seat->allotment_id) != nullptr) continue;
    if (auto found = find_allotment(q, *seat->allotment_id))
      allotments.push_back(*std::move(found));
  }
  return allotments;
}

bool release(store::Transaction& tx, const Allotment& allotment) {
  // First: of two nodes that come to it together one waits here, and finds it done.
  if (tx.run(sql::end_allotment, allotment.id, tx.now()) == 0) return false;
  tx.run(sql::open_seats_of_allotment, allotment.id);
  ChangeSet set{.show = allotment.show_id};
  for (const auto& seat : tx.all<SeatOfAllotment>(sql::list_seats_of_allotment, allotment.id)) {
    set.settings.push_back({seat.id, seat.base_status, seat.price_override, seat.allotment_id});
  }
  tell_boards(tx, std::move(set));
  return true;
}

ChangeSet empty_allotment(store::Transaction& tx, const Allotment& allotment) {
  ChangeSet set{.show = allotment.show_id};
  const auto seats = tx.all<SeatOfAllotment>(sql::list_seats_of_allotment, allotment.id);
  for (const auto& seat : seats) {
    const auto base =
        seat.base_status == BaseStatus::house ? BaseStatus::available : seat.base_status;
    set.settings.push_back({seat.id, base, seat.price_override});
  }
  tx.run(sql::open_seats_of_allotment, allotment.id);
  tx.run(sql::forget_allotment_of_seats, allotment.id);
  return set;
}

void tell_boards(store::Transaction& tx, ChangeSet set) {
  set.silent = set.settings.empty();
  set.allotments = list_allotments(tx, set.show);
  add_changes(tx, std::move(set));
}

}  // namespace usher::inventory
