#include "identity/solver.h"

#include <algorithm>
#include <tuple>

#include "identity/people.h"
#include "identity/setting.h"

namespace cairn::identity {
namespace {

constexpr std::int64_t never_seen = std::numeric_limits<std::int64_t>::max();

/// One resolution. Vertices are the eras of things.
class Resolving {
 public:
  Resolving(const Setting& setting, const Links& links, const Standings& standings, const Rules& rules,
            const Decided& decided, std::span<const NodeId> nodes)
      : setting_(setting),
        links_(links),
        standings_(standings),
        decided_(decided),
        nodes_(nodes),
        people_(rules.identifiers),
        seen_(setting.eras.size(), never_seen),
        states_(setting.eras.size()) {
    for (const auto& thing : setting.things)
      for (std::uint32_t era = 0; era < thing.eras; ++era)
        people_.add(standings_.rank_of(thing.kind_number),
                    thing.kind->role == Role::transaction ? 0 : thing.kind->limit);
  }

  Solved solve() {
    take_decisions();
    solved_.verdicts.reserve(setting_.edges.size());
    auto edge = setting_.edges.begin();
    auto stage = [&](Stage which) {
      for (; edge != setting_.edges.end() && edge->stage == which; ++edge) decide(*edge);
    };
    stage(Stage::persons);
    stage(Stage::devices);
    stage(Stage::papers);
    stage(Stage::carrying);
    cut_intervals();
    give_decided_papers();
    stage(Stage::owning);
    name_customers();
    write_pieces();
    return std::move(solved_);
  }

 private:
  struct Seen {
    std::int64_t time;
    Vertex person;
  };
  struct Held {
    std::int64_t from;
    Vertex person;
  };
  /// Of the root of a device or of a transaction.
  struct State {
    std::vector<Seen> seen;   ///< device: the persons that were seen on it
    std::vector<Held> held;   ///< device: whose it was, by time; transaction: at most one
    Vertex pinned = nothing;  ///< by a decision
  };
  State& state(Vertex vertex) { return states_[people_.find(vertex)]; }

  Role role_of(ThingId thing) const { return setting_.things[thing].kind->role; }
  Vertex vertex_at(ThingId thing, std::int64_t time) const { return setting_.era_at(thing, time); }

  // ---- decisions ----

  void take_decisions() {
    std::vector<std::uint32_t> pairs;
    for (std::size_t i = 0; i < nodes_.size(); ++i)
      for (auto pair : decided_.of(nodes_[i])) pairs.push_back(pair);
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    if (pairs.empty()) return;
    std::unordered_map<NodeId, ThingId> things;
    for (auto pair : pairs) things[decided_[pair].a] = things[decided_[pair].b] = nothing;
    for (std::size_t i = 0; i < nodes_.size(); ++i)
      if (auto found = things.find(nodes_[i]); found != things.end()) found->second = setting_.thing_of[i];
    for (bool always : {false, true})
      for (auto pair : pairs) {
        const auto& decision = decided_[pair];
        ThingId a = things[decision.a], b = things[decision.b];
        // Apart already, when one of the two is in another component.
        if (decision.always != always || a == nothing || b == nothing || a == b) continue;
        always ? join_always(a, b) : people_.keep_apart(pair, vertices_of(a), vertices_of(b));
      }
  }
  std::vector<Vertex> vertices_of(ThingId thing) const {
    std::vector<Vertex> all;
    for (std::uint32_t era = 0; era < setting_.things[thing].eras; ++era)
      all.push_back(setting_.things[thing].first_era + era);
    return all;
  }
  /// Never is stronger: what would break it is left out.
  void join_always(ThingId a, ThingId b) {
    if (role_of(a) != Role::identifies) std::swap(a, b);
    Vertex x = setting_.things[a].first_era, y = setting_.things[b].first_era;
    if (role_of(a) == role_of(b)) {
      Vertex one = state(x).pinned, two = state(y).pinned;
      if (!people_.join(x, y, true).accepted()) return;
      auto& pinned = state(x).pinned;
      pinned = one != nothing ? one : two;
      if (one != nothing && two != nothing) people_.join(one, two, true);
    } else if (role_of(a) == Role::identifies) {
      if (auto& pinned = state(y).pinned; pinned != nothing)
        people_.join(pinned, x, true);
      else if (people_.attach(y, x, true).accepted())
        pinned = x;
    } else {
      // A device and a transaction: of the transaction's person, when its device is known.
      followed_.push_back(role_of(a) == Role::carries ? std::pair(x, y) : std::pair(y, x));
    }
  }

