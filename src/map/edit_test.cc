#include "map/edit.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/random.h"
#include "map/changes.h"
#include "map/derive.h"
#include "map/document.h"
#include "map/sample_test.h"
#include "map/sound.h"
#include "map/templates.h"

using namespace cairn;
using namespace cairn::map;

namespace {

Json small() { return Json::parse(sample_test::small_map); }
Json shoes() { return Json::parse(template_named("shoe-purchase")->text); }
std::string text_of(const std::vector<Change>& changes) { return to_json(changes).dump(); }

Json made_by(const Json& document, const std::vector<Change>& changes) {
  auto made = changed(document, changes);
  REQUIRE_MESSAGE(made.ok(), (made.ok() ? "" : made.error().text() + " by " + text_of(changes)));
  return *std::move(made);
}
const Json& at(const Json& document, const Path& path) { return value_at(document, path); }

/// Changes such as people and programs might send, some of them nonsense.
class Scribbler {
 public:
  Scribbler(const Json& document, std::uint64_t seed) : document_(document), random_(seed) {}

  std::vector<Change> some(std::uint64_t most) {
    std::vector<Change> changes;
    for (auto left = 1 + random_.below(most); left > 0; --left) changes.push_back(one());
    return changes;
  }

 private:
  template <class List>
  const auto& any(const List& list) {
    return list[random_.below(list.size())];
  }
  Json value() {
    static const Json values[] = {nullptr,
                                  "tp_pay",
                                  "",
                                  7,
                                  -1,
                                  2.5,
                                  true,
                                  Json::array(),
                                  Json::object(),
                                  Json{{"en", "New"}},
                                  Json{{"zh-Hans", "新"}, {"en", "New"}},
                                  Json::array({"a", "b"}),
                                  Json{{"event", "pay"}},
                                  Json{{"on", "event = pay"}},
                                  Json::array({Json::object()}),
                                  Json{{"x-deep", {{"more", {1, 2, {{"end", nullptr}}}}}}}};
    return values[random_.below(std::size(values))];
  }
  Change one() {
    const std::string list(element_lists[random_.below(element_lists.size())]);
    const Json& elements = at(document_, {list});
    static const Path tops[] = {{"title"}, {"goal", "purpose"}, {"goal"},
                                {"x-own"}, {"x-own", "part"},   {"goal", "scope", "end"}};
    if (random_.chance(0.15)) return {tops[random_.below(std::size(tops))], value()};
    if (random_.chance(0.03)) return {{list}, random_.chance(0.5) ? Json(nullptr) : value()};
    if (!elements.is_array() || elements.empty() || random_.chance(0.2)) return added(list, elements);
    const Json& element = any(elements);
    const auto key = key_of(list, element);
    if (random_.chance(0.1)) return {{list, key}};
    if (random_.chance(0.1)) return {{list, key}, element, key_of(list, any(elements))};
    if ((list == "touchpoints" || list == "stages") && random_.chance(0.4))
      return {{list, key, "order"}, 1 + random_.below(elements.size() + 1)};
    static const char* const fields[] = {"label",   "text",     "stage", "bind",  "pains", "x-own",
                                         "emotion", "severity", "owner", "order", "note"};
    return {{list, key, fields[random_.below(std::size(fields))]}, value()};
  }
  Change added(const std::string& list, const Json& elements) {
    const auto id = fmt::format("new_{}", random_.below(1'000'000));
    Json element = elements.is_array() && !elements.empty() ? any(elements) : Json{{"label", "New"}, {"text", "New"}};
    std::string key = id;
    if (list == "links") {
      element = {{"from", id}, {"to", "tp_pay"}};
      key = id + ">tp_pay";
    } else {
      element["id"] = id;
    }
    Change change{{list, key}, std::move(element)};
    if (elements.is_array() && !elements.empty() && random_.chance(0.5)) change.before = key_of(list, any(elements));
    return change;
  }
  const Json& document_;
  Random random_;
};

/// What two documents have at a path, but for the place among others.
bool alike(const Json& a, const Json& b, const Path& path) {
  Json left = at(a, path), right = at(b, path);
  for (Json* each : {&left, &right})
    if (each->is_object() && path.size() == 2) each->erase("order");
  return same(left, right);
}

std::set<Path> places(const Merge& merge) {
  std::set<Path> paths;
  for (const auto& each : merge.conflicts) paths.insert(each.path);
  return paths;
}

}  // namespace

