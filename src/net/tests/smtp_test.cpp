#include "net/smtp.hpp"

#include <gtest/gtest.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <istream>
#include <thread>

#include "support/await.hpp"

namespace usher::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using usher::testing::await;

// Takes one connection and whatever mail it brings; remembers the lines that it was told.
class SmallServer {
 public:
  explicit SmallServer(std::string offers) : offers_(std::move(offers)) {}
  ~SmallServer() { join(); }
  SmallServer(const SmallServer&) = delete;
  SmallServer& operator=(const SmallServer&) = delete;

  SmtpSettings settings() const {
    SmtpSettings made;
    made.server.host = "127.0.0.1";
    made.server.port = acceptor_.local_endpoint().port();
    return made;
  }
  // Once the client has gone.
  const std::vector<std::string>& told() {
    join();
    return told_;
  }

 private:
  void join() {
    if (thread_.joinable()) thread_.join();
  }

  void serve() {
    tcp::socket socket(context_);
    acceptor_.accept(socket);
    say(socket, "220 small");
    asio::streambuf buffer;
    boost::system::error_code over;
    bool in_data = false;
    while (asio::read_until(socket, buffer, "\r\n", over) > 0 && !over) {
      std::istream in(&buffer);
      std::string line;
      std::getline(in, line);
      line.pop_back();
      if (in_data && line != ".") continue;
      told_.push_back(line);
      if (line.starts_with("EHLO")) {
        say(socket, "250-small\r\n250 " + offers_);
      } else if (line == "DATA") {
        in_data = true;
        say(socket, "354 go on");
      } else {
        in_data = false;
        say(socket, "250 fine");
      }
      if (line == "QUIT") return;
    }
  }

  static void say(tcp::socket& socket, std::string line) {
    line += "\r\n";
    boost::system::error_code gone;
    asio::write(socket, asio::buffer(line), gone);
  }

  const std::string offers_;
  asio::io_context context_;
  tcp::acceptor acceptor_{context_, {asio::ip::address_v4::loopback(), 0}};
  std::vector<std::string> told_;
  std::thread thread_{[this] { serve(); }};
};

SmtpMail mail_to(std::string to) {
  return {"house@example.org", std::move(to), "Subject: a\r\n\r\nb\r\n"};
}

TEST(Smtp, asks_for_smtputf8_where_an_address_needs_it) {
  SmallServer server("SMTPUTF8");
  {
    SmtpClient client(server.settings());
    ASSERT_TRUE(await(client.send(mail_to("zoë@example.org"))));
  }
  ASSERT_GE(server.told().size(), 2U);
  EXPECT_EQ(server.told().at(1), "MAIL FROM:<house@example.org> SMTPUTF8");
}

TEST(Smtp, says_that_a_server_without_smtputf8_cannot_be_given_such_an_address) {
  SmallServer server("8BITMIME");
  {
    SmtpClient client(server.settings());
    const auto sent = await(client.send(mail_to("zoë@example.org")));
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().code, "mail_needs_smtputf8");
  }
  EXPECT_FALSE(std::ranges::find(server.told(), ".") != server.told().end())
      << "nothing was handed over";
}

TEST(Smtp, needs_nothing_for_plain_addresses) {
  SmallServer server("8BITMIME");
  SmtpClient client(server.settings());
  EXPECT_TRUE(await(client.send(mail_to("zoe@example.org"))));
}

TEST(Smtp, tries_a_sender_and_takes_it_back) {
  SmallServer server("8BITMIME");
  {
    SmtpClient client(server.settings());
    EXPECT_TRUE(await(client.probe("house@example.org")));
  }
  ASSERT_EQ(server.told().size(), 4U);
  EXPECT_TRUE(server.told().at(0).starts_with("EHLO"));
  EXPECT_EQ(server.told().at(1), "MAIL FROM:<house@example.org>");
  EXPECT_EQ(server.told().at(2), "RSET");
  EXPECT_EQ(server.told().at(3), "QUIT");
}

TEST(SmtpAddress, takes_the_ports_of_its_schemes) {
  const auto submission = SmtpServer::parse("smtp://mail.example.org");
  ASSERT_TRUE(submission);
  EXPECT_EQ(submission->host, "mail.example.org");
  EXPECT_EQ(submission->port, 587);
  EXPECT_FALSE(submission->implicit_tls);
  const auto implicit = SmtpServer::parse("smtps://mail.example.org/");
  ASSERT_TRUE(implicit);
  EXPECT_EQ(implicit->port, 465);
  EXPECT_TRUE(implicit->implicit_tls);
}

TEST(SmtpAddress, decodes_user_and_password) {
  const auto server = SmtpServer::parse("smtp://zo%C3%AB%40example.org:p%3Aa%2Fs@127.0.0.1:2525");
  ASSERT_TRUE(server);
  EXPECT_EQ(server->user, "zoë@example.org");
  EXPECT_EQ(server->password, "p:a/s");
  EXPECT_EQ(server->port, 2525);
}

TEST(SmtpAddress, knows_what_is_on_this_machine) {
  for (const auto* url : {"smtp://localhost", "smtp://127.0.0.1:25", "smtp://[::1]:25"}) {
    EXPECT_TRUE(SmtpServer::parse(url)->loopback()) << url;
  }
  for (const auto* url : {"smtp://example.org", "smtp://10.0.0.1", "smtp://localhost.example"}) {
    EXPECT_FALSE(SmtpServer::parse(url)->loopback()) << url;
  }
}

TEST(SmtpAddress, refuses_what_is_none_without_telling_the_password) {
  for (const auto* url : {"", "mail.example.org", "http://example.org", "smtp://", "smtp://h:0",
                          "smtp://u:secret@h:99999", "smtp://u:secret@h/path", "smtp://h?x=1"}) {
    const auto server = SmtpServer::parse(url);
    ASSERT_FALSE(server) << url;
    EXPECT_FALSE(server.error().contains("secret"));
  }
}

}  // namespace
}  // namespace usher::net
