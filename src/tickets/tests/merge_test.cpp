// Scanners without the network: whatever the order in which their scans arrive (rules 23, 48, 49).
#include <algorithm>
#include <map>
#include <set>

#include "fixture.hpp"

namespace usher::tickets {
namespace {

constexpr store::Query kStates{
    "test.states", "select status, presence, used_at, used_gate from tickets where id = $1"};
constexpr store::Query kConflicts{
    "test.conflicts", "select scan_id, conflict from scans where ticket_id = $1 and passed = 1"};

struct State {
  std::string status;
  std::string presence;
  std::optional<std::int64_t> used_at;
  std::optional<std::string> used_gate;
  bool operator==(const State&) const = default;
};
BOOST_DESCRIBE_STRUCT(State, (), (status, presence, used_at, used_gate))
struct Flag {
  std::string scan_id;
  std::optional<std::string> conflict;
};
BOOST_DESCRIBE_STRUCT(Flag, (), (scan_id, conflict))

struct MergeTest : TicketsTest {
  OfflineScan scan_of(const std::string& id, const std::string& code, std::int64_t minutes,
                      Direction direction = Direction::entry, const std::string& gate = "North") {
    return {.scan_id = id,
            .code = code,
            .direction = direction,
            .result = direction == Direction::entry ? ScanResult::admitted : ScanResult::left,
            .scanned_at = temp.clock.now() - std::chrono::hours(5) + std::chrono::minutes(minutes),
            .gate = gate};
  }
  std::vector<MergedScan> merge(std::vector<OfflineScan> scans) {
    auto merged = await(tickets->merge(show, std::move(scans), UserId{1}));
    EXPECT_TRUE(merged);
    return merged ? merged->results : std::vector<MergedScan>();
  }
  State state_of(TicketId ticket) {
    return *temp->read_now([&](store::Queries& q) { return q.find<State>(kStates, ticket); });
  }
  // By what follows the group's name in the scan_id.
  std::map<std::string, std::string> flags_of(TicketId ticket) {
    std::map<std::string, std::string> flags;
    for (const auto& flag :
         temp->read_now([&](store::Queries& q) { return q.all<Flag>(kConflicts, ticket); })) {
      flags[flag.scan_id.substr(1)] = flag.conflict.value_or("");
    }
    return flags;
  }
  std::vector<Conflict> open_conflicts() {
    return await(tickets->conflicts({.show = show}, {}, 50)).items;
  }
};

TEST_F(MergeTest, an_offline_admission_uses_the_ticket) {
  const auto ticket = buy(1).front();
  const auto merged = merge({scan_of("s1", ticket.code, 10)});
  ASSERT_EQ(merged.size(), 1U);
  EXPECT_EQ(merged[0].result, ScanResult::admitted);
  EXPECT_FALSE(merged[0].conflict);
  EXPECT_EQ(state_of(ticket.id).status, "used");
  EXPECT_EQ(scan(ticket.code), ScanResult::already_used);
  EXPECT_TRUE(open_conflicts().empty());
}

TEST_F(MergeTest, the_same_scans_again_change_nothing) {
  const auto ticket = buy(1).front();
  const auto once = scan_of("s1", ticket.code, 10);
  merge({once});
  const auto before = state_of(ticket.id);
  temp.clock.advance(std::chrono::minutes(3));
  const auto again = merge({once, once});
  EXPECT_EQ(again[1].result, ScanResult::admitted);
  EXPECT_FALSE(again[1].conflict);
  EXPECT_EQ(state_of(ticket.id), before);
}

TEST_F(MergeTest, a_ticket_let_in_at_two_gates_is_told_to_staff) {
  const auto ticket = buy(1).front();
  merge({scan_of("s2", ticket.code, 20, Direction::entry, "South")});
  EXPECT_EQ(state_of(ticket.id).used_gate, "South");
  merge({scan_of("s1", ticket.code, 10, Direction::entry, "North")});
  EXPECT_EQ(state_of(ticket.id).used_gate, "North") << "the earlier scan was the admission";
  const auto conflicts = open_conflicts();
  ASSERT_EQ(conflicts.size(), 1U);
  EXPECT_EQ(conflicts[0].kind, ConflictKind::admitted_twice);
  EXPECT_EQ(conflicts[0].gate, "South");
  EXPECT_EQ(conflicts[0].first_scan->gate, "North");
  EXPECT_EQ(conflicts[0].ticket->id, ticket.id);
  EXPECT_EQ(await(tickets->admissions(show))->conflicts, 1);
}

TEST_F(MergeTest, an_online_admission_after_an_offline_one_is_the_conflict) {
  const auto ticket = buy(1).front();
  EXPECT_EQ(scan(ticket.code), ScanResult::admitted);
  const auto merged = merge({scan_of("s1", ticket.code, 10, Direction::entry, "South")});
  EXPECT_FALSE(merged[0].conflict);
  const auto conflicts = open_conflicts();
  ASSERT_EQ(conflicts.size(), 1U);
  EXPECT_FALSE(conflicts[0].offline);
  EXPECT_EQ(conflicts[0].gate, "North");
}

TEST_F(MergeTest, an_offline_admission_of_a_voided_ticket_is_kept_and_flagged) {
  const auto ticket = buy(1).front();
  ASSERT_TRUE(emit(orders::ItemsRefunded{last_order.order, {last_order.items[0].id}, true}));
  temp.clock.advance(std::chrono::minutes(1));
  const auto merged = merge({scan_of("s1", ticket.code, 10)});
  EXPECT_EQ(merged[0].conflict, ConflictKind::void_);
  EXPECT_EQ(state_of(ticket.id).status, "void");
  EXPECT_EQ(state_of(ticket.id).presence, "inside");
  EXPECT_EQ(open_conflicts().size(), 1U);
}

TEST_F(MergeTest, who_was_let_in_without_a_ticket_of_this_show_is_told_too) {
  const auto other_show = add_show();
  const auto ticket = buy(1, other_show).front();
  const auto merged = merge({scan_of("s1", ticket.code, 10), scan_of("s2", "nonsense", 11)});
  EXPECT_EQ(merged[0].conflict, ConflictKind::wrong_show);
  EXPECT_EQ(merged[1].conflict, ConflictKind::not_found);
  EXPECT_EQ(state_of(ticket.id).status, "valid") << "it was not used at its own show";
  EXPECT_EQ(open_conflicts().size(), 2U);
}

TEST_F(MergeTest, what_a_scanner_refused_changes_no_ticket) {
  const auto ticket = buy(1).front();
  auto refused = scan_of("s1", ticket.code, 10);
  refused.result = ScanResult::already_used;
  EXPECT_EQ(merge({refused})[0].result, ScanResult::already_used);
  EXPECT_EQ(state_of(ticket.id).status, "valid");
  EXPECT_EQ(await(tickets->admissions(show))->gates[0].refused, 1);
}

TEST_F(MergeTest, an_answer_that_was_lost_gives_way_to_what_happened) {
  const auto ticket = buy(1).front();
  EXPECT_EQ(scan(ticket.code), ScanResult::admitted);
  // The scanner asked, did not hear "already used", and let somebody in by its old list.
  EXPECT_EQ(admit(ticket.code, "s1", "South").result, ScanResult::already_used);
  merge({scan_of("s1", ticket.code, 10, Direction::entry, "South")});
  EXPECT_EQ(state_of(ticket.id).used_gate, "South");
  EXPECT_EQ(open_conflicts().size(), 1U);
}

TEST_F(MergeTest, a_scan_id_of_another_ticket_is_refused_alone) {
  const auto issued = buy(2);
  merge({scan_of("s1", issued[0].code, 10)});
  const auto merged = merge({scan_of("s1", issued[1].code, 11), scan_of("s2", issued[1].code, 12)});
  EXPECT_EQ(merged[0].error, "scan_id_reused");
  EXPECT_EQ(merged[1].result, ScanResult::admitted);
}

TEST_F(MergeTest, leaving_and_coming_back_works_on_and_off_line) {
  const auto ticket = buy(1).front();
  const auto go = [&](Direction direction) {
    return await(tickets->admit({.code = ticket.code, .show = show, .direction = direction}))
        ->result;
  };
  EXPECT_EQ(go(Direction::exit), ScanResult::not_inside);
  EXPECT_EQ(go(Direction::entry), ScanResult::admitted);
  EXPECT_EQ(go(Direction::entry), ScanResult::already_used);
  EXPECT_EQ(go(Direction::exit), ScanResult::left);
  EXPECT_EQ(await(tickets->admissions(show))->inside, 0);
  EXPECT_EQ(await(tickets->admissions(show))->admitted, 1);
  EXPECT_EQ(go(Direction::entry), ScanResult::admitted);
  temp.clock.advance(std::chrono::minutes(10));
  auto left = scan_of("s1", ticket.code, 0, Direction::exit);
  left.scanned_at = temp.clock.now();
  EXPECT_FALSE(merge({left})[0].conflict);
  EXPECT_EQ(state_of(ticket.id).presence, "outside");
}

TEST_F(MergeTest, a_clock_that_runs_ahead_lets_nobody_in_from_the_future) {
  const auto ticket = buy(1).front();
  merge({scan_of("s1", ticket.code, 24 * 60)});
  EXPECT_EQ(state_of(ticket.id).used_at, temp.clock.now().ms);
}

TEST_F(MergeTest, scans_of_a_clock_that_runs_ahead_stay_in_their_order) {
  const auto ticket = buy(1).front();
  merge({scan_of("a", ticket.code, 24 * 60 + 2, Direction::exit),
         scan_of("z", ticket.code, 24 * 60), scan_of("b", ticket.code, 24 * 60 + 9)});
  EXPECT_TRUE(open_conflicts().empty());
  EXPECT_EQ(state_of(ticket.id).presence, "inside");
}

TEST_F(MergeTest, a_device_that_lets_one_ticket_in_again_and_again_is_told_to_staff) {
  const auto ticket = buy(1).front();
  merge({scan_of("s1", ticket.code, 10), scan_of("s2", ticket.code, 11),
         scan_of("s3", ticket.code, 12)});
  EXPECT_EQ(open_conflicts().size(), 2U);
  EXPECT_EQ(await(tickets->admissions(show))->inside, 1);
}

TEST_F(MergeTest, a_conflict_that_somebody_has_seen_to_is_no_longer_open) {
  const auto ticket = buy(1).front();
  merge({scan_of("s1", ticket.code, 10), scan_of("s2", ticket.code, 20)});
  const auto conflict = open_conflicts().at(0);
  const auto seen = await(tickets->mark_seen(conflict.id, UserId{7}, "Two sisters.", {}));
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->seen_by, UserId{7});
  EXPECT_EQ(seen->note, "Two sisters.");
  EXPECT_TRUE(open_conflicts().empty());
  EXPECT_EQ(await(tickets->conflicts({.show = show, .with_seen = true}, {}, 50)).items.size(), 1U);
  EXPECT_EQ(await(tickets->admissions(show))->conflicts, 0);
  EXPECT_EQ(await(tickets->mark_seen(ScanId{1}, {}, "", {})).error().code, "conflict_not_found");
}

TEST_F(MergeTest, nobodys_note_about_a_conflict_takes_the_place_of_anothers) {
  const auto ticket = buy(1).front();
  merge({scan_of("s1", ticket.code, 10), scan_of("s2", ticket.code, 20)});
  const auto conflict = open_conflicts().at(0);
  ASSERT_TRUE(await(tickets->mark_seen(conflict.id, UserId{7}, "Two sisters.", {})));
  EXPECT_EQ(await(tickets->mark_seen(conflict.id, UserId{8}, "A copy.", {})).error().code,
            "conflict_already_seen");
  for (const char* again : {"Two sisters.", ""}) {
    const auto same = await(tickets->mark_seen(conflict.id, UserId{8}, again, {}));
    ASSERT_TRUE(same) << again;
    EXPECT_EQ(same->seen_by, UserId{7});
    EXPECT_EQ(same->note, "Two sisters.");
  }
}

TEST_F(MergeTest, conflicts_are_listed_by_kind_and_by_gate) {
  const auto ticket = buy(1).front();
  auto east = scan_of("s2", ticket.code, 20);
  east.gate = "East";
  merge({scan_of("s1", ticket.code, 10), east, scan_of("s3", "nonsense", 30)});
  const auto count = [this](ConflictFilter filter) {
    return await(tickets->conflicts(std::move(filter), {}, 50)).items.size();
  };
  EXPECT_EQ(count({.show = show}), 2U);
  EXPECT_EQ(count({.show = show, .kind = ConflictKind::admitted_twice}), 1U);
  EXPECT_EQ(count({.show = show, .kind = ConflictKind::void_}), 0U);
  EXPECT_EQ(count({.show = show, .gate = "East"}), 1U);
}

TEST_F(MergeTest, the_log_of_a_show_has_every_scan_the_latest_first) {
  const auto issued = buy(3);
  scan(issued[0].code);
  scan(issued[0].code);
  merge({scan_of("s1", issued[1].code, -30), scan_of("s2", "nonsense", -20)});
  std::vector<ScanId> ids;
  std::optional<ScanPlace> after;
  for (;;) {
    const auto page = await(tickets->scan_log({.show = show}, after, 1));
    ASSERT_TRUE(page);
    EXPECT_EQ(page->total, 4);
    ASSERT_EQ(page->items.size(), 1U);
    if (!ids.empty()) EXPECT_LE(page->items[0].scanned_at, after->at);
    ids.push_back(page->items[0].id);
    if (!page->more) break;
    after = ScanPlace{page->items[0].scanned_at, page->items[0].id};
  }
  EXPECT_EQ(ids.size(), 4U);
  const auto log = [this](ScanFilter filter) {
    filter.show = show;
    return await(tickets->scan_log(std::move(filter), {}, 50))->items;
  };
  EXPECT_EQ(log({.result = ScanResult::admitted}).size(), 3U);
  EXPECT_EQ(log({.result = ScanResult::left}).size(), 0U);
  EXPECT_EQ(log({.passed = false}).size(), 1U);
  EXPECT_EQ(log({.offline = true}).size(), 2U);
  EXPECT_EQ(log({.text = issued[1].ticket_number}).size(), 1U);
  const auto refused = log({.passed = false}).at(0);
  EXPECT_EQ(refused.result, ScanResult::already_used);
  EXPECT_EQ(refused.ticket->ticket_number, issued[0].ticket_number);
  EXPECT_EQ(await(tickets->scan_log({.show = ShowId{1}}, {}, 50)).error().code, "show_not_found");
}

TEST_F(MergeTest, the_list_says_what_a_scanner_needs_and_nobodys_name) {
  const auto issued = buy(2);
  scan(issued[0].code);
  const auto list = await(tickets->scan_list(show));
  ASSERT_TRUE(list);
  ASSERT_EQ(list->tickets.size(), 2U);
  EXPECT_EQ(list->as_of, temp.clock.now());
  EXPECT_EQ(std::ranges::count_if(list->tickets, &ListedTicket::inside), 1);
  EXPECT_EQ(to_json_text(*list).find("ukasiewicz"), std::string::npos);
  EXPECT_EQ(await(tickets->scan_list(ShowId{1})).error().code, "show_not_found");
}

// The same passages of the same devices, for two groups of tickets: once in the order of time, once
// in any order, cut into any batches, repeated. Both groups end alike.
TEST_F(MergeTest, any_order_of_arrival_ends_in_the_same_state) {
  SeededRandom random(49);
  const auto below = [&](std::uint64_t n) { return random.u64() % n; };
  for (int round = 0; round < 25; ++round) {
    constexpr std::size_t kTickets = 3;
    const auto plain = buy(kTickets);
    const auto mixed = buy(kTickets);
    std::vector<OfflineScan> in_order;
    std::vector<OfflineScan> any_order;
    const auto count = 1 + below(14);
    for (std::uint64_t i = 0; i < count; ++i) {
      const auto ticket = below(kTickets);
      const auto direction = below(3) == 0 ? Direction::exit : Direction::entry;
      // Few minutes, so that many scans happen at the same instant.
      const auto minutes = static_cast<std::int64_t>(below(8));
      const std::string gate = below(2) == 0 ? "North" : "South";
      const std::string name =
          std::to_string(round) + "-" + std::to_string(below(1'000'000)) + "-" + std::to_string(i);
      in_order.push_back(scan_of("a" + name, plain[ticket].code, minutes, direction, gate));
      any_order.push_back(scan_of("b" + name, mixed[ticket].code, minutes, direction, gate));
    }
    for (std::size_t i = any_order.size(); i-- > 0;) {
      if (below(4) == 0) any_order.push_back(any_order[i]);
    }
    std::ranges::sort(in_order, {}, [](const auto& s) { return s.scanned_at; });
    for (std::size_t i = any_order.size(); i > 1; --i) {
      std::swap(any_order[i - 1], any_order[below(i)]);
    }
    merge(in_order);
    while (!any_order.empty()) {
      const auto some = std::min<std::size_t>(any_order.size(), 1 + below(4));
      merge({any_order.end() - static_cast<std::ptrdiff_t>(some), any_order.end()});
      any_order.resize(any_order.size() - some);
    }
    for (std::size_t i = 0; i < kTickets; ++i) {
      ASSERT_EQ(state_of(plain[i].id), state_of(mixed[i].id)) << "round " << round;
      ASSERT_EQ(flags_of(plain[i].id), flags_of(mixed[i].id)) << "round " << round;
    }
  }
}

}  // namespace
}  // namespace usher::tickets
