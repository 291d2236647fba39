#include "journey/alignment.h"

#include <xxhash.h>

#include <algorithm>

#include "base/check.h"

namespace cairn::journey {
namespace {

// A cost to go has the moves that cost in its upper half and those of them that are ad hoc in its lower: with equal
// cost, fewer ad hoc is more matches.
constexpr std::uint64_t missing_move = std::uint64_t{1} << 32;
constexpr std::uint64_t ad_hoc_move = missing_move + 1;
constexpr std::uint64_t never = std::uint64_t{1} << 62;

}  // namespace

/// Missing moves stay in their layer. Edges mostly lead to higher states, so one pass from the last state is usually
/// enough; loops need a few.
void Aligner::relax(std::uint64_t* layer) const {
  for (bool better = true; better;) {
    better = false;
    for (std::size_t q = states_->size(); q-- > 0;)
      for (const auto& edge : states_->edges[q])
        if (layer[edge.to] + missing_move < layer[q]) layer[q] = layer[edge.to] + missing_move, better = true;
  }
}

void Aligner::fill(std::span<const std::uint16_t> trace, bool open) {
  std::size_t states = states_->size(), n = trace.size();
  to_go_.resize((n + 1) * states);
  std::uint64_t* last = &to_go_[n * states];
  for (std::size_t q = 0; q < states; ++q) last[q] = open || states_->may_end[q] ? 0 : never;
  relax(last);
  for (std::size_t i = n; i-- > 0;) {
    std::uint64_t* here = &to_go_[i * states];
    const std::uint64_t* after = here + states;
    for (std::size_t q = 0; q < states; ++q) {
      std::uint64_t least = after[q] + ad_hoc_move;
      for (const auto& edge : states_->edges[q])
        if (element_of_[edge.leaf] == trace[i]) least = std::min(least, after[edge.to]);
      here[q] = least;
    }
    relax(here);
  }
}

Alignment Aligner::walk(std::span<const std::uint16_t> trace) const {
  std::size_t states = states_->size(), n = trace.size();
  auto to_go = [&](std::size_t i, std::size_t q) { return to_go_[i * states + q]; };
  Alignment alignment;
  alignment.aligned = true;
  alignment.cost = static_cast<std::uint32_t>(to_go(0, 0) >> 32);
  for (std::size_t i = 0, q = 0;;) {
    std::uint64_t left = to_go(i, q);
    const auto& edges = states_->edges[q];
    auto take = [&](auto fits) {
      auto edge = std::find_if(edges.begin(), edges.end(), fits);
      if (edge == edges.end()) return false;
      ++alignment.length;
      q = edge->to;
      return true;
    };
    if (i == n && left == 0) {
      alignment.at_end = states_->may_end[q];
      return alignment;
    }
    std::uint16_t leaf = 0;
    if (i < n && take([&](const DesignEdge& edge) {
          leaf = edge.leaf;
          return element_of_[edge.leaf] == trace[i] && to_go(i + 1, edge.to) == left;
        })) {
      alignment.leaves.push_back(leaf);
      ++i;
    } else if (i < n && to_go(i + 1, q) + ad_hoc_move == left) {
      alignment.leaves.push_back(Alignment::ad_hoc);
      ++i;
    } else {
      bool found = take([&](const DesignEdge& edge) {
        leaf = edge.leaf;
        return to_go(i, edge.to) + missing_move == left;
      });
      CAIRN_CHECK(found);
      alignment.missing.push_back(leaf);
    }
  }
}

Alignment Aligner::align(std::span<const std::uint16_t> trace, bool open) {
  if ((trace.size() + 1) * states_->size() > most_cells) return {};
  fill(trace, open);
  return walk(trace);
}

const Alignment& Aligner::of(std::span<const std::uint16_t> trace, bool open) {
  std::uint64_t hash = XXH3_64bits_withSeed(trace.data(), trace.size_bytes(), open);
  auto found = kept_.find(hash);
  if (found != kept_.end() && found->second.open == open &&
      std::equal(trace.begin(), trace.end(), found->second.trace.begin(), found->second.trace.end()))
    return found->second.alignment;
  last_ = align(trace, open);
  if (found == kept_.end() && kept_.size() < most_kept)
    kept_.emplace(hash, Kept{{trace.begin(), trace.end()}, open, last_});
  return last_;
}

}  // namespace cairn::journey
