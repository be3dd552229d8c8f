#include "inventory/change_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <unordered_map>

#include "base/crypto.hpp"
#include "base/log.hpp"
#include "inventory/boards.hpp"
#include "inventory/sql.hpp"
#include "shows/shows.hpp"

namespace usher::inventory {
namespace {

namespace json = boost::json;

// One letter for each member: an on-sale writes thousands of these a second.
//   n number, s sequence, c claims [[seat, kind, holder, until] | [seat]], t settings
//   [[seat, base, price | null, allotment | 0]], b blocked [seat], u sessions [[key, hold | 0]], r
//   read all again
constexpr std::array kBases{BaseStatus::available, BaseStatus::blocked, BaseStatus::house};
constexpr std::array kKinds{HolderKind::hold, HolderKind::order, HolderKind::ticket};

template <class Values, class Value>
int index_of(const Values& values, Value value) {
  return static_cast<int>(std::ranges::find(values, value) - values.begin());
}

template <class Range, class Write>
void append_list(std::string& out, char name, const Range& range, Write write) {
  if (range.empty()) return;
  fmt::format_to(std::back_inserter(out), ",\"{}\":[", name);
  bool first = true;
  for (const auto& entry : range) {
    if (!std::exchange(first, false)) out += ',';
    write(entry);
  }
  out += ']';
}

void append_set(std::string& out, const ChangeSet& set) {
  const auto to = std::back_inserter(out);
  fmt::format_to(to, "{{\"n\":{},\"s\":{}", set.number, set.sequence);
  append_list(out, 'c', set.claims, [&](const SeatChange& change) {
    if (change.claim) {
      fmt::format_to(to, "[{},{},{},{}]", change.seat.value, index_of(kKinds, change.claim->kind),
                     change.claim->holder, change.claim->expires_at.ms);
    } else {
      fmt::format_to(to, "[{}]", change.seat.value);
    }
  });
  append_list(out, 't', set.settings, [&](const SeatSetting& setting) {
    fmt::format_to(to, "[{},{},{},{}]", setting.seat.value, index_of(kBases, setting.base_status),
                   setting.price_override ? std::to_string(setting.price_override->minor) : "null",
                   setting.allotment ? setting.allotment->value : 0);
  });
  append_list(out, 'b', set.blocked,
              [&](ShowSeatId seat) { fmt::format_to(to, "{}", seat.value); });
  append_list(out, 'u', set.sessions, [&](const SessionChange& session) {
    fmt::format_to(to, "[\"{}\",{}]", to_hex(session.session),
                   session.hold ? session.hold->value : 0);
  });
  if (set.needs_reading()) out += ",\"r\":1";
  out += '}';
}

const json::array& list_of(const json::object& set, std::string_view name) {
  static const json::array none;
  const auto* found = set.if_contains(name);
  return found != nullptr ? found->as_array() : none;
}

std::int64_t number_at(const json::value& list, std::size_t index) {
  return list.as_array().at(index).to_number<std::int64_t>();
}

ChangeSet decode_set(ShowId show, const json::object& object) {
  ChangeSet set{.show = show};
  set.number = object.at("n").to_number<std::int64_t>();
  set.sequence = object.at("s").to_number<std::int64_t>();
  set.silent = set.sequence == 0;
  set.reload = object.contains("r");
  for (const auto& entry : list_of(object, "c")) {
    SeatChange change{ShowSeatId{number_at(entry, 0)}};
    if (entry.as_array().size() > 1) {
      change.claim = Claim{kKinds.at(static_cast<std::size_t>(number_at(entry, 1))),
                           number_at(entry, 2), Timestamp{number_at(entry, 3)}};
    }
    set.claims.push_back(std::move(change));
  }
  for (const auto& entry : list_of(object, "t")) {
    SeatSetting setting{ShowSeatId{number_at(entry, 0)},
                        kBases.at(static_cast<std::size_t>(number_at(entry, 1)))};
    if (!entry.as_array().at(2).is_null()) setting.price_override = Money{number_at(entry, 2)};
    // A node from before allotments leaves the last one out.
    if (entry.as_array().size() > 3 && number_at(entry, 3) != 0)
      setting.allotment = AllotmentId{number_at(entry, 3)};
    set.settings.push_back(setting);
  }
  for (const auto& entry : list_of(object, "b")) {
    set.blocked.push_back(ShowSeatId{entry.to_number<std::int64_t>()});
  }
  for (const auto& entry : list_of(object, "u")) {
    const auto hold = number_at(entry, 1);
    const auto& key = entry.as_array().at(0).as_string();
    set.sessions.push_back({from_hex({key.data(), key.size()}).value_or(SessionKey{}),
                            hold != 0 ? std::optional(HoldId{hold}) : std::nullopt});
  }
  return set;
}

struct Numbers {
  std::int64_t sequence = 0;
  std::int64_t changes = 0;
};
BOOST_DESCRIBE_STRUCT(Numbers, (), (sequence, changes))

struct ChangesOfShow {
  ShowId show;
  std::int64_t changes = 0;
};
BOOST_DESCRIBE_STRUCT(ChangesOfShow, (), (show, changes))

// Nothing when a row cannot be read: it is the same each time, and the tables tell all that it
// says.
std::optional<std::vector<ChangeSet>> try_decode(ShowId show, std::string_view body) {
  try {
    return decode_changes(show, body);
  } catch (const std::exception& failure) {
    log::error("seat_changes_unreadable",
               {{"show", show.text()}, {"cause", std::string_view(failure.what())}});
    return std::nullopt;
  }
}

// False when something between `known` and `last` is not told.
bool take_told(store::Queries& q, ShowId show, std::int64_t known, std::int64_t last,
               std::vector<ChangeSet>& sets) {
  auto next = known + 1;
  for (const auto& body : q.all<std::string>(sql::list_changes_since, show, known)) {
    auto told = try_decode(show, body);
    if (!told) return false;
    for (auto& set : *told) {
      if (set.number < next) continue;
      if (set.number > next || set.reload) return false;
      ++next;
      sets.push_back(std::move(set));
    }
  }
  return next > last;
}

}  // namespace

std::string encode_changes(const std::vector<const ChangeSet*>& sets) {
  std::string body = "[";
  for (const auto* set : sets) {
    if (body.size() > 1) body += ',';
    append_set(body, *set);
  }
  return body += ']';
}

std::vector<ChangeSet> decode_changes(ShowId show, std::string_view body) {
  std::vector<ChangeSet> sets;
  for (const auto& entry : json::parse(json::string_view(body.data(), body.size())).as_array()) {
    sets.push_back(decode_set(show, entry.as_object()));
  }
  return sets;
}

Missed read_missed(store::Queries& q, ShowId show, std::int64_t known) {
  Missed missed;
  const auto numbers = q.find<Numbers>(sql::find_numbers, show).value_or(Numbers{});
  if (numbers.changes == known && (known > 0 || shows::get_show(q, show))) return missed;
  if (numbers.changes > known && take_told(q, show, known, numbers.changes, missed.sets)) {
    return missed;
  }
  missed.sets.clear();
  if (auto fresh = load_board(q, show)) {
    missed.fresh = *std::move(fresh);
  } else {
    missed.gone = true;
  }
  return missed;
}

std::vector<ShowId> list_behind(store::Queries& q, const std::vector<Known>& boards) {
  std::unordered_map<ShowId, std::int64_t> numbers;
  for (const auto& row : q.all<ChangesOfShow>(sql::list_changes_of_shows)) {
    numbers[row.show] = row.changes;
  }
  std::vector<ShowId> behind;
  for (const auto& known : boards) {
    const auto found = numbers.find(known.show);
    // Without a row the show is new, or gone.
    if (found == numbers.end() || found->second != known.change) behind.push_back(known.show);
  }
  return behind;
}

}  // namespace usher::inventory
