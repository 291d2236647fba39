// The document form of predicates.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "event/predicate_parts.h"

namespace cairn {
namespace {

Error wrong(const std::string& where, std::string message, std::string hint = "") {
  return {ErrorCode::invalid, std::move(message), where, std::move(hint)};
}

Result<Literal> literal_from(const Json& json, const std::string& where) {
  if (json.is_string()) return literal_of(json.get<std::string>());
  if (json.is_boolean()) return Literal{json.get<bool>() ? "true" : "false", std::nullopt};
  if (json.is_number_integer()) return literal_of(json.dump());
  if (json.is_number()) return Literal{json.dump(), json.get<double>()};
  return wrong(where, fmt::format("a value must be text, a number, true or false; found {}", json.dump()));
}

/// What a comparator compares with: element `at` of a comparison, the last.
Result<std::vector<Literal>> values_from(const Json& json, std::size_t at, Comparator comparator,
                                         const std::string& where) {
  std::vector<Literal> values;
  bool no_value = comparator == Comparator::missing || comparator == Comparator::present;
  if (json.size() != (no_value ? at : at + 1))
    return wrong(where, fmt::format("'{}' takes {}; found {}", symbol_of(comparator),
                                    no_value ? "no value" : "one value", json.dump()));
  if (no_value) return values;
  const auto here = fmt::format("{}[{}]", where, at);
  const Json list = comparator == Comparator::in ? json[at] : Json::array({json[at]});
  if (!list.is_array() || list.empty())
    return wrong(here, fmt::format("'in' takes a list of values; found {}", json[at].dump()));
  for (const auto& each : list) {
    CAIRN_TRY(auto value, literal_from(each, here));
    values.push_back(std::move(value));
  }
  return values;
}

Result<EventPredicate> comparison_from(const Json& json, const std::string& where) {
  if (!json.is_array() || json.size() < 2 || !json[0].is_string() || !json[1].is_string())
    return wrong(where, fmt::format("a comparison is [property, comparator, value]; found {}", json.dump()),
                 R"(for example ["amount", ">=", 100])");
  auto comparator = comparator_of(json[1].get<std::string>());
  if (!comparator)
    return wrong(where + "[1]", fmt::format("unknown comparator {}", json[1].dump()),
                 "use = != < <= > >= in contains \"starts with\" \"is missing\" \"is present\"");
  EventPredicate predicate;
  predicate.kind = EventPredicate::Kind::comparison;
  predicate.property = json[0].get<std::string>();
  predicate.comparator = *comparator;
  CAIRN_TRY(predicate.values, values_from(json, 2, *comparator, where));
  return predicate;
}

Result<EventPredicate> event_from(const Json& json, const std::string& where, int depth) {
  if (json.is_string()) {
    auto parsed = parse_event_predicate(json.get<std::string>());
    if (!parsed) parsed.error().where = where;
    return parsed;
  }
  if (!json.is_object())
    return wrong(where, fmt::format("a predicate is an object or a text; found {}", json.dump()),
                 R"(for example {"event":"paid"})");
  if (depth > max_predicate_depth)
    return wrong(where, fmt::format("nested deeper than {} levels", max_predicate_depth));
  static const std::vector<std::string> known{"all", "any", "not", "event", "where"};
  EventPredicate whole;
  for (const auto& [key, value] : json.items()) {
    std::string here = where + "." + key;
    EventPredicate part;
    if (key == "all" || key == "any") {
      part.kind = key == "all" ? EventPredicate::Kind::all : EventPredicate::Kind::any;
      if (!value.is_array())
        return wrong(here, fmt::format("'{}' takes a list of predicates; found {}", key, value.dump()));
      for (std::size_t i = 0; i < value.size(); ++i) {
        CAIRN_TRY(auto child, event_from(value[i], fmt::format("{}[{}]", here, i), depth + 1));
        part.children.push_back(std::move(child));
      }
    } else if (key == "not") {
      part.kind = EventPredicate::Kind::negation;
      CAIRN_TRY(auto child, event_from(value, here, depth + 1));
      part.children.push_back(std::move(child));
    } else if (key == "event") {
      part.kind = EventPredicate::Kind::event;
      const Json names = value.is_array() ? value : Json::array({value});
      for (const auto& name : names) {
        if (!name.is_string() || name.get<std::string>().empty())
          return wrong(here, fmt::format("'event' takes a name or a list of names; found {}", value.dump()));
        part.events.push_back(name.get<std::string>());
      }
      if (part.events.empty()) return wrong(here, "'event' takes at least one name");
    } else if (key == "where") {
      if (!value.is_array())
        return wrong(here, fmt::format("'where' takes a list of comparisons; found {}", value.dump()));
      for (std::size_t i = 0; i < value.size(); ++i) {
        CAIRN_TRY(auto child, comparison_from(value[i], fmt::format("{}[{}]", here, i)));
        part.children.push_back(std::move(child));
      }
      if (part.children.size() == 1) part = EventPredicate(part.children.front());
    } else {
      return wrong(here, fmt::format("unknown field '{}' in a predicate", key), suggest(key, known));
    }
    whole = whole.always() ? std::move(part) : EventPredicate::both(std::move(whole), std::move(part));
  }
  return whole;
}

/// In predicates of cases a text may be the bare name of an event.
Result<EventPredicate> event_or_name_from(const Json& json, const std::string& where, int depth) {
  if (!json.is_string()) return event_from(json, where, depth);
  auto parsed = parse_event_or_name(json.get<std::string>());
  if (!parsed) parsed.error().where = where;
  return parsed;
}

Result<Duration> span_from(const Json& json, const std::string& where) {
  if (!json.is_string())
    return wrong(where, fmt::format("expected a duration, found {}", json.dump()), "write P7D or 7d");
  return parse_duration(json.get<std::string>(), where);
}

Result<SequenceStep> step_from(const Json& json, const std::string& where, int depth) {
  SequenceStep step;
  Json of_event = json;
  if (json.is_object()) {
    if (json.contains("within")) {
      CAIRN_TRY(step.within, span_from(json["within"], where + ".within"));
    }
    if (json.contains("without")) {
      CAIRN_TRY(step.without, event_or_name_from(json["without"], where + ".without", depth + 1));
    }
    of_event.erase("within");
    of_event.erase("without");
  }
  CAIRN_TRY(step.on, event_or_name_from(of_event, where, depth + 1));
  return step;
}

Result<CasePredicate> sequence_from(const Json& json, const std::string& where, int depth) {
  const Json& steps = json["sequence"];
  auto here = where + ".sequence";
  if (json.size() != 1)
    return wrong(where, fmt::format("'sequence' stands alone; found {}", json.dump()),
                 R"(combine with {"all":[{"sequence":[…]}, …]})");
  if (!steps.is_array() || steps.size() < 2 || steps.size() > max_sequence_steps)
    return wrong(here, fmt::format("a sequence is a list of 2 to {} steps; found {}", max_sequence_steps, steps.dump()),
                 R"(for example [{"event":"cart"},{"event":"paid","within":"P7D"}])");
  CasePredicate predicate;
  predicate.kind = CasePredicate::Kind::sequence;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    auto at = fmt::format("{}[{}]", here, i);
    CAIRN_TRY(auto step, step_from(steps[i], at, depth));
    if (i == 0 && (step.within || step.without))
      return wrong(at, "the first step has nothing before it: 'within' and 'without' belong to the later steps");
    predicate.steps.push_back(std::move(step));
  }
  return predicate;
}

/// "compare" of a measure or a trait.
Result<void> compared_from(const Json& json, const std::string& where, CasePredicate& predicate) {
  const auto here = where + ".compare";
  if (!json.contains("compare") || !json["compare"].is_array() || json["compare"].empty() ||
      !json["compare"][0].is_string())
    return wrong(here, "expected [comparator, value]", R"(for example "compare": [">=", 1000])");
  const Json& compare = json["compare"];
  auto comparator = comparator_of(compare[0].get<std::string>());
  if (!comparator)
    return wrong(here + "[0]", fmt::format("unknown comparator {}", compare[0].dump()),
                 "use = != < <= > >= in contains \"starts with\" \"is missing\" \"is present\"");
  predicate.comparator = *comparator;
  CAIRN_TRY(predicate.values, values_from(compare, 1, *comparator, here));
  return {};
}

Result<void> only_fields(const Json& json, const std::vector<std::string>& known, const std::string& where) {
  for (const auto& [key, value] : json.items())
    if (std::find(known.begin(), known.end(), key) == known.end())
      return wrong(where + "." + key, fmt::format("unknown field '{}'", key), suggest(key, known));
  return {};
}

Result<CasePredicate> compared_measure_from(const Json& json, const std::string& where) {
  CasePredicate predicate;
  predicate.kind = CasePredicate::Kind::measure;
  CAIRN_TRY_VOID(compared_from(json, where, predicate));
  Json measure = json;
  measure.erase("compare");
  CAIRN_TRY(predicate.measure, measure_from(measure, where));
  return predicate;
}

/// {"trait": name, "compare": …} or {"segment": name}
Result<CasePredicate> named_from(const Json& json, const std::string& where) {
  const bool is_trait = json.contains("trait");
  const char* key = is_trait ? "trait" : "segment";
  if (!json[key].is_string() || json[key].get<std::string>().empty())
    return wrong(where + "." + key, fmt::format("expected a name; found {}", json[key].dump()));
  CAIRN_TRY_VOID(only_fields(
      json, is_trait ? std::vector<std::string>{"trait", "compare"} : std::vector<std::string>{"segment"}, where));
  CasePredicate predicate;
  predicate.kind = is_trait ? CasePredicate::Kind::trait : CasePredicate::Kind::segment;
  predicate.name = json[key].get<std::string>();
  if (is_trait) CAIRN_TRY_VOID(compared_from(json, where, predicate));
  return predicate;
}

constexpr std::array count_fields{"count", "within", "after", "in_last", "before_last", "in_any"};

Result<CasePredicate> case_from(const Json& json, const std::string& where, int depth) {
  if (json.is_string()) {
    auto parsed = parse_case_predicate(json.get<std::string>());
    if (!parsed) parsed.error().where = where;
    return parsed;
  }
  if (!json.is_object()) return wrong(where, fmt::format("a predicate is an object or a text; found {}", json.dump()));
  if (depth > max_predicate_depth)
    return wrong(where, fmt::format("nested deeper than {} levels", max_predicate_depth));
  CasePredicate predicate;
  bool counts =
      std::any_of(count_fields.begin(), count_fields.end(), [&](const char* key) { return json.contains(key); });
  for (const char* key : {"all", "any"}) {
    if (counts || !json.contains(key)) continue;
    if (json.size() != 1 || !json[key].is_array())
      return wrong(where, fmt::format("'{}' stands alone and takes a list; found {}", key, json.dump()));
    predicate.kind = std::string_view(key) == "all" ? CasePredicate::Kind::all : CasePredicate::Kind::any;
    for (std::size_t i = 0; i < json[key].size(); ++i) {
      CAIRN_TRY(auto child, case_from(json[key][i], fmt::format("{}.{}[{}]", where, key, i), depth + 1));
      predicate.children.push_back(std::move(child));
    }
    return predicate;
  }
  if (!counts && json.contains("not") && json.size() == 1) {
    predicate.kind = CasePredicate::Kind::negation;
    CAIRN_TRY(auto child, case_from(json["not"], where + ".not", depth + 1));
    predicate.children.push_back(std::move(child));
    return predicate;
  }
  if (json.contains("sequence")) return sequence_from(json, where, depth);
  if (json.contains("measure")) return compared_measure_from(json, where);
  if (json.contains("trait") || json.contains("segment")) return named_from(json, where);
  predicate.kind = CasePredicate::Kind::count;
  Json of_event = Json::object();
  for (const auto& [key, value] : json.items()) {
    std::string here = where + "." + key;
    if (key == "count") {
      auto comparator = value.is_array() && value.size() == 2 && value[0].is_string()
                            ? comparator_of(value[0].get<std::string>())
                            : std::nullopt;
      if (!comparator || *comparator > Comparator::greater_equal || !value[1].is_number_integer())
        return wrong(here, fmt::format("'count' is [comparator, whole number]; found {}", value.dump()),
                     R"(for example [">=", 2])");
      predicate.comparator = *comparator;
      predicate.times = value[1].get<std::int64_t>();
    } else if (key == "within") {
      CAIRN_TRY(predicate.within, span_from(value, here));
    } else if (key == "in_last") {
      CAIRN_TRY(predicate.in_last, span_from(value, here));
    } else if (key == "before_last") {
      CAIRN_TRY(predicate.before_last, span_from(value, here));
    } else if (key == "in_any") {
      CAIRN_TRY(predicate.in_any, span_from(value, here));
    } else if (key == "after") {
      CAIRN_TRY(auto after, event_or_name_from(value, here, depth + 1));
      predicate.after = std::move(after);
    } else {
      of_event[key] = value;
    }
  }
  CAIRN_TRY(predicate.counted, event_from(of_event, where, depth + 1));
  return predicate;
}

}  // namespace

