#include "map/pain_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "map/lexicon.h"
#include "map/words.h"

namespace cairn::map {
namespace {

constexpr std::array languages{Language::zh_hans, Language::zh_hant, Language::en};

std::string& in(Label& label, Language language) {
  return language == Language::zh_hans ? label.zh_hans : language == Language::zh_hant ? label.zh_hant : label.en;
}

/// One template per language, filled with what `argument` gives for that language.
template <class... Parts>
Label filled(const Label& form, const Parts&... parts) {
  Label text;
  for (Language language : languages) {
    auto one = [&](const auto& part) -> std::string {
      if constexpr (std::is_same_v<std::decay_t<decltype(part)>, Label>)
        return part.in(language);
      else
        return part;
    };
    std::vector<std::string> values{one(parts)...};
    std::string& out = in(text, language);
    const std::string& pattern = form.in(language);
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      if (pattern[i] == '{' && i + 2 < pattern.size() && pattern[i + 2] == '}')
        out += values.at(static_cast<std::size_t>(pattern[i + 1] - '0')), i += 2;
      else
        out += pattern[i];
    }
  }
  return text;
}

Label quoted(const Label& label) {
  return {"“" + label.zh_hans + "”", "「" + label.zh_hant + "」", "“" + label.en + "”"};
}

Label duration_words(double seconds) {
  Label text;
  for (Language language : languages) in(text, language) = duration_text(seconds, language);
  return text;
}

const Channel* channel_of(const JourneyMap& map, const std::string& id) {
  auto found =
      std::find_if(map.channels.begin(), map.channels.end(), [&](const Channel& each) { return each.id == id; });
  return found == map.channels.end() ? nullptr : &*found;
}

/// "on the website" · "网站" · "網站"; empty without a channel.
Label place_of_channel(const JourneyMap& map, const std::string& id) {
  const auto* channel = channel_of(map, id);
  if (channel == nullptr) return {};
  auto meaning = channel_meaning(id);
  bool own = meaning.en_at.empty() || meaning.label != channel->label;
  return {channel->label.zh_hans, channel->label.zh_hant, own ? "(" + channel->label.en + ")" : meaning.en_at};
}

const Touchpoint* head_of(const JourneyMap& map, const Pain& pain) {
  return pain.at.empty() ? nullptr : map.touchpoint(pain.at.front());
}

unsigned signs_of_goal(const JourneyMap& map) {
  unsigned signs = 0;
  const auto* goal = map.goal_milestone();
  if (goal == nullptr) return signs;
  std::set<std::string> names;
  for (const auto& touchpoint : map.touchpoints)
    for (const auto& name : events_of(touchpoint.on)) names.insert(name);
  if (domain_of(names) == Domain::service) return signs;  // there the customer is paid, and does not pay
  for (const auto& name : events_of(goal->on)) {
    auto meaning = meaning_of(name, Domain::purchase);
    if (meaning) signs |= meaning->signs;
  }
  return signs;
}

/// Not reaching the goal and reaching it, as parts of a sentence.
struct GoalWords {
  Label without, with;
};
GoalWords goal_words(const JourneyMap& map) {
  if (signs_of_goal(map) & sign_bought)
    return {{"没有付款就离开", "沒有付款就離開", "leave before paying"}, {"最终付款", "最終付款", "pay in the end"}};
  if (signs_of_goal(map) & sign_ordered)
    return {{"没有下单就离开", "沒有下單就離開", "leave before ordering"},
            {"最终下单", "最終下單", "order in the end"}};
  const auto* goal = map.goal_milestone();
  if (goal == nullptr) return {{"就此离开", "就此離開", "leave"}, {"继续前行", "繼續前行", "go on"}};
  Label name = quoted(goal->label);
  return {filled({"没有走到{0}", "沒有走到{0}", "never get to {0}"}, name),
          filled({"走到{0}", "走到{0}", "get to {0}"}, name)};
}

/// "store is A, B or C" · "门店为 A、B 或 C"; of the first comparison of the signal.
Label signal_words(const EventPredicate& signal) {
  const EventPredicate* found = &signal;
  auto is_comparison = [](const EventPredicate& each) { return each.kind == EventPredicate::Kind::comparison; };
  if (!is_comparison(*found)) {
    auto child = std::find_if(signal.children.begin(), signal.children.end(), is_comparison);
    if (child == signal.children.end()) return Label::same(to_text(signal));
    found = &*child;
  }
  std::vector<std::string> values;
  for (const auto& each : found->values) values.push_back(each.text);
  auto listed = [&](const char* comma, const char* last) {
    std::string text;
    for (std::size_t i = 0; i < values.size(); ++i)
      text += (i == 0 ? "" : i + 1 == values.size() ? last : comma) + values[i];
    return text;
  };
  Label property = channel_meaning(found->property).label;
  return {property.zh_hans + "为" + listed("、", "或"), property.zh_hant + "為" + listed("、", "或"),
          found->property + " is " + listed(", ", " or ")};
}

const TouchpointObserved* seen(const Observed& observed, const std::string& id) {
  auto found = std::find_if(observed.touchpoints.begin(), observed.touchpoints.end(),
                            [&](const auto& each) { return each.id == id; });
  return found == observed.touchpoints.end() ? nullptr : &*found;
}

/// "; in the app 22 %, in the mini-program 16 %": the same event elsewhere, most cases first, at most two.
Label elsewhere(const JourneyMap& map, const Observed& observed, const Touchpoint& touchpoint) {
  std::vector<std::pair<const Touchpoint*, const TouchpointObserved*>> peers;
  auto events = events_of(touchpoint.on);
  for (const auto& other : map.touchpoints) {
    const auto* numbers = seen(observed, other.id);
    if (other.id == touchpoint.id || other.channel.empty() || events_of(other.on) != events || numbers == nullptr ||
        numbers->passed < 30)
      continue;
    peers.emplace_back(&other, numbers);
  }
  std::stable_sort(peers.begin(), peers.end(),
                   [](const auto& a, const auto& b) { return a.second->passed > b.second->passed; });
  Label text;
  for (std::size_t i = 0; i < std::min<std::size_t>(peers.size(), 2); ++i) {
    Label lead = i == 0 ? Label{"；", "；", "; "} : Label{"，", "，", ", "};
    text = filled({"{0}{1}在{2}为 {3}", "{0}{1}在{2}為 {3}", "{0}{1}{2} {3}"}, text, lead,
                  place_of_channel(map, peers[i].first->channel), share_text(1 - peers[i].second->goal_share));
  }
  return text;
}

Label leave_sentence(const JourneyMap& map, const Observed& observed, const Touchpoint& at, const PainObserved& pain) {
  double without_goal = 1 - pain.outcome_with;
  std::string n = count_text(pain.at);
  if (pain.share >= 0.6 * without_goal)
    return filled({"在{0}，{1} 的客户{2}（n = {3}）{4}。", "在{0}，{1} 的客戶{2}（n = {3}）{4}。",
                   "At {0} {1} {2} (n = {3}){4}."},
                  name_in_text(map, at), share_text(without_goal), goal_words(map).without, n,
                  elsewhere(map, observed, at));
  double stay = 1 - pain.share;
  double others = pain.outcome_with > 0 ? 1 - pain.outcome_without / pain.outcome_with * stay : 0;
  return filled(
      {"{1} 的客户止步于{0}（n = {2}）；可比的触点为 {3}。", "{1} 的客戶止步於{0}（n = {2}）；可比的接觸點為 {3}。",
       "{1} get no further than {0} (n = {2}); at comparable touchpoints it is {3}."},
      name_in_text(map, at), share_text(pain.share), n, share_text(std::clamp(others, 0.0, 1.0)));
}

Label wait_sentence(const JourneyMap& map, const Pain& pain, const Touchpoint& at, const PainObserved& numbers) {
  GoalWords goal = goal_words(map);
  std::string n = count_text(numbers.cases), lost = share_text(1 - numbers.outcome_with),
              others = share_text(1 - numbers.outcome_without);
  if (pain.signal)
    return filled(
        {"在{0}，{1}时，每十人有一人等待超过 {2}（n = {3}），其他为 {4}；{5} {6}，其他为 {7}。",
         "在{0}，{1}時，每十人有一人等待超過 {2}（n = {3}），其他為 {4}；{5} {6}，其他為 {7}。",
         "At {0} one in ten waits longer than {2} where {1} (n = {3}), elsewhere {4}; {5} {6} there, elsewhere {7}."},
        name_in_text(map, at), signal_words(*pain.signal), duration_words(numbers.seconds), n,
        duration_words(numbers.seconds_others), lost, goal.without, others);
  double limit = pain.longer_than ? static_cast<double>(pain.longer_than->ms) / 1000 : 0;
  return filled({"在{0}之后，{1} 位客户等待超过 {2}；其中 {3} {4}，其他为 {5}。",
                 "在{0}之後，{1} 位客戶等待超過 {2}；其中 {3} {4}，其他為 {5}。",
                 "After {0} {1} wait longer than {2}; {3} of them {4}, of the others {5}."},
                name_in_text(map, at), n, duration_words(limit), lost, goal.without, others);
}

Label fail_sentence(const JourneyMap& map, const Touchpoint& at, const PainObserved& numbers) {
  return filled({"{0}发生在 {1} 位客户身上（{2}）；其中 {3} {4}，其他为 {5}。",
                 "{0}發生在 {1} 位客戶身上（{2}）；其中 {3} {4}，其他為 {5}。",
                 "{0} happens to {1} customers ({2} of those who get there); {3} of them {4}, of the others {5}."},
                name_in_text(map, at), count_text(numbers.cases), share_text(numbers.share),
                share_text(1 - numbers.outcome_with), goal_words(map).without, share_text(1 - numbers.outcome_without));
}

Label loop_sentence(const JourneyMap& map, const Pain& pain, const Touchpoint& at, const PainObserved& numbers) {
  const auto* other = pain.at.size() > 1 ? map.touchpoint(pain.at[1]) : nullptr;
  Label from = other != nullptr ? quoted(other->label) : Label{};
  std::string rounds = std::to_string(std::max(pain.rounds, 1));
  Label times = rounds == "1" ? Label{"1 次或更多", "1 次以上", "once or more"}
                              : Label{rounds + " 次或更多", rounds + " 次以上", rounds + " times or more"};
  return filled({"{1} 位客户从{2}又回到{0}达 {3}；其中 {4} {5}，其他为 {6}。",
                 "{1} 位客戶從{2}又回到{0}達 {3}；其中 {4} {5}，其他為 {6}。",
                 "{1} come back from {2} to {0} {3}; {4} of them {5}, of the others {6}."},
                name_in_text(map, at), count_text(numbers.cases), from, times, share_text(numbers.outcome_with),
                goal_words(map).with, share_text(numbers.outcome_without));
}

}  // namespace

