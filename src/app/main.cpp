#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string_view>
#include <vector>

#include "app/commands/command.hpp"

namespace {

using namespace usher::app;

constexpr int kFailed = 1;
constexpr int kWrongUse = 2;

std::optional<std::string> environment(const std::string& name) {
  // Read before any thread starts. NOLINTNEXTLINE(concurrency-mt-unsafe)
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return std::string(value);
}

std::vector<std::string> environment_names() {
  std::vector<std::string> names;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    names.emplace_back(text.substr(0, text.find('=')));
  }
  return names;
}

std::optional<std::string> read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (in.bad()) return std::nullopt;
  return text;
}

int run(CommandLine& line) {
  SettingSources sources{line.flags,          environment, std::nullopt,
                         environment_names(), read_file,   environment("CREDENTIALS_DIRECTORY")};
  if (line.config_file.empty()) line.config_file = environment("USHER_CONFIG").value_or("");
  if (!line.config_file.empty()) {
    sources.file = read_file(line.config_file);
    if (!sources.file) {
      std::cerr << "usher: cannot read " << line.config_file << '\n';
      return kWrongUse;
    }
  }
  const auto settings = load_settings(sources);
  if (!settings) {
    for (const auto& fault : settings.error()) std::cerr << "usher: " << fault << '\n';
    return kWrongUse;
  }
  return line.run(*settings);
}

}  // namespace

int main(int argc, char** argv) {
  // What is made here holds names and secrets; existing files are looked after where they are
  // opened.
  ::umask(S_IRWXG | S_IRWXO);
  CLI::App app("Usher sells reserved seats: venues, shows, holds, orders, tickets, entry.",
               "usher");
  app.set_version_flag("--version", "usher " USHER_VERSION);
  app.require_subcommand(1);
  CommandLine line;
  add_serve_command(app, line);
  add_migrate_command(app, line);
  add_demo_command(app, line);
  add_user_command(app, line);
  add_import_seats_command(app, line);
  add_backup_command(app, line);
  add_restore_command(app, line);
  add_copy_command(app, line);
  add_check_command(app, line);
  add_doctor_command(app, line);
  add_reconcile_command(app, line);
  add_settings_command(app, line);
  add_openapi_command(app, line);
  add_metrics_command(app, line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    const int code = app.exit(problem);
    return code == 0 ? 0 : kWrongUse;
  }
  try {
    return run(line);
  } catch (const std::exception& failure) {
    std::cerr << "usher: " << failure.what() << '\n';
    return kFailed;
  }
}
