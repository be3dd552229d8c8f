#include "base/measures.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace usher {
namespace {

TEST(Histogram, counts_a_value_in_every_bucket_that_it_fits_into) {
  Histogram histogram{1, 2.5};
  for (const double value : {0.5, 1.0, 2.0, 99.0}) histogram.observe(value);
  const auto reading = histogram.reading();
  EXPECT_EQ(reading.bounds, (std::vector<double>{1, 2.5}));
  EXPECT_EQ(reading.at_most, (std::vector<std::uint64_t>{2, 3, 4}));
  EXPECT_DOUBLE_EQ(reading.sum, 102.5);
}

TEST(Histogram, measures_times_in_seconds) {
  Histogram histogram{0.001, 1};
  histogram.observe(std::chrono::milliseconds(250));
  EXPECT_EQ(histogram.reading().at_most, (std::vector<std::uint64_t>{0, 1, 1}));
  EXPECT_DOUBLE_EQ(histogram.reading().sum, 0.25);
}

class Lines final : public MeasureReader {
 public:
  void family(const Measure& measure) override { said.push_back(std::string(measure.name)); }
  void number(const Measure&, MeasureLabels labels, double value) override {
    const auto& label = *labels.begin();
    said.push_back(std::string(label.name) + "=" + std::string(label.value) + " " +
                   std::to_string(static_cast<int>(value)));
  }
  void histogram(const Measure&, MeasureLabels, const Histogram&) override {}
  std::vector<std::string> said;
};

TEST(CountsBy, begins_at_zero_and_learns_new_values) {
  CountsBy counts("result", {"admitted", "void"});
  counts.add("admitted");
  counts.add("admitted", 2);
  counts.add("too_early");
  Lines lines;
  counts.say(lines, {"usher_scans_total", MeasureKind::counter, "Scans."});
  EXPECT_EQ(lines.said, (std::vector<std::string>{"usher_scans_total", "result=admitted 3",
                                                  "result=too_early 1", "result=void 0"}));
}

}  // namespace
}  // namespace usher
