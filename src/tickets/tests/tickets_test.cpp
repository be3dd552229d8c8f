// The slice on a real database: orders are played by their events.
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "fixture.hpp"
#include "programs.hpp"
#include "tickets/token.hpp"

namespace usher::tickets {
namespace {

TEST_F(TicketsTest, issues_one_valid_ticket_for_each_paid_item) {
  const auto issued = buy(3);
  ASSERT_EQ(issued.size(), 3U);
  std::set<std::string> codes;
  std::set<std::string> numbers;
  for (std::size_t i = 0; i < issued.size(); ++i) {
    EXPECT_EQ(issued[i].status, "valid");
    EXPECT_EQ(issued[i].holder_name, "Zoë Łukasiewicz");
    EXPECT_EQ(issued[i].seat_number, std::to_string(12 + i)) << "in the order of the items";
    EXPECT_EQ(issued[i].show.id, show);
    EXPECT_EQ(issued[i].show.venue_name, "Riverside Theatre");
    EXPECT_EQ(issued[i].show.starts_at_local, "2026-12-24T19:30:00");
    EXPECT_TRUE(issued[i].ticket_number.starts_with("TKT-20261124-"));
    codes.insert(issued[i].code);
    numbers.insert(issued[i].ticket_number);
  }
  EXPECT_EQ(codes.size(), 3U);
  EXPECT_EQ(numbers.size(), 3U);
}

TEST_F(TicketsTest, cannot_issue_a_second_set_for_one_order) {
  buy(2);
  EXPECT_THROW(static_cast<void>(emit(last_order)), store::ConstraintError);
  EXPECT_EQ(tickets_of(last_order.order).size(), 2U);
}

TEST_F(TicketsTest, shows_a_ticket_to_whoever_has_its_code) {
  const auto ticket = buy(1).front();
  const auto found = await(tickets->find_by_code(ticket.code));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->ticket_number, ticket.ticket_number);
  EXPECT_EQ(found->code, ticket.code) << "the code is the same every time";
  const auto by_number = await(tickets->find_by_code(ticket.ticket_number));
  EXPECT_FALSE(by_number) << "numbers can be guessed and open nothing";
  const auto by_id = await(tickets->find_by_code(ticket.id.text()));
  EXPECT_FALSE(by_id);
}

TEST_F(TicketsTest, takes_no_token_that_its_own_keys_did_not_sign) {
  const auto ticket = buy(1).front();
  const auto token = parse_token(ticket.code);
  ASSERT_TRUE(token);
  SigningKey mine{token->claims.key, {}, {}};
  temp.random.fill(mine.seed);
  const std::string forged = sign_token(token->claims, mine);
  EXPECT_EQ(scan(forged), ScanResult::not_found);
  EXPECT_FALSE(await(tickets->find_by_code(forged)));
}

TEST_F(TicketsTest, can_be_verified_offline_with_the_published_keys) {
  const auto ticket = buy(1).front();
  const auto keys = await(tickets->verification_keys());
  ASSERT_EQ(keys.items.size(), 1U);
  EXPECT_TRUE(keys.items[0].current);
  const auto bytes = from_base64url(keys.items[0].public_key);
  ASSERT_TRUE(bytes);
  Ed25519PublicKey key;
  std::ranges::copy(*bytes, key.begin());
  EXPECT_TRUE(signed_by(*parse_token(ticket.code), key));
}

TEST_F(TicketsTest, rotating_the_key_voids_no_ticket) {
  const auto old_ticket = buy(1).front();
  const auto keys = await(tickets->rotate_key(std::nullopt, {}));
  ASSERT_TRUE(keys);
  ASSERT_EQ(keys->items.size(), 2U);
  EXPECT_TRUE(keys->items[1].current);
  const auto new_ticket = buy(1).front();
  EXPECT_EQ(parse_token(old_ticket.code)->claims.key, 1);
  EXPECT_EQ(parse_token(new_ticket.code)->claims.key, 2);
  EXPECT_EQ(scan(old_ticket.code), ScanResult::admitted);
  EXPECT_EQ(scan(new_ticket.code), ScanResult::admitted);
}

TEST_F(TicketsTest, keeps_its_keys_and_codes_over_a_restart) {
  const auto ticket = buy(1).front();
  restart({});
  EXPECT_EQ(tickets_of(last_order.order).front().code, ticket.code);
  EXPECT_EQ(scan(ticket.code), ScanResult::admitted);
}

TEST_F(TicketsTest, admits_once_and_tells_when_and_where) {
  const auto ticket = buy(1).front();
  const auto first = admit(ticket.code);
  EXPECT_EQ(first.result, ScanResult::admitted);
  ASSERT_TRUE(first.ticket);
  EXPECT_EQ(first.ticket->status, "used");
  EXPECT_FALSE(first.first_scan);
  const Timestamp when = temp.clock.now();
  temp.clock.advance(std::chrono::minutes(5));
  const auto second = admit(ticket.code, {}, "South");
  EXPECT_EQ(second.result, ScanResult::already_used);
  ASSERT_TRUE(second.first_scan);
  EXPECT_EQ(second.first_scan->at, when);
  EXPECT_EQ(second.first_scan->gate, "North");
}

TEST_F(TicketsTest, two_scanners_at_once_admit_one_person) {
  const auto issued = buy(8);
  std::atomic<int> admitted{0};
  std::atomic<int> used{0};
  std::vector<std::thread> gates;
  for (int gate = 0; gate < 4; ++gate) {
    gates.emplace_back([&] {
      for (const auto& ticket : issued) {
        const auto answer = await(tickets->admit({.code = ticket.code, .show = show}));
        if (answer && answer->result == ScanResult::admitted) ++admitted;
        if (answer && answer->result == ScanResult::already_used) ++used;
      }
    });
  }
  for (auto& gate : gates) gate.join();
  EXPECT_EQ(admitted, 8);
  EXPECT_EQ(used, 24);
}

TEST_F(TicketsTest, a_retry_with_the_same_scan_id_gets_the_first_answer) {
  const auto ticket = buy(1).front();
  EXPECT_EQ(admit(ticket.code, "scan-1").result, ScanResult::admitted);
  EXPECT_EQ(admit(ticket.code, "scan-1").result, ScanResult::admitted);
  const auto other = admit(ticket.code, "scan-2");
  EXPECT_EQ(other.result, ScanResult::already_used);
  const auto again = admit(ticket.code, "scan-2");
  EXPECT_EQ(again.result, ScanResult::already_used);
  EXPECT_EQ(again.first_scan->at, other.first_scan->at);
  EXPECT_EQ(admit("nonsense", "scan-3").result, ScanResult::not_found);
  EXPECT_EQ(admit("nonsense", "scan-3").result, ScanResult::not_found);
}

TEST_F(TicketsTest, a_scan_id_cannot_be_used_for_another_ticket) {
  const auto issued = buy(2);
  admit(issued[0].code, "scan-1");
  const auto reused =
      await(tickets->admit({.code = issued[1].code, .show = show, .scan_id = "scan-1"}));
  ASSERT_FALSE(reused);
  EXPECT_EQ(reused.error().fields.front().code, "scan_id_reused");
  EXPECT_EQ(scan(issued[1].code), ScanResult::admitted);
}

TEST_F(TicketsTest, looking_at_a_ticket_changes_nothing) {
  const auto ticket = buy(1).front();
  for (int i = 0; i < 2; ++i) {
    const auto seen = await(tickets->look_at(ticket.code, show));
    EXPECT_EQ(seen.result, ScanResult::admitted);
    EXPECT_EQ(seen.ticket->status, "valid");
  }
  EXPECT_EQ(scan(ticket.code), ScanResult::admitted);
  EXPECT_EQ(await(tickets->look_at(ticket.code, show)).result, ScanResult::already_used);
  EXPECT_EQ(await(tickets->look_at("nonsense", std::nullopt)).result, ScanResult::not_found);
}

TEST_F(TicketsTest, refuses_a_ticket_of_another_show) {
  const auto other_show = add_show();
  const auto ticket = buy(1, other_show).front();
  EXPECT_EQ(scan(ticket.code), ScanResult::wrong_show);
  const auto there = await(tickets->admit({.code = ticket.code, .show = other_show}));
  EXPECT_EQ(there->result, ScanResult::admitted);
}

TEST_F(TicketsTest, a_refunded_ticket_is_void_at_once) {
  const auto issued = buy(2);
  ASSERT_TRUE(emit(orders::ItemsRefunded{last_order.order, {last_order.items[0].id}, true}));
  EXPECT_EQ(scan(issued[0].code), ScanResult::void_);
  EXPECT_EQ(scan(issued[1].code), ScanResult::admitted);
  EXPECT_EQ(tickets_of(last_order.order)[0].status, "void");
  EXPECT_EQ(await(tickets->print_by_code(issued[0].code)).error().code, "ticket_void");
  EXPECT_EQ(await(tickets->svg_by_code(issued[0].code)).error().code, "ticket_void");
}

TEST_F(TicketsTest, a_refunded_ticket_says_so_and_when) {
  const auto issued = buy(2);
  ASSERT_TRUE(emit(orders::ItemsRefunded{last_order.order, {last_order.items[0].id}, true}));
  const auto refunded = admit(issued[0].code).ticket;
  ASSERT_TRUE(refunded);
  EXPECT_EQ(refunded->void_reason, VoidReason::refunded);
  EXPECT_TRUE(refunded->voided_at);
  const auto shown = await(tickets->find_by_code(issued[0].code));
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->void_reason, VoidReason::refunded);
  EXPECT_EQ(shown->ticket_type, last_order.items[0].ticket_type);
  EXPECT_FALSE(admit(issued[1].code).ticket->void_reason);
}

