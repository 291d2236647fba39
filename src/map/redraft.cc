#include "map/redraft.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "event/predicate.h"
#include "map/redraft_edits.h"
#include "map/words.h"

namespace cairn::map {
namespace {

constexpr const char* rejected_key = "x-rejected";

std::set<std::string> rejected(const JourneyMap& map) {
  std::set<std::string> ids;
  if (map.source.is_object() && map.source.contains(rejected_key) && map.source[rejected_key].is_array())
    for (const auto& id : map.source[rejected_key])
      if (id.is_string()) ids.insert(id.get<std::string>());
  return ids;
}

/// A touchpoint without a binding is drawn, and no event is ever it: that none came says nothing.
bool is_bound(const Touchpoint& touchpoint) {
  return touchpoint.on.kind != EventPredicate::Kind::any || !touchpoint.on.children.empty();
}

/// The channels that a predicate asks for; empty: any.
void add_channels(const EventPredicate& predicate, std::set<std::string>& channels) {
  if (predicate.kind == EventPredicate::Kind::negation) return;
  bool equal = predicate.comparator == Comparator::equal || predicate.comparator == Comparator::in;
  if (predicate.kind == EventPredicate::Kind::comparison && predicate.property == "channel" && equal)
    for (const auto& value : predicate.values) channels.insert(value.text);
  for (const auto& child : predicate.children) add_channels(child, channels);
}

/// The events and channels of a touchpoint, as far as they can be read from its binding.
struct Binding {
  std::set<std::string> events, channels;
  std::string lane;            ///< the channel where it is drawn; of a draft that of its events
  bool whole_channel = false;  ///< bound to nothing but its channels: it stands for all that happens there
  explicit Binding(const Touchpoint& touchpoint) : lane(touchpoint.channel) {
    for (auto& name : events_of(touchpoint.on)) events.insert(name);
    add_channels(touchpoint.on, channels);
    whole_channel = touchpoint.on.kind == EventPredicate::Kind::comparison && !channels.empty();
  }
  bool meets(const Binding& drafted) const {
    auto common = [](const std::set<std::string>& a, const std::set<std::string>& b) {
      return std::any_of(a.begin(), a.end(), [&](const auto& each) { return b.contains(each); });
    };
    if (whole_channel) return common(channels, drafted.channels) || channels.contains(drafted.lane);
    return common(events, drafted.events) &&
           (channels.empty() || drafted.channels.empty() || common(channels, drafted.channels));
  }
};

/// In three languages from three forms with the same parts; a part that is a Label takes its language.
template <class... Parts>
Label told(const Label& forms, const Parts&... parts) {
  auto in = [&](Language language) {
    auto part = [&](const auto& each) {
      if constexpr (std::is_same_v<std::decay_t<decltype(each)>, Label>)
        return each.in(language);
      else
        return each;
    };
    return fmt::format(fmt::runtime(forms.in(language)), part(parts)...);
  };
  return {in(Language::zh_hans), in(Language::zh_hant), in(Language::en)};
}

class Comparison {
 public:
  Comparison(const Known& present, const Known& drafted) : map_(present), draft_(drafted), never_(rejected(map_.map)) {
    for (const auto& touchpoint : draft_.map.touchpoints) {
      Binding wanted(touchpoint);
      auto same = std::find_if(map_.map.touchpoints.begin(), map_.map.touchpoints.end(),
                               [&](const Touchpoint& each) { return Binding(each).meets(wanted); });
      if (same != map_.map.touchpoints.end()) counterpart_[touchpoint.id] = same->id;
    }
  }

  std::vector<Proposal> all() {
    new_touchpoints();
    gone_touchpoints();
    new_links();
    gone_links();
    new_forks();
    new_pains();
    gone_pains();
    return std::move(list_);
  }

