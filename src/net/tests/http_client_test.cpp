#include "net/http_client.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <boost/asio/ssl.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <future>

#include "net/http_transfer.hpp"
#include "support/await.hpp"

namespace usher::net {
namespace {
namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

using Exchange = http::request<http::string_body>;
using Answer = http::response<http::string_body>;

// Serves one connection after the other, each on a thread of its own, on loopback.
class Server {
 public:
  using Handler = std::function<std::optional<Answer>(const Exchange&)>;

  explicit Server(Handler handler) : handler_(std::move(handler)) {
    accepting_ = std::thread([this] { accept(); });
  }
  ~Server() {
    stopping_ = true;
    tcp::socket last(context_);
    boost::system::error_code ignored;
    last.connect(acceptor_.local_endpoint(), ignored);
    accepting_.join();
    for (auto& each : connections_) each.join();
  }
  std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + path;
  }

 private:
  void accept() {
    for (;;) {
      auto socket = std::make_shared<tcp::socket>(acceptor_.accept());
      if (stopping_) return;
      connections_.emplace_back([this, socket] { serve(*socket); });
    }
  }
  void serve(tcp::socket& socket) {
    boost::beast::flat_buffer buffer;
    Exchange request;
    boost::system::error_code fault;
    http::read(socket, buffer, request, fault);
    if (fault) return;
    auto answer = handler_(request);
    if (!answer) return;
    answer->keep_alive(false);
    answer->prepare_payload();
    http::write(socket, *answer, fault);
  }

  Handler handler_;
  asio::io_context context_;
  tcp::acceptor acceptor_{context_, {asio::ip::make_address("127.0.0.1"), 0}};
  std::atomic<bool> stopping_ = false;
  std::thread accepting_;
  std::vector<std::thread> connections_;
};

Answer answer(unsigned status, std::string body) {
  Answer made;
  made.result(status);
  made.body() = std::move(body);
  return made;
}

HttpRequest get(std::string url) {
  HttpRequest request;
  request.url = std::move(url);
  return request;
}

std::string code_of(const Result<HttpResponse>& result) {
  return result ? std::to_string(result->status) : result.error().code;
}

TEST(HttpClient, sends_method_headers_and_body_and_reads_the_answer) {
  Server server([](const Exchange& request) {
    auto made =
        answer(418, std::string(request.method_string()) + " " + std::string(request.target()) +
                        " " + std::string(request["X-Key"]) + " " + request.body());
    made.set("X-Answer", " yes ");
    return made;
  });
  HttpClient client;
  HttpRequest request = get(server.url("/a?b=c"));
  request.method = HttpMethod::post;
  request.headers = {{"X-Key", "k"}};
  request.body = "hello";
  const auto got = testing::await(client.send(request));
  ASSERT_TRUE(got) << got.error().detail;
  EXPECT_EQ(got->status, 418);
  EXPECT_EQ(got->body, "POST /a?b=c k hello");
  EXPECT_EQ(got->header("x-answer"), "yes");
  EXPECT_EQ(got->header("absent"), "");
  request.method = HttpMethod::put;
  EXPECT_EQ(testing::await(client.send(request))->body, "PUT /a?b=c k hello");
  request.method = HttpMethod::del;
  EXPECT_EQ(testing::await(client.send(request))->body, "DELETE /a?b=c k ");
}

TEST(HttpClient, sends_credentials_as_basic_authentication) {
  Server server(
      [](const Exchange& request) { return answer(200, std::string(request["Authorization"])); });
  HttpClient client;
  auto request = get(server.url("/"));
  request.credentials = "api:key";
  EXPECT_EQ(testing::await(client.send(request))->body, "Basic YXBpOmtleQ==");
}

TEST(HttpClient, answers_a_redirect_instead_of_following_it) {
  Server server([](const Exchange&) {
    auto made = answer(302, "");
    made.set("Location", "http://127.0.0.1:1/");
    return made;
  });
  HttpClient client;
  const auto got = testing::await(client.send(get(server.url("/"))));
  ASSERT_TRUE(got);
  EXPECT_EQ(got->status, 302);
  EXPECT_EQ(got->header("Location"), "http://127.0.0.1:1/");
}

TEST(HttpClient, refuses_an_answer_that_is_longer_than_asked_for) {
  Server server([](const Exchange&) { return answer(200, std::string(1001, 'x')); });
  HttpClient client;
  auto request = get(server.url("/"));
  request.max_body = 1000;
  EXPECT_EQ(code_of(testing::await(client.send(request))), "http_too_large");
  request.max_body = 1001;
  EXPECT_EQ(code_of(testing::await(client.send(request))), "200");
}

TEST(HttpClient, gives_up_when_the_answer_does_not_come_in_time) {
  std::promise<void> over;
  auto wait = over.get_future().share();
  Server server([wait](const Exchange& request) {
    if (request.target() == "/slow") wait.wait();
    return answer(200, "");
  });
  HttpClient client;
  auto request = get(server.url("/slow"));
  request.total_timeout = std::chrono::milliseconds(200);
  EXPECT_EQ(code_of(testing::await(client.send(request))), "http_timeout");
  over.set_value();
}

TEST(HttpClient, lets_nobody_wait_for_a_slow_one) {
  std::promise<void> over;
  auto wait = over.get_future().share();
  Server server([wait](const Exchange& request) {
    if (request.target() == "/slow") wait.wait();
    return answer(200, "");
  });
  HttpClient client;
  auto slow = std::async(std::launch::async, [&] {
    return code_of(testing::await(client.send(get(server.url("/slow")))));
  });
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(code_of(testing::await(client.send(get(server.url("/quick"))))), "200");
  over.set_value();
  EXPECT_EQ(slow.get(), "200");
}

TEST(HttpClient, tells_a_lost_answer_from_one_that_was_never_asked_for) {
  Server server([](const Exchange&) { return std::optional<Answer>(); });
  HttpClient client;
  EXPECT_EQ(code_of(testing::await(client.send(get(server.url("/"))))), "http_failed");
  EXPECT_EQ(code_of(testing::await(client.send(get("http://127.0.0.1:1/")))), "http_unreachable");
}

TEST(HttpClient, speaks_nothing_but_http) {
  HttpClient client;
  for (const char* url : {"file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", "", "x"})
    EXPECT_TRUE(code_of(testing::await(client.send(get(url)))).starts_with("http_")) << url;
  EXPECT_EQ(code_of(testing::await(client.send(get("file:///etc/passwd")))),
            "http_invalid_request");
}

TEST(HttpClient, sends_no_header_that_begins_another) {
  HttpClient client;
  auto request = get("http://127.0.0.1:1/");
  request.headers = {{"X-Name", "a\r\nX-Other: b"}};
  EXPECT_EQ(code_of(testing::await(client.send(request))), "http_invalid_request");
}

TEST(HttpClient, refuses_more_than_it_may_have_in_flight) {
  std::promise<void> over;
  auto wait = over.get_future().share();
  std::promise<void> arrived;
  Server server([wait, &arrived](const Exchange&) {
    arrived.set_value();
    wait.wait();
    return answer(200, "");
  });
  HttpClient client({1, ""});
  auto first = std::async(std::launch::async, [&] {
    return code_of(testing::await(client.send(get(server.url("/")))));
  });
  arrived.get_future().wait();
  EXPECT_EQ(code_of(testing::await(client.send(get(server.url("/"))))), "http_overloaded");
  over.set_value();
  EXPECT_EQ(first.get(), "200");
}

TEST(HttpClient, keeps_away_from_private_addresses_when_told_to) {
  Server server([](const Exchange&) { return answer(200, ""); });
  HttpClient client;
  auto request = get(server.url("/"));
  request.public_addresses_only = true;
  EXPECT_EQ(code_of(testing::await(client.send(request))), "http_unreachable");
}

bool is_public(const char* text) {
  sockaddr_storage storage{};
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    std::memcpy(&storage, &v4, sizeof v4);
    sockaddr plain{};
    std::memcpy(&plain, &v4, sizeof plain);
    return is_public_address(plain);
  }
  inet_pton(AF_INET6, text, &v6.sin6_addr);
  v6.sin6_family = AF_INET6;
  std::memcpy(&storage, &v6, sizeof v6);
  return is_public_address(reinterpret_cast<const sockaddr&>(storage));
}

