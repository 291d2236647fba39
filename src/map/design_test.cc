#include <doctest/doctest.h>

#include "journey/question.h"
#include "map/document.h"
#include "map/sample_test.h"

using namespace cairn;
using namespace cairn::map;

namespace {

const char* const shop = R"json({
 "schema":"cairn.journey/1", "id":"shop", "title":"Shop",
 "stages":[{"id":"st_find","label":"Find"},{"id":"st_buy","label":"Buy"},{"id":"st_after","label":"After"}],
 "touchpoints":[
  {"id":"tp_see","label":"See","stage":"st_find","expected":"loop","bind":{"on":"event = seen"}},
  {"id":"tp_idea","label":"Idea","stage":"st_find","expected":"must"},
  {"id":"tp_pay","label":"Pay","stage":"st_buy","expected":"must",
   "bind":{"on":"event in (paid, payment_failed)","failure":"event = payment_failed"}},
  {"id":"tp_mail","label":"Mail","stage":"st_after","expected":"may","bind":{"on":"event = mail"}},
  {"id":"tp_get","label":"Get","stage":"st_after","expected":"may","bind":{"on":"event = delivered"}},
  {"id":"tp_bye","label":"Bye","stage":"st_find","ends":true,"expected":"must","order":1,"bind":{"on":"event = bye"}}],
 "links":[{"from":"tp_pay","to":"tp_get","within":"P2D"},{"from":"tp_see","to":"tp_pay"}])json";

JourneyMap read(const std::string& rest) {
  auto map = read_map(shop + rest + "}", "shop.json");
  REQUIRE_MESSAGE(map.ok(), (map.ok() ? "" : map.error().text()));
  return *std::move(map);
}

Json ask(const JourneyMap& map, const journey::Index& index) {
  Json question = designed(map, "touchpoint");
  question["kind"] = "conformance";
  question["level"] = "touchpoint";
  question["complete"] = true;
  auto symbols = relabel(map, "touchpoint");
  journey::AskOptions options;
  options.relabelling = &symbols;
  auto answer = journey::ask(index, question, options);
  REQUIRE_MESSAGE(answer.ok(), (answer.ok() ? "" : answer.error().text()));
  return *answer;
}

}  // namespace

TEST_CASE("without a design, order and `expected` say what should happen; unbound touchpoints cannot") {
  auto map = read("");
  auto question = designed(map, "touchpoint");
  REQUIRE(question["model"].size() == 5);
  CHECK(question["model"][0] == Json({{"optional", {{"loop", "tp_see"}}}}));
  CHECK(question["model"][1]["element"] == "tp_pay");
  CHECK(question["model"][3] == Json({{"optional", "tp_get"}}));
  CHECK(question["model"][4] == Json({{"optional", {{"choice", Json::array({"tp_bye"})}}}}));
  CHECK(question["promises"] == Json::array({{{"from", "tp_pay"}, {"to", "tp_get"}, {"within", "P2D"}}}));
  CHECK(designed(map, "stage")["model"] ==
        Json::array(
            {{{"optional", {{"loop", "st_find"}}}}, {{"loop", "st_buy"}}, {{"optional", {{"loop", "st_after"}}}}}));
}

TEST_CASE("a design of parallel and choice is asked as it is drawn, and survives writing") {
  auto map = read(R"(,"design":["tp_see","tp_pay",{"parallel":["tp_mail","tp_get"]}])");
  CHECK(write_map(map)["design"] == map.source["design"]);
  sample_test::Story story;
  story.customer().does("seen").does("paid").does("delivered").does("mail");
  story.customer().does("seen").does("payment_failed").does("mail").at(3 * sample_test::day).does("delivered");
  story.customer().does("mail").does("seen").does("other");
  auto answer = ask(map, story.index());
  CHECK(answer["totals"]["fit"] == 2);
  CHECK(answer["basis"]["left_out"]["unmatched_events"] == 1);
  auto row = [&](std::size_t i) { return answer["rows"][i]; };
  REQUIRE(row(1)[0] == "tp_pay");
  CHECK(row(1)[5] == 1);  // missing
  CHECK(row(1)[8] == 1);  // failed
  REQUIRE(row(2)[0] == "tp_mail");
  CHECK(row(2)[6] == 1);  // out of order
  REQUIRE(row(3)[0] == "tp_get");
  CHECK(row(3)[9] == 2);   // promised
  CHECK(row(3)[10] == 1);  // late
}

TEST_CASE("a design that names nobody, or is of no form, is a fault at its place") {
  auto faults = [](const std::string& design) { return check(shop + (",\"design\":" + design) + "}"); };
  auto unknown = faults(R"(["tp_see",{"loop":"tp_pai"}])");
  REQUIRE(unknown.size() == 1);
  CHECK(unknown[0].pointer == "/design/1/loop");
  CHECK(unknown[0].hint.find("tp_pay") != std::string::npos);
  CHECK(!faults(R"({"chioce":["tp_see"]})").empty());
  CHECK(!faults(R"({"loop":"tp_see","optional":"tp_pay"})").empty());
  CHECK(!faults("[]").empty());
  CHECK(!faults("7").empty());
}
