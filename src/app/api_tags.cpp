#include "app/api_tags.hpp"

namespace usher::app {

void describe_tags(web::Router& router) {
  router.describe_tag("Accounts", "Sign-in, people, sessions and API tokens.");
  router.describe_tag("Allotments", "Seats that are set aside, opened by a code until released.");
  router.describe_tag("Audit", "Who did what: an append-only, hash-chained log.");
  router.describe_tag("Entry", "Verifying tickets at the door; each admits once.");
  router.describe_tag("Holds", "Keeping seats for a buyer for a few minutes, all or none.");
  router.describe_tag("Mail", "What was and will be sent, and the texts of mails.");
  router.describe_tag("Orders", "From a hold to a paid order, and a buyer's way back to it.");
  router.describe_tag("Orders (staff)", "Finding, refunding and noting orders.");
  router.describe_tag("Payment", "The provider's webhook, and the card form of the test provider.");
  router.describe_tag("Public", "What the shop shows: recitals, shows, settings.");
  router.describe_tag("Recitals", "What is performed, apart from when and where.");
  router.describe_tag("Seating chart", "A show's layout and live seat states, for buyers.");
  router.describe_tag("Seats", "A venue's seats and its map.");
  router.describe_tag("Show seats", "A show's seats, their prices and states, for staff.");
  router.describe_tag("Shows", "Performances: when, where, on which terms they are sold.");
  router.describe_tag("System", "Health, metrics and this document.");
  router.describe_tag("Tickets", "Tickets as pages, PDF, QR codes and calendar entries.");
  router.describe_tag("Venues", "Houses with their sections and price zones.");
}

}  // namespace usher::app
