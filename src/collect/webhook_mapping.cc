#include "collect/webhook_mapping.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "collect/amount.h"
#include "collect/property_types.h"
#include "collect/schemas.h"

namespace cairn::collect {

std::optional<Json> FieldRule::value(const PathRoots& roots, PathTrace* trace) const {
  for (const auto& path : paths) {
    auto found = path.value(roots, trace);
    if (!found) continue;
    if (values.empty()) return found;
    if (auto listed = values.find(text_of(*found)); listed != values.end()) return listed->second;
    break;
  }
  return otherwise;
}

namespace {

/// The item as the predicate language sees an event: its properties are paths.
class ItemView : public EventView {
 public:
  ItemView(const PathRoots& roots, const std::map<std::string, WebhookPath>& paths, PathTrace* trace)
      : roots_(roots), paths_(paths), trace_(trace) {
    if (auto type = property("event")) type_ = std::move(type->text);
  }
  std::string_view type() const override { return type_; }
  std::optional<Literal> property(const std::string& name) const override {
    auto path = paths_.find(name);
    auto found = path == paths_.end() ? std::nullopt : path->second.value(roots_, trace_);
    if (!found) return std::nullopt;
    Literal literal{text_of(*found), std::nullopt};
    literal.number = found->is_number() ? found->get<double>() : as_real(literal.text);
    return literal;
  }

 private:
  const PathRoots& roots_;
  const std::map<std::string, WebhookPath>& paths_;
  PathTrace* trace_;
  std::string type_;
};

/// Reads the parts of a document that follows the schema. What the schema cannot say is a fault with its place.
class MappingReader {
 public:
  explicit MappingReader(std::string name) : name_(std::move(name)) {}

  Result<WebhookMapping> read(const Json& document) {
    WebhookMapping mapping;
    EventRule common;
    CAIRN_TRY(common, parts(document, common, name_));
    if (document.contains("items")) {
      CAIRN_TRY(mapping.items, list_path(document["items"], name_ + ".items"));
    }
    CAIRN_TRY(mapping.when, condition(document, name_));
    mapping.shop = document.value("shop", "");
    const Json& rules = document["events"];
    for (std::size_t i = 0; i < rules.size(); ++i) {
      CAIRN_TRY(auto rule, event_rule(rules[i], common, fmt::format("{}.events[{}]", name_, i)));
      mapping.events.push_back(std::move(rule));
    }
    return mapping;
  }

 private:
  static Error wrong(const std::string& where, std::string message, std::string hint = "") {
    return {ErrorCode::invalid, std::move(message), where, std::move(hint)};
  }
  static Result<WebhookPath> path(const Json& json, const std::string& where) {
    return WebhookPath::parse(json.get<std::string>(), where);
  }
  static Result<WebhookPath> list_path(const Json& json, const std::string& where) {
    CAIRN_TRY(auto read, path(json, where));
    if (read.counts())
      return wrong(where, fmt::format("'{}' is a number, not a list", read.text()), "leave out the [#]");
    return read;
  }
  static Result<std::vector<WebhookPath>> paths(const Json& json, const std::string& where) {
    std::vector<WebhookPath> all;
    if (json.is_string()) {
      CAIRN_TRY(auto one, path(json, where));
      all.push_back(std::move(one));
      return all;
    }
    for (std::size_t i = 0; i < json.size(); ++i) {
      CAIRN_TRY(auto one, path(json[i], fmt::format("{}[{}]", where, i)));
      all.push_back(std::move(one));
    }
    return all;
  }
  static Result<ConditionRule> condition(const Json& json, const std::string& where) {
    if (!json.contains("when")) return ConditionRule();
    return ConditionRule::from(json["when"], where + ".when");
  }
  /// A text is a path, or, where `constant`, the value itself.
  static Result<FieldRule> field(const Json& json, const std::string& where, bool constant = false) {
    FieldRule rule;
    if (json.is_string() && constant) {
      rule.otherwise = json;
      return rule;
    }
    if (json.is_string()) {
      CAIRN_TRY(rule.paths, paths(json, where));
      return rule;
    }
    if (json.contains("path")) {
      CAIRN_TRY(rule.paths, paths(json["path"], where + ".path"));
    }
    if (json.contains("values")) {
      for (const auto& [from, to] : json["values"].items()) rule.values.emplace(from, to);
      if (rule.values.empty()) return wrong(where + ".values", "the table is empty", "leave it out, or give it values");
      if (rule.paths.empty()) return wrong(where, "a table needs a 'path' to look up");
    }
    if (json.contains("otherwise")) rule.otherwise = json["otherwise"];
    if (!rule.given()) return wrong(where, "neither 'path' nor 'otherwise' is given", "name at least one");
    return rule;
  }
  static Result<FieldRule> optional_field(const Json& json, const char* name, const FieldRule& common,
                                          const std::string& where, bool constant = false) {
    if (!json.contains(name)) return common;
    return field(json[name], where + "." + name, constant);
  }

  static Result<void> time(const Json& json, EventRule& rule, const std::string& where) {
    rule.time = FieldRule();
    rule.time_rule = TimeRule();
    CAIRN_TRY(rule.time.paths, paths(json.is_string() ? json : json["path"], where));
    rule.time_or_received = json.is_object() && json.contains("otherwise");
    if (json.is_object() && json.contains("format")) {
      CAIRN_TRY(rule.time_rule.writing, parse_time_writing(json["format"].get<std::string>()));
    }
    if (json.is_object() && json.contains("zone")) {
      auto zone = TimeZone::named(json["zone"].get<std::string>());
      if (!zone) return wrong(where + ".zone", zone.error().message, zone.error().hint);
      rule.time_rule.zone = *zone;
    }
    return {};
  }

