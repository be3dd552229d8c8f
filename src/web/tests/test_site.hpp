// Purpose: a whole site on a free port with endpoints for tests, and a raw client. Place:
// web/tests.
#pragma once
#include <gtest/gtest.h>

#include <poll.h>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>
#include <thread>

#include "base/random.hpp"
#include "web/cached_body.hpp"
#include "web/endpoint.hpp"
#include "web/server.hpp"
#include "web/system_endpoints.hpp"

namespace usher::web::tests {

struct ItemPath {
  std::string id;
};
BOOST_DESCRIBE_STRUCT(ItemPath, (), (id))
struct ItemQuery {
  std::optional<Bounded<1, 200>> limit;
};
BOOST_DESCRIBE_STRUCT(ItemQuery, (), (limit))
struct ItemBody {
  std::string name;
  std::optional<std::int64_t> size;
};
BOOST_DESCRIBE_STRUCT(ItemBody, (), (name, size))
struct ItemView {
  std::string id;
  std::string name;
  std::int64_t limit = 0;
};
BOOST_DESCRIBE_STRUCT(ItemView, (), (id, name, limit))

// Knows three session cookies and one token; "slow-…" are not in its memory.
class FakeAccounts final : public Authenticator {
 public:
  std::optional<Identity> cached(Kind kind, std::string_view credential) override {
    if (credential.starts_with("slow-")) return std::nullopt;
    return look_up(kind, credential);
  }
  boost::asio::awaitable<Identity> authenticate(Kind kind, std::string credential) override {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor,
                                    std::chrono::milliseconds(5));
    co_await timer.async_wait(boost::asio::use_awaitable);
    co_return look_up(kind, std::string_view(credential).substr(5));
  }

 private:
  static Identity look_up(Kind kind, std::string_view credential) {
    Identity identity;
    const auto role = enum_from_text<Role>(credential);
    if (!role) return identity;
    identity.signed_in = true;
    identity.user = UserId{7};
    identity.role = *role;
    if (kind == Kind::bearer_token)
      identity.api_token = ApiTokenId{9};
    else
      identity.session = SessionId{8};
    if (kind == Kind::session_cookie) identity.csrf_token = "right";
    return identity;
  }
};

inline boost::asio::awaitable<Result<Reply<ItemView>>> after_a_while(Request request,
                                                                     std::string id) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor,
                                  std::chrono::milliseconds(30));
  co_await timer.async_wait(boost::asio::use_awaitable);
  co_return ok(ItemView{id, std::string(request.header("x-name"))});
}

inline boost::asio::awaitable<Result<Reply<ItemView>>> fail_later() {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor,
                                  std::chrono::milliseconds(1));
  co_await timer.async_wait(boost::asio::use_awaitable);
  throw std::runtime_error("the secret cause");
}

class TestSite {
 public:
  explicit TestSite(Patience patience = {}, std::int64_t connections_max = 1000)
      : TestSite([&] {
          ServerOptions options;
          options.patience = patience;
          options.connections_max = connections_max;
          return options;
        }()) {}
  explicit TestSite(ServerOptions options, std::string_view proxies = "")
      : buyers_(Bytes(32, 1), clock_, random_), files_({}) {
    site.proxies = TrustedProxies::parse(proxies).value();
    site.authenticator = &accounts_;
    site.buyers = &buyers_;
    site.pages = {
        .home = "/start", .missing_html = "<nothing>", .headers_of = [](std::string_view) {
          return PageHeaders{{"Content-Security-Policy", "default-src 'none'"}};
        }};
    add_endpoints();
    add_system_endpoints(router, {.metrics = &metrics,
                                  .ready = [this] { return ready.load(); },
                                  .warnings = {},
                                  .version = "1.2.3"});
    for (const auto& route : router.routes()) route->access = access_of(route->pattern);
    metrics.prepare(router);
    options.port = 0;
    options.threads = 2;
    options.drain = std::chrono::seconds(5);
    server = std::make_unique<Server>(options, dispatcher_, clock_, random_);
    server->start();
  }

