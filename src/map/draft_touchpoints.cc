#include "map/draft_touchpoints.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "map/ids.h"

namespace cairn::map {
namespace {

constexpr std::size_t most_own = 60;

/// A touchpoint in the making: one symbol, or several rare ones.
struct Group {
  std::vector<std::size_t> symbols;
  std::size_t stage = 0, place = 0;
  bool others = false;
  std::uint64_t events = 0;
};

std::vector<Group> groups_of(const DraftSymbols& symbols, const Flow& flow, const Goal& goal,
                             const std::vector<std::uint8_t>& ends, const DraftStages& stages) {
  std::vector<Group> groups;
  std::map<std::size_t, Group> others;
  for (std::size_t i = 0; i < symbols.list.size(); ++i) {
    const auto& symbol = symbols.list[i];
    bool rare = symbol.events * 2000 < symbols.events && flow.cases_of[i] * 200 < flow.cases;
    bool own = symbol.rest.empty() && (goal.is[i] || (i < most_own && !rare));
    Group fresh;
    Group& group = own ? groups.emplace_back() : others.try_emplace(stages.stage[i], fresh).first->second;
    group.symbols.push_back(i);
    group.stage = stages.stage[i];
    group.place = own && !ends[i] ? stages.place[i] : symbols.list.size() + i;  // others and endings come last
    group.others = !own;
    group.events += symbol.events;
  }
  for (auto& [stage, group] : others) {
    // One rare kind needs no folding.
    if (group.symbols.size() == 1 && symbols.list[group.symbols.front()].rest.empty()) group.others = false;
    groups.push_back(std::move(group));
  }
  std::sort(groups.begin(), groups.end(),
            [](const Group& a, const Group& b) { return std::tie(a.stage, a.place) < std::tie(b.stage, b.place); });
  return groups;
}

EventPredicate any_of(const DraftSymbols& symbols, const Group& group) {
  EventPredicate plain, any;
  plain.kind = EventPredicate::Kind::event;
  any.kind = EventPredicate::Kind::any;
  for (std::size_t i : group.symbols) {
    const auto& on = symbols.list[i].on;
    if (on.kind == EventPredicate::Kind::event)
      plain.events.insert(plain.events.end(), on.events.begin(), on.events.end());
    else
      any.children.push_back(on);
  }
  if (any.children.empty()) return plain;
  if (!plain.events.empty()) any.children.push_back(plain);
  return any.children.size() == 1 ? any.children.front() : any;
}

std::size_t kinds_in(const DraftSymbols& symbols, const Group& group) {
  std::size_t kinds = 0;
  for (std::size_t i : group.symbols) kinds += std::max<std::size_t>(1, symbols.list[i].rest.size());
  return kinds;
}

Label with_suffix(const Label& label, const Label& suffix) {
  return {label.zh_hans + "（" + suffix.zh_hans + "）", label.zh_hant + "（" + suffix.zh_hant + "）",
          label.en + " (" + suffix.en + ")"};
}

/// The words of one name that its namesakes lack.
Label own_words(const Meaning& meaning, const std::vector<const Meaning*>& namesakes) {
  Label words;
  for (const auto& word : meaning.rest) {
    bool common = std::all_of(namesakes.begin(), namesakes.end(), [&](const Meaning* other) {
      return std::find(other->rest.begin(), other->rest.end(), word) != other->rest.end();
    });
    if (common) continue;
    auto add = [](std::string& text, const std::string& more) { text += (text.empty() ? "" : " ") + more; };
    add(words.zh_hans, word.zh_hans);
    add(words.zh_hant, word.zh_hant);
    add(words.en, word.en);
  }
  return words;
}

/// Customer-voiced names. Different events that would get the same one keep the words that tell them apart, or else
/// their own name.
std::map<std::string, Label> labels_of(const DraftSymbols& symbols, const Reading& reading) {
  std::map<std::string, std::map<std::string, const Meaning*>> by_label;
  std::map<std::string, Label> labels;
  for (std::size_t i = 0; i < symbols.list.size(); ++i) {
    if (!symbols.list[i].rest.empty()) continue;
    const auto& meaning = reading.meanings[i];
    labels[symbols.list[i].event] = meaning && meaning->label ? *meaning->label : Label::same(symbols.list[i].event);
    if (meaning && meaning->label) by_label[meaning->label->en][symbols.list[i].event] = &*meaning;
  }
  for (const auto& [label, events] : by_label) {
    if (events.size() < 2) continue;
    std::vector<const Meaning*> namesakes;
    for (const auto& [event, meaning] : events) namesakes.push_back(meaning);
    std::set<std::string> used;
    for (const auto& [event, meaning] : events) {
      Label words = own_words(*meaning, namesakes);
      if (!words.en.empty() && used.insert(words.en).second)
        labels[event] = with_suffix(*meaning->label, words);
      else if (!words.en.empty() || !used.insert("").second)
        labels[event] = with_suffix(*meaning->label, Label::same(event));
    }
  }
  return labels;
}

void add_channels(const DraftSymbols& symbols, JourneyMap& map) {
  for (const auto& id : symbols.channels) {
    auto meaning = channel_meaning(id);
    map.channels.push_back({id, meaning.label, meaning.offline});
  }
}

void add_stages(const Reading& reading, const std::vector<Group>& groups, const std::vector<Label>& labels,
                JourneyMap& map, std::vector<std::string>& id_of_stage) {
  id_of_stage.assign(max_stages, "");
  for (std::size_t g = 0; g < groups.size(); ++g) {
    std::string& id = id_of_stage[groups[g].stage];
    if (!id.empty()) continue;
    int order = static_cast<int>(map.stages.size()) + 1;
    if (reading.domain) {
      const auto& stage = preset(*reading.domain)[groups[g].stage];
      id = stage.id;
      map.stages.push_back({id, stage.label, order, false});
    } else {
      // Names mean nothing: a stage is called by its first touchpoint.
      id = fmt::format("st_{}", order);
      map.stages.push_back({id, labels[g], order, false});
    }
  }
}

}  // namespace

DraftTouchpoints make_touchpoints(const DraftSymbols& symbols, const Reading& reading, const Flow& flow,
                                  const Goal& goal, const std::vector<std::uint8_t>& ends, const DraftStages& stages,
                                  JourneyMap& map) {
  auto groups = groups_of(symbols, flow, goal, ends, stages);
  auto label_of = labels_of(symbols, reading);
  std::vector<Label> labels;
  for (const auto& group : groups) {
    std::string n = std::to_string(kinds_in(symbols, group));
    labels.push_back(group.others ? Label{"其他 " + n + " 种", "其他 " + n + " 種", n + " others"}
                                  : label_of[symbols.list[group.symbols.front()].event]);
  }
  std::vector<std::string> id_of_stage;
  add_channels(symbols, map);
  add_stages(reading, groups, labels, map, id_of_stage);
  DraftTouchpoints known;
  known.steps = Counts(groups.size());
  std::set<std::string> taken;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const Group& group = groups[g];
    std::size_t symbol = group.symbols.front();
    const auto& first = symbols.list[symbol];
    unsigned signs = group.others ? 0U : reading.signs(symbol);
    Touchpoint touchpoint;
    touchpoint.id = group.others ? id_from("tp_", "others_" + id_of_stage[group.stage], taken)
                                 : id_from("tp_", first.event + "_" + first.channel, taken);
    touchpoint.label = labels[g];
    touchpoint.stage = id_of_stage[group.stage];
    touchpoint.order = static_cast<int>(g) + 1;
    touchpoint.channel = group.others ? "" : first.channel;
    touchpoint.initiator = signs & sign_brand ? "brand" : signs & sign_staff ? "staff" : "customer";
    touchpoint.on = group.others ? any_of(symbols, group) : first.on;
    if (!group.others) touchpoint.until = first.until;
    if (signs & sign_failure) touchpoint.failure = touchpoint.on;
    touchpoint.ends = !group.others && ends[symbol];
    std::uint64_t cases = 0, visits = 0, last = 0;
    for (std::size_t i : group.symbols) {
      cases = std::max(cases, flow.cases_of[i]);  // of several: at least so many
      visits += flow.visits_of[i];
      last += flow.last_of[i];
    }
    touchpoint.expected = cases * 10 >= flow.cases * 9 ? "must" : "may";
    map.touchpoints.push_back(std::move(touchpoint));
    known.signs.push_back(signs);
    known.goal.push_back(goal.is[symbol]);
    known.folded.push_back(group.others);
    known.cases.push_back(cases);
    known.visits.push_back(visits);
    known.last.push_back(last);
    for (std::size_t h = 0; h < groups.size(); ++h)
      for (std::size_t a : group.symbols)
        for (std::size_t b : groups[h].symbols) known.steps.at(g, h) += flow.steps.at(a, b);
  }
  return known;
}

