#include "web/static_files.hpp"

#include <gtest/gtest.h>

#include <array>

#include "web/request_state.hpp"

namespace {

using namespace usher::web;

constexpr std::array<EmbeddedAsset, 7> kAssets{{{"/admin.html", "<admin>"},
                                                {"/assets/a-1.js", "let a"},
                                                {"/assets/a-1.js.br", "br"},
                                                {"/assets/a-1.js.gz", "gz"},
                                                {"/door.html", "<door>"},
                                                {"/icon.svg", "<svg>"},
                                                {"/shop.html", "<shop>"}}};

class Files : public ::testing::Test {
 protected:
  void ask(std::string_view path, std::vector<HeaderField> headers = {},
           Method method = Method::get) {
    state.clear();
    state.method = method;
    state.path = path;
    state.head.fields = std::move(headers);
    files.serve(Request(state));
  }
  bool has(std::string_view header) {
    return state.answer.header_lines().find(header) != std::string::npos;
  }
  std::string_view content() { return state.answer.content(); }

  static Site make_site() {
    static constexpr std::array<PageRoute, 4> kRoutes{{{"/shop", "/shop.html"},
                                                       {"/shop/things/{id}", "/shop.html"},
                                                       {"/shop/things/{id}/parts", "/shop.html"},
                                                       {"/staff/{id}/map", "/admin.html"}}};
    Site site;
    site.pages = {.routes = kRoutes,
                  .home = "/shop",
                  .missing_html = "<nothing>",
                  .headers_of = [](std::string_view path) {
                    static std::string kept;
                    kept = "of " + std::string(path);
                    return PageHeaders{{"X-Page", kept}};
                  }};
    return site;
  }

  Site site = make_site();
  RequestState state{site};
  StaticFiles files{kAssets};
};

TEST_F(Files, serve_the_file_of_each_address) {
  for (const std::string_view path :
       {"/shop", "/shop/", "/shop/things/the-first", "/shop/things/the-first/parts"}) {
    ask(path);
    EXPECT_EQ(content(), "<shop>") << path;
    EXPECT_TRUE(has("Cache-Control: no-cache\r\n"));
    EXPECT_TRUE(has("X-Page: of " + std::string(path) + "\r\n"));
  }
  ask("/staff/1/map");
  EXPECT_EQ(content(), "<admin>");
  ask("/icon.svg");
  EXPECT_FALSE(has("X-Page")) << "it is no page";
}

TEST_F(Files, answer_unknown_addresses_with_the_page_of_the_site) {
  for (const std::string_view path :
       {"/x", "/shop/things", "/shop/things/", "/shop/things/a/b", "/staff", "/assets/gone.js"}) {
    ask(path);
    EXPECT_EQ(state.answer.status, 404) << path;
    EXPECT_EQ(content(), "<nothing>");
    EXPECT_TRUE(has("X-Page"));
  }
}

TEST_F(Files, serve_assets_for_ever_in_the_encoding_taken) {
  ask("/assets/a-1.js");
  EXPECT_EQ(content(), "let a");
  EXPECT_TRUE(has("immutable"));
  EXPECT_TRUE(has("Content-Type: text/javascript"));
  ask("/assets/a-1.js", {{"Accept-Encoding", "gzip, br"}});
  EXPECT_EQ(content(), "br");
  EXPECT_TRUE(has("Content-Encoding: br\r\n"));
  ask("/assets/a-1.js", {{"Accept-Encoding", "gzip"}});
  EXPECT_EQ(content(), "gz");
  ask("/icon.svg", {{"Accept-Encoding", "gzip, br"}});
  EXPECT_EQ(content(), "<svg>");
  EXPECT_FALSE(has("Content-Encoding"));
  EXPECT_TRUE(has("Cache-Control: no-cache\r\n"));
}

TEST_F(Files, know_what_the_client_has) {
  ask("/icon.svg");
  const auto& lines = state.answer.header_lines();
  const auto at = lines.find("ETag: ") + 6;
  const std::string etag = lines.substr(at, lines.find('\r', at) - at);
  ask("/icon.svg", {{"If-None-Match", etag}});
  EXPECT_EQ(state.answer.status, 304);
  EXPECT_EQ(content(), "");
}

TEST_F(Files, take_no_other_methods) {
  ask("/shop", {}, Method::post);
  EXPECT_EQ(state.answer.status, 405);
  EXPECT_TRUE(has("Allow: GET, HEAD, OPTIONS\r\n"));
}

TEST_F(Files, lead_from_the_root_to_the_first_page) {
  ask("/");
  EXPECT_EQ(state.answer.status, 302);
  EXPECT_TRUE(has("Location: /shop\r\n"));
}

}  // namespace
