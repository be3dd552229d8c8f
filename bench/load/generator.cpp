#include "load/generator.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <utility>

#include "load/socket.hpp"

namespace usher::load {
namespace {

using Instant = std::chrono::steady_clock::time_point;
constexpr std::chrono::seconds kSilenceMax{10};
constexpr std::size_t kReadSize = 256 * 1024;

struct Connection {
  Descriptor socket;
  std::string out;
  std::size_t sent = 0;
  std::string in;
  Instant unit_began{};
  bool in_unit = false;
  bool done = false;
};

class Generator {
 public:
  Generator(const LoadPlan& plan, Workload& workload)
      : plan_(plan), workload_(workload), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    for (int i = 0; i < plan.connections; ++i) {
      connections_.push_back(Connection{connect_to(plan.port), {}, 0, {}});
      watch(i, EPOLL_CTL_ADD, EPOLLIN);
    }
  }

  LoadResult run() {
    const auto began = std::chrono::steady_clock::now();
    counting_from_ = began + plan_.warm_up;
    ends_ = counting_from_ + plan_.duration;
    for (int i = 0; i < plan_.connections; ++i) ask(i);
    while (busy_ > 0) wait();
    const auto last = std::min(std::chrono::steady_clock::now(), std::max(ends_, last_answer_));
    result_.seconds = std::chrono::duration<double>(last - counting_from_).count();
    result_.used = workload_.used();
    return std::move(result_);
  }

 private:
  void watch(int index, int operation, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.u32 = static_cast<std::uint32_t>(index);
    if (::epoll_ctl(epoll_.get(), operation, at(index).socket.get(), &event) != 0)
      fail("epoll_ctl");
  }
  Connection& at(int index) { return connections_[static_cast<std::size_t>(index)]; }

  // Sends the connection's next request; a unit that has begun is finished also after the end.
  void ask(int index) {
    auto& connection = at(index);
    const auto now = std::chrono::steady_clock::now();
    connection.out.clear();
    connection.sent = 0;
    if (!connection.in_unit) {
      if (now >= ends_ || !workload_.next(index, connection.out)) return;
      connection.in_unit = true;
      connection.unit_began = now;
    } else if (!workload_.next(index, connection.out)) {
      return;
    }
    ++busy_;
    send(index);
  }

  void send(int index) {
    auto& connection = at(index);
    while (connection.sent < connection.out.size()) {
      const auto count =
          ::send(connection.socket.get(), connection.out.data() + connection.sent,
                 connection.out.size() - connection.sent, MSG_DONTWAIT | MSG_NOSIGNAL);
      if (count < 0 && errno == EAGAIN) {
        watch(index, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
        return;
      }
      if (count < 0) fail("send");
      connection.sent += static_cast<std::size_t>(count);
    }
  }

  void wait() {
    std::array<epoll_event, 256> events;
    const int count =
        ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()),
                     static_cast<int>(std::chrono::milliseconds(kSilenceMax).count()));
    if (count == 0) throw std::runtime_error("the server has not answered for ten seconds");
    if (count < 0 && errno != EINTR) fail("epoll_wait");
    for (int i = 0; i < count; ++i) {
      const auto& event = events[static_cast<std::size_t>(i)];
      const int index = static_cast<int>(event.data.u32);
      if ((event.events & EPOLLOUT) != 0) {
        watch(index, EPOLL_CTL_MOD, EPOLLIN);
        send(index);
      }
      if ((event.events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0) receive(index);
    }
  }

  void receive(int index) {
    auto& connection = at(index);
    const auto count =
        ::recv(connection.socket.get(), arrived_.data(), arrived_.size(), MSG_DONTWAIT);
    if (count < 0 && errno == EAGAIN) return;
    if (count < 0) fail("recv");
    if (count == 0) {
      throw std::runtime_error("the server closed a connection that was in use");
    }
    connection.in.append(arrived_.data(), static_cast<std::size_t>(count));
    const auto parsed = parse_answer(connection.in);
    if (!parsed) return;
    account(index, parsed->answer);
    if (parsed->answer.closes) throw std::runtime_error("the server asked to close a connection");
    connection.in.erase(0, parsed->size);
    --busy_;
    ask(index);
  }

  void account(int index, const Answer& answer) {
    auto& connection = at(index);
    const auto now = std::chrono::steady_clock::now();
    ++result_.statuses[answer.status];
    const auto outcome = workload_.take(index, answer);
    if (outcome == Outcome::step_done) return;
    connection.in_unit = false;
    last_answer_ = now;
    if (outcome == Outcome::unexpected) {
      if (result_.unexpected++ == 0) result_.first_unexpected = answer.body.substr(0, 400);
    } else if (now >= counting_from_ && now < ends_) {
      const auto took =
          std::chrono::duration_cast<std::chrono::microseconds>(now - connection.unit_began);
      result_.latencies_us.push_back(static_cast<std::uint32_t>(took.count()));
    }
  }

  const LoadPlan& plan_;
  Workload& workload_;
  Descriptor epoll_;
  std::vector<Connection> connections_;
  Instant counting_from_{}, ends_{}, last_answer_{};
  int busy_ = 0;
  std::vector<char> arrived_ = std::vector<char>(kReadSize);
  LoadResult result_;
};

}  // namespace

LoadResult run_load(const LoadPlan& plan, Workload& workload) {
  return Generator(plan, workload).run();
}

}  // namespace usher::load