Label name_in_text(const JourneyMap& map, const Touchpoint& touchpoint) {
  Label name = quoted(touchpoint.label), place = place_of_channel(map, touchpoint.channel);
  if (place.en.empty()) return name;
  return filled({"{1}的{0}", "{1}的{0}", "{0} {1}"}, name, place);
}

Label days_text(double days) {
  std::string number = fmt::format("{:.0f}", days);
  return {number + " 天", number + " 天", number + (number == "1" ? " day" : " days")};
}

Label pain_text(const JourneyMap& map, const Pain& pain) {
  const auto* at = head_of(map, pain);
  if (at == nullptr) return pain.text;
  Label name = name_in_text(map, *at);
  if (pain.kind == "leave") return filled({"许多客户在{0}离开", "許多客戶在{0}離開", "Many leave at {0}"}, name);
  if (pain.kind == "wait" && pain.signal)
    return filled({"{0}等待过久（{1}）", "{0}等待過久（{1}）", "A long wait at {0} ({1})"}, name,
                  signal_words(*pain.signal));
  if (pain.kind == "wait") return filled({"{0}之后等待过久", "{0}之後等待過久", "A long wait after {0}"}, name);
  if (pain.kind == "fail")
    return filled({"{0}之后许多客户放弃", "{0}之後許多客戶放棄", "Many give up after {0}"}, name);
  const auto* other = pain.at.size() > 1 ? map.touchpoint(pain.at[1]) : nullptr;
  if ((pain.kind == "loop" || pain.kind == "detour") && other != nullptr)
    return filled({"在{0}与{1}之间来回打转", "在{0}與{1}之間來回打轉", "Going round between {0} and {1}"}, name,
                  quoted(other->label));
  return filled({"{0}有问题", "{0}有問題", "Trouble at {0}"}, name);
}

