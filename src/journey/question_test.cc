// What a wrong question is told: the field, what was found, what was expected, and near misses.
#include "journey/journey_test_support.h"
#include "journey/kind.h"
#include "journey/schemas.h"
#include "journey/validate.h"

namespace cairn::journey {

TEST_CASE("faults name the field, what was found and what was expected") {
  auto index = index_from("x: seen@0{channel=app} paid@10{price=5}");
  struct Fault {
    const char *question, *where, *says;
  };
  for (const auto& fault : std::vector<Fault>{
           {R"([])", "question", "expected an object"},
           {R"({})", "question.kind", "transitions"},
           {R"({"kind":"funel","steps":["seen"]})", "question.kind", "did you mean 'funnel'"},
           {R"({"kind":"funnel"})", "question.steps", "missing"},
           {R"({"kind":"funnel","steps":[]})", "question.steps", "at least 1"},
           {R"({"kind":"funnel","steps":["seen","payed"]})", "question.steps[1]", "did you mean 'paid'"},
           {R"({"kind":"funnel","steps":["seen"],"windw":"P7D"})", "question.windw", "did you mean 'window'"},
           {R"({"kind":"funnel","steps":["seen"],"window":7})", "question.window", "expected a text, found 7"},
           {R"({"kind":"funnel","steps":["seen"],"window":"soon"})", "question.window", "soon"},
           {R"({"kind":"funnel","steps":["seen"],"window":"P1M"})", "question.window", "P1M"},
           {R"({"kind":"funnel","steps":["seen",{"event":"paid","wher":[]}]})", "question.steps[1].wher", "where"},
           {R"({"kind":"transitions","limit":0})", "question.limit", "at least 1, found 0"},
           {R"({"kind":"transitions","limit":"many"})", "question.limit", "expected a whole number, found \"many\""},
           {R"({"kind":"transitions","measures":["counts"]})", "question.measures[0]", "did you mean 'count'"},
           {R"({"kind":"transitions","measures":["count","count"]})", "question.measures[1]", "twice"},
           {R"({"kind":"transitions","level":"touchpoint"})", "question.level", "map"},
           {R"({"kind":"transitions","level":"events"})", "question.level",
            "expected event, touchpoint, stage, found \"events\""},
           {R"({"kind":"transitions","case":"sesion"})", "question.case", "did you mean 'session'"},
           {R"({"kind":"transitions","case":{"by":"sessions"}})", "question.case.by", "did you mean 'session'"},
           {R"({"kind":"transitions","case":{"gap":"30m"}})", "question.case.by", "missing"},
           {R"({"kind":"transitions","case":{"by":"session","gap":"x"}})", "question.case.gap", "x"},
           {R"({"kind":"transitions","case":{"by":"session","gop":"30m"}})", "question.case.gop", "did you mean 'gap'"},
           {R"({"kind":"transitions","case":{"by":"object"}})", "question.case.property", "missing"},
           {R"({"kind":"transitions","case":{"by":"object","property":"prise"}})", "question.case.property",
            "did you mean 'price'"},
           {R"({"kind":"transitions","case":{"by":"episode","start":{"event":"sen"},"end":{"event":"paid"}}})",
            "question.case.start", "did you mean 'seen'"},
           {R"({"kind":"transitions","period":{"from":"yesterday"}})", "question.period.from", "yesterday"},
           {R"({"kind":"transitions","period":{"from":"2026-02-01","to":"2026-01-01"}})", "question.period",
            "before it begins"},
           {R"({"kind":"transitions","where":{"event":"payd"}})", "question.where", "did you mean 'paid'"},
           {R"({"kind":"transitions","where":{"where":[["chanel","=","app"]]}})", "question.where",
            "did you mean 'channel'"},
           {R"({"kind":"transitions","where":"channel ="})", "question.where", "value"},
           {R"({"kind":"transitions","who":{"event":"paid","count":[">=","two"]}})", "question.who.count",
            "whole number"},
           {R"({"kind":"transitions","by":"chanel"})", "question.by", "did you mean 'channel'"},
           {R"({"kind":"timing","from":"seen"})", "question.to", "both"},
           {R"({"kind":"timing","from":"seen","to":"paid","mode":"last"})", "question.mode", "first, each"},
           {R"({"kind":"customers"})", "question", "either 'of'"},
           {R"({"kind":"customers","of":{"kind":"customers","customer":"x"}})", "question.of.kind", "already"},
           {R"({"kind":"customers","of":{"kind":"funnel"}})", "question.of.steps", "missing"},
           {R"({"kind":"customers","of":{"kind":"funnel","steps":["seen"]},"at":{"step":2}})", "question.at.step",
            "expected 1 to 1"},
           {R"({"kind":"customers","of":{"kind":"funnel","steps":["seen"]},"at":{"step":0}})", "question.at.step",
            "at least 1"},
           {R"({"kind":"customers","of":{"kind":"transitions"},"at":{"from":"seen","to":"payd"}})", "question.at.to",
            "did you mean 'paid'"},
           {R"({"kind":"customers","of":{"kind":"variants"},"at":{"rank":9}})", "question.at.rank", "rank 9"},
       }) {
    CAPTURE(fault.question);
    auto error = must_fail(index, fault.question);
    CHECK(error.where == fault.where);
    CHECK_MESSAGE(error.text().find(fault.says) != std::string::npos, error.text());
  }
}

TEST_CASE("more steps than are possible are refused") {
  Json question{{"kind", "funnel"}, {"steps", Json::array()}};
  for (int i = 0; i < 33; ++i) question["steps"].push_back("seen");
  auto index = index_from("x: seen@0");
  auto error = must_fail(index, question.dump());
  CHECK(error.where == "question.steps");
  CHECK(error.message.find("at most 32") != std::string::npos);
  question["steps"].erase(0);
  CHECK(ask(index, question).ok());
}

// tests/cli/help.test.mjs runs them.
TEST_CASE("the documents among the examples in the help of each kind are valid questions") {
  std::size_t examples = 0;
  for (const auto& kind : kinds()) {
    std::string help = kind.help;
    for (auto line : split(help, '\n')) {
      auto command = trim(line);
      if (!command.starts_with("cairn ask '{") || !command.ends_with('\'')) continue;
      ++examples;
      auto document = parse_json(command.substr(11, command.size() - 12), "help");
      REQUIRE_MESSAGE(document.ok(), kind.name);
      auto valid = validate_question(*document);
      CHECK_MESSAGE(valid.ok(), kind.name);
    }
  }
  CHECK(examples >= kind_table().size());
}

namespace {
/// Every schema node that has a type, an enum or properties must say what it is for.
void check_described(const Json& node, const std::string& where) {
  if (node.is_array())
    for (std::size_t i = 0; i < node.size(); ++i) check_described(node[i], where + "/" + std::to_string(i));
  if (!node.is_object()) return;
  for (const auto& [keyword, part] : node.items()) {
    if (keyword != "properties") {
      check_described(part, where + "/" + keyword);
      continue;
    }
    for (const auto& [name, field] : part.items()) {  // names, which may be keywords too
      CHECK_MESSAGE((field.contains("description") || field.contains("$ref")), where << "/" << name);
      check_described(field, where + "/" + name);
    }
  }
}
}  // namespace

TEST_CASE("every field of the schemas has a description") {
  for (const char* text : {question_schema_text, answer_schema_text}) check_described(*parse_json(text, "schema"), "");
}

TEST_CASE("answers of every kind follow their schema") {
  auto index = index_from("x: seen@0{channel=app} paid@10{price=5}; y: seen@5");
  for (const char* question :
       {R"({"kind":"transitions","by":"channel","limit":1})", R"({"kind":"variants","limit":1})",
        R"({"kind":"funnel","steps":["seen","paid"]})", R"({"kind":"timing","from":"seen","to":"paid","by":"channel"})",
        R"({"kind":"customers","of":{"kind":"variants"}})",
        R"({"kind":"timing","case":{"by":"episode","start":{"event":"seen"},"end":{"event":"paid"}}})"}) {
    auto valid = validate_answer(must_ask(index, question));
    CHECK_MESSAGE(valid.ok(), (valid.ok() ? "" : valid.error().text()));
  }
  CHECK(!validate_answer(Json{{"schema", "cairn.answer/1"}}).ok());
}

}  // namespace cairn::journey