  // ---- links ----

  void decide(const Edge& edge) {
    auto standing = [&](ThingId thing) { return thing == nothing ? Standing::links : setting_.things[thing].standing; };
    auto worst = std::max(standing(edge.a), standing(edge.b));
    if (edge.a == nothing || edge.b == nothing) {
      const auto& link = links_.link(edge.link);
      worst = std::max(standings_.of_thing(link.a), standings_.of_thing(link.b));
    }
    People::Answer answer{Outcome::agrees};
    if (worst != Standing::links)
      answer.outcome = worst == Standing::shared ? Outcome::shared : Outcome::nobody;
    else if (edge.stage == Stage::carrying)
      answer = carry(edge);
    else if (edge.stage == Stage::owning)
      answer = own(edge);
    else
      answer = join(edge);
    if (is_accepted(answer.outcome))
      for (auto thing : {edge.a, edge.b}) {
        auto& seen = seen_[vertex_at(thing, edge.time)];
        seen = std::min(seen, edge.time);
      }
    if (answer.outcome == Outcome::limit) answer.detail = standings_.kind_of_rank(answer.detail);
    solved_.verdicts.push_back({edge.link, answer.outcome, answer.detail});
  }

  People::Answer join(const Edge& edge) {
    Vertex x = vertex_at(edge.a, edge.time), y = vertex_at(edge.b, edge.time);
    Vertex one = state(x).pinned, two = state(y).pinned;
    if (one != nothing && two != nothing && people_.find(one) != people_.find(two)) return {Outcome::other_owner};
    auto answer = people_.join(x, y);
    if (answer.outcome == Outcome::joined && (one != nothing || two != nothing))
      state(x).pinned = one != nothing ? one : two;
    return answer;
  }

  People::Answer carry(const Edge& edge) {
    bool first = role_of(edge.a) == Role::carries;
    Vertex device = vertex_at(first ? edge.a : edge.b, edge.time);
    Vertex person = people_.find(vertex_at(first ? edge.b : edge.a, edge.time));
    auto& held = state(device);
    if (held.pinned != nothing && people_.find(held.pinned) != person) return {Outcome::other_owner};
    auto answer = people_.attach(device, person);
    if (!answer.accepted()) return answer;
    const auto& link = links_.link(edge.link);
    held.seen.push_back({link.first, person});
    held.seen.push_back({link.last, person});
    return {Outcome::carries};
  }

  /// A device is its person's from where the person was first seen on it until another one is, and the first one's
  /// since ever.
  void cut_intervals() {
    for (const auto& thing : setting_.things) {
      Vertex vertex = thing.first_era;
      if (thing.kind->role != Role::carries || people_.find(vertex) != vertex) continue;
      auto& device = states_[vertex];
      if (device.pinned != nothing) {
        device.held.push_back({since_ever, people_.find(device.pinned)});
        continue;
      }
      std::stable_sort(device.seen.begin(), device.seen.end(),
                       [](const Seen& a, const Seen& b) { return a.time < b.time; });
      // Of several at the same instant the first in the order of deciding.
      auto latest = since_ever;
      for (const auto& each : device.seen) {
        bool first = device.held.empty(), same_time = std::exchange(latest, each.time) == each.time;
        if (first || (!same_time && device.held.back().person != each.person))
          device.held.push_back({first ? since_ever : each.time, each.person});
      }
    }
  }

  Vertex holder_at(Vertex device, std::int64_t time) {
    const auto& held = state(device).held;
    if (held.empty()) return people_.find(device);
    auto next = std::upper_bound(held.begin() + 1, held.end(), time,
                                 [](std::int64_t at, const Held& each) { return at < each.from; });
    return std::prev(next)->person;
  }

