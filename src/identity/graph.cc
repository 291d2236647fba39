#include "identity/graph.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace cairn::identity {

Graph::Graph(Rules rules, Decisions decisions) : rules_(std::move(rules)) {
  prepare();
  set_decisions(std::move(decisions));
}

/// Everything that follows from the rules alone.
void Graph::prepare() {
  standings_ = std::make_unique<Standings>(links_, rules_);
  solver_ = std::make_unique<Solver>(links_, *standings_, rules_, decided_);
}

void Graph::touch(NodeId node) {
  if (is_touched_.size() <= node) is_touched_.resize(std::max<std::size_t>(node + 1, links_.nodes()));
  if (is_touched_[node]) return;
  is_touched_[node] = true;
  touched_.push_back(node);
}

void Graph::touch_neighbours(NodeId node) {
  auto name = node;
  do {
    touch(name);
    links_.each_link(name, [&](LinkId, NodeId other) { touch(other); });
  } while ((name = standings_->next_name(name)) != node);
}

void Graph::add(std::span<const Observation> observations) {
  for (const auto& each : observations)
    if (auto link = links_.add(each); link != nothing) {
      touch(links_.link(link).a);
      touch(links_.link(link).b);
    }
  standings_->catch_up([&](NodeId met) { touch(met); });
}

void Graph::set_decisions(Decisions decisions) {
  auto key = [](const Decision& each) {
    return std::tuple(std::min(each.a, each.b), std::max(each.a, each.b), each.always);
  };
  using Key = std::tuple<Identifier, Identifier, bool>;
  std::vector<Key> before, after, changed;
  for (const auto& each : decisions_) before.push_back(key(each));
  for (const auto& each : decisions) after.push_back(key(each));
  std::sort(before.begin(), before.end());
  std::sort(after.begin(), after.end());
  std::set_symmetric_difference(before.begin(), before.end(), after.begin(), after.end(), std::back_inserter(changed));
  decisions_ = std::move(decisions);
  decided_ = Decided(decisions_, links_);
  for (const auto& [a, b, always] : changed) {
    touch(links_.node(a));
    touch(links_.node(b));
  }
  standings_->catch_up([&](NodeId met) { touch(met); });
}

void Graph::set_rules(Rules rules) {
  rules_ = std::move(rules);
  prepare();
  standings_->count_all();
  for (NodeId node = 0; node < links_.nodes(); ++node) touch(node);
}

/// Counts what was touched, and touches what stands beside something that became shared or is no more. Receipts first:
/// one that many share counts for no card.
void Graph::count_again() {
  std::vector<NodeId> papers, devices, cards;
  auto sort_in = [&](NodeId node) {
    if (!standings_->may_be_shared(node)) return;
    auto role = standings_->kind(node).role;
    (role == Role::transaction ? papers : role == Role::carries ? devices : cards).push_back(node);
  };
  for (auto node : touched_) sort_in(node);
  for (auto paper : papers) {
    bool turned = standings_->recount(paper);
    if (turned) touch_neighbours(paper);
    // A card counts the people on its receipts.
    if (turned || standings_->of(paper) == Standing::links)
      links_.each_link(paper, [&](LinkId, NodeId other) {
        if (standings_->kind(other).card) cards.push_back(other);
      });
  }
  for (auto device : devices)
    if (standings_->recount(device)) touch_neighbours(device);
  std::sort(cards.begin(), cards.end());
  cards.erase(std::unique(cards.begin(), cards.end()), cards.end());
  for (auto card : cards)
    if (standings_->recount(card)) touch_neighbours(card);
}

void Graph::begin_walks() const {
  walked_.resize(links_.nodes(), 0);
  if (++walk_ == 0) {
    std::fill(walked_.begin(), walked_.end(), 0);
    walk_ = 1;
  }
}

/// The raw component of a node: all that hangs together by links that may link, names of one thing, and decisions.
/// Empty when the walks since begin_walks() met it already. False: it has more nodes than `most`, or was found to have
/// more before; the component is then only a part.
bool Graph::walk(const Standings& standings, NodeId from, std::vector<NodeId>& component, std::size_t most) const {
  component.clear();
  bool whole = true;
  auto meet = [&](NodeId node) {
    if (most != everything && is_big_[node]) whole = false;
    if (std::exchange(walked_[node], walk_) != walk_) component.push_back(node);
  };
  meet(from);
  for (std::size_t at = 0; at < component.size() && whole; ++at) {
    auto node = component[at];
    meet(standings.next_name(node));
    for (auto pair : decided_.of(node))
      if (decided_[pair].always) meet(decided_[pair].a), meet(decided_[pair].b);
    if (standings.of_thing(node) != Standing::links) continue;
    links_.each_link(node, [&](LinkId, NodeId other) {
      if (standings.of_thing(other) == Standing::links) meet(other);
    });
    whole = whole && component.size() <= most;
  }
  return whole;
}

