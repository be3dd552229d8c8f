// A body that was understood is written and understood again the same.
#include "base/json_binding.hpp"
#include "fuzz/input.hpp"
#include "orders/views.hpp"
#include "shows/types.hpp"

using namespace usher;

namespace {

template <class T>
void check(std::string_view text) {
  const auto once = read_json_text<T>(text);
  if (!once) return;
  const auto written = to_json_text(*once);
  const auto again = read_json_text<T>(written);
  FUZZ_EXPECT(again.has_value());
  FUZZ_EXPECT(to_json_text(*again) == written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::text_of(data, size);
  check<orders::ItemView>(text);
  check<orders::IntentView>(text);
  check<orders::TimelineEntry>(text);
  return 0;
}
