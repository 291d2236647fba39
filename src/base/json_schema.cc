#include "base/json_schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "base/check.h"
#include "base/text.h"

namespace cairn {

struct JsonSchema::State {
  nlohmann::json text;
  valijson::Schema schema;
  explicit State(std::string_view source) : text(nlohmann::json::parse(source)) {
    valijson::SchemaParser parser;
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(text), schema);
  }
};

namespace {

const nlohmann::json& resolve(const nlohmann::json& root, const nlohmann::json& node) {
  auto reference = node.find("$ref");
  if (reference == node.end()) return node;
  return root.at(nlohmann::json::json_pointer(reference->get<std::string>().substr(1)));
}

/// The schema of a field of an object: its own, or that of fields of any name; null where there is none.
const nlohmann::json* field_of(const nlohmann::json& root, const nlohmann::json* node, const std::string& key) {
  if (node == nullptr) return nullptr;
  if (auto own = node->find("properties"); own != node->end() && own->contains(key)) return &resolve(root, (*own)[key]);
  auto any = node->find("additionalProperties");
  return any != node->end() && any->is_object() ? &resolve(root, *any) : nullptr;
}

/// One step of a valijson context, "[stages]" or "[0]".
std::string key_of(const std::string& step) {
  return step.size() >= 2 && step.front() == '[' ? step.substr(1, step.size() - 2) : step;
}

std::string escaped(std::string key) {
  std::string text;
  for (char c : key) text += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return text;
}

struct Spot {
  std::string pointer;
  std::string name;                       ///< the last key, for messages
  const nlohmann::json* node = nullptr;   ///< of the schema; null where it says nothing
  const nlohmann::json* value = nullptr;  ///< of the document
};

Spot follow(const nlohmann::json& root, const nlohmann::json& document, const std::vector<std::string>& context) {
  Spot spot{"", "the document", &root, &document};
  for (std::size_t i = 1; i < context.size(); ++i) {
    std::string key = key_of(context[i]);
    spot.pointer += "/" + escaped(key);
    if (spot.value != nullptr && spot.value->is_array()) {
      auto at = static_cast<std::size_t>(std::strtoull(key.c_str(), nullptr, 10));
      spot.value = at < spot.value->size() ? &(*spot.value)[at] : nullptr;
      spot.node =
          spot.node != nullptr && spot.node->contains("items") ? &resolve(root, (*spot.node)["items"]) : nullptr;
      spot.name = fmt::format("element {} of the list", at + 1);
    } else {
      spot.value =
          spot.value != nullptr && spot.value->is_object() && spot.value->contains(key) ? &(*spot.value)[key] : nullptr;
      spot.node = field_of(root, spot.node, key);
      spot.name = "'" + key + "'";
    }
  }
  return spot;
}

std::string shown(const nlohmann::json* value) {
  if (value == nullptr) return "nothing";
  if (value->is_object()) return value->empty() ? "an empty object" : "an object";
  if (value->is_array()) return value->empty() ? "an empty list" : "a list";
  return shorten(value->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), 60);
}

std::string type_words(const nlohmann::json& type) {
  if (type.is_array()) {
    std::vector<std::string> words;
    for (const auto& each : type) words.push_back(type_words(each));
    return join(words, " or ");
  }
  std::string name = type.get<std::string>();
  if (name == "integer") return "a whole number";
  if (name == "number") return "a number";
  if (name == "string") return "a text";
  if (name == "boolean") return "true or false";
  if (name == "array") return "a list";
  if (name == "object") return "an object";
  return name;
}

/// The field that a message of valijson quotes at its end: "… property 'id'."
std::string quoted(const std::string& message) {
  auto start = message.find('\'');
  auto end = message.rfind('\'');
  return start == std::string::npos || end <= start ? "" : message.substr(start + 1, end - start - 1);
}

void unknown_fields(const Spot& spot, std::vector<SchemaFault>& faults) {
  if (spot.node == nullptr || spot.value == nullptr || !spot.value->is_object()) return;
  std::vector<std::string> known;
  for (const auto& [key, node] : (*spot.node)["properties"].items()) known.push_back(key);
  bool free = spot.node->contains("patternProperties");
  for (const auto& [key, value] : spot.value->items()) {
    if (std::find(known.begin(), known.end(), key) != known.end() || (free && key.starts_with("x-"))) continue;
    std::string hint = suggest(key, known);
    if (free) hint += hint.empty() ? "own fields start with x-" : "; own fields start with x-";
    faults.push_back({spot.pointer + "/" + escaped(key), fmt::format("unknown field '{}'", key), hint});
  }
}

