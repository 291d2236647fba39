#include "app/seen_map.h"

#include <algorithm>
#include <cctype>

#include "app/counts.h"
#include "app/names.h"
#include "app/profiles.h"
#include "app/trust.h"
#include "store/reference.h"

namespace cairn::app {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Every occurrence that stands alone: SH01, not the one in SH012.
void replace_word(std::string& text, const std::string& code, const std::string& name) {
  for (auto at = text.find(code); at != std::string::npos; at = text.find(code, at)) {
    auto end = at + code.size();
    bool alone = (at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end]));
    if (alone) text.replace(at, code.size(), name);
    at += alone ? name.size() : code.size();
  }
}

void replace_word(Label& label, const std::string& code, const std::string& name) {
  replace_word(label.zh_hans, code, name);
  replace_word(label.zh_hant, code, name);
  replace_word(label.en, code, name);
}

/// Calls use(value) for every value that the predicate compares the property with.
template <class Use>
void values_of(EventPredicate& predicate, const std::string& property, const Use& use) {
  if (predicate.kind == EventPredicate::Kind::comparison && predicate.property == property)
    for (auto& value : predicate.values) use(value);
  for (auto& child : predicate.children) values_of(child, property, use);
}

}  // namespace

void put_names(map::JourneyMap& map, const std::string& property, const std::map<std::string, std::string>& names) {
  constexpr std::size_t shortest = 2;  // a single letter or digit stands for too much else
  auto name_all = [&](EventPredicate& predicate, const std::vector<Label*>& texts) {
    values_of(predicate, property, [&](Literal& value) {
      auto found = names.find(value.text);
      if (found == names.end() || value.text.size() < shortest) return;
      for (Label* text : texts) replace_word(*text, value.text, found->second);
      value.text = found->second;
    });
  };
  for (auto& pain : map.pains) {
    if (!pain.signal) continue;
    std::vector<Label*> texts{&pain.text};
    for (auto& evidence : map.evidence)
      for (const auto& id : pain.evidence)
        if (evidence.id == id) texts.push_back(&evidence.quote);
    name_all(*pain.signal, texts);
  }
  for (auto& touchpoint : map.touchpoints) name_all(touchpoint.on, {&touchpoint.label});
}

Result<map::LeftOutOfMap> left_out_for(const store::History& history, const TimeZone& zone, const map::Trust& trust,
                                       const MapPeriod& period, const map::MapFilter& only) {
  map::LeftOutOfMap left_out;
  CAIRN_TRY(left_out.events, left_out_of_maps(history));
  constexpr std::int64_t day_us = 86'400'000'000;
  left_out.before = period.from;
  left_out.from = period.to;
  if (trust.days_left_out > 0) {
    auto complete = zone.to_utc((*trust.complete_day + 1) * day_us);
    left_out.from = std::min(period.to.value_or(complete), complete);
  }
  left_out.only = only;
  CAIRN_TRY(auto profile, parse_json(history.setting(profile_key).value_or("{}"), profile_key));
  if (profile.contains("purchase")) {
    CAIRN_TRY(left_out.purchase, event_predicate_from(profile["purchase"], "profile.purchase"));
  }
  return left_out;
}

Result<SeenMap> see_map(const store::History& history, const journey::Index* index, map::JourneyMap map,
                        const TimeZone& zone, const MapPeriod& period, const map::MapFilter& only) {
  SeenMap seen{std::move(map), std::nullopt};
  CAIRN_TRY(auto tables, store::ReferenceTables::open(history.workspace(), store::Access::read));
  if (index != nullptr) {
    CAIRN_TRY(auto trust, trust_of(history, zone));
    CAIRN_TRY(auto left_out, left_out_for(history, zone, trust, period, only));
    if (left_out.events) {
      CAIRN_TRY(trust.excluded, count_events(*index, *left_out.events));
    }
    CAIRN_TRY(seen.observed, map::observe(*index, seen.map, {}, left_out));
    seen.observed->trust = std::move(trust);
    CAIRN_TRY(auto places, tables.names("stores"));
    CAIRN_TRY(seen.observed->counts, counts_of(history.workspace(), seen.map, *seen.observed, places));
  }
  for (const auto& [property, table] : named_properties()) {
    CAIRN_TRY(auto names, tables.names(table));
    if (!names.empty()) put_names(seen.map, property, names);
  }
  return seen;
}

}  // namespace cairn::app
