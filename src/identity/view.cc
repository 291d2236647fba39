#include "identity/view.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace cairn::identity {
namespace {

Best customer_at(std::span<const Piece> pieces, std::int64_t time) {
  auto next = std::upper_bound(pieces.begin() + 1, pieces.end(), time,
                               [](std::int64_t at, const Piece& piece) { return at < piece.from; });
  return std::prev(next)->customer;
}

}  // namespace

std::string CustomerName::text() const {
  return since == no_time ? best.text() : best.text() + " since " + format_time({since});
}

std::vector<Span> View::spans(std::span<const Piece> pieces) const {
  std::vector<Span> all;
  for (std::size_t i = 0; i < pieces.size(); ++i)
    all.push_back({pieces[i].from, i + 1 < pieces.size() ? pieces[i + 1].from : no_time, name(pieces[i].customer)});
  return all;
}

std::string View::why(const Verdict& verdict) const {
  const auto& link = links.link(verdict.link);
  switch (verdict.outcome) {
    case Outcome::limit: {
      auto kind = rules.kind(links.kind(verdict.detail));
      return fmt::format("one customer has at most {} {}", kind.limit, kind.name);
    }
    case Outcome::too_many:
      return fmt::format("one customer has at most {} identifiers", rules.identifiers);
    case Outcome::never: {
      const auto& pair = decided[verdict.detail];
      return fmt::format("{} and {} are never one customer, by decision", links.identifier(pair.a).text(),
                         links.identifier(pair.b).text());
    }
    case Outcome::shared:
    case Outcome::nobody: {
      auto wanted = verdict.outcome == Outcome::shared ? Standing::shared : Standing::nobody;
      bool is_a = standings.of_thing(link.a) == wanted, is_b = standings.of_thing(link.b) == wanted;
      auto which = links.identifier(is_a && (!is_b || links.before(link.a, link.b)) ? link.a : link.b).text();
      return which + (wanted == Standing::shared ? " is shared by many" : " identifies nobody by the rules");
    }
    case Outcome::other_owner:
      return "it belongs to somebody else by an earlier link or a decision";
    default:
      return "";
  }
}

Evidence View::evidence(const Verdict& verdict) const {
  const auto& link = links.link(verdict.link);
  auto a = link.a, b = link.b;
  if (links.before(b, a)) std::swap(a, b);
  return {links.identifier(a),     links.identifier(b),      link.first,      link.last,   link.event,
          links.word(link.source), links.word(link.seen_in), verdict.outcome, why(verdict)};
}

std::vector<Customer> View::customers(std::span<const NodeId> nodes, const Solved& solved, const Best* only) const {
  std::unordered_map<NodeId, std::size_t> place;
  std::map<Best, Customer> found;
  auto customer = [&](const Best& best) -> Customer* {
    if (only != nullptr && !(best == *only)) return nullptr;
    auto [at, is_new] = found.try_emplace(best);
    if (is_new) at->second.name = name(best);
    return &at->second;
  };
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    place[nodes[i]] = i;
    auto pieces = solved.of(i);
    for (std::size_t p = 0; p < pieces.size(); ++p)
      if (auto* to = customer(pieces[p].customer))
        to->identifiers.push_back(
            {links.identifier(nodes[i]), pieces[p].from, p + 1 < pieces.size() ? pieces[p + 1].from : no_time});
  }
  for (const auto& verdict : solved.verdicts) {
    const auto& link = links.link(verdict.link);
    Customer* told[2] = {};
    for (int end : {0, 1}) {
      auto node = end == 0 ? link.a : link.b;
      auto at = place.find(node);
      // Of a till nobody wants to hear of every link that it does not make; who hangs on it says so.
      if (at != place.end() && standings.of_thing(node) == Standing::links)
        told[end] = customer(customer_at(solved.of(at->second), link.first));
    }
    if (told[0] == told[1]) told[1] = nullptr;
    for (auto* to : told)
      if (to != nullptr) (is_accepted(verdict.outcome) ? to->evidence : to->refused).push_back(evidence(verdict));
  }
  std::vector<Customer> all;
  for (auto& [best, each] : found) all.push_back(std::move(each));
  for (auto& each : all) {
    std::vector<std::uint32_t> pairs;
    for (const auto& holding : each.identifiers) {
      auto node = links.find(holding.identifier.kind, holding.identifier.value);
      auto of = decided.of(*node);
      pairs.insert(pairs.end(), of.begin(), of.end());
    }
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    for (auto pair : pairs) each.decisions.push_back(decided.said(pair));
    std::sort(each.identifiers.begin(), each.identifiers.end(), [&](const auto& a, const auto& b) {
      int pa = rules.kind(a.identifier.kind).priority, pb = rules.kind(b.identifier.kind).priority;
      return pa != pb ? pa > pb : std::tie(a.identifier, a.from) < std::tie(b.identifier, b.from);
    });
  }
  std::sort(all.begin(), all.end(), [](const Customer& a, const Customer& b) { return a.name < b.name; });
  return all;
}

std::vector<SharedIdentifier> View::shared() const {
  std::vector<SharedIdentifier> all;
  for (NodeId node = 0; node < links.nodes(); ++node)
    if (standings.of(node) == Standing::shared) all.push_back({links.identifier(node), standings.count(node)});
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.identifier < b.identifier; });
  return all;
}

}  // namespace cairn::identity
