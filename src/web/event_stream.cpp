#include "web/event_stream.hpp"

#include <algorithm>
#include <utility>

namespace usher::web {

Chunk make_event(std::string_view event, std::string_view data, std::string_view id) {
  std::string text;
  text.reserve(event.size() + data.size() + id.size() + 32);
  if (!id.empty()) {
    text += "id: ";
    text += id;
    text += '\n';
  }
  if (!event.empty()) {
    text += "event: ";
    text += event;
    text += '\n';
  }
  for (;;) {
    const auto end = std::min(data.find('\n'), data.size());
    text += "data: ";
    text += data.substr(0, end);
    text += '\n';
    if (end == data.size()) break;
    data.remove_prefix(end + 1);
  }
  text += '\n';
  return std::make_shared<const std::string>(std::move(text));
}

bool EventStream::push(Chunk chunk) {
  if (closed() || ending()) return false;
  bool was_empty = false;
  bool taken = true;
  {
    const std::lock_guard lock(mutex_);
    was_empty = queue_.empty();
    if (queue_.size() == kQueueMax || queued_bytes_ + chunk->size() > kQueueBytesMax) {
      // Too slow to follow: what waits is useless now, the client shall start anew.
      static const Chunk reload = make_event("reload", "{}");
      queue_.clear();
      queue_.push_back(reload);
      ending_.store(true, std::memory_order_release);
      taken = false;
    } else {
      queued_bytes_ += chunk->size();
      queue_.push_back(std::move(chunk));
    }
  }
  if (was_empty || !taken) wake();
  return taken;
}

void EventStream::close() {
  if (ending_.exchange(true, std::memory_order_acq_rel)) return;
  wake();
}

std::vector<Chunk> EventStream::take() {
  const std::lock_guard lock(mutex_);
  queued_bytes_ = 0;
  return std::exchange(queue_, {});
}

}  // namespace usher::web
