// Purpose: the door of tickets: issue, show, print, let in. Place: tickets.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "accounts/accounts.hpp"
#include "audit/audit.hpp"
#include "base/crypto.hpp"
#include "base/ids.hpp"
#include "base/measures.hpp"
#include "base/result.hpp"
#include "base/worker_pool.hpp"
#include "jobs/once.hpp"
#include "notifications/notifications.hpp"
#include "orders/events.hpp"
#include "orders/types.hpp"
#include "shows/types.hpp"
#include "store/store.hpp"
#include "tickets/filters.hpp"
#include "tickets/types.hpp"

namespace usher::venues {
struct Venue;
}

namespace usher::tickets {

class FileStore;
class KeyRing;
struct PrintedTicket;
struct ConflictRow;
class Words;
struct UnverifiedToken;
struct FileLink;

// What the settings say.
struct TicketOptions {
  // Where finished files are kept; empty: nowhere.
  std::filesystem::path files{};
  // Where they are kept instead, if there is one.
  std::shared_ptr<FileStore> remote_files{};
  // What becomes of scans before the doors open (Tickets::opening) that do not say it themselves.
  bool refuse_early = false;
  // How long before doors_at that is.
  std::chrono::minutes early_margin{15};
  // The language of the house (BCP 47), for who has not said which one they read.
  std::string locale = "en";
};

// A finished file or picture.
struct Document {
  std::string file_name;
  std::string media_type;
  std::string bytes;
};

// What a scanner sends.
struct Scan {
  std::string code;
  ShowId show;
  std::string gate{};
  std::optional<std::string> scan_id{};
  UserId scanned_by{};
  Direction direction = Direction::entry;
  bool by_number = false;             // the code is the number on the ticket, typed by staff
  std::optional<EarlyScans> early{};  // absent: as the settings say
};

// A scan that was decided by a scanner without the network.
struct OfflineScan {
  std::string scan_id;
  std::string code;
  Direction direction = Direction::entry;
  ScanResult result = ScanResult::admitted;
  Timestamp scanned_at;
  std::string gate{};
};

// What a scan_id stands for: this code at this show, this way.
Bytes scan_hash(ShowId show, const std::string& code, Direction direction);

struct ConflictList {
  std::vector<Conflict> items;
  bool more = false;
  std::int64_t total = 0;
};

struct ScanLog {
  std::vector<LoggedScan> items;
  std::int64_t total = 0;
  bool more = false;
};

// Which tickets a file is made of: one, or all living ones of an order.
struct TicketSet {
  std::optional<TicketId> ticket{};
  std::optional<OrderId> order{};
};

// An address that opens a file until it expires; the host is the caller's to set before `path`.
struct FileAddress {
  std::string path;
  Timestamp expires_at;
  std::string file_name;
  std::int64_t tickets = 0;
};

// A mail that is on its way.
struct ResentMail {
  TicketId ticket_id;
  OrderId order_id;
  std::string sent_to;
};
BOOST_DESCRIBE_STRUCT(ResentMail, (), (ticket_id, order_id, sent_to))

struct TicketList {
  std::vector<StaffTicket> items;
  std::int64_t total = 0;
  bool more = false;
};

// Thread-safe. Lives as long as the application; made after shows and orders, before serving.
class Tickets final : public orders::TicketSource {
 public:
  // Registers its handlers of orders' and shows' events with the store.
  Tickets(store::Store& store, const Clock& clock, Random& random, IdGenerator& ids,
          WorkerPool& workers, notifications::Notifications& notifications, TicketOptions options);
  ~Tickets() override;
  Tickets(const Tickets&) = delete;
  Tickets& operator=(const Tickets&) = delete;

  // Makes the first signing key of a new database. Blocks; call it before serving.
  Status prepare();

  // Before serving; without it codes may be tried without end.
  void use(const accounts::AttemptLimiter& attempts) { attempts_ = &attempts; }

  // orders::TicketSource
  std::vector<orders::TicketView> tickets_of_order(store::Queries& queries,
                                                   OrderId order) const override;
  std::optional<OrderItemId> item_of_ticket(store::Queries& queries, OrderId order,
                                            TicketId ticket) const override;
  std::vector<OrderItemId> checked_in_items(store::Queries& queries, OrderId order) const override;

  // A page for each living ticket of the show, of the oldest `limit`, in the order of sale.
  std::vector<PrintedTicket> pages_of_show(store::Queries& q, const shows::ShowInfo& show,
                                           std::int64_t limit) const;

