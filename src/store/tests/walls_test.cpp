// The second wall: what PostgreSQL shows to whom when a query forgot its filter.
#include <gtest/gtest.h>

#include <array>
#include <map>

#include "store/postgres_connection.hpp"
#include "store/store.hpp"
#include "support/postgres.hpp"

namespace usher::store {
namespace {

const Bytes kAnna{0xa1, 0x01};
const Bytes kBert{0xb2, 0x02};

// Order 11 and ticket 31 are Anna's, 12 and 32 are Bert's.
constexpr std::string_view kRows = R"(
  INSERT INTO venues (id, name, address, city, state, zip, country, time_zone, capacity, version,
    map_version, created_at, updated_at) VALUES (1, 'v', '', '', '', '', '', 'UTC', 0, 1, 1, 0, 0);
  INSERT INTO recitals (id, title, slug, description, version, created_at, updated_at)
    VALUES (1, 'r', 'r', '', 1, 0, 0);
  INSERT INTO shows (id, recital_id, venue_id, title, starts_at, time_zone, status, layout_version,
    version, created_at, updated_at) VALUES (1, 1, 1, 's', 1, 'UTC', 'on_sale', 1, 1, 0, 0);
  INSERT INTO shows (id, recital_id, venue_id, title, starts_at, time_zone, status, layout_version,
    version, created_at, updated_at) VALUES (2, 1, 1, 's', 1, 'UTC', 'draft', 1, 1, 0, 0);
  INSERT INTO users VALUES (1, 'e', 'e', 'n', 'admin', 'active', '', NULL, NULL, 0, 1, 0, NULL);
  INSERT INTO user_sessions VALUES (1, 'x', 1, 0, 0, '', '');
  INSERT INTO api_tokens VALUES (1, 'n', 'x', 'admin', 1, 0, 0, NULL);
  INSERT INTO house_secrets VALUES ('s', 'x');
  INSERT INTO audit_log VALUES (1, 0, '', '', '', '', '', '', '', '', '', '');
  INSERT INTO signing_keys VALUES (1, '', '', 0);
  INSERT INTO allotments (id, show_id, name, color, access_code, code_key, version)
    VALUES (1, 1, 'n', '#000000', 'DANCE', 'dance', 1);
  INSERT INTO orders (id, order_number, lane_keys, session_key, status, customer_name,
    customer_email, email_key, search_key, currency, subtotal, discount, fees, tax, tax_added,
    total, tax_inclusive, rounding, fee_lines, refunded, incident, created_at, expires_at)
    SELECT id, number, '1', decode(session, 'hex'), 'paid', 'n', 'e', 'e', '', 'USD', 0, 0, 0, 0, 0,
      0, 0, '', '', 0, '', 0, 0
    FROM (VALUES (11, 'A', 'a101'), (12, 'B', 'b202')) n (id, number, session);
  INSERT INTO order_lines (order_id, position, id, kind, show_id, title, show_seat_id, seat_id,
    section, row_name, seat_number, seat_type, ticket_type, list_price, discount, fees, tax,
    tax_inclusive, total)
    SELECT o, 0, o + 10, 'ticket', 1, '', 1, 1, '', '', '', '', '', 0, 0, 0, 0, 0, 0
    FROM (VALUES (11), (12)) n (o);
  INSERT INTO order_events SELECT o, 1, 0, '', '', '' FROM (VALUES (11), (12)) n (o);
  INSERT INTO payments (order_id, attempt, lane_keys, provider, intent_id, amount, currency, status,
    refunded, created_at, settled_at)
    SELECT o, 1, '1', 'test', 'i', 100, 'USD', 'succeeded', 0, 0, 0 FROM (VALUES (11), (12)) n (o);
  INSERT INTO refunds (order_id, number, attempt, lane_keys, intent_id, amount, fees, tax, currency,
    reason, status, provider_refund_id, failure, requested_at, completed_at)
    SELECT o, 1, 1, '1', 'i', 1, 0, 0, 'USD', '', 'completed', '', '', 0, 0
    FROM (VALUES (11), (12)) n (o);
  INSERT INTO holds (id, show_id, session_key, status, expires_at, extended, seats, currency)
    SELECT id, 1, decode(session, 'hex'), 'active', 0, 0, '[]', 'USD'
    FROM (VALUES (41, 'a101'), (42, 'b202')) n (id, session);
  INSERT INTO tickets (id, ticket_number, order_id, order_item_id, order_number, show_id,
    show_seat_id, key_number, nonce, status, holder_name, holder_email, section, row_name,
    seat_number, seat_type, ticket_type, price, currency, issued_at, search_text)
    SELECT o + 20, 't' || o, o, o + 10, '', 1, o, 1, '', 'valid', 'n', 'e', '', '', '', '', '', 0,
      'USD', 0, '' FROM (VALUES (11), (12)) n (o);
  INSERT INTO scans (id, ticket_id, show_id, request_hash, result, gate, scanned_at, recorded_at,
    scanned_by) SELECT t, t, 1, '', 'admitted', '', 0, 0, 1 FROM (VALUES (31), (32)) n (t);
)";

constexpr Query kOrders{"test.orders", "SELECT id FROM orders ORDER BY id"};
constexpr Query kItems{"test.items", "SELECT order_id FROM order_lines ORDER BY order_id"};
constexpr Query kEvents{"test.events", "SELECT order_id FROM order_events ORDER BY order_id"};
constexpr Query kPayments{"test.payments", "SELECT order_id FROM payments ORDER BY order_id"};
constexpr Query kRefunds{"test.refunds", "SELECT order_id FROM refunds ORDER BY order_id"};
constexpr Query kHolds{"test.holds", "SELECT id FROM holds ORDER BY id"};
constexpr Query kTickets{"test.tickets", "SELECT id FROM tickets ORDER BY id"};
constexpr Query kScans{"test.scans", "SELECT ticket_id FROM scans ORDER BY ticket_id"};
constexpr Query kUsers{"test.users", "SELECT id FROM users"};
constexpr Query kSessions{"test.sessions", "SELECT id FROM user_sessions"};
constexpr Query kTokens{"test.tokens", "SELECT id FROM api_tokens"};
constexpr Query kSecrets{"test.secrets", "SELECT 1 FROM house_secrets"};
constexpr Query kAudit{"test.audit", "SELECT id FROM audit_log"};
constexpr Query kCodes{"test.codes", "SELECT id FROM allotments"};
constexpr Query kShows{"test.shows", "SELECT id FROM shows ORDER BY id"};
constexpr Query kKeys{"test.keys", "SELECT number FROM signing_keys"};

using Ids = std::vector<std::int64_t>;

struct Walls : ::testing::Test {
  usher::testing::PostgresDatabase database;
  SystemClock clock;
  std::unique_ptr<Store> store;