TEST(PublicAddresses, are_those_of_the_internet_alone) {
  for (const char* text : {"8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111",
                           "2a00:1450:4001::1", "::ffff:8.8.8.8"})
    EXPECT_TRUE(is_public(text)) << text;
  for (const char* text : {"127.0.0.1",
                           "127.255.0.1",
                           "10.1.2.3",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.168.1.1",
                           "169.254.169.254",
                           "100.64.0.1",
                           "0.0.0.0",
                           "224.0.0.1",
                           "255.255.255.255",
                           "::1",
                           "::",
                           "fe80::1",
                           "fc00::1",
                           "fd12::1",
                           "ff02::1",
                           "::ffff:127.0.0.1",
                           "::ffff:10.0.0.1",
                           "2001:db8::1",
                           "2002:7f00:1::",
                           "64:ff9b::7f00:1"})
    EXPECT_FALSE(is_public(text)) << text;
}

// A certificate for localhost that nobody has signed.
void use_own_certificate(asio::ssl::context& context) {
  EVP_PKEY* key = EVP_RSA_gen(2048);
  X509* certificate = X509_new();
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("127.0.0.1"), -1, -1, 0);
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
  X509_sign(certificate, key, EVP_sha256());
  SSL_CTX_use_certificate(context.native_handle(), certificate);
  SSL_CTX_use_PrivateKey(context.native_handle(), key);
  X509_free(certificate);
  EVP_PKEY_free(key);
}

TEST(HttpClient, trusts_no_certificate_that_nobody_has_signed) {
  asio::io_context context;
  tcp::acceptor acceptor(context, {asio::ip::make_address("127.0.0.1"), 0});
  asio::ssl::context tls(asio::ssl::context::tls_server);
  use_own_certificate(tls);
  std::thread serving([&] {
    asio::ssl::stream<tcp::socket> stream(acceptor.accept(), tls);
    boost::system::error_code ignored;
    stream.handshake(asio::ssl::stream_base::server, ignored);
  });
  HttpClient client;
  const auto url = "https://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()) + "/";
  EXPECT_EQ(code_of(testing::await(client.send(get(url)))), "http_tls_failed");
  serving.join();
}

TEST(HttpClient, ends_what_is_in_flight_when_it_ends) {
  std::promise<void> over;
  auto wait = over.get_future().share();
  std::promise<void> arrived;
  Server server([wait, &arrived](const Exchange&) {
    arrived.set_value();
    wait.wait();
    return answer(200, "");
  });
  auto client = std::make_unique<HttpClient>();
  auto pending = std::async(std::launch::async, [&] {
    return code_of(testing::await(client->send(get(server.url("/")))));
  });
  arrived.get_future().wait();
  client->stop();
  EXPECT_EQ(pending.get(), "http_failed");
  EXPECT_EQ(code_of(testing::await(client->send(get(server.url("/"))))), "http_overloaded");
  client.reset();
  over.set_value();
}

}  // namespace
}  // namespace usher::net
