#include "venues/seat_file.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <tuple>
#include <unordered_map>

#include "base/json_types.hpp"
#include "venues/csv.hpp"
#include "venues/damaged_labels.hpp"

namespace usher::venues {
namespace {

constexpr std::size_t kColumns = 11;
constexpr std::array kNeeded{SeatColumn::section, SeatColumn::row_name, SeatColumn::seat_number};
constexpr std::array kPlain{SeatColumn::section,
                            SeatColumn::row_name,
                            SeatColumn::seat_number,
                            SeatColumn::seat_type,
                            SeatColumn::handicap_access,
                            SeatColumn::price_zone,
                            SeatColumn::x,
                            SeatColumn::y};

std::string_view name_of(SeatColumn column) { return enum_text(column); }

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// How header names and words in cells are compared.
std::string folded(std::string_view text) { return fold_case(trimmed(text)); }

// Where each column of ours is in the file.
struct Header {
  std::array<std::optional<std::size_t>, kColumns> at;
  std::size_t width = 0;

  std::optional<std::size_t>& of(SeatColumn column) { return at[static_cast<std::size_t>(column)]; }
};

Header read_header(const CsvRow& row, const ColumnMap& columns, LineFaults& faults) {
  std::unordered_map<std::string, SeatColumn> wanted;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<SeatColumn>>([&](auto entry) {
    const auto mapped = columns.find(entry.value);
    wanted[folded(mapped == columns.end() ? name_of(entry.value) : mapped->second)] = entry.value;
  });
  Header header;
  header.width = row.cells.size();
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const auto known = wanted.find(folded(row.cells[i]));
    if (known == wanted.end()) {
      if (columns.empty() && !folded(row.cells[i]).empty()) {
        faults.add(row.line, row.cells[i], "unknown_column", "There is no such column.");
      }
      continue;
    }
    auto& place = header.of(known->second);
    if (place) {
      faults.add(row.line, row.cells[i], "duplicate_column", "This column is there twice.");
    }
    place = i;
  }
  for (const auto column : kNeeded) {
    if (!header.of(column)) {
      faults.add(row.line, name_of(column), "missing_column", "This column is missing.");
    }
  }
  for (const auto& [column, name] : columns) {
    if (!header.of(column) && std::ranges::find(kNeeded, column) == kNeeded.end()) {
      faults.add(row.line, name_of(column), "missing_column",
                 "The file has no column \"" + name + "\".");
    }
  }
  return header;
}

// Reads the cells of one row; what is wrong is told once per cell.
class RowReader {
 public:
  RowReader(CsvRow row, Header& header, char separator, SeatFile& file)
      : row_(std::move(row)),
        header_(header),
        separator_(separator),
        faults_(file.faults),
        warnings_(file.warnings) {
    for (auto& cell : row_.cells) std::ranges::replace_if(cell, is_line_break, ' ');
  }

  SeatLine read() {
    SeatLine line;
    line.line = row_.line;
    line.section = label(SeatColumn::section);
    line.row_name = label(SeatColumn::row_name);
    line.seat_number = label(SeatColumn::seat_number);
    line.seat_type = seat_type();
    line.handicap_access = flag(SeatColumn::handicap_access);
    line.has_price_zone = header_.of(SeatColumn::price_zone).has_value();
    if (!cell(SeatColumn::price_zone).empty()) line.price_zone = label(SeatColumn::price_zone);
    line.x_milli = milli(SeatColumn::x);
    line.y_milli = milli(SeatColumn::y);
    line.rotation_milli = milli(SeatColumn::rotation);
    line.is_sellable = flag(SeatColumn::is_sellable);
    line.capacity = capacity();
    check_capacity(line);
    return line;
  }

 private:
  static bool is_line_break(char c) { return c == '\n' || c == '\r'; }

  void fault(SeatColumn column, std::string code, std::string detail) {
    faults_.add(row_.line, name_of(column), std::move(code), std::move(detail));
  }

  void warn(SeatColumn column, const std::string& label) {
    if (warnings_.size() >= LineFaults::kMaxReported) return;
    auto damage = damage_of(label);
    if (!damage) return;
    constexpr std::size_t kShown = 60;
    warnings_.push_back({static_cast<std::int64_t>(row_.line), std::string(name_of(column)),
                         std::move(damage->code),
                         "\"" + nfc(label.substr(0, kShown)) + "\": " + damage->detail});
  }

