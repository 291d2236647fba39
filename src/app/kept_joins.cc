#include "app/kept_joins.h"

#include <algorithm>
#include <utility>

#include "identity/seen.h"

namespace cairn::app {
namespace {

using identity::CustomerName;
using identity::Identifier;
using identity::Span;
using journey::Piece;

/// Bounds of events' milliseconds: an event at the bound belongs to what begins there.
std::int64_t ms_of(std::int64_t us) { return us >= 0 ? us / 1000 : -((999 - us) / 1000); }

/// An identifier that is its own customer, always.
bool is_own(const Identifier& identifier, const std::vector<Span>& spans) {
  return spans.size() == 1 && spans[0].from == no_time && spans[0].until == no_time &&
         spans[0].customer.best == identifier && spans[0].customer.since == no_time;
}

Hash128 hash_of(const CustomerName& name) {
  const auto& [best, since] = name;
  return hash128(best.value, hash64(best.kind, static_cast<std::uint64_t>(since)));
}

}  // namespace

bool KeptJoins::add_spelling(const Identifier& canonical, const Identifier& as_sent) {
  return spellings_[canonical].insert(as_sent).second;
}

std::vector<Identifier> KeptJoins::as_sent(const Identifier& canonical) const {
  std::vector<Identifier> all;
  for (auto& kind : identity::kinds_as_sent(canonical.kind)) all.push_back({std::move(kind), canonical.value});
  if (auto found = spellings_.find(canonical); found != spellings_.end())
    for (const auto& each : found->second) all.push_back(each);
  return all;
}

std::uint32_t KeptJoins::number_of(const CustomerName& name) {
  auto [at, is_new] = numbers_.try_emplace(hash_of(name), static_cast<std::uint32_t>(named_.size()));
  if (is_new) {
    named_.push_back({name, 0});
    shown_.push_back(
        {texts_->keep(name.best.kind), texts_->keep(name.since == no_time ? name.best.value : name.text())});
  }
  return at->second;
}

bool KeptJoins::is_named_by_others(const Identifier& identifier) const {
  auto found = numbers_.find(hash_of({identifier, no_time}));
  return found != numbers_.end() && named_[found->second].others > 0;
}

bool KeptJoins::has_pieces(const Identifier& identifier, const std::vector<Span>& spans) const {
  if (!is_own(identifier, spans) || is_named_by_others(identifier)) return true;
  auto written = spellings_.find(identifier);
  return written != spellings_.end() && written->second.size() > 1;
}

std::span<const Piece> KeptJoins::pieces_of(const Piece& like) const {
  auto before = [](const Piece& a, const Piece& b) {
    return std::tie(a.hash, a.id.identifier, a.id.kind) < std::tie(b.hash, b.id.identifier, b.id.kind);
  };
  auto [begin, end] = std::equal_range(pieces_.begin(), pieces_.end(), like, before);
  return {begin, end};
}

std::set<std::uint32_t> KeptJoins::others_who_have(const Identifier& identifier) const {
  std::set<std::uint32_t> customers;
  for (const auto& [kind, value] : as_sent(identifier))
    for (const auto& piece : pieces_of(Piece::of({kind, value}, 0, 0, 0)))
      if (named_[piece.customer].name.best != identifier) customers.insert(piece.customer);
  return customers;
}

std::set<std::uint32_t> KeptJoins::others_in(const Identifier& identifier, const std::vector<Span>& spans) {
  std::set<std::uint32_t> customers;
  for (const auto& span : spans)
    if (span.customer.best != identifier) customers.insert(number_of(span.customer));
  return customers;
}

std::set<Identifier> KeptJoins::count(const std::set<Identifier>& changed, const SpansOf& spans_of) {
  std::set<Identifier> concerned = changed;
  for (const auto& identifier : changed) {
    const auto before = others_who_have(identifier), after = others_in(identifier, spans_of(identifier));
    for (auto customer : before)
      if (!after.contains(customer) && --named_[customer].others == 0) concerned.insert(named_[customer].name.best);
    for (auto customer : after)
      if (!before.contains(customer) && ++named_[customer].others == 1) concerned.insert(named_[customer].name.best);
  }
  return concerned;
}

void KeptJoins::put(const Identifier& identifier, const std::vector<Span>& spans, std::vector<Piece>& fresh) {
  for (const auto& [kind, value] : as_sent(identifier)) {
    auto piece = Piece::of({kind, value}, 0, 0, 0);
    auto before = pieces_of(piece);
    piece.id = before.empty() ? journey::CustomerKey{texts_->keep(kind), texts_->keep(value)} : before.front().id;
    for (const auto& span : spans) {
      piece.from_ms = span.from == no_time ? INT64_MIN : ms_of(span.from);
      piece.until_ms = span.until == no_time ? INT64_MAX : ms_of(span.until);
      piece.customer = number_of(span.customer);
      if (piece.from_ms < piece.until_ms) fresh.push_back(piece);
    }
  }
}

void KeptJoins::replace(const std::vector<std::span<const Piece>>& gone, const std::vector<Piece>& fresh) {
  std::vector<Piece> kept;
  kept.reserve(pieces_.size() + fresh.size());
  auto from = pieces_.cbegin();
  auto added = fresh.cbegin();
  auto copy_until = [&](std::vector<Piece>::const_iterator to) {
    for (; added != fresh.cend() && (to == pieces_.cend() || *added < *to); ++added) {
      auto at = std::lower_bound(from, to, *added);
      kept.insert(kept.end(), from, at);
      kept.push_back(*added);
      from = at;
    }
    kept.insert(kept.end(), from, to);
    from = to;
  };
  for (const auto& each : gone) {
    auto begin = pieces_.cbegin() + (each.data() - pieces_.data());
    copy_until(begin);
    from = begin + static_cast<std::ptrdiff_t>(each.size());
  }
  copy_until(pieces_.cend());
  pieces_ = std::move(kept);
}

void KeptJoins::renew(const std::set<Identifier>& changed, const SpansOf& spans_of) {
  std::vector<std::span<const Piece>> gone;
  std::vector<Piece> fresh;
  for (const auto& identifier : count(changed, spans_of)) {
    for (auto& sent : as_sent(identifier)) {
      if (auto pieces = pieces_of(Piece::of({sent.kind, sent.value}, 0, 0, 0)); !pieces.empty()) gone.push_back(pieces);
      if (is_followed_) changed_.insert(std::move(sent));
    }
    auto spans = spans_of(identifier);
    if (has_pieces(identifier, spans)) put(identifier, spans, fresh);
  }
  std::sort(gone.begin(), gone.end(), [](const auto& a, const auto& b) { return a.data() < b.data(); });
  std::sort(fresh.begin(), fresh.end());
  replace(gone, fresh);
}

profile::Owned KeptJoins::owned(std::span<const Piece> pieces) const {
  profile::Owned one{{std::string(pieces[0].id.kind), std::string(pieces[0].id.identifier)}, {}};
  for (const auto& piece : pieces)
    one.spans.push_back({piece.from_ms == INT64_MIN ? no_time : piece.from_ms * 1000,
                         piece.until_ms == INT64_MAX ? no_time : piece.until_ms * 1000, named_[piece.customer].name});
  return one;
}

std::vector<profile::Owned> KeptJoins::take_owned(bool all) {
  std::vector<profile::Owned> list;
  is_followed_ = true;
  auto changed = std::exchange(changed_, {});
  for (std::size_t at = 0; all && at < pieces_.size();) {
    auto pieces = pieces_of(pieces_[at]);
    list.push_back(owned(pieces));
    at += pieces.size();
  }
  if (all) return list;
  for (const auto& sent : changed) {
    auto pieces = pieces_of(Piece::of({sent.kind, sent.value}, 0, 0, 0));
    list.push_back(pieces.empty() ? profile::Owned{sent, {}} : owned(pieces));
  }
  return list;
}

std::shared_ptr<const journey::Joins> KeptJoins::joins() const {
  if (pieces_.empty()) return nullptr;
  return std::make_shared<const journey::Joins>(journey::Joins{shown_, pieces_, texts_});
}

}  // namespace cairn::app
