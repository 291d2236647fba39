#include "identity/setting.h"

#include <algorithm>
#include <tuple>

namespace cairn::identity {
namespace {

Stage stage_of(Role a, Role b) {
  using enum Role;
  if (a == transaction || b == transaction) return a == b ? Stage::papers : Stage::owning;
  if (a == carries || b == carries) return a == b ? Stage::devices : Stage::carrying;
  return Stage::persons;
}

/// An identifier that a customer has once, seen with something that may be recycled.
struct Anchor {
  ThingId of, anchor;
  std::int64_t first, last;
};
/// A recyclable identifier that an anchor got.
struct Got {
  ThingId anchor;
  std::uint32_t kind;
  std::int64_t first;
  auto operator<=>(const Got&) const = default;
};

}  // namespace

Setting::Setting(const Links& links, const Standings& standings, const Rules& rules, const Decided& decided,
                 std::span<const NodeId> nodes, std::vector<std::uint32_t>& position)
    : links_(links), standings_(standings), rules_(rules), decided_(decided), nodes_(nodes), position_(position) {
  position.resize(links.nodes(), nothing);
  for (std::size_t i = 0; i < nodes.size(); ++i) position[nodes[i]] = static_cast<std::uint32_t>(i);
  find_things();
  find_edges();
  find_eras();
  for (auto node : nodes) position[node] = nothing;
}

void Setting::find_things() {
  thing_of.assign(nodes_.size(), nothing);
  things.reserve(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (thing_of[i] != nothing) continue;
    NodeId best = nodes_[i];
    auto stronger = [&](NodeId a, NodeId b) {
      int pa = standings_.kind(a).priority, pb = standings_.kind(b).priority;
      return pa != pb ? pa > pb : links_.before(a, b);
    };
    auto number = static_cast<ThingId>(things.size());
    thing_of[i] = number;
    for (auto name = standings_.next_name(nodes_[i]); name != nodes_[i]; name = standings_.next_name(name)) {
      thing_of[position_[name]] = number;
      if (stronger(name, best)) best = name;
    }
    things.push_back(
        {best, &standings_.kind(best), links_[best].kind, standings_.of_thing(best), static_cast<std::uint32_t>(i), 1});
  }
}

void Setting::find_edges() {
  for (auto node : nodes_) {
    // A till has very many links; each stands at its other end, too.
    if (standings_.of_thing(node) != Standing::links) continue;
    links_.each_link(node, [&](LinkId id, NodeId other) {
      const Link& link = links_.link(id);
      if (link.a != node && standings_.of_thing(other) == Standing::links) return;  // each link once
      ThingId a = thing_at(link.a), b = thing_at(link.b);
      if (a == b) return;
      const auto &kind_a = standings_.kind(link.a), &kind_b = standings_.kind(link.b);
      edges.push_back(
          {id, a, b, link.first, std::min(kind_a.priority, kind_b.priority), stage_of(kind_a.role, kind_b.role)});
    });
  }
  std::sort(edges.begin(), edges.end(), [&](const Edge& a, const Edge& b) { return comes_before(a, b); });
}

bool Setting::comes_before(const Edge& a, const Edge& b) const {
  if (a.stage != b.stage) return a.stage < b.stage;
  if (a.priority != b.priority) return a.priority > b.priority;
  if (a.time != b.time) return a.time < b.time;
  const Link &x = links_.link(a.link), &y = links_.link(b.link);
  if (x.event != y.event) return x.event < y.event;
  // The pairs of one event; by their names, as numbers depend on the order of arrival.
  auto ends = [&](const Link& link) {
    return links_.before(link.a, link.b) ? std::pair(link.a, link.b) : std::pair(link.b, link.a);
  };
  auto [x1, x2] = ends(x);
  auto [y1, y2] = ends(y);
  return x1 != y1 ? links_.before(x1, y1) : links_.before(x2, y2);
}

void Setting::find_eras() {
  std::vector<Anchor> anchors;
  std::vector<Got> got;
  for (const auto& edge : edges) {
    if (edge.stage != Stage::persons) break;
    if (edge.a == nothing || edge.b == nothing) continue;
    for (auto [x, n] : {std::pair(edge.a, edge.b), std::pair(edge.b, edge.a)}) {
      const Thing &thing = things[x], &anchor = things[n];
      bool can = thing.kind->recycled && anchor.kind->limit == 1 && thing.standing == Standing::links &&
                 anchor.standing == Standing::links;
      if (!can) continue;
      const Link& link = links_.link(edge.link);
      anchors.push_back({x, n, link.first, link.last});
      got.push_back({n, thing.kind_number, link.first});
    }
  }
  std::sort(got.begin(), got.end());
  // Edges come by priority, then time; stable, so that equal times stay in the order of deciding.
  std::stable_sort(anchors.begin(), anchors.end(),
                   [](const Anchor& a, const Anchor& b) { return std::tie(a.of, a.first) < std::tie(b.of, b.first); });
  auto is_gone = [&](const Anchor& former, std::int64_t t) {
    if (t - former.last >= rules_.recycled_after_us) return true;
    Got after{former.anchor, things[former.of].kind_number, former.last + 1};
    auto next = std::lower_bound(got.begin(), got.end(), after);
    return next != got.end() && next->anchor == after.anchor && next->kind == after.kind && next->first <= t;
  };
  auto decided_always = [&](NodeId node) {
    auto name = node;
    do {
      for (auto pair : decided_.of(name))
        if (decided_[pair].always) return true;
    } while ((name = standings_.next_name(name)) != node);
    return false;
  };
  auto at = anchors.begin();
  std::vector<Anchor> era;
  eras.reserve(things.size());
  for (ThingId number = 0; number < things.size(); ++number) {
    auto& thing = things[number];
    thing.first_era = static_cast<std::uint32_t>(eras.size());
    eras.push_back(since_ever);
    era.clear();
    bool fixed = decided_always(thing.node);
    for (; at != anchors.end() && at->of == number; ++at) {
      bool contradicts = false, gone = true;
      for (const auto& each : era) {
        gone = gone && each.last < at->first;
        if (each.anchor == at->anchor || things[each.anchor].kind_number != things[at->anchor].kind_number) continue;
        contradicts = true;
        gone = gone && is_gone(each, at->first);
      }
      if (contradicts && gone && !fixed) {
        eras.push_back(at->first);
        era.clear();
      }
      // A contradiction that begins no era is refused by the limit, and is no evidence of its own.
      if (!contradicts || gone) era.push_back(*at);
    }
    thing.eras = static_cast<std::uint32_t>(eras.size()) - thing.first_era;
  }
}

std::uint32_t Setting::era_at(ThingId thing, std::int64_t time) const {
  auto from = eras.begin() + things[thing].first_era, to = from + things[thing].eras;
  return static_cast<std::uint32_t>(std::upper_bound(from + 1, to, time) - eras.begin() - 1);
}

}  // namespace cairn::identity
