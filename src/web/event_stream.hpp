// Purpose: text/event-stream to many clients, each change written once and shared. Place: web.
// Source: HTML Living Standard, section 9.2 "Server-sent events".
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace usher::web {

// Part of a stream, shared by all clients that get it.
using Chunk = std::shared_ptr<const std::string>;

// "id: …\nevent: …\ndata: …\n\n"; id and event are left out when empty, data may have lines.
Chunk make_event(std::string_view event, std::string_view data, std::string_view id = {});

// One client's stream. Shared between its connection and the slice that feeds it. Thread-safe.
class EventStream : public std::enable_shared_from_this<EventStream> {
 public:
  // What may wait for a slow client; beyond it the client gets the event "reload" and is closed.
  static constexpr std::size_t kQueueMax = 256;                    // chunks
  static constexpr std::size_t kQueueBytesMax = 4U * 1024 * 1024;  // bytes

  EventStream() = default;
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;
  virtual ~EventStream() = default;

  // Queues a chunk; it leaves with whatever else is queued in one write. From any thread, never
  // blocks. False when the stream is over: forget it then.
  bool push(Chunk chunk);
  // Ends the stream after what is queued.
  void close();
  bool closed() const { return closed_.load(std::memory_order_acquire); }

  // For the connection: what is to be written now; empty when nothing waits.
  std::vector<Chunk> take();
  // For the connection: no push succeeds any more.
  void mark_closed() { closed_.store(true, std::memory_order_release); }
  bool ending() const { return ending_.load(std::memory_order_acquire); }

 protected:
  // Called when the queue turns from empty to filled; wakes the connection's thread.
  virtual void wake() = 0;

 private:
  std::mutex mutex_;
  std::vector<Chunk> queue_;
  std::size_t queued_bytes_ = 0;
  std::atomic<bool> closed_{false};
  std::atomic<bool> ending_{false};
};

// What a streaming handler returns.
struct StreamSource {
  // Called once on the connection's thread, after the head of the answer is queued: push the
  // snapshot and subscribe here.
  std::function<void(std::shared_ptr<EventStream>)> open;
  // Called once when the stream is over, whoever ended it.
  std::function<void(EventStream&)> closed{};
};

}  // namespace usher::web
