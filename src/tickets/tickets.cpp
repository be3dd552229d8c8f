#include "tickets/tickets.hpp"

#include <map>

#include "shows/events.hpp"
#include "shows/shows.hpp"
#include "tickets/file_store.hpp"
#include "tickets/key_ring.hpp"
#include "tickets/repository.hpp"
#include "tickets/rules.hpp"
#include "tickets/token.hpp"

namespace usher::tickets {
namespace {

std::unexpected<Error> no_such_ticket() {
  return refuse(ErrorKind::not_found, "ticket_not_found", "There is no such ticket.");
}

}  // namespace

Tickets::Tickets(store::Store& store, const Clock& clock, Random& random, IdGenerator& ids,
                 WorkerPool& workers, notifications::Notifications& notifications,
                 TicketOptions options)
    : store_(store),
      clock_(clock),
      random_(random),
      ids_(ids),
      workers_(workers),
      notifications_(notifications),
      options_(std::move(options)),
      keys_(std::make_unique<KeyRing>(random)),
      files_(options_.remote_files) {
  if (!files_) files_ = std::make_shared<LocalFiles>(workers_, options_.files);
  auto& events = store_.events();
  events.on<orders::OrderPaid>(
      [this](store::Transaction& tx, const orders::OrderPaid& paid) { return issue(tx, paid); });
  events.on<orders::CustomerChanged>(
      [](store::Transaction& tx, const orders::CustomerChanged& customer) -> Status {
        for (auto& ticket : find_tickets_of(tx, customer.order)) {
          ticket.holder_name = customer.customer_name;
          ticket.holder_email = customer.customer_email;
          set_holder(tx, ticket);
        }
        return {};
      });
  events.on<orders::ItemsRefunded>(
      [this](store::Transaction& tx, const orders::ItemsRefunded& refunded) {
        return void_items(tx, refunded);
      });
  events.on<orders::ItemsReinstated>(
      [](store::Transaction& tx, const orders::ItemsReinstated& reinstated) -> Status {
        for (const auto item : reinstated.items) reinstate_ticket_of(tx, item);
        return {};
      });
  events.on<shows::ShowDeleting>(
      [](store::Transaction& tx, const shows::ShowDeleting& deleting) -> Status {
        if (count_tickets_of(tx, deleting.show_id) == 0) return {};
        return refuse(ErrorKind::conflict, "show_has_tickets",
                      "Tickets were issued for this show. It can be cancelled, not deleted.");
      });
}

Tickets::~Tickets() = default;

Status Tickets::prepare() {
  return store_.write_now(store::kHouseLane, [this](store::Transaction& tx) -> Status {
    keys_->current(tx);
    return {};
  });
}

Status Tickets::issue(store::Transaction& tx, const orders::OrderPaid& paid) {
  const SigningKey key = keys_->current(tx);
  for (const auto& item : paid.items) {
    Ticket ticket;
    ticket.id = ids_.next<TicketId>();
    do {
      ticket.ticket_number = make_ticket_number(paid.paid_at, random_.u64());
    } while (number_is_taken(tx, ticket.ticket_number));
    ticket.order_id = paid.order;
    ticket.order_item_id = item.id;
    ticket.order_number = paid.order_number;
    ticket.show_id = item.show;
    ticket.key_number = key.number;
    ticket.nonce = random_.bytes(kNonceBytes);
    ticket.holder_name = paid.customer_name;
    ticket.holder_email = paid.customer_email;
    ticket.section = item.section;
    ticket.row_name = item.row_name;
    ticket.seat_number = item.seat_number;
    ticket.seat_type = item.seat_type;
    ticket.ticket_type = item.ticket_type;
    ticket.price = item.price;
    ticket.currency = paid.currency;
    ticket.issued_at = paid.paid_at;
    ticket.locale = paid.locale;
    insert_ticket(tx, ticket, item.show_seat);
  }
  return {};
}

Status Tickets::void_items(store::Transaction& tx, const orders::ItemsRefunded& refunded) {
  for (const auto item : refunded.items) void_ticket_of(tx, item);
  return {};
}

std::string Tickets::code_of(store::Queries& q, const Ticket& ticket) const {
  const auto key = keys_->find(q, static_cast<std::uint16_t>(ticket.key_number));
  USHER_ASSERT(key.has_value());
  USHER_ASSERT(ticket.nonce.size() == kNonceBytes);
  TicketToken token{key->number, ticket.show_id, ticket.id};
  std::ranges::copy(ticket.nonce, token.nonce.begin());
  return sign_token(token, *key);
}

namespace {

orders::TicketShow show_of(const shows::ShowInfo& show) {
  return {.id = show.id,
          .title = show.title,
          .recital_title = show.recital_title,
          .venue_name = show.venue_name,
          .starts_at = show.starts_at,
          .starts_at_local = to_local_string(show.starts_at, show.time_zone),
          .time_zone = show.time_zone.value};
}

}  // namespace

orders::TicketView Tickets::view(store::Queries& q, const Ticket& ticket,
                                 const shows::ShowInfo& show) const {
  return {.id = ticket.id,
          .line_id = ticket.order_item_id,
          .ticket_number = ticket.ticket_number,
          .code = code_of(q, ticket),
          .status = ticket.status,
          .holder_name = ticket.holder_name,
          .section = ticket.section,
          .row_name = ticket.row_name,
          .seat_number = ticket.seat_number,
          .seat_type = ticket.seat_type,
          .show = show_of(show),
          .price = ticket.price,
          .currency = ticket.currency};
}

SeenTicket Tickets::seen_view(store::Queries& q, const Ticket& ticket,
                              const shows::ShowInfo& show) const {
  SeenTicket seen;
  static_cast<orders::TicketView&>(seen) = view(q, ticket, show);
  seen.ticket_type = ticket.ticket_type;
  seen.voided_at = ticket.voided_at;
  seen.void_reason = why_void(ticket.state(), show.status);
  return seen;
}

DoorTicket Tickets::door_view(const Ticket& ticket, const shows::ShowInfo& show) {
  return {.id = ticket.id,
          .ticket_number = ticket.ticket_number,
          .status = ticket.status,
          .holder_name = ticket.holder_name,
          .section = ticket.section,
          .row_name = ticket.row_name,
          .seat_number = ticket.seat_number,
          .seat_type = ticket.seat_type,
          .ticket_type = ticket.ticket_type,
          .show = show_of(show),
          .price = ticket.price,
          .currency = ticket.currency,
          .voided_at = ticket.voided_at,
          .void_reason = why_void(ticket.state(), show.status)};
}

StaffTicket Tickets::staff_view(store::Queries& q, const Ticket& ticket,
                                const shows::ShowInfo& show) const {
  StaffTicket staff;
  static_cast<orders::TicketView&>(staff) = view(q, ticket, show);
  staff.order_id = ticket.order_id;
  staff.order_number = ticket.order_number;
  staff.ticket_type = ticket.ticket_type;
  staff.issued_at = ticket.issued_at;
  staff.used_at = ticket.used_at;
  staff.used_gate = ticket.used_gate;
  staff.voided_at = ticket.voided_at;
  return staff;
}

Result<StaffTicket> Tickets::get_staff_view(store::Queries& q, TicketId id) const {
  const auto ticket = find_ticket(q, id);
  if (!ticket) return no_such_ticket();
  TRY(const auto show, shows::get_show(q, ticket->show_id));
  return staff_view(q, *ticket, show);
}

std::vector<orders::TicketView> Tickets::tickets_of_order(store::Queries& queries,
                                                          OrderId order) const {
  std::vector<orders::TicketView> views;
  std::optional<shows::ShowInfo> show;
  for (const auto& ticket : find_tickets_of(queries, order)) {
    if (!show || show->id != ticket.show_id) show = shows::find_show(queries, ticket.show_id);
    if (show) views.push_back(view(queries, ticket, *show));
  }
  return views;
}

std::optional<OrderItemId> Tickets::item_of_ticket(store::Queries& queries, OrderId order,
                                                   TicketId ticket) const {
  const auto found = find_ticket(queries, ticket);
  if (!found || found->order_id != order) return std::nullopt;
  return found->order_item_id;
}

std::vector<OrderItemId> Tickets::checked_in_items(store::Queries& queries, OrderId order) const {
  return used_items(queries, order);
}

boost::asio::awaitable<TicketList> Tickets::list(TicketFilter filter, TicketId after,
                                                 std::int64_t limit) {
  co_return co_await store_.read(
      store::Viewer::staff(), [this, filter, after, limit](store::Queries& q) {
        TicketList list;
        auto tickets = list_tickets(q, filter, after, limit + 1);
        list.more = std::ssize(tickets) > limit;
        if (list.more) tickets.pop_back();
        list.total = count_tickets(q, filter);
        std::map<ShowId, shows::ShowInfo> shows_of_page;
        for (const auto& ticket : tickets) {
          auto show = shows_of_page.find(ticket.show_id);
          if (show == shows_of_page.end()) {
            auto found = shows::find_show(q, ticket.show_id);
            if (!found) continue;
            show = shows_of_page.emplace(ticket.show_id, *std::move(found)).first;
          }
          list.items.push_back(staff_view(q, ticket, show->second));
        }
        return list;
      });
}

boost::asio::awaitable<Result<StaffTicket>> Tickets::find(TicketId ticket) {
  co_return co_await store_.read(store::Viewer::staff(), [this, ticket](store::Queries& q) {
    return get_staff_view(q, ticket);
  });
}

std::optional<Ticket> Tickets::ticket_of(store::Queries& q, const std::string& code) const {
  const auto token = parse_token(code);
  if (!token) return std::nullopt;
  const auto key = keys_->find(q, token->claims.key);
  if (!key || !signed_by(*token, key->public_key)) return std::nullopt;
  auto ticket = find_ticket(q, token->claims.ticket);
  if (!ticket || ticket->show_id != token->claims.show || ticket->key_number != token->claims.key) {
    return std::nullopt;
  }
  if (!constant_time_equal(ticket->nonce, token->claims.nonce)) return std::nullopt;
  return ticket;
}

std::optional<Ticket> Tickets::ticket_at_door(store::Queries& q, const std::string& text) const {
  if (const auto number = ticket_number_in(text)) return find_ticket_by_number(q, *number);
  return ticket_of(q, text);
}

Result<Ticket> Tickets::get_living(store::Queries& q, const std::string& code) const {
  auto ticket = ticket_of(q, code);
  if (!ticket) return no_such_ticket();
  if (!ticket->living()) {
    return refuse(ErrorKind::gone, "ticket_void",
                  "This ticket is no longer good: it was refunded or replaced.");
  }
  return *std::move(ticket);
}

boost::asio::awaitable<Result<SeenTicket>> Tickets::find_by_code(std::string code) {
  co_return co_await store_.read(viewer_of(code),
                                 [this, code](store::Queries& q) -> Result<SeenTicket> {
                                   const auto ticket = ticket_of(q, code);
                                   if (!ticket) return no_such_ticket();
                                   TRY(const auto show, shows::get_show(q, ticket->show_id));
                                   return seen_view(q, *ticket, show);
                                 });
}

boost::asio::awaitable<Result<ResentMail>> Tickets::resend(TicketId id,
                                                           std::optional<jobs::OnceKey> once,
                                                           audit::Entry entry) {
  const auto resend_in = [this, id, once, entry](store::Transaction& tx) -> Result<ResentMail> {
    return jobs::once<ResentMail>(tx, once, [&]() -> Result<ResentMail> {
      const auto ticket = find_ticket(tx, id);
      if (!ticket) return no_such_ticket();
      if (!ticket->living()) {
        return refuse(ErrorKind::conflict, "ticket_void",
                      "This ticket is no longer good: it was refunded or replaced.");
      }
      notifications_.enqueue(
          tx, {.kind = notifications::MessageKind::order_confirmation,
               .to = ticket->holder_email,
               .order_id = ticket->order_id,
               .cause = "ticket " + id.text() + " resent " + format_id(ids_.next_value())});
      audit::Entry resent = entry;
      resent.action = "ticket.resent";
      resent.subject = "ticket";
      resent.subject_id = id.text();
      audit::record(tx, resent);
      return ResentMail{id, ticket->order_id, ticket->holder_email};
    });
  };
  co_return co_await store_.write(store::kHouseLane, resend_in);
}

boost::asio::awaitable<VerificationKeys> Tickets::verification_keys() {
  co_return co_await store_.read(
      [this](store::Queries& q) { return VerificationKeys{keys_->list(q)}; });
}

boost::asio::awaitable<Result<VerificationKeys>> Tickets::rotate_key(
    std::optional<jobs::OnceKey> once, audit::Entry entry) {
  co_return co_await store_.write(
      store::kHouseLane, [this, once, entry](store::Transaction& tx) -> Result<VerificationKeys> {
        return jobs::once<VerificationKeys>(tx, once, [&]() -> Result<VerificationKeys> {
          TRY(const auto key, keys_->rotate(tx));
          audit::Entry made = entry;
          made.action = "signing_key.rotated";
          made.subject = "signing_key";
          made.subject_id = std::to_string(key.number);
          audit::record(tx, made);
          return VerificationKeys{keys_->list(tx)};
        });
      });
}

}  // namespace usher::tickets
