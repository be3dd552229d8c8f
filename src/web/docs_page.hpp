// Purpose: /api/docs, a page that shows the OpenAPI document. Place: web.
// One file without anything from elsewhere; its script and style are allowed by their hashes.
#pragma once
#include <string>

namespace usher::web {

struct DocsPage {
  std::string html;
  std::string policy;  // the Content-Security-Policy that fits it
};

DocsPage docs_page();

}  // namespace usher::web
