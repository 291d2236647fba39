#include "profile/book.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace cairn::profile {
namespace {

/// A span's bounds cut to milliseconds, as the index does: an event at the bound belongs to what begins there.
std::int64_t bound_ms(std::int64_t us, std::int64_t without) { return us == no_time ? without : ms_of(us); }

/// How customers are called in answers, too.
identity::Identifier shown(const identity::CustomerName& name) {
  return {name.best.kind, name.since == no_time ? name.best.value : name.text()};
}

/// Looking back further than so many instants would cost too much where somebody's life is very long.
constexpr int most_instants_back = 256;

/// Since when the plan says what it says at the horizon: back from there, instant by instant, to where it said
/// otherwise. Nobody is in a segment before his first event.
std::int64_t since(const CasePlan& plan, const BookLife& life, std::int64_t first_seen, std::int64_t horizon_ms) {
  const bool outcome = plan.holds(life, horizon_ms);
  std::int64_t so_since = horizon_ms, end = horizon_ms;
  auto known = life.rows();
  for (int step = 0; step < most_instants_back; ++step) {
    const auto begin = known == 0 ? first_seen : life.ms(known - 1);
    if (begin <= end) {
      const auto part = life.first(known);
      bool then = plan.holds(part, begin);
      auto then_since = begin;
      for (auto next = plan.changes_at(part, begin); next <= end; next = plan.changes_at(part, next)) {
        const bool now = plan.holds(part, next);
        if (now != then) then_since = next;
        then = now;
      }
      if (then != outcome) return so_since;
      so_since = then_since;
      if (then_since != begin) return so_since;
      end = begin - 1;
    }
    if (known == 0) return so_since;
    --known;
  }
  return so_since;
}

}  // namespace

Result<Book> Book::make(const std::vector<CasePredicate>& segments) {
  std::vector<CasePlan> plans;
  for (const auto& segment : segments) {
    CAIRN_TRY(auto plan, CasePlan::make(segment));
    plans.push_back(std::move(plan));
  }
  return Book(segments, std::move(plans));
}

Book::Book(const std::vector<CasePredicate>& segments, std::vector<CasePlan> plans)
    : plans_(std::move(plans)),
      asked_(segments, plans_),
      store_(asked_),
      member_words_((plans_.size() + 63) / 64),
      counts_(plans_.size()) {}

NameId Book::entry(NameId name) {
  while (identifiers_.size() < names_.size()) {
    identifiers_.push_back({});
    customers_.push_back({});
  }
  members_.resize(names_.size() * member_words_);
  return name;
}

void Book::touch(NameId id, SegmentSet segments) {
  auto& customer = customers_[id];
  customer.touched |= segments;
  if (!std::exchange(customer.is_touched, true)) touched_.push_back(id);
}

void Book::touch_owners(NameId identifier, std::int64_t from_ms, std::int64_t to_ms, SegmentSet segments) {
  const auto owner = identifiers_[identifier].owner;
  if (owner != several) return touch(owner, segments);
  for (const auto& part : parts_.at(identifier))
    if (part.from_ms <= to_ms && part.until_ms > from_ms) touch(part.customer, segments);
}

void Book::add(const Arrival& arrival) {
  const auto id = entry(names_.id_of(arrival.kind, arrival.identifier));
  auto& identifier = identifiers_[id];
  const auto ms = ms_of(arrival.us);
  auto from = ms, to = ms;
  const bool is_first = !identifier.was_seen();
  if (is_first) {
    names_.set_sent_as(id, arrival.kind);
    if (identifier.owner == nobody) give(id, {{INT64_MIN, INT64_MAX, id}});
    for (const auto& part : parts_of(id)) put_in_order(customers_[part.customer].pieces);
  } else {
    // What lies between two events of an identifier is known to be its owner's.
    from = std::min(ms, identifier.last_ms);
    to = std::max(ms, identifier.first_ms);
  }
  const bool is_wider = ms < identifier.first_ms || ms > identifier.last_ms;
  identifier.first_ms = std::min(identifier.first_ms, ms);
  identifier.last_ms = std::max(identifier.last_ms, ms);
  if (arrival.facts != nullptr) {
    auto& rows = identifier.rows;
    identifier.is_sorted &= rows.empty() || rows.back().us <= arrival.us;
    if (rows.size() == rows.capacity()) rows.reserve(rows.size() + rows.size() / 4 + 2);
    rows.push_back(store_.row(arrival.us, *arrival.facts));
    touch_owners(id, from, to, arrival.facts->segments);
  } else if (is_first || (is_wider && identifier.owner == several)) {
    touch_owners(id, from, to, 0);
  }
}

