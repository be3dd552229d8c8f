// Purpose: long downloads that are made piece by piece while they are sent. Place: web.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "web/reply.hpp"
#include "web/request.hpp"

namespace usher::web {

// The next part of the body, about a megabyte at most; nullopt when there is no more. It owns what
// it uses: the request is gone when it is called.
using NextPiece = std::function<boost::asio::awaitable<std::optional<std::string>>()>;

// For handlers of .answers_raw(): an attachment of unknown length. `next` is called on the
// connection's thread, one call at a time, and again only when the piece before it has been sent,
// so that a slow client never makes the server keep more than one piece. What it throws ends the
// connection before the end of the body, which clients notice (RFC 9112, section 8).
Raw download(Request request, std::string content_type, std::string_view file_name, NextPiece next);

}  // namespace usher::web
