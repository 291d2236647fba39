#include "map/changes.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "map/edit.h"
#include "map/sample_test.h"

using namespace cairn;
using namespace cairn::map;

namespace {

Json small() { return Json::parse(sample_test::small_map); }

/// What one edit of the small map is told as; it must be one sentence.
Difference told(const std::vector<Change>& changes) {
  const Json before = small();
  auto after = changed(before, changes);
  REQUIRE(after.ok());
  auto found = differences(before, *after);
  std::string all;
  for (const auto& each : found) all += each.text.en + "\n";
  REQUIRE_MESSAGE(found.size() == 1, all);
  return found.front();
}

}  // namespace

TEST_CASE("a change is told in three languages") {
  auto renamed =
      told({{{"touchpoints", "tp_pay", "label"}, Json{{"zh-Hans", "结账"}, {"zh-Hant", "結帳"}, {"en", "Check out"}}}});
  CHECK(renamed.kind == "changed");
  CHECK(renamed.text ==
        Label{"触点“Pay”改名为“结账”", "接觸點「Pay」改名為「結帳」", "Touchpoint “Pay” renamed to “Check out”"});

  auto added = told({{{"pains", "pa_2"}, {{"text", "Waits"}}}});
  CHECK(added.kind == "added");
  CHECK(added.text == Label{"新增痛点“Waits”", "新增痛點「Waits」", "Pain point “Waits” added"});
  CHECK(added.to["id"] == "pa_2");

  auto removed = told({{{"links", "tp_see>tp_pay"}}});
  CHECK(removed.kind == "removed");
  CHECK(removed.text.en == "Link “See → Pay” removed");

  auto moved = told({{{"touchpoints", "tp_pay", "order"}, 1}});
  CHECK(moved.kind == "moved");
  CHECK(moved.text == Label{"触点“Pay”移到最前", "接觸點「Pay」移到最前面", "Touchpoint “Pay” moved to the beginning"});

  auto stage = told({{{"touchpoints", "tp_ask", "stage"}, "st_buy"}});
  CHECK(stage.kind == "moved");
  CHECK(stage.text.en == "Touchpoint “Ask” moved to stage “Buy”");

  auto channel = told({{{"touchpoints", "tp_pay", "channel"}, "web"}});
  CHECK(channel.text == Label{"触点“Pay”的渠道：– → “Website”", "接觸點「Pay」的通路：– → 「Website」",
                              "Touchpoint “Pay”, channel: – → “Website”"});
  CHECK(channel.from.is_null());

  CHECK(told({{{"touchpoints", "tp_pay", "bind"}, {{"on", "event = paid"}}}}).text.en ==
        "Touchpoint “Pay”, binding: event = pay → event = paid");
  CHECK(told({{{"touchpoints", "tp_see", "emotion", "manual"}, 2}}).text.en == "Touchpoint “See”, emotion changed");
  CHECK(told({{{"title", "en"}, "Tiny"}}).text.en == "Title: “Small” → “Tiny”");
  CHECK(told({{{"goal", "purpose"}, "Buy more"}}).text.en == "Goal, purpose: “Buy” → “Buy more”");
  CHECK(told({{{"version", "status"}, "published"}}).text.en == "Status: – → “published”");
  CHECK(told({{{"touchpoints", "tp_see", "action"}, Json::array({"Looks", "Points"})}}).text.zh_hant ==
        "接觸點「See」的行為：– → 「Looks」、「Points」");
}

TEST_CASE("what the library writes and what only made room is not told") {
  CHECK(differences(small(), small()).empty());
  CHECK(differences(small(), *changed(small(), {{{"version", "no"}, 7}})).empty());
  Json one{{"label", "New"}, {"stage", "st_look"}, {"order", 1}};
  auto added = differences(small(), *changed(small(), {{{"touchpoints", "tp_new"}, one}}));
  CHECK(added.size() == 1);
}

TEST_CASE("every list has its word in three languages") {
  for (auto list : element_lists) {
    const Label& word = word_of_list(list);
    CHECK(word.en != "Element");
    CHECK_FALSE(word.zh_hans.empty());
    CHECK_FALSE(word.zh_hant.empty());
  }
}