std::vector<Book::Part> Book::parts_of(NameId identifier) const {
  const auto owner = identifiers_[identifier].owner;
  if (owner == nobody) return {};
  if (owner == several) return parts_.at(identifier);
  return {{INT64_MIN, INT64_MAX, owner}};
}

void Book::set_owners(std::span<const Owned> owned) {
  for (const auto& each : owned) {
    const auto id = entry(names_.id_of(each.as_sent.kind, each.as_sent.value));
    std::vector<Part> parts;
    for (const auto& span : each.spans) {
      const auto name = shown(span.customer);
      Part part{bound_ms(span.from, INT64_MIN), bound_ms(span.until, INT64_MAX),
                entry(names_.id_of(name.kind, name.value))};
      if (part.from_ms < part.until_ms) parts.push_back(part);
    }
    if (each.spans.empty()) parts.push_back({INT64_MIN, INT64_MAX, id});
    give(id, std::move(parts));
  }
}

/// Only those are touched for whom something changes: a tablet that many people use gets one owner more at a time.
void Book::give(NameId identifier, std::vector<Part> parts) {
  auto before = parts_of(identifier);
  std::sort(before.begin(), before.end());
  std::sort(parts.begin(), parts.end());
  std::vector<Part> gone, come;
  std::set_difference(before.begin(), before.end(), parts.begin(), parts.end(), std::back_inserter(gone));
  std::set_difference(parts.begin(), parts.end(), before.begin(), before.end(), std::back_inserter(come));
  for (const auto& part : gone) {
    std::erase(customers_[part.customer].pieces, Piece{identifier, part.from_ms, part.until_ms});
    touch(part.customer, all_segments);
  }
  for (const auto& part : come) {
    auto& pieces = customers_[part.customer].pieces;
    pieces.push_back({identifier, part.from_ms, part.until_ms});
    put_in_order(pieces);
    touch(part.customer, all_segments);
  }
  const bool is_one = parts.size() == 1 && parts[0].from_ms == INT64_MIN && parts[0].until_ms == INT64_MAX;
  identifiers_[identifier].owner = is_one ? parts[0].customer : several;
  if (is_one)
    parts_.erase(identifier);
  else
    parts_.insert_or_assign(identifier, std::move(parts));
}

void Book::put_in_order(std::vector<Piece>& pieces) const {
  if (pieces.size() < 2) return;
  auto key = [&](const Piece& piece) {
    return std::tuple(names_.hash_as_sent(piece.identifier), names_.value(piece.identifier), piece.from_ms);
  };
  std::sort(pieces.begin(), pieces.end(), [&](const Piece& a, const Piece& b) { return key(a) < key(b); });
}

void Book::assume(std::uint32_t segment, const identity::Identifier& customer) {
  const auto id = entry(names_.id_of(customer.kind, customer.value));
  if (!is_member(id, segment)) turn(id, segment);
  touch(id, all_segments);
}

void Book::turn(NameId customer, std::uint32_t segment) {
  auto& word = members_[customer * member_words_ + segment / 64];
  word ^= std::uint64_t{1} << (segment % 64);
  is_member(customer, segment) ? ++counts_[segment] : --counts_[segment];
}

/// INT64_MAX: he has no event.
std::int64_t Book::first_seen(const Customer& customer) const {
  std::int64_t first = INT64_MAX;
  for (const auto& piece : customer.pieces) {
    const auto& identifier = identifiers_[piece.identifier];
    const auto begin = std::max(identifier.first_ms, piece.from_ms);
    if (begin <= identifier.last_ms && begin < piece.until_ms) first = std::min(first, begin);
  }
  return first;
}

std::span<const Row> Book::rows_of(const Piece& piece) {
  auto& [rows, first, last, owner, is_sorted] = identifiers_[piece.identifier];
  if (!is_sorted) {
    auto earlier = [](const Row& a, const Row& b) { return a.us < b.us; };
    auto late = std::is_sorted_until(rows.begin(), rows.end(), earlier);
    std::stable_sort(late, rows.end(), earlier);
    std::inplace_merge(rows.begin(), late, rows.end(), earlier);
    is_sorted = true;
  }
  auto before = [](std::int64_t ms) { return [ms](const Row& row) { return row.ms() < ms; }; };
  auto begin = std::partition_point(rows.begin(), rows.end(), before(piece.from_ms));
  auto end = std::partition_point(begin, rows.end(), before(piece.until_ms));
  return {begin, end};
}

