#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <semaphore>
#include <thread>

#include "app/application.hpp"
#include "app/commands/command.hpp"
#include "app/slice_settings.hpp"
#include "base/log.hpp"
#include "web/session.hpp"

namespace usher::app {
namespace {

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

// Every connection is a file: what the system allows is taken, and no more connections than that
// are promised. Said only where the limit is so low that an evening's sale may meet it.
void fit_connections(Settings& settings) {
  constexpr std::int64_t kOthers = 100;   // the database, logs, libraries
  constexpr std::int64_t kPlenty = 4096;  // connections
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  constexpr rlim_t kEnough = 2'000'000;
  const auto open_files = static_cast<std::int64_t>(std::min(files.rlim_max, kEnough));
  const std::int64_t possible = std::max<std::int64_t>(open_files - kOthers, 1);
  if (possible >= settings.connections_max) return;
  settings.connections_max = possible;
  if (possible >= kPlenty) return;
  log::warning("few_open_files", {{"open_files_max", open_files}, {"connections_max", possible}});
}

// Waits for the signal to end on a thread of its own. Whatever hangs while the process ends, it is
// gone when the time for it is over: at any instant a crash loses nothing that was promised. The
// same at a second signal, and at one that comes before anything is served.
class Ending {
 public:
  Ending(sigset_t signals, std::chrono::milliseconds limit)
      : signals_(signals), limit_(limit), thread_([this] { run(); }) {}
  ~Ending() {
    state_ = State::over;
    pthread_kill(thread_.native_handle(), SIGTERM);
    thread_.join();
  }
  Ending(const Ending&) = delete;
  Ending& operator=(const Ending&) = delete;

  // Returns when the process is to end.
  void wait() {
    state_ = State::serving;
    asked_.acquire();
  }

 private:
  enum class State : std::uint8_t { starting, serving, over };
  static constexpr int kSignalled = 128;  // what shells expect: this and the signal's number

  void run() {
    int received = 0;
    sigwait(&signals_, &received);
    if (state_ == State::over) return;
    if (state_ == State::starting) std::_Exit(kSignalled + received);
    log::info("stopping", {{"signal", received}});
    if (received == SIGINT) {
      std::cout << "Stopping; press Ctrl-C again to end at once." << std::endl;
    }
    asked_.release();
    const timespec patience{limit_.count() / 1000, limit_.count() % 1000 * 1'000'000};
    const int again = sigtimedwait(&signals_, nullptr, &patience);
    if (state_ == State::over) return;
    log::warning("stopped_by_force", {{"cause", again < 0 ? "time is up" : "a second signal"}});
    std::_Exit(again < 0 ? 0 : kSignalled + again);
  }

  const sigset_t signals_;
  const std::chrono::milliseconds limit_;
  std::atomic<State> state_{State::starting};
  std::binary_semaphore asked_{0};
  std::thread thread_;
};

// Fontconfig says in plain text, in the midst of the log, that it can keep no cache: where nobody
// has a home it gets a place.
void give_fonts_a_cache(const Settings& settings) {
  // No thread runs yet. NOLINTBEGIN(concurrency-mt-unsafe)
  const char* home = std::getenv("HOME");
  const bool has_home = home != nullptr && access(home, W_OK) == 0;
  if (has_home || std::getenv("XDG_CACHE_HOME") != nullptr) return;
  const auto place = std::filesystem::absolute(settings.data_dir) / "cache";
  setenv("XDG_CACHE_HOME", place.c_str(), 1);
  // NOLINTEND(concurrency-mt-unsafe)
}

int serve(const Settings& given) {
  constexpr std::chrono::milliseconds kAfterDrain{1000};
  Settings settings = given;
  const sigset_t signals = block_signals();
  start_log(settings);
  fit_connections(settings);
  give_fonts_a_cache(settings);
  require_real_payments(settings);
  Ending ending(signals, std::chrono::seconds(settings.drain_timeout_s) + kAfterDrain);
  Application application(settings, "usher serve on " + settings.listen);
  application.start();
  std::cout << "Usher " USHER_VERSION " serves " << application.url() << std::endl;
  log::info("started", {{"version", USHER_VERSION}, {"url", application.url()}});
  ending.wait();
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