 private:
  /// Several finds of a draft may be one of the map, where it takes channels together: then the first stands for all.
  void add(std::string id, Label text, std::uint64_t n, std::function<void(JourneyMap&)> apply) {
    bool told_already = std::any_of(list_.begin(), list_.end(), [&](const Proposal& each) { return each.id == id; });
    if (!told_already && !never_.contains(id)) list_.push_back({std::move(id), std::move(text), n, std::move(apply)});
  }
  /// The map's id for a touchpoint of the draft; empty: it has none.
  std::string own(const std::string& drafted) const {
    auto found = counterpart_.find(drafted);
    return found == counterpart_.end() ? "" : found->second;
  }
  const Label& label(const std::string& id) const { return map_.map.touchpoint(id)->label; }

  /// Where most of the touchpoints stand that the draft puts into the same stage; else the stage at the same place.
  std::string stage_for(const std::string& drafted_stage) const {
    std::map<std::string, int> votes;
    for (const auto& touchpoint : draft_.map.touchpoints)
      if (touchpoint.stage == drafted_stage && !own(touchpoint.id).empty())
        ++votes[map_.map.touchpoint(own(touchpoint.id))->stage];
    auto most =
        std::max_element(votes.begin(), votes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most != votes.end()) return most->first;
    if (map_.map.stage(drafted_stage)) return drafted_stage;
    auto place = std::min(draft_.map.stage_index(drafted_stage), map_.map.stages.size() - 1);
    return map_.map.stages[place].id;
  }

  /// The map's touchpoint behind which a new one belongs: the nearest before it in the draft, in that stage.
  std::string place_after(std::size_t drafted, const std::string& stage) const {
    for (std::size_t before = drafted; before-- > 0;) {
      std::string id = own(draft_.map.touchpoints[before].id);
      if (!id.empty() && map_.map.touchpoint(id)->stage == stage) return id;
    }
    return "";
  }

  void new_touchpoints() {
    if (map_.map.stages.empty()) return;
    for (std::size_t t = 0; t < draft_.map.touchpoints.size(); ++t) {
      const Touchpoint& found = draft_.map.touchpoints[t];
      if (!own(found.id).empty() || events_of(found.on).empty()) continue;
      std::string stage = stage_for(found.stage);
      std::uint64_t n = draft_.observed.touchpoints[t].events;
      if (n == 0) continue;  // only events that maps leave out: of staff, or of a day that is not complete
      add("touchpoint+" + found.id,
          told({"新触点“{0}”（{1} 个事件），放入阶段“{2}”", "新接觸點「{0}」（{1} 個事件），放入階段「{2}」",
                "new touchpoint “{0}” ({1} events) in the stage “{2}”"},
               found.label, count_text(n), map_.map.stage(stage)->label),
          n, [this_channel = channel_of(found), made = found, stage, after = place_after(t, stage)](JourneyMap& map) {
            insert_touchpoint(map, made, stage, after, this_channel);
          });
    }
  }

  std::optional<Channel> channel_of(const Touchpoint& touchpoint) const {
    for (const auto& channel : draft_.map.channels)
      if (channel.id == touchpoint.channel) return channel;
    return {};
  }

  /// The draft has it, too: another of the map takes its events first, and without it it would be proposed as new.
  bool drafted_anew(const std::string& id) const {
    return std::any_of(counterpart_.begin(), counterpart_.end(), [&](const auto& each) { return each.second == id; });
  }
  bool drafted_anew(const Link& link) const {
    return std::any_of(draft_.map.links.begin(), draft_.map.links.end(),
                       [&](const Link& each) { return own(each.from) == link.from && own(each.to) == link.to; });
  }

  void gone_touchpoints() {
    for (std::size_t t = 0; t < map_.map.touchpoints.size(); ++t) {
      const Touchpoint& own_one = map_.map.touchpoints[t];
      if (own_one.external || !is_bound(own_one) || map_.observed.touchpoints[t].events > 0) continue;
      if (drafted_anew(own_one.id)) continue;
      add("touchpoint-" + own_one.id,
          told({"触点“{0}”没有任何事件：移除，连同它的走向", "接觸點「{0}」沒有任何事件：移除，連同它的走向",
                "no event is “{0}”: remove it, with the ways to and from it"},
               own_one.label),
          0, [id = own_one.id](JourneyMap& map) { remove_touchpoint(map, id); });
    }
  }