  // Without the spaces around it; empty when there is no such column.
  std::string_view cell(SeatColumn column) {
    const auto at = header_.of(column);
    if (!at || *at >= row_.cells.size()) return {};
    return trimmed(row_.cells[*at]);
  }

  Label label(SeatColumn column) {
    auto parsed = Label::parse(unguard_formula(cell(column)));
    if (parsed) {
      warn(column, parsed->value);
      return *std::move(parsed);
    }
    const bool missing = parsed.error().code == "too_short";
    fault(column, missing ? "required" : parsed.error().code, parsed.error().detail);
    return {};
  }

  std::optional<SeatType> seat_type() {
    if (cell(SeatColumn::seat_type).empty()) return std::nullopt;
    std::string word = folded(cell(SeatColumn::seat_type));
    std::ranges::replace_if(word, [](char c) { return c == ' ' || c == '-'; }, '_');
    const auto type = enum_from_text<SeatType>(word);
    if (!type) {
      fault(SeatColumn::seat_type, "not_one_of",
            "Must be standard, accessible, companion, house, restricted_view or "
            "general_admission.");
    }
    return type;
  }

  std::optional<bool> flag(SeatColumn column) {
    const std::string word = folded(cell(column));
    if (word.empty()) return std::nullopt;
    if (word == "true" || word == "1" || word == "yes" || word == "y") return true;
    if (word == "false" || word == "0" || word == "no" || word == "n") return false;
    fault(column, "not_one_of", "Must be true or false.");
    return std::nullopt;
  }

  std::optional<std::int64_t> milli(SeatColumn column) {
    std::string text(cell(column));
    if (text.empty()) return std::nullopt;
    // Where cells are separated by semicolons, the comma is the decimal point.
    if (separator_ == ';') std::ranges::replace(text, ',', '.');
    const auto value = parse_milli(text);
    if (!value) fault(column, "invalid_format", "Must be a number like 12.5, at most 1000000.");
    return value;
  }

  std::optional<std::int64_t> capacity() {
    const std::string_view text = cell(SeatColumn::capacity);
    if (text.empty()) return std::nullopt;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 1 ||
        value > kMaxCapacity) {
      fault(SeatColumn::capacity, "out_of_range", "Must be a whole number from 1 to 20000.");
      return std::nullopt;
    }
    return value;
  }

  void check_capacity(const SeatLine& line) {
    if (line.capacity.value_or(1) > 1 && line.seat_type &&
        *line.seat_type != SeatType::general_admission) {
      fault(SeatColumn::capacity, "not_allowed", "Only general admission areas have a capacity.");
    }
  }

  CsvRow row_;
  Header& header_;
  char separator_;
  LineFaults& faults_;
  std::vector<LineFault>& warnings_;
};

// Tells of each seat that comes a second time.
void find_duplicates(SeatFile& file) {
  std::unordered_map<std::string, std::size_t> first_lines;
  first_lines.reserve(file.lines.size());
  for (const auto& line : file.lines) {
    std::string key =
        line.section.value + '\n' + line.row_name.value + '\n' + line.seat_number.value;
    const auto [seen, is_new] = first_lines.emplace(std::move(key), line.line);
    if (is_new) continue;
    file.faults.add(line.line, name_of(SeatColumn::seat_number), "duplicate_seat",
                    "The same seat is on line " + std::to_string(seen->second) + ".");
  }
}

void append_text(std::string& out, std::string_view text) {
  append_csv_cell(out, guard_formula(text));
}

std::string_view bool_text(bool value) { return value ? "true" : "false"; }

}  // namespace

void LineFaults::add(std::size_t line, std::string_view column, std::string code,
                     std::string detail) {
  ++total_;
  lines_.insert(line);
  if (reported_.size() >= kMaxReported) return;
  // A header of a hostile file can be anything; what is echoed is short.
  constexpr std::size_t kColumnMax = 60;
  reported_.push_back({static_cast<std::int64_t>(line), nfc(column.substr(0, kColumnMax)),
                       std::move(code), std::move(detail)});
}

