#include "map/draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "map/draft_counts.h"
#include "map/draft_goal.h"
#include "map/draft_links.h"
#include "map/draft_pains.h"
#include "map/draft_promises.h"
#include "map/draft_scores.h"
#include "map/draft_touchpoints.h"
#include "map/pain_words.h"
#include "map/stages.h"

namespace cairn::map {
namespace {

constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();
constexpr std::int64_t day_ms = 86'400'000;

/// The symbols that take part in order and stages: those that are steps.
std::vector<std::size_t> steps_only(const std::vector<std::uint8_t>& ends) {
  std::vector<std::size_t> list;
  for (std::size_t i = 0; i < ends.size(); ++i)
    if (!ends[i]) list.push_back(i);
  return list;
}

Counts part_of(const Counts& whole, const std::vector<std::size_t>& chosen) {
  Counts part(chosen.size());
  for (std::size_t a = 0; a < chosen.size(); ++a)
    for (std::size_t b = 0; b < chosen.size(); ++b) part.at(a, b) = whole.at(chosen[a], chosen[b]);
  return part;
}

/// Place in the order and stage of every symbol. Symbols that only record the end have no place; their stage is the one
/// where most cases end.
DraftStages arrange(const DraftSymbols& symbols, const Reading& reading, const Flow& flow,
                    const std::vector<std::uint8_t>& ends) {
  DraftStages stages;
  auto chosen = steps_only(ends);
  std::vector<std::string> names;
  std::vector<Placed> placed;
  for (std::size_t i : chosen) {
    names.push_back(symbols.list[i].event + "\n" + symbols.list[i].channel);
    const auto& meaning = reading.meanings[i];
    bool known = reading.domain && meaning && meaning->has_stage;
    placed.push_back({std::log1p(static_cast<double>(flow.cases_of[i])) * (known ? meaning->share : 1), known,
                      known ? meaning->costs : StageCosts{}});
  }
  Counts steps = part_of(flow.steps, chosen);
  auto order = order_by_precedence(names, part_of(flow.before, chosen));
  std::size_t count = reading.domain ? preset(*reading.domain).size() : 0;
  auto stage = reading.domain ? stages_by_meaning(order, placed, steps, count) : stages_by_order(order, steps);
  stages.place.assign(symbols.list.size(), nowhere);
  stages.stage.assign(symbols.list.size(), 0);
  for (std::size_t at = 0; at < order.size(); ++at) stages.place[chosen[order[at]]] = at;
  std::vector<std::uint64_t> ended(max_stages);
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    stages.stage[chosen[i]] = stage[i];
    ended[stage[i]] += flow.last_of[chosen[i]];
  }
  auto most = static_cast<std::size_t>(std::max_element(ended.begin(), ended.end()) - ended.begin());
  for (std::size_t i = 0; i < ends.size(); ++i)
    if (ends[i]) stages.stage[i] = most;
  return stages;
}

Duration shorter_than(std::int64_t extent_ms, std::initializer_list<int> days) {
  for (int each : days)
    if (each * day_ms * 3 / 2 <= extent_ms) return {each * day_ms};
  return {0};
}

class Drafter {
 public:
  Drafter(const journey::Index& index, const DraftOptions& options) : index_(index), options_(options) {}

  Result<Draft> draft() {
    if (index_.events() == 0)
      return Error{ErrorCode::not_found, "there are no events to draft a map from", "draft",
                   "bring some in first: cairn import FILE, or cairn demo"};
    CAIRN_TRY(symbols_, symbols_of(index_));
    if (symbols_.list.empty())
      return Error{ErrorCode::not_found, "all events only state what somebody is; a journey is made of what people did",
                   "draft", "bring in what they did: cairn import FILE"};
    relabelling_ = symbols_.relabelling();
    reading_ = read_names(symbols_);
    ends_ = reading_.ends();
    CAIRN_TRY_VOID(choose());
    DraftStages stages = arrange(symbols_, reading_, flow_, ends_);
    touchpoints_ = make_touchpoints(symbols_, reading_, flow_, goal_, ends_, stages, map_);
    add_milestones();
    CAIRN_TRY(auto ways, ways_of(index_, relabel(map_, "touchpoint"), map_.cases, places(), options_.threads));
    add_links(touchpoints_, map_);
    add_decisions(touchpoints_, ways, options_.overview, map_);
    CAIRN_TRY_VOID(add_pains(index_, {touchpoints_.signs, touchpoints_.steps, reading_.domain == Domain::service},
                             options_.threads, map_));
    choose_overview(touchpoints_, options_.overview, map_);
    CAIRN_TRY(auto notes, bind_scores(index_, reading_.domain, map_));
    infer_emotions(map_);
    CAIRN_TRY_VOID(bind_promises(index_, map_));
    bind_counts(options_.counts, reading_.domain, map_);
    add_titles();
    return Draft{std::move(map_), std::move(notes)};
  }

 private:
  /// Goal and cases; the flow of the cases that were chosen.
  Result<void> choose() {
    map_.cases = options_.cases;
    CAIRN_TRY(flow_, flow_of(index_, relabelling_, map_.cases, ends_, options_.threads));
    goal_ = choose_goal(symbols_, reading_, flow_);
    cases_why_ = words_for(map_.cases);
    if (options_.cases_given) return {};
    CAIRN_TRY(auto repeats, repeats_of(index_, relabelling_, goal_.is, options_.threads));
    ChosenCases chosen = choose_cases(repeats);
    cases_why_ = chosen.why;
    if (chosen.rule.by == journey::CaseBy::customer) return {};
    map_.cases = chosen.rule;
    CAIRN_TRY(flow_, flow_of(index_, relabelling_, map_.cases, ends_, options_.threads));
    return {};
  }

