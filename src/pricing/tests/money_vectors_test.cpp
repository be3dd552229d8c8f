// The worked examples of tests/vectors/money.txt, which says how they are written.
#include <gtest/gtest.h>

#include <charconv>
#include <fstream>
#include <map>
#include <sstream>

#include "base/json_types.hpp"
#include "pricing/pricing.hpp"

namespace usher::pricing {
namespace {

using Words = std::vector<std::string>;

// One row; `given` and `result` hold the values of each name, "" those of the operation.
struct Case {
  std::string text;
  std::string operation;
  std::map<std::string, Words> given;
  std::map<std::string, Words> result;
  Currency currency{"EUR"};

  bool chooses(const std::string& name) const { return given.contains(name); }
  const Words& words(const std::string& name) const {
    static const Words kNone;
    const auto found = given.find(name);
    return found == given.end() ? kNone : found->second;
  }
};

bool is_name(const std::string& word) {
  return std::isalpha(static_cast<unsigned char>(word.front())) != 0;
}

std::int64_t number(std::string_view text) {
  std::int64_t value = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end.ptr != text.data() + text.size()) ADD_FAILURE() << "not a number: " << text;
  return value;
}

// "-12.5" with three digits after the point is -12500.
std::int64_t decimal(std::string text, int digits) {
  const auto point = text.find('.');
  const std::size_t given = point == std::string::npos ? 0 : text.size() - point - 1;
  if (point != std::string::npos) text.erase(point, 1);
  text.append(static_cast<std::size_t>(digits) - given, '0');
  return number(text);
}

Money money(const Case& c, const std::string& word) {
  return {decimal(word, c.currency.exponent())};
}
bool is_percent(const std::string& word) { return word.back() == '%'; }
Percent percent(const std::string& word) { return {decimal(word.substr(0, word.size() - 1), 3)}; }

std::vector<Money> amounts(const Case& c, const std::string& name) {
  std::vector<Money> all;
  for (const auto& word : c.words(name)) all.push_back(money(c, word));
  return all;
}
Money amount(const Case& c, const std::string& name) {
  const auto all = amounts(c, name);
  return all.empty() ? Money{} : all.front();
}
std::size_t count(const Case& c, const std::string& name) {
  return c.chooses(name) ? static_cast<std::size_t>(number(c.words(name).at(0))) : 0;
}

std::map<std::string, Words> read_words(const std::string& text, std::string name) {
  std::map<std::string, Words> all;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (is_name(word)) {
      name = word;
      all[name];
      continue;
    }
    const auto times = word.find('x');
    const auto repeated = times == std::string::npos ? 1 : number(word.substr(0, times));
    if (times != std::string::npos) word.erase(0, times + 1);
    all[name].insert(all[name].end(), static_cast<std::size_t>(repeated), word);
  }
  return all;
}

Case read_case(const std::string& row) {
  Case c;
  c.text = row.substr(row.find('|') + 1);
  const auto bar = c.text.find('|');
  std::istringstream given(c.text.substr(0, bar));
  given >> c.operation;
  std::string rest;
  std::getline(given, rest);
  c.given = read_words(rest, "");
  c.result = read_words(c.text.substr(bar + 1), "");
  for (const auto* code : {"JPY", "KWD"})
    if (c.chooses(code)) c.currency = Currency{code};
  return c;
}

std::vector<Case> all_cases() {
  std::ifstream file(USHER_SOURCE_DIR "/tests/vectors/money.txt");
  std::vector<Case> all;
  for (std::string row; std::getline(file, row);)
    if (!row.empty() && row.front() != '#') all.push_back(read_case(row));
  return all;
}

// --- what each operation does ---

using Results = std::map<std::string, Words>;

Words texts(const Case& c, std::span<const Money> amounts) {
  Words all;
  for (const Money each : amounts) {
    const std::string text = format_money(each, c.currency);
    all.push_back(text.substr(0, text.find(' ')));
  }
  return all;
}
Words text(const Case& c, Money amount) { return texts(c, std::span(&amount, 1)); }

