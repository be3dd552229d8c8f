#include "app/access_table.hpp"

#include <array>

namespace usher::app {
namespace {

using enum web::Method;
using enum web::Access;

// Every endpoint has one row, every row an endpoint: the server does not start otherwise.
constexpr auto kTable = std::to_array<web::AccessRow>({
    // system
    {get, "/healthz", anyone},
    {get, "/readyz", anyone},
    {get, "/metrics", metrics},
    {get, "/api/openapi.json", anyone},
    {get, "/api/docs", anyone},

    // accounts

    // audit

    // venues

    // recitals and shows

    // show seats, holds, streams

    // orders and payment

    // tickets
});

}  // namespace

std::span<const web::AccessRow> access_table() { return kTable; }

}  // namespace usher::app
