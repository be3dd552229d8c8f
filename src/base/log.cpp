#include "base/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>

#include "base/json_write.hpp"

namespace usher::log {
namespace {

std::atomic<Level> lowest_level{Level::warning};
std::atomic<Format> line_format{Format::json};

// Lines are whole already: spdlog brings the locked, flushed sink.
spdlog::logger& sink() {
  static const auto logger = [] {
    auto made = std::make_shared<spdlog::logger>("usher",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    made->set_level(spdlog::level::trace);
    return made;
  }();
  return *logger;
}

std::string_view level_text(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warning:
      return "warning";
    case Level::error:
      return "error";
    case Level::off:
      break;
  }
  return "off";
}

void append_json_line(std::string& line, Level level, std::string_view event, Fields fields) {
  line += ",\"level\":\"";
  line += level_text(level);
  line += "\",\"event\":";
  append_json_string(line, event);
  for (const Field& field : fields) {
    line += ',';
    append_json_string(line, field.name());
    line += ':';
    if (field.quoted())
      append_json_string(line, field.text());
    else
      line += field.text();
  }
  line += '}';
}

void append_text_line(std::string& line, Level level, std::string_view event, Fields fields) {
  line += ' ';
  line += level_text(level);
  line += ' ';
  line += event;
  for (const Field& field : fields) {
    line += ' ';
    line += field.name();
    line += '=';
    if (field.quoted())
      append_json_string(line, field.text());
    else
      line += field.text();
  }
}

}  // namespace

void start(Level lowest, Format format) {
  lowest_level.store(lowest);
  line_format.store(format);
}

bool enabled(Level level) { return level >= lowest_level.load(std::memory_order_relaxed); }

void write(Level level, std::string_view event, Fields fields) noexcept {
  if (!enabled(level)) return;
  try {
    const bool json = line_format.load(std::memory_order_relaxed) == Format::json;
    std::string line = json ? "{\"time\":" : "";
    const std::string now = format_rfc3339(SystemClock{}.now());
    if (json)
      append_json_string(line, now);
    else
      line += now;
    if (json)
      append_json_line(line, level, event, fields);
    else
      append_text_line(line, level, event, fields);
    sink().log(spdlog::level::info, spdlog::string_view_t(line.data(), line.size()));
    sink().flush();
  } catch (...) {
    // A log that cannot be written must not stop what it tells of.
  }
}

}  // namespace usher::log
