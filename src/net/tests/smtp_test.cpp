#include "net/smtp.hpp"

#include <gtest/gtest.h>

namespace usher::net {
namespace {

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
