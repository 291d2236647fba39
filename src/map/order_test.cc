#include "map/order.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

#include "base/random.h"
#include "map/stages.h"

using namespace cairn;
using namespace cairn::map;

namespace {

struct Case {
  std::vector<std::string> names;
  Counts before;
};

/// Case counts in which the name earlier in the alphabet comes first most of the time; noisy.
Case noisy(std::size_t n, std::uint64_t seed) {
  Case made{{}, Counts(n)};
  Random random(seed);
  for (std::size_t i = 0; i < n; ++i) made.names.push_back(std::string(1, static_cast<char>('a' + i)));
  for (std::size_t a = 0; a < n; ++a)
    for (std::size_t b = a + 1; b < n; ++b) {
      std::uint64_t both = random.below(200);
      made.before.at(a, b) = both * (70 + random.below(30)) / 100;
      made.before.at(b, a) = both - made.before.at(a, b);
    }
  return made;
}

std::vector<std::string> ordered_names(const Case& of) {
  std::vector<std::string> names;
  for (std::size_t i : order_by_precedence(of.names, of.before)) names.push_back(of.names[i]);
  return names;
}

Case shuffled(const Case& of, Random& random) {
  std::vector<std::size_t> to(of.names.size());
  std::iota(to.begin(), to.end(), 0);
  for (std::size_t i = to.size(); i > 1; --i) std::swap(to[i - 1], to[random.below(i)]);
  Case made{std::vector<std::string>(to.size()), Counts(to.size())};
  for (std::size_t a = 0; a < to.size(); ++a) {
    made.names[to[a]] = of.names[a];
    for (std::size_t b = 0; b < to.size(); ++b) made.before.at(to[a], to[b]) = of.before.at(a, b);
  }
  return made;
}

}  // namespace

TEST_CASE("a planted order is found through noise") {
  auto names = ordered_names(noisy(15, 7));
  CHECK(std::is_sorted(names.begin(), names.end()));
}

TEST_CASE("the order does not depend on the order of input") {
  Random random(5);
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Case made = noisy(12, seed);
    // Ties and pairs that never meet, too.
    for (std::size_t i = 0; i < 40; ++i) made.before.cell[random.below(made.before.cell.size())] = random.below(2) * 10;
    auto names = ordered_names(made);
    for (int again = 0; again < 5; ++again) CHECK(ordered_names(shuffled(made, random)) == names);
  }
}

TEST_CASE("nothing known: by name; one and none: no trouble") {
  Case none{{"b", "c", "a"}, Counts(3)};
  CHECK(ordered_names(none) == std::vector<std::string>{"a", "b", "c"});
  CHECK(order_by_precedence({"x"}, Counts(1)).size() == 1);
  CHECK(order_by_precedence({}, Counts(0)).empty());
}

namespace {
Placed known(int stage) {
  Placed placed;
  placed.known = true;
  for (std::size_t s = 0; s < placed.costs.size(); ++s) placed.costs[s] = std::abs(static_cast<double>(s) - stage);
  return placed;
}
}  // namespace

TEST_CASE("an unknown name goes with its neighbours") {
  // 0 and 1 are stage 0, 3 and 4 stage 2; 2 stands between and its steps lead to 3.
  Counts steps(5);
  steps.at(0, 1) = steps.at(3, 4) = 100;
  steps.at(1, 2) = 10;
  steps.at(2, 3) = 90;
  auto stage = stages_by_meaning({0, 1, 2, 3, 4}, {known(0), known(0), Placed{}, known(2), known(2)}, steps, 3);
  CHECK(stage == std::vector<std::size_t>{0, 0, 2, 2, 2});
}

TEST_CASE("a name out of place keeps its meaning") {
  // A loyal touchpoint that comes first for customers known from before.
  Counts steps(4);
  auto stage = stages_by_meaning({3, 0, 1, 2}, {known(0), known(1), known(2), known(5)}, steps, 6);
  CHECK(stage == std::vector<std::size_t>{0, 1, 2, 5});
}

TEST_CASE("without meaning the order is cut where few steps cross") {
  // Two dense groups of three, one step between.
  Counts steps(6);
  for (std::size_t group : {0, 3})
    for (std::size_t a = group; a < group + 3; ++a)
      for (std::size_t b = group; b < group + 3; ++b)
        if (a != b) steps.at(a, b) = 50;
  steps.at(2, 3) = 1;
  auto stage = stages_by_order({0, 1, 2, 3, 4, 5}, steps);
  CHECK(stage[2] != stage[3]);
  CHECK(std::is_sorted(stage.begin(), stage.end()));
  CHECK(stages_by_order({0}, Counts(1)) == std::vector<std::size_t>{0});
  CHECK(stages_by_order({}, Counts(0)).empty());
}
