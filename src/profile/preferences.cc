#include "profile/preferences.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "event/case_names.h"
#include "journey/event_view.h"

namespace cairn::profile {
namespace {

constexpr std::string_view stated = "stated";
constexpr std::string_view like_names[] = {"likes", "like", "interest", "interests", "喜欢", "喜歡", "兴趣", "興趣"};
constexpr std::string_view dislike_names[] = {"dislikes", "dislike", "不喜欢", "不喜歡", "厌恶", "厭惡"};
constexpr std::string_view channel_names[] = {"preferred_channel", "偏好渠道", "偏好通路"};
constexpr std::int64_t year_us = 365LL * 86'400'000'000;

/// Counts what the events say of each value.
class PreferenceReader {
 public:
  explicit PreferenceReader(const PreferenceRules& rules) : rules_(rules) {}

  void read(const CustomerEvent& event) {
    if (matches(rules_.declared, journey::CustomerEventView(event))) {
      for (auto name : like_names) declare(event, name, true);
      for (auto name : dislike_names) declare(event, name, false);
    }
    if (!only_states(event.event)) derive(event);
  }

  Preferences take() {
    Preferences found;
    for (auto& [key, each] : declared_) (each.likes ? found.likes : found.dislikes).push_back(std::move(each));
    std::vector<Preference> derived;
    for (auto& [key, each] : derived_)
      if (judge(each)) derived.push_back(std::move(each));
    std::sort(derived.begin(), derived.end(), [](const Preference& a, const Preference& b) {
      auto rank = [](const Preference& each) {
        auto looks = each.count(Sign::looked_at);
        return std::tuple(good(each) + bad(each), looks, each.last);
      };
      return rank(a) != rank(b) ? rank(a) > rank(b) : std::tie(a.about, a.value) < std::tie(b.about, b.value);
    });
    for (auto& each : derived) keep(each.likes ? found.likes : found.dislikes, each);
    return found;
  }

 private:
  using Key = std::pair<std::string, std::string>;  ///< what it is about, value

  void declare(const CustomerEvent& event, std::string_view name, bool likes) {
    for (const auto& value : parts_of(text_of(event, name))) {
      auto& preference = declared_[value];
      bool changes_mind = preference.is_declared && preference.likes != likes;
      preference.statements = changes_mind ? 1 : preference.statements + 1;
      preference.likes = likes;
      preference.about = stated;
      preference.value = value;
      preference.is_declared = true;
      preference.last = event.time;
      preference.source = event.source;
    }
  }

  void derive(const CustomerEvent& event) {
    auto sign = sign_of(event);
    auto order = text_of(event, "order_id");
    // What only moves an order along (delivered, refunded) is no look at its goods.
    bool moves_order = !order.empty() && sign == Sign::looked_at;
    for (const auto& about : rules_.about) {
      auto value = text_of(event, about);
      if (value.empty()) continue;
      auto& preference = derived_[{about, value}];
      preference.about = about;
      preference.value = value;
      preference.last = event.time;
      bool is_again = !order.empty() && !counted_.insert({about, value, order, sign}).second;
      if (!is_again && !moves_order) ++preference.signs[static_cast<std::size_t>(sign)];
    }
  }

  Sign sign_of(const CustomerEvent& event) const {
    journey::CustomerEventView seen(event);
    if (matches(rules_.returned, seen)) return Sign::returned;
    if (matches(rules_.scored_low, seen)) return Sign::scored_low;
    if (matches(rules_.praised, seen)) return Sign::praised;
    return matches(rules_.bought, seen) ? Sign::bought : Sign::looked_at;
  }

  static std::size_t good(const Preference& each) { return each.count(Sign::bought) + each.count(Sign::praised); }
  static std::size_t bad(const Preference& each) { return each.count(Sign::returned) + each.count(Sign::scored_low); }

  /// False: its counts say nothing.
  static bool judge(Preference& each) {
    each.is_derived = true;
    each.likes = bad(each) == 0 || good(each) > bad(each);
    return bad(each) > 0 || good(each) > 0 || each.count(Sign::looked_at) >= 2;
  }

