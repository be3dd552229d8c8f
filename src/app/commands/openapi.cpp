// The commands that describe what is composed here: openapi, metrics.
#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "app/application.hpp"
#include "app/commands/command.hpp"

namespace usher::app {
namespace {

// What is described is the composed application, so it needs a database: one of its own.
class Scratch {
 public:
  Scratch() : path_(std::filesystem::temp_directory_path() / "usher-openapi-XXXXXX") {
    std::string name = path_.string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    path_ = name;
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

Settings at(const Scratch& scratch, Settings settings) {
  settings.database = "sqlite:" + (scratch.path() / "usher.db").string();
  settings.data_dir = scratch.path().string();
  return settings;
}

int print_openapi(const Settings& settings) {
  const Scratch scratch;
  std::cout << Application(at(scratch, settings), "usher openapi").openapi() << '\n';
  return 0;
}

// With a provider and a mail server, which nobody asks anything: they have numbers of their own.
int print_metrics(Settings settings) {
  const Scratch scratch;
  settings.stripe_secret_key = "sk_test_none";
  settings.stripe_publishable_key = "pk_test_none";
  settings.stripe_webhook_secret = "whsec_none";
  settings.public_url = "https://tickets.example.org";
  settings.smtp_url = "smtp://localhost";
  settings.mail_from = "tickets@example.org";
  std::cout << Application(at(scratch, std::move(settings)), "usher metrics").metrics_table();
  return 0;
}

}  // namespace

void add_openapi_command(CLI::App& app, CommandLine& line) {
  auto* command = app.add_subcommand("openapi", "Print the OpenAPI 3.1 document");
  command->callback([&line] { line.run = print_openapi; });
}

void add_metrics_command(CLI::App& app, CommandLine& line) {
  auto* command = app.add_subcommand("metrics", "Print what /metrics says, as a table in Markdown");
  command->callback([&line] { line.run = print_metrics; });
}

}  // namespace usher::app
