// Sources: who may send, and what came of it per day.
#include "api/routes.h"
#include "base/text.h"

namespace cairn::api {

void list_sources(Parts& parts, Call call) {
  Json list = Json::array();
  for (const auto& source : parts.sources.list()) list.push_back(to_json(source));
  call.answer(list);
}

void add_source(Parts& parts, Call call) {
  auto document = call.document();
  if (!document) return call.fail(document.error());
  auto added = parts.sources.add(*document, parts.now());
  added ? call.answer(to_json(*added), 201) : call.fail(added.error());
}

void change_source(Parts& parts, Call call) {
  auto document = call.document();
  if (!document) return call.fail(document.error());
  auto changed = parts.sources.change(call.path["name"], *document);
  changed ? call.answer(to_json(*changed)) : call.fail(changed.error());
}

void get_source_days(Parts& parts, Call call) {
  Json request = Json::object();
  for (const char* name : {"source", "from", "to"})
    if (auto value = call.request.parameter(name)) request[name] = *value;
  call.answer_with(parts.workspace.source_days(request));
}

}  // namespace cairn::api
