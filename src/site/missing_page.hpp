// Purpose: the page of an address that has none and says nothing to the app. Place: site; private
// to it.
#pragma once
#include <string_view>

namespace usher::site {

// In every language of the pages at once: what was asked for says nothing of who asks.
inline constexpr std::string_view kMissingHtml =
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<title>Page not found</title>\n</head>\n<body>\n<main>\n<h1>There is no page here</h1>\n"
    "<p>The address may be mistyped, or the page has moved. Nothing of yours is lost.</p>\n"
    "<p><a href=\"/public/tickets\">See what is on</a></p>\n"
    "<section lang=\"es\">\n<h2>Aquí no hay ninguna página</h2>\n"
    "<p>Puede que la dirección esté mal escrita o que la página se haya movido. No se ha perdido "
    "nada tuyo.</p>\n<p><a href=\"/public/tickets\">Ver la cartelera</a></p>\n</section>\n"
    "</main>\n</body>\n</html>\n";

}  // namespace usher::site
