#include "map/draft_goal.h"

#include <algorithm>
#include <set>

#include "map/pain_words.h"
#include "map/words.h"

namespace cairn::map {
namespace {

constexpr std::int64_t day_ms = 86'400'000;

struct GoalLevel {
  Domain domain;
  unsigned sign;
  Label label;
};
const std::vector<GoalLevel>& goal_levels() {
  static const std::vector<GoalLevel> levels{{Domain::purchase, sign_bought, {"成交", "成交", "Bought"}},
                                             {Domain::purchase, sign_ordered, {"下单", "下單", "Ordered"}},
                                             {Domain::purchase, sign_joined, {"加入", "加入", "Joined"}},
                                             {Domain::service, sign_resolved, {"办结", "結案", "Resolved"}},
                                             {Domain::service, sign_paid_out, {"获得赔付", "獲得賠付", "Paid out"}}};
  return levels;
}

Label goal_why(const DraftSymbols& symbols, const Goal& goal, const Label& because) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < goal.is.size(); ++i)
    if (goal.is[i]) names.insert(symbols.list[i].event);
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "" : ", ") + name;
  return {"目标是" + list + "：" + because.zh_hans + "。", "目標是" + list + "：" + because.zh_hant + "。",
          "The goal is " + list + ": " + because.en + "."};
}

}  // namespace

std::vector<std::uint8_t> Reading::ends() const {
  std::vector<std::uint8_t> flags;
  for (std::size_t i = 0; i < meanings.size(); ++i) flags.push_back((signs(i) & sign_ends) != 0);
  // Where everything would be an end, nothing is.
  if (std::all_of(flags.begin(), flags.end(), [](std::uint8_t flag) { return flag != 0; }))
    flags.assign(flags.size(), 0);
  return flags;
}

Reading read_names(const DraftSymbols& symbols) {
  std::set<std::string> names;
  for (const auto& symbol : symbols.list)
    if (symbol.rest.empty()) names.insert(symbol.event);
  Reading reading;
  reading.domain = domain_of(names);
  for (const auto& symbol : symbols.list)
    reading.meanings.push_back(symbol.rest.empty() ? meaning_of(symbol.event, reading.domain.value_or(Domain::purchase))
                                                   : std::nullopt);
  return reading;
}

Goal choose_goal(const DraftSymbols& symbols, const Reading& reading, const Flow& flow) {
  Goal goal;
  goal.is.assign(symbols.list.size(), 0);
  for (const auto& level : goal_levels()) {
    if (goal.any || (reading.domain && level.domain != *reading.domain)) continue;
    for (std::size_t i = 0; i < symbols.list.size(); ++i) {
      unsigned signs = reading.signs(i);
      bool rare = flow.cases_of[i] * 200 < flow.cases;
      if (!(signs & level.sign) || (signs & (sign_bad | sign_again | sign_failure)) || rare) continue;
      goal.is[i] = goal.any = true;
    }
    if (!goal.any) continue;
    goal.purchase = level.domain == Domain::purchase && level.sign != sign_joined;
    goal.label = level.label;
    goal.why = goal_why(symbols, goal,
                        {"其名称表示" + level.label.zh_hans, "其名稱表示" + level.label.zh_hant, "the name says so"});
  }
  if (goal.any) return goal;
  std::size_t best = symbols.list.size();
  for (std::size_t i = 0; i < symbols.list.size(); ++i) {
    if (!symbols.list[i].rest.empty() || (reading.signs(i) & (sign_bad | sign_failure | sign_ends))) continue;
    if (best == symbols.list.size() || flow.last_of[i] > flow.last_of[best]) best = i;
  }
  if (best == symbols.list.size() || flow.last_of[best] == 0) return goal;
  goal.any = true;
  // The same event in other channels is the same ending.
  for (std::size_t i = 0; i < symbols.list.size(); ++i)
    goal.is[i] = symbols.list[i].event == symbols.list[best].event && symbols.list[i].rest.empty();
  const auto& meaning = reading.meanings[best];
  goal.label = meaning && meaning->label ? *meaning->label : Label::same(symbols.list[best].event);
  goal.why = goal_why(symbols, goal,
                      {"没有名称表示目标，取最常见的结尾", "沒有名稱表示目標，取最常見的結尾",
                       "no name tells a goal, so it is the most frequent ending"});
  return goal;
}

Label words_for(const journey::CaseRule& rule) {
  return {"一段旅程：" + case_rule_text(rule, Language::zh_hans) + "。",
          "一段旅程：" + case_rule_text(rule, Language::zh_hant) + "。",
          "One journey: " + case_rule_text(rule, Language::en) + "."};
}

ChosenCases choose_cases(const Repeats& repeats) {
  ChosenCases chosen;
  std::uint64_t all = repeats.once + repeats.again;
  double median = repeats.between.quantile(0.5);
  bool often = repeats.again >= 30 && repeats.again * 10 >= all;
  static constexpr std::int64_t usual[] = {90 * day_ms, 30 * day_ms, 14 * day_ms, 7 * day_ms,
                                           3 * day_ms,  day_ms,      day_ms / 48};
  auto gap = std::find_if(std::begin(usual), std::end(usual),
                          [&](std::int64_t silence) { return static_cast<double>(silence) * 4 <= median; });
  if (!often || gap == std::end(usual)) {
    chosen.why = {"一段旅程是一位客户的全部事件。", "一段旅程是一位客戶的全部事件。",
                  "One journey is all that a customer did."};
    return chosen;
  }
  chosen.rule.by = journey::CaseBy::session;
  chosen.rule.gap = {*gap};
  std::string share = share_text(static_cast<double>(repeats.again) / static_cast<double>(all));
  Label words;
  for (Language language : {Language::zh_hans, Language::zh_hant, Language::en}) {
    std::string silence = duration_text(Duration{*gap}, language), between = duration_text(median / 1000, language);
    if (language == Language::zh_hans)
      words.zh_hans = "达到目标的客户有 " + share + " 再次达到，间隔通常 " + between + "；因此静默超过 " + silence +
                      "即为一段旅程的结束。";
    if (language == Language::zh_hant)
      words.zh_hant = "達到目標的客戶有 " + share + " 再次達到，間隔通常 " + between + "；因此靜默超過 " + silence +
                      "即為一段旅程的結束。";
    if (language == Language::en)
      words.en = share + " of those who reach the goal reach it again, typically after " + between +
                 "; so one journey ends with a silence of " + silence + ".";
  }
  chosen.why = words;
  return chosen;
}

}  // namespace cairn::map
