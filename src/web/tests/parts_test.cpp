// The small pure parts of web: targets, addresses, tags, encodings, cookies, limits.
#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/escape.hpp"
#include "support/manual_clock.hpp"
#include "support/properties.hpp"
#include "web/compression.hpp"
#include "web/etag.hpp"
#include "web/event_stream.hpp"
#include "web/proxies.hpp"
#include "web/rate_limit.hpp"
#include "web/reply.hpp"
#include "web/session.hpp"
#include "web/uri.hpp"

namespace {

using namespace usher;
using namespace usher::web;
using boost::asio::ip::make_address;

TEST(Uri, refuses_paths_that_could_leave_their_place) {
  for (const std::string_view path :
       {"/../x", "/a/..", "/a/./b", "/%2e%2e/x", "/.%2E/x", "/a%2fb", "/a%5cb", "/a\\b", "/%00",
        "/%0a", "/%7f", "/%", "/%4", "/%zz", "/%c0%ae", "/%ed%a0%80", "/%ff"}) {
    EXPECT_NE(fault_of_path(path), "") << path;
  }
  for (const std::string_view path :
       {"/", "/a/b", "/a.b/c..d", "/...", "/%c3%a9", "/a%20b", "//"}) {
    EXPECT_EQ(fault_of_path(path), "") << path;
  }
}

TEST(Uri, decodes_queries) {
  TextPairs pairs;
  std::deque<std::string> storage;
  ASSERT_TRUE(parse_query("a=1&b=x+y%21&c&&d=%C3%A9%0A", pairs, storage));
  const TextPairs expected{{"a", "1"}, {"b", "x y!"}, {"c", ""}, {"d", "\u00e9\n"}};
  EXPECT_EQ(pairs, expected);
}

TEST(Uri, refuses_broken_queries) {
  for (const std::string& query :
       {std::string("a=%"), std::string("a=%0"), std::string("%zz=1"), std::string("a=%00"),
        std::string("a=%ff"), std::string(202, '&') + std::string("a&a&a")}) {
    TextPairs pairs;
    std::deque<std::string> storage;
    const bool fine = query.front() == '&';
    EXPECT_EQ(parse_query(query, pairs, storage), fine) << query;
  }
  std::string many;
  for (std::size_t i = 0; i <= kQueryPairsMax; ++i) many += "a=1&";
  TextPairs pairs;
  std::deque<std::string> storage;
  EXPECT_FALSE(parse_query(many, pairs, storage));
}

PROPERTY(Uri, decodes_what_it_encodes) {
  const auto text = *rc::gen::container<std::string>(rc::gen::inRange<char>(0x20, 0x7f));
  RC_ASSERT(percent_decode(percent_encode(text)) == text);
}

TEST(Proxies, ignores_forwarded_addresses_of_strangers) {
  const TrustedProxies none;
  EXPECT_EQ(none.client_of(make_address("192.0.2.1"), "203.0.113.7").to_string(), "192.0.2.1");
  const auto some = TrustedProxies::parse("10.0.0.0/8, 2001:db8::/32");
  ASSERT_TRUE(some);
  EXPECT_EQ(some->client_of(make_address("192.0.2.1"), "203.0.113.7").to_string(), "192.0.2.1");
}

TEST(Proxies, takes_the_right_most_address_that_is_no_proxy) {
  const auto proxies = TrustedProxies::parse("10.0.0.0/8,127.0.0.1,2001:db8::/32");
  ASSERT_TRUE(proxies);
  const auto client = [&](const char* peer, const char* chain) {
    return proxies->client_of(make_address(peer), chain).to_string();
  };
  EXPECT_EQ(client("10.1.2.3", "1.1.1.1, 203.0.113.7, 10.9.9.9"), "203.0.113.7");
  EXPECT_EQ(client("::ffff:10.1.2.3", "203.0.113.7"), "203.0.113.7");
  EXPECT_EQ(client("127.0.0.1", "203.0.113.7:4711"), "203.0.113.7");
  EXPECT_EQ(client("2001:db8::9", "[2a00::1]:99"), "2a00::1");
  EXPECT_EQ(client("10.1.2.3", "203.0.113.7, nonsense"), "10.1.2.3");
  EXPECT_EQ(client("10.1.2.3", "10.4.4.4"), "10.4.4.4");
  EXPECT_EQ(client("10.1.2.3", ""), "10.1.2.3");
}

TEST(Proxies, refuses_what_is_no_network) {
  for (const std::string_view list : {"x", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "::/129"}) {
    EXPECT_FALSE(TrustedProxies::parse(list)) << list;
  }
  EXPECT_TRUE(TrustedProxies::parse("0.0.0.0/0")->contains(make_address("8.8.8.8")));
  EXPECT_FALSE(TrustedProxies::parse("0.0.0.0/0")->contains(make_address("2001:db8::1")));
}

TEST(Proxies, keys_limits_by_address_or_half_an_ipv6_one) {
  EXPECT_EQ(network_of(make_address("203.0.113.7")), "203.0.113.7");
  EXPECT_EQ(network_of(make_address("2001:db8:1:2:3:4:5:6")), "2001:db8:1:2::/64");
}

TEST(Compression, takes_the_best_encoding_on_offer) {
  EXPECT_EQ(best_encoding(""), Encoding::identity);
  EXPECT_EQ(best_encoding("gzip, deflate, br"), Encoding::brotli);
  EXPECT_EQ(best_encoding("gzip;q=1.0, br;q=0.5"), Encoding::gzip);
  EXPECT_EQ(best_encoding("br;q=0, GZIP"), Encoding::gzip);
  EXPECT_EQ(best_encoding("br;q=x"), Encoding::identity);
  EXPECT_EQ(best_encoding("identity"), Encoding::identity);
}

TEST(Compression, makes_text_smaller) {
  const std::string text(10'000, 'a');
  EXPECT_LT(gzip(text).size(), 200U);
  EXPECT_LT(brotli(text).size(), 200U);
}

TEST(Etag, matches_lists_weak_tags_and_the_star) {
  const std::string etag = etag_of("content");
  EXPECT_TRUE(etag_matches(etag, etag));
  EXPECT_TRUE(etag_matches("\"x\", W/" + etag, etag));
  EXPECT_TRUE(etag_matches("*", etag));
  EXPECT_FALSE(etag_matches("\"x\"", etag));
  EXPECT_FALSE(etag_matches("", etag));
  EXPECT_NE(encoded_etag(etag, Encoding::gzip), etag);
}

class BuyerCookie : public ::testing::Test {
 protected:
  usher::testing::ManualClock clock;
  SeededRandom random{7};
  BuyerSessions sessions{Bytes(32, 1), clock, random};
};

TEST_F(BuyerCookie, opens_what_it_made_and_nothing_else) {
  const std::string cookie = sessions.make();
  const auto key = sessions.key_of(cookie);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->size(), 16U);
  EXPECT_NE(sessions.key_of(sessions.make()), key);
  for (std::size_t i = 0; i < cookie.size(); ++i) {
    std::string forged = cookie;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    // The last digit of base64url holds two bits that are not used.
    if (from_base64url(forged) == from_base64url(cookie)) continue;
    EXPECT_FALSE(sessions.key_of(forged)) << i;
  }
  EXPECT_FALSE(sessions.key_of(""));
  EXPECT_FALSE(sessions.key_of(std::string(1000, 'A')));
  EXPECT_FALSE((BuyerSessions(Bytes(32, 2), clock, random).key_of(cookie)));
}

TEST_F(BuyerCookie, ends_after_a_day_unless_it_is_renewed) {
  const std::string cookie = sessions.make();
  const auto key = sessions.key_of(cookie);
  EXPECT_FALSE(sessions.renewed(cookie));
  clock.advance(std::chrono::hours(2));
  const auto renewed = sessions.renewed(cookie);
  ASSERT_TRUE(renewed);
  EXPECT_EQ(sessions.key_of(*renewed), key);
  clock.advance(std::chrono::hours(23));
  EXPECT_FALSE(sessions.key_of(cookie));
  EXPECT_EQ(sessions.key_of(*renewed), key);
}

TEST(RateLimit, refuses_beyond_the_burst_and_says_how_long) {
  RateLimit limit({10, 2, false});
  const auto client = make_address("203.0.113.7");
  std::chrono::steady_clock::time_point now{};
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(limit.take(RateClass::read, client, false, now));
  EXPECT_EQ(limit.take(RateClass::read, client, false, now), std::chrono::seconds(1));
  EXPECT_FALSE(limit.take(RateClass::read, make_address("203.0.113.8"), false, now));
  EXPECT_FALSE(limit.take(RateClass::write, client, false, now));
  now += std::chrono::seconds(1);
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(limit.take(RateClass::read, client, false, now));
  EXPECT_TRUE(limit.take(RateClass::read, client, false, now));
}

TEST(RateLimit, is_shared_by_all_servers_of_a_house) {
  RateLimit limit({40, 2, false});
  limit.share_among(4);
  const auto client = make_address("203.0.113.7");
  std::chrono::steady_clock::time_point now{};
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(limit.take(RateClass::read, client, false, now));
  EXPECT_TRUE(limit.take(RateClass::read, client, false, now));
  now += std::chrono::seconds(1);
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(limit.take(RateClass::read, client, false, now));
  EXPECT_TRUE(limit.take(RateClass::read, client, false, now));
  limit.share_among(1);  // the others were stopped
  now += std::chrono::seconds(1);
  for (int i = 0; i < 40; ++i) EXPECT_FALSE(limit.take(RateClass::read, client, false, now));
  EXPECT_TRUE(limit.take(RateClass::read, client, false, now));
  limit.share_among(1000);
  now += std::chrono::seconds(10);
  EXPECT_FALSE(limit.take(RateClass::write, client, false, now))
      << "whoever is quiet may always buy";
}

TEST(RateLimit, lets_its_own_machine_pass) {
  RateLimit limit({1, 1, false});
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(limit.take(RateClass::write, make_address("127.0.0.1"), true, {}));
  }
}

