// Purpose: how a room says what it counts, without knowing who reads it. Place: base.
//
// A room describes each family of numbers once, as a constant Measure, and has one function that
// says all of them to a MeasureReader; app/ hands these functions to web's /metrics.
#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace usher {

enum class MeasureKind : std::uint8_t { counter, gauge, histogram };

// Names begin with "usher_" and end in the unit (_seconds, _bytes), counters in _total.
struct Measure {
  std::string_view name;
  MeasureKind kind = MeasureKind::gauge;
  std::string_view help;
};

struct MeasureLabel {
  std::string_view name;
  std::string_view value;
};
using MeasureLabels = std::initializer_list<MeasureLabel>;

// Counts values into buckets with upper bounds. Thread-safe; some relaxed increments.
class Histogram {
 public:
  static constexpr std::size_t kBoundsMax = 15;

  // Ascending, at most kBoundsMax; what is larger than the last is counted too.
  explicit Histogram(std::initializer_list<double> bounds);
  Histogram(const Histogram&) = delete;
  Histogram& operator=(const Histogram&) = delete;

  void observe(double value);
  void observe(std::chrono::nanoseconds took) {
    observe(std::chrono::duration<double>(took).count());
  }

  // How many values were at most the bound, for each and at last for all.
  struct Reading {
    std::vector<double> bounds;
    std::vector<std::uint64_t> at_most;
    double sum = 0;
  };
  Reading reading() const;

 private:
  std::vector<double> bounds_;
  std::array<std::atomic<std::uint64_t>, kBoundsMax + 1> buckets_{};  // not cumulative
  std::atomic<double> sum_{0};
};

// From half a millisecond to ten seconds: what a disk, a database or a provider takes.
inline constexpr std::initializer_list<double> kSecondsBounds{
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

// Asks the rooms for their numbers.
class MeasureReader {
 public:
  virtual ~MeasureReader() = default;
  // There is this family, even while it has no number yet.
  virtual void family(const Measure& measure) = 0;
  virtual void number(const Measure& measure, MeasureLabels labels, double value) = 0;
  virtual void histogram(const Measure& measure, MeasureLabels labels, const Histogram& of) = 0;

  void number(const Measure& measure, double value) { number(measure, {}, value); }
  void histogram(const Measure& measure, const Histogram& of) { histogram(measure, {}, of); }
};

// Adds up by one label whose values are few. Thread-safe.
class CountsBy {
 public:
  // `values` are there from the beginning, with 0: a rate can then be seen from its first event.
  explicit CountsBy(std::string_view label, std::initializer_list<std::string_view> values = {});

  void add(std::string_view value, double amount = 1);
  void say(MeasureReader& reader, const Measure& measure) const;

 private:
  const std::string label_;
  mutable std::mutex mutex_;
  std::map<std::string, double, std::less<>> counts_;
};

}  // namespace usher
