#include "identity/rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "identity/phone.h"

namespace cairn::identity {
namespace {

constexpr std::int64_t day_us = 86'400'000'000;

const JsonSchema& schema() {
  static const JsonSchema compiled(identity_schema_text);
  return compiled;
}

std::string text(const Json& json, const char* name, const char* otherwise = "") { return json.value(name, otherwise); }

/// Reads a document that follows the schema. What the schema cannot say is an error with its place.
class Reader {
 public:
  explicit Reader(std::string name) : name_(std::move(name)) {}

  Result<RulesDocument> read(const Json& json) {
    RulesDocument found;
    auto& rules = found.rules;
    rules.writing.country = text(json, "country", "CN");
    if (!is_phone_country(rules.writing.country))
      return wrong("country", fmt::format("found '{}', expected a country whose numbers are known: {}",
                                          shorten(rules.writing.country, 20), phone_countries()));
    if (json.contains("properties"))
      for (const auto& [property, kind] : json["properties"].items()) rules.properties[property] = kind.get<std::string>();
    rules.identifiers = json.value("identifiers", rules.identifiers);
    rules.recycled_after_us = std::min<std::int64_t>(json.value("recycled_after_days", 180), 36'500) * day_us;
    if (json.contains("kinds")) CAIRN_TRY_VOID(read_kinds(json["kinds"], rules));
    if (json.contains("virtual_prefixes")) CAIRN_TRY_VOID(read_prefixes(json["virtual_prefixes"], rules));
    // What is blocked comes after the prefixes: a value may be blocked that is virtual, too.
    if (json.contains("blocked")) read_blocked(json["blocked"], rules);
    if (json.contains("hashes"))
      for (const auto& each : json["hashes"]) rules.hashes.push_back(hash_rule(each, rules.writing.country));
    if (json.contains("shared")) CAIRN_TRY_VOID(read_shared(json["shared"], rules));
    if (json.contains("decisions")) CAIRN_TRY_VOID(read_decisions(json["decisions"], rules, found.decisions));
    return found;
  }

 private:
  Error wrong(const std::string& place, std::string message, std::string hint = "") const {
    return {ErrorCode::invalid, std::move(message), name_.empty() ? place : name_ + "." + place, std::move(hint)};
  }

  Result<void> read_kinds(const Json& json, Rules& rules) {
    for (const auto& [name, changes] : json.items()) {
      auto place = "kinds." + name;
      bool plain = !name.empty() && name.size() <= 100 && trim(name) == name && name[0] != ':';
      if (!plain) return wrong(place, "found '" + shorten(name, 40) + "', expected a kind as phone or openid:wx1234");
      Kind kind = known_kind(name);
      bool known =
          std::any_of(kinds().begin(), kinds().end(), [&](const Kind& each) { return each.name == base_of(name); });
      if (auto role = text(changes, "role", std::string(name_of(kind.role)).c_str()); role != name_of(kind.role)) {
        if (known)
          return wrong(place + ".role", fmt::format("found '{}', but '{}' always {}", role, name, means(kind.role)),
                       "only a kind of your own has a role to be chosen");
        kind.role = role == "carries" ? Role::carries : Role::transaction;
        kind.limit = kind.role == Role::carries ? 100 : 0xffff'ffff;
        kind.priority = kind.role == Role::carries ? 10 : 20;
      }
      kind.priority = changes.value("priority", kind.priority);
      kind.limit = changes.value("limit", kind.limit);
      kind.card = changes.value("card", kind.card);
      kind.recycled = changes.value("recycled", kind.recycled);
      rules.changed_kinds.insert_or_assign(name, std::move(kind));
    }
    return {};
  }
  static std::string_view means(Role role) {
    return role == Role::identifies ? "identifies a person" : role == Role::carries ? "carries" : "is a transaction";
  }

  Result<void> read_prefixes(const Json& json, Rules& rules) {
    auto& prefixes = rules.writing.virtual_prefixes;
    prefixes.clear();
    for (std::size_t i = 0; i < json.size(); ++i) {
      auto prefix = json[i].get<std::string>();
      auto digits = std::string_view(prefix).substr(prefix.starts_with('+') ? 1 : 0);
      if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos)
        return wrong(fmt::format("virtual_prefixes[{}]", i),
                     fmt::format("found '{}', expected digits, or + and digits", shorten(prefix, 40)));
      prefixes.push_back(prefix.starts_with('+') ? prefix : "+86" + prefix);
    }
    return {};
  }

