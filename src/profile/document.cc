#include "profile/document.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "profile/document_rules.h"
#include "profile/names.h"

namespace cairn::profile {
namespace {

const JsonSchema& schema() {
  static const JsonSchema compiled(profile_schema_text);
  return compiled;
}

struct UsualStage {
  const char* name;
  Label title;
  const char* who;  ///< of purchases, which are called `bought` here
};
const UsualStage usual_stages[] = {
    {"prospect", {"潜在客户", "潛在客戶", "Prospect"}, R"({"event":"bought","count":["=",0]})"},
    {"new", {"新客", "新客", "New"}, R"({"event":"bought","count":["=",0],"before_last":"P30D"})"},
    {"active", {"活跃", "活躍", "Active"}, R"({"event":"bought","in_last":"P90D"})"},
    {"at_risk", {"有流失风险", "有流失風險", "At risk"}, R"({"event":"bought","in_last":"P180D"})"},
    {"lost", {"已流失", "已流失", "Lost"}, R"({"event":"bought"})"},
};

std::vector<LifecycleStage> usual_lifecycle(const EventPredicate& purchase) {
  std::vector<LifecycleStage> stages;
  for (const auto& each : usual_stages) {
    auto who = case_predicate_from(Json::parse(each.who), "lifecycle");
    who->counted = purchase;
    stages.push_back({each.name, each.title, std::move(*who)});
  }
  return stages;
}

/// Reads a document that follows the schema. What the schema cannot say is an error with its place.
class Reader {
 public:
  explicit Reader(std::string name) : name_(std::move(name)) {}

  Result<Document> read(const Json& json) {
    CAIRN_TRY(found_.purchase, event_predicate_from(json.value("purchase", Json("amount > 0")), place("purchase")));
    CAIRN_TRY_VOID(read_traits(json.value("traits", Json::array())));
    CAIRN_TRY_VOID(read_segments(json.value("segments", Json::array())));
    CAIRN_TRY_VOID(read_personas(json.value("personas", Json::array())));
    CAIRN_TRY_VOID(read_lifecycle(json.value("lifecycle", Json::array())));
    CAIRN_TRY(found_.consent, read_consent_rules(json.value("consent", Json::object()), place("consent")));
    found_.points = read_point_rules(json.value("points", Json::object()));
    CAIRN_TRY(found_.preferences,
              read_preference_rules(json.value("preferences", Json::object()), found_.purchase, place("preferences")));
    CAIRN_TRY_VOID(check_names());
    return std::move(found_);
  }

 private:
  std::string place(const std::string& field) const { return name_.empty() ? field : name_ + "." + field; }
  Error wrong(const std::string& field, std::string message, std::string hint = "") const {
    return {ErrorCode::invalid, std::move(message), place(field), std::move(hint)};
  }

  /// Trimmed, and not taken by an earlier one of its sort.
  Result<std::string> read_name(const Json& json, const char* key, const std::string& field,
                                std::set<std::string>& taken) const {
    std::string name(trim(json[key].get<std::string>()));
    auto here = field + "." + key;
    if (name.empty()) return wrong(here, "found only blanks, expected a name");
    if (!taken.insert(name).second) return wrong(here, fmt::format("'{}' is there already; names differ", name));
    return name;
  }
  static Label read_title(const Json& json, const std::string& name) {
    return json.contains("title") ? Label::from(json["title"]) : Label::same(name);
  }

  Result<void> read_traits(const Json& json) {
    std::set<std::string> taken;
    for (std::size_t i = 0; i < json.size(); ++i) {
      auto field = fmt::format("traits[{}]", i);
      CAIRN_TRY(auto name, read_name(json[i], "name", field, taken));
      Json measure = {{"measure", json[i]["compute"]}};
      for (const char* key : {"of", "where", "in_last"})
        if (json[i].contains(key)) measure[key] = json[i][key];
      CAIRN_TRY(auto computed, measure_from(measure, place(field)));
      auto title = read_title(json[i], name);
      found_.traits.push_back({std::move(name), std::move(title), std::move(computed)});
    }
    return {};
  }

  Result<void> read_segments(const Json& json) {
    std::set<std::string> taken;
    for (std::size_t i = 0; i < json.size(); ++i) {
      auto field = fmt::format("segments[{}]", i);
      CAIRN_TRY(auto name, read_name(json[i], "name", field, taken));
      CAIRN_TRY(auto who, case_predicate_from(json[i]["who"], place(field + ".who")));
      auto title = read_title(json[i], name);
      found_.segments.push_back({std::move(name), std::move(title), std::move(who)});
    }
    return {};
  }

  Result<void> read_personas(const Json& json) {
    std::set<std::string> taken;
    for (std::size_t i = 0; i < json.size(); ++i) {
      Persona persona;
      CAIRN_TRY(persona.name, read_name(json[i], "name", fmt::format("personas[{}]", i), taken));
      persona.title = read_title(json[i], persona.name);
      for (const auto& segment : json[i]["segments"]) persona.segments.push_back(segment.get<std::string>());
      for (const auto& need : json[i].value("needs", Json::array())) persona.needs.push_back(Label::from(need));
      for (const auto& expected : json[i].value("expectations", Json::array()))
        persona.expectations.push_back(Label::from(expected));
      found_.personas.push_back(std::move(persona));
    }
    return {};
  }