  std::vector<std::size_t> places() const {
    std::vector<std::size_t> place;
    for (std::size_t i = 0; i < map_.touchpoints.size(); ++i) place.push_back(map_.touchpoints[i].ends ? nowhere : i);
    return place;
  }

  /// The events of symbols with a sign, as one predicate; nullopt without any.
  std::optional<EventPredicate> events_with(const std::vector<std::uint8_t>& is) const {
    std::set<std::string> names, others;
    for (std::size_t i = 0; i < is.size(); ++i)
      if (symbols_.list[i].rest.empty()) (is[i] ? names : others).insert(symbols_.list[i].event);
    if (names.empty()) return std::nullopt;
    EventPredicate predicate;
    predicate.kind = EventPredicate::Kind::event;
    predicate.events.assign(names.begin(), names.end());
    return predicate;
  }
  std::optional<EventPredicate> events_with(unsigned sign) const {
    std::vector<std::uint8_t> is;
    for (std::size_t i = 0; i < symbols_.list.size(); ++i) is.push_back((reading_.signs(i) & sign) != 0);
    return events_with(is);
  }

  void add_milestones() {
    auto goal = events_with(goal_.is);
    if (!goal_.any || !goal) return;
    std::size_t stage = stage_of_goal();
    map_.goal = "ms_goal";
    map_.milestones.push_back(
        {"ms_goal", goal_.label, map_.stages[stage].id, *goal, false, std::nullopt, std::nullopt});
    map_.stages[stage].by_milestones = true;
    // What comes after a goal is never judged by silence.
    for (std::size_t s = stage + 1; s < map_.stages.size(); ++s) map_.stages[s].by_milestones = true;
    if (!goal_.purchase || stage + 1 == map_.stages.size()) return;
    auto [first, last] = index_.extent_ms();
    const std::string &next = map_.stages[stage + 1].id, &end = map_.stages.back().id;
    auto absence = [&](const char* id, unsigned sign, const Label& form) {
      Duration within = shorter_than(last - first, {30, 14, 7});
      auto on = events_with(sign);
      if (!on || within.ms == 0) return;
      map_.milestones.push_back({id, in_days(form, within), next, *on, true, goal, within});
    };
    absence("ms_kept", sign_returned, {"{} 内未退货", "{} 內未退貨", "Not returned within {}"});
    absence("ms_content", sign_complaint, {"{} 内无投诉", "{} 內無客訴", "No complaint within {}"});
    // Using what was bought is one thing, buying again another: it judges no stage that something else judges.
    std::string again_at = end == next && map_.milestones.size() > 1 ? "" : end;
    if (Duration within = shorter_than(last - first, {180, 90, 30}); within.ms > 0)
      map_.milestones.push_back({"ms_again", in_days({"{} 内复购", "{} 內回購", "Bought again within {}"}, within),
                                 again_at, *goal, false, goal, within});
  }

  static Label in_days(const Label& form, Duration within) {
    Label days = days_text(static_cast<double>(within.ms) / static_cast<double>(day_ms));
    auto filled = [](std::string text, const std::string& value) { return text.replace(text.find("{}"), 2, value); };
    return {filled(form.zh_hans, days.zh_hans), filled(form.zh_hant, days.zh_hant), filled(form.en, days.en)};
  }

  std::size_t stage_of_goal() const {
    std::vector<std::uint64_t> events(map_.stages.size());
    for (std::size_t i = 0; i < map_.touchpoints.size(); ++i)
      if (touchpoints_.goal[i]) events[map_.stage_index(map_.touchpoints[i].stage)] += touchpoints_.cases[i];
    return static_cast<std::size_t>(std::max_element(events.begin(), events.end()) - events.begin());
  }

  void add_titles() {
    bool service = reading_.domain == Domain::service;
    map_.id = "jr_draft";
    map_.title = !options_.title.empty() ? Label::same(options_.title)
                 : service ? Label{"服务案件旅程（草稿）", "服務案件旅程（草稿）", "Service case journey (draft)"}
                 : reading_.domain ? Label{"购买旅程（草稿）", "購買旅程（草稿）", "Purchase journey (draft)"}
                                   : Label{"客户旅程（草稿）", "客戶旅程（草稿）", "Customer journey (draft)"};
    const std::string &first = map_.touchpoints.front().label.zh_hans, &hant = map_.touchpoints.front().label.zh_hant,
                      &en = map_.touchpoints.front().label.en;
    map_.purpose = goal_.any ? Label{"从“" + first + "”到“" + goal_.label.zh_hans + "”",
                                     "從「" + hant + "」到「" + goal_.label.zh_hant + "」",
                                     "From “" + en + "” to “" + goal_.label.en + "”"}
                             : map_.title;
    map_.scenario = {cases_why_.zh_hans + goal_.why.zh_hans, cases_why_.zh_hant + goal_.why.zh_hant,
                     cases_why_.en + (goal_.why.en.empty() ? "" : " ") + goal_.why.en};
  }

  const journey::Index& index_;
  const DraftOptions& options_;
  DraftSymbols symbols_;
  journey::Relabelling relabelling_;
  Reading reading_;
  std::vector<std::uint8_t> ends_;
  Flow flow_;
  Goal goal_;
  Label cases_why_;
  DraftTouchpoints touchpoints_;
  JourneyMap map_;
};

}  // namespace

Result<Draft> draft(const journey::Index& index, const DraftOptions& options) {
  return Drafter(index, options).draft();
}

}  // namespace cairn::map
