// `usher settings`: every setting with its default, as a configuration file or a table.
#include <iostream>
#include <memory>

#include "app/commands/command.hpp"

namespace usher::app {

void add_settings_command(CLI::App& app, CommandLine& line) {
  auto* command = app.add_subcommand(
      "settings", "Print every setting at its default, as a configuration file to begin with");
  const auto table = std::make_shared<bool>(false);
  command->add_flag("--table", *table, "As a table in Markdown, with flags and variables");
  command->callback([&line, table] {
    line.run = [table](const Settings&) {
      std::cout << (*table ? settings_markdown() : settings_sample());
      return 0;
    };
  });
}

}  // namespace usher::app
