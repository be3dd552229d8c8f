#include "notifications/templates.hpp"

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "notifications/sql.hpp"

namespace usher::notifications {
namespace {

Bytes address_hash(std::string_view address) {
  const auto digest = sha256(fold_case(address));
  return {digest.begin(), digest.end()};
}

}  // namespace

std::optional<StoredTemplate> find_template(store::Queries& q, MessageKind kind,
                                            std::string_view language) {
  return q.find<StoredTemplate>(sql::find_template, kind, language);
}

std::vector<StoredTemplate> list_templates(store::Queries& q) {
  return q.all<StoredTemplate>(sql::list_templates);
}

void save_template(store::Transaction& tx, const StoredTemplate& saved) {
  tx.run(sql::insert_template, saved.kind, saved.language, saved.subject, saved.text, saved.html,
         saved.version, saved.updated_at, saved.updated_by);
}

bool delete_template(store::Transaction& tx, MessageKind kind, std::string_view language) {
  return tx.run(sql::delete_template, kind, language) != 0;
}

MailTemplate template_in_force(store::Queries& q, MessageKind kind, std::string_view language) {
  if (const auto own = find_template(q, kind, language)) return own->source();
  return default_template(kind, language);
}

void refuse_reminders(store::Transaction& tx, std::string_view address) {
  tx.run(sql::insert_refusal, address_hash(address), tx.now());
}

bool wants_reminders(store::Queries& q, std::string_view address) {
  return !q.find<Timestamp>(sql::find_refusal, address_hash(address)).has_value();
}

}  // namespace usher::notifications