Result<EventPredicate> event_predicate_from(const Json& json, const std::string& where) {
  return event_from(json, where, 0);
}
Result<CasePredicate> case_predicate_from(const Json& json, const std::string& where) {
  return case_from(json, where, 0);
}

Result<Measure> measure_from(const Json& json, const std::string& where) {
  CAIRN_TRY_VOID(only_fields(json, {"measure", "of", "where", "in_last"}, where));
  auto aggregate = json.contains("measure") && json["measure"].is_string()
                       ? parse_aggregate(json["measure"].get<std::string>())
                       : std::nullopt;
  if (!aggregate)
    return wrong(where + ".measure", fmt::format("unknown measure {}", json.value("measure", Json()).dump()),
                 "use count, sum, average, min, max, first, last, distinct or most_frequent");
  Measure measure;
  measure.aggregate = *aggregate;
  if (json.contains("of")) {
    if (!json["of"].is_string() || json["of"].get<std::string>().empty())
      return wrong(where + ".of", fmt::format("expected a property; found {}", json["of"].dump()));
    measure.property = json["of"].get<std::string>();
  } else if (measure.aggregate != Measure::Aggregate::count) {
    return wrong(where, fmt::format("'{}' is of a property", name_of(*aggregate)), R"(for example "of": "amount")");
  }
  if (json.contains("where")) {
    CAIRN_TRY(measure.where, event_or_name_from(json["where"], where + ".where", 1));
  }
  if (json.contains("in_last")) {
    CAIRN_TRY(measure.in_last, span_from(json["in_last"], where + ".in_last"));
  }
  return measure;
}

