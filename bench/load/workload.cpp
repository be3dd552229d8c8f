#include "load/workload.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace usher::load {
namespace {

class Requests {
 public:
  explicit Requests(const Settings& settings) : host_(settings.host) {
    for (const auto& line : settings.headers) extra_ += line + "\r\n";
  }

  void get(std::string& out, std::string_view path) const {
    fmt::format_to(std::back_inserter(out), "GET {} HTTP/1.1\r\nHost: {}\r\n{}\r\n", path, host_,
                   extra_);
  }
  void post(std::string& out, std::string_view path, std::string_view cookie,
            std::string_view body) const {
    fmt::format_to(std::back_inserter(out),
                   "POST {} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n"
                   "Content-Length: {}\r\n{}{}{}{}\r\n{}",
                   path, host_, body.size(), cookie.empty() ? "" : "Cookie: ", cookie,
                   cookie.empty() ? "" : "\r\n", extra_, body);
  }

 private:
  std::string host_;
  std::string extra_;
};

// The same GET for ever.
class Get final : public Workload {
 public:
  explicit Get(const Settings& settings) : expect_(settings.expect) {
    Requests(settings).get(request_, settings.path);
  }
  bool next(int, std::string& out) override {
    out += request_;
    return true;
  }
  Outcome take(int, const Answer& answer) override {
    return answer.status == expect_ ? Outcome::unit_done : Outcome::unexpected;
  }

 private:
  int expect_;
  std::string request_;
};

// Ready-made reserve bodies, so that the generator does not measure itself.
class SeatPool {
 public:
  explicit SeatPool(const Settings& settings) : repeat_(settings.repeat) {
    std::ifstream file(settings.seats_file);
    if (!file) throw std::runtime_error("cannot read " + settings.seats_file);
    std::string line;
    for (std::uint64_t number = 0; std::getline(file, line); ++number) {
      if (number >= settings.skip) add(line);
    }
    if (purchases_.empty()) throw std::runtime_error("no seats in " + settings.seats_file);
  }

  struct Purchase {
    std::string show;
    std::string reserve_body;
  };
  // Null when all are used.
  const Purchase* take() {
    if (used_ >= purchases_.size() && !repeat_) return nullptr;
    return &purchases_[used_++ % purchases_.size()];
  }
  std::uint64_t used() const { return used_; }

 private:
  void add(const std::string& line) {
    std::istringstream words(line);
    Purchase purchase;
    std::string seat;
    std::string seats;
    words >> purchase.show;
    while (words >> seat) seats += (seats.empty() ? "\"" : ",\"") + seat + "\"";
    purchase.reserve_body =
        fmt::format(R"({{"show_id":"{}","seat_ids":[{}]}})", purchase.show, seats);
    purchases_.push_back(std::move(purchase));
  }

  bool repeat_;
  std::uint64_t used_ = 0;
  std::vector<Purchase> purchases_;
};

// Every request is another buyer who has no cookie yet and holds other seats.
class Holds final : public Workload {
 public:
  explicit Holds(const Settings& settings)
      : requests_(settings), pool_(settings), expect_(settings.expect) {}

  bool next(int, std::string& out) override {
    const auto* purchase = pool_.take();
    if (purchase == nullptr) return false;
    requests_.post(out, "/api/seat-reservations/reserve", {}, purchase->reserve_body);
    return true;
  }
  Outcome take(int, const Answer& answer) override {
    return answer.status == expect_ ? Outcome::unit_done : Outcome::unexpected;
  }
  std::uint64_t used() const override { return pool_.used(); }

 private:
  Requests requests_;
  SeatPool pool_;
  int expect_;
};

// Whole purchases: hold, order, payment intent, card, confirmation; counted when it says paid.
class Orders final : public Workload {
 public:
  explicit Orders(const Settings& settings)
      : requests_(settings),
        pool_(settings),
        buyers_(static_cast<std::size_t>(settings.connections)) {}