TEST_CASE("a change writes one place and keeps the rest") {
  auto made = made_by(small(), {{{"touchpoints", "tp_pay", "label"}, "Check out"},
                                {{"channels", "web", "x-more"}, {{"kept", true}}},
                                {{"goal", "scope", "start"}, "tp_see"},
                                {{"links", "tp_see>tp_pay", "within"}, "P1D"},
                                {{"pains", "pa_1", "severity"}},
                                {{"x-note"}, "changed"}});
  CHECK(at(made, {"touchpoints", "tp_pay", "label"}) == "Check out");
  CHECK(at(made, {"touchpoints", "tp_pay", "bind"}) == Json{{"on", {{"event", "pay"}}}});
  CHECK(at(made, {"channels", "web", "owner"}) == "dept_web");
  CHECK(at(made, {"goal", "scope"}) == Json{{"end", "ms_goal"}, {"start", "tp_see"}});
  CHECK(at(made, {"links", "tp_see>tp_pay", "within"}) == "P1D");
  CHECK_FALSE(at(made, {"pains", "pa_1"}).contains("severity"));
  CHECK(made["x-note"] == "changed");
  CHECK(check(made.dump()).empty());
}

TEST_CASE("elements come, stand before another, and go") {
  Json pain{{"text", "Waits"}};
  auto made = made_by(
      small(),
      {{{"pains", "pa_0"}, pain, "pa_1"}, {{"pains", "pa_9"}, pain}, {{"gains", "ga_1"}, {{"text", "Smiles"}}}});
  CHECK(made["pains"][0]["id"] == "pa_0");
  CHECK(made["pains"][2]["id"] == "pa_9");
  CHECK(made["gains"].size() == 1);
  made = made_by(made, {{{"pains", "pa_0"}}, {{"gains", "ga_1"}}, {{"pains", "pa_unknown"}}});
  CHECK(made["pains"].size() == 2);
  CHECK(made_by(made, {{{"pains", "pa_9"}, made["pains"][1], "pa_1"}})["pains"][0]["id"] == "pa_9");
}

TEST_CASE("who is put in the place of another comes before it, and the others make room") {
  auto made = made_by(small(), {{{"touchpoints", "tp_pay", "order"}, 1}});
  CHECK(keys_in_order("touchpoints", made) == std::vector<std::string>{"tp_pay", "tp_see", "tp_ask"});
  CHECK(check(made.dump()).empty());
  CHECK(moved_in("touchpoints", small(), made) == std::vector<std::string>{"tp_pay"});
  Json one{{"label", "New"}, {"stage", "st_look"}, {"order", 2}};
  made = made_by(small(), {{{"touchpoints", "tp_new"}, one}});
  CHECK(keys_in_order("touchpoints", made) == std::vector<std::string>{"tp_see", "tp_new", "tp_ask", "tp_pay"});
}

TEST_CASE("an element can go with all that names it: of any list, and the map stays sound") {
  for (const Json& base : {small(), shoes()})
    for (auto list : element_lists)
      for (const Json& element : at(base, {std::string(list)})) {
        const Path path{std::string(list), key_of(list, element)};
        CAPTURE(path[1]);
        const std::vector<Change> gone{{path, nullptr, std::nullopt, true}};
        auto after = made_by(base, gone);
        auto faults = check(after.dump());
        CHECK_MESSAGE(faults.empty(), faults.front().message);
        CHECK(at(after, path).is_null());
        CHECK(same(made_by(after, *inverse(base, gone)), base));
      }
  CHECK_FALSE(changes_from(Json::parse(R"([{"path": ["title"], "value": null, "references": true}])")).ok());
}

