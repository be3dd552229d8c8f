#include "net/http_client.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <unordered_map>

#include "base/log.hpp"
#include "net/http_transfer.hpp"

namespace usher::net {
namespace asio = boost::asio;
namespace {

Error ended_early() {
  return Error{ErrorKind::unavailable, "http_failed", "The program is ending."};
}

void start_curl() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) throw std::runtime_error("libcurl does not start");
}

}  // namespace

// Drives all transfers on one thread.
class HttpClient::Loop {
 public:
  explicit Loop(HttpClientSettings settings) : settings_(std::move(settings)) {
    start_curl();
    multi_ = curl_multi_init();
    if (!multi_) throw std::runtime_error("libcurl does not start");
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, kIdleConnectionsMax);
    thread_ = std::thread([this] { run(); });
  }

  ~Loop() {
    stop();
    curl_multi_cleanup(multi_);
  }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    curl_multi_wakeup(multi_);
    if (thread_.joinable()) thread_.join();
  }

  void add(std::unique_ptr<Transfer> transfer) {
    if (queue(transfer)) {
      curl_multi_wakeup(multi_);
    } else {
      transfer->fail(
          {ErrorKind::unavailable, "http_overloaded", "Too many requests are under way."});
    }
  }

 private:
  static constexpr long kIdleConnectionsMax = 32;
  static constexpr int kPollMs = 1000;

  // Takes the transfer, unless too many are in flight.
  bool queue(std::unique_ptr<Transfer>& transfer) {
    const std::lock_guard lock(mutex_);
    if (stopping_ || in_flight_ >= settings_.in_flight_max) return false;
    ++in_flight_;
    queued_.push_back(std::move(transfer));
    return true;
  }

  void run() {
    while (drive()) curl_multi_poll(multi_, nullptr, 0, kPollMs, nullptr);
    for (auto& [easy, transfer] : active_) {
      curl_multi_remove_handle(multi_, easy);
      transfer->fail(ended_early());
    }
    active_.clear();
  }

  // False when the client ends. What one transfer throws ends that one and not the others.
  bool drive() {
    try {
      const bool going_on = begin_queued();
      int running = 0;
      if (going_on) curl_multi_perform(multi_, &running);
      end_finished();
      return going_on;
    } catch (const std::exception& failure) {
      log::error("transfer_failed", {{"cause", std::string_view(failure.what())}});
      return true;
    }
  }

  // False when the client ends.
  bool begin_queued() {
    std::vector<std::unique_ptr<Transfer>> fresh;
    bool going_on = true;
    {
      const std::lock_guard lock(mutex_);
      fresh.swap(queued_);
      going_on = !stopping_;
    }
    for (auto& transfer : fresh) begin(std::move(transfer));
    return going_on;
  }

  void begin(std::unique_ptr<Transfer> transfer) {
    auto prepared = transfer->prepare(settings_.ca_file);
    if (!prepared) {
      transfer->fail(std::move(prepared).error());
      count_one_less();
      return;
    }
    auto* easy = transfer->handle();
    curl_multi_add_handle(multi_, easy);
    active_.emplace(easy, std::move(transfer));
  }

  void end_finished() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode code = message->data.result;
      const auto found = active_.find(message->easy_handle);
      if (found == active_.end()) continue;
      const auto transfer = std::move(found->second);
      active_.erase(found);
      curl_multi_remove_handle(multi_, transfer->handle());
      transfer->finish(code);
      count_one_less();
    }
  }

  void count_one_less() {
    const std::lock_guard lock(mutex_);
    --in_flight_;
  }

  const HttpClientSettings settings_;
  CURLM* multi_ = nullptr;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Transfer>> queued_;
  std::size_t in_flight_ = 0;
  bool stopping_ = false;
  std::unordered_map<CURL*, std::unique_ptr<Transfer>> active_;  // of the thread alone
  std::thread thread_;
};

HttpClient::HttpClient(HttpClientSettings settings)
    : loop_(std::make_unique<Loop>(std::move(settings))) {}
HttpClient::~HttpClient() = default;

void HttpClient::stop() { loop_->stop(); }

asio::awaitable<Result<HttpResponse>> HttpClient::send(HttpRequest request) {
  auto slot = std::make_shared<std::optional<Result<HttpResponse>>>();
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(
      [this](auto handler, std::shared_ptr<std::optional<Result<HttpResponse>>> into,
             HttpRequest owned) {
        auto executor = asio::get_associated_executor(handler);
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        auto resume = [executor, shared = std::move(shared),
                       into = std::move(into)](Result<HttpResponse> result) mutable {
          into->emplace(std::move(result));
          asio::post(executor, [shared = std::move(shared)] { (*shared)(); });
        };
        loop_->add(std::make_unique<Transfer>(std::move(owned), std::move(resume)));
      },
      asio::use_awaitable, slot, std::move(request));
  co_return *std::move(*slot);
}

}  // namespace usher::net