void LineFaults::sort() {
  std::ranges::sort(reported_, {}, [](const LineFault& fault) {
    return std::tie(fault.line, fault.column, fault.code);
  });
}

namespace {

std::optional<SeatColumn> column_named(std::string_view text) {
  return enum_from_text<SeatColumn>(folded(text));
}

// Takes a name in quotes, doubled within it, off the front of the text. False when it never ends.
bool take_quoted(std::string_view& text, std::string& name) {
  text.remove_prefix(1);
  while (!text.empty()) {
    const auto quote = std::min(text.find('"'), text.size());
    name += text.substr(0, quote);
    text.remove_prefix(quote);
    if (!text.starts_with("\"\"")) break;
    name += '"';
    text.remove_prefix(2);
  }
  if (!text.starts_with('"')) return false;
  text.remove_prefix(1);
  return true;
}

// The same of a name without quotes: up to the comma before the next pair, so that a name may have
// commas of its own.
void take_plain(std::string_view& text, std::string& name) {
  std::size_t end = text.find(',');
  while (end != std::string_view::npos) {
    const auto rest = text.substr(end + 1);
    const auto colon = rest.find(':');
    if (colon == std::string_view::npos || column_named(rest.substr(0, colon))) break;
    end = text.find(',', end + 1);
  }
  // What follows the last comma is a pair as well, or part of the name when it has no colon.
  if (end != std::string_view::npos && !text.substr(end + 1).contains(':')) {
    end = std::string_view::npos;
  }
  end = std::min(end, text.size());
  name = text.substr(0, end);
  text.remove_prefix(end);
}

}  // namespace

Result<ColumnMap> parse_column_map(std::string_view text) {
  ColumnMap columns;
  const auto malformed = [] {
    return refuse_field("/map", "invalid_format",
                        "Must be like row_name:Reihe,seat_number:\"Platz, Nr.\".");
  };
  while (!text.empty()) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return malformed();
    const auto column = column_named(text.substr(0, colon));
    if (!column) return refuse_field("/map", "not_one_of", "There is no such column of ours.");
    text.remove_prefix(colon + 1);
    std::string name;
    if (text.starts_with('"')) {
      if (!take_quoted(text, name)) return malformed();
    } else {
      take_plain(text, name);
    }
    if (name.empty()) return malformed();
    if (!text.empty() && !text.starts_with(',')) return malformed();
    text.remove_prefix(std::min<std::size_t>(1, text.size()));
    if (!columns.emplace(*column, std::move(name)).second) {
      return refuse_field("/map", "duplicate_column", "A column is mapped twice.");
    }
  }
  return columns;
}

SeatFile read_seat_file(std::string_view text, const ColumnMap& columns) {
  SeatFile file;
  CsvReader reader(text);
  const auto first = reader.next();
  if (!first) {
    file.faults.add(1, "", "empty_file", "The file is empty.");
    return file;
  }
  if (!first->fault.empty()) {
    file.faults.add(first->line, "", "malformed_csv", first->fault);
    return file;
  }
  if (first->cells.size() == 1 && std::ranges::count(first->cells.front(), '|') >= 2) {
    file.faults.add(first->line, "", "unknown_separator",
                    "The cells are separated by |. Save the file with commas, semicolons or tabs.");
    return file;
  }
  Header header = read_header(*first, columns, file.faults);
  if (!file.faults.empty()) return file;
  while (auto row = reader.next()) {
    if (++file.rows > kMaxSeats) {
      file.faults.add(row->line, "", "too_many_rows", "A venue has at most 100000 seats.");
      break;
    }
    if (!row->fault.empty()) {
      file.faults.add(row->line, "", "malformed_csv", row->fault);
      continue;
    }
    if (row->cells.size() != header.width) {
      file.faults.add(row->line, "", "cell_count",
                      "Has " + std::to_string(row->cells.size()) + " cells, the header has " +
                          std::to_string(header.width) + ".");
      continue;
    }
    const std::size_t faults_before = file.faults.total();
    SeatLine line = RowReader(*std::move(row), header, reader.separator(), file).read();
    if (file.faults.total() == faults_before) file.lines.push_back(std::move(line));
  }
  find_duplicates(file);
  file.faults.sort();
  return file;
}

