// What a ticket configuration makes of prices: the terms and the price book that pricing takes.
#include <gtest/gtest.h>

#include "pricing/pricing.hpp"
#include "shows/rules.hpp"

namespace usher::shows {
namespace {

TEST(TicketConfig, is_priced_by_its_fees_tax_and_rounding) {
  TicketConfig config;
  config.currency = Currency{"KWD"};
  config.fees = {{"Service", pricing::FeeKind::per_ticket, {150}, {}}};
  config.tax = pricing::Tax{"VAT", {19'000}, true};
  config.rounding = pricing::RoundingMode::keep_gross;
  const auto terms = config.terms();
  EXPECT_EQ(terms.fees.at(0).amount.minor, 150);
  EXPECT_TRUE(terms.tax->inclusive);
  EXPECT_EQ(terms.rounding, pricing::RoundingMode::keep_gross);
  EXPECT_EQ(terms.step, 10) << "cards take no third decimal";
}

TEST(TicketConfig, sells_zones_that_it_does_not_name_at_their_default) {
  constexpr PriceZoneId kStalls{1}, kGallery{2}, kBox{3};
  TicketConfig config;
  config.zones = {{kStalls, true, Money{5000}}, {kBox, false, std::nullopt}};
  config.ticket_types = {{{"Child"}, kGallery, {900}}};
  const auto book =
      config.price_book({{kStalls, Money{4000}}, {kGallery, Money{2000}}, {kBox, Money{9000}}});
  EXPECT_EQ(resolve_price(book, kStalls, std::nullopt, ""), Money{5000});
  EXPECT_EQ(resolve_price(book, kGallery, std::nullopt, ""), Money{2000});
  EXPECT_EQ(resolve_price(book, kGallery, std::nullopt, "Child"), Money{900});
  EXPECT_FALSE(resolve_price(book, kBox, std::nullopt, ""));
}

TEST(WhyUncharged, tells_which_ticket_no_card_can_be_charged_for) {
  TicketConfig config;
  config.currency = Currency{"EUR"};
  EXPECT_EQ(why_uncharged(config, Money{49})->code, "below_minimum");
  EXPECT_FALSE(why_uncharged(config, Money{50}));
  EXPECT_FALSE(why_uncharged(config, Money{0}));
  config.fees = {{"Service", pricing::FeeKind::per_ticket, {1}, {}}};
  EXPECT_FALSE(why_uncharged(config, Money{49})) << "with its fee it is enough";
  config.currency = Currency{"KWD"};
  EXPECT_EQ(why_uncharged(config, Money{5'125})->code, "too_fine");
}

}  // namespace
}  // namespace usher::shows