TEST(Attachment, is_safe_for_any_name) {
  EXPECT_EQ(attachment("seats.csv"),
            "attachment; filename=\"seats.csv\"; filename*=UTF-8''seats.csv");
  EXPECT_EQ(attachment("a\"\r\n\u00e9"),
            "attachment; filename=\"a_____\"; filename*=UTF-8''a%22%0D%0A%C3%A9");
}

class RecordedStream final : public EventStream {
 public:
  int wakes = 0;

 private:
  void wake() override { ++wakes; }
};

TEST(EventStream, wakes_once_for_all_that_is_queued) {
  const auto stream = std::make_shared<RecordedStream>();
  EXPECT_TRUE(stream->push(make_event("a", "1")));
  EXPECT_TRUE(stream->push(make_event("b", "2\n3", "7")));
  EXPECT_EQ(stream->wakes, 1);
  const auto chunks = stream->take();
  ASSERT_EQ(chunks.size(), 2U);
  EXPECT_EQ(*chunks[0], "event: a\ndata: 1\n\n");
  EXPECT_EQ(*chunks[1], "id: 7\nevent: b\ndata: 2\ndata: 3\n\n");
  EXPECT_TRUE(stream->take().empty());
}

TEST(EventStream, tells_a_slow_client_to_reload_and_ends) {
  const auto stream = std::make_shared<RecordedStream>();
  const auto chunk = make_event("a", "1");
  for (std::size_t i = 0; i < EventStream::kQueueMax; ++i) EXPECT_TRUE(stream->push(chunk));
  EXPECT_FALSE(stream->push(chunk));
  EXPECT_FALSE(stream->push(chunk));
  EXPECT_TRUE(stream->ending());
  const auto chunks = stream->take();
  ASSERT_EQ(chunks.size(), 1U);
  EXPECT_EQ(*chunks[0], "event: reload\ndata: {}\n\n");
}

}  // namespace
