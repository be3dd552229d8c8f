// Purpose: how a command joins the command line. Place: app/commands.
//
// Each command is one file with one function add_<name>_command(CLI::App&, CommandLine&), listed in
// main.cpp. It adds a subcommand with its own options and the settings it uses, and puts what it
// does into `line.run` when it is chosen.
#pragma once
#include <CLI/CLI.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/config.hpp"
#include "store/store.hpp"

namespace usher::app {

struct CommandLine {
  std::map<std::string, std::string, std::less<>> flags;  // settings given as flags
  std::string config_file;
  // Set by the chosen subcommand; returns the exit code.
  std::function<int(const Settings&)> run;

  // Adds --config and a flag for every setting, so that one configuration fits every command; its
  // help names those in `names` (all, when empty).
  void add_settings(CLI::App& command, const std::vector<std::string_view>& names = {});
};

// The database of the settings, for a command that only makes sense when there is one.
// Errors: throws std::runtime_error when a SQLite file does not exist.
std::unique_ptr<store::Store> open_existing_store(const Settings& settings, const Clock& clock);

void add_serve_command(CLI::App& app, CommandLine& line);
void add_openapi_command(CLI::App& app, CommandLine& line);
void add_metrics_command(CLI::App& app, CommandLine& line);
void add_migrate_command(CLI::App& app, CommandLine& line);
void add_check_command(CLI::App& app, CommandLine& line);
void add_doctor_command(CLI::App& app, CommandLine& line);
void add_backup_command(CLI::App& app, CommandLine& line);
void add_restore_command(CLI::App& app, CommandLine& line);
void add_copy_command(CLI::App& app, CommandLine& line);
void add_user_command(CLI::App& app, CommandLine& line);
void add_import_seats_command(CLI::App& app, CommandLine& line);
void add_reconcile_command(CLI::App& app, CommandLine& line);
void add_settings_command(CLI::App& app, CommandLine& line);
void add_demo_command(CLI::App& app, CommandLine& line);

}  // namespace usher::app
