#include "payments/webhook.hpp"

#include <boost/json/parse.hpp>
#include <charconv>
#include <vector>

#include "base/crypto.hpp"

namespace usher::payments {
namespace {

struct SignatureHeader {
  std::string_view time_text;
  std::int64_t time_s = 0;
  std::vector<Bytes> signatures;
};

std::optional<std::int64_t> read_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<SignatureHeader> read_header(std::string_view text) {
  constexpr std::size_t kSignaturesMax = 16;
  constexpr std::int64_t kSecondsMax = 100'000'000'000;
  SignatureHeader header;
  while (!text.empty()) {
    const auto comma = text.find(',');
    const auto part = text.substr(0, comma);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    if (part.starts_with("t=")) {
      const auto time = read_integer(part.substr(2));
      if (!header.time_text.empty() || !time || *time < 0 || *time > kSecondsMax)
        return std::nullopt;
      header.time_text = part.substr(2);
      header.time_s = *time;
    } else if (part.starts_with("v1=")) {
      auto signature = from_hex(part.substr(3));
      if (header.signatures.size() == kSignaturesMax) return std::nullopt;
      if (signature) header.signatures.push_back(*std::move(signature));
    }
  }
  if (header.time_text.empty()) return std::nullopt;
  return header;
}

bool signed_by(const SignatureHeader& header, std::string_view payload, std::string_view secret) {
  const Digest expected = hmac_sha256(as_bytes(secret), payload);
  bool matches = false;
  for (const auto& signature : header.signatures)
    matches = constant_time_equal(ByteView(expected), ByteView(signature)) || matches;
  return matches;
}

const boost::json::object* object_at(const boost::json::object& parent, std::string_view name) {
  const auto* value = parent.if_contains(name);
  return value ? value->if_object() : nullptr;
}
std::string text_at(const boost::json::object& parent, std::string_view name) {
  const auto* value = parent.if_contains(name);
  const auto* text = value ? value->if_string() : nullptr;
  return text ? std::string(*text) : std::string();
}
std::int64_t integer_at(const boost::json::object& parent, std::string_view name) {
  const auto* value = parent.if_contains(name);
  const auto* number = value ? value->if_int64() : nullptr;
  return number ? *number : -1;
}

std::string decline_code_of(const boost::json::object& object) {
  const auto* error = object_at(object, "last_payment_error");
  if (!error) return "";
  auto code = text_at(*error, "decline_code");
  return code.empty() ? text_at(*error, "code") : code;
}

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

// nullopt when it was not made by an installation of this program.
std::optional<Intent> intent_of(const boost::json::object& object) {
  const auto* metadata = object_at(object, "metadata");
  if (!metadata) return std::nullopt;
  Intent intent;
  intent.id = text_at(object, "id");
  intent.order = OrderId::parse(text_at(*metadata, "order_id"));
  intent.attempt = read_integer(text_at(*metadata, "attempt")).value_or(0);
  const auto status = text_at(object, "status");
  if (!boost::describe::enum_from_string(status.c_str(), intent.status)) return std::nullopt;
  // What has really been taken decides, once something has (rule 42).
  const bool taken = intent.status == IntentStatus::succeeded;
  intent.amount = {integer_at(object, taken ? "amount_received" : "amount")};
  intent.currency = {upper(text_at(object, "currency"))};
  intent.decline_code = decline_code_of(object);
  if (intent.id.empty() || !intent.order || intent.attempt <= 0) return std::nullopt;
  return intent;
}

}  // namespace

Status check_signature(std::string_view header_text, std::string_view raw_body,
                       std::span<const std::string> secrets, Timestamp now) {
  const auto refusal = refuse(ErrorKind::malformed, "invalid_signature",
                              "The signature does not fit this body and time.");
  const auto header = read_header(header_text);
  if (!header) return refusal;
  const Duration apart = now - Timestamp{header->time_s * 1000};
  if (apart > kSignatureTolerance || apart < -kSignatureTolerance) return refusal;
  std::string payload(header->time_text);
  payload += '.';
  payload += raw_body;
  for (const auto& secret : secrets)
    if (!secret.empty() && signed_by(*header, payload, secret)) return {};
  return refusal;
}

Result<ProviderEvent> read_event(std::string_view raw_body) {
  const auto malformed = refuse(ErrorKind::malformed, "malformed_event",
                                "The body is signed, but it is not an event.");
  boost::system::error_code fault;
  const auto document = boost::json::parse(raw_body, fault);
  const auto* event = fault ? nullptr : document.if_object();
  if (!event) return malformed;
  ProviderEvent read{text_at(*event, "id"), text_at(*event, "type"), std::nullopt};
  if (read.id.empty() || read.id.size() > 255 || read.type.empty()) return malformed;
  if (!read.type.starts_with("payment_intent.")) return read;
  const auto* data = object_at(*event, "data");
  const auto* object = data ? object_at(*data, "object") : nullptr;
  if (!object) return malformed;
  read.intent = intent_of(*object);
  return read;
}

}  // namespace usher::payments
