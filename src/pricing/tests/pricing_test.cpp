#include "pricing/pricing.hpp"

#include <gtest/gtest.h>

namespace usher::pricing {
namespace {

TEST(TermsOf, takes_fees_tax_and_rounding_from_the_configuration) {
  shows::TicketConfig config;
  config.fees = {{{"Service"}, shows::FeeKind::per_ticket, 150},
                 {{"Order"}, shows::FeeKind::per_order, 200},
                 {{"Venue"}, shows::FeeKind::percent, 5'000}};
  config.tax = {{"VAT"}, 19'000, true};
  config.rounding = shows::RoundingMode::keep_gross;
  const Terms terms = terms_of(config);
  const auto q = quote({{10'000}, {10'000}}, {}, terms);
  ASSERT_TRUE(q);
  EXPECT_EQ(q->fees.minor, 2 * 150 + 200 + 2 * 500);
  EXPECT_TRUE(q->tax_inclusive);
  EXPECT_EQ(terms.rounding, RoundingMode::keep_gross);
}

TEST(TermsOf, has_no_tax_at_zero_percent) {
  shows::TicketConfig config;
  config.tax = {{"VAT"}, 0, true};
  EXPECT_FALSE(terms_of(config).tax);
}

TEST(PriceBookOf, sells_zones_that_the_show_does_not_name_at_their_default) {
  constexpr PriceZoneId kStalls{1}, kGallery{2}, kBox{3};
  shows::TicketConfig config;
  config.zones = {{kStalls, true, Money{5000}}, {kBox, false, std::nullopt}};
  config.ticket_types = {{{"Child"}, kGallery, {900}}};
  const auto book =
      price_book_of(config, {{kStalls, Money{4000}}, {kGallery, Money{2000}}, {kBox, Money{9000}}});
  EXPECT_EQ(resolve_price(book, kStalls, std::nullopt, ""), Money{5000});
  EXPECT_EQ(resolve_price(book, kGallery, std::nullopt, ""), Money{2000});
  EXPECT_EQ(resolve_price(book, kGallery, std::nullopt, "Child"), Money{900});
  EXPECT_FALSE(resolve_price(book, kBox, std::nullopt, ""));
}

}  // namespace
}  // namespace usher::pricing
