#include "journey/variant_tally.h"

#include <doctest/doctest.h>

#include <map>

#include "base/random.h"

namespace cairn::journey {

TEST_CASE("a tally counts sequences as a map of them does, while it grows") {
  Random random(5);
  VariantTally tally;
  std::map<std::vector<std::uint16_t>, std::uint64_t> wanted;
  for (int i = 0; i < 20000; ++i) {
    std::vector<std::uint16_t> symbols(1 + random.below(4));
    for (auto& symbol : symbols) symbol = static_cast<std::uint16_t>(random.below(7));
    tally.add(SequenceKey::of(symbols));
    ++wanted[symbols];
  }
  std::uint64_t singletons = 0;
  std::multimap<std::uint64_t, int, std::greater<>> by_cases;
  for (const auto& [symbols, cases] : wanted) {
    singletons += cases == 1;
    by_cases.emplace(cases, 0);
  }
  CHECK(tally.variants() == wanted.size());
  CHECK(tally.cases() == 20000);
  CHECK(tally.singletons() == singletons);
  CHECK(tally.least_cases_of_first(wanted.size()) == 0);
  for (std::size_t limit : {1, 2, 10, 500})
    CHECK(tally.least_cases_of_first(limit) == std::next(by_cases.begin(), static_cast<long>(limit) - 1)->first);
  std::map<std::uint64_t, std::uint64_t> found;
  tally.each([&](const SequenceKey& key, std::uint64_t cases) {
    CHECK(key.high < std::uint64_t{1} << 24);
    found[key.low] = cases;
    return true;
  });
  for (const auto& [symbols, cases] : wanted) REQUIRE(found[SequenceKey::of(symbols).low] == cases);
}

}  // namespace cairn::journey
