#include "site/page_routes.hpp"

#include <array>

namespace usher::site {
namespace {

constexpr auto kRoutes = std::to_array<web::PageRoute>({
    {"/public/tickets", "/shop.html"},
    {"/public/tickets/lookup", "/shop.html"},
    {"/public/tickets/{code}", "/shop.html"},
    {"/public/recitals/{slug}", "/shop.html"},
    {"/public/recitals/{show_id}/seating", "/shop.html"},
    {"/public/basket", "/shop.html"},
    {"/public/checkout", "/shop.html"},
    {"/public/checkout/tickets/{show_id}", "/shop.html"},
    {"/public/checkout/tickets/confirmation/{order_id}", "/shop.html"},
    {"/admin", "/admin.html"},
    {"/admin/login", "/admin.html"},
    {"/admin/ticketing/dashboard", "/admin.html"},
    {"/admin/ticketing/venues", "/admin.html"},
    {"/admin/ticketing/venues/create", "/admin.html"},
    {"/admin/ticketing/venues/{id}/edit", "/admin.html"},
    {"/admin/ticketing/venues/{id}/seat-map", "/admin.html"},
    {"/admin/ticketing/orders", "/admin.html"},
    {"/admin/ticketing/orders/{id}", "/admin.html"},
    {"/admin/ticketing/door", "/admin.html"},
    {"/admin/recitals", "/admin.html"},
    {"/admin/recitals/shows/{id}", "/admin.html"},
    {"/admin/recitals/shows/{id}/seating-chart", "/admin.html"},
    {"/admin/recitals/shows/{id}/change", "/admin.html"},
    {"/admin/account", "/admin.html"},
    {"/admin/api-tokens", "/admin.html"},
    {"/admin/messages", "/admin.html"},
    {"/admin/mail-templates", "/admin.html"},
    {"/admin/setup", "/admin.html"},
    {"/admin/users", "/admin.html"},
    {"/admin/audit-log", "/admin.html"},
    {"/admin/payments", "/admin.html"},
    {"/scan", "/door.html"},
});

}  // namespace

std::span<const web::PageRoute> page_routes() { return kRoutes; }

}  // namespace usher::site
