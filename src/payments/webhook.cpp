#include "payments/webhook.hpp"

#include <boost/json/parse.hpp>
#include <charconv>
#include <vector>

#include "base/crypto.hpp"
#include "payments/stripe_objects.hpp"

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

// Source: https://docs.stripe.com/api/events/types
void read_news(const boost::json::object& object, Timestamp told_at, ProviderEvent& event) {
  const std::string_view type = event.type;
  if (type.starts_with("payment_intent.")) {
    if (auto intent = read_intent(object, told_at)) event.news = *std::move(intent);
  } else if (type.starts_with("charge.dispute.")) {
    if (auto dispute = read_dispute(object, told_at)) event.news = *std::move(dispute);
  } else if (type.starts_with("refund.") || type.starts_with("charge.refund.")) {
    if (auto refund = read_refund(object)) event.news = *std::move(refund);
  } else if (type == "charge.refunded") {
    event.news =
        ChargeRefunded{text_at(object, "payment_intent"),
                       money_of_stripe(integer_at(object, "amount_refunded"), currency_at(object))};
  }
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

Result<ProviderEvent> read_event(std::string_view raw_body, Timestamp now) {
  const auto malformed = refuse(ErrorKind::malformed, "malformed_event",
                                "The body is signed, but it is not an event.");
  boost::system::error_code fault;
  const auto document = boost::json::parse(raw_body, fault);
  const auto* event = fault ? nullptr : document.if_object();
  if (!event) return malformed;
  const auto created_s = integer_at(*event, "created");
  ProviderEvent read{text_at(*event, "id"),
                     text_at(*event, "type"),
                     {},
                     created_s > 0 ? Timestamp{created_s * 1000} : now};
  if (read.id.empty() || read.id.size() > 255 || read.type.empty()) return malformed;
  const auto* data = object_at(*event, "data");
  const auto* object = data ? object_at(*data, "object") : nullptr;
  if (!object && read.type.starts_with("payment_intent.")) return malformed;
  if (!object) return read;
  read_news(*object, read.told_at, read);
  return read;
}

}  // namespace usher::payments
