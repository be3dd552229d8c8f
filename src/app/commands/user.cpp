#include "app/commands/user.hpp"

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <iostream>
#include <optional>

#include "accounts/users.hpp"
#include "base/crypto.hpp"
#include "base/json_types.hpp"

namespace usher::app {
namespace {

constexpr int kRefused = 1;
constexpr int kWrongOption = 2;

audit::Entry origin() { return {.actor = "command"}; }

// Does not show what is typed, while it lives.
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

std::string read_password(std::istream& in, std::ostream& err) {
  const bool asks = &in == &std::cin && ::isatty(STDIN_FILENO) != 0;
  std::optional<Unseen> unseen;
  if (asks) {
    err << "Password: " << std::flush;
    unseen.emplace();
  }
  std::string line;
  std::getline(in, line);
  if (asks) err << '\n';
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

int wrong(std::ostream& err, std::string_view option, std::string_view detail) {
  err << "usher: " << option << ": " << detail << '\n';
  return kWrongOption;
}

}  // namespace

int user_add(const store::StoreOptions& options, const UserAddOptions& user, std::istream& in,
             std::ostream& out, std::ostream& err) {
  const auto email = Email::parse(user.email);
  if (!email) return wrong(err, "--email", email.error().detail);
  const auto role = enum_from_text<accounts::Role>(user.role);
  if (!role) return wrong(err, "--role", "Must be one of admin, staff, scanner, report.");
  const auto name = OptionalLabel::parse(user.name);
  if (!name) return wrong(err, "--name", name.error().detail);
  const auto password = Password::parse(read_password(in, err));
  if (!password) return wrong(err, "password", password.error().detail);

  const std::string hash = hash_password(password->value);
  const SystemClock clock;
  SecureRandom random;
  IdGenerator ids(clock, random);
  const auto store = store::open_store(options, clock);
  const accounts::NewUser made{*email, *name, *role, *password};
  const auto stored = store->write_now(store::kHouseLane, [&](store::Transaction& tx) {
    return accounts::add_user(tx, ids, made, hash, origin());
  });
  if (!stored) {
    err << "usher: " << stored.error().detail << '\n';
    return kRefused;
  }
  out << "Made the " << user.role << ' ' << stored->email << ".\n";
  return 0;
}

int user_list(const store::StoreOptions& options, std::ostream& out) {
  const SystemClock clock;
  const auto store = store::open_store(options, clock);
  const auto users = store->read_now([](store::Queries& q) { return accounts::list_all_users(q); });
  for (const auto& user : users) {
    out << fmt::format("{:<40} {:<8} {:<9} {}\n", user.email, enum_text(user.role),
                       enum_text(user.status), user.name);
  }
  return 0;
}

int user_disable(const store::StoreOptions& options, const std::string& email, std::ostream& out,
                 std::ostream& err) {
  const SystemClock clock;
  const auto store = store::open_store(options, clock);
  const auto stored = store->write_now(store::kHouseLane, [&](store::Transaction& tx) {
    return accounts::disable_user(tx, email, origin());
  });
  if (!stored) {
    err << "usher: " << stored.error().detail << '\n';
    return kRefused;
  }
  out << "Disabled " << email << "; a server that runs notices within seconds.\n";
  return 0;
}

}  // namespace usher::app
