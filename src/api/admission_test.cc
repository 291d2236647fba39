#include "api/admission.h"

#include <doctest/doctest.h>

using cairn::api::Admission;

TEST_CASE("as much is in hand as may be, and what is answered makes room") {
  Admission admission(UINT64_MAX);
  auto half = admission.hold(Admission::most_in_hand / 2);
  auto rest = admission.hold(Admission::most_in_hand / 2);
  REQUIRE(half);
  REQUIRE(rest);
  CHECK(admission.is_full());
  CHECK_FALSE(admission.hold(1));
  half->release();
  half->release();  // the second time nothing
  CHECK(admission.in_hand() == Admission::most_in_hand / 2);
  CHECK(admission.hold(1));  // gone at once
  {
    Admission::Hold moved(std::move(*rest));
    rest.reset();
    CHECK(admission.in_hand() == Admission::most_in_hand / 2);
  }
  CHECK(admission.in_hand() == 0);
}

TEST_CASE("the last one that is let in may be large, so that large ones have their turn") {
  Admission admission(UINT64_MAX);
  auto small = admission.hold(1);
  auto large = admission.hold(Admission::most_in_hand * 2);
  CHECK(large);
  CHECK_FALSE(admission.hold(1));
}

TEST_CASE("memory above the cap is seen, and below it") {
  Admission small(1), large(UINT64_MAX);
  CHECK_FALSE(small.short_of_memory());
  small.look();
  large.look();
  CHECK(small.short_of_memory());
  CHECK_FALSE(large.short_of_memory());
}
