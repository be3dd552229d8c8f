#include "store/copy.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <deque>
#include <memory>

#include "store/inspection.hpp"
#include "store/migrate.hpp"

namespace usher::store {
namespace {

constexpr Query kTables{
    "store.tables",
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
    " AND name <> 'schema_migrations' ORDER BY name",
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    " AND relname <> 'schema_migrations' ORDER BY relname COLLATE \"C\""};
constexpr Query kColumns{
    "store.columns", "SELECT name, lower(type) FROM pragma_table_info($1) ORDER BY cid",
    "SELECT column_name::text, data_type::text FROM information_schema.columns"
    " WHERE table_schema = 'public' AND table_name = $1 ORDER BY ordinal_position"};
constexpr Query kKey{"store.key", "SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk",
                     "SELECT a.attname::text FROM pg_constraint c"
                     " CROSS JOIN unnest(c.conkey) WITH ORDINALITY k (attnum, n)"
                     " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum"
                     " WHERE c.contype = 'p' AND c.conrelid = CAST($1 AS regclass) ORDER BY k.n"};
constexpr Query kReferences{
    "store.references", "SELECT DISTINCT \"table\" FROM pragma_foreign_key_list($1)",
    "SELECT DISTINCT p.relname::text FROM pg_constraint c JOIN pg_class p ON p.oid = c.confrelid"
    " WHERE c.contype = 'f' AND c.conrelid = CAST($1 AS regclass)"};

std::vector<std::string> texts(Connection& connection, const Query& query,
                               const std::string& arg = {}) {
  const auto param = text_param(arg);
  std::vector<std::string> list;
  connection.visit(query, {&param, arg.empty() ? 0U : 1U}, [&](const Row& row) {
    list.emplace_back(row.text(0));
    return true;
  });
  return list;
}

Param::Kind kind_of(const std::string& type, const std::string& where) {
  if (type == "bigint" || type == "integer") return Param::Kind::integer;
  if (type == "text") return Param::Kind::text;
  if (type == "bytea") return Param::Kind::bytes;
  if (type == "double precision" || type == "real") return Param::Kind::real;
  throw DatabaseError(fmt::format("{} has the type {}, which copying does not know", where, type));
}

Table read_table(Connection& connection, const std::string& name) {
  Table table{name, {}, {}, {}};
  const auto param = text_param(name);
  connection.visit(kColumns, {&param, 1}, [&](const Row& row) {
    const std::string column(row.text(0));
    table.columns.push_back({column, kind_of(std::string(row.text(1)), name + "." + column)});
    return true;
  });
  table.key = texts(connection, kKey, name);
  table.references = texts(connection, kReferences, name);
  return table;
}

// The names come from the schema itself, so that this is the one place that makes SQL at run time.
std::string quoted(const std::string& name) { return '"' + name + '"'; }

std::string listed(const std::vector<std::string>& names) {
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "" : ", ") + quoted(name);
  return list;
}

std::vector<std::string> column_names(const Table& table) {
  std::vector<std::string> names;
  for (const auto& column : table.columns) names.push_back(column.name);
  return names;
}

// The row as parameters; views into the row.
std::vector<Param> params_of(const Table& table, const Row& row) {
  std::vector<Param> params(table.columns.size());
  for (std::size_t i = 0; i < params.size(); ++i) {
    const int at = static_cast<int>(i);
    Param& param = params[i];
    param.null_of = table.columns[i].kind;
    if (row.null(at)) continue;
    param.kind = table.columns[i].kind;
    switch (param.kind) {
      case Param::Kind::integer:
        param.integer = row.integer(at);
        break;
      case Param::Kind::real:
        param.real = row.real(at);
        break;
      case Param::Kind::bytes: {
        const auto bytes = row.bytes(at);
        param.data = bytes.data();
        param.size = bytes.size();
        break;
      }
      default:
        param = text_param(row.text(at));
    }
  }
  return params;
}

// A digest over rows in the order of their key, the same for the same rows on every engine.
class RowHash {
 public:
  RowHash() { crypto_hash_sha256_init(&state_); }
  void add(std::span<const Param> params) {
    ++rows_;
    for (const auto& param : params) add(param);
  }
  std::string text() {
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256_final(&state_, digest.data());
    std::string hex = fmt::format("{} rows, ", rows_);
    for (const auto byte : digest) hex += fmt::format("{:02x}", byte);
    return hex;
  }
  std::int64_t rows() const { return rows_; }

