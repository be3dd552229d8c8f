// `usher user …`: the first administrator, and help when somebody cannot sign in.
#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <iostream>
#include <memory>
#include <optional>
#include <vector>

#include "accounts/users.hpp"
#include "app/commands/command.hpp"
#include "base/crypto.hpp"
#include "base/json_types.hpp"
#include "store/store.hpp"

namespace usher::app {
namespace {

constexpr int kRefused = 1;
constexpr int kWrongUse = 2;

struct UserOptions {
  std::string email;
  std::string role = "staff";
  std::string name;
};

audit::Entry origin() { return {.actor = "command"}; }

int wrong(std::string_view option, std::string_view detail) {
  std::cerr << "usher: " << option << ": " << detail << '\n';
  return kWrongUse;
}

// While it lives, a terminal does not show what is typed.
class Unseen {
 public:
  Unseen() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = ::tcsetattr(STDIN_FILENO, TCSANOW, &quiet) == 0;
  }
  ~Unseen() {
    if (changed_) ::tcsetattr(STDIN_FILENO, TCSANOW, &before_);
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;

 private:
  termios before_{};
  bool changed_ = false;
};

// One line of the standard input; asked for when that is a terminal.
std::string read_password() {
  const bool asks = ::isatty(STDIN_FILENO) != 0;
  std::optional<Unseen> unseen;
  if (asks) {
    std::cerr << "Password: " << std::flush;
    unseen.emplace();
  }
  std::string line;
  std::getline(std::cin, line);
  if (asks) std::cerr << '\n';
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

int add(const Settings& settings, const UserOptions& options) {
  const auto email = Email::parse(options.email);
  if (!email) return wrong("--email", email.error().detail);
  const auto role = enum_from_text<accounts::Role>(options.role);
  if (!role) return wrong("--role", "Must be one of admin, staff, scanner, report.");
  const auto name = OptionalLabel::parse(options.name);
  if (!name) return wrong("--name", name.error().detail);
  const auto password = Password::parse(read_password());
  if (!password) return wrong("password", password.error().detail);

  const SystemClock clock;
  SecureRandom random;
  IdGenerator ids(clock, random);
  // The first administrator may be made before a server has run.
  const auto store = store::open_store({.url = settings.database}, clock);
  const std::string hash = hash_password(password->value);
  const accounts::NewUser user{*email, *name, *role, *password};
  const auto made = store->write_now(store::kHouseLane, [&](store::Transaction& tx) {
    return accounts::add_user(tx, ids, user, hash, origin());
  });
  if (!made) {
    std::cerr << "usher: " << made.error().detail << '\n';
    return kRefused;
  }
  std::cout << "Made " << made->email << ", who is " << options.role << ".\n";
  return 0;
}

int list(const Settings& settings) {
  const SystemClock clock;
  const auto store = open_existing_store(settings, clock);
  const auto users = store->read_now([](store::Queries& q) { return accounts::list_all_users(q); });
  for (const auto& user : users) {
    std::cout << fmt::format("{:<40} {:<8} {:<9} {}\n", user.email, enum_text(user.role),
                             enum_text(user.status), user.name);
  }
  return 0;
}

// What a command does to one account.
struct AccountCommand {
  const char* name;
  const char* help;
  const char* done;  // for people: "<done> <address>"
  accounts::UserChange change;
  bool asks_password = false;
};

std::vector<AccountCommand> account_commands() {
  using accounts::UserStatus;
  return {
      {"disable", "End a user's sessions and access", "Disabled", {.status = UserStatus::disabled}},
      {"enable", "Let a disabled user sign in again", "Enabled", {.status = UserStatus::active}},
      {"password",
       "Set a new password, from stdin; ends the user's sessions",
       "Set a new password for",
       {},
       true},
      {"remove-totp",
       "Remove a lost second factor; ends the user's sessions",
       "Removed the second factor of",
       {.remove_totp = true}}};
}

int change(const Settings& settings, AccountCommand command, const std::string& email) {
  std::optional<std::string> hash;
  if (command.asks_password) {
    const auto password = Password::parse(read_password());
    if (!password) return wrong("password", password.error().detail);
    command.change.password = *password;
    hash = hash_password(password->value);
  }
  const SystemClock clock;
  const auto store = open_existing_store(settings, clock);
  const auto done = store->write_now(store::kHouseLane, [&](store::Transaction& tx) {
    return accounts::change_user(tx, email, command.change, hash, origin());
  });
  if (!done) {
    std::cerr << "usher: " << done.error().detail << '\n';
    return kRefused;
  }
  store->tell_nodes(accounts::news_of(done->id));
  std::cout << command.done << ' ' << email << "; a server that runs notices within seconds.\n";
  return 0;
}

}  // namespace

void add_user_command(CLI::App& app, CommandLine& line) {
  auto* command = app.add_subcommand("user", "Make and look after the people who may sign in");
  command->require_subcommand(1);
  const auto options = std::make_shared<UserOptions>();

  auto* add_one = command->add_subcommand("add", "Make a user; the password comes from stdin");
  add_one->add_option("--email", options->email, "The address to sign in with")->required();
  add_one->add_option("--role", options->role, "admin, staff, scanner or report")
      ->capture_default_str();
  add_one->add_option("--name", options->name, "How the person is called");
  line.add_settings(*add_one, {"database"});
  add_one->callback([&line, options] {
    line.run = [options](const Settings& settings) { return add(settings, *options); };
  });

  auto* list_all = command->add_subcommand("list", "List all users");
  line.add_settings(*list_all, {"database"});
  list_all->callback([&line] { line.run = list; });

  for (auto& one : account_commands()) {
    auto* added = command->add_subcommand(one.name, one.help);
    added->add_option("--email", options->email, "Whose")->required();
    line.add_settings(*added, {"database"});
    added->callback([&line, options, one] {
      line.run = [options, one](const Settings& settings) {
        return change(settings, one, options->email);
      };
    });
  }
}

}  // namespace usher::app