std::vector<Change> Graph::take_changes(std::size_t most) {
  std::vector<Change> changes;
  while (owner_.size() < links_.nodes()) owner_.push_back(static_cast<NodeId>(owner_.size()));
  is_big_.resize(links_.nodes());
  if (most == everything) touched_.insert(touched_.end(), waiting_.begin(), waiting_.end()), waiting_.clear();
  count_again();
  begin_walks();
  std::vector<NodeId> component;
  for (auto node : touched_) {
    if (!walk(*standings_, node, component, most)) {
      for (auto each : component) is_big_[each] = true;
      waiting_.push_back(node);
      continue;
    }
    is_touched_[node] = false;
    if (component.empty()) continue;
    auto solved = solver_->solve(component);
    for (std::size_t i = 0; i < component.size(); ++i) {
      is_big_[component[i]] = false;
      store(component[i], solved.of(i), changes);
    }
  }
  touched_.clear();
  return changes;
}

std::span<const Piece> Graph::pieces_of(NodeId node, Piece& own) const {
  bool has_owner = node < owner_.size();
  if (has_owner && owner_[node] == nothing) return intervals_.at(node);
  own = {no_time, {has_owner ? owner_[node] : node, no_time}};
  return {&own, 1};
}

void Graph::store(NodeId node, std::span<const Piece> pieces, std::vector<Change>& changes) {
  Piece own;
  auto before = pieces_of(node, own);
  if (std::equal(before.begin(), before.end(), pieces.begin(), pieces.end())) return;
  changes.push_back({links_.identifier(node), view().spans(before), view().spans(pieces)});
  bool simple = pieces.size() == 1 && pieces[0].customer.since == no_time;
  owner_[node] = simple ? pieces[0].customer.node : nothing;
  if (simple)
    intervals_.erase(node);
  else
    intervals_[node].assign(pieces.begin(), pieces.end());
}

std::vector<Span> Graph::spans_of(const Identifier& identifier) const {
  auto node = links_.find(identifier.kind, identifier.value);
  if (!node) return {{no_time, no_time, {identifier, no_time}}};
  Piece own;
  return view().spans(pieces_of(*node, own));
}

CustomerName Graph::customer_of(const Identifier& identifier, Time time) const {
  auto node = links_.find(identifier.kind, identifier.value);
  if (!node) return {identifier, no_time};
  Piece own;
  auto pieces = pieces_of(*node, own);
  auto next = std::upper_bound(pieces.begin() + 1, pieces.end(), time.us,
                               [](std::int64_t at, const Piece& piece) { return at < piece.from; });
  return view().name(std::prev(next)->customer);
}

std::optional<Customer> Graph::customer(const CustomerName& name) const {
  auto node = links_.find(name.best.kind, name.best.value);
  if (!node || *node >= owner_.size()) return std::nullopt;
  begin_walks();
  std::vector<NodeId> component;
  walk(*standings_, *node, component);
  auto solved = solver_->solve(component);
  Best best{*node, name.since};
  auto found = view().customers(component, solved, &best);
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

Resolution Graph::resolution() const {
  Resolution found;
  std::vector<NodeId> component;
  begin_walks();
  for (NodeId node = 0; node < owner_.size(); ++node) {
    found.identifiers[links_.identifier(node)] = spans_of(links_.identifier(node));
    walk(*standings_, node, component);
    if (component.empty()) continue;
    auto customers = view().customers(component, solver_->solve(component), nullptr);
    found.customers.insert(found.customers.end(), customers.begin(), customers.end());
  }
  std::sort(found.customers.begin(), found.customers.end(),
            [](const Customer& a, const Customer& b) { return a.name < b.name; });
  found.shared = shared();
  return found;
}

std::size_t Graph::bytes() const {
  return links_.bytes() + standings_->bytes() + owner_.capacity() * sizeof(NodeId) + is_touched_.capacity() / 8 +
         walked_.capacity() * sizeof(std::uint32_t) + solver_->bytes();
}

}  // namespace cairn::identity
