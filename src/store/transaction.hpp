// Purpose: what a use case sees of the database. Place: store.
//
// Queries reads; Transaction reads, writes, emits events to other slices inside the transaction and
// collects what shall happen after the commit. Both are handed to synchronous code that runs as if
// it were alone; neither may be kept beyond the call.
#pragma once
#include <any>
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <typeindex>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "store/connection.hpp"

namespace usher::store {

class Transaction;

// Reads in one consistent snapshot.
class Queries {
 public:
  Queries(Connection& connection, Timestamp now) : connection_(connection), now_(now) {}
  virtual ~Queries() = default;
  Queries(const Queries&) = delete;
  Queries& operator=(const Queries&) = delete;

  // The instant that decides in this unit of work, read once (rule 4).
  Timestamp now() const { return now_; }

  // The first row as T (described struct or single column), if there is one.
  template <class T, class... Args>
  std::optional<T> find(const Query& query, const Args&... args) {
    std::optional<T> found;
    visit(
        query,
        [&](const Row& row) {
          found = row_as<T>(row);
          return false;
        },
        args...);
    return found;
  }
  template <class T, class... Args>
  std::vector<T> all(const Query& query, const Args&... args) {
    std::vector<T> rows;
    visit(
        query,
        [&](const Row& row) {
          rows.push_back(row_as<T>(row));
          return true;
        },
        args...);
    return rows;
  }
  // Calls visitor(const Row&) for each row, while it returns true.
  template <class F, class... Args>
  void visit(const Query& query, F&& visitor, const Args&... args) {
    const auto visit_with = [&](const auto&... stored) {
      const std::array<Param, sizeof...(Args)> params{to_param(stored)...};
      connection_.visit(query, params, std::forward<F>(visitor));
    };
    visit_with(stored_form(args)...);
  }
  // Runs `work` with the server's own view of the same snapshot: for what an answer is made with
  // and must never show.
  template <class F>
  auto as_server(F&& work) {
    connection_.raise_viewer();
    auto answer =
        std::forward<F>(work)();  // what throws ends the transaction, and the view with it
    connection_.lower_viewer();
    return answer;
  }

 protected:
  Connection& connection_;
  Timestamp now_;
};

// Who listens to which event. Filled by app/ before serving, then read only.
// Handlers run inside the emitting transaction, in the order of registration; a refusal refuses
// the whole command.
class EventBus {
 public:
  template <class Event>
  void on(std::function<Status(Transaction&, const Event&)> handler) {
    handlers_[typeid(Event)].push_back(
        [handler = std::move(handler)](Transaction& tx, const void* event) {
          return handler(tx, *static_cast<const Event*>(event));
        });
  }
  template <class Event>
  Status emit(Transaction& tx, const Event& event) const {
    const auto found = handlers_.find(typeid(Event));
    if (found == handlers_.end()) return {};
    for (const auto& handler : found->second) TRY_OK(handler(tx, &event));
    return {};
  }

  // The same for what only reads: a slice below asks those above, also outside a transaction.
  // Handlers leave their answers in what the question points to.
  template <class Question>
  void answer(std::function<void(Queries&, const Question&)> handler) {
    answers_[typeid(Question)].push_back(
        [handler = std::move(handler)](Queries& queries, const void* question) {
          handler(queries, *static_cast<const Question*>(question));
        });
  }
  template <class Question>
  void ask(Queries& queries, const Question& question) const {
    const auto found = answers_.find(typeid(Question));
    if (found == answers_.end()) return;
    for (const auto& handler : found->second) handler(queries, &question);
  }

 private:
  using Handler = std::function<Status(Transaction&, const void*)>;
  using Answerer = std::function<void(Queries&, const void*)>;
  std::unordered_map<std::type_index, std::vector<Handler>> handlers_;
  std::unordered_map<std::type_index, std::vector<Answerer>> answers_;
};

// Whether a command may still refuse after its first write. `decides_first` promises that it does
// not, and saves it a savepoint; a broken promise fails the whole batch (503), never its data.
enum class Undo : std::uint8_t { savepoint, decides_first };

// What the commands of one batch share; gone with the batch, also when it fails.
class BatchState {
 public:
  // The batch's one T, made at first use.
  template <class T>
  T& of() {
    auto& slot = parts_[typeid(T)];
    if (!slot) slot = std::make_shared<T>();
    return *static_cast<T*>(slot.get());
  }

 private:
  std::unordered_map<std::type_index, std::shared_ptr<void>> parts_;
};

// One command of a lane's batch.
class Transaction final : public Queries {
 public:
  Transaction(Connection& connection, Timestamp now, const EventBus& bus, BatchState& batch,
              Undo undo)
      : Queries(connection, now), bus_(bus), batch_(batch), undo_(undo) {}

  // Runs a writing statement; returns the number of rows it changed.
  template <class... Args>
  std::int64_t run(const Query& query, const Args&... args) {
    before_write();
    const auto run_with = [&](const auto&... stored) {
      const std::array<Param, sizeof...(Args)> params{to_param(stored)...};
      return connection_.run(query, params);
    };
    return run_with(stored_form(args)...);
  }
  // A writing statement with RETURNING: its first row.
  template <class T, class... Args>
  std::optional<T> run_returning(const Query& query, const Args&... args) {
    before_write();
    return find<T>(query, args...);
  }

  // Tells the other slices, inside this transaction.
  template <class Event>
  Status emit(const Event& event) {
    return bus_.emit(*this, event);
  }
  template <class Question>
  void ask(const Question& question) {
    bus_.ask(*this, question);
  }

  // Runs on the lane's thread after the commit is durable, before the caller is answered and before
  // any other lane of the node commits something for a key of the batch; dropped when the command
  // or the batch fails. Must not block; what it throws is logged and changes no
  // answer, since the commit stands.
  void after_commit(std::function<void()> effect) { effects_.push_back(std::move(effect)); }

  // Runs once more in this transaction, after the commands of the batch and their BeforeCommit
  // hooks: for rows that every writer of the house waits for, so that they are locked last and
  // briefly. Dropped when the command is undone. Must not refuse; may throw DatabaseError.
  void at_end(std::function<void(Transaction&)> step) { last_steps_.push_back(std::move(step)); }

  // What slices collect over a batch for their BeforeCommit hook.
  BatchState& batch() { return batch_; }
  // Runs when this command is rolled back alone; keeps the batch's state in step with the database.
  void on_undo(std::function<void()> step) { undo_steps_.push_back(std::move(step)); }

  // For the lane.
  void undone() {
    for (auto step = undo_steps_.rbegin(); step != undo_steps_.rend(); ++step) (*step)();
  }
  bool wrote() const { return wrote_; }
  bool has_savepoint() const { return wrote_ && undo_ == Undo::savepoint; }
  std::vector<std::function<void()>> take_effects() { return std::move(effects_); }
  std::vector<std::function<void(Transaction&)>> take_last_steps() {
    return std::move(last_steps_);
  }

 private:
  void before_write() {
    if (wrote_) return;
    if (undo_ == Undo::savepoint) connection_.savepoint();
    wrote_ = true;
  }

  const EventBus& bus_;
  BatchState& batch_;
  Undo undo_;
  bool wrote_ = false;
  std::vector<std::function<void()>> effects_;
  std::vector<std::function<void(Transaction&)>> last_steps_;
  std::vector<std::function<void()>> undo_steps_;
};

}  // namespace usher::store