  void new_links() {
    for (std::size_t l = 0; l < draft_.map.links.size(); ++l) {
      const Link& found = draft_.map.links[l];
      std::string from = own(found.from), to = own(found.to);
      if (from.empty() || to.empty() || from == to || has_link(map_.map, from, to)) continue;
      std::uint64_t n = draft_.observed.links[l].count;
      if (n == 0) continue;
      Label forms =
          found.type == "loops"
              ? Label{"从“{0}”常回到“{1}”（{2} 次）：画出这个回路", "從「{0}」常回到「{1}」（{2} 次）：畫出這個迴圈",
                      "from “{0}” back to “{1}” ({2} times): draw the loop"}
              : Label{"“{0}”之后常到“{1}”（{2} 次）：画出这条走向", "「{0}」之後常到「{1}」（{2} 次）：畫出這條走向",
                      "“{0}” is often followed by “{1}” ({2} times): draw the way"};
      add(fmt::format("link+{}>{}", from, to), told(forms, label(from), label(to), count_text(n)), n,
          [from, to, type = found.type](JourneyMap& map) {
            add_link(map, {from, to, type});
          });
    }
  }

  void gone_links() {
    for (std::size_t l = 0; l < map_.map.links.size(); ++l) {
      const Link& own_one = map_.map.links[l];
      const Touchpoint *from = map_.map.touchpoint(own_one.from), *to = map_.map.touchpoint(own_one.to);
      if (map_.observed.links[l].count > 0 || !from || !to || !is_bound(*from) || !is_bound(*to)) continue;
      if (drafted_anew(own_one)) continue;
      add(fmt::format("link-{}>{}", own_one.from, own_one.to),
          told({"没有人从“{0}”到“{1}”：去掉这条走向", "沒有人從「{0}」到「{1}」：去掉這條走向",
                "nobody goes from “{0}” to “{1}”: take the way out"},
               from->label, to->label),
          0, [from = own_one.from, to = own_one.to](JourneyMap& map) {
            std::erase_if(map.links, [&](const Link& link) { return link.from == from && link.to == to; });
          });
    }
  }

  void new_forks() {
    for (const Decision& found : draft_.map.decisions) {
      std::string after = own(found.after);
      auto stands_there = [&](const Decision& each) { return each.after == after; };
      if (after.empty() || std::any_of(map_.map.decisions.begin(), map_.map.decisions.end(), stands_there)) continue;
      Decision made = found;
      made.after = after;
      made.branches.clear();
      for (Branch branch : found.branches) {
        bool leaves = branch.to.empty();
        branch.to = own(branch.to);
        bool taken = std::any_of(made.branches.begin(), made.branches.end(),
                                 [&](const Branch& each) { return each.to == branch.to; });
        if (!taken && (leaves || !branch.to.empty())) made.branches.push_back(std::move(branch));
      }
      if (made.branches.size() < 2) continue;
      add("fork+" + after,
          told({"“{0}”之后是岔路口，有 {1} 条路：画出来", "「{0}」之後是岔路口，有 {1} 條路：畫出來",
                "ways part after “{0}”, {1} of them: draw the fork"},
               label(after), made.branches.size()),
          cases_at(found.id), [made](JourneyMap& map) { add_fork(map, made); });
    }
  }
  std::uint64_t cases_at(const std::string& decision) const {
    for (const auto& each : draft_.observed.decisions)
      if (each.id == decision) return each.cases;
    return 0;
  }

