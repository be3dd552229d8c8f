#include "venues/multipart.hpp"

#include <gtest/gtest.h>

#include "support/properties.hpp"

namespace usher::venues {
namespace {

constexpr const char* kType = "multipart/form-data; boundary=\"XyZ\"";

TEST(ParseForm, takes_files_and_fields_apart) {
  const std::string body =
      "--XyZ\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a;b.csv\"\r\n"
      "Content-Type: text/csv\r\n\r\na,b\r\n1,2\r\n\r\n--XyZ\r\n"
      "content-disposition: form-data; name=dry_run\r\n\r\ntrue\r\n--XyZ--\r\n";
  const auto parts = parse_form(kType, body).value();
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[0].name, "file");
  EXPECT_TRUE(parts[0].is_file);
  EXPECT_EQ(parts[0].content, "a,b\r\n1,2\r\n");
  EXPECT_EQ(parts[1].name, "dry_run");
  EXPECT_FALSE(parts[1].is_file);
  EXPECT_EQ(parts[1].content, "true");
}

TEST(ParseForm, refuses_what_is_cut_off_or_has_no_boundary) {
  EXPECT_EQ(parse_form("multipart/form-data", "--XyZ--").error().code, "malformed_form");
  for (const char* body : {"", "--XyZ", "--XyZ\r\n", "--XyZ\r\nA: b\r\n\r\ncontent",
                           "--XyZ\r\nA: b\r\n\r\n--XyZ--", "hello", "--XyZ junk"}) {
    EXPECT_FALSE(parse_form(kType, body)) << body;
  }
}

PROPERTY(ParseForm, reads_anything_without_harm) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(
      std::vector<std::string>{"--XyZ", "\r\n", "--", "name=\"", "; ", "\r\n\r\n", "a",
                               "Content-Disposition: form-data"}));
  std::string body;
  for (const auto& piece : pieces) body += piece;
  const auto parts = parse_form(kType, body);
  if (!parts) RC_ASSERT(parts.error().kind == ErrorKind::malformed);
}

}  // namespace
}  // namespace usher::venues
