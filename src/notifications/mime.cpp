#include "notifications/mime.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/crypto.hpp"
#include "base/escape.hpp"
#include "base/text.hpp"
#include "base/time_zone.hpp"

namespace usher::notifications {
namespace {

constexpr std::size_t kLineMax = 76;         // RFC 2045, without CRLF
constexpr std::size_t kEncodedWordMax = 75;  // RFC 2047
constexpr std::string_view kHexDigits = "0123456789ABCDEF";

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return c >= 0x20 && c < 0x7f; });
}

// One line, whatever it was: nothing in it can begin a header of its own.
std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    if (control && (line.empty() || line.back() == ' ')) continue;
    line += control ? ' ' : c;
  }
  while (line.ends_with(' ')) line.pop_back();
  return line;
}

// How many bytes the character at `at` has; 1 for what is no UTF-8.
std::size_t character_size(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t size = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  return std::min(size, text.size() - at);
}

// Encoded words of whole characters, one a line, as RFC 2047 wants them: a line that has one is of
// 76 characters at most, the first with the header's name, which takes `used` of them.
std::string encoded_words(std::string_view text, std::size_t used) {
  constexpr std::string_view kOpen = "=?UTF-8?B?";
  // Base64 makes four of three; what does not fit starts another word.
  const auto bytes_in = [kOpen](std::size_t room) { return (room - kOpen.size() - 2) / 4 * 3; };
  std::string out;
  std::size_t from = 0;
  while (from < text.size()) {
    const std::size_t bytes = bytes_in(from == 0 ? kLineMax - used : kEncodedWordMax);
    std::size_t end = from;
    while (end < text.size()) {
      const std::size_t size = character_size(text, end);
      if (end + size - from > bytes) break;
      end += size;
    }
    if (!out.empty()) out += "\r\n ";
    out += fmt::format("{}{}?=", kOpen, to_base64(as_bytes(text.substr(from, end - from))));
    from = end;
  }
  return out;
}

// Breaks at spaces so that no line is much longer than it should be.
std::string folded(std::string_view name, std::string_view value) {
  std::string out(name);
  std::size_t column = name.size();
  std::size_t from = 0;
  while (from < value.size()) {
    std::size_t end = value.find(' ', from + 1);
    if (end == std::string_view::npos) end = value.size();
    if (column + end - from > kLineMax && from > 0) {
      out += "\r\n";
      column = 0;
    }
    out += value.substr(from, end - from);
    column += end - from;
    from = end;
  }
  return out + "\r\n";
}

std::string text_header(std::string_view name, std::string_view value) {
  const std::string line = one_line(value);
  // "=?" would be read as an encoded word, a long word cannot be folded.
  const bool plain = is_ascii(line) && !line.contains("=?") && line.size() <= 600;
  if (plain) return folded(fmt::format("{}: ", name), line);
  return fmt::format("{}: {}\r\n", name, encoded_words(line, name.size() + 2));
}

std::string quoted_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string address_header(std::string_view name, const MailAddress& who) {
  const std::string label = one_line(who.name);
  const std::string address = one_line(who.address);
  if (label.empty()) return fmt::format("{}: <{}>\r\n", name, address);
  const bool plain = is_ascii(label) && !label.contains("=?") && label.size() <= 60;
  return fmt::format("{}: {}\r\n <{}>\r\n", name,
                     plain ? quoted_string(label) : encoded_words(label, name.size() + 2), address);
}

