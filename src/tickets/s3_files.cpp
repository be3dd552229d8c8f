#include "tickets/s3_files.hpp"

#include "base/crypto.hpp"
#include "base/log.hpp"

namespace usher::tickets {
namespace {

constexpr Duration kConnectWithin = std::chrono::seconds(2);
constexpr Duration kAnswerWithin = std::chrono::seconds(10);
constexpr std::size_t kFileMax = std::size_t{64} << 20;
constexpr int kNotFound = 404;
constexpr int kServerError = 500;

bool is_good(int status) { return status >= 200 && status < 300; }

}  // namespace

S3Files::S3Files(net::Http& http, const Clock& clock, S3Settings settings)
    : http_(http), clock_(clock), settings_(std::move(settings)) {
  while (settings_.endpoint.ends_with('/')) settings_.endpoint.pop_back();
}

// The hash of the body is part of what is signed; Amazon insists on it for every request.
net::HttpRequest S3Files::request(net::HttpMethod method, const std::string& name,
                                  std::string body) const {
  net::HttpRequest request;
  request.method = method;
  request.url = settings_.endpoint + '/' + settings_.bucket + '/' + settings_.prefix + "tickets/" +
                name.substr(0, 2) + '/' + name + ".pdf";
  request.headers = {{"x-amz-content-sha256", to_hex(sha256(body))}};
  request.body = std::move(body);
  request.connect_timeout = kConnectWithin;
  request.total_timeout = kAnswerWithin;
  request.max_body = kFileMax;
  request.credentials = settings_.access_key + ':' + settings_.secret_key;
  request.aws_sigv4 = "aws:amz:" + settings_.region + ":s3";
  return request;
}

// A store that cannot be reached, or says that it is ill, is not asked for a while. Whoever is
// refused (a wrong key, no such bucket) is told in the log each time.
void S3Files::rest(const char* doing, int status, const std::string& code) {
  log::warning("file_store_failed", {{"doing", doing}, {"status", status}, {"code", code}});
  if (status == 0 || status >= kServerError) rests_until_ = (clock_.now() + kPause).ms;
}

boost::asio::awaitable<std::optional<std::string>> S3Files::read(std::string name) {
  if (is_resting()) co_return std::nullopt;
  auto answer = co_await http_.send(request(net::HttpMethod::get, name, {}));
  if (!answer) {
    rest("read", 0, answer.error().code);
    co_return std::nullopt;
  }
  if (is_good(answer->status)) co_return std::move(answer->body);
  if (answer->status != kNotFound) rest("read", answer->status, "");
  co_return std::nullopt;
}

boost::asio::awaitable<bool> S3Files::write(std::string name, std::string bytes) {
  if (is_resting()) co_return false;
  auto put = request(net::HttpMethod::put, name, std::move(bytes));
  put.headers.push_back({"Content-Type", "application/pdf"});
  const auto answer = co_await http_.send(std::move(put));
  if (answer && is_good(answer->status)) co_return true;
  rest("write", answer ? answer->status : 0, answer ? "" : answer.error().code);
  co_return false;
}

}  // namespace usher::tickets
