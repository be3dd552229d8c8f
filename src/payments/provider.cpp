#include "payments/provider.hpp"

namespace usher::payments {
namespace asio = boost::asio;

asio::awaitable<Result<std::vector<ProviderRefund>>> Provider::refunds_of(std::string) {
  co_return std::vector<ProviderRefund>{};
}

asio::awaitable<Result<std::string>> Provider::intent_of_charge(std::string) {
  co_return std::string{};
}

asio::awaitable<Status> Provider::probe() { co_return Status{}; }

asio::awaitable<Result<ProviderPage<Intent>>> Provider::list_intents(Timestamp, std::string) {
  co_return ProviderPage<Intent>{};
}

asio::awaitable<Result<ProviderPage<ProviderRefund>>> Provider::list_refunds(Timestamp,
                                                                             std::string) {
  co_return ProviderPage<ProviderRefund>{};
}

asio::awaitable<Result<ProviderPage<std::string>>> Provider::list_events(Timestamp, std::string) {
  co_return ProviderPage<std::string>{};
}

}  // namespace usher::payments