// "Thu, 24 Dec 2026 18:30:00 +0000"
std::string date_text(Timestamp at) {
  constexpr std::array kDays{"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
  constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  constexpr std::int64_t kDayMs = 86'400'000;
  const std::string utc = to_local_string(at, TimeZoneName{"UTC"});  // 2026-12-24T18:30:00
  const auto month = static_cast<std::size_t>((utc[5] - '0') * 10 + (utc[6] - '0') - 1);
  const auto day = static_cast<std::size_t>((at.ms / kDayMs) % 7);  // 1970 began on a Thursday
  return fmt::format("{}, {} {} {} {} +0000", kDays.at(day), utc.substr(8, 2), kMonths.at(month),
                     utc.substr(0, 4), utc.substr(11));
}

// ; filename="…", in pieces where RFC 2231 is needed.
std::string file_name_parameter(std::string_view file_name) {
  const std::string name = one_line(file_name);
  if (is_ascii(name) && name.size() <= 60) return ";\r\n filename=" + quoted_string(name);
  constexpr std::size_t kPiece = 54;
  const std::string encoded = percent_encode(name);
  std::string out;
  std::size_t from = 0;
  for (int part = 0; from < encoded.size(); ++part) {
    std::size_t size = std::min(kPiece, encoded.size() - from);
    // Not through a %XX.
    const std::size_t sign = encoded.rfind('%', from + size - 1);
    const bool cuts = sign != std::string::npos && sign + 3 > from + size && sign > from;
    if (cuts && from + size < encoded.size()) size = sign - from;
    out += fmt::format(";\r\n filename*{}*={}{}", part, part == 0 ? "UTF-8''" : "",
                       encoded.substr(from, size));
    from += size;
  }
  return out;
}

// Source: RFC 2045, section 6.7. Lines of the text stay lines.
std::string quoted_printable(std::string_view text) {
  std::string out;
  std::size_t column = 0;
  const auto put = [&](std::string_view piece) {
    if (column + piece.size() > kLineMax - 1) {
      out += "=\r\n";
      column = 0;
    }
    out += piece;
    column += piece.size();
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\r' && at + 1 < text.size() && text[at + 1] == '\n') continue;
    if (c == '\n') {
      out += "\r\n";
      column = 0;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    const bool line_ends = at + 1 == text.size() || text[at + 1] == '\n' || text[at + 1] == '\r';
    const bool blank = c == ' ' || c == '\t';
    if ((byte > 0x20 && byte < 0x7f && c != '=') || (blank && !line_ends)) {
      put({&c, 1});
    } else {
      const std::array<char, 3> code{'=', kHexDigits[byte >> 4U], kHexDigits[byte & 15U]};
      put({code.data(), code.size()});
    }
  }
  if (!out.ends_with("\r\n")) out += "\r\n";
  return out;
}

std::string base64_lines(std::string_view bytes) {
  const std::string all = to_base64(as_bytes(bytes));
  std::string out;
  out.reserve(all.size() + all.size() / kLineMax * 2 + 2);
  for (std::size_t at = 0; at < all.size(); at += kLineMax) {
    out.append(all, at, kLineMax);
    out += "\r\n";
  }
  return out;
}

// Marks where parts begin. Not in any part: quoted-printable has no "=_", base64 no "_".
class Parts {
 public:
  Parts(std::string_view message_id, std::string_view which)
      : mark_(fmt::format("=_{}_{}", which, to_hex(ByteView(sha256(message_id)).first(12)))) {}

  std::string type(std::string_view subtype, std::string_view more = "") const {
    return fmt::format("Content-Type: multipart/{};\r\n boundary=\"{}\"{}\r\n\r\n", subtype, mark_,
                       more);
  }
  std::string open() const { return fmt::format("--{}\r\n", mark_); }
  std::string close() const { return fmt::format("--{}--\r\n", mark_); }

 private:
  std::string mark_;
};

std::string text_part(std::string_view subtype, std::string_view text) {
  return fmt::format(
      "Content-Type: text/{}; charset=utf-8\r\n"
      "Content-Transfer-Encoding: quoted-printable\r\n\r\n{}",
      subtype, quoted_printable(text));
}

std::string image_part(const InlineImage& image) {
  return fmt::format(
      "Content-Type: {}\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <{}>\r\n"
      "Content-Disposition: inline{}\r\n\r\n{}",
      image.media_type, image.id, file_name_parameter(image.file_name), base64_lines(image.bytes));
}

std::string attachment_part(const Attachment& file) {
  return fmt::format(
      "Content-Type: {}\r\nContent-Transfer-Encoding: base64\r\n"
      "Content-Disposition: attachment{}\r\n\r\n{}",
      file.media_type, file_name_parameter(file.file_name), base64_lines(file.bytes));
}

std::string headers(const Mail& mail) {
  std::string out = address_header("From", mail.from) + address_header("To", mail.to);
  if (mail.reply_to) out += address_header("Reply-To", *mail.reply_to);
  out += text_header("Subject", mail.subject);
  out += fmt::format("Date: {}\r\nMessage-ID: <{}>\r\n", date_text(mail.date), mail.message_id);
  // So that no automatic answer comes back. Source: RFC 3834.
  out += "Auto-Submitted: auto-generated\r\n";
  if (!mail.language.empty()) out += fmt::format("Content-Language: {}\r\n", mail.language);
  if (!mail.unsubscribe_url.empty()) {
    out += fmt::format(
        "List-Unsubscribe: <{}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
        mail.unsubscribe_url);
  }
  return out + "MIME-Version: 1.0\r\n";
}

}  // namespace

std::optional<MailAddress> MailAddress::parse(std::string_view text) {
  const auto trimmed = [](std::string_view part) {
    const auto from = part.find_first_not_of(" \t");
    if (from == std::string_view::npos) return std::string_view();
    return part.substr(from, part.find_last_not_of(" \t") - from + 1);
  };
  text = trimmed(text);
  MailAddress made;
  const auto open = text.find('<');
  if (open != std::string_view::npos) {
    if (!text.ends_with('>')) return std::nullopt;
    auto name = trimmed(text.substr(0, open));
    if (name.size() >= 2 && name.front() == '"' && name.back() == '"')
      name = name.substr(1, name.size() - 2);
    made.name = name;
    text = text.substr(open + 1, text.size() - open - 2);
  }
  const auto address = Email::parse(text);
  if (!address || !is_valid_utf8(made.name) || one_line(made.name) != made.name)
    return std::nullopt;
  made.address = address->value;
  return made;
}

std::string to_mime(const Mail& mail) {
  const Parts mixed(mail.message_id, "mixed");
  const Parts alternative(mail.message_id, "alternative");
  const Parts related(mail.message_id, "related");
  std::string out = headers(mail);
  out += mixed.type("mixed") + mixed.open();
  out += alternative.type("alternative") + alternative.open();
  out += text_part("plain", mail.text);
  out += alternative.open();
  out += related.type("related", ";\r\n type=\"text/html\"") + related.open();
  out += text_part("html", mail.html);
  for (const auto& image : mail.images) out += related.open() + image_part(image);
  out += related.close() + alternative.close();
  for (const auto& file : mail.attachments) out += mixed.open() + attachment_part(file);
  return out + mixed.close();
}

}  // namespace usher::notifications
