#include "test_site.hpp"

namespace {

using namespace usher::web;
using namespace usher::web::tests;
using std::chrono::milliseconds;

constexpr std::string_view kJson = "Content-Type: application/json\r\n";

class Serving : public ::testing::Test {
 protected:
  TestSite site;
};

TEST_F(Serving, answers_with_path_query_and_etag) {
  const auto answer = ask(site, "GET", "/api/items/a%20b?limit=7");
  EXPECT_EQ(status_of(answer), 200);
  EXPECT_TRUE(has(answer, "\r\n\r\n{\"id\":\"a b\",\"name\":\"x\",\"limit\":7}")) << answer;
  EXPECT_TRUE(has(answer, "ETag: \"3\"\r\n"));
  EXPECT_TRUE(has(answer, "X-Request-Id: "));
  EXPECT_TRUE(has(answer, "Cache-Control: no-store\r\n"));
}

TEST_F(Serving, creates_with_location_and_buyer_session) {
  const auto answer = ask(site, "POST", "/api/items", kJson, R"({"name":"z"})");
  EXPECT_EQ(status_of(answer), 201);
  EXPECT_TRUE(has(answer, "Location: /api/items/1\r\n"));
  EXPECT_TRUE(has(answer, "Set-Cookie: reservation_session="));
  EXPECT_TRUE(has(answer, "Path=/; Max-Age=86400; HttpOnly; SameSite=Lax\r\n")) << answer;
}

TEST_F(Serving, begins_no_buyer_session_with_a_refusal) {
  const auto answer = ask(site, "POST", "/api/items", kJson, R"({"name":"refused"})");
  EXPECT_EQ(status_of(answer), 409);
  EXPECT_FALSE(has(answer, "Set-Cookie")) << answer;
}

TEST_F(Serving, refuses_bad_bodies_with_problems) {
  const auto answer = [&](std::string_view headers, std::string_view body) {
    return ask(site, "POST", "/api/items", headers, body);
  };
  EXPECT_TRUE(has(answer(kJson, "{"), "\"code\":\"malformed_json\""));
  EXPECT_EQ(status_of(answer("", "{}")), 415);
  EXPECT_EQ(status_of(answer("Content-Type: text/plain\r\n", "{}")), 415);
  EXPECT_EQ(status_of(answer("Content-Type: application/json; charset=utf-8\r\n", "{}")), 422);
  EXPECT_EQ(status_of(answer(kJson, std::string(70'000, ' '))), 413);
  const auto invalid = answer(kJson, R"({"size":"big","x":1})");
  EXPECT_EQ(status_of(invalid), 422);
  EXPECT_TRUE(has(invalid, "application/problem+json"));
  EXPECT_TRUE(has(invalid, "\"pointer\":\"/name\",\"code\":\"required\""));
  EXPECT_TRUE(has(invalid, "\"pointer\":\"/x\",\"code\":\"unknown_field\""));
}

TEST_F(Serving, refuses_bad_queries_paths_and_methods) {
  EXPECT_EQ(status_of(ask(site, "GET", "/api/items/1?limit=0")), 422);
  EXPECT_TRUE(has(ask(site, "GET", "/api/items/1?nope=1"), "unknown_parameter"));
  EXPECT_EQ(status_of(ask(site, "GET", "/api/items/1?limit=%zz")), 400);
  EXPECT_EQ(status_of(ask(site, "GET", "/api/%2e%2e/items/1")), 400);
  EXPECT_EQ(status_of(ask(site, "GET", "/api/items/%ff")), 400);
  EXPECT_EQ(status_of(ask(site, "GET", "/api/nothing")), 404);
  EXPECT_EQ(status_of(ask(site, "GET", "/api/items//")), 404);
  const auto wrong = ask(site, "PUT", "/api/items/1");
  EXPECT_EQ(status_of(wrong), 405);
  EXPECT_TRUE(has(wrong, "Allow: GET, HEAD, DELETE, OPTIONS\r\n"));
  EXPECT_EQ(status_of(ask(site, "BREW", "/api/items/1")), 405);
}

TEST_F(Serving, answers_head_and_options) {
  const auto head = ask(site, "HEAD", "/api/items/1");
  EXPECT_EQ(status_of(head), 200);
  EXPECT_TRUE(has(head, "Content-Length: 32\r\n")) << head;
  EXPECT_TRUE(head.ends_with("\r\n\r\n"));
  const auto options = ask(site, "OPTIONS", "/api/items");
  EXPECT_EQ(status_of(options), 204);
  EXPECT_TRUE(has(options, "Allow: POST, OPTIONS\r\n"));
  EXPECT_EQ(status_of(ask(site, "OPTIONS", "*")), 204);
  EXPECT_EQ(status_of(ask(site, "HEAD", "/api/stream")), 200);
}

TEST_F(Serving, keeps_the_cause_of_a_failure_to_itself) {
  for (const std::string_view target : {"/api/throws", "/api/throws-later"}) {
    const auto answer = ask(site, "GET", target);
    EXPECT_EQ(status_of(answer), 500);
    EXPECT_TRUE(has(answer, "\"code\":\"internal_error\""));
    EXPECT_FALSE(has(answer, "secret"));
  }
}

TEST_F(Serving, answers_pipelined_requests_in_order) {
  RawClient client(site);
  std::string bytes;
  for (int i = 0; i < 20; ++i) {
    const std::string id = std::to_string(i);
    bytes += "GET /api/" + std::string(i % 3 == 0 ? "slow" : "items") + "/n" + id +
             " HTTP/1.1\r\nHost: a\r\n\r\n";
  }
  client.send(bytes);
  const auto answers = client.read(milliseconds(1000));
  std::size_t at = 0;
  for (int i = 0; i < 20; ++i) {
    at = answers.find("\"id\":\"n" + std::to_string(i) + "\"", at);
    ASSERT_NE(at, std::string::npos) << i;
  }
  EXPECT_EQ(count_of(answers, "HTTP/1.1 200"), 20U);
}

TEST_F(Serving, takes_a_request_byte_by_byte) {
  RawClient client(site);
  const std::string bytes =
      "POST /api/items HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n8\r\n{\"name\":\r\n4\r\n\"z\"}\r\n0\r\n\r\n";
  for (const char c : bytes) client.send({&c, 1});
  EXPECT_EQ(status_of(client.read()), 201);
}

TEST_F(Serving, reads_large_bodies_and_counts_them) {
  const auto answer =
      ask(site, "POST", "/api/file", "Content-Type: text/csv\r\n", std::string(150'000, 'x'));
  EXPECT_EQ(status_of(answer), 200);
  EXPECT_TRUE(answer.ends_with("\r\n\r\n150000"));
  EXPECT_EQ(status_of(ask(site, "POST", "/api/file", "Content-Type: text/html\r\n", "x")), 415);
}

TEST_F(Serving, never_takes_a_refused_body_for_a_request) {
  RawClient client(site);
  const std::string hidden = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
  client.send("POST /api/items HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n" + hidden);
  const auto answers = client.read();
  EXPECT_EQ(status_of(answers), 413);
  EXPECT_EQ(count_of(answers, "HTTP/1.1"), 1U);
  EXPECT_TRUE(has(answers, "Connection: close"));
}

TEST_F(Serving, asks_for_the_body_only_when_it_takes_it) {
  const std::string head =
      "POST /api/items HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
      "Content-Type: application/json\r\n";
  RawClient willing(site);
  willing.send(head + "Content-Length: 12\r\n\r\n");
  EXPECT_EQ(willing.read(milliseconds(100)), "HTTP/1.1 100 Continue\r\n\r\n");
  willing.send(R"({"name":"z"})");
  EXPECT_EQ(status_of(willing.read()), 201);
  RawClient refused(site);
  refused.send(head + "Content-Length: 1200000\r\n\r\n");
  EXPECT_EQ(status_of(refused.read(milliseconds(100))), 413);
}

TEST_F(Serving, compresses_what_is_large_enough) {
  const auto answer = ask(site, "GET", "/api/long", "Accept-Encoding: gzip, br\r\n");
  EXPECT_TRUE(has(answer, "Content-Encoding: br\r\n"));
  EXPECT_TRUE(has(answer, "Vary: Accept-Encoding\r\n"));
  EXPECT_LT(answer.size(), 2000U);
  const auto plain = ask(site, "GET", "/api/long");
  EXPECT_GT(plain.size(), 300'000U);
  EXPECT_TRUE(has(ask(site, "GET", "/api/items/1", "Accept-Encoding: br\r\n"), "{\"id\""));
}

TEST_F(Serving, serves_cached_bodies_with_their_tags) {
  const auto first = ask(site, "GET", "/api/cached", "Accept-Encoding: gzip\r\n");
  EXPECT_TRUE(has(first, "Content-Encoding: gzip"));
  const auto at = first.find("ETag: ") + 6;
  const auto etag = first.substr(at, first.find("\r\n", at) - at);
  const auto second =
      ask(site, "GET", "/api/cached", "Accept-Encoding: gzip\r\nIf-None-Match: " + etag + "\r\n");
  EXPECT_EQ(status_of(second), 304);
  EXPECT_TRUE(second.ends_with("\r\n\r\n"));
  EXPECT_EQ(status_of(ask(site, "GET", "/api/cached", "If-None-Match: " + etag + "\r\n")), 200);
}

TEST_F(Serving, streams_until_the_client_or_the_slice_ends_it) {
  RawClient client(site);
  client.send("GET /api/stream HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto opened = client.read();
  EXPECT_TRUE(has(opened, "Content-Type: text/event-stream"));
  EXPECT_TRUE(has(opened, "id: 1\nevent: snapshot\ndata: {}\n\n"));
  EXPECT_TRUE(site.stream->push(make_event("seats", "[1]", "2")));
  EXPECT_EQ(client.read(milliseconds(100)), "id: 2\nevent: seats\ndata: [1]\n\n");
  site.stream->close();
  EXPECT_EQ(client.read(milliseconds(500)), "");
  EXPECT_TRUE(client.closed());

  auto second = std::make_unique<RawClient>(site);
  second->send("GET /api/stream HTTP/1.1\r\nHost: a\r\n\r\n");
  second->read(milliseconds(100));
  const int before = site.streams_closed;
  second.reset();
  for (int i = 0; i < 100 && site.streams_closed == before; ++i) {
    std::this_thread::sleep_for(milliseconds(10));
  }
  EXPECT_EQ(site.streams_closed, before + 1);
  EXPECT_FALSE(site.stream->push(make_event("seats", "[2]")));
}

TEST_F(Serving, finishes_what_runs_when_it_stops) {
  RawClient busy(site);
  RawClient idle(site);
  idle.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
  idle.read(milliseconds(100));
  busy.send("GET /api/slow/1 HTTP/1.1\r\nHost: a\r\n\r\n");
  std::this_thread::sleep_for(milliseconds(10));
  const auto began = std::chrono::steady_clock::now();
  std::thread stopping([&] { site.server->stop(); });
  const auto answer = busy.read(milliseconds(1000));
  EXPECT_EQ(status_of(answer), 200);
  EXPECT_TRUE(has(answer, "Connection: close"));
  idle.read(milliseconds(1000));
  EXPECT_TRUE(idle.closed());
  stopping.join();
  EXPECT_LT(std::chrono::steady_clock::now() - began, milliseconds(3000));
}

TEST_F(Serving, tells_whether_it_is_ready) {
  EXPECT_EQ(status_of(ask(site, "GET", "/readyz")), 200);
  site.ready = false;
  const auto answer = ask(site, "GET", "/readyz");
  EXPECT_EQ(status_of(answer), 503);
  EXPECT_TRUE(has(answer, "Retry-After: "));
  EXPECT_EQ(status_of(ask(site, "GET", "/healthz")), 200);
}

TEST_F(Serving, counts_requests_by_route_and_status) {
  ask(site, "GET", "/api/items/1");
  const auto text = ask(site, "GET", "/metrics");
  EXPECT_TRUE(has(text,
                  "usher_http_requests_total{method=\"GET\",route=\"/api/items/{id}\","
                  "status=\"200\"} 1\n"))
      << text;
}

TEST_F(Serving, leads_strangers_to_a_page) {
  EXPECT_TRUE(has(ask(site, "GET", "/"), "Location: /start\r\n"));
  const auto missing = ask(site, "GET", "/nowhere");
  EXPECT_EQ(status_of(missing), 404);
  EXPECT_TRUE(has(missing, "text/html"));
  EXPECT_TRUE(has(missing, "Content-Security-Policy: "));
}

TEST(Patience, ends_with_clients_that_are_too_slow) {
  Patience patience;
  patience.head = milliseconds(300);
  patience.body = milliseconds(300);
  patience.idle = milliseconds(300);
  TestSite site(patience);
  RawClient head(site);
  RawClient body(site);
  RawClient idle(site);
  RawClient silent(site);
  head.send("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ");
  body.send("POST /api/items HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n{");
  idle.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(status_of(head.read(milliseconds(4000))), 408);
  EXPECT_EQ(status_of(body.read(milliseconds(4000))), 408);
  EXPECT_EQ(status_of(idle.read(milliseconds(4000))), 200);
  EXPECT_EQ(silent.read(milliseconds(4000)), "");
  EXPECT_TRUE(head.closed() && body.closed() && idle.closed() && silent.closed());
}

TEST(Patience, keeps_quiet_streams_alive) {
  Patience patience;
  patience.heartbeat = milliseconds(100);
  TestSite site(patience);
  RawClient client(site);
  client.send("GET /api/stream HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(client.read(milliseconds(100)).find("data: {}\n\n") != std::string::npos);
  std::this_thread::sleep_for(milliseconds(1200));
  EXPECT_TRUE(client.read(milliseconds(100)).starts_with("event: ping\ndata: {}\n\n"));
}

TEST(Patience, answers_503_beyond_the_connection_limit) {
  TestSite site({}, 1);
  RawClient first(site);
  first.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(status_of(first.read(milliseconds(200))), 200);
  RawClient second(site);
  EXPECT_EQ(status_of(second.read(milliseconds(1000))), 503);
  EXPECT_TRUE(second.closed());
}

ServerOptions small(std::int64_t body_bytes_max) {
  ServerOptions options;
  options.body_bytes_max = body_bytes_max;
  return options;
}

std::string large_post(std::size_t size, std::string_view headers = "") {
  return "POST /api/large HTTP/1.1\r\nHost: a\r\n" + std::string(headers) +
         "Content-Length: " + std::to_string(size) + "\r\n\r\n";
}
constexpr std::string_view kAdmin = "Authorization: Bearer admin\r\n";

TEST_F(Serving, asks_who_it_is_before_a_large_body_is_read) {
  for (const auto& [token, status] : std::initializer_list<std::pair<const char*, int>>{
           {"scanner", 403}, {"slow-scanner", 403}, {"unknown", 401}, {"slow-unknown", 401}}) {
    RawClient client(site);
    client.send(large_post(3'000'000, "Authorization: Bearer " + std::string(token) + "\r\n") +
                std::string(1000, 'x'));
    const auto answer = client.read(milliseconds(1000));
    EXPECT_EQ(status_of(answer), status) << token;
    EXPECT_TRUE(has(answer, "Connection: close"));
  }
  RawClient chunked(site);
  chunked.send(
      "POST /api/large HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer scanner\r\n"
      "Transfer-Encoding: chunked\r\n\r\n");
  EXPECT_EQ(status_of(chunked.read(milliseconds(1000))), 403);
  for (const std::string_view token : {"admin", "slow-admin"}) {
    const auto answer =
        ask(site, "POST", "/api/large", "Authorization: Bearer " + std::string(token) + "\r\n",
            std::string(3'000'000, 'x'));
    EXPECT_TRUE(answer.ends_with("\r\n\r\n3000000")) << token;
  }
}

TEST_F(Serving, asks_for_a_large_body_only_from_who_may_send_it) {
  const std::string expects = "Expect: 100-continue\r\n";
  RawClient willing(site);
  willing.send(large_post(100'000, expects + std::string(kAdmin)));
  EXPECT_EQ(willing.read(milliseconds(100)), "HTTP/1.1 100 Continue\r\n\r\n");
  RawClient refused(site);
  refused.send(large_post(100'000, expects + "Authorization: Bearer scanner\r\n"));
  EXPECT_EQ(status_of(refused.read(milliseconds(100))), 403);
}

TEST_F(Serving, ignores_empty_lines_before_a_request) {
  RawClient client(site);
  const std::string get = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
  client.send("\r\n\r\n" + get + "\r\n" + get + "\r\n");
  const auto answers = client.read();
  EXPECT_EQ(count_of(answers, "HTTP/1.1 200"), 2U) << answers;
  RawClient many(site);
  for (int i = 0; i < 20; ++i) many.send("\r\n");
  EXPECT_TRUE(has(many.read() + many.read(), "HTTP/1.1 400") || !many.closed());
}

TEST_F(Serving, says_that_it_takes_no_compressed_bodies) {
  const auto answer = ask(site, "POST", "/api/items",
                          std::string(kJson) + "Content-Encoding: gzip\r\n", "\x1f\x8b");
  EXPECT_EQ(status_of(answer), 415);
  EXPECT_TRUE(has(answer, "unsupported_media_type"));
  EXPECT_TRUE(has(answer, "Accept-Encoding: identity\r\n"));
  EXPECT_TRUE(has(answer, "Content-Encoding"));
  EXPECT_EQ(
      status_of(ask(site, "POST", "/api/items",
                    std::string(kJson) + "Content-Encoding: identity\r\n", R"({"name":"z"})")),
      201);
}

TEST(Holding, bounds_the_memory_of_bodies_for_each_address_and_for_all) {
  TestSite site(small(4'000'000));
  const auto begin = [&site](const char* from) {
    auto client = std::make_unique<RawClient>(site, from);
    client->send(large_post(1'900'000, kAdmin) + std::string(1'800'000, 'x'));
    return client;
  };
  const auto first = begin("127.0.0.1");
  EXPECT_EQ(first->read(milliseconds(300)), "");
  const auto second = begin("127.0.0.1");
  EXPECT_EQ(status_of(second->read(milliseconds(1000))), 429);
  const auto other = begin("127.0.0.2");
  EXPECT_EQ(other->read(milliseconds(300)), "");
  const auto third = begin("127.0.0.3");
  const auto refused = third->read(milliseconds(1000));
  EXPECT_EQ(status_of(refused), 503);
  EXPECT_TRUE(has(refused, "Retry-After: "));
  // Small requests are served meanwhile, and what is finished is free again.
  EXPECT_EQ(status_of(ask(site, "GET", "/healthz")), 200);
  first->send(std::string(100'000, 'x'));
  EXPECT_EQ(status_of(first->read(milliseconds(1000))), 200);
  const auto again = begin("127.0.0.1");
  EXPECT_EQ(again->read(milliseconds(300)), "");
}

ServerOptions few_connections(std::int64_t all, std::int64_t of_one) {
  ServerOptions options;
  options.connections_max = all;
  options.connections_per_address_max = of_one;
  return options;
}

TEST(Holding, leaves_connections_for_others_than_a_lone_address) {
  TestSite site(few_connections(8, 100));
  std::vector<std::unique_ptr<RawClient>> greedy;
  for (int i = 0; i < 6; ++i) {
    greedy.push_back(std::make_unique<RawClient>(site));
    EXPECT_EQ(status_of(greedy.back()->read(milliseconds(50))), 0);
  }
  RawClient one_more(site);
  const auto refused = one_more.read(milliseconds(1000));
  EXPECT_EQ(status_of(refused), 429);
  EXPECT_TRUE(has(refused, "too_many_connections"));
  RawClient other(site, "127.0.0.2");
  other.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(status_of(other.read(milliseconds(300))), 200);
  greedy.pop_back();
  for (int i = 0; i < 100 && site.metrics.connections > 6; ++i) {
    std::this_thread::sleep_for(milliseconds(10));
  }
  RawClient again(site);
  again.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(status_of(again.read(milliseconds(300))), 200);
}

TEST(Holding, counts_the_clients_of_a_trusted_proxy_and_not_the_proxy) {
  TestSite site(few_connections(100, 2), "127.0.0.1");
  const auto open_stream = [&site](const std::string& client) {
    auto made = std::make_unique<RawClient>(site);
    made->send("GET /api/stream HTTP/1.1\r\nHost: a\r\n" +
               (client.empty() ? "" : "X-Forwarded-For: " + client + "\r\n") + "\r\n");
    return made;
  };
  std::vector<std::unique_ptr<RawClient>> kept;
  for (const std::string client : {"", "", "", "192.0.2.1", "192.0.2.1", "192.0.2.2"}) {
    kept.push_back(open_stream(client));
    EXPECT_EQ(status_of(kept.back()->read(milliseconds(100))), 200) << client;
  }
  EXPECT_EQ(status_of(open_stream("192.0.2.1")->read(milliseconds(1000))), 429);
  // A request that is over no longer counts, though the proxy keeps its connection.
  RawClient proxy(site);
  for (int i = 0; i < 5; ++i) {
    proxy.send("GET /healthz HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 192.0.2.3\r\n\r\n");
    EXPECT_EQ(status_of(proxy.read(milliseconds(100))), 200);
  }
}

TEST(Patience, ends_with_who_reads_a_little_now_and_then) {
  Patience patience;
  patience.write = milliseconds(500);
  TestSite site(patience);
  RawClient client(site);
  client.set_small_buffer();
  client.send("GET /api/huge HTTP/1.1\r\nHost: a\r\n\r\n");
  for (int i = 0; i < 600 && site.metrics.timeouts == 0; ++i) client.sip(milliseconds(1), 64);
  EXPECT_EQ(site.metrics.timeouts, 1U);
}

TEST(Patience, ends_streams_whose_reader_falls_behind) {
  Patience patience;
  patience.write = milliseconds(500);
  TestSite site(patience);
  RawClient client(site);
  client.set_small_buffer();
  client.send("GET /api/stream HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_GT(client.sip(milliseconds(300), 4096), 0U);
  const auto chunk = std::make_shared<const std::string>(100'000, 'x');
  bool taken = true;
  for (int i = 0; i < 400 && taken; ++i) {
    taken = site.stream->push(chunk);
    client.sip(milliseconds(1), 64);
  }
  EXPECT_FALSE(taken);
  for (int i = 0; i < 300 && site.streams_closed == 0; ++i) client.sip(milliseconds(1), 64);
  EXPECT_EQ(site.streams_closed, 1);
}

TEST(Patience, ends_streams_after_their_time) {
  Patience patience;
  patience.stream = milliseconds(500);
  TestSite site(patience);
  auto client = std::make_unique<RawClient>(site);
  client->send("GET /api/stream HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(has(client->read(milliseconds(3000)), "event: snapshot"));
  EXPECT_TRUE(client->closed());
  client.reset();
  for (int i = 0; i < 300 && site.streams_closed == 0; ++i) {
    std::this_thread::sleep_for(milliseconds(10));
  }
  EXPECT_EQ(site.streams_closed, 1);
}

TEST_F(Serving, stops_soon_whatever_is_half_sent) {
  RawClient head(site);
  RawClient body(site);
  RawClient reader(site);
  RawClient stream(site);
  head.send("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ");
  body.send("POST /api/items HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n{");
  reader.set_small_buffer();
  reader.send("GET /api/huge HTTP/1.1\r\nHost: a\r\n\r\n");
  stream.send("GET /api/stream HTTP/1.1\r\nHost: a\r\n\r\n");
  stream.read(milliseconds(200));
  const auto began = std::chrono::steady_clock::now();
  site.server->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - began, milliseconds(6000));
  EXPECT_EQ(status_of(head.read(milliseconds(1000))), 408);
  EXPECT_EQ(status_of(body.read(milliseconds(1000))), 408);
}

}  // namespace
