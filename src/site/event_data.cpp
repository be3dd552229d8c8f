#include "site/event_data.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <utility>

#include "base/time_zone.hpp"
#include "site/page_frame.hpp"

namespace usher::site {
namespace {

namespace json = boost::json;
using shows::PublicShow;
using shows::SaleState;

// "25.50": as schema.org wants it.
std::string decimal(Money amount, const Currency& currency) {
  std::string text = format_money(amount, currency);
  text.resize(std::min(text.find(' '), text.size()));
  return text;
}

// "2026-12-24T19:30:00-05:00"
std::string with_offset(Timestamp at, const TimeZoneName& zone) {
  const auto minutes =
      std::chrono::duration_cast<std::chrono::minutes>(utc_offset(at, zone)).count();
  const auto ahead = minutes < 0 ? -minutes : minutes;
  return fmt::format("{}{}{:02}:{:02}", to_local_string(at, zone), minutes < 0 ? '-' : '+',
                     ahead / 60, ahead % 60);
}

std::string_view stock_of(const PublicShow& show, const shows::PublicZone& zone) {
  switch (show.sale_state) {
    case SaleState::not_begun:
    case SaleState::draft:
      return "https://schema.org/PreOrder";
    case SaleState::open:
    case SaleState::paused:
      break;
    case SaleState::over:
    case SaleState::sold_out:
    case SaleState::cancelled:
      return "https://schema.org/SoldOut";
  }
  const bool is_gone = zone.available.value && *zone.available.value == 0;
  return is_gone ? "https://schema.org/SoldOut" : "https://schema.org/InStock";
}

json::array offers_of(const PublicShow& show, const std::string& base_url) {
  json::array offers;
  for (const auto& zone : show.price_zones) {
    json::object offer{{"@type", "Offer"},
                       {"name", zone.name.value},
                       {"price", decimal(zone.all_in_price, show.currency)},
                       {"priceCurrency", show.currency.code},
                       {"availability", stock_of(show, zone)},
                       {"url", seating_url(show, base_url)}};
    if (show.sales_start) offer["validFrom"] = with_offset(*show.sales_start, show.time_zone);
    offers.push_back(std::move(offer));
  }
  return offers;
}

json::object place_of(const shows::PublicVenue& venue) {
  json::object address{{"@type", "PostalAddress"}};
  const auto add = [&address](std::string_view name, const std::string& value) {
    if (!value.empty()) address[name] = value;
  };
  add("streetAddress", venue.address);
  add("addressLocality", venue.city);
  add("addressRegion", venue.state);
  add("postalCode", venue.zip);
  add("addressCountry", venue.country);
  return {{"@type", "Place"}, {"name", venue.name}, {"address", std::move(address)}};
}

json::object event_of(const PublicShow& show, const std::string& base_url) {
  const bool is_cancelled = show.sale_state == SaleState::cancelled;
  json::object event{{"@context", "https://schema.org"},
                     {"@type", "Event"},
                     {"name", full_title(show)},
                     {"startDate", with_offset(show.starts_at, show.time_zone)},
                     {"eventStatus", is_cancelled ? "https://schema.org/EventCancelled"
                                                  : "https://schema.org/EventScheduled"},
                     {"eventAttendanceMode", "https://schema.org/OfflineEventAttendanceMode"},
                     {"location", place_of(show.venue)},
                     {"url", seating_url(show, base_url)}};
  if (show.doors_at) event["doorTime"] = with_offset(*show.doors_at, show.time_zone);
  const auto about = shortened(show.recital.description.value, kDescriptionMax);
  if (!about.empty()) event["description"] = about;
  if (show.recital.image_url) event["image"] = show.recital.image_url->value;
  if (auto offers = offers_of(show, base_url); !offers.empty()) event["offers"] = std::move(offers);
  return event;
}

}  // namespace

std::string seating_url(const PublicShow& show, const std::string& base_url) {
  return base_url + "/public/recitals/" + show.id.text() + "/seating";
}

std::string full_title(const PublicShow& show) {
  const std::string& recital = show.recital.title.value;
  if (show.title.find(recital) != std::string::npos) return show.title;
  return recital + " – " + show.title;
}

std::string events_json_ld(const std::vector<PublicShow>& shows, const std::string& base_url) {
  if (shows.size() == 1) return json::serialize(event_of(shows.front(), base_url));
  json::array events;
  for (const auto& show : shows) events.push_back(event_of(show, base_url));
  return events.empty() ? std::string() : json::serialize(events);
}

}  // namespace usher::site
