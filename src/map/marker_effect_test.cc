#include "map/marker_effect.h"

#include <doctest/doctest.h>

namespace cairn::map {

TEST_CASE("a difference of shares has Newcombe's interval") {
  // Newcombe 1998, table II, first contrast: 56/70 - 48/80, method 10: 0.0524 to 0.3339.
  MarkerFigure before{.value = 48.0 / 80, .part = 48, .whole = 80, .is_share = true};
  MarkerFigure after{.value = 56.0 / 70, .part = 56, .whole = 70, .is_share = true};
  const auto difference = marker_difference(before, after);
  CHECK(difference.value == doctest::Approx(0.2));
  CHECK(difference.low == doctest::Approx(0.0524).epsilon(0.001));
  CHECK(difference.high == doctest::Approx(0.3339).epsilon(0.001));
  const auto words = marker_sentence(marker_title(Label::same("Pay"), MarkerMeasure::conversion),
                                     MarkerMeasure::conversion, before, after);
  CHECK(words.en ==
        "Conversion of Pay: 60.0 % before, 80.0 % after, a difference of +20.0 points (95 %: +5.2 to +33.4).");
  CHECK(words.zh_hans.find("改动前 60.0 %") != std::string::npos);
}

TEST_CASE("a score's difference is as unsure as both together; a count has no interval") {
  MarkerFigure before{.value = 1.0, .low = 0.7, .high = 1.3}, after{.value = 0.0, .low = -0.4, .high = 0.4};
  const auto difference = marker_difference(before, after);
  CHECK(difference.value == doctest::Approx(-1));
  CHECK(difference.low == doctest::Approx(-1.5));
  CHECK(difference.high == doctest::Approx(-0.5));
  MarkerFigure ten{.value = 10, .part = 10, .whole = 10}, five{.value = 5, .part = 5, .whole = 5};
  CHECK(marker_difference(ten, five).value == -5);
  CHECK_FALSE(std::isfinite(marker_difference(ten, five).low));
  CHECK(parse_marker_measure("volume").ok());
  CHECK(parse_marker_measure("volumes").error().hint.find("volume") != std::string::npos);
}

}  // namespace cairn::map
