// `usher demo`: fills an empty database with a season and an administrator.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <iostream>

#include "accounts/users.hpp"
#include "app/application.hpp"
#include "app/commands/command.hpp"
#include "base/crypto.hpp"

namespace usher::app {
namespace {

constexpr std::string_view kAdminEmail = "admin@example.com";
constexpr std::size_t kPasswordBytes = 9;  // 72 random bits

template <class T>
T run(boost::asio::awaitable<T> work) {
  boost::asio::io_context context;
  std::optional<T> result;
  std::exception_ptr failure;
  boost::asio::co_spawn(context, std::move(work), [&](std::exception_ptr error, T value) {
    failure = error;
    if (!error) result.emplace(std::move(value));
  });
  context.run();
  if (failure) std::rethrow_exception(failure);
  return *std::move(result);
}

int demo(Settings settings) {
  settings.payment_provider = "test";  // nobody pays for what is made up
  Application application(settings, "usher demo");
  const auto report = run(application.fill_demo());
  if (!report) {
    std::cerr << "usher: " << report.error().detail << '\n';
    return 1;
  }
  SecureRandom random;
  const auto password = random_token(random, kPasswordBytes);
  if (const auto added = application.add_admin(std::string(kAdminEmail), password); !added) {
    std::cerr << "usher: " << added.error().detail << '\n';
    return 1;
  }
  std::cout << "Demo season: " << report->venues << " venues, " << report->shows << " shows, "
            << report->tickets << " tickets sold.\n"
            << "Administrator: " << kAdminEmail << '\n'
            << "Password:      " << password << '\n';
  return 0;
}

}  // namespace

void add_demo_command(CLI::App& app, CommandLine& line) {
  auto* command = app.add_subcommand(
      "demo", "Fill an empty database with venues, shows, sold seats and an administrator");
  line.add_settings(*command, {"database", "data_dir"});
  command->callback([&line] { line.run = demo; });
}

}  // namespace usher::app