TEST_F(TicketsTest, validity_is_judged_before_use) {
  const auto ticket = buy(1).front();
  scan(ticket.code);
  ASSERT_TRUE(emit(orders::ItemsRefunded{last_order.order, {last_order.items[0].id}, false}));
  const auto answer = admit(ticket.code);
  EXPECT_EQ(answer.result, ScanResult::void_);
  EXPECT_TRUE(answer.first_scan) << "it is still told that somebody went in with it";
  const auto checked_in = temp->read_now(
      [this](store::Queries& q) { return tickets->checked_in_items(q, last_order.order); });
  EXPECT_EQ(checked_in.size(), 1U);
}

TEST_F(TicketsTest, a_seat_that_was_refunded_can_be_sold_again) {
  buy(1);
  ASSERT_TRUE(emit(orders::ItemsRefunded{last_order.order, {last_order.items[0].id}, true}));
  auto again = order_of(1, show);
  again.items[0].show_seat = last_order.items[0].show_seat;
  EXPECT_TRUE(emit(again));
  auto twice = order_of(1, show);
  twice.items[0].show_seat = last_order.items[0].show_seat;
  EXPECT_THROW(static_cast<void>(emit(twice)), store::ConstraintError);
}

TEST_F(TicketsTest, early_scans_are_refused_only_when_the_settings_ask_for_it) {
  const auto ticket = buy(1).front();
  restart({.refuse_early = true, .early_margin = std::chrono::minutes(15)});
  EXPECT_EQ(scan(ticket.code), ScanResult::too_early);
  temp.clock.step_to(*parse_rfc3339("2026-12-24T23:29:59Z"));
  EXPECT_EQ(scan(ticket.code), ScanResult::too_early);
  temp.clock.step_to(*parse_rfc3339("2026-12-24T23:30:00Z"));
  EXPECT_EQ(scan(ticket.code), ScanResult::admitted);
}

