// Purpose: what a mail says, read from orders, shows and tickets when it is sent. Place: app, since
// it joins slices that do not know each other.
#pragma once
#include <string>
#include <vector>

#include "base/random.hpp"
#include "notifications/types.hpp"
#include "orders/orders.hpp"
#include "shows/types.hpp"
#include "store/store.hpp"
#include "tickets/tickets.hpp"

namespace usher::app {

struct MailContentParts {
  store::Store& store;
  orders::Orders& orders;
  tickets::Tickets& tickets;
  notifications::MailHouse house;
  std::string locale;        // of the house
  Bytes unsubscribe_secret;  // the same on every node
};

// Thread-safe. Lives as long as the application, as do its parts.
class OrderMailContent final : public notifications::ContentSource {
 public:
  explicit OrderMailContent(MailContentParts parts) : parts_(std::move(parts)) {}

  // Errors: gone `mail_pointless`: the order is no more, or it would remind of what will not be.
  boost::asio::awaitable<Result<notifications::MailContent>> content_of(
      notifications::StoredMessage message) override;

 private:
  // Opens the order without signing in.
  std::string order_url(OrderId id) const;
  void add_order(notifications::MailData& data, const orders::OrderView& order,
                 const std::string& locale) const;
  void add_tickets(notifications::MailData& data, const orders::OrderView& order,
                   const std::vector<shows::ShowInfo>& shows, const std::string& locale) const;
  // `named`: the first of them says of which show they are.
  void add_tickets_of(notifications::MailData& data, const orders::OrderView& order,
                      const shows::ShowInfo& show, bool named, const std::string& locale) const;
  void add_show(notifications::MailShow& out, const shows::ShowInfo& show,
                const notifications::MailHouse& house, const notifications::Facts& facts,
                const std::string& locale) const;
  using FoundOrder = std::pair<orders::OrderOfAddress, shows::ShowInfo>;
  void add_found(notifications::MailData& data, const std::vector<FoundOrder>& orders,
                 const std::string& locale) const;
  struct Files {
    std::vector<notifications::Attachment> attachments{};
    bool too_large = false;  // and so left out
  };
  // `refused_for_size`: the mail server did not take it with them.
  boost::asio::awaitable<Result<Files>> attachments_of(notifications::MessageKind kind,
                                                       orders::OrderView order,
                                                       std::vector<ShowId> shows,
                                                       bool refused_for_size) const;

  const MailContentParts parts_;
};

}  // namespace usher::app
