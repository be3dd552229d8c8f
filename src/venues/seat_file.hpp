// Purpose: a venue's seats as a file that spreadsheets read and write. Place: venues.
//
// Pure: text into checked lines and back; what becomes of the lines is seat_import.cpp's.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/result.hpp"
#include "venues/text_decoding.hpp"
#include "venues/types.hpp"

namespace usher::venues {

// What a file can say of a seat, in the order in which it is written. The first three are needed.
BOOST_DEFINE_ENUM_CLASS(SeatColumn, section, row_name, seat_number, seat_type, handicap_access,
                        price_zone, x, y, rotation, is_sellable, capacity)

// Which of the file's columns is which: our name → the name in the file's header. Columns that are
// not named are looked for under our own names. With a mapping, columns of other names are left
// aside; without one they are refused, so that a typo never passes silently.
using ColumnMap = std::map<SeatColumn, std::string>;

// Reads "row_name:Reihe,seat_number:\"Platz, Nr.\"". Errors: invalid, at "/map".
Result<ColumnMap> parse_column_map(std::string_view text);

// One fault of a file. `line` counts from 1; `column` is our name, or the file's when it is
// unknown.
struct LineFault {
  std::int64_t line = 1;
  std::string column;
  std::string code;
  std::string detail;
};
BOOST_DESCRIBE_STRUCT(LineFault, (), (line, column, code, detail))

// The faults of a file: of all it is known how many lines they are on; the first kMaxReported are
// kept.
class LineFaults {
 public:
  static constexpr std::size_t kMaxReported = 1'000;

  void add(std::size_t line, std::string_view column, std::string code, std::string detail);
  bool empty() const { return total_ == 0; }
  std::size_t total() const { return total_; }
  // On how many lines there are any.
  std::size_t lines() const { return lines_.size(); }
  const std::vector<LineFault>& reported() const { return reported_; }
  // In the order of lines, before they are shown.
  void sort();

 private:
  std::size_t total_ = 0;
  std::unordered_set<std::size_t> lines_;
  std::vector<LineFault> reported_;
};

// One seat as a line gives it. Absent: the column is missing or, where a blank has no meaning of
// its own, blank: a seat that exists keeps what it has, a new one gets the default.
struct SeatLine {
  std::size_t line = 1;
  Label section;
  Label row_name;
  Label seat_number;
  std::optional<SeatType> seat_type;
  std::optional<bool> handicap_access;
  // A blank means no zone; `has_price_zone` says that there is such a column.
  std::optional<Label> price_zone;
  bool has_price_zone = false;
  std::optional<std::int64_t> x_milli;
  std::optional<std::int64_t> y_milli;
  std::optional<std::int64_t> rotation_milli;
  std::optional<bool> is_sellable;
  std::optional<std::int64_t> capacity;
};

struct SeatFile {
  std::vector<SeatLine> lines;  // the good ones
  std::size_t rows = 0;         // all of them, without the header
  LineFaults faults;
  // Labels that look as if a spreadsheet had changed them; the first thousand.
  std::vector<LineFault> warnings;
  // Set when the file does not say what its text is written in: what it may be.
  std::vector<EncodingChoice> encodings;
};

// Reads a whole file. Never fails: what is wrong is in `faults`.
SeatFile read_seat_file(std::string_view text, const ColumnMap& columns);

// The same of a file as it was saved. `encoding`: see decode_text().
SeatFile read_seat_bytes(std::string_view bytes, const ColumnMap& columns,
                         std::string_view encoding = {});

// How a file is read: what a page shows before it asks which column is which.
struct SeatFilePreview {
  std::string encoding;
  std::string separator;
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;  // the first ones
  std::vector<EncodingChoice> encodings;       // to ask for, when the file does not say
  std::optional<LineFault> fault;              // why nothing can be shown
};
BOOST_DESCRIBE_STRUCT(SeatFilePreview, (), (encoding, separator, header, rows, encodings, fault))
SeatFilePreview preview_seat_bytes(std::string_view bytes, std::string_view encoding = {});

// Writes seats so that reading them again gives the same. The columns of api.md come first;
// rotation, is_sellable and capacity follow only where some seat has another than the default.
std::string write_seat_file(const std::vector<Seat>& seats, const std::vector<Section>& sections,
                            const std::vector<PriceZone>& zones);

// "12.5" as 12'500; nullopt when it is no decimal number within ±kMaxCoordinate.
std::optional<std::int64_t> parse_milli(std::string_view text);
// 12'500 as "12.5".
std::string format_milli(std::int64_t milli);

}  // namespace usher::venues
