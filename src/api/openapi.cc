#include "api/openapi.h"

#include <algorithm>
#include <string>

#include "api/routes.h"
#include "base/text.h"

namespace cairn::api {
namespace {

Json reference(const char* kind, const char* name) {
  return {{"$ref", std::string("#/components/") + kind + "/" + name}};
}

Json content(const Json& schema, const char* type = "application/json") { return {{type, {{"schema", schema}}}}; }

Json answer(const char* what, const Json& schema, const char* type = "application/json") {
  return {{"description", what}, {"content", content(schema, type)}};
}

/// What a route takes and gives beside what all of its kind do, by operationId.
struct Body {
  const char *takes = nullptr, *gives = "Document", *type = "application/json";
};
Body body_of(std::string_view id) {
  if (id == "ask") return {"Question", "Answer"};
  if (id == "followQuestion") return {"Question", "Text", "text/event-stream"};
  if (id == "followMap") return {"DrawMap", "Text", "text/event-stream"};
  if (id == "drawMap") return {"DrawMap", "Document"};
  if (id == "callWorkspace") return {"Document", "Text", "text/event-stream"};
  if (id == "addSource") return {"NewSource", "Source"};
  if (id == "changeSource") return {"SourceChange", "Source"};
  if (id == "listSources") return {nullptr, "Sources"};
  if (id == "tryWebhook") return {"Document", "Document"};
  if (id == "replayRefused") return {"Document", "Document"};
  if (id == "getMetrics" || id == "verifyWechat") return {nullptr, "Text", "text/plain"};
  if (id == "postWechat") return {"Text", "Text", "text/plain"};
  if (id == "createJourney") return {"NewJourney", "Document"};
  if (id == "editJourney") return {"JourneyEdit", "Document"};
  for (const char* each : {"deriveJourney", "setJourneyStatus", "revertJourney", "addComment", "changeComment",
                           "addTask", "changeTask", "addShareLink"})
    if (id == each) return {"Document", "Document"};
  return {};
}

bool creates(std::string_view id) {
  for (const char* each : {"addSource", "createJourney", "deriveJourney", "addComment", "addTask", "addShareLink"})
    if (id == each) return true;
  return false;
}

Json parameters_of(const Route& route) {
  Json list = Json::array();
  for (auto part : split(route.path, '/'))
    if (part.starts_with('{'))
      list.push_back({{"name", part.substr(1, part.size() - 2)},
                      {"in", "path"},
                      {"required", true},
                      {"schema", {{"type", "string"}}}});
  auto query = [&](const char* name, const char* what) {
    list.push_back({{"name", name}, {"in", "query"}, {"description", what}, {"schema", {{"type", "string"}}}});
  };
  std::string_view id = route.id;
  if (id == "listRefused") {
    query("source", "only of this source");
    query("reason", "only for this reason");
    query("all", "true: also those that were replayed or dropped");
    query("most", "how many at most (100)");
  }
  if (id == "getSourceDays") {
    query("source", "only this source");
    query("from", "the first day, such as 2026-11-01");
    query("to", "the last day");
  }
  if (id == "listJourneys") query("archived", "true: those that were put away");
  if (id == "getJourney") query("revision", "as it was then; else the newest");
  if (id == "getJourneyChanges") {
    query("from", "a revision; else the one before the other");
    query("to", "a revision; else the newest");
  }
  if (id == "listComments" || id == "listTasks") query("on", "only of the element with this id");
  if (id == "getSensors") query("data", "the event, as the SDK encodes it");
  return list;
}

Json security_of(Who who) {
  switch (who) {
    case Who::anyone:
      return Json::array();
    case Who::source:
      return Json::array({{{"writeKey", Json::array()}}});
    case Who::admin:
      return Json::array({{{"adminToken", Json::array()}}});
    case Who::command:
      return Json::array({{{"socket", Json::array()}}});
  }
  return nullptr;
}

Json operation_of(const Route& route) {
  auto body = body_of(route.id);
  bool collects = route.who == Who::source && std::string_view(route.method) == "POST";
  Json operation{{"operationId", route.id}, {"summary", route.summary}, {"security", security_of(route.who)}};
  if (auto parameters = parameters_of(route); !parameters.empty()) operation["parameters"] = parameters;
  if (body.takes == nullptr && collects) body = {"Calls", "Outcome"};
  if (body.takes != nullptr) operation["requestBody"] = {{"content", content(reference("schemas", body.takes))}};
  Json responses;
  responses[creates(route.id) ? "201" : "200"] = answer("Done.", reference("schemas", body.gives), body.type);
  if (collects) {
    responses["400"] = reference("responses", "Unreadable");
    responses["413"] = reference("responses", "TooLarge");
    responses["429"] = reference("responses", "Busy");
  }
  if (route.who != Who::anyone) responses["401"] = reference("responses", "Refused");
  if (route.who == Who::command) responses["403"] = reference("responses", "Refused");
  if (route.who == Who::admin) responses["default"] = reference("responses", "Failed");
  responses["503"] = reference("responses", "Busy");
  operation["responses"] = responses;
  return operation;
}

Json schemas() {
  Json text{{"type", "string"}};
  Json error{{"type", "object"},
             {"required", {"error"}},
             {"properties",
              {{"error",
                {{"type", "object"},
                 {"required", {"code", "message"}},
                 {"properties", {{"code", text}, {"message", text}, {"where", text}, {"hint", text}}}}}}}};
  Json kind{{"enum", {"sdk", "webhook", "wechat", "folder"}}};
  Json settings{{"type", {"object", "null"}}};
  Json rate{{"type", "integer"}, {"minimum", 0}, {"description", "at most so many a second; 0: as many as come"}};
  Json source{{"type", "object"},
              {"required", {"name", "kind", "write_key", "enabled"}},
              {"properties",
               {{"name", text},
                {"kind", kind},
                {"channel", text},
                {"write_key", text},
                {"settings", settings},
                {"created", text},
                {"events_per_second", rate},
                {"enabled", {{"type", "boolean"}}}}}};
  Json outcome{{"type", "object"},
               {"required", {"success", "events", "known", "refused"}},
               {"properties",
                {{"success", {{"type", "boolean"}}},
                 {"events", {{"type", "integer"}, {"description", "of the request"}}},
                 {"known", {{"type", "integer"}, {"description", "of these, had come before"}}},
                 {"refused",
                  {{"type", "array"},
                   {"items",
                    {{"type", "object"},
                     {"required", {"item", "reason", "found"}},
                     {"properties", {{"item", {{"type", "integer"}}}, {"reason", text}, {"found", text}}}}}}}}}};
  return {{"Text", text},
          {"Document", {{"description", "a JSON document"}}},
          {"Question", {{"type", "object"}, {"description", "schema/question.schema.json"}}},
          {"Answer", {{"type", "object"}, {"description", "schema/answer.schema.json"}}},
          {"DrawMap",
           {{"type", "object"},
            {"required", {"map"}},
            {"properties",
             {{"map", {{"type", "object"}, {"description", "schema/journey.schema.json"}}},
              {"format", {{"enum", {"text", "svg", "html", "json", "pdf", "png", "long_png", "long_svg", "mermaid"}}}},
              {"language", {{"enum", {"zh-Hans", "zh-Hant", "en"}}}},
              {"period", text},
              {"last_year", {{"type", "boolean"}}}}}}},
          {"Source", source},
          {"Sources", {{"type", "array"}, {"items", reference("schemas", "Source")}}},
          {"NewSource",
           {{"type", "object"},
            {"required", {"name"}},
            {"properties",
             {{"name", text}, {"kind", kind}, {"channel", text}, {"settings", settings}, {"events_per_second", rate}}},
            {"additionalProperties", false}}},
          {"SourceChange",
           {{"type", "object"},
            {"properties",
             {{"channel", text},
              {"settings", settings},
              {"events_per_second", rate},
              {"enabled", {{"type", "boolean"}}},
              {"new_key", {{"type", "boolean"}}}}},
            {"additionalProperties", false}}},
          {"NewJourney",
           {{"type", "object"},
            {"description", "one of document, template and draft"},
            {"properties",
             {{"document", {{"type", "object"}, {"description", "schema/journey.schema.json"}}},
              {"template", text},
              {"draft", {{"type", "object"}, {"description", "{\"case\"?, \"title\"?}"}}},
              {"author", text},
              {"note", text}}}}},
          {"JourneyEdit",
           {{"type", "object"},
            {"required", {"base", "changes"}},
            {"properties",
             {{"base", {{"type", "integer"}, {"description", "the revision that was edited"}}},
              {"changes",
               {{"type", "array"},
                {"items",
                 {{"type", "object"},
                  {"required", {"path", "value"}},
                  {"properties",
                   {{"path", {{"type", "array"}, {"items", text}, {"description", "[list, id, field …]"}}},
                    {"value", {{"description", "null takes away what is there"}}},
                    {"before", text},
                    {"references",
                     {{"type", "boolean"}, {"description", "of an element that goes: with all that names it"}}}}}}}}},
              {"author", text},
              {"note", text}}}}},
          {"Calls", {{"description", "as the SDK sends it; docs/collect.md"}}},
          {"Outcome", outcome},
          {"Error", error}};
}

}  // namespace

Json openapi_document() {
  Json paths = Json::object();
  for (const auto& route : routes()) {
    std::string method = to_lower(route.method);
    paths[route.path][method] = operation_of(route);
  }
  auto response = [](const char* what) { return answer(what, reference("schemas", "Error")); };
  return {{"openapi", "3.1.0"},
          {"info",
           {{"title", "Cairn"},
            {"version", CAIRN_VERSION},
            {"description", "Customer journeys: collect events, ask, draw. Times are ISO 8601; amounts are decimal."},
            {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
          {"servers", Json::array({{{"url", "/"}}})},
          {"paths", paths},
          {"components",
           {{"securitySchemes",
             {{"writeKey",
               {{"type", "http"},
                {"scheme", "basic"},
                {"description", "The write key as user, no password; or in the body as the SDK sends it."}}},
              {"adminToken", {{"type", "http"}, {"scheme", "bearer"}}},
              {"socket",
               {{"type", "apiKey"},
                {"in", "header"},
                {"name", "X-Unix-Socket"},
                {"description", "No key: only by the workspace's Unix socket, whose file only its owner may use."}}}}},
            {"responses",
             {{"Unreadable", response("Nothing of the body can be read.")},
              {"TooLarge", response("The body is over the limit.")},
              {"Refused", response("The caller may not.")},
              {"Failed", response("What is wrong, where, and what to do.")},
              {"Busy", response("Too much at once: try again after Retry-After seconds.")}}},
            {"schemas", schemas()}}}};
}

void get_openapi(Parts&, Call call) { call.answer(openapi_document()); }

}  // namespace cairn::api
