// Customers: one as a whole, segments and personas, and the document that says what is wanted to be known.
#include "api/routes.h"

namespace cairn::api {
namespace {

/// The call with what the path and the query say.
Json request_of(const Call& call, const char* what, std::initializer_list<const char*> texts,
                std::initializer_list<const char*> numbers = {}) {
  Json request{{"do", what}};
  for (const char* name : texts)
    if (auto value = call.request.parameter(name)) request[name] = *value;
  for (const char* name : numbers)
    if (auto value = call.request.parameter(name)) request[name] = std::strtoull(value->c_str(), nullptr, 10);
  return request;
}

}  // namespace

void get_profile(Parts& parts, Call call) {
  call.answer_with(parts.workspace.profile(request_of(call, "document", {})));
}

void put_profile(Parts& parts, Call call) {
  auto document = call.document();
  if (!document) return call.fail(document.error());
  call.answer_with(parts.workspace.profile(Json{{"do", "set"}, {"document", *std::move(document)}}));
}

void list_segments(Parts& parts, Call call) {
  call.answer_with(parts.workspace.profile(request_of(call, "segments", {})));
}

void get_segment(Parts& parts, Call call) {
  auto request = request_of(call, "segment", {}, {"limit", "changes"});
  request["name"] = call.path["name"];
  auto kind = call.request.parameter("after_kind"), value = call.request.parameter("after");
  if (kind && value) request["after"] = {{"kind", *kind}, {"value", *value}};
  call.answer_with(parts.workspace.profile(request));
}

void list_personas(Parts& parts, Call call) {
  call.answer_with(parts.workspace.profile(request_of(call, "personas", {})));
}

void get_customer(Parts& parts, Call call) {
  call.answer_with(parts.workspace.profile(Json{{"do", "customer"}, {"customer", call.path["name"]}}));
}

void get_consent(Parts& parts, Call call) {
  auto request = request_of(call, "consent", {"channel", "purpose"});
  request["customer"] = call.path["name"];
  call.answer_with(parts.workspace.profile(request));
}

void post_tag(Parts& parts, Call call) {
  auto document = call.document();
  if (!document) return call.fail(document.error());
  if (!document->is_object() || !document->contains("tag") || !(*document)["tag"].is_string())
    return call.fail({ErrorCode::usage, "expected {\"tag\": text}, found " + document->dump(), "request body",
                      "\"removed\": true takes it off"});
  Json request{{"do", "tag"}, {"customer", call.path["name"]}, {"tag", (*document)["tag"]}};
  for (const char* name : {"removed", "by"})
    if (document->contains(name)) request[name] = (*document)[name];
  call.answer_with(parts.workspace.profile(request));
}

}  // namespace cairn::api