SeatFile read_seat_bytes(std::string_view bytes, const ColumnMap& columns,
                         std::string_view encoding) {
  auto decoded = decode_text(bytes, encoding);
  if (decoded) return read_seat_file(decoded->text, columns);
  SeatFile file;
  auto& why = decoded.error();
  file.faults.add(why.line, "", std::move(why.code), std::move(why.detail));
  file.encodings = std::move(why.choices);
  return file;
}

SeatFilePreview preview_seat_bytes(std::string_view bytes, std::string_view encoding) {
  constexpr std::size_t kRowsShown = 5;
  SeatFilePreview preview;
  auto decoded = decode_text(bytes, encoding);
  if (!decoded) {
    auto& why = decoded.error();
    preview.fault = LineFault{static_cast<std::int64_t>(why.line), "", std::move(why.code),
                              std::move(why.detail)};
    preview.encodings = std::move(why.choices);
    return preview;
  }
  preview.encoding = std::move(decoded->encoding);
  CsvReader reader(decoded->text);
  preview.separator = std::string(1, reader.separator());
  auto header = reader.next();
  if (header) preview.header = std::move(header->cells);
  for (auto& name : preview.header) name = std::string(trimmed(name));
  while (preview.rows.size() < kRowsShown) {
    auto row = reader.next();
    if (!row) break;
    preview.rows.push_back(std::move(row->cells));
  }
  return preview;
}

std::string write_seat_file(const std::vector<Seat>& seats, const std::vector<Section>& sections,
                            const std::vector<PriceZone>& zones) {
  std::unordered_map<SectionId, std::string_view> section_names;
  for (const auto& section : sections) section_names[section.id] = section.name.value;
  std::unordered_map<PriceZoneId, std::string_view> zone_names;
  for (const auto& zone : zones) zone_names[zone.id] = zone.name.value;
  const bool rotated = std::ranges::any_of(seats, [](auto& s) { return s.rotation_milli != 0; });
  const bool unsellable = std::ranges::any_of(seats, [](auto& s) { return !s.is_sellable; });
  const bool areas = std::ranges::any_of(seats, [](auto& s) { return s.capacity != 1; });

  std::string out;
  for (const auto column : kPlain) {
    if (!out.empty()) out += ',';
    out += name_of(column);
  }
  if (rotated) out.append(",").append(name_of(SeatColumn::rotation));
  if (unsellable) out.append(",").append(name_of(SeatColumn::is_sellable));
  if (areas) out.append(",").append(name_of(SeatColumn::capacity));
  out += '\n';
  for (const auto& seat : seats) {
    append_text(out, section_names[seat.section_id]);
    out += ',';
    append_text(out, seat.row_name.value);
    out += ',';
    append_text(out, seat.seat_number.value);
    out.append(",").append(enum_text(seat.seat_type));
    out.append(",").append(bool_text(seat.handicap_access)) += ',';
    if (seat.price_zone_id) append_text(out, zone_names[*seat.price_zone_id]);
    out.append(",").append(format_milli(seat.x_milli));
    out.append(",").append(format_milli(seat.y_milli));
    if (rotated) out.append(",").append(format_milli(seat.rotation_milli));
    if (unsellable) out.append(",").append(bool_text(seat.is_sellable));
    if (areas) out.append(",").append(std::to_string(seat.capacity));
    out += '\n';
  }
  return out;
}

std::optional<std::int64_t> parse_milli(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (!std::isfinite(value) || std::abs(value) > kMaxCoordinate) return std::nullopt;
  return std::llround(value * static_cast<double>(kMilli));
}

std::string format_milli(std::int64_t milli) {
  std::string text = milli < 0 ? "-" : "";
  const std::int64_t absolute = std::abs(milli);
  text += std::to_string(absolute / kMilli);
  if (const std::int64_t rest = absolute % kMilli; rest != 0) {
    std::string digits = std::to_string(kMilli + rest).substr(1);
    digits.erase(digits.find_last_not_of('0') + 1);
    text += '.' + digits;
  }
  return text;
}

}  // namespace usher::venues
