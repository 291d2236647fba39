// How events become the items of paths.
#include "journey/items.h"

#include "journey/journey_test_support.h"

namespace cairn::journey {
namespace {

/// The items of the only case, joined.
std::string items_of(const std::string& events, const std::string& fields) {
  auto answer = must_ask(index_from(events), R"({"kind":"paths","depth":9,"repeats":"keep")" + fields + "}");
  std::string text;
  for (const auto& row : answer["rows"])
    if (row[2] != "(ended)") text += (text.empty() ? "" : " ") + row[2].get<std::string>();
  return text;
}

}  // namespace

TEST_CASE("a wildcard stands for any run of characters") {
  CHECK(matches_wildcard("/product/*", "/product/17"));
  CHECK(matches_wildcard("/product/*", "/product/"));
  CHECK(!matches_wildcard("/product/*", "/product"));
  CHECK(matches_wildcard("*a*b", "xaayb"));
  CHECK(!matches_wildcard("*a*b", "xaaybc"));
  CHECK(matches_wildcard("*", ""));
  CHECK(!matches_wildcard("", "a"));
  CHECK(matches_wildcard("a.c", "a.c"));
  CHECK(!matches_wildcard("a.c", "abc"));
}

TEST_CASE("a trailing slash goes, a lone one stays") { CHECK(items_of("x: /a/@0 /@1 /a@2 //@3", "") == "/a / /a /"); }

TEST_CASE("rules come in order: clean in its own order, then wildcards, then exclude") {
  const char* events = "x: /p/1/?u=1@0 /p/2@1 /cart@2 /home?u=2@3";
  CHECK(items_of(events, R"(,"clean":[{"replace":"\\?.*$"}])") == "/p/1/ /p/2 /cart /home");
  CHECK(items_of(events, R"(,"clean":[{"replace":"\\?.*$"},{"replace":"/p/(\\d+)/?","with":"P\\1"}])") ==
        "P1 P2 /cart /home");
  CHECK(items_of(events, R"(,"clean":[{"replace":"/p/(\\d+)$","with":"P\\1"},{"replace":"\\?.*$"}])") ==
        "/p/1/ P2 /cart /home");
  CHECK(items_of(events, R"(,"wildcards":["/p/*","/*"])") == "/p/* /p/* /* /*");
  CHECK(items_of(events, R"(,"wildcards":["/p/*"],"exclude":["/p/*","*u=2"])") == "/cart");
}

TEST_CASE("values of a property are items; what has none is left out and counted") {
  auto index = index_from("x: v@0{page=/a/} v@1{page=/a} v@2{page=/b} q@3; y: v@0{page=/b}", 2);
  auto answer = must_ask(index, R"({"kind":"paths","item":"page","exclude":["/b"]})");
  CHECK(cell(answer, {{"step", 1}, {"to", "/a"}}, "count") == 1);
  CHECK(answer["totals"]["cases"] == 1);
  CHECK(answer["basis"]["left_out"] == Json({{"without_item", 1}, {"excluded_events", 2}}));
}

TEST_CASE("an item that is cleaned away is excluded") {
  CHECK(items_of("x: a@0 b@1 a@2", R"(,"clean":[{"replace":"^a$"}])") == "b");
}

TEST_CASE("excluded items are gone before sessions are cut") {
  auto index = index_from("x: a@0 ping@1000 b@2000");
  CHECK(must_ask(index, R"({"kind":"paths","case":"session"})")["totals"]["cases"] == 1);
  CHECK(must_ask(index, R"({"kind":"paths","case":"session","exclude":["ping"]})")["totals"]["cases"] == 2);
}

TEST_CASE("faults of items name the field") {
  auto index = index_from("x: seen@0{page=a} paid@1");
  auto of = [&](const char* fields) { return must_fail(index, std::string(R"({"kind":"paths",)") + fields + "}"); };
  CHECK(of(R"("item":"pages")").where == "question.item");
  CHECK(of(R"("exclude":["paid","sen"])").where == "question.exclude[1]");
  CHECK(of(R"("exclude":["sen"])").hint.find("seen") != std::string::npos);
  CHECK(of(R"("clean":[{"replace":"a"},{"replace":"("}])").where == "question.clean[1].replace");
  CHECK(of(R"("start":"sen")").where == "question.start");
  CHECK(of(R"("wildcards":["se*"],"start":"seen")").hint.find("se*") != std::string::npos);
}

}  // namespace cairn::journey