TEST_F(TicketsTest, who_comes_before_the_doors_open_is_asked_about_and_let_in_all_the_same) {
  const auto ticket = buy(1).front();
  const auto opens = *parse_rfc3339("2026-12-24T23:30:00Z");
  const auto go = [&](std::optional<EarlyScans> early) {
    return *await(tickets->admit({.code = ticket.code, .show = show, .early = early}));
  };
  const auto asked = go(EarlyScans::ask);
  EXPECT_EQ(asked.result, ScanResult::too_early);
  EXPECT_EQ(asked.opens_at, opens);
  EXPECT_EQ(asked.ticket->status, "valid");
  EXPECT_EQ(await(tickets->scan_list(show))->opens_at, opens);
  EXPECT_EQ(go(EarlyScans::admit).result, ScanResult::admitted);
  EXPECT_EQ(go(EarlyScans::ask).result, ScanResult::already_used) << "use comes before earliness";
  const auto later = buy(1).front();
  temp.clock.step_to(opens);
  const auto in_time =
      *await(tickets->admit({.code = later.code, .show = show, .early = EarlyScans::ask}));
  EXPECT_EQ(in_time.result, ScanResult::admitted);
  EXPECT_FALSE(in_time.opens_at);
}

TEST_F(TicketsTest, a_show_without_doors_opens_twelve_hours_before_it_starts) {
  const auto forgotten = temp->write_now(store::kHouseLane, [this](auto& tx) -> Status {
    tx.run(store::Query{"test.no_doors", "update shows set doors_at = null where id = $1"}, show);
    return {};
  });
  ASSERT_TRUE(forgotten);
  EXPECT_EQ(await(tickets->scan_list(show))->opens_at, *parse_rfc3339("2026-12-24T12:30:00Z"));
}

