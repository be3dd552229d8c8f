// Purpose: runs several coroutines in a chosen order, from one call to the provider to the next, so
// that a test can try every order there is. Place: orders/tests.
#pragma once
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>

#include "payments/provider.hpp"

namespace usher::orders::testing {

// One thread. An actor runs alone until it asks the provider something or ends; then the next turn
// is given.
class Turns {
 public:
  using Work = std::function<boost::asio::awaitable<void>()>;

  void add(std::size_t actor, Work work) { actors_[actor].work = std::move(work); }
  void clear() { actors_.clear(); }
  bool over(std::size_t actor) const { return actors_.at(actor).over; }

  // Lets the actor run to its next question or its end. Nothing when it has ended.
  void give(std::size_t actor) {
    Actor& one = actors_.at(actor);
    if (one.over) return;
    running_ = actor;
    if (!one.begun) {
      one.begun = true;
      boost::asio::co_spawn(context_, one.work(), [this, actor](std::exception_ptr failure) {
        actors_.at(actor).over = true;
        running_.reset();
        if (failure) std::rethrow_exception(failure);
      });
    } else {
      one.parked->cancel();
    }
    while (running_) context_.run_one();
  }
  void finish_all() {
    for (auto& [actor, one] : actors_)
      while (!one.over) give(actor);
  }

  // Called before the provider is asked: waits for the actor's next turn. Outside of any turn it
  // does nothing.
  boost::asio::awaitable<void> wait() {
    if (!running_) co_return;
    Actor& one = actors_.at(*running_);
    boost::asio::steady_timer timer(context_, boost::asio::steady_timer::time_point::max());
    one.parked = &timer;
    running_.reset();
    boost::system::error_code cancelled;
    co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
    one.parked = nullptr;
  }

 private:
  struct Actor {
    Work work;
    bool begun = false;
    bool over = false;
    boost::asio::steady_timer* parked = nullptr;
  };
  boost::asio::io_context context_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_{
      context_.get_executor()};
  std::map<std::size_t, Actor> actors_;
  std::optional<std::size_t> running_;
};

// A provider whose questions wait for a turn, and with `late_answers` its answers too.
class TurnProvider final : public payments::Provider {
 public:
  TurnProvider(payments::Provider& real, Turns& turns) : real_(real), turns_(turns) {}
  bool late_answers = false;

  std::string_view name() const override { return real_.name(); }
  std::string publishable_key() const override { return real_.publishable_key(); }
  template <class T>
  using Answer = boost::asio::awaitable<Result<T>>;
  Answer<payments::Intent> create_intent(payments::IntentRequest request) override {
    return in_turn<payments::Intent>(real_.create_intent(std::move(request)));
  }
  Answer<payments::Intent> retrieve(std::string id) override {
    return in_turn<payments::Intent>(real_.retrieve(std::move(id)));
  }
  Answer<payments::Intent> cancel(std::string id) override {
    return in_turn<payments::Intent>(real_.cancel(std::move(id)));
  }
  Answer<payments::ProviderRefund> refund(payments::RefundRequest request) override {
    return in_turn<payments::ProviderRefund>(real_.refund(std::move(request)));
  }
  Answer<payments::ProviderRefund> retrieve_refund(std::string id) override {
    return in_turn<payments::ProviderRefund>(real_.retrieve_refund(std::move(id)));
  }

 private:
  template <class T>
  Answer<T> in_turn(Answer<T> question) {
    co_await turns_.wait();
    auto answer = co_await std::move(question);
    if (late_answers) co_await turns_.wait();
    co_return answer;
  }

  payments::Provider& real_;
  Turns& turns_;
};

}  // namespace usher::orders::testing
