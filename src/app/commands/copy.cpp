// The command that moves a studio from SQLite to PostgreSQL, or back.
#include <iostream>
#include <memory>
#include <string>

#include "app/commands/command.hpp"
#include "store/copy.hpp"

namespace usher::app {
namespace {

int copy(const std::string& from, const std::string& to) {
  const SystemClock clock;
  std::int64_t rows = 0;
  for (const auto& table : store::copy_database(from, to, clock)) {
    if (table.rows > 0) std::cout << table.rows << " rows of " << table.name << '\n';
    rows += table.rows;
  }
  std::cout << "Copied " << rows << " rows; the hashes of every table agree.\n";
  return 0;
}

}  // namespace

void add_copy_command(CLI::App& app, CommandLine& line) {
  auto* command = app.add_subcommand(
      "copy", "Copy everything to another, empty database; the server must be stopped");
  auto from = std::make_shared<std::string>();
  auto to = std::make_shared<std::string>();
  command->add_option("--from", *from, "sqlite:FILE or postgresql://…")->required();
  command->add_option("--to", *to, "sqlite:FILE or postgresql://…")->required();
  command->callback(
      [&line, from, to] { line.run = [from, to](const Settings&) { return copy(*from, *to); }; });
}

}  // namespace usher::app
