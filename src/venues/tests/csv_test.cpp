// CSV as spreadsheets write it, and as they may safely read it (rule 35).
#include "venues/csv.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/properties.hpp"

namespace usher::venues {
namespace {

using Cells = std::vector<std::string>;

std::vector<CsvRow> read_all(std::string_view text) {
  CsvReader reader(text);
  std::vector<CsvRow> rows;
  while (auto row = reader.next()) rows.push_back(*std::move(row));
  return rows;
}

TEST(CsvReader, takes_a_byte_order_mark_and_both_line_ends) {
  const auto rows = read_all(
      "\xEF\xBB\xBF"
      "a,b\r\n1,2\n3,4");
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].cells, (Cells{"a", "b"}));
  EXPECT_EQ(rows[1].cells, (Cells{"1", "2"}));
  EXPECT_EQ(rows[2].cells, (Cells{"3", "4"}));
  EXPECT_EQ(rows[2].line, 3u);
}

TEST(CsvReader, counts_lines_inside_quoted_cells) {
  const auto rows = read_all("\"a\nb\",\"say \"\"hi\"\"\"\r\nc,d\r\n");
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].cells, (Cells{"a\nb", "say \"hi\""}));
  EXPECT_EQ(rows[1].line, 3u);
}

TEST(CsvReader, skips_blank_lines_but_counts_them) {
  const auto rows = read_all("a\n\n\r\nb\n");
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[1].line, 4u);
}

TEST(CsvReader, finds_the_separator_that_a_spreadsheet_wrote) {
  EXPECT_EQ(read_all("a;b;c\n1,5;2;3")[1].cells, (Cells{"1,5", "2", "3"}));
  EXPECT_EQ(read_all("a\tb\n1\t2")[1].cells, (Cells{"1", "2"}));
  EXPECT_EQ(read_all("\"a;b;c\",d\n1,2")[1].cells, (Cells{"1", "2"}));
}

TEST(CsvReader, tells_of_broken_quotes_and_goes_on_where_it_can) {
  const auto rows = read_all("a,b\n\"x\"y,2\n3,4\n\"never closed");
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_FALSE(rows[1].fault.empty());
  EXPECT_EQ(rows[2].cells, (Cells{"3", "4"}));
  EXPECT_FALSE(rows[3].fault.empty());
  EXPECT_EQ(rows[3].line, 4u);
}

TEST(GuardFormula, disarms_what_a_spreadsheet_would_run) {
  for (const std::string cell : {"=1+1", "+A1", "-A1", "@SUM(A1)"}) {
    EXPECT_EQ(guard_formula(cell), "'" + cell);
    EXPECT_EQ(unguard_formula(guard_formula(cell)), cell);
  }
  EXPECT_EQ(guard_formula("A-1"), "A-1");
  EXPECT_EQ(guard_formula("O'Neill"), "O'Neill");
  EXPECT_EQ(unguard_formula("'quoted'"), "'quoted'");
}

// Cells of the characters that make trouble, and any others.
rc::Gen<std::string> any_cell() {
  const auto nasty = rc::gen::elementOf(std::string("=+-@',;\"\t\n\r ab1"));
  return rc::gen::oneOf(rc::gen::container<std::string>(nasty),
                        rc::gen::container<std::string>(rc::gen::inRange<char>('a', 'z')));
}

PROPERTY(GuardFormula, is_undone_exactly) {
  const auto cell = *any_cell();
  RC_ASSERT(unguard_formula(guard_formula(cell)) == cell);
}

PROPERTY(Csv, reads_back_what_it_wrote) {
  const auto rows = *rc::gen::nonEmpty(
      rc::gen::container<std::vector<Cells>>(rc::gen::container<Cells>(3, any_cell())));
  // A row of nothing but separators is none.
  std::vector<Cells> kept;
  std::string text = "h1,h2,h3\n";
  for (const auto& row : rows) {
    if (std::ranges::any_of(row, [](const std::string& cell) {
          return cell.find_first_not_of(" \t") != std::string::npos;
        }))
      kept.push_back(row);
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) text += ',';
      append_csv_cell(text, row[i]);
    }
    text += "\n";
  }
  const auto read = read_all(text);
  RC_ASSERT(read.size() == kept.size() + 1);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    RC_ASSERT(read[i + 1].fault.empty());
    RC_ASSERT(read[i + 1].cells == kept[i]);
  }
}

PROPERTY(Csv, reads_anything_without_harm) {
  const auto text = *rc::gen::container<std::string>(
      rc::gen::elementOf(std::string("a,;\"\r\n\t\0\xEF\xBB\xBF'", 12)));
  std::size_t line = 0;
  for (const auto& row : read_all(text)) {
    RC_ASSERT(row.line > line);
    line = row.line;
    RC_ASSERT(!row.cells.empty());
  }
}

}  // namespace
}  // namespace usher::venues
