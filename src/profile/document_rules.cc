#include "profile/document_rules.h"

#include <fmt/format.h>

#include "base/text.h"
#include "profile/consent_words.h"

namespace cairn::profile {
namespace {

std::vector<std::string> texts(const Json& json) {
  std::vector<std::string> found;
  for (const auto& each : json) found.push_back(each.get<std::string>());
  return found;
}

void add_words(ConsentRules::Words& into, const Json& json) {
  for (const auto& [name, words] : json.items())
    for (const auto& word : texts(words)) into[to_lower(trim(name))].insert(to_lower(trim(word)));
}

Result<ConsentEvent> read_event(const Json& json, const ConsentRules& rules, const std::string& where) {
  ConsentEvent event;
  event.event = json["event"].get<std::string>();
  event.state = json["state"] == "granted" ? ConsentState::granted : ConsentState::withdrawn;
  if (json.contains("where")) {
    CAIRN_TRY(event.where, event_predicate_from(json["where"], where + ".where"));
  }
  if (json.contains("channels"))
    for (const auto& word : texts(json["channels"]))
      event.channels.push_back(means_every(word) ? std::string(every) : rules.channel_of(word));
  if (json.contains("purposes"))
    for (const auto& word : texts(json["purposes"]))
      event.purposes.push_back(means_every(word) ? std::string(every) : rules.purpose_of(word));
  return event;
}

}  // namespace

Result<ConsentRules> read_consent_rules(const Json& json, const std::string& where) {
  auto rules = ConsentRules::usual();
  if (json.contains("channels")) add_words(rules.channels, json["channels"]);
  if (json.contains("purposes")) add_words(rules.purposes, json["purposes"]);
  if (json.contains("default_purpose"))
    rules.default_purpose = rules.purpose_of(json["default_purpose"].get<std::string>());
  if (json.contains("without_consent")) {
    rules.without_consent.clear();
    for (const auto& word : texts(json["without_consent"])) rules.without_consent.insert(rules.purpose_of(word));
  }
  rules.needs_text_version = json.value("text_version_required", false);
  if (!json.contains("events")) return rules;
  for (std::size_t i = 0; i < json["events"].size(); ++i) {
    const Json& each = json["events"][i];
    CAIRN_TRY(auto event, read_event(each, rules, fmt::format("{}.events[{}]", where, i)));
    if (each["state"] == "nothing")
      rules.remove_event(event.event);
    else
      rules.set_event(std::move(event));
  }
  return rules;
}

Result<PreferenceRules> read_preference_rules(const Json& json, const EventPredicate& purchase,
                                              const std::string& where) {
  auto rules = PreferenceRules::usual(purchase);
  if (json.contains("about")) rules.about = texts(json["about"]);
  rules.most = json.value("most", rules.most);
  for (auto [name, predicate] : {std::pair{"praised", &rules.praised},
                                 {"returned", &rules.returned},
                                 {"scored_low", &rules.scored_low},
                                 {"answered", &rules.answered},
                                 {"declared", &rules.declared}})
    if (json.contains(name)) {
      CAIRN_TRY(*predicate, event_predicate_from(json[name], fmt::format("{}.{}", where, name)));
    }
  return rules;
}

PointRules read_point_rules(const Json& json) {
  PointRules rules;
  for (auto [name, list] : {std::pair{"earned", &rules.earned},
                            {"spent", &rules.spent},
                            {"expired", &rules.expired},
                            {"adjusted", &rules.adjusted}})
    if (json.contains(name)) *list = texts(json[name]);
  rules.property = json.value("property", rules.property);
  return rules;
}

}  // namespace cairn::profile
