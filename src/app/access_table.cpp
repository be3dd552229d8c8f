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
    {get, "/robots.txt", anyone},
    {get, "/api/openapi.json", anyone},
    {get, "/api/docs", anyone},
    {get, "/api/public/config", anyone},
    {get, "/api/public/captcha", anyone},

    // accounts
    {post, "/api/auth/login", anyone},
    {post, "/api/auth/logout", anyone},
    {get, "/api/auth/me", signed_in},
    {post, "/api/auth/password", signed_in},
    {get, "/api/auth/sessions", signed_in},
    {delete_, "/api/auth/sessions/{id}", signed_in},
    {post, "/api/auth/totp/enrol", signed_in},
    {post, "/api/auth/totp/confirm", signed_in},
    {post, "/api/auth/totp/disable", signed_in},
    {get, "/api/admin/users", admin},
    {post, "/api/admin/users", admin},
    {get, "/api/admin/users/{id}", admin},
    {put, "/api/admin/users/{id}", admin},
    {delete_, "/api/admin/users/{id}", admin},
    {get, "/api/admin/api-tokens", admin},
    {post, "/api/admin/api-tokens", admin},
    {delete_, "/api/admin/api-tokens", admin},
    {delete_, "/api/admin/api-tokens/{id}", admin},

    // audit
    {get, "/api/admin/audit-log", admin},

    // venues
    {get, "/api/venues", staff},
    {post, "/api/venues", admin},
    {get, "/api/venues/{id}", staff},
    {put, "/api/venues/{id}", admin},
    {delete_, "/api/venues/{id}", admin},
    {post, "/api/venues/{id}/sections", admin},
    {put, "/api/venues/{id}/sections/{section_id}", admin},
    {delete_, "/api/venues/{id}/sections/{section_id}", admin},
    {post, "/api/venues/{id}/price-zones", admin},
    {put, "/api/venues/{id}/price-zones/{zone_id}", admin},
    {delete_, "/api/venues/{id}/price-zones/{zone_id}", admin},
    {get, "/api/venues/{id}/seats", staff},
    {post, "/api/venues/{id}/seats", admin},
    {put, "/api/venues/{id}/seats/{seat_id}", admin},
    {delete_, "/api/venues/{id}/seats/{seat_id}", admin},
    {post, "/api/venues/{id}/seats/import", admin},
    {get, "/api/venues/{id}/seats/export", staff},
    {get, "/api/venues/{id}/seat-map", staff},
    {post, "/api/venues/{id}/seat-map", admin},
    {post, "/api/venues/{id}/seat-map/preview", admin},

    // recitals and shows
    {get, "/api/recitals", staff},
    {post, "/api/recitals", admin},
    {get, "/api/recitals/{id}", staff},
    {put, "/api/recitals/{id}", admin},
    {delete_, "/api/recitals/{id}", admin},
    {get, "/api/recital-shows", staff},
    {post, "/api/recital-shows", admin},
    {get, "/api/recital-shows/{id}", staff},
    {put, "/api/recital-shows/{id}", admin},
    {delete_, "/api/recital-shows/{id}", admin},
    {post, "/api/recital-shows/{id}/duplicate", admin},
    {get, "/api/recital-shows/{id}/ticket-config", staff},
    {post, "/api/recital-shows/{id}/ticket-config", admin},
    {post, "/api/recital-shows/{id}/ticket-config/preview", staff},
    {get, "/api/public/recitals", anyone},
    {get, "/api/public/recitals/{slug}", anyone},
    {get, "/api/public/recital-shows", anyone},
    {get, "/api/public/recital-shows/{id}", anyone},
    {get, "/sitemap.xml", anyone},
    {get, "/public/tickets", anyone},
    {get, "/public/recitals/{slug}", anyone},
    {get, "/public/recitals/{show_id}/seating", anyone},

    // show seats, holds, streams
    {post, "/api/recital-shows/{id}/seats/generate", admin},
    {get, "/api/recital-shows/{id}/seats", staff},
    {get, "/api/recital-shows/{id}/seats/available", staff},
    {get, "/api/recital-shows/{id}/seats/statistics", staff},
    {get, "/api/recital-shows/{id}/seats/suggested", staff},
    {put, "/api/recital-shows/{id}/seats/{seat_id}", staff},
    {get, "/api/public/recital-shows/{id}/seats", anyone},
    {get, "/api/public/recital-shows/{id}/seats/suggested", anyone},
    {get, "/api/public/recital-shows/{id}/seat-map", anyone},
    {get, "/api/public/recital-shows/{id}/seats/state", anyone},
    {get, "/api/public/recital-shows/{id}/seats/stream", anyone},
    {post, "/api/seat-reservations/reserve", anyone},
    {get, "/api/seat-reservations/check", buyer},
    {post, "/api/seat-reservations/extend", buyer},
    {post, "/api/seat-reservations/release", buyer},
    {get, "/api/public/seat-reservations/{token}", buyer},
    {delete_, "/api/public/seat-reservations/{token}", buyer},

    // orders and payment
    {post, "/api/ticket-orders/create", buyer},
    {post, "/api/ticket-orders/payment-intent", buyer},
    {post, "/api/ticket-orders/confirm", buyer},
    {post, "/api/ticket-orders/cancel", buyer},
    {post, "/api/public/test-payments/{payment_intent_id}/confirm", buyer},
    {get, "/api/admin/payments/reconciliation", admin},
    {post, "/api/admin/payments/reconciliation", admin},
    {post, "/api/admin/payments/findings/resolve", admin},
    {post, "/api/webhooks/stripe/ticket-payment", signature},
    {post, "/api/public/orders", anyone},
    {get, "/api/public/orders/lookup", anyone},
    {get, "/api/public/orders/{id}", buyer},
    {post, "/api/public/orders/{id}/resend-email", buyer},
    {get, "/api/admin/ticketing/dashboard", staff_or_report},
    {get, "/api/admin/ticketing/orders", staff_or_report},
    {get, "/api/admin/ticketing/orders/export", staff_or_report},
    {get, "/api/admin/ticketing/orders/{id}", staff},
    {post, "/api/admin/ticketing/orders/{id}/refund", admin},
    {post, "/api/admin/ticketing/orders/{id}/cancel", staff},
    {post, "/api/admin/ticketing/orders/{id}/resend-email", staff},
    {post, "/api/admin/ticketing/orders/{id}/notes", staff},
    {get, "/api/recital-shows/{id}/changes/preview", admin},
    {get, "/api/recital-shows/{id}/changes", staff},
    {get, "/api/recital-shows/{id}/changes/{change_id}", staff},
    {post, "/api/recital-shows/{id}/changes", admin},

    // mail
    {get, "/api/public/mail/unsubscribe", anyone},
    {post, "/api/public/mail/unsubscribe", anyone},
    {get, "/api/admin/messages", admin},
    {post, "/api/admin/messages/{id}/retry", admin},
    {post, "/api/admin/messages/retry-dead", admin},
    {get, "/api/admin/mail-templates", admin},
    {get, "/api/admin/mail-templates/{kind}/{language}", admin},
    {put, "/api/admin/mail-templates/{kind}/{language}", admin},
    {delete_, "/api/admin/mail-templates/{kind}/{language}", admin},
    {post, "/api/admin/mail-templates/{kind}/{language}/preview", admin},
    {post, "/api/admin/mail-templates/{kind}/{language}/test", admin},

    // tickets
    {get, "/api/tickets", staff},
    {get, "/api/tickets/{id}", staff},
    {get, "/api/tickets/{id}/download", staff},
    {get, "/api/tickets/{id}/pdf-url", staff},
    {post, "/api/tickets/generate-pdf", staff},
    {post, "/api/tickets/resend-email", staff},
    {get, "/api/tickets/verify", scanner},
    {post, "/api/tickets/verify", scanner},
    {post, "/api/tickets/{id}/undo-scan", staff},
    {get, "/api/recital-shows/{id}/tickets.pdf", staff},
    {get, "/api/recital-shows/{id}/seat-labels.pdf", staff},
    {get, "/api/venues/{id}/seat-labels.pdf", staff},
    {get, "/api/recital-shows/{id}/admissions", scanner},
    {get, "/api/tickets/scan-list", scanner},
    {post, "/api/tickets/scans", scanner},
    {get, "/api/tickets/conflicts", scanner},
    {post, "/api/tickets/conflicts/{id}/seen", staff},
    {get, "/api/tickets/verification-keys", scanner},
    {post, "/api/tickets/verification-keys", admin},
    {get, "/api/public/tickets/{code}", buyer},
    {get, "/api/public/tickets/{code}/download", buyer},
    {get, "/api/public/tickets/{code}/qr.svg", buyer},
    {get, "/api/public/tickets/{code}/qr.png", buyer},
    {get, "/api/public/tickets/{code}/calendar.ics", buyer},
    {get, "/api/public/ticket-files/{link}", buyer},
    {get, "/api/public/orders/{id}/tickets.pdf", buyer},
});

}  // namespace

std::span<const web::AccessRow> access_table() { return kTable; }

}  // namespace usher::app
