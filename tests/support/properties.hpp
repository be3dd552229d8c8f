// Purpose: RapidCheck inside GoogleTest, by behaviour names as elsewhere. Place: tests/support.
//
// PROPERTY(Quote, shares_sum_to_the_total) {
//   const auto lines = *rc::gen::nonEmpty(rc::gen::arbitrary<std::vector<int>>());
//   RC_ASSERT(...);
// }
// A failure prints the smallest counterexample and RC_PARAMS to run it again.
#pragma once
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <sstream>
#include <string>

namespace usher::testing {

template <class Property>
void check_property(const std::string& name, Property&& property) {
  const auto metadata = [&] {
    rc::detail::TestMetadata made;
    made.id = name;
    made.description = name;
    return made;
  }();
  const auto result = rc::detail::checkTestable(std::forward<Property>(property), metadata);
  if (result.template is<rc::detail::SuccessResult>()) return;
  std::ostringstream text;
  rc::detail::printResultMessage(result, text);
  ADD_FAILURE() << text.str();
}

}  // namespace usher::testing

#define PROPERTY(suite, name)                                                                      \
  static void usher_property_##suite##_##name();                                                   \
  TEST(suite, name) {                                                                              \
    ::usher::testing::check_property(#suite "/" #name, [] { usher_property_##suite##_##name(); }); \
  }                                                                                                \
  static void usher_property_##suite##_##name()
