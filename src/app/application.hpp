// Purpose: the composition root: makes every part in order and takes them down again. Place: app.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "app/config.hpp"
#include "app/demo/season.hpp"
#include "payments/reconciliation.hpp"

namespace usher::app {

// Made, started and stopped by one command.
class Application {
 public:
  // Opens the database and builds everything, but serves nothing yet. `command` is what runs:
  // others who want the same SQLite file read it. Errors: throws std::runtime_error for settings
  // that cannot work together, DatabaseError, also when another process has the file.
  Application(const Settings& settings, std::string_view command);
  ~Application();
  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;

  // Listens and serves. Errors: throws boost::system::system_error when the address is taken.
  void start();
  // Finishes what runs, then ends.
  void stop();
  // "http://127.0.0.1:8080"
  std::string url() const;
  std::string openapi() const;
  // Every number of /metrics, as a table in Markdown.
  std::string metrics_table() const;

  // For `usher demo`, instead of start(). Errors: those of app::fill_demo; `email_taken`.
  boost::asio::awaitable<Result<DemoReport>> fill_demo();
  // For `usher reconcile`, instead of start().
  boost::asio::awaitable<payments::ReconciliationRun> reconcile(Duration look_back);
  boost::asio::awaitable<payments::ReconciliationView> findings();
  Status add_admin(const std::string& email, const std::string& password);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace usher::app