TEST_F(TicketsTest, of_another_shows_ticket_the_door_learns_nothing_more) {
  const auto other_show = add_show();
  const auto elsewhere = buy(1, other_show).front();
  ASSERT_EQ(await(tickets->admit({.code = elsewhere.code, .show = other_show}))->result,
            ScanResult::admitted);
  for (const bool by_number : {false, true}) {
    const auto answer =
        await(tickets->admit({.code = by_number ? elsewhere.ticket_number : elsewhere.code,
                              .show = show,
                              .by_number = by_number}));
    EXPECT_EQ(answer->result, ScanResult::wrong_show);
    EXPECT_FALSE(answer->ticket);
    EXPECT_FALSE(answer->first_scan);
  }
  const auto looked = await(tickets->look_at(elsewhere.code, show));
  EXPECT_EQ(looked.result, ScanResult::wrong_show);
  EXPECT_FALSE(looked.ticket);
}

TEST_F(TicketsTest, a_clock_that_steps_back_keeps_nobody_in_who_has_left) {
  const auto ticket = buy(1).front();
  const auto go = [&](Direction direction) {
    return await(tickets->admit({.code = ticket.code, .show = show, .direction = direction}))
        ->result;
  };
  EXPECT_EQ(go(Direction::entry), ScanResult::admitted);
  temp.clock.step_to(temp.clock.now() - std::chrono::hours(1));
  EXPECT_EQ(go(Direction::exit), ScanResult::left);
  EXPECT_EQ(go(Direction::exit), ScanResult::not_inside);
  EXPECT_EQ(go(Direction::entry), ScanResult::admitted);
  EXPECT_EQ(go(Direction::entry), ScanResult::already_used);
  EXPECT_TRUE(await(tickets->conflicts({.show = show}, {}, 50)).items.empty());
}

TEST_F(TicketsTest, an_admission_can_be_taken_back) {
  const auto ticket = buy(1).front();
  EXPECT_EQ(await(tickets->undo_scan(ticket.id, {}, {})).error().code, "ticket_not_used");
  scan(ticket.code);
  const auto undone = await(tickets->undo_scan(ticket.id, {}, {}));
  ASSERT_TRUE(undone);
  EXPECT_EQ(undone->status, "valid");
  EXPECT_FALSE(undone->used_at);
  const auto again = admit(ticket.code);
  EXPECT_EQ(again.result, ScanResult::admitted);
  EXPECT_FALSE(again.first_scan);
  EXPECT_EQ(await(tickets->undo_scan(TicketId{1}, {}, {})).error().code, "ticket_not_found");
}

