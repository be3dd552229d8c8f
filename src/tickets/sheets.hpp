// Purpose: what is printed for a whole house at once: all tickets of a show in the order of its
// seats, and labels for seats (V8). Place: tickets.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/worker_pool.hpp"
#include "store/store.hpp"
#include "tickets/seat_labels.hpp"
#include "tickets/tickets.hpp"

namespace usher::web {
class Router;
}

namespace usher::tickets {

// More are too much for one file: it is made by section then.
inline constexpr std::int64_t kTicketsInFileMax = 3'000;
inline constexpr std::size_t kLabelsInFileMax = 10'000;

// Who knows the seats of a show: inventory, handed on by app/. Thread-safe.
class ShowSeatSource {
 public:
  virtual ~ShowSeatSource() = default;
  // Every seat, by section, row and number; empty when the show has none.
  // Errors: not_found `show_not_found`.
  virtual boost::asio::awaitable<Result<std::vector<SeatLabel>>> seats(ShowId show) const = 0;
};

struct LabelWish {
  LabelSheet sheet = LabelSheet::avery_l7160;
  std::optional<std::string> section{};  // by name; absent: all
  bool outlines = false;
};

// Thread-safe. Lives as long as the application; `seats` and `tickets` outlive this.
class Sheets {
 public:
  Sheets(store::Store& store, WorkerPool& workers, const Tickets& tickets,
         const ShowSeatSource& seats)
      : store_(store), workers_(workers), tickets_(tickets), seats_(seats) {}

  // Errors: not_found `show_not_found`; conflict `no_tickets`; invalid `too_many_tickets`.
  boost::asio::awaitable<Result<Document>> tickets_of_show(ShowId show,
                                                           std::optional<std::string> section);
  // Errors: not_found `show_not_found`; conflict `no_seats`; invalid `too_many_labels`.
  boost::asio::awaitable<Result<Document>> labels_of_show(ShowId show, LabelWish wish);
  // Errors: as labels_of_show, with `venue_not_found`.
  boost::asio::awaitable<Result<Document>> labels_of_venue(VenueId venue, LabelWish wish);

 private:
  boost::asio::awaitable<Result<Document>> draw(std::vector<SeatLabel> labels, std::string title,
                                                LabelWish wish);

  store::Store& store_;
  WorkerPool& workers_;
  const Tickets& tickets_;
  const ShowSeatSource& seats_;
};

void add_sheet_endpoints(web::Router& router, Sheets& sheets);

}  // namespace usher::tickets