  static Result<void> amount(const Json& json, EventRule& rule, const std::string& where) {
    rule.amount = rule.currency = FieldRule();
    CAIRN_TRY(rule.amount.paths, paths(json.is_string() ? json : json["path"], where));
    rule.amount_in_minor_units = json.is_object() && json.value("unit", "major") == "minor";
    if (!json.is_object() || !json.contains("currency")) return {};
    CAIRN_TRY(rule.currency, field(json["currency"], where + ".currency", true));
    if (rule.currency.otherwise && !currency_of(text_of(*rule.currency.otherwise)))
      return wrong(where + ".currency", fmt::format("{} is no currency", rule.currency.otherwise->dump()),
                   "use a code of ISO 4217: CNY, HKD, TWD, USD …");
    return {};
  }

  static Result<void> customer(const Json& json, EventRule& rule, const std::string& where) {
    rule.customer.clear();
    for (std::size_t i = 0; i < json.size(); ++i) {
      IdentifierRule identifier;
      identifier.kind = json[i]["kind"].get<std::string>();
      CAIRN_TRY(identifier.field.paths, paths(json[i]["path"], fmt::format("{}[{}].path", where, i)));
      rule.customer.push_back(std::move(identifier));
    }
    return {};
  }

  /// What a rule and the whole mapping have in common; `rule` begins as what the whole mapping gives.
  static Result<EventRule> parts(const Json& json, EventRule rule, const std::string& where) {
    if (json.contains("customer")) CAIRN_TRY_VOID(customer(json["customer"], rule, where + ".customer"));
    if (json.contains("time")) CAIRN_TRY_VOID(time(json["time"], rule, where + ".time"));
    if (json.contains("amount")) CAIRN_TRY_VOID(amount(json["amount"], rule, where + ".amount"));
    if (json.contains("id")) {
      CAIRN_TRY(rule.id, paths(json["id"], where + ".id"));
    }
    CAIRN_TRY(rule.channel, optional_field(json, "channel", rule.channel, where, true));
    CAIRN_TRY(rule.session, optional_field(json, "session", rule.session, where));
    CAIRN_TRY(rule.value, optional_field(json, "value", rule.value, where));
    if (!json.contains("properties")) return rule;
    for (const auto& [name, source] : json["properties"].items()) {
      if (trim(name).empty()) return wrong(where + ".properties", "a property has no name");
      if (is_event_field(name))
        return wrong(where + ".properties." + name,
                     fmt::format("no property can be named '{}': every event has that", name),
                     "choose another name, or use the field of the mapping");
      CAIRN_TRY(auto read, field(source, where + ".properties." + name));
      std::erase_if(rule.properties, [&, &key = name](const auto& known) { return known.first == key; });
      rule.properties.emplace_back(name, std::move(read));
    }
    return rule;
  }

  static Result<EventRule> event_rule(const Json& json, const EventRule& common, const std::string& where) {
    CAIRN_TRY(auto rule, parts(json, common, where));
    CAIRN_TRY(rule.when, condition(json, where));
    CAIRN_TRY(rule.type, field(json["type"], where + ".type", true));
    if (json.contains("order")) {
      CAIRN_TRY(rule.order, field(json["order"], where + ".order"));
    }
    if (json.contains("each")) {
      CAIRN_TRY(rule.each, list_path(json["each"], where + ".each"));
    }
    if (rule.each && rule.order.given())
      return wrong(where + ".order", "with 'each' an order would be completed once for every element",
                   "keep the number as a property: \"properties\": {\"order_id\": …}");
    return rule;
  }

  std::string name_;
};

const JsonSchema& schema() {
  static const JsonSchema compiled(webhook_schema_text);
  return compiled;
}

}  // namespace

bool is_event_field(std::string_view name) {
  for (std::string_view known :
       {"customer", "channel", "source", "session", "amount", "currency", "value", "time", "event"})
    if (name == known) return true;
  return false;
}

Result<ConditionRule> ConditionRule::from(const Json& json, const std::string& where) {
  ConditionRule rule;
  CAIRN_TRY(rule.predicate_, event_predicate_from(json, where));
  auto names = properties_of(rule.predicate_);
  // `event = paid` asks for the field "event" here: the type of the event is only being found out.
  if (!events_of(rule.predicate_).empty()) names.emplace_back("event");
  for (const auto& name : names) {
    CAIRN_TRY(auto path, WebhookPath::parse(name, where));
    rule.paths_.emplace(name, std::move(path));
  }
  return rule;
}

bool ConditionRule::holds(const PathRoots& roots, PathTrace* trace) const {
  return predicate_.always() || matches(predicate_, ItemView(roots, paths_, trace));
}

std::vector<SchemaFault> webhook_faults(const Json& document) {
  auto faults = schema().faults(document);
  if (!faults.empty()) return faults;
  auto read = MappingReader("").read(document);
  if (!read) {
    // ".events[0].time.zone" → "/events/0/time/zone", so that the place in a file can be found.
    std::string pointer;
    for (char c : read.error().where)
      if (c != ']') pointer += c == '.' || c == '[' ? '/' : c;
    faults.push_back({pointer, read.error().message, read.error().hint});
  }
  return faults;
}

Result<WebhookMapping> WebhookMapping::from(const Json& document, const std::string& name) {
  auto faults = schema().faults(document);
  if (faults.empty()) return MappingReader(name).read(document);
  const auto& first = faults.front();
  std::string place = first.pointer.empty() ? name : name + "." + place_in_words(first.pointer);
  std::string hint = first.hint;
  if (faults.size() > 1) hint += fmt::format("{}{} more faults", hint.empty() ? "" : "; ", faults.size() - 1);
  return Error{ErrorCode::invalid, first.message, std::move(place), std::move(hint)};
}

}  // namespace cairn::collect
