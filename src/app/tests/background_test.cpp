#include "app/background.hpp"

#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <future>

namespace usher::app {
namespace {

TEST(BackgroundThread, goes_on_after_a_handler_that_throws) {
  Background background;
  std::promise<void> reached;
  boost::asio::post(background.executor(), [] { throw std::bad_alloc(); });
  background.spawn("throws", []() -> boost::asio::awaitable<void> {
    throw std::runtime_error("the work failed");
    co_return;
  });
  boost::asio::post(background.executor(), [&reached] { reached.set_value(); });
  EXPECT_EQ(reached.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

}  // namespace
}  // namespace usher::app
