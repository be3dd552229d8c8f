// Purpose: a mail as the text that mail servers carry. Place: notifications, pure.
// Source: RFC 5322 (headers), 2045–2047 and 2231 (other scripts), 2183 (attachments), 2387, 8058.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace usher::notifications {

// "Grand Opera <tickets@example.org>"
struct MailAddress {
  std::string name{};
  std::string address;

  // Takes `Name <address>`, `"Name" <address>` and `address`; nullopt when it is none of them.
  static std::optional<MailAddress> parse(std::string_view text);
};

// A file that goes with a mail.
struct Attachment {
  std::string file_name;   // any script
  std::string media_type;  // "application/pdf"
  std::string bytes;
};

// A picture that the HTML shows as <img src="cid:ID">.
struct InlineImage {
  std::string id;
  std::string file_name;
  std::string media_type;
  std::string bytes;
};

struct Mail {
  MailAddress from;
  MailAddress to;
  std::optional<MailAddress> reply_to{};
  std::string subject;
  std::string message_id;  // without < >; the same at every attempt
  Timestamp date;
  std::string language{};         // "es"
  std::string unsubscribe_url{};  // one click there ends mails of this sort; "" where none is due
  std::string text;
  std::string html;
  std::vector<InlineImage> images{};
  std::vector<Attachment> attachments{};
};

// The whole message with CRLF line ends, in ASCII alone but for an address that is not. Line breaks
// in names and subjects cannot begin a header. The same mail always becomes the same bytes.
std::string to_mime(const Mail& mail);

}  // namespace usher::notifications
