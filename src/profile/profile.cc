#include "profile/profile.h"

#include <algorithm>

#include "profile/life.h"
#include "profile/names.h"

namespace cairn::profile {
namespace {

/// What SDKs tell of where they run, beside what is stated of the customer.
constexpr std::string_view surroundings[] = {"os",    "app",          "locale",      "timezone", "user_agent",
                                             "ip",    "anonymous_id", "previous_id", "group_id", "account",
                                             "unset", "library",      "session_id"};
constexpr std::string_view surrounding_prefixes[] = {"page_", "utm_",    "device_",  "os_",
                                                     "app_",  "screen_", "context.", "$"};

bool is_surrounding(std::string_view name) {
  bool known = std::find(std::begin(surroundings), std::end(surroundings), name) != std::end(surroundings);
  return known || std::any_of(std::begin(surrounding_prefixes), std::end(surrounding_prefixes),
                              [&](std::string_view prefix) { return name.starts_with(prefix); });
}

std::vector<StatedTrait> stated_traits(std::span<const CustomerEvent> events) {
  std::map<std::string, StatedTrait> last;
  for (const auto& event : events) {
    if (!states_traits(event.event)) continue;
    bool by_sdk = event.event != "profile_stated";
    for (const auto& [name, value] : event.properties)
      if (!value.text.empty() && !(by_sdk && is_surrounding(name)))
        last.insert_or_assign(name, StatedTrait{name, value, event.time, event.event, event.source});
  }
  std::vector<StatedTrait> traits;
  for (auto& [name, trait] : last) traits.push_back(std::move(trait));
  return traits;
}

std::vector<ComputedTrait> computed_traits(std::span<const CustomerEvent> events, const Document& document, Time now) {
  std::vector<ComputedTrait> traits;
  for (const auto& trait : document.traits) {
    auto plan = CasePlan::of(trait.measure, Unknown::allowed);
    traits.push_back({trait.name, trait.title, plan.value(Life(events, plan), ms_of(now))});
  }
  return traits;
}

Result<std::vector<std::string>> segments_of(std::span<const CustomerEvent> events, const Document& document,
                                             Time now) {
  std::vector<std::string> found;
  for (const auto& segment : document.segments) {
    CAIRN_TRY(auto who, resolve_names(segment.who, document, "segments." + segment.name));
    CAIRN_TRY(auto plan, CasePlan::make(who, "segments." + segment.name));
    if (plan.holds(Life(events, plan), ms_of(now))) found.push_back(segment.name);
  }
  return found;
}

std::vector<std::string> personas_of(const std::vector<std::string>& segments, const Document& document) {
  std::vector<std::string> found;
  for (const auto& persona : document.personas)
    if (std::find_first_of(persona.segments.begin(), persona.segments.end(), segments.begin(), segments.end()) !=
        persona.segments.end())
      found.push_back(persona.name);
  return found;
}

/// Numbers as numbers.
Json value_json(const Literal& value) {
  if (value.number)
    if (auto number = Json::parse(value.text, nullptr, false); number.is_number()) return number;
  return value.text;
}

Json traits_json(const Profile& profile) {
  Json traits = Json::array();
  for (const auto& each : profile.computed)
    traits.push_back({{"name", each.name},
                      {"title", each.title.json()},
                      {"value", each.value ? value_json(*each.value) : Json()},
                      {"computed", true}});
  for (const auto& each : profile.stated)
    traits.push_back({{"name", each.name},
                      {"value", value_json(each.value)},
                      {"time", format_time(each.time)},
                      {"event", each.event},
                      {"source", each.source}});
  return traits;
}

Json lifecycle_json(const std::optional<StageNow>& stage) {
  if (!stage) return {};
  Json json = {{"stage", stage->name}, {"title", stage->title.json()}};
  json["since"] = stage->since ? Json(format_time(*stage->since)) : Json();
  json["before"] = stage->before.empty() ? Json() : Json(stage->before);
  return json;
}

}  // namespace

Result<Profile> profile_of(std::span<const CustomerEvent> events, const Document& document, Time now,
                           const ProfileOptions& options) {
  auto later = std::find_if(events.begin(), events.end(), [&](const CustomerEvent& each) { return each.time > now; });
  events = events.first(static_cast<std::size_t>(later - events.begin()));
  Profile profile;
  profile.now = now;
  profile.events = events.size();
  if (!events.empty()) {
    profile.first = events.front().time;
    profile.last = events.back().time;
  }
  profile.stated = stated_traits(events);
  profile.computed = computed_traits(events, document, now);
  CAIRN_TRY(profile.lifecycle, stage_of(events, document, now));
  CAIRN_TRY(profile.segments, segments_of(events, document, now));
  profile.personas = personas_of(profile.segments, document);
  profile.preferences = preferences_of(events, document.preferences, document.consent, now);
  profile.tags = tags_of(events);
  profile.membership = membership_of(events, options.zone);
  profile.points = point_ledger(events, document.points);
  profile.entitlements = entitlements_of(events, now, options.zone);
  profile.purchases = purchases_of(events, document.purchase);
  profile.consent = consent_ledger(events, options.consents, document.consent);
  return profile;
}

Json to_json(const Profile& profile) {
  auto time = [](const std::optional<Time>& each) { return each ? Json(format_time(*each)) : Json(); };
  Json json = {{"now", format_time(profile.now)}, {"events", profile.events},
               {"first", time(profile.first)},    {"last", time(profile.last)},
               {"traits", traits_json(profile)},  {"lifecycle", lifecycle_json(profile.lifecycle)},
               {"segments", profile.segments},    {"personas", profile.personas}};
  json.update(preferences_json(profile.preferences));
  json["tags"] = tags_json(profile.tags);
  json["membership"] = membership_json(profile.membership);
  json["points"] = points_json(profile.points);
  json["entitlements"] = entitlements_json(profile.entitlements);
  json["purchases"] = purchases_json(profile.purchases);
  json["consent"] = consent_json(profile.consent, profile.now);
  return json;
}

}  // namespace cairn::profile
