// Purpose: finished ticket files in a store that speaks Amazon's S3, which several nodes share.
// Place: tickets.
#pragma once
#include <atomic>
#include <string>

#include "base/clock.hpp"
#include "net/http_client.hpp"
#include "tickets/file_store.hpp"

namespace usher::tickets {

struct S3Settings {
  std::string endpoint;  // "https://s3.eu-central-1.amazonaws.com"
  std::string bucket;
  std::string region;
  std::string access_key;
  std::string secret_key;
  std::string prefix;  // of all names, such as "usher/"
};

// Objects are addressed by path (endpoint/bucket/name) and requests signed with Signature Version
// 4. A store that fails is left alone for half a minute: buyers do not wait for it, their files are
// drawn anew meanwhile. Nothing is removed here; a lifecycle rule of the bucket does that.
class S3Files final : public FileStore {
 public:
  static constexpr Duration kPause = std::chrono::seconds(30);

  // `http` and `clock` outlive it.
  S3Files(net::Http& http, const Clock& clock, S3Settings settings);

  boost::asio::awaitable<std::optional<std::string>> read(std::string name) override;
  boost::asio::awaitable<bool> write(std::string name, std::string bytes) override;

 private:
  net::HttpRequest request(net::HttpMethod method, const std::string& name, std::string body) const;
  bool is_resting() const { return clock_.now().ms < rests_until_.load(); }
  void rest(const char* doing, int status, const std::string& code);

  net::Http& http_;
  const Clock& clock_;
  S3Settings settings_;
  std::atomic<std::int64_t> rests_until_{0};
};

}  // namespace usher::tickets
