// Purpose: labels for seats, on the sheets that shops sell (V8). Place: tickets, pure.
#pragma once
#include <boost/describe/enum.hpp>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace usher::tickets {

// The sheets by the number that is on their packet; those of L are A4, the others US Letter. Labels
// of other makers with the same numbers have the same measures.
// Source: avery.com and avery.eu, templates of these numbers.
BOOST_DEFINE_ENUM_CLASS(LabelSheet, avery_5160, avery_5163, avery_5167, avery_l7160, avery_l7163,
                        avery_l7651)

struct SeatLabel {
  std::string section;
  std::string row_name;
  std::string seat_number;
};

struct LabelPages {
  LabelSheet sheet = LabelSheet::avery_l7160;
  std::string title;  // of the file, and a line on labels that have room: the venue or the show
  Timestamp made_at;
  // A line around each label, to try out a printer on plain paper.
  bool outlines = false;
};

// How many labels are on one sheet.
std::size_t labels_on(LabelSheet sheet);

// A PDF file, row by row in the order given. Blocks for about a millisecond a label: run it on the
// worker pool. `labels` has at least one.
std::string render_seat_labels(std::span<const SeatLabel> labels, const LabelPages& pages);

}  // namespace usher::tickets