Label opportunity_text(const JourneyMap& map, const Pain& pain) {
  const auto* at = head_of(map, pain);
  Label name = at != nullptr ? name_in_text(map, *at) : Label{};
  if (pain.kind == "leave")
    return filled({"简化{0}：弄清客户为何在此停下，去掉不必要的一步", "簡化{0}：釐清客戶為何在此停下，拿掉不必要的一步",
                   "Make {0} easier: find out what stops customers here and take a step away"},
                  name);
  if (pain.kind == "wait")
    return filled(
        {"缩短{0}的等待：高峰时段加派人手，并告知还要等多久", "縮短{0}的等待：尖峰時段加派人手，並告知還要等多久",
         "Shorten the wait at {0}: more hands at busy hours, and say how long it takes"},
        name);
  if (pain.kind == "fail")
    return filled({"查明{0}的原因，并当场给客户另一条路", "查明{0}的原因，並當場給客戶另一條路",
                   "Find the cause of {0}, and offer another way on the spot"},
                  name);
  return filled({"在{0}一次说清客户要找的信息，让一次就够", "在{0}一次說清客戶要找的資訊，讓一次就夠",
                 "Say at {0} what customers keep looking for, so that once is enough"},
                name);
}

Label pain_sentence(const JourneyMap& map, const Observed& observed, std::size_t index) {
  const Pain& pain = map.pains[index];
  const PainObserved& numbers = observed.pains[index];
  const auto* at = head_of(map, pain);
  if (at == nullptr) return pain.text;
  if (pain.kind == "leave") return leave_sentence(map, observed, *at, numbers);
  if (pain.kind == "wait") return wait_sentence(map, pain, *at, numbers);
  if (pain.kind == "fail") return fail_sentence(map, *at, numbers);
  if (pain.kind == "loop" || pain.kind == "detour") return loop_sentence(map, pain, *at, numbers);
  return filled({"{0}：{1} 位客户", "{0}：{1} 位客戶", "{0}: {1} customers"}, pain.text, count_text(numbers.cases));
}

}  // namespace cairn::map
