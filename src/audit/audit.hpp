// Purpose: the record of everything sensitive, in a hash chain (rule 29). Place: audit; every slice
// above writes to it in the transaction of the change itself.
//
// No secrets and no personal data beyond ids: names and addresses of customers stay out, `before`
// and `after` hold only what changed.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "store/store.hpp"

namespace usher::web {
class Request;
}

namespace usher::audit {

// One thing that somebody did. Every text is stored as given and covered by the chain.
struct Entry {
  std::string actor = "system";      // id of a user, "token:<id>", "buyer", "command" or "system"
  std::string actor_role = "";       // the role with which it was done
  std::string action{};              // "order.refunded": subject, point, verb in the past
  std::string subject{};             // "order"
  std::string subject_id{};          // its id as in the API
  std::string before_json = "null";  // JSON of what was
  std::string after_json = "null";   // JSON of what is
  std::string address = "";          // from where: the client's address
  std::string request_id = "";
};

// An Entry with who and from where filled in; add action and subject.
Entry by(web::Request request);

// Adds to the chain; the row commits or rolls back with its cause.
void record(store::Transaction& tx, const Entry& entry);

// The same for a change of one thing: `by` says who, `before` and `after` are JSON, or empty.
struct Change {
  std::string action{}, subject{}, subject_id{}, before{}, after{};
};
void record(store::Transaction& tx, const Entry& by, Change change);

// A row as stored.
struct Row {
  std::int64_t id = 0;
  Timestamp at;
  std::string actor, actor_role, action, subject, subject_id, before_json, after_json, address,
      request_id;
  Bytes hash;
};
BOOST_DESCRIBE_STRUCT(Row, (),
                      (id, at, actor, actor_role, action, subject, subject_id, before_json,
                       after_json, address, request_id, hash))

// What a proof of the chain found.
struct ChainReport {
  std::int64_t rows = 0;
  // Empty when the chain holds; else what is wrong with which row, for people.
  std::optional<std::string> fault;
};
// Computes the whole chain anew: a row that was changed, removed, added or moved is found.
ChainReport verify_chain(store::Queries& queries);

struct Filter {
  std::optional<std::string> actor{}, action{}, subject{}, subject_id{};
  Timestamp from{};       // inclusive
  Timestamp to = kNever;  // exclusive
};
enum class Order { newest_first, oldest_first };
struct Rows {
  std::vector<Row> rows;
  std::int64_t total = 0;
  bool more = false;
};

// Thread-safe. Lives as long as the application.
class Audit {
 public:
  explicit Audit(store::Store& store) : store_(store) {}

  // Rows after (in the given order) the row `after`; 0 begins.
  boost::asio::awaitable<Rows> list(Filter filter, Order order, std::int64_t after,
                                    std::int64_t limit);

 private:
  store::Store& store_;
};

}  // namespace usher::audit
