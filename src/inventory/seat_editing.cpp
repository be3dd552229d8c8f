#include "inventory/seat_editing.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <map>
#include <set>
#include <utility>

#include "inventory/accessible_prices.hpp"
#include "inventory/allotment_views.hpp"
#include "inventory/allotments.hpp"
#include "inventory/boards.hpp"
#include "inventory/inventory.hpp"
#include "inventory/seat_views.hpp"
#include "inventory/sql.hpp"

namespace usher::inventory {
namespace {

struct EditedSeat {
  ShowSeatId id;
  BaseStatus base_status = BaseStatus::available;
  std::optional<AllotmentId> allotment_id;
  std::optional<Money> price_override;
  std::optional<Timestamp> claimed_until;
};
BOOST_DESCRIBE_STRUCT(EditedSeat, (),
                      (id, base_status, allotment_id, price_override, claimed_until))

struct SeatVersion {
  ShowSeatId id;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(SeatVersion, (), (id, version))

using Use = std::pair<BaseStatus, std::optional<AllotmentId>>;

// What the seat is to be and whose.
Use wanted_use(const EditedSeat& seat, const SeatsWish& wish) {
  if (wish.into) return {BaseStatus::house, wish.into};
  if (wish.out && seat.allotment_id) {
    const bool kept = seat.base_status == BaseStatus::house;
    return {kept ? BaseStatus::available : seat.base_status, std::nullopt};
  }
  // What was released to everybody stays in the figures of its allotment.
  if (wish.base && (*wish.base != seat.base_status || *wish.base == BaseStatus::house))
    return {*wish.base, std::nullopt};
  return {seat.base_status, seat.allotment_id};
}

std::string json_list(std::span<const ShowSeatId> seats) {
  std::string text = "[";
  for (const auto seat : seats) {
    if (text.size() > 1) text += ',';
    text += std::to_string(seat.value);
  }
  return text += ']';
}

boost::json::array json_texts(const std::vector<std::string>& texts) {
  boost::json::array list;
  for (const auto& text : texts) list.emplace_back(text);
  return list;
}

Error unknown_seat() {
  return {ErrorKind::not_found, "seat_not_found", "The show has no such seat."};
}

std::int64_t version_of(store::Queries& q, ShowId show, ShowSeatId seat) {
  const auto rows = q.all<SeatVersion>(sql::list_versions_of_seats, show, json_list({&seat, 1}));
  return rows.empty() ? 0 : rows.front().version;
}

void add_versions(store::Queries& q, ShowId show, std::span<ShowSeatView> views) {
  std::vector<ShowSeatId> ids;
  for (const auto& view : views) ids.push_back(view.id);
  std::map<ShowSeatId, std::int64_t> versions;
  for (const auto& row : q.all<SeatVersion>(sql::list_versions_of_seats, show, json_list(ids)))
    versions[row.id] = row.version;
  for (auto& view : views) {
    // A seat that is gone by now was never at version 0.
    const auto found = versions.find(view.id);
    view.version.value = found == versions.end() ? 0 : found->second;
  }
}

BaseStatus base_of(SeatStatus status) {
  if (status == SeatStatus::blocked) return BaseStatus::blocked;
  return status == SeatStatus::house ? BaseStatus::house : BaseStatus::available;
}

Status check_settable(SeatStatus status) {
  if (status != SeatStatus::reserved && status != SeatStatus::sold) return {};
  return refuse_field("/status", "not_one_of", "A seat is set to available, blocked or house.");
}

Result<SeatsWish> wish_of(const SeatsPatch& patch) {
  if (!patch.status && patch.allotment_id.absent() && patch.price.absent())
    return refuse_field("/status", "required", "Say what to change: status, allotment or price.");
  if (patch.status && !patch.allotment_id.absent()) {
    return refuse_field("/allotment_id", "not_with_status",
                        "A seat is the house's or an allotment's: send status or allotment_id.");
  }
  SeatsWish wish{.out = patch.allotment_id.is_null(), .price = patch.price};
  if (patch.allotment_id.has_value()) wish.into = patch.allotment_id.value();
  if (!patch.status) return wish;
  TRY_OK(check_settable(*patch.status));
  wish.base = base_of(*patch.status);
  return wish;
}

std::string wish_json(const SeatsWish& wish, const EditedSeats& edited) {
  boost::json::object after{{"changed", edited.set.settings.size()},
                            {"skipped", edited.taken.size()}};
  if (wish.base) after["status"] = enum_text(*wish.base);
  if (wish.into) after["allotment_id"] = wish.into->text();
  if (wish.out) after["allotment_id"] = nullptr;
  if (wish.price.has_value()) after["price"] = wish.price.value().minor;
  if (wish.price.is_null()) after["price"] = nullptr;
  return boost::json::serialize(after);
}

}  // namespace

EditedSeats edit_seats(store::Transaction& tx, ShowId show, std::span<const ShowSeatId> seats,
                       const SeatsWish& wish) {
  EditedSeats edited;
  edited.set.show = show;
  std::map<Use, std::vector<ShowSeatId>> uses;
  std::vector<ShowSeatId> priced;
  for (const auto& seat : tx.all<EditedSeat>(sql::list_edited_seats, show, json_list(seats))) {
    const Use before{seat.base_status, seat.allotment_id};
    Use use = wanted_use(seat, wish);
    if (use != before && seat.claimed_until && *seat.claimed_until > tx.now()) {
      edited.taken.push_back(seat.id);
      use = before;
    }
    auto price = seat.price_override;
    wish.price.apply_to(price);
    if (use != before) uses[use].push_back(seat.id);
    if (price != seat.price_override) priced.push_back(seat.id);
    if (use != before || price != seat.price_override)
      edited.set.settings.push_back({seat.id, use.first, price, use.second});
  }
  for (const auto& [use, list] : uses)
    tx.run(sql::set_use_of_seats, json_list(list), use.first, use.second);
  if (!priced.empty()) {
    std::optional<Money> price;
    wish.price.apply_to(price);
    tx.run(sql::set_price_of_seats, json_list(priced), price);
  }
  return edited;
}

Result<std::vector<ShowSeatId>> named_seats(const Layout& layout,
                                            std::span<const std::string> seat_ids) {
  std::set<ShowSeatId> seats;
  std::vector<std::string> unknown;
  for (const auto& text : seat_ids) {
    if (const auto index = layout.find(text)) {
      seats.insert(layout.seats[*index].id);
    } else {
      unknown.push_back(text);
    }
  }
  if (unknown.empty()) return std::vector<ShowSeatId>(seats.begin(), seats.end());
  Error error{ErrorKind::invalid, "seat_not_in_show", "A seat is not one of this show."};
  error.members["seat_ids"] = json_texts(unknown);
  return refuse(std::move(error));
}

Error taken_error(const std::vector<std::string>& seat_ids) {
  Error error{ErrorKind::conflict, "seat_taken", "Some seats are sold or in somebody's basket."};
  error.members["seat_ids"] = json_texts(seat_ids);
  return error;
}

boost::asio::awaitable<Result<SeatsChangedView>> Inventory::change_seats(ShowId show,
                                                                         SeatsPatch patch,
                                                                         audit::Entry by) {
  CO_TRY(auto wish, wish_of(patch));
  CO_TRY(const auto show_board, co_await board(show));
  CO_TRY(auto seats, named_seats(*show_board->layout(), patch.seat_ids));
  CO_TRY(
      auto taken,
      co_await store_.write(
          store::lane_of(show),
          [show, wish, seats, by = std::move(by)](
              store::Transaction& tx) -> Result<std::pair<std::int64_t, std::vector<ShowSeatId>>> {
            if (wish.into) {
              TRY(const auto allotment, get_allotment(tx, show, *wish.into));
              if (!allotment.open_at(tx.now())) {
                return refuse(ErrorKind::conflict, "allotment_released",
                              "This allotment is released: its seats are for everybody.");
              }
            }
            std::optional<PriceWatch> prices;
            if (!wish.price.absent()) prices.emplace(tx, show);
            auto edited = edit_seats(tx, show, seats, wish);
            if (prices) TRY_OK(prices->check());
            const auto changed = static_cast<std::int64_t>(edited.set.settings.size());
            if (changed == 0) return std::pair(changed, std::move(edited.taken));
            audit::record(tx, by,
                          {"show_seats.changed", "show", show.text(), "", wish_json(wish, edited)});
            add_changes(tx, std::move(edited.set));
            return std::pair(changed, std::move(edited.taken));
          }));
  // Named as the client did.
  SeatsChangedView view{taken.first, {}};
  const std::set<ShowSeatId> skipped(taken.second.begin(), taken.second.end());
  const auto layout = show_board->layout();
  for (const auto& text : patch.seat_ids) {
    const auto index = layout->find(text);
    if (index && skipped.contains(layout->seats[*index].id)) view.skipped.push_back(text);
  }
  co_return view;
}

boost::asio::awaitable<Result<std::vector<ShowSeatView>>> Inventory::with_versions(
    ShowId show, std::vector<ShowSeatView> views) {
  using Views = std::vector<ShowSeatView>;
  co_return co_await store_.read(
      [show, views = std::move(views)](store::Queries& q) mutable -> Result<Views> {
        add_versions(q, show, views);
        return std::move(views);
      });
}

boost::asio::awaitable<Result<ShowSeatView>> Inventory::find_seat(ShowId show,
                                                                  std::string seat_id) {
  CO_TRY(const auto show_board, co_await board(show));
  const auto index = show_board->layout()->find(seat_id);
  if (!index) co_return refuse(unknown_seat());
  CO_TRY(auto views,
         co_await with_versions(show, seat_views(*show_board, {&*index, 1}, For::staff)));
  co_return std::move(views.front());
}

boost::asio::awaitable<Result<ShowSeatView>> Inventory::update_seat(ShowId show,
                                                                    std::string seat_id,
                                                                    SeatUpdate update,
                                                                    audit::Entry by) {
  CO_TRY(const auto show_board, co_await board(show));
  const auto index = show_board->layout()->find(seat_id);
  if (!index) co_return refuse(unknown_seat());
  CO_TRY_OK(check_settable(update.status));
  const auto id = show_board->layout()->seats[*index].id;
  CO_TRY_OK(co_await store_.write(
      store::lane_of(show),
      [show, id, update, by = std::move(by)](store::Transaction& tx) -> Status {
        const auto claim = find_claim_of_seat(tx, id);
        if (!claim) return refuse(unknown_seat());
        TRY_OK(check_version(update.if_match, version_of(tx, show, id)));
        const auto base = base_of(update.status);
        SeatsWish wish{.price = update.price};
        // A sold or held seat whose status is sent back unchanged is only given its price.
        if (!claim->live(tx.now()) || base != claim->base_status) wish.base = base;
        std::optional<PriceWatch> prices;
        if (!wish.price.absent()) prices.emplace(tx, show);
        auto edited = edit_seats(tx, show, {&id, 1}, wish);
        if (prices) TRY_OK(prices->check());
        if (!edited.taken.empty()) {
          return refuse(ErrorKind::conflict, "seat_taken",
                        "The seat is sold or in somebody's basket.");
        }
        if (edited.set.settings.empty()) return {};
        const auto& now = edited.set.settings.front();
        audit::record(
            tx, by,
            {"show_seat.changed", "show_seat", id.text(),
             "{\"status\":" + to_json_text(claim->base_status) + "}",
             "{\"status\":" + to_json_text(now.base_status) + ",\"price\":" +
                 (now.price_override ? std::to_string(now.price_override->minor) : "null") + "}"});
        add_changes(tx, std::move(edited.set));
        return {};
      }));
  co_return co_await find_seat(show, std::move(seat_id));
}

}  // namespace usher::inventory