void choose_overview(const DraftTouchpoints& known, std::size_t most, JourneyMap& map) {
  std::vector<std::size_t> by_use;
  for (std::size_t i = 0; i < map.touchpoints.size(); ++i) {
    map.touchpoints[i].overview = false;
    if (!map.touchpoints[i].ends && !known.folded[i]) by_use.push_back(i);
  }
  std::stable_sort(by_use.begin(), by_use.end(),
                   [&](std::size_t a, std::size_t b) { return known.cases[a] > known.cases[b]; });
  std::size_t shown = 0;
  std::map<std::string, std::size_t> in_stage;
  auto show = [&](std::size_t i) {
    auto& touchpoint = map.touchpoints[i];
    if (touchpoint.overview || shown >= most || in_stage[touchpoint.stage] >= 5) return;
    touchpoint.overview = true;
    ++shown;
    ++in_stage[touchpoint.stage];
  };
  auto number = [&](const std::string& id) {
    return static_cast<std::size_t>(map.touchpoint(id) - map.touchpoints.data());
  };
  // The most used of every stage; then the heads of the worst pains and the most used goals; then by use.
  for (const auto& stage : map.stages) {
    auto first =
        std::find_if(by_use.begin(), by_use.end(), [&](std::size_t i) { return map.touchpoints[i].stage == stage.id; });
    if (first != by_use.end()) show(*first);
  }
  for (std::size_t i = 0; i < std::min<std::size_t>(map.pains.size(), 4); ++i)
    if (!map.pains[i].at.empty()) show(number(map.pains[i].at.front()));
  std::size_t goals = 0;
  for (std::size_t i : by_use)
    if (known.goal[i] && goals++ < 2) show(i);
  for (std::size_t i : by_use) show(i);
}

}  // namespace cairn::map
