#include "app/background.hpp"

#include "base/log.hpp"

namespace usher::app {

Background::Background() : guard_(context_.get_executor()), thread_([this] { run(); }) {}

Background::~Background() { stop(); }

// A handler that throws ends itself and nothing else.
void Background::run() {
  for (;;) {
    try {
      context_.run();
      return;
    } catch (const std::exception& failure) {
      log::error("background_handler_failed", {{"cause", std::string_view(failure.what())}});
    }
  }
}

void Background::spawn(std::string name, std::function<boost::asio::awaitable<void>()> work) {
  boost::asio::co_spawn(
      context_, std::move(work), [name = std::move(name)](std::exception_ptr failure) {
        if (!failure) return;
        try {
          std::rethrow_exception(failure);
        } catch (const std::exception& cause) {
          log::error("background_failed", {{"work", name}, {"cause", cause.what()}});
        }
      });
}

void Background::every(jobs::Timers& timers, const std::string& name, Duration period,
                       std::function<boost::asio::awaitable<void>()> work) {
  timers.every(name, period, [this, name, work = std::move(work)] { spawn(name, work); });
}

void Background::stop() {
  if (!thread_.joinable()) return;
  guard_.reset();
  context_.stop();
  thread_.join();
}

}  // namespace usher::app
