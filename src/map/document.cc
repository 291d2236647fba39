#include "map/document.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "base/check.h"
#include "map/document_fields.h"

namespace cairn::map {

using namespace fields;

namespace {

template <class T>
const T* by_id(const std::vector<T>& list, const std::string& id) {
  auto found = std::find_if(list.begin(), list.end(), [&](const T& each) { return each.id == id; });
  return found == list.end() ? nullptr : &*found;
}

Touchpoint touchpoint_from(const Json& json) {
  Touchpoint touchpoint;
  touchpoint.id = text(json, "id");
  touchpoint.label = label(json, "label");
  touchpoint.stage = text(json, "stage");
  touchpoint.order = number(json, "order", 0);
  touchpoint.channel = text(json, "channel");
  touchpoint.initiator = text(json, "initiator", "customer");
  touchpoint.external = flag(json, "external", false);
  touchpoint.expected = text(json, "expected", "may");
  touchpoint.overview = flag(json, "overview", true);
  touchpoint.ends = flag(json, "ends", false);
  const Json& bind = field(json, "bind");
  // A touchpoint without a binding is drawn, and no event is it.
  EventPredicate never;
  never.kind = EventPredicate::Kind::any;
  touchpoint.on = predicate(bind, "on").value_or(never);
  touchpoint.failure = predicate(bind, "failure");
  touchpoint.until = predicate(bind, "dwellUntil");
  touchpoint.actions = labels(json, "action");
  touchpoint.pains = texts(json, "pains");
  if (json.contains("emotion")) touchpoint.emotion = emotion_from(json["emotion"]);
  if (json.contains("promise")) touchpoint.promise = promise_from(json["promise"]);
  return touchpoint;
}

Milestone milestone_from(const Json& json) {
  return {text(json, "id"),
          label(json, "label"),
          text(json, "stage"),
          predicate(json, "on").value_or(EventPredicate{}),
          flag(json, "absent", false),
          predicate(json, "after"),
          duration(json, "within"),
          real(field(json, "target"), "share")};
}

Decision decision_from(const Json& json) {
  Decision decision{text(json, "id"), label(json, "label"), text(json, "after"), {}};
  for (const auto& each : field(json, "branches"))
    decision.branches.push_back({label(each, "label"), text(each, "to")});
  return decision;
}

Pain pain_from(const Json& json) {
  Pain pain;
  pain.id = text(json, "id");
  pain.text = label(json, "text");
  pain.severity = number(json, "severity", 3);
  pain.kind = text(json, "kind", "other");
  pain.at = texts(json, "at");
  pain.signal = predicate(json, "signal");
  pain.rounds = number(json, "rounds", 0);
  pain.longer_than = duration(json, "longerThan");
  pain.evidence = texts(json, "evidence");
  return pain;
}

template <class T>
void by_order(std::vector<T>& list) {
  std::stable_sort(list.begin(), list.end(), [](const T& a, const T& b) { return a.order < b.order; });
  int next = 0;  // elements without a place keep that of the list
  for (auto& each : list) each.order = std::max(each.order, next + 1), next = each.order;
}

std::vector<StageCounts> counts_from(const Json& stage) {
  std::vector<StageCounts> counts;
  for (const auto& each : field(stage, "counts"))
    counts.push_back({text(each, "measure"), text(each, "place"), text(each, "unit"), label(each, "label")});
  return counts;
}

Json counts_json(const std::vector<StageCounts>& counts) {
  Json list = Json::array();
  for (const auto& each : counts) {
    Json one{{"measure", each.measure}};
    if (!each.place.empty()) one["place"] = each.place;
    if (!each.unit.empty()) one["unit"] = each.unit;
    if (!(each.label == Label())) one["label"] = each.label.json();
    list.push_back(std::move(one));
  }
  return list;
}

JourneyMap map_from(Json document) {
  JourneyMap map;
  map.id = text(document, "id");
  map.title = label(document, "title");
  const Json& goal = field(document, "goal");
  map.purpose = label(goal, "purpose");
  map.scenario = label(goal, "scenario");
  map.goal = text(field(goal, "scope"), "end");
  map.basis = text(field(document, "version"), "basis", "as-is");
  map.version = number(field(document, "version"), "no", 1);
  if (document.contains("case")) {
    auto scope = journey::scope_from(Json{{"kind", "transitions"}, {"case", document["case"]}});
    if (scope) map.cases = scope->cases;
  }
  for (const auto& each : field(document, "channels"))
    map.channels.push_back(
        {text(each, "id"), label(each, each.contains("label") ? "label" : "id"), text(each, "kind") == "offline"});
  for (const auto& each : field(document, "stages"))
    map.stages.push_back({text(each, "id"), label(each, "label"), number(each, "order", 0),
                          text(each, "by") == "milestones", counts_from(each)});
  for (const auto& each : field(document, "touchpoints")) map.touchpoints.push_back(touchpoint_from(each));
  for (const auto& each : field(document, "links"))
    map.links.push_back({text(each, "from"), text(each, "to"), text(each, "type", "follows")});
  for (const auto& each : field(document, "milestones")) map.milestones.push_back(milestone_from(each));
  for (const auto& each : field(document, "decisions")) map.decisions.push_back(decision_from(each));
  for (const auto& each : field(document, "pains")) map.pains.push_back(pain_from(each));
  for (const auto& each : field(document, "opportunities"))
    map.opportunities.push_back({text(each, "id"), label(each, "text"), texts(each, "pains")});
  for (const auto& each : field(document, "evidence")) {
    auto n = field(each, "n");
    map.evidence.push_back({text(each, "id"), text(each, "kind", "analytics"), label(each, "quote"),
                            n.is_number() ? n.get<std::uint64_t>() : 0});
  }
  by_order(map.stages);
  by_order(map.touchpoints);
  map.source = std::move(document);
  return map;
}

/// The element of that id in a list of the old document.
const Json& old_element(const Json& list, const std::string& id) {
  static const Json none;
  for (const auto& each : list)
    if (text(each, "id") == id) return each;
  return none;
}

Json touchpoint_json(const Touchpoint& touchpoint, const Json& old) {
  Json json{{"id", touchpoint.id},
            {"label", touchpoint.label.json()},
            {"stage", touchpoint.stage},
            {"order", touchpoint.order}};
  if (!touchpoint.channel.empty()) json["channel"] = touchpoint.channel;
  json["initiator"] = touchpoint.initiator;
  if (touchpoint.external) json["external"] = true;
  json["expected"] = touchpoint.expected;
  json["overview"] = touchpoint.overview;
  if (touchpoint.ends) json["ends"] = true;
  Json bind{{"on", compact(touchpoint.on)}};
  if (touchpoint.failure) bind["failure"] = compact(*touchpoint.failure);
  if (touchpoint.until) bind["dwellUntil"] = compact(*touchpoint.until);
  keep_rest(bind, field(old, "bind"), {"on", "failure", "dwellUntil"});
  // Without a binding in the old document and none since, it stays without.
  EventPredicate never;
  never.kind = EventPredicate::Kind::any;
  if (touchpoint.on != never || old.contains("bind")) json["bind"] = std::move(bind);
  if (!touchpoint.actions.empty()) json["action"] = labels_json(touchpoint.actions);
  if (!touchpoint.pains.empty()) json["pains"] = touchpoint.pains;
  if (touchpoint.emotion) json["emotion"] = emotion_json(*touchpoint.emotion, field(old, "emotion"));
  if (touchpoint.promise) json["promise"] = promise_json(*touchpoint.promise, field(old, "promise"));
  keep_rest(json, old, {"channel", "external", "ends", "bind", "action", "pains", "emotion", "promise"});
  return json;
}

Json milestone_json(const Milestone& milestone, const Json& old) {
  Json json{{"id", milestone.id}, {"label", milestone.label.json()}};
  if (!milestone.stage.empty()) json["stage"] = milestone.stage;
  json["on"] = compact(milestone.on);
  if (milestone.absent) json["absent"] = true;
  if (milestone.after) json["after"] = compact(*milestone.after);
  if (milestone.within) json["within"] = iso_duration(*milestone.within);
  if (milestone.target) {
    json["target"] = {{"share", *milestone.target}};
    keep_rest(json["target"], field(old, "target"), {});
  }
  keep_rest(json, old, {"stage", "absent", "after", "within", "target"});
  return json;
}

Json decision_json(const Decision& decision, const Json& old) {
  Json json{
      {"id", decision.id}, {"label", decision.label.json()}, {"after", decision.after}, {"branches", Json::array()}};
  for (const auto& branch : decision.branches) {
    Json way{{"label", branch.label.json()}};
    if (!branch.to.empty()) way["to"] = branch.to;
    for (const auto& each : field(old, "branches"))
      if (text(each, "to") == branch.to) keep_rest(way, each, {"to"});
    json["branches"].push_back(std::move(way));
  }
  keep_rest(json, old, {});
  return json;
}

Json pain_json(const Pain& pain, const Json& old) {
  Json json{
      {"id", pain.id}, {"text", pain.text.json()}, {"severity", pain.severity}, {"kind", pain.kind}, {"at", pain.at}};
  if (pain.signal) json["signal"] = compact(*pain.signal);
  if (pain.rounds > 0) json["rounds"] = pain.rounds;
  if (pain.longer_than) json["longerThan"] = iso_duration(*pain.longer_than);
  if (!pain.evidence.empty()) json["evidence"] = pain.evidence;
  keep_rest(json, old, {"signal", "rounds", "longerThan", "evidence"});
  return json;
}

Json case_json(const journey::CaseRule& rule) {
  switch (rule.by) {
    case journey::CaseBy::customer:
      break;
    case journey::CaseBy::session:
      return {{"by", "session"}, {"gap", iso_duration(rule.gap)}};
    case journey::CaseBy::object:
      return {{"by", "object"}, {"property", rule.property}};
    case journey::CaseBy::episode: {
      Json json{{"by", "episode"}, {"start", compact(rule.start)}, {"end", compact(rule.end)}};
      if (rule.window) json["window"] = iso_duration(*rule.window);
      return json;
    }
  }
  return {{"by", "customer"}};
}

template <class T, class Write>
Json list_json(const std::vector<T>& list, const Json& old, const Write& write) {
  Json json = Json::array();
  for (const auto& each : list) json.push_back(write(each, old_element(old, each.id)));
  return json;
}

Json goal_json(const JourneyMap& map, const Json& old) {
  Json goal{{"purpose", map.purpose.json()}};
  if (map.scenario != Label{}) goal["scenario"] = map.scenario.json();
  Json scope = Json::object();
  if (!map.goal.empty()) scope["end"] = map.goal;
  keep_rest(scope, field(old, "scope"), {"end"});
  if (!scope.empty()) goal["scope"] = std::move(scope);
  keep_rest(goal, old, {"scenario", "scope"});
  return goal;
}

Json links_json(const std::vector<Link>& links, const Json& old) {
  Json json = Json::array();
  for (const auto& link : links) {
    Json one{{"from", link.from}, {"to", link.to}, {"type", link.type}};
    for (const auto& each : old)
      if (text(each, "from") == link.from && text(each, "to") == link.to) keep_rest(one, each, {});
    json.push_back(std::move(one));
  }
  return json;
}

}  // namespace

const Touchpoint* JourneyMap::touchpoint(const std::string& wanted) const { return by_id(touchpoints, wanted); }
const Stage* JourneyMap::stage(const std::string& wanted) const { return by_id(stages, wanted); }
const Milestone* JourneyMap::goal_milestone() const { return by_id(milestones, goal); }

std::size_t JourneyMap::stage_index(const std::string& wanted) const {
  const Stage* found = stage(wanted);
  CAIRN_CHECK(found != nullptr);
  return static_cast<std::size_t>(found - stages.data());
}

Result<JourneyMap> read_map(std::string_view document, const std::string& name) {
  auto faults = check(document);
  if (!faults.empty()) {
    const Fault& first = faults.front();
    std::string hint = first.hint;
    if (faults.size() > 1)
      hint += fmt::format("{}`cairn map check` lists {} more", hint.empty() ? "" : "; ", faults.size() - 1);
    return Error{ErrorCode::invalid, first.message, fmt::format("{}:{}:{}", name, first.line, first.column), hint};
  }
  CAIRN_TRY(auto json, parse_json(document, name));
  return map_from(std::move(json));
}

Json write_map(const JourneyMap& map) {
  const Json& old = map.source;
  Json json{{"schema", "cairn.journey/1"}, {"id", map.id}, {"title", map.title.json()}};
  json["perspective"] = text(old, "perspective", "customer");
  json["version"] = {{"no", map.version}, {"basis", map.basis}, {"status", "draft"}};
  if (old.contains("version")) json["version"]["status"] = text(old["version"], "status", "draft");
  keep_rest(json["version"], field(old, "version"), {});
  json["goal"] = goal_json(map, field(old, "goal"));
  json["case"] = case_json(map.cases);
  json["channels"] = list_json(map.channels, field(old, "channels"), [](const Channel& channel, const Json& before) {
    Json one{{"id", channel.id}, {"label", channel.label.json()}, {"kind", channel.offline ? "offline" : "online"}};
    keep_rest(one, before, {});
    return one;
  });
  json["stages"] = list_json(map.stages, field(old, "stages"), [](const Stage& stage, const Json& before) {
    Json one{{"id", stage.id},
             {"label", stage.label.json()},
             {"order", stage.order},
             {"by", stage.by_milestones ? "milestones" : "touchpoints"}};
    if (!before.contains("counts") && !stage.counts.empty()) one["counts"] = counts_json(stage.counts);
    keep_rest(one, before, {});
    return one;
  });
  json["touchpoints"] = list_json(map.touchpoints, field(old, "touchpoints"), touchpoint_json);
  json["links"] = links_json(map.links, field(old, "links"));
  json["milestones"] = list_json(map.milestones, field(old, "milestones"), milestone_json);
  json["decisions"] = list_json(map.decisions, field(old, "decisions"), decision_json);
  json["pains"] = list_json(map.pains, field(old, "pains"), pain_json);
  json["opportunities"] =
      list_json(map.opportunities, field(old, "opportunities"), [](const Opportunity& one, const Json& before) {
        Json opportunity{{"id", one.id}, {"text", one.text.json()}, {"pains", one.pains}};
        keep_rest(opportunity, before, {});
        return opportunity;
      });
  json["evidence"] = list_json(map.evidence, field(old, "evidence"), [](const Evidence& one, const Json& before) {
    Json evidence{{"id", one.id}, {"kind", one.kind}, {"quote", one.quote.json()}, {"n", one.n}};
    keep_rest(evidence, before, {});
    return evidence;
  });
  keep_rest(json, old, {});
  return json;
}

journey::Relabelling relabel(const JourneyMap& map, const std::string& level) {
  CAIRN_CHECK(level == "touchpoint" || level == "stage");
  journey::Relabelling relabelling;
  bool stages = level == "stage";
  if (stages) {
    for (const auto& stage : map.stages) relabelling.symbols.push_back(stage.id);
  }
  for (std::size_t i = 0; i < map.touchpoints.size(); ++i) {
    const auto& touchpoint = map.touchpoints[i];
    if (!stages) relabelling.symbols.push_back(touchpoint.id);
    relabelling.rules.push_back({touchpoint.on, stages ? map.stage_index(touchpoint.stage) : i});
  }
  return relabelling;
}

}  // namespace cairn::map
