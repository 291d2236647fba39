#include "map/promise.h"

#include "map/document_fields.h"

namespace cairn::map {

using namespace fields;

Promise promise_from(const Json& json) {
  // A promise that nobody can be seen to ask for is drawn with its terms.
  EventPredicate never;
  never.kind = EventPredicate::Kind::any;
  Promise promise;
  promise.terms = label(json, "terms");
  promise.deadline = duration(json, "deadline");
  promise.scope = text(json, "scope");
  promise.conditions = labels(json, "conditions");
  promise.made = predicate(json, "made");
  promise.by = text(json, "by");
  promise.place = text(json, "place");
  promise.asked = predicate(json, "asked").value_or(never);
  promise.kept = predicate(json, "kept");
  promise.broken = predicate(json, "broken");
  return promise;
}

Json promise_json(const Promise& promise, const Json& old) {
  Json json{{"terms", promise.terms.json()}};
  if (promise.deadline) json["deadline"] = iso_duration(*promise.deadline);
  if (!promise.scope.empty()) json["scope"] = promise.scope;
  if (!promise.conditions.empty()) json["conditions"] = labels_json(promise.conditions);
  if (promise.made) json["made"] = compact(*promise.made);
  if (!promise.by.empty()) json["by"] = promise.by;
  if (!promise.place.empty()) json["place"] = promise.place;
  bool never = promise.asked.kind == EventPredicate::Kind::any && promise.asked.children.empty();
  if (!never) json["asked"] = compact(promise.asked);
  if (promise.kept) json["kept"] = compact(*promise.kept);
  if (promise.broken) json["broken"] = compact(*promise.broken);
  keep_rest(json, old, {"deadline", "scope", "conditions", "made", "by", "place", "asked", "kept", "broken"});
  return json;
}

}  // namespace cairn::map