namespace {
Json literal_json(const Literal& value) {
  if (value.number && as_number(value.text))
    return Json::parse(value.text, nullptr, false).is_number() ? Json::parse(value.text) : Json(value.text);
  return value.text;
}
/// [comparator, value], as a comparison without its property.
template <class P>
Json compare_json(const P& predicate) {
  Json comparison = Json::array({symbol_of(predicate.comparator)});
  if (predicate.comparator == Comparator::in) {
    Json list = Json::array();
    for (const auto& value : predicate.values) list.push_back(literal_json(value));
    comparison.push_back(list);
  } else if (!predicate.values.empty()) {
    comparison.push_back(literal_json(predicate.values.front()));
  }
  return comparison;
}
template <class P>
Json list_json(const char* key, const std::vector<P>& children) {
  Json list = Json::array();
  for (const auto& child : children) list.push_back(to_json(child));
  return {{key, list}};
}
}  // namespace

Json to_json(const EventPredicate& predicate) {
  using Kind = EventPredicate::Kind;
  switch (predicate.kind) {
    case Kind::all:
      return list_json("all", predicate.children);
    case Kind::any:
      return list_json("any", predicate.children);
    case Kind::negation:
      return {{"not", to_json(predicate.children.front())}};
    case Kind::event:
      return {{"event", predicate.events.size() == 1 ? Json(predicate.events.front()) : Json(predicate.events)}};
    case Kind::comparison:
      break;
  }
  Json comparison = compare_json(predicate);
  comparison.insert(comparison.begin(), predicate.property);
  return {{"where", Json::array({comparison})}};
}

