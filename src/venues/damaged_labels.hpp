// Purpose: labels that look as if a spreadsheet had changed them. Place: venues. Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace usher::venues {

// What probably happened to a label: `spreadsheet_error` (#REF!), `spreadsheet_date` (01-Feb, once
// 1-2) or `spreadsheet_number` (1,00E+05, 1.0).
struct Damage {
  std::string code;
  std::string detail;
};
std::optional<Damage> damage_of(std::string_view label);

}  // namespace usher::venues
