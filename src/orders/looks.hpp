// Purpose: how often the provider is asked about one payment, however many ask us. Place: orders;
// used by payment.cpp.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "payments/types.hpp"

namespace usher::orders {

// One question about a payment is on its way at a time; who comes meanwhile shares the next one. A
// payment may be asked about kBurst times in a row, then once in kEvery. Thread-safe.
class Looks {
 public:
  static constexpr int kBurst = 20;
  static constexpr Duration kEvery = std::chrono::seconds(2);
  // What is forgotten then may be asked about anew.
  static constexpr std::size_t kRememberedMax = 10'000;

  using Answer = Result<payments::Intent>;
  enum class Turn : std::uint8_t { mine, wait, too_often };
  struct Next {
    Turn turn = Turn::wait;
    // To a question that was begun after the caller had come.
    std::optional<Answer> answer{};
  };

  // When somebody comes; next() is asked with it until it says what to do.
  std::uint64_t come();
  // `now` is of Clock::monotonic(). Who gets `mine` tells the answer.
  Next next(const std::string& intent_id, std::uint64_t came, Duration now);
  void tell(const std::string& intent_id, Answer answer);

 private:
  struct Look {
    bool asking = false;
    std::uint64_t begun = 0;
    std::optional<Answer> answer{};
    int left = kBurst;
    Duration counted_at{};
  };

  std::mutex mutex_;
  std::uint64_t events_ = 0;
  std::map<std::string, Look> looks_;
};

}  // namespace usher::orders
