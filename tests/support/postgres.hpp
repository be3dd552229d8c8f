// Purpose: a PostgreSQL of the tests' own, and databases in it. Place: tests/support.
#pragma once
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>

#include "base/clock.hpp"
#include "store/migrate.hpp"
#include "store/postgres_connection.hpp"

namespace usher::testing {

// USHER_TEST_ENGINE=postgresql runs the tests of every slice on PostgreSQL.
inline bool tests_use_postgres() {
  const char* engine = std::getenv("USHER_TEST_ENGINE");
  return engine != nullptr && std::string_view(engine).starts_with("postgres");
}

// Started once for a test program at first use and gone with it. USHER_TEST_POSTGRES names the
// directory of one that runs already, for many programs. It does not sync: no test of a slice
// pulls the plug.
class PostgresCluster {
 public:
  static const PostgresCluster& shared() {
    static const PostgresCluster cluster;
    return cluster;
  }
  // As the owner of its tables, whom the policies bind as everybody; `user` names another.
  std::string url(const std::string& database, const std::string& user = "usher_owner") const {
    return fmt::format("postgresql:///{}?user={}&host={}/socket&port={}", database, user,
                       directory_, port_);
  }
  // Creates and drops databases.
  void administer(const std::string& sql) const {
    store::PostgresConnection connection(store::PostgresUrl::parse(url("postgres", "postgres")));
    connection.script(sql);
  }
  // Makes a database with the schema up to date, as a copy of one that was migrated once.
  void create(const std::string& name) const {
    administer(
        fmt::format("CREATE DATABASE {} TEMPLATE {} OWNER usher_owner", name, template_name()));
  }

 private:
  PostgresCluster() {
    const char* running = std::getenv("USHER_TEST_POSTGRES");
    directory_ = running != nullptr
                     ? std::string(running)
                     : output_of(fmt::format(USHER_SOURCE_DIR
                                             "/tests/support/postgres-cluster.sh create {} nosync",
                                             ::getpid()));
    if (!(std::ifstream(directory_ + "/port") >> port_)) {
      throw std::runtime_error("no PostgreSQL for the tests: apt-get install postgresql-15");
    }
  }
  static std::string output_of(const std::string& command) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen(command.c_str(), "r"),
                                                               ::pclose);
    std::array<char, 512> line{};
    std::string text = std::fgets(line.data(), line.size(), pipe.get()) ? line.data() : "";
    while (text.ends_with('\n')) text.pop_back();
    return text;
  }
  // Named after what it holds, since programs of different age may share a cluster.
  std::string template_name() const {
    static const std::string name = [this] {
      std::size_t digest = 0;
      for (const auto& migration : store::all_migrations()) {
        digest = digest * 31 + std::hash<std::string_view>{}(migration.sql);
      }
      auto made = fmt::format("usher_template_{:x}", digest);
      store::PostgresConnection connection(store::PostgresUrl::parse(url("postgres", "postgres")));
      connection.script("SELECT pg_advisory_lock(1)");
      bool known = false;
      connection.begin_read();
      static constexpr store::Query kKnown{"test.known",
                                           "SELECT 1 FROM pg_database WHERE datname = $1"};
      const auto param = store::text_param(made);
      connection.visit(kKnown, {&param, 1}, [&](const store::Row&) { return known = true; });
      connection.commit();
      if (!known) {
        connection.script(fmt::format("CREATE DATABASE {0}_new OWNER usher_owner", made));
        {
          store::PostgresConnection fresh(store::PostgresUrl::parse(url(made + "_new")));
          fresh.script(
              "ALTER DEFAULT PRIVILEGES IN SCHEMA public "
              "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO usher_app");
          store::migrate(fresh, store::all_migrations(), Timestamp{1});
        }
        connection.script(fmt::format("ALTER DATABASE {0}_new RENAME TO {0}", made));
      }
      connection.script("SELECT pg_advisory_unlock(1)");
      return made;
    }();
    return name;
  }

  std::string directory_;
  int port_ = 0;
};

// A database with the schema up to date, dropped by the destructor. One thread.
class PostgresDatabase {
 public:
  PostgresDatabase() {
    static std::atomic<int> count{0};
    name_ = fmt::format("usher_{}_{}", ::getpid(), ++count);
    PostgresCluster::shared().create(name_);
  }
  ~PostgresDatabase() {
    if (std::getenv("USHER_TEST_KEEP") != nullptr) return;
    try {
      PostgresCluster::shared().administer(fmt::format("DROP DATABASE {} WITH (FORCE)", name_));
    } catch (const std::exception& failure) {
      std::fprintf(stderr, "%s\n", failure.what());
    }
  }
  PostgresDatabase(const PostgresDatabase&) = delete;
  PostgresDatabase& operator=(const PostgresDatabase&) = delete;

  std::string url() const { return PostgresCluster::shared().url(name_); }
  // As the role that serves; it may not change the schema.
  std::string app_url() const { return PostgresCluster::shared().url(name_, "usher_app"); }

 private:
  std::string name_;
};

}  // namespace usher::testing
