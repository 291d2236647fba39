// Question documents against their schema. valijson decides; what it says of a fault ("failed to validate against any
// allowed schema") helps nobody, so the first fault is then looked for again and put into words. The only file that
// includes valijson.
#include "journey/validate.h"

#include <fmt/format.h>

#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "base/text.h"
#include "journey/funnel_spec.h"
#include "journey/kind.h"
#include "journey/schemas.h"

namespace cairn::journey {
namespace {

using Plain = nlohmann::json;

struct Compiled {
  Plain document;
  valijson::Schema schema;
  explicit Compiled(Plain text) : document(std::move(text)) {
    valijson::SchemaParser parser;
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(document), schema);
  }
};

Plain question_schema() {
  static const Plain text = Plain::parse(question_schema_text);
  return text;
}

/// The schema of one kind of question: the definition by its name.
const Compiled& schema_of(const std::string& kind) {
  static const auto compiled = [] {
    std::map<std::string, std::unique_ptr<Compiled>> all;
    for (const auto& entry : kind_table()) {
      Plain one = question_schema();
      one.erase("oneOf");
      one["allOf"] = Plain::array({{{"$ref", fmt::format("#/definitions/{}", entry.kind.name)}}});
      all[entry.kind.name] = std::make_unique<Compiled>(std::move(one));
    }
    return all;
  }();
  return *compiled.at(kind);
}

bool validates(const Compiled& compiled, const Json& json, valijson::ValidationResults* results) {
  Plain document = Plain::parse(json.dump());
  valijson::adapters::NlohmannJsonAdapter adapter(document);
  valijson::Validator validator;
  return validator.validate(compiled.schema, adapter, results);
}

// ---- the first fault, in words ----

Error wrong(const std::string& where, std::string message, std::string hint = "") {
  return {ErrorCode::invalid, std::move(message), where, std::move(hint)};
}

std::string shown(const Json& value) { return shorten(value.dump(), 60); }

std::string in_words(const Plain& type) {
  auto word = [](const std::string& name) -> std::string {
    if (name == "string") return "a text";
    if (name == "integer") return "a whole number";
    if (name == "number") return "a number";
    if (name == "boolean") return "true or false";
    if (name == "array") return "a list";
    if (name == "object") return "an object";
    return name;
  };
  if (type.is_string()) return word(type.get<std::string>());
  std::vector<std::string> words;
  for (const auto& each : type) words.push_back(word(each.get<std::string>()));
  return join(words, " or ");
}

bool is_of(const Json& value, const std::string& type) {
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_number_integer();
  if (type == "number") return value.is_number();
  if (type == "boolean") return value.is_boolean();
  if (type == "array") return value.is_array();
  if (type == "object") return value.is_object();
  return value.is_null();
}

bool is_of_any(const Json& value, const Plain& type) {
  if (type.is_string()) return is_of(value, type.get<std::string>());
  return std::any_of(type.begin(), type.end(),
                     [&](const Plain& each) { return is_of(value, each.get<std::string>()); });
}

class Explainer {
 public:
  explicit Explainer(const Plain& root) : root_(root) {}

  std::optional<Error> fault(const Plain& unresolved, const Json& value, const std::string& where) const {
    const Plain& schema = resolved(unresolved);
    if (schema.contains("type") && !is_of_any(value, schema["type"]))
      return wrong(where, fmt::format("expected {}, found {}", in_words(schema["type"]), shown(value)),
                   description(schema));
    if (schema.contains("enum") && !listed(schema["enum"], value)) return not_listed(schema["enum"], value, where);
    if (auto found = number_fault(schema, value, where)) return found;
    if (value.is_object())
      if (auto found = object_fault(schema, value, where)) return found;
    if (value.is_array())
      if (auto found = list_fault(schema, value, where)) return found;
    if (schema.contains("allOf"))
      for (const auto& part : schema["allOf"])
        if (auto found = fault(part, value, where)) return found;
    if (schema.contains("oneOf") && !schema.contains("properties")) return branch_fault(schema, value, where);
    return std::nullopt;
  }

