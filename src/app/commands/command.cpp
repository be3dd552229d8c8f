#include "app/commands/command.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace usher::app {

void CommandLine::add_settings(CLI::App& command, const std::vector<std::string_view>& names) {
  command.add_option("--config", config_file, "Read settings from this TOML file")
      ->type_name("FILE");
  for (const auto& row : setting_rows()) {
    if (!names.empty() && std::ranges::find(names, row.name) == names.end()) continue;
    std::string text(row.text);
    if (!row.initial.empty()) text += fmt::format(" [{}]", row.initial);
    const auto keep = [this, name = std::string(row.name)](const std::string& value) {
      flags[name] = value;
    };
    const std::string type =
        row.one_of.empty() ? (row.unit.empty() ? "TEXT" : "NUMBER") : std::string(row.one_of);
    auto* option =
        std::holds_alternative<bool Settings::*>(row.member)
            ? command.add_flag_function(
                  flag_of(row), [keep](std::int64_t count) { keep(count > 0 ? "true" : "false"); },
                  text)
            : command.add_option_function<std::string>(flag_of(row), keep, text)->type_name(type);
    option->group("Settings");
  }
}

}  // namespace usher::app