  bool next(int connection, std::string& out) override {
    auto& buyer = buyers_[static_cast<std::size_t>(connection)];
    switch (buyer.step) {
      case Step::hold:
        return hold(buyer, out);
      case Step::order:
        return order(buyer, out);
      case Step::intent:
        requests_.post(out, "/api/ticket-orders/payment-intent", buyer.cookie,
                       fmt::format(R"({{"order_id":"{}"}})", buyer.order));
        return true;
      case Step::card:
        requests_.post(out, fmt::format("/api/public/test-payments/{}/confirm", buyer.intent),
                       buyer.cookie,
                       fmt::format(R"({{"card_number":"4242424242424242","client_secret":"{}"}})",
                                   buyer.secret));
        return true;
      case Step::confirm:
        requests_.post(out, "/api/ticket-orders/confirm", buyer.cookie,
                       fmt::format(R"({{"order_id":"{}","payment_intent_id":"{}"}})", buyer.order,
                                   buyer.intent));
        return true;
    }
    return false;
  }

  Outcome take(int connection, const Answer& answer) override {
    auto& buyer = buyers_[static_cast<std::size_t>(connection)];
    const int expected = buyer.step == Step::hold || buyer.step == Step::order ? 201 : 200;
    if (answer.status != expected) {
      buyer.step = Step::hold;
      return Outcome::unexpected;
    }
    return advance(buyer, answer);
  }
  std::uint64_t used() const override { return pool_.used(); }

 private:
  enum class Step : std::uint8_t { hold, order, intent, card, confirm };
  struct Buyer {
    Step step = Step::hold;
    std::string show, cookie, token, order, intent, secret;
  };

  bool hold(Buyer& buyer, std::string& out) {
    const auto* purchase = pool_.take();
    if (purchase == nullptr) return false;
    buyer.show = purchase->show;
    requests_.post(out, "/api/seat-reservations/reserve", {}, purchase->reserve_body);
    return true;
  }
  bool order(const Buyer& buyer, std::string& out) {
    requests_.post(out, "/api/ticket-orders/create", buyer.cookie,
                   fmt::format(R"({{"reservation_token":"{}","show_id":"{}",)"
                               R"("customer_name":"Load","customer_email":"load@example.org"}})",
                               buyer.token, buyer.show));
    return true;
  }
  static Outcome advance(Buyer& buyer, const Answer& answer) {
    switch (buyer.step) {
      case Step::hold:
        buyer.cookie = answer.cookie();
        buyer.token = answer.member("reservation_token");
        buyer.step = Step::order;
        return Outcome::step_done;
      case Step::order: {
        // The order is a member of the body; the first "id" after it is its own.
        const auto at = answer.body.find("\"order\":");
        Answer inside;
        inside.body = at == std::string_view::npos ? answer.body : answer.body.substr(at);
        buyer.order = inside.member("id");
        buyer.step = Step::intent;
        return Outcome::step_done;
      }
      case Step::intent:
        buyer.intent = answer.member("payment_intent_id");
        buyer.secret = answer.member("client_secret");
        buyer.step = Step::card;
        return Outcome::step_done;
      case Step::card:
        buyer.step = Step::confirm;
        return Outcome::step_done;
      case Step::confirm:
        break;
    }
    buyer.step = Step::hold;
    const bool paid = answer.body.find("\"status\":\"paid\"") != std::string_view::npos;
    return paid ? Outcome::unit_done : Outcome::unexpected;
  }

  Requests requests_;
  SeatPool pool_;
  std::vector<Buyer> buyers_;
};

}  // namespace

std::unique_ptr<Workload> make_workload(const std::string& mode, const Settings& settings) {
  if (mode == "get") return std::make_unique<Get>(settings);
  if (mode == "holds") return std::make_unique<Holds>(settings);
  if (mode == "orders") return std::make_unique<Orders>(settings);
  throw std::runtime_error("there is no mode " + mode);
}

}  // namespace usher::load
