#include "web/download.hpp"

#include "web/request_state.hpp"

namespace usher::web {

Raw download(Request request, std::string content_type, std::string_view file_name,
             NextPiece next) {
  Raw raw{200, std::move(content_type)};
  raw.headers.emplace_back("Content-Disposition", attachment(file_name));
  raw.may_compress = false;
  RequestState& state = request.state();
  // HTTP/1.0 knows no chunks: there the body ends with the connection.
  const bool chunked = !state.head.is_http_1_0;
  if (chunked) raw.headers.emplace_back("Transfer-Encoding", "chunked");
  state.download = Download{std::move(next), chunked};
  return raw;
}

}  // namespace usher::web
