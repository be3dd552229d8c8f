// Purpose: what a house has written instead of the binary's mails, and who wants no reminders.
// Place: notifications, speaks SQL.
#pragma once
#include <boost/describe/class.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "notifications/mail_text.hpp"
#include "store/transaction.hpp"

namespace usher::notifications {

struct StoredTemplate {
  MessageKind kind = MessageKind::order_confirmation;
  std::string language;
  std::string subject;
  std::string text;
  std::string html;
  std::int64_t version = 0;
  Timestamp updated_at;
  UserId updated_by;

  MailTemplate source() const { return {subject, text, html}; }
};
BOOST_DESCRIBE_STRUCT(StoredTemplate, (),
                      (kind, language, subject, text, html, version, updated_at, updated_by))

std::optional<StoredTemplate> find_template(store::Queries& q, MessageKind kind,
                                            std::string_view language);
std::vector<StoredTemplate> list_templates(store::Queries& q);
void save_template(store::Transaction& tx, const StoredTemplate& saved);
// False when there was none.
bool delete_template(store::Transaction& tx, MessageKind kind, std::string_view language);
// The house's, else the binary's.
MailTemplate template_in_force(store::Queries& q, MessageKind kind, std::string_view language);

void refuse_reminders(store::Transaction& tx, std::string_view address);
bool wants_reminders(store::Queries& q, std::string_view address);

}  // namespace usher::notifications
