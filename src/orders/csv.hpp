// Purpose: rows as CSV that spreadsheets read and do not run (rule 35). Place: orders.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace usher::orders {

// Appends one line, ended by CRLF. Source: RFC 4180. A cell that a spreadsheet would take for a
// formula gets an apostrophe before it.
void append_csv_line(std::string& out, const std::vector<std::string>& cells);

}  // namespace usher::orders
