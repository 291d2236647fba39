// What customers did on a map, for whom and when people choose; the people and the words behind its numbers.
#include "api/following.h"
#include "api/routes.h"
#include "map/definitions.h"

namespace cairn::api {
namespace {

Result<Json> request_of(const Call& call, const char* what) {
  CAIRN_TRY(auto request, call.document());
  if (!request.is_object())
    return Error{ErrorCode::usage, "expected an object", "request body", R"({"map": {…}, "filters": {…}})"};
  request["do"] = what;
  return request;
}

void answer(Parts& parts, const Call& call, const char* what) {
  auto request = request_of(call, what);
  if (!request) return call.fail(request.error());
  call.answer_with(parts.workspace.measured(*request));
}

}  // namespace

void post_observe(Parts& parts, Call call) { answer(parts, call, "observe"); }
void post_conformance(Parts& parts, Call call) { answer(parts, call, "conformance"); }
void post_people(Parts& parts, Call call) { answer(parts, call, "people"); }
void post_voices(Parts& parts, Call call) { answer(parts, call, "voices"); }
void post_bind(Parts& parts, Call call) { answer(parts, call, "bind"); }

void follow_observe(Parts& parts, Call call) {
  auto request = request_of(call, "observe");
  if (!request) return call.fail(request.error());
  follow(parts, call, "measured " + request->dump(),
         [&parts, asked = *request]() -> Result<Json> { return parts.workspace.measured(asked); });
}

void get_definitions(Parts&, Call call) {
  Json definitions = Json::object();
  for (const auto& each : map::definitions()) definitions[each.name] = each.text.json();
  call.answer({{"definitions", std::move(definitions)}});
}

}  // namespace cairn::api
