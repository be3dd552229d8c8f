#include "web/tests/test_site.hpp"

namespace usher::web::tests {
namespace {

using std::chrono::milliseconds;

class Downloads : public ::testing::Test {
 protected:
  std::string ask(const std::string& request) {
    RawClient client(site);
    client.send(request + "\r\nHost: a\r\n\r\n");
    return client.read(milliseconds(500));
  }
  static std::string body_of(const std::string& answer) {
    return answer.substr(answer.find("\r\n\r\n") + 4);
  }

  TestSite site;
};

TEST_F(Downloads, come_piece_by_piece_and_end_with_an_empty_chunk) {
  const auto answer = ask("GET /api/download HTTP/1.1");
  EXPECT_NE(answer.find("Transfer-Encoding: chunked\r\n"), std::string::npos);
  EXPECT_NE(answer.find("filename=\"list.csv\""), std::string::npos);
  EXPECT_EQ(answer.find("Content-Length"), std::string::npos);
  EXPECT_EQ(body_of(answer), "8\r\npiece 1\n\r\n8\r\npiece 2\n\r\n8\r\npiece 3\n\r\n0\r\n\r\n");
}

TEST_F(Downloads, end_with_the_connection_for_clients_that_know_no_chunks) {
  const auto answer = ask("GET /api/download HTTP/1.0");
  EXPECT_EQ(answer.find("chunked"), std::string::npos);
  EXPECT_EQ(body_of(answer), "piece 1\npiece 2\npiece 3\n");
}

TEST_F(Downloads, have_no_end_when_they_break_off) {
  const auto answer = ask("GET /api/broken-download HTTP/1.1");
  EXPECT_EQ(body_of(answer), "8\r\npiece 1\n\r\n");
}

TEST_F(Downloads, have_no_body_when_only_the_head_is_asked_for) {
  const auto answer = ask("HEAD /api/download HTTP/1.1");
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200"));
  EXPECT_EQ(body_of(answer), "");
  EXPECT_EQ(answer.find("Content-Length"), std::string::npos);
}

TEST_F(Downloads, are_finished_when_the_server_stops) {
  RawClient client(site);
  client.send("GET /api/download HTTP/1.1\r\nHost: a\r\n\r\n");
  std::this_thread::sleep_for(milliseconds(1));
  std::thread stopping([&] { site.server->stop(); });
  EXPECT_TRUE(client.read(milliseconds(1000)).ends_with("0\r\n\r\n"));
  stopping.join();
}

}  // namespace
}  // namespace usher::web::tests
