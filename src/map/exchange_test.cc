// What a table or a Mermaid diagram holds comes back as it was; what cannot be meant is refused with its place.
#include "map/exchange.h"

#include <doctest/doctest.h>

#include "base/text.h"
#include "map/document.h"
#include "map/render.h"
#include "map/templates.h"

using namespace cairn;
using namespace cairn::map;

namespace {

/// Of what journey_csv writes: cells without line breaks and quotes.
JourneySheet sheet_of(std::vector<std::string> columns, std::vector<std::vector<std::string>> rows) {
  JourneySheet sheet{std::move(columns), {}};
  for (auto& row : rows) sheet.rows.push_back({sheet.rows.size() + 2, std::move(row)});
  return sheet;
}

/// CSV as RFC 4180 says, for the round trip only; the program reads files with src/collect.
JourneySheet parsed(std::string text) {
  text.erase(0, 3);
  JourneySheet sheet;
  std::vector<std::string> cells{""};
  bool quoted = false;
  std::uint64_t line = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '"' && text[i + 1] == '"')
      cells.back() += text[i++];
    else if (text[i] == '"')
      quoted = !quoted;
    else if (quoted || (text[i] != ',' && text[i] != '\r' && text[i] != '\n'))
      cells.back() += text[i];
    else if (text[i] == ',')
      cells.emplace_back();
    else if (text[i] == '\n') {
      if (line == 1)
        sheet.columns = cells;
      else
        sheet.rows.push_back({line, cells});
      ++line, cells = {""};
    }
  }
  return sheet;
}

Json table(const JourneySheet& sheet) {
  auto document = journey_of_table(sheet, "Shoes", "shoes.csv");
  REQUIRE_MESSAGE(document.ok(), (document.ok() ? "" : document.error().text()));
  return *std::move(document);
}
std::string refused(const JourneySheet& sheet) {
  auto document = journey_of_table(sheet, "Shoes", "shoes.csv");
  REQUIRE(!document.ok());
  return document.error().text();
}
Json diagram(const std::string& text) {
  auto document = journey_of_mermaid(text, "Shoes", "shoes.mmd");
  REQUIRE_MESSAGE(document.ok(), (document.ok() ? "" : document.error().text()));
  return *std::move(document);
}
bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a table with one row a touchpoint, in Chinese, is a journey") {
  const Json found =
      table(sheet_of({"阶段", "触点", "渠道", "发起方", "情绪", "痛点", "机会点", "绑定事件", "备注"},
                     {{"进店", "看橱窗", "mall", "", "+1", "", "", "event = window_seen", "x"},
                      {"", "店员打招呼", "store", "员工", "好", "", "", "", ""},
                      {"购买", "排队", "till", "", "−2", "队太长\n没有座位", "再开一台", "", ""},
                      {"", "付款", "till", "", "", "队太长", "", "event = till_receipt and channel = till", ""}}));
  CHECK(found["stages"].size() == 2);
  CHECK(found["stages"][1]["label"] == "购买");
  REQUIRE(found["touchpoints"].size() == 4);
  CHECK(found["touchpoints"][0]["emotion"]["manual"] == 1);
  CHECK(found["touchpoints"][1]["stage"] == found["stages"][0]["id"]);
  CHECK(found["touchpoints"][1]["initiator"] == "staff");
  CHECK(found["touchpoints"][1]["emotion"]["manual"] == 1);
  CHECK(found["touchpoints"][2]["emotion"]["manual"] == -2);
  CHECK(found["touchpoints"][3]["bind"]["on"] == "event = till_receipt and channel = till");
  REQUIRE(found["pains"].size() == 2);
  CHECK(found["pains"][0]["at"].size() == 2);
  REQUIRE(found["opportunities"].size() == 1);
  CHECK(found["opportunities"][0]["pains"].size() == 2);
  CHECK(found["channels"].size() == 3);
}

TEST_CASE("what a table holds comes back as it was, in each language") {
  for (const auto& each : templates()) {
    const Json document = Json::parse(each.text);
    for (Language language : {Language::en, Language::zh_hans, Language::zh_hant}) {
      const std::string once = journey_csv(document, language);
      CHECK(once.starts_with("\xEF\xBB\xBF"));
      const Json back = table(parsed(once));
      CHECK(back["touchpoints"].size() == document["touchpoints"].size());
      CHECK(back["stages"].size() == document["stages"].size());
      for (std::size_t i = 0; i < back["stages"].size(); ++i) CHECK(back["stages"][i]["label"].is_string());
      CHECK(journey_csv(back, language) == once);
    }
  }
}

TEST_CASE("a table that cannot be meant is refused with line and column") {
  CHECK(
      has(refused(sheet_of({"Stage", "Name"}, {{"Buy", "Pay"}})), "no column is called Touchpoint; found Stage, Name"));
  CHECK(has(refused(sheet_of({"Stage", "Touchpoint"}, {})), "no touchpoint"));
  const auto with = [](const char* column, const char* cell) {
    return refused(sheet_of({"Stage", "Touchpoint", column}, {{"Buy", "Pay", ""}, {"", "Go", cell}}));
  };
  CHECK(has(with("Emotion", "7"), "'7' is no emotion"));
  CHECK(has(with("情绪", "7"), "shoes.csv line 3, column 情绪"));
  CHECK(has(with("Initiator", "dog"), "'dog' is nobody who begins something"));
  CHECK(has(with("Event", "event = (paid"), "line 3, column Event"));
  CHECK(has(refused(sheet_of({"Stage", "Touchpoint", "Channel"}, {{"Buy", "", "web"}})), "without a name"));
}

TEST_CASE("a Mermaid diagram is a journey, and comes back as it was") {
  const std::string text =
      "journey\n  title Buy shoes\n  section See\n    See the window: 4: Customer\n  section Buy\n"
      "    Is greeted: 5: Staff, Customer\n    Pay: 2: Customer\n";
  const Json found = diagram("---\nconfig: {}\n---\n%% a comment\n" + text);
  CHECK(found["title"] == "Buy shoes");
  CHECK(found["touchpoints"][1]["initiator"] == "staff");
  CHECK(found["touchpoints"][2]["emotion"]["manual"] == -1);
  auto map = read_map(found.dump(), "map");
  REQUIRE(map.ok());
  RenderOptions options;
  options.language = Language::en;
  std::string again = render_mermaid(*map, nullptr, options);
  again.erase(again.find("  %%"), again.find("  title") - again.find("  %%"));  // that the scores were set by hand
  CHECK(again == text);
}

TEST_CASE("a diagram that cannot be meant is refused with its line") {
  const auto refused_of = [](const char* text) { return journey_of_mermaid(text, "S", "s.mmd").error().text(); };
  CHECK(has(refused_of("graph TD\n A-->B\n"), "expected 'journey', found 'graph TD'"));
  CHECK(has(refused_of("journey\n section Buy\n Pay\n"), "s.mmd line 3"));
  CHECK(has(refused_of("journey\n section Buy\n Pay: 9: Me\n"), "score from 1 to 5"));
  CHECK(has(refused_of("journey\n title Buy\n"), "no task"));
  CHECK(has(refused_of(""), "no diagram"));
}
