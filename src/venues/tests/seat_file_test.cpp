#include "venues/seat_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/properties.hpp"
#include "venues/csv.hpp"
#include "venues/damaged_labels.hpp"
#include "venues/tests/cases.hpp"

namespace usher::venues {
namespace {

constexpr std::string_view kHeader =
    "section,row_name,seat_number,seat_type,handicap_access,price_zone,x,y\n";

SeatFile read(std::string_view rows, const ColumnMap& columns = {}) {
  return read_seat_file(std::string(kHeader) + std::string(rows), columns);
}

LineFault only_fault(const SeatFile& file) {
  EXPECT_EQ(file.faults.total(), 1u);
  return file.faults.reported().empty() ? LineFault{} : file.faults.reported().front();
}

TEST(ReadSeatFile, reads_every_column) {
  const auto file = read("Orchestra,A,12,companion,yes,Premium,-12.5,40\n");
  ASSERT_TRUE(file.faults.empty());
  ASSERT_EQ(file.lines.size(), 1u);
  const auto& line = file.lines.front();
  EXPECT_EQ(line.line, 2u);
  EXPECT_EQ(line.section.value, "Orchestra");
  EXPECT_EQ(line.row_name.value, "A");
  EXPECT_EQ(line.seat_number.value, "12");
  EXPECT_EQ(line.seat_type, SeatType::companion);
  EXPECT_EQ(line.handicap_access, true);
  EXPECT_EQ(line.price_zone->value, "Premium");
  EXPECT_EQ(line.x_milli, -12'500);
  EXPECT_EQ(line.y_milli, 40'000);
}

TEST(ReadSeatFile, takes_columns_in_any_order_and_only_those_it_needs) {
  const auto file = read_seat_file("Seat_Number, ROW_NAME ,section\n7,B,Balcony\n", {});
  ASSERT_TRUE(file.faults.empty());
  EXPECT_EQ(file.lines.front().row_name.value, "B");
  EXPECT_FALSE(file.lines.front().seat_type);
  EXPECT_FALSE(file.lines.front().has_price_zone);
}

TEST(ReadSeatFile, maps_columns_of_other_names_and_leaves_the_rest_aside) {
  const auto columns = parse_column_map("section:Bereich,row_name:Reihe,seat_number:Platz");
  ASSERT_TRUE(columns);
  const auto file = read_seat_file("Reihe;Platz;Bereich;Notiz\nC;3;Parkett;schön\n", *columns);
  ASSERT_TRUE(file.faults.empty());
  EXPECT_EQ(file.lines.front().section.value, "Parkett");
  EXPECT_EQ(file.lines.front().row_name.value, "C");
}

TEST(ReadSeatFile, refuses_a_mapping_that_names_no_column) {
  EXPECT_FALSE(parse_column_map("row:Reihe"));
  EXPECT_FALSE(parse_column_map("row_name"));
  EXPECT_FALSE(parse_column_map("row_name:a,row_name:b"));
  const auto file =
      read_seat_file("section,row_name,seat_number\nA,B,1\n", *parse_column_map("price_zone:Zone"));
  EXPECT_EQ(only_fault(file).code, "missing_column");
}

TEST(ReadSeatFile, maps_columns_whose_names_have_commas) {
  for (const char* map : {"section:Section,row_name:\"Row, name\",seat_number:Seat",
                          "section:Section,row_name:Row, name,seat_number:Seat",
                          "seat_number:Seat,section:Section,row_name:Row, name"}) {
    const auto columns = parse_column_map(map);
    ASSERT_TRUE(columns) << map;
    EXPECT_EQ(columns->at(SeatColumn::row_name), "Row, name");
    const auto file = read_seat_bytes(case_file("c1_header_comma.csv"), *columns);
    ASSERT_TRUE(file.faults.empty()) << map;
    EXPECT_EQ(file.lines.front().row_name.value, "A");
  }
  EXPECT_EQ(parse_column_map("row_name:\"say \"\"row\"\"\"")->at(SeatColumn::row_name),
            "say \"row\"");
  EXPECT_FALSE(parse_column_map("row_name:\"never closed"));
}

const ColumnMap kTheirNames{{SeatColumn::row_name, "row"},
                            {SeatColumn::seat_number, "seat"},
                            {SeatColumn::price_zone, "category"}};

TEST(ReadSeatFile, leaves_a_line_aside_that_names_the_separator) {
  const auto file = read_seat_bytes(case_file("s02_excel_sep_line.csv"), kTheirNames);
  ASSERT_TRUE(file.faults.empty()) << file.faults.reported().front().detail;
  EXPECT_EQ(file.lines.front().line, 3U);
  EXPECT_EQ(file.lines.front().section.value, "Parkett");
}

TEST(ReadSeatFile, skips_rows_of_nothing_but_separators) {
  auto columns = kTheirNames;
  const auto file = read_seat_bytes(case_file("c6_empty_rows.csv"), columns);
  ASSERT_TRUE(file.faults.empty());
  EXPECT_EQ(file.rows, 2U);
  EXPECT_EQ(file.lines.back().line, 4U);
}

TEST(ReadSeatFile, warns_of_labels_that_a_spreadsheet_changed) {
  const auto file = read_seat_bytes(case_file("s09_labels_damaged_by_excel.csv"), kTheirNames);
  EXPECT_TRUE(file.faults.empty());
  std::vector<std::string> warned;
  for (const auto& warning : file.warnings) {
    warned.push_back(std::to_string(warning.line) + ' ' + warning.column + ' ' + warning.code);
  }
  EXPECT_EQ(warned, (std::vector<std::string>{
                        "2 seat_number spreadsheet_date", "3 seat_number spreadsheet_date",
                        "4 row_name spreadsheet_number", "5 seat_number spreadsheet_number",
                        "6 seat_number spreadsheet_number", "7 seat_number spreadsheet_error",
                        "8 seat_number spreadsheet_error"}));
  EXPECT_NE(file.warnings[0].detail.find("01-Feb"), std::string::npos);
}

TEST(ReadSeatFile, warns_of_no_label_that_people_give) {
  for (const char* label : {"A", "12", "1-2", "A-1", "1/2", "1E5", "Mar", "May", "Loge 3",
                            "10 links", "1.5", "B.2", "#1", "12a", "Jan Hus", "A–1"}) {
    EXPECT_FALSE(damage_of(label)) << label;
  }
  for (const char* label : {"1-Mai", "Feb-01", "2026-03-01", "3.4.2026", "12:30", "#NV", "####",
                            "1,5E+07", "2,0", "1. Mär 26"}) {
    EXPECT_TRUE(damage_of(label)) << label;
  }
}

TEST(ReadSeatFile, counts_the_lines_that_have_faults) {
  const auto file = read("A,,,throne,perhaps,,far,1\nA,B,2,,,,,\n,,3,,,,,\n");
  EXPECT_GT(file.faults.total(), 4U);
  EXPECT_EQ(file.faults.lines(), 2U);
}

TEST(ReadSeatFile, gives_a_reason_for_other_separators_and_for_lost_characters) {
  EXPECT_EQ(only_fault(read_seat_file("section|row_name|seat_number\nA|B|1\n", {})).code,
            "unknown_separator");
  EXPECT_EQ(only_fault(read("A,B,\xEF\xBF\xBD,,,,,\n")).code, "invalid_format");
}

TEST(ReadSeatFile, does_not_read_a_line_of_commas_into_cells) {
  const std::string commas(1'000'000, ',');
  const std::string text = commas + "\na,b\n";
  CsvReader reader(text);
  const auto wide = reader.next();
  ASSERT_TRUE(wide);
  EXPECT_LE(wide->cells.size(), kCsvCellsMax);
  EXPECT_FALSE(wide->fault.empty());
  EXPECT_EQ(reader.next()->cells.size(), 2U);
}

TEST(ReadSeatFile, tells_of_unknown_missing_and_double_columns) {
  EXPECT_EQ(only_fault(read_seat_file("section,row_name,seat_number,seat_typ\n", {})).code,
            "unknown_column");
  EXPECT_EQ(only_fault(read_seat_file("section,row_name\n", {})).column, "seat_number");
  EXPECT_EQ(only_fault(read_seat_file("section,row_name,seat_number,section\n", {})).code,
            "duplicate_column");
  EXPECT_EQ(only_fault(read_seat_file("", {})).code, "empty_file");
}

TEST(ReadSeatFile, tells_line_column_and_reason_of_each_bad_cell) {
  const auto file = read(
      "Orchestra,A,1,standard,false,Std,0,0\n"
      ",A,2,standrad,maybe,Std,zero,1e9\n"
      "Orchestra,\"B\x01\",3,standard,false,Std,1,1\n"
      "Orchestra,A,1,standard,false,Std,0,0\n"
      "Orchestra,A\n");
  EXPECT_EQ(file.rows, 5u);
  std::vector<std::string> seen;
  for (const auto& fault : file.faults.reported()) {
    seen.push_back(std::to_string(fault.line) + ' ' + fault.column + ' ' + fault.code);
  }
  EXPECT_EQ(seen,
            (std::vector<std::string>{"3 handicap_access not_one_of", "3 seat_type not_one_of",
                                      "3 section required", "3 x invalid_format",
                                      "3 y invalid_format", "4 row_name invalid_format",
                                      "5 seat_number duplicate_seat", "6  cell_count"}));
}

TEST(ReadSeatFile, keeps_a_line_break_in_a_cell_as_a_space) {
  const auto file = read("\"Upper\nBalcony\",A,1,,,,,\nUpper,,2,,,,,\n");
  EXPECT_EQ(file.lines.front().section.value, "Upper Balcony");
  EXPECT_EQ(file.faults.reported().front().line, 4);
}

TEST(ReadSeatFile, counts_all_faults_and_reports_the_first_thousand) {
  std::string rows;
  for (int i = 0; i < 10'000; ++i) rows += "Orchestra,,1,,,,,\n";
  const auto file = read(rows);
  EXPECT_EQ(file.faults.total(), 10'000u);
  EXPECT_EQ(file.faults.reported().size(), LineFaults::kMaxReported);
  EXPECT_EQ(file.faults.reported().back().line, 1'001);
}

TEST(ReadSeatFile, stops_at_the_most_seats_that_a_venue_has) {
  std::string text = "section,row_name,seat_number\n";
  for (std::size_t i = 0; i < kMaxSeats + 2; ++i) text += "S,A," + std::to_string(i) + '\n';
  EXPECT_EQ(only_fault(read_seat_file(text, {})).code, "too_many_rows");
}

TEST(ReadSeatFile, refuses_text_that_is_not_utf_8) {
  EXPECT_EQ(only_fault(read("Orch\xFFstra,A,1,,,,,\n")).code, "invalid_format");
}

TEST(Milli, keeps_three_decimals) {
  EXPECT_EQ(parse_milli("12.3456"), 12'346);
  EXPECT_EQ(parse_milli("+7"), 7'000);
  EXPECT_FALSE(parse_milli("1e3"));
  EXPECT_FALSE(parse_milli("nan"));
  EXPECT_FALSE(parse_milli(""));
  EXPECT_FALSE(parse_milli("12px"));
  EXPECT_EQ(format_milli(-12'500), "-12.5");
  EXPECT_EQ(format_milli(40'000), "40");
  EXPECT_EQ(format_milli(-1), "-0.001");
}

PROPERTY(Milli, reads_back_what_it_wrote) {
  const auto milli = *rc::gen::inRange<std::int64_t>(-1'000'000'000, 1'000'000'001);
  RC_ASSERT(parse_milli(format_milli(milli)) == milli);
}

rc::Gen<std::string> any_label() {
  return rc::gen::map(rc::gen::nonEmpty(rc::gen::container<std::string>(
                          rc::gen::elementOf(std::string("=+-@',;\"ABab 19")))),
                      [](const std::string& text) {
                        const auto label = Label::parse(text);
                        return label ? label->value : std::string("=A");
                      });
}

PROPERTY(WriteSeatFile, is_read_back_unchanged) {
  const std::vector<Section> sections{{SectionId{1}, {*any_label()}, {"#000000"}, 0}};
  const std::vector<PriceZone> zones{{PriceZoneId{2}, {*any_label()}, {"#000000"}, {}, 0}};
  std::vector<Seat> seats;
  const auto count = *rc::gen::inRange(1, 8);
  for (int i = 0; i < count; ++i) {
    Seat seat;
    seat.section_id = SectionId{1};
    seat.row_name = {*any_label()};
    seat.seat_number = {*any_label() + std::to_string(i)};
    seat.seat_type = *rc::gen::element(SeatType::standard, SeatType::general_admission);
    seat.handicap_access = *rc::gen::arbitrary<bool>();
    seat.is_sellable = *rc::gen::arbitrary<bool>();
    if (*rc::gen::arbitrary<bool>()) seat.price_zone_id = PriceZoneId{2};
    if (seat.seat_type == SeatType::general_admission) seat.capacity = *rc::gen::inRange(1, 500);
    seat.x_milli = *rc::gen::inRange(-99'999, 99'999);
    seat.rotation_milli = *rc::gen::inRange(-2, 3) * 45'000;
    seats.push_back(seat);
  }
  const auto file = read_seat_file(write_seat_file(seats, sections, zones), {});
  RC_ASSERT(file.faults.empty());
  RC_ASSERT(file.lines.size() == seats.size());
  for (std::size_t i = 0; i < seats.size(); ++i) {
    const auto& line = file.lines[i];
    RC_ASSERT(line.section == sections.front().name);
    RC_ASSERT(line.row_name == seats[i].row_name);
    RC_ASSERT(line.seat_number == seats[i].seat_number);
    RC_ASSERT(line.seat_type == seats[i].seat_type);
    RC_ASSERT(line.handicap_access == seats[i].handicap_access);
    RC_ASSERT(line.price_zone.has_value() == seats[i].price_zone_id.has_value());
    RC_ASSERT(line.x_milli == seats[i].x_milli);
    RC_ASSERT(line.rotation_milli.value_or(0) == seats[i].rotation_milli);
    RC_ASSERT(line.is_sellable.value_or(true) == seats[i].is_sellable);
    RC_ASSERT(line.capacity.value_or(1) == seats[i].capacity);
  }
}

}  // namespace
}  // namespace usher::venues
