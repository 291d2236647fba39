// Questions and maps: asked once, or followed.
#include "api/following.h"
#include "api/routes.h"
#include "api/workspace_documents.h"

namespace cairn::api {
namespace {

/// A question over HTTP may not take the machine for longer.
constexpr Duration most_time{60'000};

AskLimits limits(const Parts& parts) {
  AskLimits limits;
  limits.memory_bytes = parts.admission.most_memory();
  limits.time = most_time;
  return limits;
}

const char* media_type(MapFormat format) {
  switch (format) {
    case MapFormat::svg:
    case MapFormat::long_svg:
      return "image/svg+xml";
    case MapFormat::html:
      return "text/html; charset=utf-8";
    case MapFormat::json:
      return "application/json";
    case MapFormat::pdf:
      return "application/pdf";
    case MapFormat::png:
    case MapFormat::long_png:
      return "image/png";
    case MapFormat::text:
    case MapFormat::mermaid:
      break;
  }
  return "text/plain; charset=utf-8";
}

}  // namespace

void follow(Parts& parts, const Call& call, const std::string& what, Followers::Compute compute) {
  if (parts.followers.count() >= Followers::most)
    return call.fail({ErrorCode::limit, "too many follow already", call.request.path, "close another one first"});
  auto stream = call.reply->stream({200, "", "text/event-stream"});
  parts.followers.add(std::move(stream), what, std::move(compute));
}

void get_status(Parts& parts, Call call) { call.answer_with(parts.workspace.status()); }

void post_question(Parts& parts, Call call) {
  auto question = call.document();
  if (!question) return call.fail(question.error());
  call.answer_with(parts.workspace.ask(*question, limits(parts), [](auto, auto, auto) {}));
}

void follow_question(Parts& parts, Call call) {
  auto question = call.document();
  if (!question) return call.fail(question.error());
  follow(parts, call, "ask " + question->dump(), [&parts, asked = *question]() -> Result<Json> {
    return parts.workspace.ask(asked, limits(parts), [](auto, auto, auto) {});
  });
}

void draw_map(Parts& parts, Call call) {
  auto document = call.document();
  if (!document) return call.fail(document.error());
  auto request = render_request_of(*document);
  if (!request) return call.fail(request.error());
  auto drawn = parts.workspace.render(*request);
  if (!drawn) return call.fail(drawn.error());
  call.reply->send({200, *std::move(drawn), media_type(request->format)});
}

void follow_map(Parts& parts, Call call) {
  auto document = call.document();
  if (!document) return call.fail(document.error());
  auto request = render_request_of(*document);
  if (!request) return call.fail(request.error());
  request->format = MapFormat::json;
  follow(parts, call, "map " + document->dump(), [&parts, asked = *request]() -> Result<Json> {
    CAIRN_TRY(auto drawn, parts.workspace.render(asked));
    return parse_json(drawn, "map");
  });
}

}  // namespace cairn::api