TEST_CASE("what cannot be written is refused with its place") {
  auto refused = [](const Change& change) {
    auto made = changed(small(), {{{"title"}, "New"}, change});
    REQUIRE_FALSE(made.ok());
    CHECK(made.error().where.starts_with("changes[1]"));
    CHECK_FALSE(made.error().message.empty());
    return made.error();
  };
  CHECK(refused({{"touchpoints", "tp_pai", "label"}, "Pay"}).hint.find("tp_pay") != std::string::npos);
  refused({{"touchpoints", "tp_pay", "label", "en"}, "Pay"});
  refused({{"touchpoints", "tp_pay"}, {{"id", "tp_other"}}});
  refused({{"touchpoints", "tp_pay", "id"}, "tp_other"});
  refused({{"links", "tp_see>tp_pay", "to"}, "tp_ask"});
  refused({{"touchpoints", "tp_pay"}, 7});
  for (const char* text :
       {"7", "[7]", R"([{"path": "title", "value": 1}])", R"([{"path": [], "value": 1}])", R"([{"path": ["title"]}])",
        R"([{"path": [1], "value": 1}])", R"([{"path": [""], "value": 1}])",
        R"([{"path": ["pains", "x"], "value": {}, "before": 1}])"}) {
    auto read = changes_from(Json::parse(text));
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().where.starts_with("changes"));
  }
  CHECK(changes_from(Json::parse(R"([{"path": ["title"], "value": "T"}])"))->size() == 1);
}

TEST_CASE("random edits: made, taken back and made again they give the same documents") {
  int unchanged = 0;
  const Json documents[] = {small(), shoes()};
  for (std::uint64_t seed = 1; seed <= 2'000; ++seed) {
    CAPTURE(seed);
    const Json& before = documents[seed % 2];
    auto changes = Scribbler(before, seed).some(6);
    auto after = changed(before, changes);
    if (!after) continue;
    auto back = inverse(before, changes);
    REQUIRE(back.ok());
    const Json restored = made_by(*after, *back);
    REQUIRE_MESSAGE(same(restored, before), text_of(changes) << "\n" << text_of(*back));
    REQUIRE(same(made_by(restored, changes), *after));
    REQUIRE(same(made_by(before, between(before, *after)), *after));
    if (between(before, *after).empty()) ++unchanged;
  }
  CHECK(unchanged < 200);
}

TEST_CASE("edits of different elements both stand; of the same one the second person is shown the first") {
  const Json base = small();
  auto head = made_by(base, {{{"touchpoints", "tp_pay", "label"}, "Check out"}});
  auto merged = merge(base, head, {{{"touchpoints", "tp_ask", "label"}, "Ask a clerk"}});
  REQUIRE(merged.ok());
  CHECK(merged->conflicts.empty());
  CHECK(at(merged->document, {"touchpoints", "tp_pay", "label"}) == "Check out");
  CHECK(at(merged->document, {"touchpoints", "tp_ask", "label"}) == "Ask a clerk");

  auto same_one = merge(base, head, {{{"touchpoints", "tp_pay", "channel"}, "web"}});
  REQUIRE(same_one.ok());
  REQUIRE(same_one->conflicts.size() == 1);
  CHECK(same_one->conflicts[0].path == Path{"touchpoints", "tp_pay"});
  CHECK(same_one->conflicts[0].theirs["label"] == "Check out");
  CHECK(same_one->conflicts[0].yours["channel"] == "web");
  CHECK(same(same_one->document, head));

  CHECK(merge(base, head, {{{"touchpoints", "tp_pay", "label"}, "Check out"}})->conflicts.empty());  // alike
  CHECK(merge(base, head, {{{"touchpoints", "tp_pay"}}})->conflicts[0].yours.is_null());
  auto gone = made_by(base, {{{"opportunities", "op_1"}}});
  CHECK(merge(base, gone, {{{"opportunities", "op_1", "text"}, "Mend it"}})->conflicts[0].theirs.is_null());
  CHECK(merge(base, gone, {{{"opportunities", "op_1"}}})->conflicts.empty());
}

