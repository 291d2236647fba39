#include "map/derive.h"

#include "map/document_fields.h"
#include "map/elements.h"

namespace cairn::map {
namespace {

template <class Each>
void each_in(Json& document, const char* list, const Each& what) {
  auto found = document.find(list);
  if (found == document.end() || !found->is_array()) return;
  for (auto& element : *found)
    if (element.is_object()) what(element);
}

Json target_of(const Json& emotion) {
  const bool by_hand = fields::field(emotion, "manual").is_number();
  Json target{{"mode", "target"}, {"manual", by_hand ? emotion["manual"] : Json(usual_target)}};
  if (by_hand && emotion.contains("label")) target["label"] = emotion["label"];
  for (const auto& [key, value] : emotion.items())
    if (key.starts_with("x-")) target[key] = value;
  return target;
}

}  // namespace

Json as_to_be(Json document) {
  document.erase("evidence");
  for (const char* list : {"touchpoints", "pains", "gains", "opportunities"})
    each_in(document, list, [](Json& element) {
      for (const char* key : {"evidence", "reach", "score"}) element.erase(key);
    });
  each_in(document, "touchpoints", [](Json& touchpoint) {
    if (touchpoint.contains("emotion")) touchpoint["emotion"] = target_of(touchpoint["emotion"]);
  });
  document["version"]["basis"] = "to-be";
  return document;
}

Json as_is(Json document, const Json& origin) {
  each_in(document, "touchpoints", [&](Json& touchpoint) {
    if (fields::text(fields::field(touchpoint, "emotion"), "mode") != "target") return;
    const Path before{"touchpoints", fields::text(touchpoint, "id"), "emotion"};
    const Json& seen = value_at(origin, before);
    if (seen.is_object() && fields::text(seen, "mode") != "target")
      touchpoint["emotion"] = seen;
    else
      touchpoint.erase("emotion");
  });
  document["version"]["basis"] = "as-is";
  return document;
}

Label derived_title(const Label& title, const std::string& basis) {
  static const Label to_be{"（目标旅程）", "（目標旅程）", " (to-be)"}, now{"（现状）", "（現狀）", " (as-is)"};
  Label plain = title;
  auto cut = [](std::string& text, const std::string& end) {
    if (text.size() > end.size() && text.ends_with(end)) text.resize(text.size() - end.size());
  };
  for (const Label& end : {to_be, now}) {
    cut(plain.zh_hans, end.zh_hans);
    cut(plain.zh_hant, end.zh_hant);
    cut(plain.en, end.en);
  }
  const Label& end = basis == "to-be" ? to_be : now;
  return {plain.zh_hans + end.zh_hans, plain.zh_hant + end.zh_hant, plain.en + end.en};
}

}  // namespace cairn::map