 private:
  const Plain& resolved(const Plain& schema) const {
    if (!schema.contains("$ref")) return schema;
    return root_.at(Plain::json_pointer(schema["$ref"].get<std::string>().substr(1)));
  }
  static std::string description(const Plain& schema) { return schema.value("description", ""); }
  static bool listed(const Plain& values, const Json& value) {
    return std::any_of(values.begin(), values.end(), [&](const Plain& each) { return each.dump() == value.dump(); });
  }
  static Error not_listed(const Plain& values, const Json& value, const std::string& where) {
    std::vector<std::string> names;
    for (const auto& each : values) names.push_back(each.is_string() ? each.get<std::string>() : each.dump());
    auto message = fmt::format("expected {}, found {}", join(names, ", "), shown(value));
    return wrong(where, std::move(message),
                 value.is_string() && names.size() > 1 ? near(value.get<std::string>(), names) : "");
  }
  static std::string near(const std::string& name, const std::vector<std::string>& known) {
    return near_misses(name, known).empty() ? "" : suggest(name, known);
  }
  static std::optional<Error> number_fault(const Plain& schema, const Json& value, const std::string& where) {
    if (value.is_number() && schema.contains("minimum") && value.get<double>() < schema["minimum"].get<double>())
      return wrong(where, fmt::format("expected at least {}, found {}", schema["minimum"].dump(), shown(value)));
    if (value.is_number() && schema.contains("maximum") && value.get<double>() > schema["maximum"].get<double>())
      return wrong(where, fmt::format("expected at most {}, found {}", schema["maximum"].dump(), shown(value)));
    if (value.is_string() && schema.contains("minLength") &&
        value.get<std::string>().size() < schema["minLength"].get<std::size_t>())
      return wrong(where, fmt::format("the text {} is too short", shown(value)), description(schema));
    return std::nullopt;
  }
  std::optional<Error> object_fault(const Plain& schema, const Json& value, const std::string& where) const {
    if (!schema.contains("properties")) return std::nullopt;
    const Plain& properties = schema["properties"];
    std::vector<std::string> known;
    for (const auto& [name, part] : properties.items()) known.push_back(name);
    for (const auto& [name, part] : value.items())
      if (!properties.contains(name))
        return wrong(where + "." + name, fmt::format("unknown field '{}'", name), suggest(name, known));
    if (schema.contains("required"))
      for (const auto& name : schema["required"])
        if (auto field = name.get<std::string>(); !value.contains(field))
          return wrong(where + "." + field, fmt::format("the field '{}' is missing", field),
                       description(resolved(properties[field])));
    for (const auto& [name, part] : value.items())
      if (auto found = fault(properties[name], part, where + "." + name)) return found;
    return std::nullopt;
  }
  std::optional<Error> list_fault(const Plain& schema, const Json& value, const std::string& where) const {
    if (schema.contains("minItems") && value.size() < schema["minItems"].get<std::size_t>())
      return wrong(where,
                   fmt::format("expected at least {} in the list, found {}", schema["minItems"].dump(), value.size()),
                   description(schema));
    if (schema.contains("maxItems") && value.size() > schema["maxItems"].get<std::size_t>())
      return wrong(where,
                   fmt::format("expected at most {} in the list, found {}", schema["maxItems"].dump(), value.size()),
                   description(schema));
    if (schema.contains("uniqueItems"))
      for (std::size_t i = 0; i < value.size(); ++i)
        for (std::size_t k = 0; k < i; ++k)
          if (value[i] == value[k])
            return wrong(fmt::format("{}[{}]", where, i), fmt::format("{} stands in the list twice", shown(value[i])));
    if (schema.contains("items"))
      for (std::size_t i = 0; i < value.size(); ++i)
        if (auto found = fault(schema["items"], value[i], fmt::format("{}[{}]", where, i))) return found;
    return std::nullopt;
  }
  /// The values of "by" that tell a branch from the others; null where "by" is something else, or not there.
  static const Plain* by_of(const Plain& branch) {
    if (!branch.contains("properties") || !branch["properties"].contains("by")) return nullptr;
    const Plain& by = branch["properties"]["by"];
    return by.contains("enum") ? &by["enum"] : nullptr;
  }
  /// Of several branches, the one that the value means: of its type, and with its "by".
  std::optional<Error> branch_fault(const Plain& schema, const Json& value, const std::string& where) const {
    std::vector<const Plain*> meant;
    std::vector<std::string> names, types;
    for (const auto& each : schema["oneOf"]) {
      const Plain& branch = resolved(each);
      if (!branch.contains("type")) return std::nullopt;
      if (auto words = in_words(branch["type"]); std::find(types.begin(), types.end(), words) == types.end())
        types.push_back(words);
      if (!is_of_any(value, branch["type"])) continue;
      meant.push_back(&branch);
      if (const auto* by = by_of(branch)) names.push_back(by->front().get<std::string>());
    }
    if (meant.empty())
      return wrong(where, fmt::format("expected {}, found {}", join(types, " or "), shown(value)), description(schema));
    if (meant.size() == 1) return fault(*meant.front(), value, where);
    if (names.empty()) return std::nullopt;
    if (!value.contains("by"))
      return wrong(where + ".by", "the field 'by' is missing", fmt::format("one of {}", join(names, ", ")));
    for (const auto* branch : meant)
      if (const auto* by = by_of(*branch); by && listed(*by, value["by"])) return fault(*branch, value, where);
    return not_listed(Plain(names), value["by"], where + ".by");
  }