  /// A declared one takes the counts of its value; else it is one more of its property.
  void keep(std::vector<Preference>& list, Preference& derived) {
    auto same = std::find_if(list.begin(), list.end(), [&](const Preference& each) {
      return each.is_declared && !each.is_derived && each.value == derived.value;
    });
    if (same != list.end()) {
      derived.is_declared = true;
      derived.statements = same->statements;
      derived.source = same->source;
      derived.last = std::max(derived.last, same->last);
      *same = std::move(derived);
    } else if (kept_[{derived.about, derived.likes}]++ < rules_.most) {
      list.push_back(std::move(derived));
    }
  }

  const PreferenceRules& rules_;
  std::map<std::string, Preference> declared_;
  std::map<Key, Preference> derived_;
  std::set<std::tuple<std::string, std::string, std::string, Sign>> counted_;  ///< about, value, order
  std::map<std::pair<std::string, bool>, std::size_t> kept_;
};

std::optional<PreferredChannel> channel_of(std::span<const CustomerEvent> events, const PreferenceRules& rules,
                                           const ConsentRules& channels, Time now) {
  std::optional<PreferredChannel> declared;
  std::map<std::string, PreferredChannel> answered;
  for (const auto& event : events) {
    journey::CustomerEventView seen(event);
    if (matches(rules.declared, seen))
      for (auto name : channel_names)
        if (auto said = text_of(event, name); !said.empty())
          declared = PreferredChannel{channels.channel_of(said), true, 0, event.time};
    bool answers = matches(rules.answered, seen) || matches(rules.bought, seen);
    bool is_recent = event.time <= now && now.us - event.time.us <= year_us;
    if (!answers || !is_recent || event.channel.empty()) continue;
    auto channel = channels.channel_of(event.channel);
    auto& found = answered.try_emplace(channel, PreferredChannel{channel, false, 0, event.time}).first->second;
    ++found.answers;
    found.last = event.time;
  }
  if (declared) {
    if (auto found = answered.find(declared->channel); found != answered.end())
      declared->answers = found->second.answers;
    return declared;
  }
  auto best = std::max_element(answered.begin(), answered.end(), [](const auto& a, const auto& b) {
    return std::tie(a.second.answers, a.second.last) < std::tie(b.second.answers, b.second.last);
  });
  return best == answered.end() ? std::nullopt : std::optional(best->second);
}

Json one_json(const Preference& each) {
  Json json = {
      {"about", each.about}, {"value", each.value}, {"declared", each.is_declared}, {"derived", each.is_derived}};
  if (each.is_declared) json["statements"] = each.statements;
  if (each.is_derived)
    for (std::size_t sign = 0; sign < sign_count; ++sign)
      json["counts"][std::string(name_of(static_cast<Sign>(sign)))] = each.signs[sign];
  json["last"] = format_time(each.last);
  if (!each.source.empty()) json["source"] = each.source;
  return json;
}

Json list_json(const std::vector<Preference>& list) {
  Json json = Json::array();
  for (const auto& each : list) json.push_back(one_json(each));
  return json;
}

}  // namespace

std::string_view name_of(Sign sign) {
  constexpr std::string_view names[sign_count] = {"bought", "praised", "looked_at", "returned", "scored_low"};
  return names[static_cast<std::size_t>(sign)];
}

Preferences preferences_of(std::span<const CustomerEvent> events, const PreferenceRules& rules,
                           const ConsentRules& channels, Time now) {
  PreferenceReader reader(rules);
  for (const auto& event : events) reader.read(event);
  auto found = reader.take();
  found.channel = channel_of(events, rules, channels, now);
  return found;
}

Json preferences_json(const Preferences& preferences) {
  Json channel;
  if (const auto& found = preferences.channel)
    channel = {{"channel", found->channel},
               {"declared", found->is_declared},
               {"answers_in_a_year", found->answers},
               {"last", format_time(found->last)}};
  return {{"likes", list_json(preferences.likes)},
          {"dislikes", list_json(preferences.dislikes)},
          {"preferred_channel", std::move(channel)}};
}

}  // namespace cairn::profile