namespace {
Json sequence_json(const std::vector<SequenceStep>& steps) {
  Json list = Json::array();
  for (const auto& step : steps) {
    Json json = to_json(step.on);
    if (step.within) json["within"] = iso_duration(*step.within);
    if (step.without) json["without"] = to_json(*step.without);
    list.push_back(std::move(json));
  }
  return {{"sequence", list}};
}
}  // namespace

Json to_json(const Measure& measure) {
  Json json{{"measure", name_of(measure.aggregate)}};
  if (!measure.property.empty()) json["of"] = measure.property;
  if (!measure.where.always()) json["where"] = to_json(measure.where);
  if (measure.in_last) json["in_last"] = iso_duration(*measure.in_last);
  return json;
}

Json to_json(const CasePredicate& predicate) {
  using Kind = CasePredicate::Kind;
  switch (predicate.kind) {
    case Kind::all:
      return list_json("all", predicate.children);
    case Kind::any:
      return list_json("any", predicate.children);
    case Kind::negation:
      return {{"not", to_json(predicate.children.front())}};
    case Kind::sequence:
      return sequence_json(predicate.steps);
    case Kind::measure: {
      Json json = to_json(predicate.measure);
      json["compare"] = compare_json(predicate);
      return json;
    }
    case Kind::trait:
      return {{"trait", predicate.name}, {"compare", compare_json(predicate)}};
    case Kind::segment:
      return {{"segment", predicate.name}};
    case Kind::count:
      break;
  }
  Json json = to_json(predicate.counted);
  json["count"] = Json::array({symbol_of(predicate.comparator), predicate.times});
  if (predicate.within) json["within"] = iso_duration(*predicate.within);
  if (predicate.in_last) json["in_last"] = iso_duration(*predicate.in_last);
  if (predicate.before_last) json["before_last"] = iso_duration(*predicate.before_last);
  if (predicate.in_any) json["in_any"] = iso_duration(*predicate.in_any);
  if (predicate.after) json["after"] = to_json(*predicate.after);
  return json;
}

}  // namespace cairn