  const Plain& root_;
};

/// The predicate languages explain themselves better than a schema can.
Result<void> check_predicates(const Json& question, const std::string& where) {
  auto event = [&](const Json& in, const char* field, const std::string& at) -> Result<void> {
    if (!in.is_object() || !in.contains(field)) return {};
    CAIRN_TRY(auto read, event_predicate_from(in[field], at + "." + field));
    static_cast<void>(read);
    return {};
  };
  CAIRN_TRY_VOID(event(question, "where", where));
  for (const char* field : {"who", "segment"}) {
    if (!question.contains(field)) continue;
    CAIRN_TRY(auto read, case_predicate_from(question[field], fmt::format("{}.{}", where, field)));
    static_cast<void>(read);
  }
  if (question.contains("case")) {
    CAIRN_TRY_VOID(event(question["case"], "start", where + ".case"));
    CAIRN_TRY_VOID(event(question["case"], "end", where + ".case"));
  }
  if (question.contains("compare") && question["compare"].is_object() && !question["compare"].contains("by"))
    for (const char* side : {"a", "b"})
      if (question["compare"].contains(side)) {
        CAIRN_TRY(auto read, case_predicate_from(question["compare"][side], fmt::format("{}.compare.{}", where, side)));
        static_cast<void>(read);
      }
  auto element = [&](const Json& json, const std::string& at) -> Result<void> {
    if (!json.is_object()) return {};
    CAIRN_TRY(auto read, event_predicate_from(json, at));
    static_cast<void>(read);
    return {};
  };
  auto list = [&](const char* field) { return question.contains(field) && question[field].is_array(); };
  for (std::size_t i = 0; list("steps") && i < question["steps"].size(); ++i)
    for (const auto& [json, at] : elements_of_step(question["steps"][i], fmt::format("{}.steps[{}]", where, i)))
      CAIRN_TRY_VOID(element(json, at));
  for (std::size_t i = 0; list("exclusions") && i < question["exclusions"].size(); ++i)
    CAIRN_TRY_VOID(
        element(element_of_exclusion(question["exclusions"][i]), fmt::format("{}.exclusions[{}]", where, i)));
  for (const char* field : {"from", "to", "start", "end", "around", "return", "event"})
    if (question.contains(field)) CAIRN_TRY_VOID(element(question[field], fmt::format("{}.{}", where, field)));
  return {};
}

Result<void> validate_at(const Json& question, const std::string& where) {
  std::vector<std::string> kinds_known;
  for (const auto& entry : kind_table()) kinds_known.emplace_back(entry.kind.name);
  if (!question.is_object())
    return wrong(where, fmt::format("expected an object, found {}", shown(question)),
                 R"(for example {"kind":"transitions"})");
  if (!question.contains("kind"))
    return wrong(where + ".kind", "the field 'kind' is missing", fmt::format("one of {}", join(kinds_known, ", ")));
  if (!question["kind"].is_string() || !find_kind(question["kind"].get<std::string>())) {
    auto name = question["kind"].is_string() ? question["kind"].get<std::string>() : question["kind"].dump();
    return wrong(where + ".kind", fmt::format("no kind of question is named '{}'", name), suggest(name, kinds_known));
  }
  auto kind = question["kind"].get<std::string>();
  if (kind == "customers") {
    if (question.contains("of") == question.contains("customer"))
      return wrong(where, "expected either 'of' (a question) or 'customer' (an identifier)",
                   find_kind(kind)->kind.help);
    if (question.contains("of")) CAIRN_TRY_VOID(validate_at(question["of"], where + ".of"));
    if (question.contains("of") && question["of"]["kind"] == "customers")
      return wrong(where + ".of.kind", "an answer of kind 'customers' lists customers already",
                   "ask for those behind transitions, variants, funnel or timing");
  } else {
    CAIRN_TRY_VOID(check_predicates(question, where));
  }
  const Compiled& compiled = schema_of(kind);
  valijson::ValidationResults results;
  if (validates(compiled, question, &results)) return {};
  const Plain& definition = compiled.document["definitions"][kind];
  if (auto fault = Explainer(compiled.document).fault(definition, question, where)) return std::move(*fault);
  valijson::ValidationResults::Error last;
  results.popError(last);
  return wrong(where, last.description, "schema/question.schema.json describes every field");
}

}  // namespace

Result<void> validate_question(const Json& question) { return validate_at(question, "question"); }

Result<void> validate_answer(const Json& answer) {
  static const Compiled compiled(Plain::parse(answer_schema_text));
  if (validates(compiled, answer, nullptr)) return {};
  if (auto fault = Explainer(compiled.document).fault(compiled.document, answer, "answer")) return std::move(*fault);
  return wrong("answer", "does not follow schema/answer.schema.json");
}

}  // namespace cairn::journey
