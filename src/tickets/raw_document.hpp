// Purpose: documents as answers. Place: tickets, shared by its endpoint tables.
#pragma once
#include <utility>

#include "tickets/tickets.hpp"
#include "web/reply.hpp"

namespace usher::tickets {

// To be saved under its name.
inline web::Raw as_attachment(Document document) {
  web::Raw raw;
  raw.headers.emplace_back("Content-Disposition", web::attachment(document.file_name));
  raw.content_type = std::move(document.media_type);
  raw.body = std::move(document.bytes);
  return raw;
}

// To be shown in a page.
inline web::Raw as_picture(Document document) {
  web::Raw raw;
  raw.content_type = std::move(document.media_type);
  raw.body = std::move(document.bytes);
  return raw;
}

}  // namespace usher::tickets
