#include "map/templates.h"

#include <doctest/doctest.h>

#include <functional>

#include "map/document.h"

using namespace cairn;
using namespace cairn::map;

TEST_CASE("templates: each is a sound map with a goal, milestones and pains, and every text is in three languages") {
  REQUIRE(templates().size() == 4);
  for (const auto& each : templates()) {
    CAPTURE(each.name);
    auto faults = check(each.text);
    CHECK_MESSAGE(faults.empty(), (faults.empty() ? "" : faults.front().pointer + " " + faults.front().message));
    auto map = read_map(each.text, std::string(each.name));
    REQUIRE(map.ok());
    CHECK(map->goal_milestone() != nullptr);
    CHECK(map->stages.size() >= 5);
    CHECK(map->pains.size() >= 2);
    CHECK(map->opportunities.size() == map->pains.size());
    std::function<void(const Json&)> complete = [&](const Json& node) {
      if (node.is_object() && node.contains("en")) {
        for (const char* language : {"zh-Hans", "zh-Hant", "en"}) CHECK(!node.value(language, "").empty());
        return;
      }
      if (node.is_structured())
        for (const auto& child : node) complete(child);
    };
    complete(Json::parse(each.text));
  }
}

TEST_CASE("templates: an unknown name is answered with those that are near") {
  CHECK(template_named("shoe-purchase").ok());
  auto none = template_named("shoe-purchse");
  REQUIRE_FALSE(none.ok());
  CHECK(none.error().hint.find("shoe-purchase") != std::string::npos);
}