std::span<const Row> Book::rows_of(const Customer& customer) {
  if (customer.pieces.size() == 1) return rows_of(customer.pieces[0]);
  merged_.clear();
  for (const auto& piece : customer.pieces) {
    auto rows = rows_of(piece);
    merged_.insert(merged_.end(), rows.begin(), rows.end());
  }
  std::stable_sort(merged_.begin(), merged_.end(), [](const Row& a, const Row& b) { return a.ms() < b.ms(); });
  return merged_;
}

void Book::evaluate(NameId id, std::int64_t horizon_ms, std::vector<SegmentChange>& changes) {
  auto& customer = customers_[id];
  const auto first = first_seen(customer);
  const bool is_known = first != INT64_MAX;
  const auto segments = is_known == customer.is_known ? customer.touched : all_segments;
  known_ = known_ + is_known - customer.is_known;
  customer.is_known = is_known;
  customer.is_touched = false;
  customer.touched = 0;
  const auto rows = is_known ? rows_of(customer) : std::span<const Row>();
  // What the others wait for is among what he waited for.
  auto due = (segments & asked_.with_windows()) == asked_.with_windows() ? BookDue::never : due_.at(id);
  for (std::uint32_t segment = 0; segment < plans_.size(); ++segment) {
    if ((segments & set_of(segment)) == 0) continue;
    const auto& plan = plans_[segment];
    BookLife life(store_, rows, asked_.atoms_of(segment), asked_.slots_of(segment));
    const bool holds = is_known && plan.holds(life, horizon_ms);
    if (is_known) due = std::min(due, plan.changes_at(life, horizon_ms));
    if (holds == is_member(id, segment)) continue;
    turn(id, segment);
    changes.push_back({segment, id, holds, is_known ? since(plan, life, first, horizon_ms) : horizon_ms});
  }
  due_.set(id, due);
}

std::vector<SegmentChange> Book::update(std::int64_t horizon_ms) {
  while (auto customer = due_.next(horizon_ms)) touch(*customer, asked_.with_windows());
  std::vector<SegmentChange> changes;
  for (auto customer : touched_) evaluate(customer, horizon_ms, changes);
  touched_.clear();
  return changes;
}

std::vector<identity::Identifier> Book::members(std::uint32_t segment, std::size_t most,
                                                const std::optional<identity::Identifier>& after) const {
  auto key = [&](NameId id) { return std::pair(names_.value(id), names_.kind(id)); };
  std::vector<NameId> found;
  for (NameId id = 0; id < customers_.size(); ++id) {
    if (!is_member(id, segment)) continue;
    if (!after || key(id) > std::pair<std::string_view, std::string_view>(after->value, after->kind))
      found.push_back(id);
  }
  auto end = found.begin() + static_cast<std::ptrdiff_t>(std::min(most, found.size()));
  std::partial_sort(found.begin(), end, found.end(), [&](NameId a, NameId b) { return key(a) < key(b); });
  std::vector<identity::Identifier> page;
  for (auto at = found.begin(); at != end; ++at) page.push_back(names_.identifier(*at));
  return page;
}

std::vector<std::uint32_t> Book::segments_of(const identity::Identifier& customer) const {
  std::vector<std::uint32_t> found;
  if (auto id = names_.find(customer.kind, customer.value))
    for (std::uint32_t segment = 0; segment < plans_.size(); ++segment)
      if (is_member(*id, segment)) found.push_back(segment);
  return found;
}

std::size_t Book::bytes() const {
  constexpr std::size_t of_allocation = 16;
  std::size_t bytes = names_.bytes() + store_.bytes() + due_.bytes() + identifiers_.bytes() + customers_.bytes() +
                      members_.capacity() * sizeof(members_[0]);
  for (std::size_t i = 0; i < identifiers_.size(); ++i) {
    const auto& rows = identifiers_[i].rows;
    const auto& pieces = customers_[i].pieces;
    if (rows.capacity() > 0) bytes += rows.capacity() * sizeof(Row) + of_allocation;
    if (pieces.capacity() > 0) bytes += pieces.capacity() * sizeof(Piece) + of_allocation;
  }
  return bytes;
}

}  // namespace cairn::profile
