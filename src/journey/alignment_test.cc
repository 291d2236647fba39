// The search against everything that could be meant: every run of small random designs, and edit distance without
// substitution; on plain sequences against the longest common subsequence.
#include "journey/alignment.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "base/random.h"

namespace cairn::journey {
namespace {

using Word = std::vector<std::uint16_t>;
using Language = std::set<Word>;

/// A design and, written from the meaning of its parts, every run of at most `longest` leaves.
struct Both {
  DesignStates states;
  Language runs;
};

constexpr std::size_t longest = 7;

void cut(Language& runs) {
  std::erase_if(runs, [](const Word& run) { return run.size() > longest; });
}

Language chains(const Language& a, const Language& b) {
  Language all;
  for (const auto& x : a)
    for (const auto& y : b) {
      Word run = x;
      run.insert(run.end(), y.begin(), y.end());
      all.insert(run);
    }
  cut(all);
  return all;
}

void shuffle(const Word& x, std::size_t i, const Word& y, std::size_t j, Word& run, Language& into) {
  if (i == x.size() && j == y.size()) into.insert(run);
  auto step = [&](std::uint16_t leaf, std::size_t ni, std::size_t nj) {
    run.push_back(leaf);
    shuffle(x, ni, y, nj, run, into);
    run.pop_back();
  };
  if (i < x.size()) step(x[i], i + 1, j);
  if (j < y.size()) step(y[j], i, j + 1);
}

Both random_design(Random& random, int depth, std::uint16_t& leaves) {
  double dice = depth == 0 || leaves >= 4 ? 1 : random.uniform();
  if (dice >= 0.85) return {DesignStates::leaf(leaves), {{leaves++}}};
  Both a = random_design(random, depth - 1, leaves);
  if (dice < 0.12)
    return {DesignStates::optional(a.states), [&] {
              a.runs.insert(Word());
              return a.runs;
            }()};
  if (dice < 0.27) {
    Language runs = a.runs;
    for (std::size_t before = 0; before != runs.size();) {
      before = runs.size();
      auto more = chains(runs, a.runs);
      runs.insert(more.begin(), more.end());
    }
    return {DesignStates::loop(a.states), runs};
  }
  Both b = random_design(random, depth - 1, leaves);
  if (dice < 0.5) return {*DesignStates::sequence(a.states, b.states), chains(a.runs, b.runs)};
  if (dice < 0.68) {
    b.runs.insert(a.runs.begin(), a.runs.end());
    return {*DesignStates::choice(a.states, b.states), b.runs};
  }
  Language runs;
  for (const auto& x : a.runs)
    for (const auto& y : b.runs) {
      Word run;
      if (x.size() + y.size() <= longest) shuffle(x, 0, y, 0, run, runs);
    }
  return {*DesignStates::parallel(a.states, b.states), runs};
}

std::size_t common(const Word& a, const Word& b) {
  std::vector<std::vector<std::size_t>> table(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < b.size(); ++j)
      table[i + 1][j + 1] = a[i] == b[j] ? table[i][j] + 1 : std::max(table[i][j + 1], table[i + 1][j]);
  return table[a.size()][b.size()];
}

Word as_elements(const Word& run, const std::vector<std::uint16_t>& element_of) {
  Word elements;
  for (auto leaf : run) elements.push_back(element_of[leaf]);
  return elements;
}

/// What every alignment must be, whatever the design.
void check_shape(const Alignment& found, const Word& trace, const std::vector<std::uint16_t>& element_of) {
  REQUIRE(found.aligned);
  REQUIRE(found.leaves.size() == trace.size());
  std::size_t matches = 0;
  for (std::size_t i = 0; i < trace.size(); ++i) {
    if (found.leaves[i] == Alignment::ad_hoc) continue;
    ++matches;
    REQUIRE(element_of[found.leaves[i]] == trace[i]);
  }
  REQUIRE(found.cost == trace.size() - matches + found.missing.size());
  REQUIRE(found.length == matches + found.missing.size());
}

TEST_CASE("the cost is the least over all runs of the design, closed and open") {
  Random random(7);
  for (int round = 0; round < 1000; ++round) {
    std::uint16_t leaves = 0;
    auto design = random_design(random, 3, leaves);
    std::vector<std::uint16_t> element_of;
    for (std::uint16_t leaf = 0; leaf < leaves; ++leaf)
      element_of.push_back(static_cast<std::uint16_t>(random.below(4)));
    Word trace;
    for (std::size_t n = random.below(6); n > 0; --n) trace.push_back(static_cast<std::uint16_t>(random.below(4)));
    // Every run up to 7 leaves: a longer one costs more than the shortest, unless most of it is matched.
    std::size_t closed = 1000, open = trace.size(), shortest = 1000;
    for (const auto& run : design.runs) {
      Word elements = as_elements(run, element_of);
      shortest = std::min(shortest, run.size());
      closed = std::min(closed, trace.size() + elements.size() - 2 * common(trace, elements));
      for (std::size_t k = 0; k <= elements.size(); ++k) {
        Word part(elements.begin(), elements.begin() + static_cast<std::ptrdiff_t>(k));
        open = std::min(open, trace.size() + part.size() - 2 * common(trace, part));
      }
    }
    CAPTURE(round);
    REQUIRE(design.states.shortest() == shortest);
    Aligner aligner(design.states, element_of);
    auto found = aligner.align(trace, false);
    check_shape(found, trace, element_of);
    // What needs more than 7 leaves is not in the enumeration.
    if (found.length <= longest) REQUIRE(found.cost == closed);
    REQUIRE(found.cost <= closed);
    auto going_on = aligner.align(trace, true);
    check_shape(going_on, trace, element_of);
    if (going_on.length <= longest) REQUIRE(going_on.cost == open);
    REQUIRE(going_on.cost <= std::min<std::size_t>(open, found.cost));
    REQUIRE(aligner.of(trace, true).leaves == going_on.leaves);
    REQUIRE(aligner.of(trace, false).leaves == found.leaves);
    REQUIRE(aligner.of(trace, true).missing == going_on.missing);
  }
}

TEST_CASE("on a plain sequence the cost is |trace| + |design| - 2 LCS") {
  Random random(11);
  for (int round = 0; round < 2000; ++round) {
    Word design, trace;
    std::optional<DesignStates> states;
    for (std::uint16_t n = static_cast<std::uint16_t>(1 + random.below(30)), leaf = 0; leaf < n; ++leaf) {
      design.push_back(static_cast<std::uint16_t>(random.below(6)));
      auto one = DesignStates::leaf(leaf);
      states = states ? *DesignStates::sequence(*states, one) : one;
    }
    for (std::size_t n = random.below(60); n > 0; --n) trace.push_back(static_cast<std::uint16_t>(random.below(6)));
    Aligner aligner(*states, design);
    auto found = aligner.align(trace, false);
    check_shape(found, trace, design);
    REQUIRE(found.cost == trace.size() + design.size() - 2 * common(trace, design));
  }
}

TEST_CASE("of equal alignments: most matches, then match before ad hoc before missing") {
  auto states = *DesignStates::sequence(DesignStates::leaf(0), DesignStates::leaf(1));
  Aligner aligner(states, {0, 1});
  auto swapped = aligner.align(Word{1, 0}, false);
  CHECK(swapped.leaves == Word{Alignment::ad_hoc, 0});
  CHECK(swapped.missing == Word{1});
  auto skipped = aligner.align(Word{1}, true);
  CHECK(skipped.leaves == Word{1});  // not: ad hoc, and all may still come
  CHECK(skipped.missing == Word{0});
}

TEST_CASE("twelve elements side by side can be searched; more states and too long traces are refused") {
  auto all = DesignStates::leaf(0);
  std::vector<std::uint16_t> element_of{0};
  for (std::uint16_t leaf = 1; leaf < 12; ++leaf) {
    all = *DesignStates::parallel(all, DesignStates::leaf(leaf));
    element_of.push_back(leaf);
  }
  CHECK(all.size() == DesignStates::most);
  CHECK(!DesignStates::parallel(all, DesignStates::leaf(12)));
  Aligner aligner(all, element_of);
  auto found = aligner.align(Word{11, 10, 9, 3, 3, 0}, false);
  CHECK(found.cost == 1 + 7);
  CHECK(!aligner.align(Word(1024, 0), false).aligned);
}

}  // namespace
}  // namespace cairn::journey
