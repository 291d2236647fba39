// What an opened workspace keeps of journeys: the library beside its events.
#include "app/journeys.h"
#include "app/opened_workspace.h"

namespace cairn::app {

Result<Json> LocalWorkspace::journeys(const Json& request) {
  const auto what = request.value("do", "");
  if (what == "create" && request.contains("draft")) {
    if (!request["draft"].is_object())
      return Error{ErrorCode::usage, "'draft' holds the options of a draft", "draft", R"(for example {"draft": {}})"};
    CAIRN_TRY(auto drafted, draft(request["draft"]));
    return keep_journey(directory_, std::move(drafted["map"]), request, drafted["notes"]);
  }
  if (what == "shared") return shared(request["token"].get<std::string>());
  return app::journeys(directory_, request);
}

Result<Json> LocalWorkspace::shared(const std::string& token) {
  CAIRN_TRY(auto found, shared_journey(directory_, token));
  CAIRN_TRY(auto observed, measured(Json{{"do", "observe"}, {"map", found.kept.document}}));
  return Json{{"title", found.kept.document["title"]},
              {"document", found.kept.document},
              {"observed", std::move(observed)},
              {"revision", found.kept.head},
              {"at", format_time(found.kept.revision.said.at)},
              {"language", found.language.empty() ? Json() : Json(found.language)}};
}

}  // namespace cairn::app
