// `usher doctor`: what is not set up well, before buyers meet it.
#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <iostream>

#include "app/commands/command.hpp"
#include "app/doctor.hpp"
#include "app/slice_settings.hpp"
#include "base/random.hpp"
#include "payments/stripe_provider.hpp"

namespace usher::app {
namespace {

namespace asio = boost::asio;

constexpr int kFailed = 1;

Status run(asio::awaitable<Status> work) {
  asio::io_context context;
  Status result;
  std::exception_ptr failure;
  asio::co_spawn(context, std::move(work), [&](std::exception_ptr error, Status status) {
    failure = error;
    result = std::move(status);
  });
  context.run();
  if (failure) std::rethrow_exception(failure);
  return result;
}

Check problem(std::string_view code, std::string text, std::string advice) {
  return {"database", CheckState::failed, code, std::move(text), std::move(advice)};
}

bool has_file(const Settings& settings) {
  constexpr std::string_view kSqlite = "sqlite:";
  return !settings.database.starts_with(kSqlite) ||
         std::filesystem::exists(settings.database.substr(kSqlite.size()));
}

// Also of a database that a server uses at this moment.
Checks check_database(const Settings& settings, const Clock& clock, IdGenerator& ids) {
  if (!has_file(settings)) {
    return {{"database", CheckState::warning, "database_missing",
             "There is no database yet: " + settings.database + ".",
             "usher serve or usher migrate makes it; --database names another."}};
  }
  try {
    store::Inspection inspection(settings.database, clock);
    if (const auto faults = inspection.schema_faults(); !faults.empty()) {
      return {problem("schema_differs", "The database is of another version: " + faults.front(),
                      "usher migrate brings an older one up to date.")};
    }
    auto& q = inspection.queries();
    Checks checks{{"database", CheckState::ok, {}, "The database answers.", {}}};
    const auto by = store::asked_by(q);
    checks.push_back(judge_role(by));
    checks.push_back(judge_clock(by.now ? clock.now() - *by.now : Duration{}));
    const Backlog::Numbers backlog{notifications::Notifications(ids).backlog(q),
                                   jobs::Queue(ids).backlog(q)};
    for (auto& check : judge_backlog(backlog, clock.now())) checks.push_back(std::move(check));
    return checks;
  } catch (const store::DatabaseError& failure) {
    return {problem("database_away", failure.what(),
                    "Look at the database's address, and whether it runs.")};
  }
}

Checks check_services(const Settings& settings, const Clock& clock, Random& random) {
  net::HttpClient http;
  Status payments;
  if (auto stripe = stripe_settings(settings)) {
    payments::StripeProvider provider(http, clock, random, *std::move(stripe));
    payments = run(provider.probe());
  }
  Status mail;
  if (sends_mail(settings))
    mail = run(make_mail_carrier(settings, http)->probe(mail_sender(settings)));
  return {judge_payments(settings, payments), judge_mail(settings, mail)};
}

std::string_view word_of(CheckState state) {
  if (state == CheckState::failed) return "failed";
  return state == CheckState::warning ? "warning" : "ok";
}

int doctor(const Settings& settings) {
  const SystemClock clock;
  SecureRandom random;
  IdGenerator ids(clock, random);
  Checks checks = check_machine(settings);
  for (auto& check : check_database(settings, clock, ids)) checks.push_back(std::move(check));
  for (auto& check : check_services(settings, clock, random)) checks.push_back(std::move(check));
  bool failed = false;
  for (const auto& check : checks) {
    failed = failed || check.state == CheckState::failed;
    std::cout << fmt::format("{:<8} {:<14} {}\n", word_of(check.state), check.id, check.text);
    if (!check.advice.empty()) std::cout << fmt::format("{:<23} {}\n", "", check.advice);
  }
  return failed ? kFailed : 0;
}

}  // namespace

void add_doctor_command(CLI::App& app, CommandLine& line) {
  auto* command = app.add_subcommand(
      "doctor",
      "Look for what is not set up well: files, database, payments, mail; exit 1 when "
      "something would fail");
  line.add_settings(*command);
  command->callback([&line] { line.run = doctor; });
}

}  // namespace usher::app
