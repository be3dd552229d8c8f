// Which price a seat has, and that there is none to fall back to (rule 38).
#include "pricing/price_book.hpp"

#include <gtest/gtest.h>

namespace usher::pricing {
namespace {

constexpr PriceZoneId kStalls{1}, kGallery{2}, kClosed{3}, kBare{4}, kUnknown{9};

PriceBook book() {
  PriceBook b;
  b.zones[kStalls] = {true, Money{5000}, Money{4500}};
  b.zones[kGallery] = {true, std::nullopt, Money{2000}};
  b.zones[kClosed] = {false, Money{3000}, Money{3000}};
  b.zones[kBare] = {true, std::nullopt, std::nullopt};
  b.types = {
      {"Child", std::nullopt, {1500}}, {"Child", kStalls, {2500}}, {"Patron", kGallery, {9}}};
  return b;
}

TEST(ResolvePrice, takes_the_nearest_price_that_is_set) {
  const auto b = book();
  EXPECT_EQ(resolve_price(b, kStalls, Money{777}, "Child"), Money{777});
  EXPECT_EQ(resolve_price(b, kStalls, std::nullopt, "Child"), Money{2500});
  EXPECT_EQ(resolve_price(b, kGallery, std::nullopt, "Child"), Money{1500});
  EXPECT_EQ(resolve_price(b, kStalls, std::nullopt, ""), Money{5000});
  EXPECT_EQ(resolve_price(b, kGallery, std::nullopt, ""), Money{2000});
  EXPECT_EQ(resolve_price(b, kBare, Money{0}, ""), Money{0});
}

TEST(ResolvePrice, sells_nothing_without_a_price) {
  const auto b = book();
  const auto refused = std::unexpected(PriceRefusal::not_for_sale);
  EXPECT_EQ(resolve_price(b, kBare, std::nullopt, ""), refused);
  EXPECT_EQ(resolve_price(b, kUnknown, Money{100}, ""), refused);
  EXPECT_EQ(resolve_price(b, kClosed, std::nullopt, ""), refused);
  EXPECT_EQ(resolve_price(b, kClosed, Money{100}, "Child"), refused);
  EXPECT_EQ(resolve_price(b, kBare, std::nullopt, "Child"), Money{1500});
}

TEST(ResolvePrice, refuses_a_ticket_type_that_is_not_sold_there) {
  const auto refused = std::unexpected(PriceRefusal::unknown_ticket_type);
  EXPECT_EQ(resolve_price(book(), kStalls, std::nullopt, "Patron"), refused);
  EXPECT_EQ(resolve_price(book(), kStalls, std::nullopt, "child"), refused);
  EXPECT_EQ(resolve_price(book(), kStalls, Money{100}, "Duke"), refused);
}

}  // namespace
}  // namespace usher::pricing