  static void read_blocked(const Json& json, Rules& rules) {
    auto& writing = rules.writing;
    if (json.contains("values"))
      for (const auto& each : json["values"]) {
        auto value = each.get<std::string>();
        writing.blocked.insert(to_lower(trim(value)));
        // The rules see canonical values, people write phones as they like.
        if (auto phone = read_phone(value, writing.country); phone.why == Nobody::none)
          writing.blocked.insert(phone.number);
      }
    if (json.contains("patterns"))
      for (const auto& each : json["patterns"]) writing.blocked_patterns.push_back(to_lower(each.get<std::string>()));
  }

  static HashRule hash_rule(const Json& json, const std::string& country) {
    HashRule rule;
    rule.country = country;
    rule.kind = text(json, "of");
    auto algorithm = text(json, "algorithm"), shape = text(json, "shape", "national");
    using enum HashRule::Algorithm;
    rule.algorithm = algorithm == "md5" ? md5 : algorithm == "sha1" ? sha1 : sha256;
    using enum HashRule::Shape;
    rule.shape = shape == "national" ? national : shape == "e164" ? e164 : digits;
    rule.salt = text(json, "salt");
    rule.salt_before = text(json, "salt_at", "after") == "before";
    return rule;
  }

  Result<void> read_shared(const Json& json, Rules& rules) {
    auto& shared = rules.shared;
    shared.device_people_a_day = json.value("device_people_a_day", shared.device_people_a_day);
    shared.device_people = json.value("device_people", shared.device_people);
    shared.card_people = json.value("card_people", shared.card_people);
    shared.card_receipts_a_day = json.value("card_receipts_a_day", shared.card_receipts_a_day);
    shared.receipt_people = json.value("receipt_people", shared.receipt_people);
    if (!json.contains("declared")) return {};
    for (std::size_t i = 0; i < json["declared"].size(); ++i) {
      CAIRN_TRY(auto one, identifier(json["declared"][i], rules, fmt::format("shared.declared[{}]", i)));
      rules.declared_shared.insert(std::move(one));
    }
    return {};
  }

  Result<void> read_decisions(const Json& json, const Rules& rules, Decisions& decisions) {
    for (std::size_t i = 0; i < json.size(); ++i) {
      auto place = fmt::format("decisions[{}]", i);
      const Json& these = json[i]["these"];
      CAIRN_TRY(auto a, identifier(these[0], rules, place + ".these[0]"));
      CAIRN_TRY(auto b, identifier(these[1], rules, place + ".these[1]"));
      if (a == b) return wrong(place + ".these", "found '" + a.text() + "' twice, expected two identifiers");
      decisions.push_back(
          {std::move(a), std::move(b), text(json[i], "are") == "always", text(json[i], "by"), text(json[i], "note")});
    }
    return {};
  }

  Result<Identifier> identifier(const Json& json, const Rules& rules, const std::string& place) const {
    auto found = normalise(text(json, "kind"), text(json, "value"), rules.writing);
    if (found.identifies()) return std::move(found.identifier);
    return wrong(place + ".value",
                 fmt::format("found '{}', expected a {} that identifies somebody; it is {}",
                             shorten(text(json, "value"), 60), text(json, "kind"), name_of(found.why)));
  }

  std::string name_;
};

}  // namespace

Kind Rules::kind(std::string_view full) const {
  auto found = changed_kinds.find(full);
  if (found == changed_kinds.end()) found = changed_kinds.find(base_of(full));
  if (found == changed_kinds.end()) return known_kind(full);
  Kind kind = found->second;
  kind.name = full;
  return kind;
}

Result<RulesDocument> read_rules(const Json& document, const std::string& name) {
  auto faults = schema().faults(document);
  if (faults.empty()) return Reader(name).read(document);
  const auto& first = faults.front();
  std::string place = first.pointer.empty() ? name : name + "." + place_in_words(first.pointer);
  std::string hint = first.hint;
  if (faults.size() > 1) hint += fmt::format("{}{} more faults", hint.empty() ? "" : "; ", faults.size() - 1);
  return Error{ErrorCode::invalid, first.message, std::move(place), std::move(hint)};
}

std::vector<SchemaFault> rules_faults(const Json& document) {
  auto faults = schema().faults(document);
  if (!faults.empty()) return faults;
  if (auto read = Reader("").read(document); !read) {
    std::string pointer = "/";
    for (char c : read.error().where)
      if (c != ']') pointer += c == '.' || c == '[' ? '/' : c;
    faults.push_back({pointer, read.error().message, read.error().hint});
  }
  return faults;
}

}  // namespace cairn::identity
