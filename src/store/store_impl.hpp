// Purpose: the templates behind Store. Place: store; included by store.hpp only.
#pragma once
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

#include "store/store.hpp"

namespace usher::store::detail {

// The outcome of one unit of work and the handler that takes it. `Base` is Command or ReadJob.
template <class Base, class R, class Handler>
class Pending : public Base {
 public:
  template <class... Args>
  explicit Pending(Handler handler, Args... args)
      : Base(args...),
        handler_(std::move(handler)),
        executor_(boost::asio::prefer(boost::asio::get_associated_executor(handler_),
                                      boost::asio::execution::outstanding_work.tracked)) {}

  void fail(std::exception_ptr cause) override { cause_ = std::move(cause); }
  void complete() override {
    // Moved out first: the handler may destroy this object.
    auto handler = std::move(handler_);
    auto cause = std::move(cause_);
    auto result = std::move(result_);
    std::move(handler)(std::move(cause), std::move(result));
  }
  boost::asio::any_io_executor executor() const override { return executor_; }
  void answer(R result) {
    cause_ = nullptr;
    result_.emplace(std::move(result));
  }

 protected:
  std::optional<R> result_;

 private:
  Handler handler_;
  boost::asio::any_io_executor executor_;
  std::exception_ptr cause_;
};

template <class F, class R, class Handler>
class PendingWrite final : public Pending<Command, R, Handler> {
 public:
  PendingWrite(Handler handler, F work, Undo undo, Together together)
      : Pending<Command, R, Handler>(std::move(handler), undo, together), work_(std::move(work)) {}
  bool execute(Transaction& tx) override {
    this->answer(work_(tx));
    return this->result_->has_value();
  }

 private:
  F work_;
};

template <class F, class R, class Handler>
class PendingRead final : public Pending<ReadJob, R, Handler> {
 public:
  PendingRead(Handler handler, F work, Viewer viewer)
      : Pending<ReadJob, R, Handler>(std::move(handler), std::move(viewer)),
        work_(std::move(work)) {}
  void execute(Queries& queries) override { this->answer(work_(queries)); }

 private:
  F work_;
};

// Answers a caller whose work was never taken.
template <class Base>
void complete_later(std::unique_ptr<Base> pending) {
  auto executor = pending->executor();
  boost::asio::post(executor,
                    [pending = std::shared_ptr<Base>(std::move(pending))] { pending->complete(); });
}

// A caller that blocks its thread on a future instead of a coroutine.
template <class Base, class F, class R>
class Blocking final : public Base {
 public:
  template <class... Args>
  explicit Blocking(F work, Args... args) : Base(args...), work_(std::move(work)) {}
  std::future<R> future() { return promise_.get_future(); }
  void fail(std::exception_ptr cause) override { cause_ = std::move(cause); }
  void complete() override {
    if (cause_) {
      promise_.set_exception(cause_);
    } else {
      promise_.set_value(*std::move(result_));
    }
  }
  boost::asio::any_io_executor executor() const override { return {}; }

 protected:
  F work_;
  std::optional<R> result_;

 private:
  std::exception_ptr cause_;
  std::promise<R> promise_;

 public:
  // Command and ReadJob differ only in what they hand on.
  auto execute(std::conditional_t<std::is_same_v<Base, Command>, Transaction, Queries>& unit)
      -> std::conditional_t<std::is_same_v<Base, Command>, bool, void> override {
    cause_ = nullptr;
    result_.emplace(work_(unit));
    if constexpr (std::is_same_v<Base, Command>) return result_->has_value();
  }
};

}  // namespace usher::store::detail

namespace usher::store {

template <class F>
auto Store::write(LaneKeys keys, F work, Undo undo, Together together)
    -> boost::asio::awaitable<std::invoke_result_t<F&, Transaction&>> {
  using R = std::invoke_result_t<F&, Transaction&>;
  namespace asio = boost::asio;
  auto initiation = [this, keys = std::move(keys), undo, together](auto handler, F moved) mutable {
    using Handler = std::decay_t<decltype(handler)>;
    using Pending = detail::PendingWrite<F, R, Handler>;
    std::unique_ptr<Command> command =
        std::make_unique<Pending>(std::move(handler), std::move(moved), undo, together);
    const auto why = submit(std::move(keys), command);
    if (!why) return;
    static_cast<Pending*>(command.get())->answer(std::unexpected(not_taken_error(*why)));
    detail::complete_later(std::move(command));
  };
  auto outcome = co_await asio::async_initiate<const asio::use_awaitable_t<>,
                                               void(std::exception_ptr, std::optional<R>)>(
      std::move(initiation), asio::use_awaitable, std::move(work));
  co_return *std::move(outcome);
}

template <class F>
auto Store::read(F work) -> boost::asio::awaitable<std::invoke_result_t<F&, Queries&>> {
  return read(Viewer::server(), std::move(work));
}

template <class F>
auto Store::read(Viewer viewer, F work)
    -> boost::asio::awaitable<std::invoke_result_t<F&, Queries&>> {
  using R = std::invoke_result_t<F&, Queries&>;
  namespace asio = boost::asio;
  auto initiation = [this](auto handler, F moved, Viewer seen_by) {
    using Pending = detail::PendingRead<F, R, std::decay_t<decltype(handler)>>;
    std::unique_ptr<ReadJob> job =
        std::make_unique<Pending>(std::move(handler), std::move(moved), std::move(seen_by));
    const auto why = submit_read(job);
    if (!why) return;
    job->fail(not_taken_exception(*why));
    detail::complete_later(std::move(job));
  };
  auto outcome = co_await asio::async_initiate<const asio::use_awaitable_t<>,
                                               void(std::exception_ptr, std::optional<R>)>(
      std::move(initiation), asio::use_awaitable, std::move(work), std::move(viewer));
  co_return *std::move(outcome);
}

template <class F>
auto Store::write_now(LaneKeys keys, F work) -> std::invoke_result_t<F&, Transaction&> {
  using R = std::invoke_result_t<F&, Transaction&>;
  auto blocking =
      std::make_unique<detail::Blocking<Command, F, R>>(std::move(work), Undo::savepoint);
  auto future = blocking->future();
  std::unique_ptr<Command> command = std::move(blocking);
  if (const auto why = submit(std::move(keys), command))
    return std::unexpected(not_taken_error(*why));
  return future.get();
}

template <class F>
auto Store::read_now(F work) -> std::invoke_result_t<F&, Queries&> {
  return read_now(Viewer::server(), std::move(work));
}

template <class F>
auto Store::read_now(Viewer viewer, F work) -> std::invoke_result_t<F&, Queries&> {
  using R = std::invoke_result_t<F&, Queries&>;
  auto blocking =
      std::make_unique<detail::Blocking<ReadJob, F, R>>(std::move(work), std::move(viewer));
  auto future = blocking->future();
  std::unique_ptr<ReadJob> job = std::move(blocking);
  if (const auto why = submit_read(job)) std::rethrow_exception(not_taken_exception(*why));
  return future.get();
}

}  // namespace usher::store
