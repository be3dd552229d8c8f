// Purpose: structured logs, one JSON object a line. Place: base.
//
// Use: log::info("order_paid", {{"order", id.text()}, {"seats", 2}});
// Never in a log (rule 30): names, e-mail addresses, tokens, secrets, bodies, query strings.
#pragma once
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

namespace usher::log {

enum class Level : std::uint8_t { debug, info, warning, error, off };
enum class Format : std::uint8_t { json, text };

// One member of a line. Made in place; views live for the call only.
class Field {
 public:
  template <class T>
  Field(std::string_view name, const T& value) : name_(name) {
    if constexpr (std::is_same_v<T, bool>) {
      text_ = value ? "true" : "false";
    } else if constexpr (std::integral<T>) {
      text_ = std::to_string(value);
    } else if constexpr (std::floating_point<T>) {
      text_ = std::to_string(value);
    } else {
      text_ = std::string_view(value);
      quoted_ = true;
    }
  }
  std::string_view name() const { return name_; }
  const std::string& text() const { return text_; }
  bool quoted() const { return quoted_; }

 private:
  std::string_view name_;
  std::string text_;
  bool quoted_ = false;
};

using Fields = std::initializer_list<Field>;

// Sets where lines go (stderr) and which; before threads start. Without it nothing is logged below
// warning.
void start(Level lowest, Format format);
bool enabled(Level level);

// `event` is a stable snake_case name. Thread-safe; never throws.
void write(Level level, std::string_view event, Fields fields) noexcept;
inline void debug(std::string_view event, Fields fields = {}) {
  write(Level::debug, event, fields);
}
inline void info(std::string_view event, Fields fields = {}) { write(Level::info, event, fields); }
inline void warning(std::string_view event, Fields fields = {}) {
  write(Level::warning, event, fields);
}
inline void error(std::string_view event, Fields fields = {}) {
  write(Level::error, event, fields);
}

}  // namespace usher::log
