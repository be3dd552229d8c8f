// What buyers see of recitals and shows.
#include <algorithm>
#include <map>

#include "pricing/pricing.hpp"
#include "shows/use_cases.hpp"
#include "venues/venues.hpp"
#include "web/paging.hpp"

namespace usher::shows {
namespace {

using store::Queries;

PublicRecital public_part(const Recital& recital) {
  return {recital.id, recital.title, recital.slug, recital.description, recital.image_url};
}

PublicVenue public_part(const venues::Venue& venue) {
  return {venue.id,          venue.name.value, venue.address.value, venue.city.value,
          venue.state.value, venue.zip.value,  venue.country.value};
}

// Up to so many are read one by one.
constexpr std::size_t kFewShows = 3;

bool is_announced(const ShowInfo& show) { return show.status != ShowStatus::draft; }

bool is_to_come(const ShowInfo& show, Timestamp now) {
  return is_announced(show) && show.starts_at > now && show.status != ShowStatus::past;
}

// Puts public views together; what many shows share is read once. One snapshot, one use.
class PublicViews {
 public:
  PublicViews(Queries& q, const AvailabilitySource* availability)
      : q_(q), availability_(availability) {}

  // For lists: reads the configurations of all shows to come at once.
  void read_ahead() { configs_ = configs_to_come(q_, q_.now()); }

  PublicShow show(const ShowInfo& show) {
    const TicketConfig config = config_of(show.id);
    const TicketConfigView config_view = view_of(config);
    PublicShow view;
    view.id = show.id;
    view.recital_id = show.recital_id;
    view.venue_id = show.venue_id;
    view.title = show.title;
    view.recital = recital(show.recital_id);
    view.venue = venue(show.venue_id);
    view.starts_at = show.starts_at;
    view.starts_at_local = to_local_string(show.starts_at, show.time_zone);
    view.time_zone = show.time_zone;
    view.doors_at = show.doors_at;
    view.sales_start = show.sales_start;
    view.sales_end = show.sales_end;
    view.status = effective_status(show, q_.now());
    view.sale_state = sale_state(show, q_.now());
    view.currency = config.currency;
    view.max_tickets_per_order = config.max_tickets_per_order;
    view.hold_minutes = config.hold_minutes;
    view.fees = config_view.fees;
    view.tax = config_view.tax;
    view.layout_version = show.layout_version;
    view.orphan_seats = config.orphan_seats;
    view.accessible_released = config.accessible_released(q_.now());
    add_prices(show, config, view);
    add_numbers(show, view);
    return view;
  }

 private:
  TicketConfig config_of(ShowId show) {
    const auto known = configs_.find(show);
    return known == configs_.end() ? find_ticket_config(q_, show) : known->second;
  }
  const PublicRecital& recital(RecitalId id) {
    const auto [known, is_new] = recitals_.try_emplace(id);
    if (is_new) {
      if (const auto found = find_recital(q_, id)) known->second = public_part(*found);
    }
    return known->second;
  }
  const PublicVenue& venue(VenueId id) {
    const auto [known, is_new] = venues_.try_emplace(id);
    if (is_new) {
      if (const auto found = venues::find_venue(q_, id)) known->second = public_part(*found);
    }
    return known->second;
  }
  const std::vector<venues::PriceZone>& zones(VenueId id) {
    const auto [known, is_new] = zones_.try_emplace(id);
    if (is_new) known->second = venues::list_price_zones(q_, id);
    return known->second;
  }

  static Money all_in(const pricing::Terms& terms, Money price, PublicShow& view) {
    const auto whole = pricing::all_in_price(price, terms);
    const Money one = whole.seat + whole.order;
    if (!view.from_price || one < *view.from_price) {
      view.from_price = one;
      view.order_fee = whole.order;
    }
    return whole.seat;
  }

  // A zone without a price is not for sale (rule 38).
  void add_prices(const ShowInfo& show, const TicketConfig& config, PublicShow& view) {
    const auto terms = config.terms();
    for (const auto& zone : zones(show.venue_id)) {
      const auto own = std::ranges::find(config.zones, zone.id, &ZoneConfig::price_zone_id);
      const bool listed = own != config.zones.end();
      const auto price = listed && own->price ? own->price : zone.default_price;
      if (!price || (listed && !own->enabled)) continue;
      view.price_zones.push_back(
          {zone.id, zone.name, zone.color, *price, all_in(terms, *price, view), {}});
    }
    for (const auto& type : config.ticket_types) {
      view.ticket_types.push_back(
          {type.name, type.price_zone_id, type.price, all_in(terms, type.price, view)});
    }
  }

  void add_numbers(const ShowInfo& show, PublicShow& view) {
    if (availability_ == nullptr) return;
    const auto seats = availability_->availability(show.id);
    if (!seats) return;
    view.seats.value = SeatNumbers{seats->total, seats->available};
    view.has_access_codes = seats->has_access_codes;
    for (auto& zone : view.price_zones) {
      const auto found = seats->available_by_zone.find(zone.id);
      zone.available.value = found == seats->available_by_zone.end() ? 0 : found->second;
    }
  }

