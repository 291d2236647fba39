// What other rules would do: everything is computed under them and compared, and nothing is kept.
#include <algorithm>
#include <tuple>

#include "identity/graph.h"

namespace cairn::identity {
namespace {

/// An identifier's customer before and after; of its last owner.
struct Move {
  Best before, after;
  auto operator<=>(const Move&) const = default;
};

/// For each `of` that meets several others: how many there are, and the first few by name.
template <class Of, class Other>
std::size_t gather(std::vector<Move>& moves, const View& view, std::size_t examples, Of of, Other other,
                   std::vector<std::pair<CustomerName, std::vector<CustomerName>>>& found) {
  std::sort(moves.begin(), moves.end(),
            [&](const Move& a, const Move& b) { return std::tuple(of(a), other(a)) < std::tuple(of(b), other(b)); });
  std::size_t number = 0;
  std::vector<std::pair<CustomerName, std::pair<std::size_t, std::size_t>>> all;
  for (std::size_t from = 0, to = 0; from < moves.size(); from = to) {
    while (to < moves.size() && of(moves[to]) == of(moves[from])) ++to;
    if (other(moves[from]) == other(moves[to - 1])) continue;
    ++number;
    all.push_back({view.name(of(moves[from])), {from, to}});
    // The first by name are kept; the list is cut when it has grown to twice as many.
    if (all.size() < 2 * examples + 2) continue;
    std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(examples), all.end());
    all.resize(examples);
  }
  std::sort(all.begin(), all.end());
  all.resize(std::min(all.size(), examples));
  for (const auto& [name, range] : all) {
    std::vector<CustomerName> others;
    for (auto i = range.first; i < range.second; ++i)
      if (i == range.first || other(moves[i]) != other(moves[i - 1])) others.push_back(view.name(other(moves[i])));
    std::sort(others.begin(), others.end());
    found.push_back({name, std::move(others)});
  }
  return number;
}

std::size_t distinct(std::vector<Best>& customers) {
  std::sort(customers.begin(), customers.end());
  return static_cast<std::size_t>(std::unique(customers.begin(), customers.end()) - customers.begin());
}

}  // namespace

Preview Graph::preview(const Rules& rules, std::size_t examples) const {
  Standings standings(links_, rules);
  standings.count_all();
  Solver solver(links_, standings, rules, decided_);
  std::vector<Best> before, after;
  std::vector<Move> moves;
  std::vector<NodeId> component;
  begin_walks();
  for (NodeId node = 0; node < links_.nodes(); ++node) {
    walk(standings, node, component);
    if (component.empty()) continue;
    auto solved = solver.solve(component);
    for (std::size_t i = 0; i < component.size(); ++i) {
      Piece own;
      auto was = pieces_of(component[i], own), is = solved.of(i);
      for (const auto& piece : was) before.push_back(piece.customer);
      for (const auto& piece : is) after.push_back(piece.customer);
      moves.push_back({was.back().customer, is.back().customer});
    }
  }
  Preview found;
  found.customers_before = distinct(before);
  found.customers_after = distinct(after);
  auto was = [](const Move& move) { return move.before; };
  auto is = [](const Move& move) { return move.after; };
  std::vector<std::pair<CustomerName, std::vector<CustomerName>>> merges, splits;
  found.merged = gather(moves, view(), examples, is, was, merges);
  found.split = gather(moves, view(), examples, was, is, splits);
  for (auto& [name, others] : merges) found.merges.push_back({std::move(others), {name}});
  for (auto& [name, others] : splits) found.splits.push_back({{name}, std::move(others)});
  return found;
}

}  // namespace cairn::identity
