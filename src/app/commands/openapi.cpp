#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "app/application.hpp"
#include "app/commands/command.hpp"

namespace usher::app {
namespace {

// The document is made from the composed application, so it needs a database: one of its own.
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

int print_openapi(Settings settings) {
  const Scratch scratch;
  settings.database = "sqlite:" + (scratch.path() / "usher.db").string();
  settings.data_dir = scratch.path().string();
  std::cout << Application(settings, "usher openapi").openapi() << '\n';
  return 0;
}

}  // namespace

void add_openapi_command(CLI::App& app, CommandLine& line) {
  auto* command = app.add_subcommand("openapi", "Print the OpenAPI 3.1 document");
  command->callback([&line] { line.run = print_openapi; });
}

}  // namespace usher::app
