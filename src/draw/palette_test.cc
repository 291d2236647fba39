#include "draw/palette.h"

#include <doctest/doctest.h>

using namespace cairn::draw;

TEST_CASE("text is readable and marks are visible on every ground, by day and by night") {
  auto rgb = [](Ink ink, bool dark) {
    for (const InkColour& colour : inks())
      if (colour.ink == ink) return dark ? colour.dark : colour.light;
    return 0U;
  };
  for (bool dark : {false, true}) {
    CAPTURE(dark);
    for (Ink ground : {Ink::paper, Ink::panel, Ink::panel_warm, Ink::blue_soft, Ink::orange_soft, Ink::grey_soft}) {
      CAPTURE(name_of(ground));
      for (Ink words : {Ink::text, Ink::quiet, Ink::blue, Ink::orange}) {
        CAPTURE(name_of(words));
        CHECK(contrast(rgb(words, dark), rgb(ground, dark)) >= 4.5);
      }
      for (Ink mark : {Ink::blue_mid, Ink::orange_mid, Ink::grey}) {
        CAPTURE(name_of(mark));
        CHECK(contrast(rgb(mark, dark), rgb(ground, dark)) >= 3.0);
      }
    }
    CHECK(contrast(rgb(Ink::on_blue, dark), rgb(Ink::blue, dark)) >= 4.5);
  }
  CHECK(contrast(0x000000, 0xFFFFFF) == doctest::Approx(21));
}
