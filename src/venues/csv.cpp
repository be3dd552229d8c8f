#include "venues/csv.hpp"

#include <algorithm>
#include <array>

namespace usher::venues {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kFormulaStarts = "=+-@";

// The separator that the first line has most of outside quotes; a comma in doubt.
char find_separator(std::string_view text) {
  constexpr std::array kCandidates{',', ';', '\t'};
  std::array<std::size_t, kCandidates.size()> counts{};
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    for (std::size_t i = 0; i < kCandidates.size(); ++i) counts[i] += c == kCandidates[i] ? 1 : 0;
  }
  return kCandidates[static_cast<std::size_t>(std::ranges::max_element(counts) - counts.begin())];
}

// How many apostrophes stand before a formula's first character; nullopt when it is none.
std::optional<std::size_t> apostrophes_before_formula(std::string_view cell) {
  const std::size_t count = std::min(cell.find_first_not_of('\''), cell.size());
  if (count == cell.size() || !kFormulaStarts.contains(cell[count])) return std::nullopt;
  return count;
}

}  // namespace

CsvReader::CsvReader(std::string_view text) : text_(text) {
  if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
  separator_ = find_separator(text_);
  take_separator_line();
}

void CsvReader::take_separator_line() {
  constexpr std::string_view kSays = "sep=";
  const auto line = text_.substr(0, std::min(text_.find_first_of("\r\n"), text_.size()));
  if (line.size() != kSays.size() + 1) return;
  const bool says = std::ranges::equal(line.substr(0, kSays.size()), kSays,
                                       [](char a, char b) { return (a | 0x20) == (b | 0x20); });
  if (!says) return;
  separator_ = line.back();
  at_ = line.size();
  take_line_end();
}

std::optional<CsvRow> CsvReader::next() {
  while (at_ < text_.size()) {
    CsvRow row = read_row();
    const bool blank = std::ranges::all_of(row.cells, [](const std::string& cell) {
      return cell.find_first_not_of(" \t") == std::string::npos;
    });
    if (!blank || !row.fault.empty()) return row;
  }
  return std::nullopt;
}

CsvRow CsvReader::read_row() {
  CsvRow row;
  row.line = line_;
  for (;;) {
    std::string& cell = row.cells.emplace_back();
    if (at_ < text_.size() && text_[at_] == '"') {
      read_quoted(row, cell);
    } else {
      const std::size_t begin = at_;
      while (!at_line_end() && text_[at_] != separator_) ++at_;
      cell = text_.substr(begin, at_ - begin);
    }
    if (at_line_end()) {
      take_line_end();
      return row;
    }
    if (row.cells.size() == kCsvCellsMax) {
      row.fault = "Has more than 1000 cells.";
      skip_to_line_end();
      take_line_end();
      return row;
    }
    ++at_;  // the separator
  }
}

void CsvReader::read_quoted(CsvRow& row, std::string& cell) {
  ++at_;
  while (at_ < text_.size()) {
    const char c = text_[at_++];
    if (c != '"') {
      line_ += c == '\n' ? 1 : 0;
      cell += c;
    } else if (at_ < text_.size() && text_[at_] == '"') {
      cell += '"';
      ++at_;
    } else {
      if (at_line_end() || text_[at_] == separator_) return;
      row.fault = "Something follows the closing quote of a cell.";
      return skip_to_line_end();
    }
  }
  row.fault = "A quoted cell is never closed.";
}

void CsvReader::skip_to_line_end() {
  while (!at_line_end()) ++at_;
}

bool CsvReader::at_line_end() const {
  return at_ >= text_.size() || text_[at_] == '\n' || text_[at_] == '\r';
}

void CsvReader::take_line_end() {
  if (at_ >= text_.size()) return;
  if (text_[at_] == '\r') ++at_;
  if (at_ < text_.size() && text_[at_] == '\n') ++at_;
  ++line_;
}

void append_csv_cell(std::string& out, std::string_view cell) {
  const bool outer_space = !cell.empty() && (cell.front() == ' ' || cell.back() == ' ');
  if (!outer_space && cell.find_first_of(",;\t\"\r\n") == std::string_view::npos) {
    out += cell;
    return;
  }
  out += '"';
  for (const char c : cell) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

std::string guard_formula(std::string_view cell) {
  return apostrophes_before_formula(cell) ? "'" + std::string(cell) : std::string(cell);
}

std::string_view unguard_formula(std::string_view cell) {
  if (apostrophes_before_formula(cell).value_or(0) > 0) cell.remove_prefix(1);
  return cell;
}

}  // namespace usher::venues
