#include "base/json_read.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

#include <algorithm>

namespace usher {
namespace {

namespace json = boost::json;

// Builds the value like Boost.JSON's own parser, and remembers the names of each open object to
// find one that is written twice (Boost.JSON takes the last silently).
class StrictHandler {
 public:
  static constexpr std::size_t max_object_size = kJsonListMax;
  static constexpr std::size_t max_array_size = kJsonListMax;
  static constexpr std::size_t max_key_size = kJsonStringMax;
  static constexpr std::size_t max_string_size = 64U * 1024 * 1024;

  explicit StrictHandler(json::storage_ptr storage) { stack_.reset(std::move(storage)); }
  json::value release() { return stack_.release(); }
  bool duplicate() const { return duplicate_; }

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_object_begin(json::error_code&) {
    frames_.push_back(names_.size());
    return true;
  }
  bool on_object_end(std::size_t count, json::error_code& failure) {
    const auto first = names_.begin() + static_cast<std::ptrdiff_t>(frames_.back());
    std::sort(first, names_.end());
    if (std::adjacent_find(first, names_.end()) != names_.end()) {
      duplicate_ = true;
      failure = json::error::syntax;
      return false;
    }
    names_.erase(first, names_.end());
    frames_.pop_back();
    stack_.push_object(count);
    return true;
  }
  bool on_array_begin(json::error_code&) { return true; }
  bool on_array_end(std::size_t count, json::error_code&) {
    stack_.push_array(count);
    return true;
  }
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    key_.append(part);
    stack_.push_chars(part);
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code&) {
    key_.append(part);
    names_.push_back(std::move(key_));
    key_.clear();
    stack_.push_key(part);
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
    stack_.push_chars(part);
    return true;
  }
  bool on_string(json::string_view part, std::size_t, json::error_code&) {
    stack_.push_string(part);
    return true;
  }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t number, json::string_view, json::error_code&) {
    stack_.push_int64(number);
    return true;
  }
  bool on_uint64(std::uint64_t number, json::string_view, json::error_code&) {
    stack_.push_uint64(number);
    return true;
  }
  bool on_double(double number, json::string_view, json::error_code&) {
    stack_.push_double(number);
    return true;
  }
  bool on_bool(bool flag, json::error_code&) {
    stack_.push_bool(flag);
    return true;
  }
  bool on_null(json::error_code&) {
    stack_.push_null();
    return true;
  }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

 private:
  json::value_stack stack_;
  std::vector<std::string> names_;
  std::vector<std::size_t> frames_;
  std::string key_;
  bool duplicate_ = false;
};

}  // namespace

Result<json::value> parse_json(std::string_view text, json::storage_ptr storage) {
  json::parse_options options;
  options.max_depth = kJsonDepthMax;
  json::basic_parser<StrictHandler> parser(options, std::move(storage));
  json::error_code failure;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), failure);
  if (!failure && read < text.size()) failure = json::error::extra_data;
  if (!failure) return parser.handler().release();
  std::string detail = "The body is not JSON: ";
  detail += parser.handler().duplicate() ? "an object has a member twice" : failure.message();
  detail += " (at byte " + std::to_string(read) + ").";
  return refuse(ErrorKind::malformed, "malformed_json", std::move(detail));
}

namespace json_detail {

std::string Place::pointer() const {
  if (parent_ == nullptr) return {};
  std::string text = parent_->pointer();
  text += '/';
  if (is_index_) return text + std::to_string(index_);
  for (const char c : name_) {
    if (c == '~')
      text += "~0";
    else if (c == '/')
      text += "~1";
    else
      text += c;
  }
  return text;
}

Error Faults::error() && {
  Error error{ErrorKind::invalid, "validation_failed", "Some fields are not right."};
  error.fields = std::move(list_);
  return error;
}

std::string list_of_names(const std::vector<std::string_view>& names) {
  std::string text;
  for (const auto name : names) {
    if (!text.empty()) text += ", ";
    text += name;
  }
  return text;
}

void check_plain_text(std::string_view text, const Place& place, Faults& faults) {
  if (text.size() > kJsonStringMax) {
    faults.add(place, "too_long",
               "Must have at most " + std::to_string(kJsonStringMax) + " characters.");
  } else if (text.find('\0') != std::string_view::npos) {
    faults.add(place, "invalid_format", "Must not contain the character U+0000.");
  }
}

// No recursion deeper than kJsonDepthMax. NOLINTNEXTLINE(misc-no-recursion)
void check_no_zeros(const json::value& value, const Place& place, Faults& faults) {
  const auto check = [&faults](std::string_view text, const Place& at) {
    if (text.find('\0') != std::string_view::npos) check_plain_text(text, at, faults);
  };
  if (const auto* text = value.if_string()) {
    check(*text, place);
  } else if (const auto* array = value.if_array()) {
    for (std::size_t i = 0; i < array->size(); ++i) {
      check_no_zeros((*array)[i], Place(place, i), faults);
    }
  } else if (const auto* object = value.if_object()) {
    for (const auto& member : *object) {
      const Place inside(place, std::string_view(member.key()));
      check(member.key(), inside);
      check_no_zeros(member.value(), inside, faults);
    }
  }
}

void wrong_type(const Place& place, Faults& faults, std::string_view wanted) {
  faults.add(place, "wrong_type", "Must be " + std::string(wanted) + ".");
}

std::optional<std::int64_t> integer_of(const json::value& value, const Place& place,
                                       Faults& faults) {
  if (const auto* number = value.if_int64()) return *number;
  if (value.is_uint64()) {
    faults.add(place, "out_of_range", "Is too large.");
  } else {
    wrong_type(place, faults, "a whole number");
  }
  return std::nullopt;
}

std::optional<std::int64_t> integer_of(std::string_view text, const Place& place, Faults& faults) {
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure == std::errc::result_out_of_range) {
    faults.add(place, "out_of_range", "Is too large or too small.");
    return std::nullopt;
  }
  if (failure != std::errc{} || end != text.data() + text.size()) {
    wrong_type(place, faults, "a whole number");
    return std::nullopt;
  }
  return number;
}

std::optional<double> number_of(const json::value& value, const Place& place, Faults& faults) {
  double number = 0;
  if (const auto* real = value.if_double())
    number = *real;
  else if (const auto* whole = value.if_int64())
    number = static_cast<double>(*whole);
  else if (const auto* large = value.if_uint64())
    number = static_cast<double>(*large);
  else {
    wrong_type(place, faults, "a number");
    return std::nullopt;
  }
  if (std::isfinite(number)) return number;
  faults.add(place, "out_of_range", "Is too large.");
  return std::nullopt;
}

std::optional<double> number_of(std::string_view text, const Place& place, Faults& faults) {
  double number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc{} || end != text.data() + text.size() || !std::isfinite(number)) {
    wrong_type(place, faults, "a number");
    return std::nullopt;
  }
  return number;
}

bool within(std::int64_t value, std::int64_t low, std::int64_t high, const Place& place,
            Faults& faults) {
  if (value >= low && value <= high) return true;
  faults.add(place, "out_of_range",
             "Must be from " + std::to_string(low) + " to " + std::to_string(high) + ".");
  return false;
}

}  // namespace json_detail
}  // namespace usher
