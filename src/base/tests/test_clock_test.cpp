#include "base/test_clock.hpp"

#ifdef USHER_TEST_CLOCK
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "support/temp_dir.hpp"

namespace usher {
namespace {

struct TestClockFile : ::testing::Test {
  testing::TempDir directory;
  std::string file = directory.file("clock");
  TestClock clock{file};

  void set(const std::string& text) const {
    std::ofstream(file + ".new") << text;
    std::filesystem::rename(file + ".new", file);
    std::this_thread::sleep_for(std::chrono::milliseconds(3));
  }
};

TEST_F(TestClockFile, is_the_system_clock_without_a_file) {
  EXPECT_LT(clock.now() - SystemClock{}.now(), Duration{1000});
}

TEST_F(TestClockFile, moves_by_the_offset_in_the_file) {
  set("3600000");
  EXPECT_NEAR(static_cast<double>((clock.now() - SystemClock{}.now()).count()), 3'600'000, 1000);
  set("-5000");
  EXPECT_NEAR(static_cast<double>((clock.now() - SystemClock{}.now()).count()), -5000, 1000);
}

TEST_F(TestClockFile, stands_still_at_an_instant_and_runs_again) {
  set("=1795543200000");
  EXPECT_EQ(clock.now().ms, 1795543200000);
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(clock.now().ms, 1795543200000);
  set("=1795543200001");
  EXPECT_EQ(clock.now().ms, 1795543200001);
  set("0");
  EXPECT_LT(clock.now() - SystemClock{}.now(), Duration{1000});
}

TEST_F(TestClockFile, monotonic_time_follows_forwards_and_never_goes_back) {
  const auto before = clock.monotonic();
  set("60000");
  const auto after = clock.monotonic();
  EXPECT_GE(after - before, Duration{60'000});
  set("-60000");
  EXPECT_GE(clock.monotonic(), after);
}

}  // namespace
}  // namespace usher
#endif