  void SetUp() override {
    PostgresConnection owner(PostgresUrl::parse(database.url()));
    owner.script(kRows);
    StoreOptions options;
    options.url = database.app_url();
    store = open_store(options, clock);
  }
  Ids seen(const Viewer& viewer, const Query& query) {
    return store->read_now(viewer, [&query](Queries& q) { return q.all<std::int64_t>(query); });
  }
};

TEST_F(Walls, anyone_sees_what_the_house_publishes_and_nothing_of_anybody) {
  for (const auto* query :
       {&kOrders, &kItems, &kEvents, &kPayments, &kRefunds, &kHolds, &kTickets, &kScans, &kUsers,
        &kSessions, &kTokens, &kSecrets, &kAudit, &kKeys, &kCodes}) {
    EXPECT_EQ(seen(Viewer::anyone(), *query), Ids{}) << query->name;
  }
  EXPECT_EQ(seen(Viewer::anyone(), kShows), Ids{1}) << "drafts are not published";
  EXPECT_EQ(seen(Viewer::staff(), kShows), (Ids{1, 2}));
  EXPECT_EQ(seen(Viewer::of_session(kAnna), kShows), (Ids{1, 2}));
}

TEST_F(Walls, an_answer_is_made_with_what_its_reader_may_not_see) {
  const auto counts = store->read_now(Viewer::of_order(OrderId{11}), [](Queries& q) {
    const auto before = q.all<std::int64_t>(kKeys).size();
    const auto raised = q.as_server([&] { return q.all<std::int64_t>(kKeys).size(); });
    return std::array{before, raised, q.all<std::int64_t>(kKeys).size(),
                      q.all<std::int64_t>(kOrders).size()};
  });
  EXPECT_EQ(counts, (std::array<std::size_t, 4>{0, 1, 0, 1}));
}

TEST_F(Walls, a_session_sees_its_own_orders_and_holds_and_what_belongs_to_them) {
  const std::map<const Query*, std::int64_t> first{{&kOrders, 11},  {&kItems, 11}, {&kPayments, 11},
                                                   {&kRefunds, 11}, {&kHolds, 41}, {&kTickets, 31},
                                                   {&kScans, 31}};
  for (const auto& [query, id] : first) {
    EXPECT_EQ(seen(Viewer::of_session(kAnna), *query), Ids{id}) << query->name;
    EXPECT_EQ(seen(Viewer::of_session(kBert), *query), Ids{id + 1}) << query->name;
    EXPECT_EQ(seen(Viewer::of_session(Bytes{}), *query), Ids{}) << query->name;
  }
  for (const auto* query : {&kEvents, &kUsers, &kSessions, &kTokens, &kSecrets, &kAudit, &kCodes}) {
    EXPECT_EQ(seen(Viewer::of_session(kAnna), *query), Ids{}) << query->name;
  }
}

TEST_F(Walls, whoever_proved_one_order_sees_that_order) {
  const auto bert = Viewer::of_order(OrderId{12});
  for (const auto* query : {&kOrders, &kItems, &kPayments, &kRefunds}) {
    EXPECT_EQ(seen(bert, *query), Ids{12}) << query->name;
  }
  EXPECT_EQ(seen(bert, kTickets), Ids{32});
  EXPECT_EQ(seen(bert, kHolds), Ids{});
  EXPECT_EQ(seen(Viewer::of_order(OrderId{1}), kOrders), Ids{});
}

TEST_F(Walls, whoever_holds_one_code_sees_that_ticket) {
  const auto holder = Viewer::of_ticket(TicketId{31});
  EXPECT_EQ(seen(holder, kTickets), Ids{31});
  EXPECT_EQ(seen(holder, kScans), Ids{31});
  for (const auto* query : {&kOrders, &kItems, &kPayments, &kHolds, &kUsers}) {
    EXPECT_EQ(seen(holder, *query), Ids{}) << query->name;
  }
}

TEST_F(Walls, staff_see_the_sale_and_no_credentials) {
  for (const auto* query :
       {&kOrders, &kItems, &kEvents, &kPayments, &kRefunds, &kHolds, &kTickets, &kScans}) {
    EXPECT_EQ(seen(Viewer::staff(), *query).size(), 2U) << query->name;
  }
  EXPECT_EQ(seen(Viewer::staff(), kAudit), Ids{1});
  for (const auto* query : {&kUsers, &kSessions, &kTokens, &kSecrets}) {
    EXPECT_EQ(seen(Viewer::staff(), *query), Ids{}) << query->name;
    EXPECT_EQ(seen(Viewer::server(), *query), Ids{1}) << query->name;
  }
}

TEST_F(Walls, a_viewer_does_not_outlive_its_read) {
  StoreOptions options;
  options.readers = 1;
  for (const auto* suffix : {"", "&prepare=off"}) {
    options.url = database.app_url() + suffix;
    const auto one = open_store(options, clock);
    const auto count = [&](const Viewer& viewer) {
      return one->read_now(viewer, [](Queries& q) { return q.all<std::int64_t>(kOrders).size(); });
    };
    EXPECT_EQ(count(Viewer::server()), 2U);
    EXPECT_EQ(count(Viewer::of_order(OrderId{11})), 1U);
    EXPECT_EQ(count(Viewer::server()), 2U);
    EXPECT_EQ(count(Viewer::anyone()), 0U);
  }
}

TEST_F(Walls, a_connection_that_says_nothing_sees_nothing_not_even_the_owners) {
  for (const auto& url : {database.url(), database.app_url()}) {
    PostgresConnection stranger(PostgresUrl::parse(url));
    stranger.begin_read();
    stranger.script("SET LOCAL usher.viewer = ''");
    std::int64_t rows = 0;
    stranger.visit(kOrders, {}, [&](const Row&) { return ++rows > 0; });
    stranger.rollback();
    EXPECT_EQ(rows, 0);
  }
}

TEST_F(Walls, the_role_that_serves_changes_no_schema_and_no_audit_log) {
  PostgresConnection app(PostgresUrl::parse(database.app_url()));
  constexpr std::array kForbidden{"CREATE TABLE t (id bigint)",
                                  "DROP TABLE orders",
                                  "ALTER TABLE orders DISABLE ROW LEVEL SECURITY",
                                  "DROP POLICY server ON users",
                                  "TRUNCATE orders",
                                  "INSERT INTO schema_migrations VALUES ('x', '', 0)"};
  for (const auto* forbidden : kForbidden) {
    EXPECT_THROW(app.script(forbidden), DatabaseError) << forbidden;
  }
  constexpr Query kChange{"test.change", "UPDATE audit_log SET actor = 'eve'"};
  constexpr Query kErase{"test.erase", "DELETE FROM audit_log"};
  for (const auto& url : {database.url(), database.app_url()}) {
    PostgresConnection connection(PostgresUrl::parse(url));
    connection.begin_write();
    EXPECT_EQ(connection.run(kChange, {}), 0);
    EXPECT_EQ(connection.run(kErase, {}), 0);
    connection.commit();
  }
}

}  // namespace
}  // namespace usher::store