 private:
  void add(const Param& param) {
    const auto kind = static_cast<unsigned char>(param.kind);
    put(&kind, 1);
    put(&param.integer, sizeof param.integer);
    put(&param.real, sizeof param.real);
    put(&param.size, sizeof param.size);
    if (param.size > 0) put(param.data, param.size);
  }
  void put(const void* data, std::size_t size) {
    crypto_hash_sha256_update(&state_, static_cast<const unsigned char*>(data), size);
  }
  crypto_hash_sha256_state state_;
  std::int64_t rows_ = 0;
};

// The statements of one table; kept until the connections are closed, since prepared statements
// know them by their address.
// Identifiers only: quoted names of our own tables and columns.
struct Statements {
  std::string select;
  std::string insert;
  Query read;
  Query write;

  explicit Statements(const Table& table) {
    const auto columns = listed(column_names(table));
    select = fmt::format("SELECT {} FROM {} ORDER BY {}", columns, quoted(table.name),
                         listed(table.key));
    std::string values;
    for (std::size_t i = 1; i <= table.columns.size(); ++i) {
      values += fmt::format("{}${}", i > 1 ? ", " : "", i);
    }
    insert = fmt::format("INSERT INTO {} ({}) VALUES ({})", quoted(table.name), columns, values);
    read = {"store.copy_read", select};
    write = {"store.copy_write", insert};
  }
  Statements(const Statements&) = delete;
  Statements& operator=(const Statements&) = delete;
};

RowHash hash_of(Connection& connection, const Table& table, const Query& read) {
  RowHash hash;
  connection.visit(read, {}, [&](const Row& row) {
    hash.add(params_of(table, row));
    return true;
  });
  return hash;
}

void require_same_schema(const std::vector<Table>& from, const std::vector<Table>& to) {
  for (const auto& table : from) {
    const auto twin = std::ranges::find(to, table.name, &Table::name);
    if (twin == to.end() || column_names(*twin) != column_names(table) || twin->key != table.key) {
      throw DatabaseError("the table " + table.name + " is not the same in both databases");
    }
  }
}

CopiedTable copy_table(Connection& source, Connection& target, const Table& table,
                       const Statements& statements) {
  if (hash_of(target, table, statements.read).rows() > 0) {
    throw DatabaseError("the target is not empty: " + table.name + " has rows");
  }
  RowHash sent;
  source.visit(statements.read, {}, [&](const Row& row) {
    const auto params = params_of(table, row);
    sent.add(params);
    target.run(statements.write, params);
    return true;
  });
  auto arrived = hash_of(target, table, statements.read);
  if (sent.text() != arrived.text()) {
    throw DatabaseError("the table " + table.name + " did not arrive as it was sent");
  }
  return {table.name, arrived.rows()};
}

}  // namespace

std::vector<Table> read_tables(Connection& connection) {
  std::vector<Table> waiting;
  for (const auto& name : texts(connection, kTables)) {
    waiting.push_back(read_table(connection, name));
  }
  std::vector<Table> ordered;
  while (!waiting.empty()) {
    const auto ready = std::ranges::find_if(waiting, [&](const Table& table) {
      return std::ranges::all_of(table.references, [&](const std::string& other) {
        return other == table.name ||
               std::ranges::find(waiting, other, &Table::name) == waiting.end();
      });
    });
    if (ready == waiting.end()) throw DatabaseError("tables refer to each other in a circle");
    ordered.push_back(std::move(*ready));
    waiting.erase(ready);
  }
  return ordered;
}

std::vector<CopiedTable> copy_database(const std::string& from, const std::string& to,
                                       const Clock& clock) {
  const auto source_lock = require_unused(from, "usher copy (from it)", clock);
  const auto target_lock = require_unused(to, "usher copy (to it)", clock);
  std::deque<Statements> statements;
  const Inspection inspection(from, clock);
  if (const auto faults = inspection.schema_faults(); !faults.empty()) {
    throw DatabaseError("the source is of another version: " + faults.front());
  }
  Connection& source = inspection.connection();
  const auto target = connect(to, Purpose::writing);
  migrate(*target, all_migrations(), clock.now());
  target->begin_write();
  try {
    const auto tables = read_tables(source);
    require_same_schema(tables, read_tables(*target));
    std::vector<CopiedTable> copied;
    for (const auto& table : tables) {
      copied.push_back(copy_table(source, *target, table, statements.emplace_back(table)));
    }
    target->commit();
    return copied;
  } catch (...) {
    target->rollback();
    throw;
  }
}

}  // namespace usher::store
