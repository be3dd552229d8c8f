#include "app/commands/command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>

namespace usher::app {
namespace {

std::string type_name(const SettingRow& row) {
  if (!row.one_of.empty()) return std::string(row.one_of);
  return row.unit.empty() ? "TEXT" : "NUMBER";
}

}  // namespace

void CommandLine::add_settings(CLI::App& command, const std::vector<std::string_view>& names) {
  command.add_option("--config", config_file, "Read settings from this TOML file")
      ->type_name("FILE");
  for (const auto& row : setting_rows()) {
    const bool shown = names.empty() || std::ranges::find(names, row.name) != names.end();
    const std::string group = shown ? "Settings" : "";  // CLI11 hides what has no group
    std::string text(row.text);
    if (!row.initial.empty()) text += fmt::format(" [{}]", row.initial);
    const auto keeper = [this](std::string name) {
      return [this, name = std::move(name)](const std::string& value) { flags[name] = value; };
    };
    const auto keep = keeper(std::string(row.name));
    auto* option =
        std::holds_alternative<bool Settings::*>(row.member)
            ? command.add_flag_function(
                  flag_of(row), [keep](std::int64_t count) { keep(count > 0 ? "true" : "false"); },
                  text)
            : command.add_option_function<std::string>(flag_of(row), keep, text)
                  ->type_name(type_name(row));
    option->group(group);
    if (!row.secret) continue;
    const std::string file_name = std::string(row.name) + "_file";
    command
        .add_option_function<std::string>(flag_of(file_name), keeper(file_name),
                                          "A file with it, which `ps` does not show")
        ->type_name("FILE")
        ->group(group);
  }
}

std::unique_ptr<store::Store> open_existing_store(const Settings& settings, const Clock& clock) {
  constexpr std::string_view kSqlite = "sqlite:";
  if (settings.database.starts_with(kSqlite)) {
    const auto file = settings.database.substr(kSqlite.size());
    if (!std::filesystem::exists(file)) {
      throw std::runtime_error(fmt::format(
          "there is no database at {}; --database names another one, `usher migrate` makes one",
          file));
    }
  }
  store::StoreOptions options;
  options.url = settings.database;
  return store::open_store(options, clock);
}

}  // namespace usher::app