Terms terms_of(const Case& c) {
  Terms terms;
  terms.step = charge_step(c.currency);
  const auto tax = [&](const std::string& name, bool inclusive) {
    if (c.chooses(name)) terms.tax = Tax{"VAT", percent(c.words(name).at(0)), inclusive};
  };
  tax("included", true);
  tax("added", false);
  for (const auto* mode : {"net_sum", "keep_gross"})
    if (c.chooses(mode)) terms.rounding = enum_from_text<RoundingMode>(mode).value();
  for (const auto* name : {"per_ticket", "per_order", "percent", "percent_of_total"}) {
    for (const auto& word : c.words(name)) {
      Fee fee{name, enum_from_text<FeeKind>(name).value(), {}, {}};
      if (is_percent(word)) {
        fee.percent = percent(word);
      } else {
        fee.amount = money(c, word);
      }
      terms.fees.push_back(fee);
    }
  }
  return terms;
}

// What "each" and "fixed" save on every ticket.
std::vector<Money> savings(const Case& c, std::span<const Money> prices) {
  std::vector<Money> all;
  for (const Money price : prices) {
    Money saving;
    for (const auto& word : c.words("each"))
      saving -= is_percent(word) ? percent_of(price, percent(word), charge_step(c.currency))
                                 : money(c, word);
    if (c.chooses("fixed")) saving = fixed_price_saving(price, amount(c, "fixed"));
    all.push_back(saving);
  }
  return c.chooses("budget") ? within_budget(all, amount(c, "budget")) : all;
}

std::vector<OrderWide> order_wide(const Case& c) {
  std::vector<OrderWide> all;
  for (const auto& word : c.words("order")) {
    OrderWide wide;
    if (is_percent(word))
      wide.percent.thousandths = -percent(word).thousandths;
    else
      wide.amount = Money{} - money(c, word);
    all.push_back(wide);
  }
  return all;
}

std::vector<Line> lines_of(std::span<const Money> prices, std::span<const Money> saved) {
  std::vector<Line> lines;
  for (std::size_t i = 0; i < prices.size(); ++i) {
    lines.push_back({prices[i]});
    if (saved[i].minor > 0)
      lines.back().adjustments.push_back({AdjustmentSource::offer, "", Money{} - saved[i]});
  }
  return lines;
}

template <class Part>
Words column(const Case& c, const Quote& q, Part Share::* part) {
  std::vector<Money> all;
  for (const auto& share : q.shares) all.push_back(share.*part);
  return texts(c, all);
}

Results results_of(const Case& c, const Quote& q) {
  return {{"lines", column(c, q, &Share::total)},    {"taxes", column(c, q, &Share::tax)},
          {"line_fees", column(c, q, &Share::fees)}, {"total", text(c, q.total)},
          {"net", text(c, q.total - q.tax)},         {"tax", text(c, q.tax)},
          {"discount", text(c, q.discount)},         {"fees", text(c, q.fees)}};
}

Results do_quote(const Case& c) {
  const auto prices = amounts(c, "");
  auto lines = lines_of(prices, savings(c, prices));
  for (const Money gift : amounts(c, "donation")) lines.push_back({gift, 0, {}, false});
  const Terms terms = terms_of(c);
  auto results = results_of(c, quote(lines, order_wide(c), std::span(&terms, 1)).value());
  std::vector<Money> chart;
  for (const Money price : prices) chart.push_back(all_in_price(price, terms).seat);
  results["chart"] = texts(c, chart);
  return results;
}

// What the parts of a whole save on their own prices.
std::vector<Money> saved_by(std::span<const Money> list, std::span<const Money> parts) {
  std::vector<Money> saved;
  for (std::size_t i = 0; i < list.size(); ++i) saved.push_back(list[i] - parts[i]);
  return saved;
}

Results do_bundle(const Case& c) {
  const auto list = amounts(c, "list");
  auto lines = lines_of(list, saved_by(list, split_by_weight(amount(c, ""), list)));
  std::vector<Terms> terms(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    lines[i].terms = i;
    if (c.chooses("included")) terms[i].tax = Tax{"VAT", percent(c.words("included").at(i)), true};
  }
  return results_of(c, quote(lines, {}, terms).value());
}

Results do_cheapest_free(const Case& c) {
  const auto prices = amounts(c, "");
  const Money saving = cheapest_free_saving(prices, count(c, "paid"));
  const Terms plain;
  const auto lines = lines_of(prices, spread_saving(saving, prices));
  return results_of(c, quote(lines, {}, std::span(&plain, 1)).value());
}

