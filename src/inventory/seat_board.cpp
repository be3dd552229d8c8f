#include "inventory/seat_board.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/json_write.hpp"

namespace usher::inventory {
namespace {

// Changes kept for clients that come back with Last-Event-ID.
constexpr std::size_t kRecentMax = 512;
// Up to so many changes go out as events of their own; more are merged into one, so that an
// on-sale's thousands of changes a second stay a few events a second for each client.
constexpr std::size_t kSeparateEventsMax = 32;
// New bodies of the state endpoint; beyond it a body may be up to the rest of the second old.
constexpr int kStateBodiesPerSecond = 100;

template <class T>
void append_member(std::string& out, std::string_view name, const T& value) {
  out += '"';
  out += name;
  out += "\":";
  append_json(out, value);
}

}  // namespace

char state_letter(SeatStatus status) {
  switch (status) {
    case SeatStatus::available:
      return 'a';
    case SeatStatus::reserved:
      return 'r';
    case SeatStatus::sold:
      return 's';
    case SeatStatus::blocked:
      return 'b';
    case SeatStatus::house:
      return 'h';
  }
  return 'b';
}

std::size_t SeatBoard::KeyHash::operator()(const SessionKey& key) const noexcept {
  // Keys are digests: any eight bytes are as good as a hash.
  std::size_t hash = 0;
  std::memcpy(&hash, key.data(), std::min(key.size(), sizeof hash));
  return hash;
}

SeatBoard::SeatBoard(std::shared_ptr<const Layout> layout, std::shared_ptr<const SaleTerms> terms,
                     const std::vector<ShowSeatRow>& rows, BoardNumbers at,
                     const std::vector<Hold>& active_holds,
                     std::shared_ptr<const AllotmentList> allotments)
    : layout_(std::move(layout)),
      terms_(std::move(terms)),
      allotments_(allotments ? std::move(allotments) : std::make_shared<const AllotmentList>()),
      sequence_(at.sequence),
      change_(at.change) {
  seats_.reserve(rows.size());
  for (const auto& row : rows) {
    Seat seat;
    seat.base = row.base_status;
    seat.price_override = row.price_override;
    seat.allotment = row.allotment_id;
    if (row.holder_kind) {
      seat.claimed = true;
      seat.kind = *row.holder_kind;
      seat.holder = *row.holder_id;
      seat.expires_at = *row.claimed_until;
    }
    seats_.push_back(seat);
  }
  for (const auto& hold : active_holds) holds_[hold.session_key] = hold.id;
  grid_ = std::make_shared<const SeatGrid>(grid_of(*layout_));
  price_grid();
}

std::shared_ptr<const Layout> SeatBoard::layout() const {
  const std::lock_guard lock(mutex_);
  return layout_;
}

std::shared_ptr<const SaleTerms> SeatBoard::terms() const {
  const std::lock_guard lock(mutex_);
  return terms_;
}

std::shared_ptr<const AllotmentList> SeatBoard::allotments() const {
  const std::lock_guard lock(mutex_);
  return allotments_;
}

BoardNumbers SeatBoard::numbers() const {
  const std::lock_guard lock(mutex_);
  return {sequence_, layout_->version, change_};
}

std::optional<Money> SeatBoard::price_of_seat(std::uint32_t index) const {
  return price_of(*terms_, layout_->seats[index], seats_[index].price_override);
}

SeatStatus SeatBoard::status_of(std::uint32_t index) const {
  const Seat& seat = seats_[index];
  if (seat.claimed) {
    return seat.kind == HolderKind::ticket ? SeatStatus::sold : SeatStatus::reserved;
  }
  if (seat.base == BaseStatus::house) return SeatStatus::house;
  if (seat.base == BaseStatus::blocked || !layout_->seats[index].sellable ||
      !price_of_seat(index)) {
    return SeatStatus::blocked;
  }
  return SeatStatus::available;
}

bool SeatBoard::is_set_aside(const Seat& seat, Timestamp now) const {
  if (seat.base != BaseStatus::house) return false;
  const auto* allotment = find_in(*allotments_, seat.allotment);
  return allotment == nullptr || allotment->open_at(now);
}

BoardVerdict SeatBoard::judge(std::span<const std::uint32_t> seats, const SessionKey& session,
                              Timestamp now, std::optional<AllotmentId> opened) const {
  const std::lock_guard lock(mutex_);
  // A buyer without a session has no hold.
  const auto own = hold_of(session);
  BoardVerdict verdict;
  for (const auto index : seats) {
    const Seat& seat = seats_[index];
    const bool own_hold =
        seat.claimed && seat.kind == HolderKind::hold && own != 0 && own == seat.holder;
    const bool taken = seat.claimed && seat.expires_at > now && !own_hold;
    const bool kept = seat.base == BaseStatus::blocked ||
                      (is_set_aside(seat, now) && (!opened || seat.allotment != opened));
    const bool for_sale = !kept && layout_->seats[index].sellable && price_of_seat(index);
    if (taken || !for_sale) verdict.unavailable.push_back(index);
  }
  return verdict;
}

std::vector<SeatView> SeatBoard::views(std::span<const std::uint32_t> seats) const {
  const std::lock_guard lock(mutex_);
  std::vector<SeatView> views;
  views.reserve(seats.size());
  for (const auto index : seats) {
    views.push_back({index, status_of(index), price_of_seat(index), seats_[index].allotment});
  }
  return views;
}

std::vector<SeatView> SeatBoard::views() const {
  const std::lock_guard lock(mutex_);
  std::vector<SeatView> views;
  views.reserve(seats_.size());
  for (std::uint32_t index = 0; index < seats_.size(); ++index) {
    views.push_back({index, status_of(index), price_of_seat(index), seats_[index].allotment});
  }
  return views;
}

FreeSeats SeatBoard::free_seats() const {
  const std::lock_guard lock(mutex_);
  if (free_seats_of_ == revision_) return free_seats_;
  FreeSeats counted{static_cast<std::int64_t>(seats_.size())};
  for (std::uint32_t index = 0; index < seats_.size(); ++index) {
    if (status_of(index) != SeatStatus::available) continue;
    ++counted.available;
    const auto zone = layout_->seats[index].zone;
    if (zone >= 0) ++counted.available_by_zone[layout_->zones[static_cast<std::size_t>(zone)]];
  }
  free_seats_ = std::move(counted);
  free_seats_of_ = revision_;
  return free_seats_;
}

std::string SeatBoard::states_text() const {
  std::string states(seats_.size(), 'b');
  for (std::uint32_t index = 0; index < seats_.size(); ++index) {
    states[index] = state_letter(status_of(index));
  }
  return states;
}

std::int64_t SeatBoard::hold_of(const SessionKey& session) const {
  if (session.empty()) return 0;
  const auto own = holds_.find(session);
  return own == holds_.end() ? 0 : own->second.value;
}

Vacancy SeatBoard::vacancy_of(std::uint32_t index, std::int64_t own_hold, Timestamp now,
                              std::optional<AllotmentId> opened) const {
  const Seat& seat = seats_[index];
  const bool own = own_hold != 0 && seat.kind == HolderKind::hold && seat.holder == own_hold;
  if (seat.claimed && seat.expires_at > now && !own) return Vacancy::taken;
  const bool set_aside = is_set_aside(seat, now);
  if (opened ? !set_aside || seat.allotment != opened : set_aside) return Vacancy::other_allotment;
  // What has no price is not for sale: for the chart such a seat ends a run too.
  const bool for_sale = seat.base != BaseStatus::blocked && layout_->seats[index].sellable &&
                        grid_->price[grid_->slot[index]] != kNotForSale;
  return for_sale ? Vacancy::free : Vacancy::taken;
}

std::vector<std::uint8_t> SeatBoard::vacancies(Timestamp now,
                                               std::optional<AllotmentId> opened) const {
  std::vector<std::uint8_t> vacancies(seats_.size());
  for (std::uint32_t index = 0; index < seats_.size(); ++index) {
    vacancies[index] = static_cast<std::uint8_t>(vacancy_of(index, 0, now, opened));
  }
  return vacancies;
}

RuleVerdict SeatBoard::judge_rules(std::span<const std::uint32_t> seats, const SessionKey& session,
                                   HoldRules rules, Timestamp now,
                                   std::optional<AllotmentId> opened) const {
  std::shared_ptr<const SeatGrid> grid;
  // Once for the seats of everybody, once for those that the buyer's code opens.
  std::vector<std::vector<std::uint8_t>> views;
  {
    const std::lock_guard lock(mutex_);
    grid = grid_;
    views.push_back(rules.refuses_orphans ? rows_around(seats, session, now, std::nullopt)
                                          : std::vector<std::uint8_t>());
    if (rules.refuses_orphans && opened) views.push_back(rows_around(seats, session, now, opened));
  }
  auto verdict = inventory::judge_rules(*grid, views.front(), seats, rules);
  for (const auto& states : std::span(views).subspan(1)) {
    const auto more = inventory::judge_rules(*grid, states, seats, {.refuses_orphans = true});
    verdict.orphans.insert(verdict.orphans.end(), more.orphans.begin(), more.orphans.end());
  }
  return verdict;
}

// Only the rows of the choice are looked at.
std::vector<std::uint8_t> SeatBoard::rows_around(std::span<const std::uint32_t> seats,
                                                 const SessionKey& session, Timestamp now,
                                                 std::optional<AllotmentId> opened) const {
  std::vector<std::uint8_t> states(seats_.size(), static_cast<std::uint8_t>(Vacancy::taken));
  const auto own = hold_of(session);
  for (const auto seat : seats) {
    const auto& row = grid_->rows[grid_->row_of[seat]];
    for (auto p = row.begin; p < row.end; ++p) {
      const auto state = vacancy_of(grid_->seat[p], own, now, opened);
      states[grid_->seat[p]] = static_cast<std::uint8_t>(state);
    }
  }
  return states;
}

std::optional<Suggestion> SeatBoard::suggest(const SeatWish& wish, Timestamp now) const {
  auto found = suggestions(wish, 0, now);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<Suggestion> SeatBoard::suggestions(const SeatWish& wish, std::uint32_t more,
                                               Timestamp now,
                                               std::optional<AllotmentId> opened) const {
  std::shared_ptr<const SeatGrid> grid;
  std::vector<std::uint8_t> states;
  {
    const std::lock_guard lock(mutex_);
    grid = grid_;
    states = vacancies(now, opened);
  }
  return best_and_others(*grid, states, wish, more);
}

void SeatBoard::price_grid() {
  auto grid = std::make_shared<SeatGrid>(*grid_);
  for (std::uint32_t index = 0; index < seats_.size(); ++index) {
    const auto price = price_of_seat(index);
    grid->set_price(index, price ? price->minor : kNotForSale);
  }
  grid_ = std::move(grid);
}

// The seats that do not cost what their zone does: place, price, price with the fees (rule 41).
// Empty when there are none.
std::string SeatBoard::own_prices_json() const {
  std::string json;
  for (std::uint32_t index = 0; index < seats_.size(); ++index) {
    if (!seats_[index].price_override) continue;
    const auto price = price_of_seat(index);
    if (!price) continue;
    json += json.empty() ? ",\"prices\":[" : ",";
    json += '[' + std::to_string(index) + ',' + std::to_string(price->minor) + ',' +
            std::to_string(pricing::all_in_price(*price, terms_->fees).seat.minor) + ']';
  }
  if (!json.empty()) json += ']';
  return json;
}

std::string SeatBoard::state_json() const {
  std::string json = "{";
  append_member(json, "sequence", sequence_);
  json += ',';
  append_member(json, "layout_version", layout_->version);
  json += ',';
  append_member(json, "states", states_text());
  json += own_prices_json();
  return json += '}';
}

std::shared_ptr<const web::CachedBody> SeatBoard::seat_map() const {
  const auto layout = this->layout();
  const std::lock_guard lock(cache_mutex_);
  if (cached_map_of_ != layout.get()) {
    cached_map_ = std::make_shared<const web::CachedBody>(
        seat_map_json(*layout), "application/json", "public, max-age=0, must-revalidate");
    cached_map_of_ = layout.get();
  }
  return cached_map_;
}

std::shared_ptr<const web::CachedBody> SeatBoard::state_body(Duration monotonic_now) const {
  const std::lock_guard cache_lock(cache_mutex_);
  std::string json;
  {
    const std::lock_guard lock(mutex_);
    if (cached_state_.sequence == sequence_) return cached_state_.body;
    const auto second = std::chrono::floor<std::chrono::seconds>(monotonic_now);
    if (cached_state_.second != second) {
      cached_state_.second = second;
      cached_state_.made = 0;
    }
    if (cached_state_.made >= kStateBodiesPerSecond) return cached_state_.body;
    ++cached_state_.made;
    cached_state_.sequence = sequence_;
    json = state_json();
  }
  cached_state_.body =
      std::make_shared<const web::CachedBody>(std::move(json), "application/json", "no-cache");
  return cached_state_.body;
}

std::optional<Money> SeatBoard::price_override(std::uint32_t seat) const {
  const std::lock_guard lock(mutex_);
  return seats_[seat].price_override;
}

// Keeps what is known of the seats that are in both layouts; settings that come with the set
// follow.
void SeatBoard::replace_layout(std::shared_ptr<const Layout> layout) {
  std::vector<Seat> seats(layout->seats.size());
  for (std::size_t i = 0; i < seats.size(); ++i) {
    const auto before = layout_->find(layout->seats[i].id);
    if (before) seats[i] = seats_[*before];
  }
  seats_ = std::move(seats);
  layout_ = std::move(layout);
  grid_ = std::make_shared<const SeatGrid>(grid_of(*layout_));
  recent_.clear();
  unpublished_.clear();
}

bool SeatBoard::apply(const ChangeSet& set) {
  const std::lock_guard lock(mutex_);
  ++revision_;
  if (set.number == 0) return apply_next(set);
  if (set.number <= change_) return false;
  if (set.number > change_ + 1) {
    // Bounded, since whoever brings a gap also has it filled.
    early_.try_emplace(set.number, set);
    return false;
  }
  bool tell = apply_next(set);
  for (auto next = early_.begin(); next != early_.end(); next = early_.erase(next)) {
    if (next->first <= change_) continue;
    if (next->first > change_ + 1) break;
    tell = apply_next(next->second) || tell;
  }
  return tell;
}

bool SeatBoard::take_over(const SeatBoard& fresh) {
  const std::scoped_lock lock(mutex_, fresh.mutex_);
  if (fresh.change_ < change_) return false;
  ++revision_;
  layout_ = fresh.layout_;
  terms_ = fresh.terms_;
  allotments_ = fresh.allotments_;
  seats_ = fresh.seats_;
  holds_ = fresh.holds_;
  grid_ = fresh.grid_;
  sequence_ = fresh.sequence_;
  change_ = fresh.change_;
  early_.erase(early_.begin(), early_.upper_bound(change_));
  recent_.clear();
  unpublished_.clear();
  if (!watched_.load()) return false;
  unpublished_.push_back({sequence_, true, {}});
  return true;
}

// Needs mutex_.
bool SeatBoard::apply_next(const ChangeSet& set) {
  if (set.number != 0) change_ = set.number;
  if (set.layout) replace_layout(set.layout);
  if (set.terms) terms_ = set.terms;
  if (set.allotments) allotments_ = set.allotments;
  Change change{set.sequence, set.layout != nullptr || set.terms != nullptr, {}};
  std::vector<std::uint32_t> touched;
  for (const auto& setting : set.settings) {
    const auto index = layout_->find(setting.seat);
    if (!index) continue;
    // Prices come with the whole state only: they change rarely, and not in an on-sale.
    if (setting.price_override != seats_[*index].price_override) change.snapshot = true;
    seats_[*index].base = setting.base_status;
    seats_[*index].price_override = setting.price_override;
    seats_[*index].allotment = setting.allotment;
    touched.push_back(*index);
  }
  for (const auto seat : set.blocked) {
    const auto index = layout_->find(seat);
    if (!index) continue;
    seats_[*index].base = BaseStatus::blocked;
    seats_[*index].allotment.reset();
  }
  for (const auto& claim : set.claims) {
    const auto index = layout_->find(claim.seat);
    if (!index) continue;
    Seat& seat = seats_[*index];
    seat.claimed = claim.claim.has_value();
    if (claim.claim) {
      seat.kind = claim.claim->kind;
      seat.holder = claim.claim->holder;
      seat.expires_at = claim.claim->expires_at;
    }
    touched.push_back(*index);
  }
  if (set.layout || set.terms || !set.settings.empty()) price_grid();
  for (const auto& session : set.sessions) {
    if (session.hold)
      holds_[session.session] = *session.hold;
    else
      holds_.erase(session.session);
  }
  if (set.silent) return false;
  for (const auto index : touched) change.seats.push_back({index, status_of(index)});
  sequence_ = set.sequence;
  recent_.push_back(change);
  if (recent_.size() > kRecentMax) recent_.pop_front();
  if (!watched_.load()) return false;
  unpublished_.push_back(std::move(change));
  return true;
}

web::Chunk SeatBoard::snapshot_event() const {
  return web::make_event("snapshot", state_json(), std::to_string(sequence_));
}

web::Chunk SeatBoard::changes_event(std::span<const Change> changes) const {
  std::string data = "{";
  append_member(data, "sequence", changes.back().sequence);
  data += ',';
  append_member(data, "previous", changes.front().sequence - 1);
  data += ",\"seats\":[";
  // Of a seat that changed several times only the last state counts.
  std::unordered_map<std::uint32_t, SeatStatus> last;
  for (const auto& change : changes) {
    for (const auto& seat : change.seats) last[seat.index] = seat.status;
  }
  char before = 0;
  for (const auto& change : changes) {
    for (const auto& seat : change.seats) {
      const auto found = last.find(seat.index);
      if (found == last.end()) continue;
      if (before != 0) data += before;
      before = ',';
      data += '{';
      append_member(data, "id", layout_->seats[seat.index].id);
      data += ',';
      append_member(data, "status", found->second);
      data += '}';
      last.erase(found);
    }
  }
  data += "]}";
  return web::make_event("seats", data, std::to_string(changes.back().sequence));
}

web::Chunk SeatBoard::missed_since(std::int64_t sequence) const {
  if (sequence == sequence_) return std::make_shared<const std::string>(": up to date\n\n");
  if (recent_.empty() || sequence < recent_.front().sequence - 1 || sequence > sequence_) {
    return nullptr;
  }
  std::vector<Change> missed;
  for (const auto& change : recent_) {
    if (change.sequence <= sequence) continue;
    if (change.snapshot) return nullptr;
    missed.push_back(change);
  }
  std::string text;
  if (missed.size() > kSeparateEventsMax) return changes_event(missed);
  for (const auto& change : missed) text += *changes_event({&change, 1});
  return std::make_shared<const std::string>(std::move(text));
}

void SeatBoard::subscribe(std::shared_ptr<web::EventStream> stream,
                          std::optional<std::string> last_event) {
  const std::lock_guard streams_lock(streams_mutex_);
  web::Chunk waiting;
  web::Chunk first;
  {
    const std::lock_guard lock(mutex_);
    waiting = take_unpublished();
    if (last_event) {
      std::int64_t sequence = -1;
      std::from_chars(last_event->data(), last_event->data() + last_event->size(), sequence);
      if (sequence >= 0) first = missed_since(sequence);
    }
    if (!first) first = snapshot_event();
    // From here on apply() keeps what happens for publish().
    watched_.store(true);
  }
  // The others get what waited until now; the new client's first chunk contains it already.
  if (waiting) push_to_all(waiting);
  if (stream->push(std::move(first))) streams_.push_back(std::move(stream));
}

void SeatBoard::unsubscribe(const web::EventStream& stream) {
  const std::lock_guard lock(streams_mutex_);
  std::erase_if(streams_, [&](const auto& entry) { return entry.get() == &stream; });
  if (streams_.empty()) watched_.store(false);
}

std::size_t SeatBoard::subscribers() const {
  const std::lock_guard lock(streams_mutex_);
  return streams_.size();
}

void SeatBoard::publish() {
  const std::lock_guard streams_lock(streams_mutex_);
  web::Chunk waiting;
  {
    const std::lock_guard lock(mutex_);
    waiting = take_unpublished();
  }
  if (waiting) push_to_all(waiting);
}

void SeatBoard::push_to_all(const web::Chunk& chunk) {
  std::erase_if(streams_, [&](const auto& stream) { return !stream->push(chunk); });
}

web::Chunk SeatBoard::take_unpublished() {
  if (unpublished_.empty()) return nullptr;
  web::Chunk chunk;
  // A snapshot says everything that came before it.
  if (std::ranges::any_of(unpublished_, &Change::snapshot)) {
    chunk = snapshot_event();
  } else if (unpublished_.size() > kSeparateEventsMax) {
    chunk = changes_event(unpublished_);
  } else {
    std::string text;
    for (const auto& change : unpublished_) text += *changes_event({&change, 1});
    chunk = std::make_shared<const std::string>(std::move(text));
  }
  unpublished_.clear();
  return chunk;
}

}  // namespace usher::inventory