  void give_decided_papers() {
    for (const auto& thing : setting_.things) {
      Vertex vertex = thing.first_era;
      if (thing.kind->role != Role::transaction || people_.find(vertex) != vertex) continue;
      if (auto& paper = states_[vertex]; paper.pinned != nothing)
        paper.held.push_back({since_ever, people_.find(paper.pinned)});
    }
    for (auto [device, paper] : followed_) give(paper, holder_at(device, never_seen));
  }

  People::Answer own(const Edge& edge) {
    bool first = role_of(edge.a) == Role::transaction;
    ThingId other = first ? edge.b : edge.a;
    Vertex paper = vertex_at(first ? edge.a : edge.b, edge.time);
    Vertex with = vertex_at(other, edge.time);
    Vertex owner = role_of(other) == Role::carries ? holder_at(with, edge.time) : people_.find(with);
    return give(paper, owner);
  }
  /// An order or receipt belongs to whom the first link gives it.
  People::Answer give(Vertex paper, Vertex owner) {
    auto& state_of = state(paper);
    if (!state_of.held.empty())
      return {people_.find(state_of.held[0].person) == owner ? Outcome::agrees : Outcome::other_owner};
    auto answer = people_.attach(paper, owner);
    if (!answer.accepted()) return answer;
    state_of.held.push_back({since_ever, owner});
    return {Outcome::belongs};
  }

  // ---- customers ----

  void name_customers() {
    names_.resize(setting_.eras.size());
    std::vector<Vertex> best(setting_.eras.size(), nothing);
    std::vector<ThingId> thing_of_era(setting_.eras.size());
    for (ThingId number = 0; number < setting_.things.size(); ++number)
      for (auto vertex : vertices_of(number)) thing_of_era[vertex] = number;
    auto better = [&](Vertex a, Vertex b) {
      const Thing &x = setting_.things[thing_of_era[a]], &y = setting_.things[thing_of_era[b]];
      bool later_a = a != x.first_era, later_b = b != y.first_era;
      if (later_a != later_b) return later_b;
      if (x.kind->priority != y.kind->priority) return x.kind->priority > y.kind->priority;
      if (seen_[a] != seen_[b]) return seen_[a] < seen_[b];
      return links_.before(x.node, y.node);
    };
    for (Vertex vertex = 0; vertex < best.size(); ++vertex) {
      auto& so_far = best[people_.find(vertex)];
      if (so_far == nothing || better(vertex, so_far)) so_far = vertex;
    }
    for (Vertex root = 0; root < best.size(); ++root)
      if (best[root] != nothing)
        names_[root] = {setting_.things[thing_of_era[best[root]]].node, setting_.eras[best[root]]};
  }

  void write_pieces() {
    auto put = [&](std::int64_t from, Vertex owner) {
      const Best& name = names_[people_.find(owner)];
      if (solved_.pieces.size() > solved_.first_piece.back() && solved_.pieces.back().customer == name) return;
      solved_.pieces.push_back({from, name});
    };
    solved_.first_piece.reserve(nodes_.size() + 1);
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      solved_.first_piece.push_back(static_cast<std::uint32_t>(solved_.pieces.size()));
      const Thing& thing = setting_.things[setting_.thing_of[i]];
      Vertex root = people_.find(thing.first_era);
      if (thing.kind->role != Role::identifies && !states_[root].held.empty()) {
        for (const auto& each : states_[root].held) put(each.from, each.person);
      } else {
        for (std::uint32_t era = 0; era < thing.eras; ++era)
          put(setting_.eras[thing.first_era + era], thing.first_era + era);
      }
    }
    solved_.first_piece.push_back(static_cast<std::uint32_t>(solved_.pieces.size()));
  }

  const Setting& setting_;
  const Links& links_;
  const Standings& standings_;
  const Decided& decided_;
  std::span<const NodeId> nodes_;
  People people_;
  std::vector<std::int64_t> seen_;  ///< of each vertex: the earliest accepted link
  std::vector<State> states_;
  std::vector<Best> names_;  ///< of each root
  std::vector<std::pair<Vertex, Vertex>> followed_;
  Solved solved_;
};

}  // namespace

Solved Solver::solve(std::span<const NodeId> nodes) {
  Setting setting(links_, standings_, rules_, decided_, nodes, position_);
  return Resolving(setting, links_, standings_, rules_, decided_, nodes).solve();
}

}  // namespace cairn::identity