TEST_F(TicketsTest, counts_who_is_in_by_gate) {
  const auto issued = buy(4);
  admit(issued[0].code, {}, "North");
  admit(issued[1].code, {}, "South");
  admit(issued[1].code, {}, "South");
  admit("nonsense");
  admit(issued[2].code, {}, "North");
  await(tickets->undo_scan(issued[2].id, {}, {}));
  const auto counts = await(tickets->admissions(show));
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->issued, 4);
  EXPECT_EQ(counts->admitted, 2);
  EXPECT_EQ(counts->expected, 2);
  ASSERT_EQ(counts->gates.size(), 2U);
  EXPECT_EQ(counts->gates[0].gate, "North");
  EXPECT_EQ(counts->gates[0].admitted, 1);
  EXPECT_EQ(counts->gates[1].admitted, 1);
  EXPECT_EQ(counts->gates[1].refused, 1);
  EXPECT_EQ(await(tickets->admissions(ShowId{1})).error().code, "show_not_found");
}

TEST_F(TicketsTest, lists_and_finds_without_case_and_accents) {
  buy(3);
  auto page = await(tickets->list({}, {}, 2));
  EXPECT_EQ(page.total, 3);
  ASSERT_EQ(page.items.size(), 2U);
  EXPECT_TRUE(page.more);
  page = await(tickets->list({}, page.items.back().id, 2));
  EXPECT_EQ(page.items.size(), 1U);
  EXPECT_FALSE(page.more);
  EXPECT_EQ(await(tickets->list({.text = "ZOE Łuk"}, {}, 10)).total, 3);
  EXPECT_EQ(await(tickets->list({.text = "7kq2mx"}, {}, 10)).total, 3);
  EXPECT_EQ(await(tickets->list({.text = "%"}, {}, 10)).total, 0) << "no wildcards from outside";
  EXPECT_EQ(await(tickets->list({.status = TicketStatus::void_}, {}, 10)).total, 0);
  EXPECT_EQ(await(tickets->list({.show = ShowId{1}}, {}, 10)).total, 0);
  const auto oldest = await(tickets->list({.sort = TicketSort::oldest}, {}, 1));
  EXPECT_EQ(oldest.items.front().seat_number, "12");
}

TEST_F(TicketsTest, prints_a_file_whose_code_admits) {
  const auto ticket = buy(2)[1];
  const auto document = await(tickets->print_by_code(ticket.code));
  ASSERT_TRUE(document);
  EXPECT_EQ(document->file_name, "the-nutcracker-" + ticket.ticket_number + ".pdf");
  const std::string pdf = temp.directory.file("ticket.pdf");
  write_file(pdf, document->bytes);
  const std::string text = pdf_text(pdf);
  EXPECT_NE(text.find("Zoë Łukasiewicz"), std::string::npos);
  EXPECT_NE(text.find("Ticket 2 of 2"), std::string::npos);
  run_program("pdftoppm -r 150 -png '" + pdf + "' '" + temp.directory.file("page") + "'");
  std::string code = scanned(temp.directory.file("page-1.png"));
  EXPECT_EQ(code, ticket.code + "\n");
  EXPECT_EQ(scan(code), ScanResult::admitted) << "as the scanner reads it";
}

TEST_F(TicketsTest, prints_one_file_for_an_order_without_its_void_tickets) {
  buy(3);
  ASSERT_TRUE(emit(orders::ItemsRefunded{last_order.order, {last_order.items[1].id}, true}));
  const auto document = await(tickets->print({.order = last_order.order}));
  ASSERT_TRUE(document);
  EXPECT_EQ(document->file_name, "the-nutcracker-ORD-20261124-7KQ2MX.pdf");
  const std::string pdf = temp.directory.file("order.pdf");
  write_file(pdf, document->bytes);
  const std::string text = pdf_text(pdf);
  EXPECT_NE(text.find("seat 12"), std::string::npos);
  EXPECT_EQ(text.find("seat 13"), std::string::npos);
  EXPECT_NE(text.find("seat 14"), std::string::npos);
  EXPECT_EQ(await(tickets->print({.order = OrderId{1}})).error().code, "order_not_found");
}

