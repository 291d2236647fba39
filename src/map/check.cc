#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "map/document.h"

// Faults of a journey document that a schema cannot see: ids that nobody has, doubles, broken predicates.

namespace cairn::map {
namespace {

/// Deeper than any journey document; readers and writers of JSON recurse, so this must be asked first.
constexpr int max_depth = 64;

/// The offset of the first bracket beyond max_depth; npos: none.
std::size_t too_deep(std::string_view text) {
  int depth = 0;
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (inside) {
      if (c == '\\') ++i;
      inside = c != '"';
    } else if (c == '"') {
      inside = true;
    } else if (c == '{' || c == '[') {
      if (++depth > max_depth) return i;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return std::string_view::npos;
}

/// The ids of one kind of element.
struct Ids {
  const char* kind;
  std::vector<std::string> known;
  bool has(const std::string& id) const { return std::find(known.begin(), known.end(), id) != known.end(); }
};

/// Walks a document whatever its faults: what has a wrong type is the schema's to tell and is passed over here.
class Checker {
 public:
  explicit Checker(const Json& document) : document_(document) {}

  std::vector<Fault> run() {
    stages_ = ids("stages", "stage");
    touchpoints_ = ids("touchpoints", "touchpoint");
    channels_ = ids("channels", "channel");
    milestones_ = ids("milestones", "milestone");
    pains_ = ids("pains", "pain");
    evidence_ = ids("evidence", "evidence");
    gains_ = ids("gains", "gain");
    for (const char* list : {"personas", "decisions", "opportunities", "resources", "lanes", "markers"}) ids(list, "");
    check_case();
    check_goal();
    each("stages", [&](const Json& stage, const std::string& at) {
      predicates(stage, at, {"enter", "exit"});
      once(stage, at, "order", stage_orders_, "stage");
      check_counts(stage, at);
    });
    each("touchpoints", [&](const Json& touchpoint, const std::string& at) { check_touchpoint(touchpoint, at); });
    each("links", [&](const Json& link, const std::string& at) { check_link(link, at); });
    if (document_.is_object() && document_.contains("design")) check_design(document_["design"], "/design");
    each("milestones", [&](const Json& milestone, const std::string& at) {
      reference(milestone, at, "stage", stages_);
      predicates(milestone, at, {"on", "after"});
      duration(milestone, at, "within");
      if (milestone.contains("target")) duration(milestone["target"], at + "/target", "within");
      if (milestone.value("absent", Json(false)) == Json(true) && !milestone.contains("within"))
        fault(at, "a milestone that is reached by absence needs 'within'", R"(for example "within": "P30D")");
    });
    each("decisions", [&](const Json& decision, const std::string& at) { check_decision(decision, at); });
    each("pains", [&](const Json& pain, const std::string& at) {
      references(pain, at, "at", touchpoints_);
      references(pain, at, "evidence", evidence_);
      predicates(pain, at, {"signal"});
      duration(pain, at, "longerThan");
    });
    each("opportunities", [&](const Json& one, const std::string& at) { references(one, at, "pains", pains_); });
    each("gains", [&](const Json& one, const std::string& at) { references(one, at, "evidence", evidence_); });
    each("markers", [&](const Json& one, const std::string& at) { reference(one, at, "touchpoint", touchpoints_); });
    each("resources", [&](const Json& one, const std::string& at) { predicates(one, at, {"when"}); });
    return std::move(faults_);
  }

 private:
  void fault(std::string pointer, std::string message, std::string hint = "") {
    faults_.push_back({std::move(pointer), 0, 0, std::move(message), std::move(hint)});
  }
  static std::string word(const Json& json, const char* key) {
    auto found = json.is_object() ? json.find(key) : json.end();
    return found != json.end() && found->is_string() ? found->get<std::string>() : "";
  }
  const Json& list(const Json& json, const char* key) const {
    static const Json none = Json::array();
    auto found = json.is_object() ? json.find(key) : json.end();
    return found != json.end() && found->is_array() ? *found : none;
  }
  template <class Each>
  void each(const char* key, const Each& what) const {
    const Json& elements = list(document_, key);
    for (std::size_t i = 0; i < elements.size(); ++i)
      if (elements[i].is_object()) what(elements[i], fmt::format("/{}/{}", key, i));
  }

  /// Gathers the ids of a list; one that is taken already is a fault.
  Ids ids(const char* key, const char* kind) {
    Ids found{kind, {}};
    each(key, [&](const Json& element, const std::string& at) {
      std::string id = word(element, "id");
      if (id.empty()) return;
      found.known.push_back(id);
      std::string scope = std::string_view(key) == "channels" ? "channels" : "";  // channels are named by their events
      auto [place, added] = taken_.emplace(scope + "\n" + id, at);
      if (!added)
        fault(at + "/id", fmt::format("the id '{}' is taken already by {}", id, place->second),
              "every element needs an id of its own");
    });
    return found;
  }

  void need(const std::string& id, const std::string& at, const Ids& known) {
    if (known.has(id)) return;
    std::string hint = suggest(id, known.known);
    fault(at, fmt::format("no {} has the id '{}'", known.kind, id),
          hint.empty() ? fmt::format("the map has no {} yet", known.kind) : hint);
  }
  void reference(const Json& json, const std::string& at, const char* key, const Ids& known) {
    bool there = json.is_object() && json.contains(key) && json[key].is_string();
    // An empty branch leaves, and a touchpoint with an empty channel has none.
    bool may_be_empty = std::string_view(key) == "to" || std::string_view(key) == "channel";
    std::string id = word(json, key);
    if (there && !(id.empty() && may_be_empty)) need(id, at + "/" + key, known);
  }
  void references(const Json& json, const std::string& at, const char* key, const Ids& known) {
    const Json& elements = list(json, key);
    for (std::size_t i = 0; i < elements.size(); ++i)
      if (elements[i].is_string()) need(elements[i].get<std::string>(), fmt::format("{}/{}/{}", at, key, i), known);
  }
  void predicates(const Json& json, const std::string& at, std::initializer_list<const char*> keys) {
    for (const char* key : keys) {
      if (!json.contains(key) || !(json[key].is_object() || json[key].is_string())) continue;
      auto read = event_predicate_from(json[key], key);
      if (read) continue;
      // "on.where[0][1]: …": the place inside, as a pointer.
      std::string inside = read.error().where;
      std::string pointer = at;
      for (std::string part; !inside.empty();) {
        auto end = inside.find_first_of(".[]");
        part = inside.substr(0, end);
        if (part.find_first_of("~/") != std::string::npos) break;  // near enough
        if (!part.empty()) pointer += "/" + part;
        inside = end == std::string::npos ? "" : inside.substr(end + 1);
      }
      fault(pointer, read.error().message, read.error().hint);
    }
  }
  void duration(const Json& json, const std::string& at, const char* key) {
    std::string text = word(json, key);
    if (!json.contains(key) || !json[key].is_string()) return;
    auto read = parse_duration(text, key);
    if (!read)
      fault(at + "/" + key, read.error().message, read.error().hint);
    else if (read->ms <= 0)
      fault(at + "/" + key, fmt::format("'{}' must be longer than nothing; found '{}'", key, text));
  }
  void once(const Json& json, const std::string& at, const char* key, std::map<std::int64_t, std::string>& seen,
            const char* kind) {
    if (!json.contains(key) || !json[key].is_number_integer()) return;
    auto number = json[key].get<std::int64_t>();
    auto [place, added] = seen.emplace(number, at);
    if (!added)
      fault(at + "/" + key, fmt::format("the {} {} has the order {} already", kind, place->second, number),
            "every order is there once");
  }

  /// The same counts twice in a stage would look like twice as many.
  void check_counts(const Json& stage, const std::string& at) {
    if (!stage.is_object() || !stage.contains("counts") || !stage["counts"].is_array()) return;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < stage["counts"].size(); ++i) {
      const Json& one = stage["counts"][i];
      if (!one.is_object()) continue;
      std::string what;
      for (const char* part : {"measure", "place", "unit"})
        what += "|" + (one.contains(part) && one[part].is_string() ? one[part].get<std::string>() : "");
      if (!seen.insert(what).second)
        fault(fmt::format("{}/counts/{}", at, i), "the same counts stand in this stage twice", "leave one of them out");
    }
  }

  void check_case() {
    if (!document_.contains("case") || !document_["case"].is_object()) return;
    const Json& rule = document_["case"];
    std::string by = word(rule, "by");
    predicates(rule, "/case", {"start", "end"});
    duration(rule, "/case", "gap");
    duration(rule, "/case", "window");
    auto needs = [&](const char* kind, const char* key) {
      if (by == kind && !rule.contains(key)) fault("/case", fmt::format("a case by {} needs '{}'", kind, key));
      if (by != kind && rule.contains(key))
        fault(std::string("/case/") + key, fmt::format("'{}' belongs to cases by {}", key, kind));
    };
    if (by.empty() && !rule.contains("by"))
      fault("/case", "'by' is missing in 'case'", "customer, session, object or episode");
    needs("object", "property");
    needs("episode", "start");
    needs("episode", "end");
    if (by != "session" && rule.contains("gap")) fault("/case/gap", "'gap' belongs to cases by session");
    if (by != "episode" && rule.contains("window")) fault("/case/window", "'window' belongs to cases by episode");
  }
  void check_goal() {
    if (!document_.contains("goal") || !document_["goal"].is_object() || !document_["goal"].contains("scope")) return;
    const Json& scope = document_["goal"]["scope"];
    Ids either{"touchpoint or milestone", touchpoints_.known};
    either.known.insert(either.known.end(), milestones_.known.begin(), milestones_.known.end());
    reference(scope, "/goal/scope", "start", either);
    reference(scope, "/goal/scope", "end", milestones_);
  }
  void check_touchpoint(const Json& touchpoint, const std::string& at) {
    reference(touchpoint, at, "stage", stages_);
    if (!channels_.known.empty()) reference(touchpoint, at, "channel", channels_);
    references(touchpoint, at, "pains", pains_);
    if (!gains_.known.empty()) references(touchpoint, at, "gains", gains_);
    references(touchpoint, at, "evidence", evidence_);
    once(touchpoint, at, "order", touchpoint_orders_, "touchpoint");
    if (touchpoint.contains("bind") && touchpoint["bind"].is_object())
      predicates(touchpoint["bind"], at + "/bind", {"on", "success", "failure", "dwellUntil"});
    if (touchpoint.contains("emotion") && touchpoint["emotion"].is_object())
      check_emotion(touchpoint["emotion"], at + "/emotion");
    if (touchpoint.contains("promise") && touchpoint["promise"].is_object())
      check_promise(touchpoint, touchpoint["promise"], at + "/promise");
  }
  void check_emotion(const Json& emotion, const std::string& at) {
    duration(emotion, at, "maxAge");
    const Json& sources = list(emotion, "sources");
    std::string mode = word(emotion, "mode");
    if ((mode == "manual" || mode == "target") && !emotion.contains("manual"))
      fault(at, fmt::format("an emotion of mode {} needs 'manual'", mode), "a number from -2 to 2");
    if ((mode == "observed" || mode == "blend") && sources.empty())
      fault(at, fmt::format("an emotion of mode {} needs 'sources'", mode),
            R"(for example {"type": "csat", "on": "event = survey_answer"})");
    for (std::size_t i = 0; i < sources.size(); ++i) {
      if (!sources[i].is_object()) continue;
      std::string here = fmt::format("{}/sources/{}", at, i);
      predicates(sources[i], here, {"on"});
      check_scale(list(sources[i], "map"), here + "/map");
      bool answers = word(sources[i], "type") != "behaviour";
      if (answers && !sources[i].contains("on"))
        fault(here, "a source of scores needs 'on'",
              R"(which events are about this touchpoint: "on": {"event": "survey_answer"})");
      for (const char* key : {"on", "value", "map", "weight", "by"})
        if (!answers && sources[i].contains(key))
          fault(here + "/" + key, fmt::format("'{}' belongs to scores; behaviour has none", key));
      if (const Json weight = sources[i].value("weight", Json()); weight.is_number() && weight.get<double>() == 0)
        fault(here + "/weight", "'weight' must be above 0; found 0", "leave the source out");
    }
  }
  void check_scale(const Json& scale, const std::string& at) {
    double last = 0;
    for (std::size_t i = 0; i < scale.size(); ++i) {
      if (!scale[i].is_array() || scale[i].size() != 2 || !scale[i][0].is_number() || !scale[i][1].is_number()) return;
      double score = scale[i][0].get<double>(), emotion = scale[i][1].get<double>();
      if (i > 0 && score <= last)
        fault(fmt::format("{}/{}", at, i), fmt::format("the score {} does not rise above {}", score, last),
              "scores rise from pair to pair");
      if (emotion < -2 || emotion > 2)
        fault(fmt::format("{}/{}/1", at, i), fmt::format("found the emotion {}; expected -2 to 2", emotion));
      last = score;
    }
  }
  void check_promise(const Json& touchpoint, const Json& promise, const std::string& at) {
    duration(promise, at, "deadline");
    predicates(promise, at, {"made", "asked", "kept", "broken"});
    bool asked = promise.contains("asked"), answered = promise.contains("kept") || promise.contains("broken");
    if (asked != answered)
      fault(at,
            asked ? "a promise that is asked for needs 'kept' or 'broken'"
                  : "a promise with 'kept' or 'broken' needs 'asked'",
            R"(for example "asked": "event = return_request", "broken": "event = return_refused")");
    if (asked && !promise.contains("made") && !touchpoint.contains("bind"))
      fault(at, "'made' is missing, and the touchpoint has no 'bind' that could stand for it");
  }
  void check_link(const Json& link, const std::string& at) {
    reference(link, at, "from", touchpoints_);
    reference(link, at, "to", touchpoints_);
    duration(link, at, "within");
    std::string pair = word(link, "from") + "\n" + word(link, "to");
    if (pair.size() > 1 && !links_.insert(pair).second)
      fault(at, fmt::format("the link from '{}' to '{}' is there twice", word(link, "from"), word(link, "to")));
  }
  void check_design(const Json& part, const std::string& at) {
    if (part.is_string()) need(part.get<std::string>(), at, touchpoints_);
    if (part.is_array())
      for (std::size_t i = 0; i < part.size(); ++i) check_design(part[i], fmt::format("{}/{}", at, i));
    if (part.is_object())
      for (const auto& [key, inside] : part.items()) check_design(inside, at + "/" + key);
  }
  void check_decision(const Json& decision, const std::string& at) {
    reference(decision, at, "after", touchpoints_);
    const Json& branches = list(decision, "branches");
    std::set<std::string> ways;
    for (std::size_t i = 0; i < branches.size(); ++i) {
      if (!branches[i].is_object()) continue;
      std::string here = fmt::format("{}/branches/{}", at, i);
      reference(branches[i], here, "to", touchpoints_);
      predicates(branches[i], here, {"on"});
      if (!ways.insert(word(branches[i], "to")).second)
        fault(here, fmt::format("two branches lead to '{}'", word(branches[i], "to")));
    }
  }

  const Json& document_;
  std::vector<Fault> faults_;
  Ids stages_, touchpoints_, channels_, milestones_, pains_, gains_, evidence_;
  std::map<std::string, std::string> taken_;
  std::map<std::int64_t, std::string> stage_orders_, touchpoint_orders_;
  std::set<std::string> links_;
};

}  // namespace

std::vector<Fault> check(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!is_utf8(text)) return {{"", 1, 1, "the document is not UTF-8", "save it as UTF-8"}};
  if (auto deep = too_deep(text); deep != std::string_view::npos) {
    auto place = place_of(text, deep);
    return {{"", place.line, place.column, fmt::format("nested deeper than {} levels", max_depth), ""}};
  }
  auto document = parse_json(text, "");
  if (!document) {
    Fault fault{"", 1, 1, document.error().message, document.error().hint};
    std::sscanf(document.error().where.c_str(), ":%d:%d", &fault.line, &fault.column);
    return {fault};
  }
  std::vector<Fault> faults = schema_faults(*document);
  for (auto& each : Checker(*document).run()) {
    // Where the schema has spoken, the rest is a consequence.
    bool known =
        std::any_of(faults.begin(), faults.end(), [&](const Fault& fault) { return fault.pointer == each.pointer; });
    if (!known) faults.push_back(std::move(each));
  }
  for (auto& fault : faults) {
    auto place = locate(text, fault.pointer);
    fault.line = place.line;
    fault.column = place.column;
  }
  std::stable_sort(faults.begin(), faults.end(), [](const Fault& a, const Fault& b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
  });
  return faults;
}

}  // namespace cairn::map
