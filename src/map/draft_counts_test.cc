#include "map/draft_counts.h"

#include <doctest/doctest.h>

#include <cmath>

#include "map/counts.h"
#include "map/draft.h"
#include "map/sample_test.h"

using namespace cairn;
using namespace cairn::map;
using sample_test::day;
using sample_test::minute;
using sample_test::Story;

namespace {

/// Shoppers who come into a store, look, and pay; two in three do.
JourneyMap drafted(const std::vector<StageCounts>& counts, const char* entering = "store_enter") {
  Story story;
  for (int i = 0; i < 300; ++i) {
    story.customer(i * day / 20);
    for (const char* step : {entering, "product_view", "order_paid"})
      if (i % 3 != 0 || std::string(step) != "order_paid") story.does(step, minute);
  }
  DraftOptions options;
  options.counts = counts;
  auto map = draft(story.index(), options);
  REQUIRE(map.ok());
  auto text = write_map(map->map).dump(2);
  auto faults = check(text);
  CHECK_MESSAGE(faults.empty(), (faults.empty() ? "" : faults.front().pointer + " " + faults.front().message));
  auto read = read_map(text, "the draft");
  REQUIRE(read.ok());
  return *std::move(read);
}

/// "stage: measure|unit|label", of all stages.
std::vector<std::string> counts_of(const JourneyMap& map) {
  std::vector<std::string> found;
  for (const auto& stage : map.stages)
    for (const auto& each : stage.counts)
      found.push_back(stage.id + ": " + each.measure + "|" + each.unit + "|" + each.label.en);
  return found;
}

using List = std::vector<std::string>;

}  // namespace

TEST_CASE("a measure stands in the stage of the touchpoint that means the same, in any language") {
  CHECK(counts_of(drafted({{"footfall", "", "people", {}}})) == List{"st_consider: footfall||Enter the store"});
  CHECK(counts_of(drafted({{"客流", "", "", {}}}, "进店")) == List{"st_consider: 客流||Enter the store"});
}

TEST_CASE("what no touchpoint means, and what means nothing, stands nowhere") {
  CHECK(counts_of(drafted({{"曝光", "", "", {}}, {"blorp", "", "people", {}}})).empty());
  CHECK(counts_of(drafted({{"footfall", "", "people", {}}}, "search")).empty());
}

TEST_CASE("of several with one meaning each keeps its own name; units are not added up") {
  CHECK(counts_of(drafted({{"footfall", "", "people", {}}, {"客流", "", "", {}}})) ==
        List{"st_consider: footfall||", "st_consider: 客流||"});
  CHECK(
      counts_of(drafted({{"footfall", "", "", {}}, {"footfall", "", "groups", {}}, {"footfall", "", "people", {}}})) ==
      List{"st_consider: footfall|groups|footfall · groups", "st_consider: footfall|people|footfall · people"});
}

TEST_CASE("counts on a map: from the hour of the first event to the last, and never a share of nothing") {
  auto map = drafted({{"footfall", "", "people", {}}});
  for (auto& stage : map.stages)
    if (!stage.counts.empty()) stage.counts.push_back({"footfall", "SH01", "", {}});
  Observed observed;
  observed.from = {7'200'000'000};
  observed.to = {9'000'000'000};
  observed.stages.resize(map.stages.size());
  for (auto& stage : observed.stages) stage.entered = 30;
  auto sum = [&](const StageCounts& wanted, Time after, Time until) -> Result<double> {
    CHECK(after.us == 3'600'000'000);
    CHECK(until == observed.to);
    return wanted.place.empty() ? 120.0 : 0.0;
  };
  auto counts = counts_on(map, observed, sum, [](const std::string& place) { return "the store " + place; });
  REQUIRE(counts.ok());
  REQUIRE(counts->size() == 2);
  CHECK((*counts)[0].counted == 120);
  CHECK((*counts)[0].identified_share == doctest::Approx(0.25));
  CHECK((*counts)[1].label.en == "footfall · the store SH01");
  CHECK(std::isnan((*counts)[1].identified_share));
  auto broken = [](const StageCounts&, Time, Time) -> Result<double> {
    return Error{ErrorCode::damaged, "broken", "cairn.db", ""};
  };
  CHECK(!counts_on(map, observed, broken, [](const std::string& place) { return place; }).ok());
}