TEST_F(TicketsTest, gives_files_an_address_of_short_life) {
  const auto ticket = buy(1).front();
  const auto address = await(tickets->print_to_address({.ticket = ticket.id}, std::nullopt));
  ASSERT_TRUE(address);
  const std::string prefix = "/api/public/ticket-files/";
  ASSERT_TRUE(address->path.starts_with(prefix));
  const std::string link = address->path.substr(prefix.size());
  EXPECT_TRUE(await(tickets->open_address(link))->bytes.starts_with("%PDF-"));
  EXPECT_EQ(await(tickets->open_address("nonsense")).error().code, "link_not_found");
  temp.clock.advance(std::chrono::minutes(15));
  EXPECT_EQ(await(tickets->open_address(link)).error().code, "link_expired");
}

TEST_F(TicketsTest, locks_a_file_with_a_password_on_request) {
  const auto ticket = buy(1).front();
  const auto address = await(tickets->print_to_address({.order = last_order.order}, "geheim"));
  ASSERT_TRUE(address);
  const auto link = address->path.substr(std::string("/api/public/ticket-files/").size());
  const std::string pdf = temp.directory.file("locked.pdf");
  write_file(pdf, await(tickets->open_address(link))->bytes);
  EXPECT_EQ(pdf_text(pdf), "");
  EXPECT_NE(pdf_text(pdf, "-upw geheim").find(ticket.ticket_number), std::string::npos);
  ASSERT_TRUE(emit(orders::ItemsRefunded{last_order.order, {last_order.items[0].id}, true}));
  EXPECT_EQ(await(tickets->open_address(link)).error().code, "ticket_void");
}

TEST_F(TicketsTest, puts_the_show_into_a_calendar) {
  const auto ticket = buy(1).front();
  const auto entry = await(tickets->calendar_by_code(ticket.code, "https://tickets.example.org"));
  ASSERT_TRUE(entry);
  EXPECT_NE(entry->bytes.find("DTSTART:20261225T003000Z\r\n"), std::string::npos);
  EXPECT_NE(entry->bytes.find("SUMMARY:The Nutcracker: Saturday evening\r\n"), std::string::npos);
  EXPECT_NE(entry->bytes.find("UID:" + ticket.id.text() + "@"), std::string::npos);
}

TEST_F(TicketsTest, mails_the_tickets_again_once_for_each_request) {
  const auto ticket = buy(1).front();
  const jobs::OnceKey key{"test", "key-1", Bytes(32, 1)};
  EXPECT_TRUE(await(tickets->resend(ticket.id, key, {})));
  EXPECT_TRUE(await(tickets->resend(ticket.id, key, {})));
  const auto mails = [this] {
    return temp->read_now(
        [this](store::Queries& q) { return notifications.of_order(q, last_order.order); });
  };
  ASSERT_EQ(mails().size(), 1U);
  EXPECT_EQ(mails().front().recipient, "zoe@example.org");
  EXPECT_TRUE(await(tickets->resend(ticket.id, std::nullopt, {})));
  EXPECT_EQ(mails().size(), 2U);
  EXPECT_EQ(await(tickets->resend(TicketId{1}, std::nullopt, {})).error().code, "ticket_not_found");
}

TEST_F(TicketsTest, a_show_with_tickets_cannot_be_deleted) {
  EXPECT_TRUE(emit(shows::ShowDeleting{show}));
  buy(1);
  EXPECT_EQ(emit(shows::ShowDeleting{show}).error().code, "show_has_tickets");
}

}  // namespace
}  // namespace usher::tickets
