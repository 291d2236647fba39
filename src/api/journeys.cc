// Journeys: their documents and revisions, what is said about them, and links to them.
#include "api/routes.h"

namespace cairn::api {
namespace {

/// The body, if there is one, with what the path and the query say.
Result<Json> request_of(const Call& call, const char* what) {
  Json request = Json::object();
  if (!call.request.body.empty()) {
    CAIRN_TRY(request, call.document());
    if (!request.is_object()) return Error{ErrorCode::usage, "expected an object", "request body", "see /openapi.json"};
  }
  for (const char* name : {"revision", "from", "to", "on"})
    if (auto value = call.request.parameter(name)) request[name] = *value;
  for (const auto& [name, value] : call.path) request[name] = value;
  request["do"] = what;
  return request;
}

void answer(Parts& parts, const Call& call, const Result<Json>& request, int status = 200) {
  if (!request) return call.fail(request.error());
  Result<Json> done = Json();
  try {
    done = parts.workspace.journeys(*request);
  } catch (const Json::exception& fault) {
    done = Error{ErrorCode::usage, std::string("a field has another type than expected: ") + fault.what(),
                 "request body", "see /openapi.json"};
  }
  // What somebody else did meanwhile is an answer, too.
  const bool refused = done.ok() && done->contains("error");
  call.answer_with(done, refused ? describe(ErrorCode::conflict).http_status : status);
}

void answer(Parts& parts, const Call& call, const char* what, int status = 200) {
  answer(parts, call, request_of(call, what), status);
}

}  // namespace

void list_journeys(Parts& parts, Call call) {
  Json request{{"do", "list"}, {"archived", call.request.parameter("archived") == "true"}};
  answer(parts, call, Result<Json>(std::move(request)));
}
void create_journey(Parts& parts, Call call) { answer(parts, call, "create", 201); }
void import_journey(Parts& parts, Call call) { answer(parts, call, "import", 201); }
void get_journey(Parts& parts, Call call) { answer(parts, call, "get"); }
void edit_journey(Parts& parts, Call call) { answer(parts, call, "edit"); }
void archive_journey(Parts& parts, Call call) { answer(parts, call, "archive"); }
void restore_journey(Parts& parts, Call call) { answer(parts, call, "restore"); }
void list_revisions(Parts& parts, Call call) { answer(parts, call, "revisions"); }
void get_changes(Parts& parts, Call call) { answer(parts, call, "changes"); }
void derive_journey(Parts& parts, Call call) { answer(parts, call, "derive", 201); }
void set_journey_status(Parts& parts, Call call) { answer(parts, call, "status"); }
void revert_journey(Parts& parts, Call call) { answer(parts, call, "revert"); }

void list_comments(Parts& parts, Call call) { answer(parts, call, "comments"); }
void add_comment(Parts& parts, Call call) { answer(parts, call, "comment", 201); }
void change_comment(Parts& parts, Call call) { answer(parts, call, "change_comment"); }
void list_tasks(Parts& parts, Call call) { answer(parts, call, "tasks"); }
void add_task(Parts& parts, Call call) { answer(parts, call, "task", 201); }
void change_task(Parts& parts, Call call) { answer(parts, call, "change_task"); }

void list_share_links(Parts& parts, Call call) { answer(parts, call, "links"); }
void add_share_link(Parts& parts, Call call) { answer(parts, call, "link", 201); }
void remove_share_link(Parts& parts, Call call) { answer(parts, call, "remove_link"); }
void get_shared(Parts& parts, Call call) { answer(parts, call, "shared"); }

}  // namespace cairn::api
