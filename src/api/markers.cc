// Change markers: dates on which something was changed, and figures before and after.
#include "api/routes.h"

namespace cairn::api {

void get_markers(Parts& parts, Call call) { call.answer_with(parts.workspace.markers(Json{{"do", "list"}})); }

void put_markers(Parts& parts, Call call) {
  auto document = call.document();
  if (!document) return call.fail(document.error());
  call.answer_with(parts.workspace.markers(Json{{"do", "set"}, {"document", *std::move(document)}}));
}

void post_marker_effect(Parts& parts, Call call) {
  auto document = call.document();
  if (!document) return call.fail(document.error());
  if (!document->is_object())
    return call.fail({ErrorCode::usage, "expected an object", "request body", "{\"measure\"?, \"untouched\"?, \"days\"?, \"map\"?}"});
  Json request = *std::move(document);
  request["do"] = "effect";
  request["marker"] = call.path["id"];
  call.answer_with(parts.workspace.markers(request));
}

}  // namespace cairn::api