  Router router;
  Metrics metrics;
  Site site;
  std::atomic<bool> ready{true};
  std::atomic<int> streams_closed{0};
  std::shared_ptr<EventStream> stream;
  std::unique_ptr<Server> server;

 private:
  static Access access_of(std::string_view pattern) {
    const auto last = pattern.substr(pattern.rfind('/') + 1);
    if (pattern == "/metrics") return Access::metrics;
    if (pattern == "/api/large") return Access::admin;
    if (pattern.starts_with("/api/for/")) return enum_from_text<Access>(last).value();
    return Access::anyone;
  }

  void add_endpoints() {
    router.add(get("/api/items/{id}")
                   .path<ItemPath>()
                   .query<ItemQuery>()
                   .answers<ItemView>()
                   .handle([](Request, ItemPath p, ItemQuery q) -> Result<Reply<ItemView>> {
                     const auto limit = q.limit.value_or(Bounded<1, 200>{50}).value;
                     return ok(ItemView{p.id, "x", limit}).with_etag(3);
                   }));
    router.add(post("/api/items")
                   .body<ItemBody>()
                   .answers<ItemView>(201)
                   .idempotent()
                   .handle([](Request r, ItemBody b) -> Result<Reply<ItemView>> {
                     r.ensure_buyer_session();
                     if (b.name == "refused") return refuse(ErrorKind::conflict, "refused", "No.");
                     return created(ItemView{"1", b.name}, "/api/items/1");
                   }));
    router.add(
        delete_("/api/items/{id}")
            .path<ItemPath>()
            .answers_nothing()
            .handle([](Request, ItemPath) -> Result<Reply<NoContent>> { return no_content(); }));
    router.add(get("/api/slow/{id}")
                   .path<ItemPath>()
                   .answers<ItemView>()
                   .handle([](Request r, ItemPath p) { return after_a_while(r, p.id); }));
    router.add(
        get("/api/throws").answers<ItemView>().handle([](Request) -> Result<Reply<ItemView>> {
          throw std::runtime_error("the secret cause");
        }));
    router.add(
        get("/api/throws-later").answers<ItemView>().handle([](Request) { return fail_later(); }));
    router.add(get("/api/long").answers<ItemView>().handle([](Request) -> Result<Reply<ItemView>> {
      return ok(ItemView{"1", std::string(300'000, 'x')});
    }));
    router.add(post("/api/file")
                   .takes_raw({"text/csv"}, 200'000)
                   .answers_raw(200, "text/csv")
                   .handle([](Request r) -> Result<Raw> {
                     return Raw{200, "text/csv", std::to_string(r.body_text().size())};
                   }));
    router.add(post("/api/large")
                   .takes_raw({"*/*"}, 4'000'000)
                   .answers_raw(200, "text/plain")
                   .handle([](Request r) -> Result<Raw> {
                     return Raw{200, "text/plain", std::to_string(r.body_text().size())};
                   }));
    router.add(get("/api/huge").answers_raw(200, "text/plain").handle([](Request) -> Result<Raw> {
      static const auto body = std::make_shared<const std::string>(30'000'000, 'z');
      return Raw{.content_type = "text/plain", .shared_body = body, .may_compress = false};
    }));
    const auto cached =
        std::make_shared<const CachedBody>(std::string(5000, 'y'), "application/json", "public");
    router.add(get("/api/cached")
                   .answers_raw(200, "application/json")
                   .handle([cached](Request r) -> Result<Raw> { return cached->answer(r); }));
    router.add(get("/api/stream").answers_stream().handle([this](Request) -> Result<StreamSource> {
      return StreamSource{[this](std::shared_ptr<EventStream> opened) {
                            opened->push(make_event("snapshot", "{}", "1"));
                            stream = std::move(opened);
                          },
                          [this](EventStream&) { ++streams_closed; }};
    }));
    for (const char* access : {"anyone", "buyer", "signed_in", "scanner", "staff",
                               "staff_or_report", "admin", "signature"}) {
      const std::string pattern = std::string("/api/for/") + access;
      const auto who = [](Request r) -> Result<Reply<ItemView>> {
        const auto& identity = r.identity();
        return ok(ItemView{identity.user.text(), identity.signed_in ? "somebody" : "nobody"});
      };
      router.add(get(pattern).answers<ItemView>().handle(who));
      router.add(post(pattern).answers<ItemView>().handle(who));
    }
  }

  SystemClock clock_;
  SeededRandom random_{11};
  FakeAccounts accounts_;
  BuyerSessions buyers_;
  RateLimit rate_limit_{{}};
  StaticFiles files_;
  Dispatcher dispatcher_{site, router, files_, metrics, rate_limit_};
};

// Writes bytes and reads what comes, for at most a few seconds.
class RawClient {
 public:
  // `from` is another address of this machine.
  explicit RawClient(const TestSite& site, const char* from = "127.0.0.1") : socket_(context_) {
    socket_.open(boost::asio::ip::tcp::v4());
    socket_.bind({boost::asio::ip::make_address(from), 0});
    socket_.connect({boost::asio::ip::make_address("127.0.0.1"), site.server->port()});
  }
  // How many bytes came within a while, taking at most so many a second.
  std::size_t sip(std::chrono::milliseconds limit, std::size_t bytes_a_tick) {
    std::size_t all = 0;
    closed_ = false;
    std::string bytes(bytes_a_tick, ' ');
    const auto until = std::chrono::steady_clock::now() + limit;
    while (!closed_ && std::chrono::steady_clock::now() < until) {
      boost::system::error_code failure;
      all += socket_.read_some(boost::asio::buffer(bytes), failure);
      closed_ = failure.failed();
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return all;
  }
  // Without it the kernel takes megabytes that nobody reads.
  void set_small_buffer() {
    socket_.set_option(boost::asio::socket_base::receive_buffer_size(4096));
  }
  void send(std::string_view bytes) {
    boost::system::error_code ignored;  // the server may have closed
    boost::asio::write(socket_, boost::asio::buffer(bytes), ignored);
  }
  // Everything until the server closes, is silent for `quiet`, or has talked for ten seconds.
  std::string read(std::chrono::milliseconds quiet = std::chrono::milliseconds(300)) {
    std::string all;
    closed_ = false;
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (std::chrono::steady_clock::now() < until) {
      pollfd waiting{socket_.native_handle(), POLLIN, 0};
      if (::poll(&waiting, 1, static_cast<int>(quiet.count())) <= 0) return all;
      char bytes[16384];
      boost::system::error_code failure;
      const auto count = socket_.read_some(boost::asio::buffer(bytes), failure);
      if (failure) {
        closed_ = true;
        return all;
      }
      all.append(bytes, count);
    }
    return all;
  }
  // One exchange with "Connection: close".
  std::string ask(std::string_view method, std::string_view target, std::string_view headers = {},
                  std::string_view body = {}) {
    std::string bytes(method);
    bytes += ' ';
    bytes += target;
    bytes += " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n";
    bytes += headers;
    if (!body.empty()) bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    bytes += "\r\n";
    bytes += body;
    send(bytes);
    return read(std::chrono::milliseconds(3000));
  }
  bool closed() const { return closed_; }

 private:
  boost::asio::io_context context_;
  boost::asio::ip::tcp::socket socket_;
  bool closed_ = false;
};

inline std::string ask(const TestSite& site, std::string_view method, std::string_view target,
                       std::string_view headers = {}, std::string_view body = {}) {
  return RawClient(site).ask(method, target, headers, body);
}
inline int status_of(std::string_view answer) {
  return answer.size() < 12 ? 0 : std::stoi(std::string(answer.substr(9, 3)));
}
inline bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}
inline std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

}  // namespace usher::web::tests
