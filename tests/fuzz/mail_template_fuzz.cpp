// A template that is accepted can be rendered, and what it is given cannot become markup.
#include <boost/json/object.hpp>

#include "fuzz/input.hpp"
#include "notifications/mustache.hpp"

using namespace usher;
using notifications::Escaping;
using notifications::Template;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const boost::json::value known = {
      {"name", "<&\">"}, {"list", {{{"seat", "<1>"}}, {{"seat", "2"}}}}, {"none", nullptr}};
  const auto text = fuzz::text_of(data, size);
  const auto made = Template::parse(text, known);
  if (!made) {
    FUZZ_EXPECT(!made.error().empty());
    return 0;
  }
  const auto page = made->render(known, Escaping::html);
  if (text.find('<') == std::string_view::npos) FUZZ_EXPECT(page.find('<') == std::string::npos);
  return 0;
}
