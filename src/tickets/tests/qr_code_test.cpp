#include "tickets/qr_code.hpp"

#include <gtest/gtest.h>

#include <regex>

#include "programs.hpp"

namespace usher::tickets {
namespace {

const std::string kCode(159, 'Q');

TEST(QrCode, png_is_read_by_another_program_at_every_scale) {
  const usher::testing::TempDir dir;
  for (const int scale : {2, 3, kPngModuleDefault, kPngModuleMax}) {
    const std::string path = dir.file("qr.png");
    write_file(path, to_png(make_qr_code(kCode), scale));
    EXPECT_EQ(scanned(path), kCode + "\n") << scale << " pixels for a module";
  }
}

TEST(QrCode, png_of_the_largest_modules_is_small_and_grey) {
  const std::string png = to_png(make_qr_code(kCode), kPngModuleMax);
  EXPECT_LT(png.size(), 50'000U);
  // Colour type. Source: PNG specification, section 11.2.2 (IHDR).
  EXPECT_EQ(png.at(25), 0);
}

TEST(QrCode, svg_shows_the_same_modules_as_the_png) {
  const QrCode code = make_qr_code(kCode);
  const std::string svg = to_svg(code, "<Ticket> & \"code\"");
  EXPECT_NE(svg.find("<title>&lt;Ticket&gt; &amp; &quot;code&quot;</title>"), std::string::npos);
  // The second path is the code: a rectangle M x y h run v1 h -run z for each run of dark modules.
  QrCode drawn{code.width, std::vector<bool>(code.dark.size(), false)};
  const std::regex rectangle("M(\\d+) (\\d+)h(\\d+)v1h-(\\d+)z");
  for (std::sregex_iterator it(svg.begin(), svg.end(), rectangle), end; it != end; ++it) {
    const int x = std::stoi((*it)[1]) - kQuietZone;
    const int y = std::stoi((*it)[2]) - kQuietZone;
    ASSERT_EQ((*it)[3], (*it)[4]);
    for (int i = 0; i < std::stoi((*it)[3]); ++i) {
      drawn.dark.at(static_cast<std::size_t>(y * code.width + x + i)) = true;
    }
  }
  EXPECT_EQ(drawn.dark, code.dark);
}

TEST(QrCode, survives_the_loss_that_level_h_allows) {
  // A quarter of the middle is covered, as by a thumb or a crease.
  QrCode code = make_qr_code(kCode);
  const int from = code.width * 2 / 5;
  const int to = code.width * 3 / 5;
  for (int y = from; y < to; ++y) {
    for (int x = from; x < to; ++x) {
      code.dark[static_cast<std::size_t>(y * code.width + x)] = false;
    }
  }
  const usher::testing::TempDir dir;
  write_file(dir.file("worn.png"), to_png(code));
  EXPECT_EQ(scanned(dir.file("worn.png")), kCode + "\n");
}

TEST(QrCode, has_a_quiet_zone_of_four_modules) {
  const QrCode code = make_qr_code(kCode);
  EXPECT_EQ(code.width, 57);
  EXPECT_EQ(code.width_with_quiet_zone(), 65);
  EXPECT_NE(to_svg(code, "x").find("viewBox=\"0 0 65 65\""), std::string::npos);
}

}  // namespace
}  // namespace usher::tickets
