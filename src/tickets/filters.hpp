// Purpose: what lists of tickets, scans and conflicts are asked for. Place: tickets.
#pragma once
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>

#include "tickets/types.hpp"

namespace usher::tickets {

BOOST_DEFINE_ENUM_CLASS(TicketSort, newest, oldest)

struct TicketFilter {
  std::optional<std::string> text{};
  std::optional<ShowId> show{};
  std::optional<TicketStatus> status{};
  TicketSort sort = TicketSort::newest;
};

// Everything that is absent is not asked for.
struct ConflictFilter {
  std::optional<ShowId> show{};
  bool with_seen = false;  // also those that somebody has seen to
  std::optional<ConflictKind> kind{};
  std::optional<std::string> gate{};
};

struct ScanFilter {
  ShowId show{};
  std::optional<std::string> gate{};
  std::optional<ScanResult> result{};
  std::optional<bool> passed{};   // whether somebody went through
  std::optional<bool> offline{};  // whether the scanner decided alone
  std::optional<std::string> text{};
};

// Where a page of the log goes on: behind this scan.
struct ScanPlace {
  Timestamp at;
  ScanId id;
};

}  // namespace usher::tickets
