#include "journey/lanes.h"

#include <doctest/doctest.h>

#include <vector>

#include "base/random.h"

namespace cairn::journey {

TEST_CASE("lanes turn cases into intervals, full and not, for few and many intervals") {
  Random random(7);
  Lanes lanes;
  for (std::size_t intervals : {1, 13, 16, 17, 33, 64})
    for (std::size_t cases : {1, 40, 64}) {
      std::uint64_t known = intervals == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << intervals) - 1;
      std::vector<std::uint64_t> words;
      for (std::size_t c = 0; c < cases; ++c) {
        words.push_back(random.next() & known);
        lanes.add(words.back());
      }
      CHECK(lanes.full() == (cases == Lanes::cases));
      const auto& turned = lanes.turn(intervals);
      for (std::size_t i = 0; i < intervals; ++i) {
        std::uint64_t wanted = 0, count = 0;
        for (std::size_t c = 0; c < cases; ++c) {
          wanted |= (words[c] >> i & 1) << c;
          count += words[c] >> i & 1;
        }
        REQUIRE(turned[i] == wanted);
        REQUIRE(bits_set(turned[i]) == count);
      }
    }
}

}  // namespace cairn::journey
