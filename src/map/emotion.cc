#include "map/emotion.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "map/document_fields.h"

namespace cairn::map {

using namespace fields;

namespace {

EmotionSource source_from(const Json& json) {
  EmotionSource source;
  source.type = text(json, "type", "csat");
  source.on = predicate(json, "on").value_or(EventPredicate{});
  source.value = text(json, "value", "value");
  for (const auto& pair : field(json, "map")) source.scale.emplace_back(pair[0].get<double>(), pair[1].get<double>());
  source.weight = real(json, "weight").value_or(1);
  source.by = text(json, "by", "");
  return source;
}

Json source_json(const EmotionSource& source, const Json& old) {
  Json json{{"type", source.type}};
  if (!source.behaviour()) json["on"] = compact(source.on);
  if (source.value != "value") json["value"] = source.value;
  if (!source.scale.empty()) json["map"] = source.scale;
  if (source.weight != 1) json["weight"] = source.weight;
  if (!source.by.empty()) json["by"] = source.by;
  keep_rest(json, old, {"on", "value", "map", "weight", "by"});
  return json;
}

}  // namespace

Emotion emotion_from(const Json& json) {
  Emotion emotion;
  emotion.manual = real(json, "manual");
  emotion.label = label(json, "label");
  for (const auto& each : field(json, "sources")) emotion.sources.push_back(source_from(each));
  emotion.mode = text(json, "mode", emotion.manual && emotion.sources.empty() ? "manual" : "observed");
  emotion.min_n = static_cast<std::uint64_t>(number(json, "minN", 30));
  emotion.max_age = duration(json, "maxAge");
  return emotion;
}

Json emotion_json(const Emotion& emotion, const Json& old) {
  Json json{{"mode", emotion.mode}};
  if (emotion.manual) json["manual"] = *emotion.manual;
  if (emotion.label != Label{}) json["label"] = emotion.label.json();
  const Json& old_sources = field(old, "sources");
  for (std::size_t i = 0; i < emotion.sources.size(); ++i) {
    bool known = old_sources.is_array() && i < old_sources.size();
    json["sources"].push_back(source_json(emotion.sources[i], known ? old_sources[i] : Json()));
  }
  if (emotion.min_n != 30) json["minN"] = emotion.min_n;
  if (emotion.max_age) json["maxAge"] = iso_duration(*emotion.max_age);
  keep_rest(json, old, {"manual", "label", "sources", "minN", "maxAge"});
  return json;
}

const EmotionScale& usual_scale(const std::string& type) {
  static const EmotionScale five{{1, -2}, {3, 0}, {5, 2}}, seven{{1, -2}, {4, 0}, {7, 2}},
      eleven{{0, -2}, {6, -1}, {7, 0}, {8, 0}, {9, 1}, {10, 2}};
  return type == "nps" ? eleven : type == "ces" ? seven : five;
}

double emotion_at(const EmotionScale& scale, double score) {
  if (score <= scale.front().first) return scale.front().second;
  for (std::size_t i = 1; i < scale.size(); ++i) {
    auto [from, low] = scale[i - 1];
    auto [to, high] = scale[i];
    if (score <= to) return low + (high - low) * (score - from) / (to - from);
  }
  return scale.back().second;
}

double inferred_emotion(const Trouble& trouble) {
  double untroubled = 1;
  bool known = false;
  for (double share : {trouble.leave, trouble.fail, trouble.repeat, trouble.wait}) {
    if (!std::isfinite(share)) continue;
    known = true;
    untroubled *= 1 - std::clamp(share, 0.0, 1.0);
  }
  return known ? -2 * (1 - untroubled) : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace cairn::map
