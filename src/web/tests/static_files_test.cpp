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

  Site site;
  RequestState state{site};
  StaticFiles files{kAssets};
};

TEST_F(Files, serve_the_entry_of_each_page) {
  for (const std::string_view path :
       {"/public/tickets", "/public/tickets/", "/public/tickets/lookup", "/public/tickets/abc",
        "/public/recitals/the-nutcracker", "/public/recitals/1k8x/seating", "/public/basket",
        "/public/checkout", "/public/checkout/tickets/1k8x",
        "/public/checkout/tickets/confirmation/1k8x"}) {
    ask(path);
    EXPECT_EQ(content(), "<shop>") << path;
    EXPECT_TRUE(has("Cache-Control: no-cache\r\n"));
    EXPECT_TRUE(has("frame-ancestors 'none'"));
    EXPECT_TRUE(has("camera=()"));
  }
  for (const std::string_view path :
       {"/admin/login", "/admin/ticketing/venues/1/seat-map", "/admin/recitals/shows/1"}) {
    ask(path);
    EXPECT_EQ(content(), "<admin>") << path;
  }
  ask("/scan");
  EXPECT_EQ(content(), "<door>");
  EXPECT_TRUE(has("camera=(self)"));
}

TEST_F(Files, answer_unknown_pages_with_a_page) {
  for (const std::string_view path : {"/public", "/public/recitals/a/b/c", "/admin/nothing", "/x",
                                      "/public/checkout/tickets/", "/assets/gone.js"}) {
    ask(path);
    EXPECT_EQ(state.answer.status, 404) << path;
    EXPECT_NE(content().find("There is no page here"), std::string_view::npos);
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
  ask("/public/tickets", {}, Method::post);
  EXPECT_EQ(state.answer.status, 405);
  EXPECT_TRUE(has("Allow: GET, HEAD, OPTIONS\r\n"));
  ask("/", {}, Method::get);
  EXPECT_EQ(state.answer.status, 302);
}

}  // namespace
