#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <thread>

#include "app/application.hpp"
#include "app/commands/command.hpp"
#include "app/slice_settings.hpp"
#include "base/log.hpp"
#include "web/session.hpp"

namespace usher::app {
namespace {

constexpr int kInterrupted = 130;  // as a shell reports an end by SIGINT

void start_log(const Settings& settings) {
  using enum log::Level;
  const std::map<std::string_view, log::Level> levels{
      {"debug", debug}, {"info", info}, {"warning", warning}, {"error", error}, {"off", off}};
  const bool watched = ::isatty(STDERR_FILENO) != 0;
  const std::map<std::string_view, log::Format> formats{
      {"auto", watched ? log::Format::text : log::Format::json},
      {"json", log::Format::json},
      {"text", log::Format::text}};
  log::start(levels.at(settings.log_level), formats.at(settings.log_format));
}

// Before any thread starts, so that all inherit it and only the wait below sees these signals.
sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

// Every connection is a file; what the system allows is taken. Said only where the limit is so low
// that an evening's sale may meet it: connections_max is far above what most houses need.
void raise_file_limit(std::int64_t connections_max) {
  constexpr std::int64_t kOthers = 100;  // the database, logs, libraries
  constexpr std::int64_t kPlenty = 4096;
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  if (files.rlim_max < static_cast<rlim_t>(std::min(connections_max, kPlenty) + kOthers)) {
    log::warning("few_open_files",
                 {{"open_files_max", files.rlim_max}, {"connections_max", connections_max}});
  }
}

// Who presses Ctrl-C twice does not want to wait for anybody's download. The process ends with it,
// so nothing joins this thread.
void end_at_second_signal(sigset_t signals) {
  std::thread([signals] {
    int received = 0;
    sigwait(&signals, &received);
    std::_Exit(kInterrupted);
  }).detach();
}

int serve(const Settings& settings) {
  const sigset_t signals = block_signals();
  start_log(settings);
  raise_file_limit(settings.connections_max);
  require_real_payments(settings);
  Application application(settings, "usher serve on " + settings.listen);
  application.start();
  std::cout << "Usher " USHER_VERSION " serves " << application.url() << std::endl;
  log::info("started", {{"version", USHER_VERSION}, {"url", application.url()}});
  int received = 0;
  sigwait(&signals, &received);
  log::info("stopping", {{"signal", received}});
  if (received == SIGINT) {
    std::cout << "Stopping; press Ctrl-C again to end at once." << std::endl;
    end_at_second_signal(signals);
  }
  application.stop();
  log::info("stopped");
  return 0;
}

}  // namespace

void add_serve_command(CLI::App& app, CommandLine& line) {
  auto* command = app.add_subcommand("serve", "Serve the shop, the administration and the API");
  line.add_settings(*command);
  command->callback([&line] { line.run = serve; });
}

}  // namespace usher::app
