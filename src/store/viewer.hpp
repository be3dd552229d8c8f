// Purpose: on whose behalf the database is read. Place: store.
//
// On PostgreSQL row-level security shows each viewer its own rows only, whatever a query asks for:
// a second wall behind the checks of the slices. On SQLite it changes nothing.
#pragma once
#include <cstdint>
#include <span>
#include <string>

#include "base/ids.hpp"

namespace usher::store {

// What the policies compare with: one word, made only of letters, digits and a colon.
class Viewer {
 public:
  // The server's own work sees everything: writing, sweeping, checking who somebody is.
  Viewer() : text_("server") {}
  static Viewer server() { return {}; }
  // People who work here: orders, tickets, payments and the audit log, but no credentials.
  static Viewer staff() { return Viewer("staff"); }
  // Whoever has proved nothing: what the house publishes.
  static Viewer anyone() { return Viewer("anyone"); }
  // A buyer, by what proves the right to see: what it proves is one session's, one order's or one
  // ticket's rows and what belongs to them.
  static Viewer of_session(std::span<const std::uint8_t> key);
  static Viewer of_order(OrderId order) { return Viewer("order:" + std::to_string(order.value)); }
  static Viewer of_ticket(TicketId ticket) {
    return Viewer("ticket:" + std::to_string(ticket.value));
  }

  const std::string& text() const { return text_; }
  bool is_server() const { return text_ == "server"; }

 private:
  explicit Viewer(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace usher::store
