// Every cell that was read can be written and read again; guarding a formula loses nothing.
#include "fuzz/input.hpp"
#include "venues/csv.hpp"
#include "venues/multipart.hpp"
#include "venues/seat_file.hpp"

using namespace usher;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  venues::CsvReader reader(text);
  while (const auto row = reader.next()) {
    if (!row->fault.empty()) continue;
    std::string line;
    for (const auto& cell : row->cells) {
      FUZZ_EXPECT(venues::unguard_formula(venues::guard_formula(cell)) == cell);
      if (!line.empty()) line += ',';
      venues::append_csv_cell(line, cell);
    }
    venues::CsvReader again(line);
    const auto same = again.next();
    FUZZ_EXPECT(!same || !same->fault.empty() || row->cells.empty() ||
                same->cells.size() <= row->cells.size());
  }
  static_cast<void>(venues::parse_column_map(text));
  const auto [type, body] = fuzz::two_texts(data, size);
  if (const auto parts = venues::parse_form(type, body)) {
    FUZZ_EXPECT(parts->size() <= venues::kFormPartsMax);
    for (const auto& part : *parts)
      FUZZ_EXPECT(part.content.empty() ||
                  (part.content.data() >= body.data() &&
                   part.content.data() + part.content.size() <= body.data() + body.size()));
  }
  return 0;
}
