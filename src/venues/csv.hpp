// Purpose: comma separated text, in and out. Place: venues. Source: RFC 4180, rule 35.
//
// Knows nothing of seats. Reading takes UTF-8 with or without BOM, CRLF, LF or CR, quoted cells
// with newlines, the separators that spreadsheets write (comma, semicolon, tab), and the first line
// "sep=;" by which some of them say which one it is.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace usher::venues {

// No table that people make is wider; what follows is no longer read into cells.
inline constexpr std::size_t kCsvCellsMax = 1'000;

struct CsvRow {
  std::size_t line = 1;  // where the row begins, counted from 1
  std::vector<std::string> cells;
  // What is wrong with the row's quotes: `malformed_csv`; empty when it is well formed.
  std::string fault;
};

// Reads rows one after another. One thread; `text` must outlive it.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text);

  // The next row in which some cell is not blank; nullopt at the end.
  std::optional<CsvRow> next();
  char separator() const { return separator_; }

 private:
  CsvRow read_row();
  void take_separator_line();
  void read_quoted(CsvRow& row, std::string& cell);
  void skip_to_line_end();
  bool at_line_end() const;
  void take_line_end();

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  char separator_ = ',';
};

// Appends one cell, quoted when it must be.
void append_csv_cell(std::string& out, std::string_view cell);

// Makes a cell harmless that a spreadsheet would run as a formula (= + - @ at its start) by an
// apostrophe before it, and takes it away again: unguard(guard(x)) == x for every x.
std::string guard_formula(std::string_view cell);
std::string_view unguard_formula(std::string_view cell);

}  // namespace usher::venues