  /// The places of a pain of the draft on the map, each once, its head first; empty: the head is not there.
  std::vector<std::string> places(const Pain& drafted) const {
    std::vector<std::string> at;
    if (drafted.at.empty() || own(drafted.at.front()).empty()) return at;
    for (const auto& each : drafted.at)
      if (std::string id = own(each); !id.empty() && std::find(at.begin(), at.end(), id) == at.end()) at.push_back(id);
    return at;
  }
  /// The same kind of pain at the same head, or the same loop begun elsewhere.
  static bool same_pain(const Pain& own_one, const std::string& kind, const std::vector<std::string>& at) {
    return own_one.kind == kind && !own_one.at.empty() && !at.empty() &&
           (own_one.at.front() == at.front() ||
            std::set<std::string>(own_one.at.begin(), own_one.at.end()) == std::set<std::string>(at.begin(), at.end()));
  }

  void new_pains() {
    for (std::size_t p = 0; p < draft_.map.pains.size(); ++p) {
      const Pain& found = draft_.map.pains[p];
      Pain made = found;
      made.at = places(found);
      auto is_known = [&](const Pain& each) { return same_pain(each, found.kind, made.at); };
      if (made.at.empty() || std::any_of(map_.map.pains.begin(), map_.map.pains.end(), is_known)) continue;
      std::uint64_t n = draft_.observed.pains[p].cases;
      add(fmt::format("pain+{}@{}", found.kind, made.at.front()),
          told({"新痛点：{0}（n = {1}）", "新痛點：{0}（n = {1}）", "new pain point: {0} (n = {1})"}, found.text,
               count_text(n)),
          n, [this_pain = made, evidence = evidence_of(found), answers = answers_to(found)](JourneyMap& map) {
            add_pain(map, this_pain, evidence, answers);
          });
    }
  }

  std::vector<Evidence> evidence_of(const Pain& pain) const {
    std::vector<Evidence> list;
    for (const auto& each : draft_.map.evidence)
      if (std::find(pain.evidence.begin(), pain.evidence.end(), each.id) != pain.evidence.end()) list.push_back(each);
    return list;
  }
  std::vector<Opportunity> answers_to(const Pain& pain) const {
    std::vector<Opportunity> list;
    for (const auto& each : draft_.map.opportunities)
      if (std::find(each.pains.begin(), each.pains.end(), pain.id) != each.pains.end()) list.push_back(each);
    return list;
  }

  /// Only what a draft had found (its evidence is analytics) can be seen to be gone.
  void gone_pains() {
    for (const Pain& own_one : map_.map.pains) {
      bool drafted = std::any_of(map_.map.evidence.begin(), map_.map.evidence.end(), [&](const Evidence& each) {
        return each.kind == "analytics" &&
               std::find(own_one.evidence.begin(), own_one.evidence.end(), each.id) != own_one.evidence.end();
      });
      auto is_there = [&](const Pain& found) { return same_pain(own_one, found.kind, places(found)); };
      if (!drafted || state_of(own_one.id) == "solved" ||
          std::any_of(draft_.map.pains.begin(), draft_.map.pains.end(), is_there))
        continue;
      add("pain-" + own_one.id,
          told({"痛点“{0}”不再明显：标为已解决", "痛點「{0}」不再明顯：標為已解決",
                "the pain point “{0}” no longer stands out: mark it as solved"},
               own_one.text),
          0, [id = own_one.id](JourneyMap& map) {
            for (auto& each : map.source["pains"])
              if (each["id"] == id) each["state"] = "solved";
          });
    }
  }
  std::string state_of(const std::string& pain) const {
    const Json& source = map_.map.source;
    if (!source.is_object() || !source.contains("pains")) return "";
    for (const auto& each : source["pains"])
      if (each["id"] == pain) return each.value("state", "");
    return "";
  }

  Known map_, draft_;
  std::set<std::string> never_;
  std::map<std::string, std::string> counterpart_;  ///< touchpoint of the draft to that of the map
  std::vector<Proposal> list_;
};

}  // namespace

std::vector<Proposal> proposals(const Known& present, const Known& drafted) {
  return Comparison(present, drafted).all();
}

void reject(JourneyMap& map, const std::vector<std::string>& ids) {
  auto all = rejected(map);
  all.insert(ids.begin(), ids.end());
  map.source[rejected_key] = Json(all);
}

}  // namespace cairn::map