  // For staff. Errors: not_found `ticket_not_found`.
  boost::asio::awaitable<TicketList> list(TicketFilter filter, TicketId after, std::int64_t limit);
  boost::asio::awaitable<Result<StaffTicket>> find(TicketId ticket);

  // Counts forged codes against the ticket that they claim to be (rule 26), before a code of the
  // public is used. `network` is web::Request::client_network().
  // Errors: rate_limited `too_many_attempts`.
  boost::asio::awaitable<Status> allow_code(std::string code, std::string network);
  // For whoever has the code. Errors: not_found `ticket_not_found`, also for a forged one.
  boost::asio::awaitable<Result<SeenTicket>> find_by_code(std::string code);
  // Errors: also gone `ticket_void`.
  boost::asio::awaitable<Result<Document>> print_by_code(std::string code);
  boost::asio::awaitable<Result<Document>> svg_by_code(std::string code);
  boost::asio::awaitable<Result<Document>> png_by_code(std::string code, int module_px);
  // `base_url` is where the ticket's page is.
  boost::asio::awaitable<Result<Document>> calendar_by_code(std::string code, std::string base_url);
  // The evenings of an order, of these shows or of all. Errors: 404 `order_not_found` when it has
  // no ticket of them.
  boost::asio::awaitable<Result<Document>> calendar_of_order(OrderId order,
                                                             std::vector<ShowId> shows,
                                                             std::string base_url);

  // A PDF with one page for each ticket.
  // Errors: not_found `ticket_not_found`, `order_not_found`; gone `ticket_void` when none lives.
  boost::asio::awaitable<Result<Document>> print(TicketSet which);
  // Draws the file and gives it an address. With a password (1–127 bytes) it opens with that only.
  // Errors: as print(); unavailable `file_store_full` when a file with a password cannot be kept.
  boost::asio::awaitable<Result<FileAddress>> print_to_address(TicketSet which,
                                                               std::optional<std::string> password);
  // Errors: not_found `link_not_found`; gone `link_expired`, `ticket_void`.
  boost::asio::awaitable<Result<Document>> open_address(std::string link);

  // What a scan would say; changes nothing.
  boost::asio::awaitable<Verification> look_at(std::string code, std::optional<ShowId> show,
                                               Direction direction = Direction::entry);
  // Judges, admits at most once and records (rules 22, 48). A scan_id that was seen before gets its
  // first answer again. Errors: 422 `scan_id_reused` when it came with another code or show.
  boost::asio::awaitable<Result<Verification>> admit(Scan scan);
  // Takes an admission back: the ticket is valid again.
  // Errors: not_found `ticket_not_found`; conflict `ticket_not_used`.
  boost::asio::awaitable<Result<StaffTicket>> undo_scan(TicketId ticket, UserId by,
                                                        audit::Entry entry);
  // Errors: not_found `show_not_found`.
  boost::asio::awaitable<Result<Admissions>> admissions(ShowId show);

  // --- scanners without the network (merge.cpp)

  // What a scanner loads beforehand. Errors: not_found `show_not_found`.
  boost::asio::awaitable<Result<ScanList>> scan_list(ShowId show);
  // Takes what scanners decided alone. Whoever was let through has gone through (rule 48); what
  // does not fit becomes a conflict for staff (rule 23). The same scans in any order and any
  // number of times come to the same (rule 49). Errors: not_found `show_not_found`; each scan has
  // its own: `scan_id_reused`.
  boost::asio::awaitable<Result<MergedScans>> merge(ShowId show, std::vector<OfflineScan> scans,
                                                    UserId by);
  // The newest first, behind the conflict `after`; 0 begins.
  boost::asio::awaitable<ConflictList> conflicts(ConflictFilter filter, ScanId after,
                                                 std::int64_t limit);
  // With what was done about it, if there is anything to say. The first to say so has said it.
  // Errors: not_found `conflict_not_found`; conflict `conflict_already_seen` with another note.
  boost::asio::awaitable<Result<Conflict>> mark_seen(ScanId scan, UserId by, std::string note,
                                                     audit::Entry entry);
  void say_measures(MeasureReader& reader) const;
  // Every look of a scanner at a code for this show, the latest first, behind `after`.
  // Errors: not_found `show_not_found`.
  boost::asio::awaitable<Result<ScanLog>> scan_log(ScanFilter filter,
                                                   std::optional<ScanPlace> after,
                                                   std::int64_t limit);

