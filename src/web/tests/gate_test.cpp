#include "web/gate.hpp"
#include "test_site.hpp"

namespace {

using namespace usher::web;
using namespace usher::web::tests;

constexpr std::string_view kCsrf = "X-CSRF-Token: right\r\n";

std::string cookie(std::string_view session) {
  return "Cookie: other=1; usher_session=" + std::string(session) + "\r\n";
}
std::string bearer(std::string_view token) {
  return "Authorization: Bearer " + std::string(token) + "\r\n";
}

class Gate : public ::testing::Test {
 protected:
  int get(std::string_view access, const std::string& headers = {}) {
    return status_of(ask(site, "GET", "/api/for/" + std::string(access), headers));
  }
  int post(std::string_view access, const std::string& headers = {}) {
    return status_of(ask(site, "POST", "/api/for/" + std::string(access), headers));
  }
  TestSite site;
};

TEST_F(Gate, lets_each_role_only_where_it_may) {
  struct Row {
    const char* access;
    const char* roles;  // of admin staff scanner report
  };
  for (const auto& [access, roles] :
       std::initializer_list<Row>{{"signed_in", "admin staff scanner report"},
                                  {"scanner", "admin staff scanner"},
                                  {"staff", "admin staff"},
                                  {"staff_or_report", "admin staff report"},
                                  {"admin", "admin"}}) {
    EXPECT_EQ(get(access), 401) << access;
    EXPECT_EQ(get(access, cookie("unknown")), 401) << access;
    for (const std::string role : {"admin", "staff", "scanner", "report"}) {
      const bool may = has(roles, role);
      EXPECT_EQ(get(access, cookie(role)), may ? 200 : 403) << access << ' ' << role;
      EXPECT_EQ(get(access, bearer(role)), may ? 200 : 403) << access << ' ' << role;
      EXPECT_EQ(get(access, cookie("slow-" + role)), may ? 200 : 403) << access << ' ' << role;
    }
  }
  EXPECT_EQ(post("staff_or_report", bearer("report")), 403);
}

TEST_F(Gate, asks_cookies_for_the_csrf_token_and_tokens_not) {
  EXPECT_EQ(post("staff", cookie("staff")), 403);
  EXPECT_EQ(post("staff", cookie("staff") + "X-CSRF-Token: wrong\r\n"), 403);
  EXPECT_EQ(post("staff", cookie("staff") + std::string(kCsrf)), 200);
  EXPECT_EQ(post("staff", bearer("staff")), 200);
  EXPECT_EQ(post("staff", bearer("slow-staff")), 200);
}

TEST_F(Gate, counts_a_cookie_without_token_as_nobody_in_the_shop) {
  const auto who = [&](const std::string& headers) {
    return ask(site, "POST", "/api/for/anyone", headers);
  };
  EXPECT_TRUE(has(who(cookie("staff")), "nobody"));
  EXPECT_TRUE(has(who(cookie("staff") + std::string(kCsrf)), "somebody"));
  EXPECT_TRUE(has(ask(site, "GET", "/api/for/anyone", cookie("staff")), "somebody"));
  EXPECT_TRUE(has(who(bearer("unknown")), "nobody"));
}

TEST_F(Gate, refuses_other_sites_changes_but_not_their_links) {
  for (const char* access : {"anyone", "buyer"}) {
    EXPECT_EQ(post(access, "Sec-Fetch-Site: cross-site\r\n"), 403);
    EXPECT_EQ(post(access, "Sec-Fetch-Site: same-origin\r\n"), 200);
    EXPECT_EQ(post(access, "Sec-Fetch-Site: none\r\n"), 200);
    EXPECT_EQ(post(access, "Origin: https://evil.example\r\n"), 403);
    EXPECT_EQ(post(access, "Origin: null\r\n"), 403);
    EXPECT_EQ(post(access, "Origin: http://test\r\n"), 200);
    EXPECT_EQ(get(access, "Sec-Fetch-Site: cross-site\r\nOrigin: https://evil.example\r\n"), 200);
  }
  EXPECT_EQ(post("signature", "Origin: https://provider.example\r\n"), 200);
}

TEST_F(Gate, shows_metrics_to_its_own_machine_or_for_the_token) {
  EXPECT_EQ(status_of(ask(site, "GET", "/metrics")), 200);
  site.site.metrics_token = "let-me";
  EXPECT_EQ(status_of(ask(site, "GET", "/metrics")), 403);
  EXPECT_EQ(status_of(ask(site, "GET", "/metrics", bearer("let-me"))), 200);
}

TEST_F(Gate, never_takes_a_proxys_clients_for_its_own_machine) {
  ProxyWatch watch;
  site.site.proxy_watch = &watch;
  EXPECT_EQ(status_of(ask(site, "GET", "/metrics")), 200);
  EXPECT_FALSE(watch.has_seen_untrusted());
  for (const char* header : {"X-Forwarded-For: 127.0.0.1\r\n", "X-Real-IP: 203.0.113.7\r\n",
                             "Forwarded: for=203.0.113.7\r\n"}) {
    EXPECT_EQ(status_of(ask(site, "GET", "/metrics", header)), 403) << header;
  }
  EXPECT_TRUE(watch.has_seen_untrusted());
}

TEST_F(Gate, refuses_idempotency_keys_that_are_no_keys) {
  const auto with_key = [&](const std::string& key) {
    return status_of(ask(site, "POST", "/api/items",
                         "Content-Type: application/json\r\nIdempotency-Key: " + key + "\r\n",
                         R"({"name":"z"})"));
  };
  EXPECT_EQ(with_key("abc-1"), 201);
  EXPECT_EQ(with_key(std::string(201, 'a')), 400);
  EXPECT_EQ(with_key("a b"), 400);
}

TEST(AccessTable, must_have_one_row_for_each_endpoint) {
  Router router;
  const auto add = [&](const char* pattern) {
    router.add(usher::web::get(pattern).answers_nothing().handle(
        [](Request) -> usher::Result<Reply<NoContent>> { return no_content(); }));
  };
  add("/a");
  add("/b");
  const std::vector<AccessRow> table{{Method::get, "/a", Access::staff},
                                     {Method::get, "/a", Access::staff},
                                     {Method::get, "/c", Access::anyone}};
  const auto faults = router.apply(table);
  const std::vector<std::string> expected{"two rows for GET /a", "no row for the endpoint GET /b",
                                          "no endpoint for the row GET /c"};
  EXPECT_EQ(faults, expected);
  EXPECT_EQ(router.routes()[0]->access, Access::staff);
  EXPECT_EQ(router.routes()[1]->access, Access::admin);
}

TEST(AccessTable, must_say_what_the_endpoint_says) {
  Router router;
  const auto add = [&](const char* pattern, Access access) {
    router.add(usher::web::get(pattern).access(access).answers_nothing().handle(
        [](Request) -> usher::Result<Reply<NoContent>> { return no_content(); }));
  };
  add("/a", Access::staff);
  add("/b", Access::admin);
  const std::vector<AccessRow> table{{Method::get, "/a", Access::staff},
                                     {Method::get, "/b", Access::anyone}};
  EXPECT_EQ(router.apply(table), (std::vector<std::string>{"GET /b says admin, its row anyone"}));
}

TEST(OpenApi, describes_every_endpoint) {
  TestSite site;
  const auto document = boost::json::parse(openapi_document(site.router, "9.9"));
  EXPECT_EQ(document.at("openapi"), "3.1.0");
  std::size_t operations = 0;
  for (const auto& item : document.at("paths").as_object()) {
    operations += item.value().as_object().size();
  }
  EXPECT_EQ(operations, site.router.routes().size());
  const auto& post = document.at("paths").at("/api/items").at("post");
  EXPECT_EQ(post.at("operationId"), "post_items");
  EXPECT_EQ(
      post.at("responses").at("201").at("content").at("application/json").at("schema").at("$ref"),
      "#/components/schemas/ItemView");
  EXPECT_TRUE(post.at("responses").as_object().contains("422"));
}

}  // namespace
