// Code entry by the public (rule 26): who tries to forge a ticket's code is stopped at the third
// time. What has not even the form of a code proves nothing and is not counted.
#include "tickets/tickets.hpp"
#include "tickets/token.hpp"

namespace usher::tickets {
namespace {

enum class Entry : std::uint8_t { right, right_after_failures, wrong };

}  // namespace

boost::asio::awaitable<Status> Tickets::allow_code(std::string code, std::string network) {
  const auto token = parse_token(code);
  if (!token || attempts_ == nullptr) co_return Status();
  const auto key =
      attempts_->key(accounts::AttemptClass::code_entry, network, token->claims.ticket.text());
  CO_TRY(const auto entry,
         co_await store_.read([this, key, code](store::Queries& q) -> Result<Entry> {
           TRY_OK(attempts_->check(q, key));
           if (!ticket_of(q, code)) return Entry::wrong;
           return attempts_->has_failed(q, key) ? Entry::right_after_failures : Entry::right;
         }));
  if (entry == Entry::right) co_return Status();
  co_return co_await store_.write(store::kHouseLane,
                                  [this, key, entry](store::Transaction& tx) -> Status {
                                    if (entry == Entry::right_after_failures)
                                      return attempts_->record_success(tx, key);
                                    TRY_OK(attempts_->record_failure(tx, key));
                                    return {};
                                  });
}

}  // namespace usher::tickets
