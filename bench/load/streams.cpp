#include "load/streams.hpp"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <stdexcept>

#include "load/socket.hpp"

namespace usher::load {
namespace {

using Instant = std::chrono::steady_clock::time_point;
constexpr int kBuyers = 8;     // connections that make the holds
constexpr int kSampled = 100;  // streams whose events are read
constexpr std::chrono::seconds kOpenMax{60};

Instant now() { return std::chrono::steady_clock::now(); }

void allow_many_files() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

// Seconds of processor time that a process has used. Source: proc(5).
double processor_seconds(int pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string text(std::istreambuf_iterator<char>(file), {});
  std::istringstream fields(text.substr(text.rfind(')') + 2));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double resident_kb(int pid) {
  std::ifstream file(fmt::format("/proc/{}/statm", pid));
  double total = 0;
  double resident = 0;
  file >> total >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1024;
}

// The number of the last "id: n" line in a piece of a stream.
std::optional<std::int64_t> last_id(std::string_view piece) {
  const auto found = piece.rfind("id: ");
  if (found == std::string_view::npos) return std::nullopt;
  std::int64_t id = 0;
  const auto* end = piece.data() + piece.size();
  if (std::from_chars(piece.data() + found + 4, end, id).ec != std::errc{}) return std::nullopt;
  return id;
}

class Streams {
 public:
  Streams(const StreamPlan& plan, const Settings& settings)
      : plan_(plan), settings_(settings), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    Settings one = settings;
    one.expect = 201;
    holds_ = make_workload("holds", one);
  }

  StreamResult run() {
    allow_many_files();
    const double before_kb = resident_kb(plan_.server_pid);
    open_streams();
    result_.kb_per_stream = (resident_kb(plan_.server_pid) - before_kb) / plan_.streams;
    for (int i = 0; i < kBuyers; ++i) add(connect_to(plan_.port));

    const auto cpu = processor_seconds(plan_.server_pid);
    const auto began = now();
    while (now() < began + plan_.duration) {
      make_due_holds(began);
      poll(std::chrono::milliseconds(1));
    }
    const auto seconds = std::chrono::duration<double>(now() - began).count();
    result_.server_cores = (processor_seconds(plan_.server_pid) - cpu) / seconds;
    result_.holds = answered_.size();
    result_.streams = open_;
    return std::move(result_);
  }

 private:
  struct Peer {
    Descriptor socket;
    std::string in{};
    bool busy = false;
    bool open = false;
  };

  bool is_stream(std::size_t index) const {
    return index < static_cast<std::size_t>(plan_.streams);
  }

  void add(Descriptor socket) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = peers_.size();
    if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, socket.get(), &event) != 0) fail("epoll_ctl");
    peers_.push_back(Peer{std::move(socket)});
  }

  static void send_all(const Peer& peer, std::string_view text) {
    const auto count = ::send(peer.socket.get(), text.data(), text.size(), MSG_NOSIGNAL);
    if (count != static_cast<ssize_t>(text.size())) fail("send");
  }

  void open_streams() {
    const auto request =
        fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nAccept: text/event-stream\r\n\r\n",
                    settings_.path, settings_.host);
    const auto until = now() + kOpenMax;
    for (int i = 0; i < plan_.streams; ++i) {
      add(connect_to(plan_.port));
      send_all(peers_.back(), request);
      while (i - open_ > 200 && now() < until) poll(std::chrono::milliseconds(10));
    }
    while (open_ < plan_.streams && now() < until) poll(std::chrono::milliseconds(50));
    if (open_ < plan_.streams) {
      throw std::runtime_error(fmt::format("only {} of {} streams opened", open_, plan_.streams));
    }
  }

  void make_due_holds(Instant began) {
    const auto due = static_cast<std::uint64_t>(
        std::chrono::duration<double>(now() - began).count() * plan_.holds_per_second);
    for (auto i = static_cast<std::size_t>(plan_.streams); i < peers_.size() && asked_ < due; ++i) {
      if (peers_[i].busy) continue;
      std::string request;
      if (!holds_->next(0, request)) throw std::runtime_error("too few seats for the streams");
      send_all(peers_[i], request);
      peers_[i].busy = true;
      ++asked_;
    }
  }

  void poll(std::chrono::milliseconds limit) {
    std::array<epoll_event, 512> events;
    const int count = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()),
                                   static_cast<int>(limit.count()));
    if (count < 0 && errno != EINTR) fail("epoll_wait");
    for (int i = 0; i < count; ++i) {
      const auto index = events[static_cast<std::size_t>(i)].data.u64;
      const auto got =
          ::recv(peers_[index].socket.get(), arrived_.data(), arrived_.size(), MSG_DONTWAIT);
      if (got < 0 && errno == EAGAIN) continue;
      if (got <= 0) throw std::runtime_error("the server closed a connection");
      const std::string_view piece(arrived_.data(), static_cast<std::size_t>(got));
      if (is_stream(index))
        take_piece(index, piece);
      else
        take_answer(index, piece);
    }
  }

  void take_piece(std::size_t index, std::string_view piece) {
    auto& peer = peers_[index];
    result_.bytes += piece.size();
    if (!peer.open) {
      if (!piece.starts_with("HTTP/1.1 200"))
        throw std::runtime_error(std::string(piece.substr(0, 200)));
      peer.open = true;
      ++open_;
    }
    if (index >= kSampled) return;
    const auto id = last_id(piece);
    if (!id) return;
    if (answered_.empty()) first_ = *id + 1;  // the snapshot's
    const auto at = *id - first_;
    if (at < 0 || at >= static_cast<std::int64_t>(answered_.size())) return;
    const auto took = now() - answered_[static_cast<std::size_t>(at)];
    result_.latencies_us.push_back(static_cast<std::uint32_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(took).count()));
  }

  void take_answer(std::size_t index, std::string_view piece) {
    auto& peer = peers_[index];
    peer.in.append(piece);
    const auto parsed = parse_answer(peer.in);
    if (!parsed) return;
    if (parsed->answer.status != 201) throw std::runtime_error(std::string(parsed->answer.body));
    peer.in.clear();
    peer.busy = false;
    answered_.push_back(now());
  }

  const StreamPlan& plan_;
  const Settings& settings_;
  Descriptor epoll_;
  std::unique_ptr<Workload> holds_;
  std::vector<Peer> peers_;
  std::vector<Instant> answered_;
  std::vector<char> arrived_ = std::vector<char>(std::size_t{256} * 1024);
  std::int64_t first_ = 0;
  std::uint64_t asked_ = 0;
  int open_ = 0;
  StreamResult result_;
};

}  // namespace

StreamResult run_streams(const StreamPlan& plan, const Settings& settings) {
  return Streams(plan, settings).run();
}

}  // namespace usher::load
