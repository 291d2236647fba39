// What the people of a workspace chose: time zone, calendar, rules of who is who, questions that they keep.
#include "api/routes.h"
#include "map/templates.h"

namespace cairn::api {

void get_settings(Parts& parts, Call call) { call.answer_with(parts.workspace.settings()); }

void put_settings(Parts& parts, Call call) {
  auto document = call.document();
  if (!document) return call.fail(document.error());
  if (!document->is_object())
    return call.fail({ErrorCode::usage, "expected an object of settings", "request body", "{\"timezone\": text}"});
  for (const auto& [key, value] : document->items()) {
    if (!value.is_string())
      return call.fail({ErrorCode::usage, "expected a text, found " + value.dump(), "settings." + key, ""});
    if (auto set = parts.workspace.set(key, value.get<std::string>()); !set) return call.fail(set.error());
  }
  get_settings(parts, std::move(call));
}

void get_calendar(Parts& parts, Call call) {
  const auto year = call.request.parameter("year"), day = call.request.parameter("day");
  if (!year && !day)
    return call.fail({ErrorCode::usage, "expected ?year= or ?day=", "query", "such as /api/calendar?year=2026"});
  call.answer_with(parts.workspace.calendar(day ? Json{{"day", *day}} : Json{{"year", std::atoi(year->c_str())}}));
}

void put_period(Parts& parts, Call call) {
  auto document = call.document();
  if (!document) return call.fail(document.error());
  auto text = [&](const char* name) { return document->is_object() && (*document)[name].is_string(); };
  if (!text("from") || !text("to"))
    return call.fail({ErrorCode::usage, "expected {\"from\": day, \"to\": day}", "request body", ""});
  Json change{{"name", call.path["name"]}, {"from", (*document)["from"]}, {"to", (*document)["to"]}};
  if (auto changed = parts.workspace.change_calendar(change); !changed) return call.fail(changed.error());
  call.answer(change);
}

void delete_period(Parts& parts, Call call) {
  auto changed = parts.workspace.change_calendar({{"name", call.path["name"]}, {"removed", true}});
  changed ? call.answer(Json::object()) : call.fail(changed.error());
}

void get_identity(Parts& parts, Call call) { call.answer_with(parts.workspace.identity(Json{{"do", "rules"}})); }

void put_identity(Parts& parts, Call call) {
  auto document = call.document();
  if (!document) return call.fail(document.error());
  call.answer_with(parts.workspace.identity(Json{{"do", "set"}, {"rules", *std::move(document)}}));
}

void preview_identity(Parts& parts, Call call) {
  auto document = call.document();
  if (!document) return call.fail(document.error());
  call.answer_with(parts.workspace.identity(Json{{"do", "preview"}, {"rules", *std::move(document)}}));
}

void get_shared_identifiers(Parts& parts, Call call) {
  call.answer_with(parts.workspace.identity(Json{{"do", "shared"}}));
}

void get_saved(Parts& parts, Call call) { call.answer_with(parts.workspace.saved(Json{{"do", "list"}})); }

void put_saved(Parts& parts, Call call) {
  auto document = call.document();
  if (!document) return call.fail(document.error());
  call.answer_with(parts.workspace.saved(Json{{"do", "set"}, {"questions", *std::move(document)}}));
}

void list_templates(Parts&, Call call) {
  Json list = Json::array();
  for (const auto& each : map::templates())
    list.push_back({{"name", each.name}, {"demo", each.demo}, {"about", map::about(each).json()}});
  call.answer({{"templates", std::move(list)}});
}

}  // namespace cairn::api
