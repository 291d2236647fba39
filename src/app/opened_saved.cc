// Questions that people keep by a title, as one setting of the workspace.
#include <fmt/format.h>

#include "app/opened_workspace.h"
#include "journey/validate.h"

namespace cairn::app {
namespace {

constexpr const char* saved_key = "saved";
constexpr std::size_t most_saved = 1000;

Result<void> check(const Json& questions) {
  if (!questions.is_array() || questions.size() > most_saved)
    return Error{ErrorCode::usage, fmt::format("expected a list of at most {} questions", most_saved), "questions", ""};
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const auto& each = questions[i];
    const auto where = fmt::format("questions[{}]", i);
    for (const char* name : {"id", "title"})
      if (!each.is_object() || !each.contains(name) || !each[name].is_string() || each[name] == "")
        return Error{ErrorCode::usage, fmt::format("expected a text '{}', found {}", name, each.dump().substr(0, 80)),
                     where, "{\"id\": text, \"title\": text, \"question\": question document}"};
    if (!each.contains("question"))
      return Error{ErrorCode::usage, "the question is missing", where + ".question", "give its document"};
    auto plain = each["question"];
    for (const char* name : {"map", "journey"})  // checked when it is asked
      if (plain.is_object()) plain.erase(name);
    CAIRN_TRY_VOID(journey::validate_question(plain));
  }
  return {};
}

}  // namespace

Result<Json> LocalWorkspace::saved(const Json& request) {
  if (request["do"] == "set") {
    const auto& questions = request["questions"];
    CAIRN_TRY_VOID(check(questions));
    Writing writing(*this);
    CAIRN_TRY_VOID(history_.set_setting(saved_key, questions.dump()));
    return Json{{"questions", questions}};
  }
  CAIRN_TRY(auto questions, parse_json(history().setting(saved_key).value_or("[]"), saved_key));
  return Json{{"questions", std::move(questions)}};
}

}  // namespace cairn::app
