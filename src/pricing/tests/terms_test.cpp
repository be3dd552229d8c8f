#include "pricing/terms.hpp"

#include <gtest/gtest.h>

namespace usher::pricing {
namespace {

TEST(KeptFee, is_one_number_whatever_the_kind) {
  for (const auto kind :
       {FeeKind::per_ticket, FeeKind::per_order, FeeKind::percent, FeeKind::percent_of_total}) {
    const Fee fee = fee_of({"Fee", kind, 2'400});
    EXPECT_EQ(fee.name, "Fee");
    EXPECT_EQ(fee.amount.minor, is_percentage(kind) ? 0 : 2'400);
    EXPECT_EQ(fee.percent.thousandths, is_percentage(kind) ? 2'400 : 0);
    EXPECT_EQ(kept(fee).amount, 2'400);
    EXPECT_EQ(kept(fee).kind, kind);
  }
}

TEST(TaxOf, is_none_where_none_is_taken_and_none_is_named) {
  EXPECT_FALSE(tax_of({"", {0}, true}));
  EXPECT_TRUE(tax_of({"VAT", {0}, true}));
  EXPECT_TRUE(tax_of({"", {19'000}, true}));
}

}  // namespace
}  // namespace usher::pricing
