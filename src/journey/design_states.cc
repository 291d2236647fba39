#include "journey/design_states.h"

#include <algorithm>

#include "base/check.h"

namespace cairn::journey {
namespace {

/// Appends the states of `part` without its start, and gives what its start leads to, renumbered.
std::vector<DesignEdge> append(const DesignStates& part, DesignStates& into) {
  auto shift = static_cast<std::uint32_t>(into.size()) - 1;
  auto moved = [&](std::vector<DesignEdge> edges) {
    for (auto& edge : edges) edge.to += shift;
    return edges;
  };
  for (std::size_t q = 1; q < part.size(); ++q) {
    into.edges.push_back(moved(part.edges[q]));
    into.may_end.push_back(part.may_end[q]);
  }
  return moved(part.edges[0]);
}

void add(std::vector<DesignEdge>& edges, const std::vector<DesignEdge>& more) {
  edges.insert(edges.end(), more.begin(), more.end());
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
}

}  // namespace

DesignStates DesignStates::leaf(std::uint16_t leaf) { return {{{{leaf, 1}}, {}}, {false, true}}; }

std::optional<DesignStates> DesignStates::sequence(const DesignStates& a, const DesignStates& b) {
  if (a.size() + b.size() - 1 > most) return std::nullopt;
  DesignStates both = a;
  auto entry = append(b, both);
  for (std::size_t q = 0; q < a.size(); ++q) {
    if (!a.may_end[q]) continue;
    add(both.edges[q], entry);
    both.may_end[q] = b.may_end[0];
  }
  return both;
}

std::optional<DesignStates> DesignStates::choice(const DesignStates& a, const DesignStates& b) {
  if (a.size() + b.size() - 1 > most) return std::nullopt;
  DesignStates either = a;
  auto entry = append(b, either);  // first: it makes the vector of edges grow
  add(either.edges[0], entry);
  either.may_end[0] = a.may_end[0] || b.may_end[0];
  return either;
}

std::optional<DesignStates> DesignStates::parallel(const DesignStates& a, const DesignStates& b) {
  if (a.size() * b.size() > most) return std::nullopt;
  DesignStates product;
  auto wide = static_cast<std::uint32_t>(b.size());
  for (std::uint32_t p = 0; p < a.size(); ++p)
    for (std::uint32_t q = 0; q < wide; ++q) {
      std::vector<DesignEdge> edges;
      for (const auto& edge : a.edges[p]) edges.push_back({edge.leaf, edge.to * wide + q});
      for (const auto& edge : b.edges[q]) edges.push_back({edge.leaf, p * wide + edge.to});
      std::sort(edges.begin(), edges.end());
      product.edges.push_back(std::move(edges));
      product.may_end.push_back(a.may_end[p] && b.may_end[q]);
    }
  return product;
}

DesignStates DesignStates::loop(DesignStates body) {
  auto entry = body.edges[0];
  for (std::size_t q = 1; q < body.size(); ++q)
    if (body.may_end[q]) add(body.edges[q], entry);
  return body;
}

DesignStates DesignStates::optional(DesignStates body) {
  body.may_end[0] = true;
  return body;
}

std::size_t DesignStates::shortest() const {
  std::vector<bool> seen(size());
  std::vector<std::uint32_t> now{0};
  seen[0] = true;
  for (std::size_t steps = 0; !now.empty(); ++steps) {
    std::vector<std::uint32_t> next;
    for (auto q : now) {
      if (may_end[q]) return steps;
      for (const auto& edge : edges[q])
        if (!seen[edge.to]) seen[edge.to] = true, next.push_back(edge.to);
    }
    now = std::move(next);
  }
  CAIRN_CHECK(false);
  return 0;
}

}  // namespace cairn::journey