void add_fault(const Spot& spot, const std::string& message, std::vector<SchemaFault>& faults) {
  auto starts = [&](std::string_view with) { return message.starts_with(with); };
  auto fault = [&](std::string words, std::string hint = "") {
    faults.push_back({spot.pointer, std::move(words), std::move(hint)});
  };
  std::string found = shown(spot.value);
  auto wanted = [&](const char* key) {
    return spot.node != nullptr && spot.node->contains(key) ? (*spot.node)[key] : nlohmann::json();
  };
  if (starts("Failed to validate")) return;  // only says that something inside is wrong
  if (starts("Object contains a property")) return unknown_fields(spot, faults);
  if (starts("Missing required property")) {
    auto field = quoted(message);
    std::string hint;
    if (spot.node != nullptr && (*spot.node)["properties"].contains(field))
      hint = (*spot.node)["properties"][field].value("description", "");
    return fault(fmt::format("'{}' is missing in {}", field, spot.name), hint);
  }
  if (starts("Value type not permitted") && !wanted("type").is_null())
    return fault(fmt::format("{} must be {}; found {}", spot.name, type_words(wanted("type")), found));
  if (starts("Failed to match against any enum") && !wanted("enum").is_null()) {
    std::vector<std::string> values;
    for (const auto& each : wanted("enum")) values.push_back(each.get<std::string>());
    std::string is =
        spot.value != nullptr && spot.value->is_string() ? suggest(spot.value->get<std::string>(), values) : "";
    return fault(fmt::format("{} is {}; expected {}", spot.name, found, join(values, ", ")),
                 is.starts_with("did") ? is : "");
  }
  if (starts("Expected number")) {
    bool low = starts("Expected number greater");
    return fault(fmt::format("{} must be at {} {}; found {}", spot.name, low ? "least" : "most",
                             wanted(low ? "minimum" : "maximum").dump(), found));
  }
  if (starts("String should be no fewer")) return fault(spot.name + " must not be empty");
  if (starts("String should be no more"))
    return fault(fmt::format("{} must have at most {} characters", spot.name, wanted("maxLength").dump()));
  if (starts("Array should contain no")) {
    bool few = starts("Array should contain no fewer");
    return fault(fmt::format("{} must have at {} {} elements; found {}", spot.name, few ? "least" : "most",
                             wanted(few ? "minItems" : "maxItems").dump(),
                             spot.value == nullptr ? 0 : spot.value->size()));
  }
  if (starts("Object should have no more"))
    return fault(fmt::format("{} must have at most {} fields", spot.name, wanted("maxProperties").dump()));
  if (starts("Object should have no fewer"))
    return fault(spot.name + " must not be empty",
                 wanted("description").is_string() ? wanted("description").get<std::string>() : "");
  fault(fmt::format("{}: {} (found {})", spot.name, message, found));
}

}  // namespace

JsonSchema::JsonSchema(std::string_view text) : state_(std::make_unique<State>(text)) {}
JsonSchema::~JsonSchema() = default;

std::vector<SchemaFault> JsonSchema::faults(const Json& document) const {
  // The adapter knows nlohmann::json only, whose keys are sorted; places are found again by pointer.
  nlohmann::json plain = nlohmann::json::parse(document.dump(-1, ' ', false, Json::error_handler_t::replace));
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  valijson::ValidationResults results;
  std::vector<SchemaFault> faults;
  try {
    if (validator.validate(state_->schema, valijson::adapters::NlohmannJsonAdapter(plain), &results)) return {};
  } catch (const std::exception& fault) {
    faults.push_back({"", std::string("cannot be compared with the schema: ") + fault.what(), ""});
  }
  for (const auto& each : results) add_fault(follow(state_->text, plain, each.context), each.description, faults);
  std::stable_sort(faults.begin(), faults.end(),
                   [](const SchemaFault& a, const SchemaFault& b) { return a.pointer < b.pointer; });
  auto same = [](const SchemaFault& a, const SchemaFault& b) {
    return a.pointer == b.pointer && a.message == b.message;
  };
  faults.erase(std::unique(faults.begin(), faults.end(), same), faults.end());
  return faults;
}

std::string place_in_words(const std::string& pointer) {
  if (pointer.empty()) return "the document";
  std::string place;
  for (auto step : split(std::string_view(pointer).substr(1), '/')) {
    bool number = !step.empty() && step.find_first_not_of("0123456789") == std::string_view::npos;
    if (number) {
      place += fmt::format("[{}]", step);
      continue;
    }
    if (!place.empty()) place += '.';
    for (std::size_t i = 0; i < step.size(); ++i) {
      bool escape = step[i] == '~' && i + 1 < step.size();
      place += escape ? (step[++i] == '0' ? '~' : '/') : step[i];
    }
  }
  return place;
}

}  // namespace cairn
