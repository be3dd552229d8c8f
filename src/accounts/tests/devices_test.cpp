#include "accounts/devices.hpp"

#include <gtest/gtest.h>

#include "support/manual_clock.hpp"

namespace usher::accounts {
namespace {

struct KnownDevicesTest : ::testing::Test {
  usher::testing::ManualClock clock;
  KnownDevices devices{Bytes(32, 7), clock};
};

TEST_F(KnownDevicesTest, know_the_accounts_of_a_browser_and_no_others) {
  const auto cookie = devices.add("", "Ada@example.org");
  EXPECT_TRUE(devices.find(cookie, "ada+box@example.org"));
  EXPECT_FALSE(devices.find(cookie, "bob@example.org"));
  EXPECT_FALSE(devices.find("", "ada@example.org"));
  EXPECT_FALSE(devices.find(cookie + "x", "ada@example.org"));
  const auto both = devices.add(cookie, "bob@example.org");
  EXPECT_TRUE(devices.find(both, "ada@example.org"));
  EXPECT_TRUE(devices.find(both, "bob@example.org"));
  EXPECT_FALSE(KnownDevices(Bytes(32, 8), clock).find(both, "bob@example.org"));
}

TEST_F(KnownDevicesTest, forget_after_half_a_year_and_when_many_share_a_browser) {
  auto cookie = devices.add("", "ada@example.org");
  clock.advance(KnownDevices::kLifetime + std::chrono::seconds(1));
  EXPECT_FALSE(devices.find(cookie, "ada@example.org"));
  for (const char* who : {"a@b.cc", "c@b.cc", "d@b.cc", "e@b.cc", "f@b.cc", "g@b.cc"}) {
    cookie = devices.add(cookie, who);
  }
  EXPECT_TRUE(devices.find(cookie, "g@b.cc"));
  EXPECT_FALSE(devices.find(cookie, "a@b.cc"));
  EXPECT_LE(cookie.size(), 300U);
}

}  // namespace
}  // namespace usher::accounts
