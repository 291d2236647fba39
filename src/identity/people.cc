#include "identity/people.h"

#include <algorithm>
#include <numeric>

namespace cairn::identity {

Vertex People::add(std::uint32_t kind, std::uint32_t limit) {
  auto vertex = static_cast<Vertex>(parents_.size());
  parents_.push_back(vertex);
  own_.push_back({kind, limit, 1});
  sets_.emplace_back();
  sets_.back().total = limit > 0;
  return vertex;
}

void People::keep_apart(std::uint32_t decision, const std::vector<Vertex>& a, const std::vector<Vertex>& b) {
  auto number = static_cast<std::uint32_t>(apart_.size());
  apart_.push_back({decision, {a, b}});
  for (const auto& side : apart_.back().sides)
    for (auto vertex : side) sets_[vertex].apart.push_back(number);
}

Vertex People::find(Vertex vertex) {
  while (parents_[vertex] != vertex) vertex = parents_[vertex] = parents_[parents_[vertex]];
  return vertex;
}

void People::count_own(Vertex root) {
  auto& set = sets_[root];
  if (set.counts.empty() && own_[root].limit > 0) set.counts.push_back(own_[root]);
}

void People::add_counts(Set& to, const Set& from) {
  for (const auto& each : from.counts) {
    auto at = std::lower_bound(to.counts.begin(), to.counts.end(), each.kind,
                               [](const Count& count, std::uint32_t kind) { return count.kind < kind; });
    if (at != to.counts.end() && at->kind == each.kind)
      at->number += each.number;
    else
      to.counts.insert(at, each);
  }
  to.total += from.total;
}

People::Answer People::fits(const Set& a, const Set& b) const {
  if (a.total + b.total > most_identifiers_) return {Outcome::too_many};
  const auto& few = a.counts.size() < b.counts.size() ? a.counts : b.counts;
  const auto& many = a.counts.size() < b.counts.size() ? b.counts : a.counts;
  for (const auto& each : few) {
    auto at = std::lower_bound(many.begin(), many.end(), each.kind,
                               [](const Count& count, std::uint32_t kind) { return count.kind < kind; });
    if (at != many.end() && at->kind == each.kind && at->number + each.number > each.limit)
      return {Outcome::limit, each.kind};
  }
  return {Outcome::joined};
}

bool People::reaches(Vertex vertex, Vertex root) {
  auto own = find(vertex);
  if (own == root) return true;
  auto& persons = sets_[own].attached_to;
  return std::any_of(persons.begin(), persons.end(), [&](Vertex person) { return find(person) == root; });
}

std::uint32_t People::decision_between(Vertex a, Vertex b) {
  if (sets_[a].apart.empty() && sets_[b].apart.empty()) return nothing;
  std::uint32_t found = nothing;
  for (auto [from, to] : {std::pair(a, b), std::pair(b, a)})
    for (auto number : sets_[from].apart)
      for (int side : {0, 1}) {
        const auto& apart = apart_[number];
        auto holds = [&](int which, Vertex root) {
          return std::any_of(apart.sides[which].begin(), apart.sides[which].end(),
                             [&](Vertex each) { return reaches(each, root); });
        };
        if (holds(side, from) && holds(1 - side, to)) found = std::min(found, apart.decision);
      }
  return found;
}

People::Answer People::join(Vertex a, Vertex b, bool always) {
  a = find(a), b = find(b);
  if (a == b) return {Outcome::agrees};
  if (auto decision = decision_between(a, b); decision != nothing) return {Outcome::never, decision};
  count_own(a), count_own(b);
  if (!always)
    if (auto answer = fits(sets_[a], sets_[b]); !answer.accepted()) return answer;
  // The larger stays, so that counts and lists move seldom.
  if (sets_[a].total < sets_[b].total) std::swap(a, b);
  parents_[b] = a;
  add_counts(sets_[a], sets_[b]);
  auto move = [](auto& to, auto& from) {
    if (to.size() < from.size()) std::swap(to, from);
    to.insert(to.end(), from.begin(), from.end());
    from = {};
  };
  move(sets_[a].apart, sets_[b].apart);
  move(sets_[a].attached_to, sets_[b].attached_to);
  sets_[b].counts = {};
  return {Outcome::joined};
}

bool People::is_attached(Vertex thing, Vertex person) {
  person = find(person);
  const auto& persons = sets_[find(thing)].attached_to;
  return std::any_of(persons.begin(), persons.end(), [&](Vertex each) { return find(each) == person; });
}

People::Answer People::attach(Vertex thing, Vertex person, bool always) {
  thing = find(thing), person = find(person);
  if (is_attached(thing, person)) return {Outcome::agrees};
  if (auto decision = decision_between(thing, person); decision != nothing) return {Outcome::never, decision};
  count_own(thing), count_own(person);
  if (!always)
    if (auto answer = fits(sets_[person], sets_[thing]); !answer.accepted()) return answer;
  add_counts(sets_[person], sets_[thing]);
  // What nobody may have together with something of the device, the person may not have from now on either.
  sets_[person].apart.insert(sets_[person].apart.end(), sets_[thing].apart.begin(), sets_[thing].apart.end());
  sets_[thing].attached_to.push_back(person);
  return {Outcome::joined};
}

}  // namespace cairn::identity