  // Mails the confirmation with the tickets of its order once more.
  // Errors: not_found `ticket_not_found`; conflict `ticket_void`.
  boost::asio::awaitable<Result<ResentMail>> resend(TicketId ticket,
                                                    std::optional<jobs::OnceKey> once,
                                                    audit::Entry entry);

  // The public keys, oldest first.
  boost::asio::awaitable<VerificationKeys> verification_keys();
  // Errors: conflict `too_many_keys`.
  boost::asio::awaitable<Result<VerificationKeys>> rotate_key(std::optional<jobs::OnceKey> once,
                                                              audit::Entry entry);

 private:
  Status issue(store::Transaction& tx, const orders::OrderPaid& paid);
  Status void_items(store::Transaction& tx, const orders::ItemsRefunded& refunded);
  std::string code_of(store::Queries& q, const Ticket& ticket) const;
  orders::TicketView view(store::Queries& q, const Ticket& ticket,
                          const shows::ShowInfo& show) const;
  SeenTicket seen_view(store::Queries& q, const Ticket& ticket, const shows::ShowInfo& show) const;
  static DoorTicket door_view(const Ticket& ticket, const shows::ShowInfo& show);
  StaffTicket staff_view(store::Queries& q, const Ticket& ticket,
                         const shows::ShowInfo& show) const;
  Result<StaffTicket> get_staff_view(store::Queries& q, TicketId ticket) const;
  // The ticket of a genuine code.
  std::optional<Ticket> ticket_of(store::Queries& q, const std::string& code) const;
  // The same for staff at the door, who may also type the number that is printed on the ticket.
  std::optional<Ticket> ticket_at_door(store::Queries& q, const std::string& text) const;
  Result<Ticket> get_living(store::Queries& q, const std::string& code) const;
  // Of the language that its buyer reads.
  const Words& words_of(const Ticket& ticket) const;
  PrintedTicket page_of(store::Queries& q, const Ticket& ticket, const shows::ShowInfo& show,
                        const venues::Venue& venue) const;
  Result<std::vector<PrintedTicket>> printed(store::Queries& q, const TicketSet& which) const;
  boost::asio::awaitable<Result<std::vector<PrintedTicket>>> pages_of(TicketSet which);
  boost::asio::awaitable<Document> draw(std::vector<PrintedTicket> tickets);
  boost::asio::awaitable<Digest> link_key();

  // From when on people are expected at the doors: some minutes before doors_at, or twelve hours
  // before the show where it has none.
  Timestamp opening(const shows::ShowInfo& show) const;
  EarlyScans early_scans(const std::optional<EarlyScans>& wanted) const;
  // Where and how a ticket is held under a scanner.
  struct Place {
    ShowId show;
    Direction direction = Direction::entry;
    EarlyScans early = EarlyScans::admit;
  };
  ScanResult judge(store::Queries& q, const Ticket& ticket, const Place& place, Timestamp at) const;
  ScanResult pass(store::Transaction& tx, const Ticket& ticket, const Scan& scan,
                  Timestamp at) const;
  // Works out the ticket and its conflicts from all its passages.
  static void settle(store::Transaction& tx, const Ticket& ticket);
  MergedScan merge_one(store::Transaction& tx, ShowId show, const OfflineScan& scan, UserId by,
                       std::vector<TicketId>& touched);
  Conflict describe(store::Queries& q, const ConflictRow& row) const;
  Verification describe(store::Queries& q, ScanResult result, const std::optional<Ticket>& ticket,
                        std::optional<FirstScan> first, const Place& place) const;
  Result<Verification> admit_in(store::Transaction& tx, const Scan& scan);
  Result<std::optional<Verification>> answer_again(store::Queries& q, const Scan& scan,
                                                   const Bytes& hash) const;

  store::Store& store_;
  const Clock& clock_;
  Random& random_;
  IdGenerator& ids_;
  WorkerPool& workers_;
  notifications::Notifications& notifications_;
  TicketOptions options_;
  const accounts::AttemptLimiter* attempts_ = nullptr;
  std::unique_ptr<KeyRing> keys_;
  std::shared_ptr<FileStore> files_;
  CountsBy scans_{"result", {"admitted"}};
  CountsBy merged_scans_{"result", {"admitted"}};
};

}  // namespace usher::tickets