Results do_group(const Case& c) {
  const auto prices = amounts(c, "");
  Money paid, keep, rest;
  for (std::size_t i = 0; i < prices.size(); ++i) {
    const Money each = prices[i] + percent_of(prices[i], percent(c.words("percent").at(0)));
    paid += each;
    if (i < count(c, "returned")) {
      keep += each;
    } else {
      rest += prices[i];
    }
  }
  return {{"keep", text(c, keep)}, {"clawback", text(c, clawback_refund(paid, rest))}};
}

Results do_spread(const Case& c) {
  return {{"parts", texts(c, split_by_weight(amount(c, ""), amounts(c, "over")))}};
}

Results do_part(const Case& c) {
  const auto part =
      part_of({amount(c, "left"), amount(c, "fees"), amount(c, "tax")}, amount(c, ""));
  return {{"fees", text(c, part.fees)}, {"tax", text(c, part.tax)}};
}

Results do_cover(const Case& c) {
  const auto cover = cover_with_tenders(amount(c, ""), amounts(c, "stored"), c.currency);
  return {{"stored", texts(c, cover.stored)}, {"rest", text(c, cover.rest)}};
}

Results do_refund(const Case& c) {
  const std::vector<Leg> legs{{amount(c, "card"), false}, {amount(c, "stored"), true}};
  const auto order =
      c.chooses("pro_rata") ? RefundOrder::pro_rata : RefundOrder::stored_value_first;
  const auto back = refund_legs(amount(c, ""), legs, order);
  return {{"card", text(c, back[0])}, {"stored", text(c, back[1])}};
}

Results do_plan(const Case& c) {
  const std::int64_t step = charge_step(c.currency);
  Deposit deposit;
  for (const auto& word : c.words("deposit")) {
    if (is_percent(word)) {
      deposit.percent = percent(word);
    } else {
      deposit.at_least = money(c, word);
    }
  }
  const Money total = amount(c, "");
  const Money first = deposit_of(total, deposit, step);
  const Money paid = c.chooses("paid") ? amount(c, "paid") : first;
  const Due due = still_due({total, paid, count(c, "instalments")}, step);
  return {{"deposit", text(c, first)},
          {"refund", text(c, due.refund)},
          {"instalments", texts(c, due.instalments)}};
}

Results do_round_up(const Case& c) {
  return {{"by", text(c, round_up_by(amount(c, ""), {decimal("1", c.currency.exponent())}))}};
}

Results do_moved(const Case& c) {
  const Money price = moved_price(amount(c, ""), percent(c.words("factor").at(0)),
                                  {amount(c, "floor"), amount(c, "ceiling"), amount(c, "step")});
  return {{"price", text(c, price)}};
}

Results do_points(const Case& c) {
  return {{"points", {std::to_string(points_for(amount(c, ""), amount(c, "per_point")))}}};
}

Results do_charge(const Case& c) {
  static const std::map<Chargeable, std::string> kNames{
      {Chargeable::yes, "yes"},
      {Chargeable::below_minimum, "below_minimum"},
      {Chargeable::too_fine, "too_fine"}};
  return {{kNames.at(chargeable(amount(c, ""), c.currency)), {}}};
}

const std::map<std::string, Results (*)(const Case&)> kOperations{
    {"quote", do_quote},   {"bundle", do_bundle}, {"cheapest_free", do_cheapest_free},
    {"group", do_group},   {"spread", do_spread}, {"part", do_part},
    {"cover", do_cover},   {"refund", do_refund}, {"plan", do_plan},
    {"moved", do_moved},   {"points", do_points}, {"round_up", do_round_up},
    {"charge", do_charge},
};

TEST(MoneyVectors, come_out_to_the_cent) {
  const auto cases = all_cases();
  ASSERT_GT(cases.size(), 60U);
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    ASSERT_TRUE(kOperations.contains(c.operation));
    const Results results = kOperations.at(c.operation)(c);
    EXPECT_FALSE(c.result.empty());
    for (const auto& [name, words] : c.result) {
      ASSERT_TRUE(results.contains(name)) << name;
      EXPECT_EQ(results.at(name), words) << name;
    }
  }
}

}  // namespace
}  // namespace usher::pricing
