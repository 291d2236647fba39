// docs/predicates.md, run: every line of its ```segments blocks is a predicate and the customers of its ```history
// block that are in that segment.
#include <set>

#include "base/file.h"
#include "journey/journey_test_support.h"

namespace cairn::journey {
namespace {

std::vector<std::string> blocks(const std::string& page, const std::string& kind) {
  std::vector<std::string> found;
  std::string open = "```" + kind + "\n";
  for (auto at = page.find(open); at != std::string::npos; at = page.find(open, at + 1)) {
    auto begin = at + open.size();
    found.push_back(page.substr(begin, page.find("```", begin) - begin));
  }
  return found;
}

std::set<std::string> segment(const Index& index, const Json& predicate) {
  auto answer =
      must_ask(index, Json({{"kind", "customers"}, {"of", {{"kind", "variants"}, {"segment", predicate}}}}).dump());
  std::set<std::string> names;
  for (const auto& row : answer["rows"]) names.insert(row[0].get<std::string>());
  return names;
}

}  // namespace

TEST_CASE("docs/predicates.md says what is so") {
  auto page = read_file(std::string(CAIRN_SOURCE_FOLDER) + "/docs/predicates.md");
  REQUIRE(page.ok());
  auto history = blocks(*page, "history").at(0);
  std::replace(history.begin(), history.end(), '\n', ';');
  auto index = index_from(history);
  int examples = 0;
  for (const auto& block : blocks(*page, "segments"))
    for (auto line : split(block, '\n')) {
      if (line.empty()) continue;
      auto gap = line.rfind("  ");
      REQUIRE(gap != std::string_view::npos);
      std::set<std::string> wanted;
      for (auto name : split(trim(line.substr(gap)), ' ')) wanted.emplace(name);
      std::string predicate(trim(line.substr(0, gap)));
      CAPTURE(predicate);
      CHECK(segment(index, predicate) == wanted);
      CHECK(segment(index, to_json(*parse_case_predicate(predicate))) == wanted);
      ++examples;
    }
  CHECK(examples > 15);
  for (const auto& block : blocks(*page, "json")) CHECK(case_predicate_from(Json::parse(block), "docs").ok());
}

}  // namespace cairn::journey
