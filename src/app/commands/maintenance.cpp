// The commands that look after a database: migrate, backup, restore, check.
#include <iostream>
#include <memory>

#include "app/checks.hpp"
#include "app/commands/command.hpp"
#include "store/inspection.hpp"
#include "store/store.hpp"

namespace usher::app {
namespace {

constexpr int kBroken = 1;

int migrate(const Settings& settings) {
  const SystemClock clock;
  store::StoreOptions options;
  options.url = settings.database;
  static_cast<void>(store::open_store(options, clock));
  std::cout << "The database is up to date.\n";
  return 0;
}

int check(const Settings& settings) {
  const SystemClock clock;
  store::Inspection inspection(settings.database, clock);
  const auto findings = check_all(inspection);
  for (const auto& finding : findings.list()) {
    if (finding.rule == 0) {
      std::cout << "database: " << finding.text << '\n';
    } else {
      std::cout << "rule " << finding.rule << ": " << finding.text << '\n';
    }
  }
  if (!findings.empty()) {
    std::cout << findings.list().size() << " broken invariants\n";
    return kBroken;
  }
  std::cout << "All invariants hold.\n";
  return 0;
}

}  // namespace

void add_migrate_command(CLI::App& app, CommandLine& line) {
  auto* command = app.add_subcommand("migrate", "Bring the database's schema up to this version");
  line.add_settings(*command, {"database"});
  command->callback([&line] { line.run = migrate; });
}

void add_check_command(CLI::App& app, CommandLine& line) {
  auto* command = app.add_subcommand(
      "check", "Prove the invariants of a database, also of one in use; exit 1 when one is broken");
  line.add_settings(*command, {"database"});
  command->callback([&line] { line.run = check; });
}

void add_backup_command(CLI::App& app, CommandLine& line) {
  auto* command = app.add_subcommand(
      "backup", "Write a copy of the database as of now, also while it is served");
  line.add_settings(*command, {"database"});
  auto file = std::make_shared<std::string>();
  command->add_option("FILE", *file, "The file to write; must not exist")->required();
  command->callback([&line, file] {
    line.run = [file](const Settings& settings) {
      store::back_up(settings.database, *file);
      std::cout << "Backed up to " << *file << '\n';
      return 0;
    };
  });
}

void add_restore_command(CLI::App& app, CommandLine& line) {
  auto* command = app.add_subcommand(
      "restore", "Put a backup in the place of the database; the server must be stopped");
  line.add_settings(*command, {"database"});
  auto file = std::make_shared<std::string>();
  command->add_option("FILE", *file, "A file that usher backup wrote")->required();
  command->callback([&line, file] {
    line.run = [file](const Settings& settings) {
      const SystemClock clock;
      store::restore(*file, settings.database, clock);
      std::cout << "Restored from " << *file << '\n';
      return 0;
    };
  });
}

}  // namespace usher::app