TEST_CASE("moving is apart from the rest, and making room is nobody's edit") {
  const Json base = shoes();
  auto order = keys_in_order("touchpoints", base);
  auto head = made_by(base, {{{"touchpoints", order[8], "order"}, 2}});  // nearly all make room
  auto merged =
      merge(base, head, {{{"touchpoints", order[4], "label"}, "Other"}, {{"touchpoints", order[12], "order"}, 16}});
  REQUIRE(merged.ok());
  CHECK(merged->conflicts.empty());
  CHECK(check(merged->document.dump()).empty());
  CHECK(keys_in_order("touchpoints", merged->document)[1] == order[8]);
  CHECK(merge(base, head, {{{"touchpoints", order[8], "label"}, "Other"}})->conflicts.empty());
  auto twice = merge(base, head, {{{"touchpoints", order[8], "order"}, 15}});
  REQUIRE(twice->conflicts.size() == 1);
  CHECK(twice->conflicts[0].path == Path{"touchpoints", order[8], "order"});
  CHECK(merge(base, head, {{{"touchpoints", order[8]}}})->conflicts.size() == 1);  // moved, and taken away
}

TEST_CASE("random edits of two people: conflicts are symmetrical, and without one both stand") {
  const Json base = shoes();
  int met = 0, stood = 0;
  for (std::uint64_t seed = 1; seed <= 1'500; ++seed) {
    CAPTURE(seed);
    auto first = Scribbler(base, 2 * seed).some(3), second = Scribbler(base, 2 * seed + 1).some(3);
    auto a = changed(base, first), b = changed(base, second);
    if (!a || !b) continue;
    auto b_on_a = merge(base, *a, second), a_on_b = merge(base, *b, first);
    REQUIRE(b_on_a.ok());
    REQUIRE(a_on_b.ok());
    REQUIRE(places(*b_on_a) == places(*a_on_b));
    if (!b_on_a->conflicts.empty()) {
      ++met;
      for (const auto& each : b_on_a->conflicts) REQUIRE_FALSE(same(each.yours, each.theirs));
      continue;
    }
    ++stood;
    for (const Json* own : {&*a, &*b})
      for (const auto& change : between(base, *own))
        if (change.path.back() != "order")
          for (const Merge* merged : {&*b_on_a, &*a_on_b})
            REQUIRE_MESSAGE(alike(merged->document, *own, change.path), text_of({change}));
  }
  MESSAGE(met << " conflicts, " << stood << " without");
  CHECK(met > 40);
  CHECK(stood > 700);
}

TEST_CASE("10,000 mutated documents are accepted or refused with place and reason") {
  const Json base = small();
  int accepted = 0, refused = 0, unmade = 0;
  for (std::uint64_t seed = 1; seed <= 10'000; ++seed) {
    CAPTURE(seed);
    auto made = changed(base, Scribbler(base, 77'000 + seed).some(4));
    if (!made) {
      REQUIRE(made.error().where.starts_with("changes["));
      REQUIRE_FALSE(made.error().message.empty());
      ++unmade;
      continue;
    }
    auto faults = check(made->dump());
    auto sound = expect_sound(*made);
    REQUIRE(sound.ok() == faults.empty());
    if (!sound) REQUIRE_FALSE((sound.error().message.empty() || sound.error().where.empty()));
    // Sound or not, it can be compared and derived.
    for (const auto& each : differences(base, *made)) {
      REQUIRE_FALSE(each.text.en.empty());
      REQUIRE_FALSE(each.text.zh_hant.empty());
    }
    if (!faults.empty()) {
      ++refused;
      continue;
    }
    ++accepted;
    REQUIRE(read_map(made->dump(), "edited").ok());
    REQUIRE(check(as_to_be(*made).dump()).empty());
    REQUIRE(check(as_is(as_to_be(*made), *made).dump()).empty());
  }
  MESSAGE(accepted << " accepted, " << refused << " refused, " << unmade << " could not be made");
  CHECK(accepted > 500);
  CHECK(refused > 500);
}