  Result<void> read_lifecycle(const Json& json) {
    if (json.empty()) found_.lifecycle = usual_lifecycle(found_.purchase);
    std::set<std::string> taken;
    for (std::size_t i = 0; i < json.size(); ++i) {
      auto field = fmt::format("lifecycle[{}]", i);
      CAIRN_TRY(auto name, read_name(json[i], "stage", field, taken));
      CAIRN_TRY(auto who, case_predicate_from(json[i]["who"], place(field + ".who")));
      auto title = read_title(json[i], name);
      found_.lifecycle.push_back({std::move(name), std::move(title), std::move(who)});
    }
    return {};
  }

  /// Every segment that is named is there, and none is defined by itself.
  Result<void> check_names() const {
    for (std::size_t i = 0; i < found_.segments.size(); ++i) {
      auto field = fmt::format("segments[{}].who", i);
      CAIRN_TRY_VOID(check_known(segments_in(found_.segments[i].who), field));
    }
    for (std::size_t i = 0; i < found_.segments.size(); ++i) {
      std::vector<std::string> way{found_.segments[i].name};
      std::set<std::string> walked;
      if (leads_back(way, walked))
        return wrong(fmt::format("segments[{}].who", i),
                     fmt::format("the segment '{}' is defined by itself: {}", way.front(), join(way, " → ")),
                     "take one of these names out of the predicate of the one before it");
    }
    for (std::size_t i = 0; i < found_.lifecycle.size(); ++i)
      CAIRN_TRY_VOID(check_known(segments_in(found_.lifecycle[i].who), fmt::format("lifecycle[{}].who", i)));
    for (std::size_t i = 0; i < found_.personas.size(); ++i)
      CAIRN_TRY_VOID(check_known(found_.personas[i].segments, fmt::format("personas[{}].segments", i)));
    return {};
  }

  const Segment* find(const std::string& name) const {
    for (const auto& segment : found_.segments)
      if (segment.name == name) return &segment;
    return nullptr;
  }

  Result<void> check_known(const std::vector<std::string>& names, const std::string& field) const {
    for (const auto& name : names) {
      if (find(name) != nullptr) continue;
      std::vector<std::string> known;
      for (const auto& segment : found_.segments) known.push_back(segment.name);
      return wrong(field, fmt::format("no segment is named '{}'", name),
                   known.empty() ? "the document has no segments" : suggest(name, known));
    }
    return {};
  }

  /// Whether the last segment of the way leads to the first; then the way is the whole cycle. `walked`: those from
  /// which the first cannot be reached.
  bool leads_back(std::vector<std::string>& way, std::set<std::string>& walked) const {
    const auto named = segments_in(find(way.back())->who);
    for (const auto& next : named) {
      if (next != way.front() && !walked.insert(next).second) continue;
      way.push_back(next);
      if (next == way.front() || leads_back(way, walked)) return true;
      way.pop_back();
    }
    return false;
  }

  std::string name_;
  Document found_;
};

}  // namespace

CaseNames Document::names() const {
  CaseNames names;
  for (const auto& segment : segments) names.segments.emplace(segment.name, segment.who);
  for (const auto& trait : traits) names.traits.emplace(trait.name, trait.measure);
  return names;
}

Result<Document> read_document(const Json& json, const std::string& name) {
  auto faults = schema().faults(json);
  if (faults.empty()) return Reader(name).read(json);
  const auto& first = faults.front();
  std::string place = first.pointer.empty() ? name : name + "." + place_in_words(first.pointer);
  std::string hint = first.hint;
  if (faults.size() > 1) hint += fmt::format("{}{} more faults", hint.empty() ? "" : "; ", faults.size() - 1);
  return Error{ErrorCode::invalid, first.message, std::move(place), std::move(hint)};
}

std::vector<SchemaFault> document_faults(const Json& json) {
  auto faults = schema().faults(json);
  if (!faults.empty()) return faults;
  if (auto read = Reader("").read(json); !read) {
    std::string pointer = "/";
    for (char c : read.error().where)
      if (c != ']') pointer += c == '.' || c == '[' ? '/' : c;
    faults.push_back({pointer, read.error().message, read.error().hint});
  }
  return faults;
}

std::vector<std::string> doubts(const Document& document, const std::vector<std::string>& properties) {
  std::vector<std::string> known = properties;
  for (const auto& trait : document.traits) known.push_back(trait.name);
  std::vector<std::string> found;
  auto look_at = [&](const CasePredicate& who, const std::string& place) {
    for (const auto& trait : traits_in(who))
      if (std::find(known.begin(), known.end(), trait) == known.end())
        found.push_back(fmt::format("{}: no event states '{}', and no trait is computed under this name; {}", place,
                                    trait, suggest(trait, known)));
  };
  for (const auto& each : document.segments) look_at(each.who, "segment " + each.name);
  for (const auto& each : document.lifecycle) look_at(each.who, "stage " + each.name);
  return found;
}

}  // namespace cairn::profile