  Queries& q_;
  const AvailabilitySource* availability_;
  std::map<ShowId, TicketConfig> configs_;
  std::map<RecitalId, PublicRecital> recitals_;
  std::map<VenueId, PublicVenue> venues_;
  std::map<VenueId, std::vector<venues::PriceZone>> zones_;
};

std::vector<ShowInfo> shows_to_come(Queries& q, const PublicQuery& query) {
  auto shows = list_shows(q, {query.recital_id, query.venue_id, query.from, query.to});
  std::erase_if(shows, [&](const ShowInfo& show) { return !is_to_come(show, q.now()); });
  return shows;
}

}  // namespace

Shows::Answer<web::Page<PublicShow>> Shows::public_shows(PublicQuery query) {
  using Found = Result<web::Page<PublicShow>>;
  co_return co_await store_.read(
      store::Viewer::anyone(), [this, query = std::move(query)](Queries& q) -> Found {
        auto shows = shows_to_come(q, query);
        std::erase_if(shows, [&](const ShowInfo& show) {
          return !matches_search(
              query.q, {show.title, show.recital_title, show.venue_name, show.venue_city});
        });
        const std::int64_t limit = query.limit ? query.limit->value : web::kPageDefault;
        TRY(auto rows, web::page_of(std::move(shows), limit, query.cursor,
                                    [](const ShowInfo& show) { return show.id.text(); }));
        PublicViews views(q, availability_);
        if (rows.items.size() > kFewShows) views.read_ahead();
        web::Page<PublicShow> page;
        page.next_cursor = std::move(rows.next_cursor);
        page.total = rows.total;
        for (const auto& show : rows.items) page.items.push_back(views.show(show));
        return page;
      });
}

Shows::Answer<PublicShow> Shows::public_show(ShowId show) {
  co_return co_await store_.read(
      store::Viewer::anyone(), [this, show](Queries& q) -> Result<PublicShow> {
        TRY(const auto found, shows::get_show(q, show));
        if (!is_announced(found)) {
          return refuse(ErrorKind::not_found, "show_not_found", "There is no such show.");
        }
        return PublicViews(q, availability_).show(found);
      });
}

Shows::Answer<web::Page<PublicRecitalItem>> Shows::public_recitals(PublicQuery query) {
  using Found = Result<web::Page<PublicRecitalItem>>;
  co_return co_await store_.read(
      store::Viewer::anyone(), [this, query = std::move(query)](Queries& q) -> Found {
        PublicViews views(q, availability_);
        std::vector<PublicRecitalItem> items;  // by the next show
        const auto shows = shows_to_come(q, query);
        if (shows.size() > kFewShows) views.read_ahead();
        for (const auto& show : shows) {
          auto item = std::ranges::find(items, show.recital_id, &PublicRecitalItem::id);
          const PublicShow seen = views.show(show);
          if (item == items.end()) {
            const auto& recital = seen.recital;
            if (!matches_search(query.q, {recital.title.value, recital.description.value}))
              continue;
            items.push_back({recital.id,
                             recital.title,
                             recital.slug,
                             recital.description,
                             recital.image_url,
                             0,
                             show.starts_at,
                             {},
                             seen.currency});
            item = items.end() - 1;
          }
          ++item->show_count;
          if (seen.from_price && seen.currency == item->currency) {
            item->from_price =
                std::min(item->from_price.value_or(*seen.from_price), *seen.from_price);
          }
        }
        const std::int64_t limit = query.limit ? query.limit->value : web::kPageDefault;
        return web::page_of(std::move(items), limit, query.cursor,
                            [](const PublicRecitalItem& item) { return item.id.text(); });
      });
}

Shows::Answer<PublicRecitalPage> Shows::public_recital(Slug slug) {
  co_return co_await store_.read(
      store::Viewer::anyone(),
      [this, slug = std::move(slug)](Queries& q) -> Result<PublicRecitalPage> {
        const auto recital = find_recital_by_slug(q, slug);
        ShowFilter filter;
        if (recital) filter.recital_id = recital->id;
        auto shows = recital ? shows::list_shows(q, filter) : std::vector<ShowInfo>{};
        std::erase_if(shows, [](const ShowInfo& show) { return !is_announced(show); });
        if (!recital || shows.empty()) {
          return refuse(ErrorKind::not_found, "recital_not_found", "There is no such recital.");
        }
        PublicViews views(q, availability_);
        PublicRecitalPage page{recital->id,          recital->title,     recital->slug,
                               recital->description, recital->image_url, {}};
        for (const auto& show : shows) {
          if (is_to_come(show, q.now())) page.shows.push_back(views.show(show));
        }
        return page;
      });
}

boost::asio::awaitable<std::vector<ListedShow>> Shows::listed_shows() {
  co_return co_await store_.read(store::Viewer::anyone(), [](Queries& q) {
    std::vector<ListedShow> listed;
    for (const auto& show : shows_to_come(q, {})) listed.push_back({show.id, show.recital_slug});
    return listed;
  });
}

}  // namespace usher::shows
