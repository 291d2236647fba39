#include "journey/step_bits.h"

#include <doctest/doctest.h>

#include "base/random.h"

namespace cairn::journey {

TEST_CASE("the fast set of bits equals the plain one") {
  Random random(11);
  for (std::size_t size : {0, 1, 31, 32, 63, 64, 65, 127, 128, 1000, 4096, 5001}) {
    for (double share : {0.0, 0.02, 0.5, 1.0}) {
      std::vector<std::uint8_t> symbols(size), wanted(256);
      std::vector<std::uint16_t> wide(size);
      for (auto& each : wanted) each = random.chance(share);
      for (std::size_t i = 0; i < size; ++i) wide[i] = symbols[i] = static_cast<std::uint8_t>(random.below(256));
      auto plain = step_bits_plain(symbols, wanted);
      CHECK(step_bits(std::span<const std::uint8_t>(symbols), wanted) == plain);
      CHECK(step_bits(std::span<const std::uint16_t>(wide), wanted) == plain);
      for (std::size_t i = 0; i < size; ++i) CHECK((plain[i / 64] >> (i % 64) & 1) == wanted[symbols[i]]);
    }
  }
}

}  // namespace cairn::journey
