#include "identity/standing.h"

#include <algorithm>
#include <tuple>

namespace cairn::identity {
namespace {

/// One identifier seen on one day.
struct Sight {
  std::uint32_t kind;
  std::int64_t day;
  NodeId who;
  auto operator<=>(const Sight&) const = default;
};

/// The longest run of distinct elements with the same key; `sights` is sorted by (key, who).
template <class Key>
std::uint32_t most(const std::vector<Sight>& sights, Key key) {
  std::uint32_t best = 0, run = 0;
  for (std::size_t i = 0; i < sights.size(); ++i) {
    bool same_key = i > 0 && key(sights[i]) == key(sights[i - 1]);
    bool same_who = same_key && sights[i].who == sights[i - 1].who;
    run = !same_key ? 1 : same_who ? run : run + 1;
    best = std::max(best, run);
  }
  return best;
}

std::uint64_t hash_of(const Identifier& identifier) { return hash64(identifier.value, hash64(identifier.kind)); }

}  // namespace

void Standings::take_in_kinds() {
  while (kinds_.size() < links_->kinds()) {
    auto number = static_cast<std::uint32_t>(kinds_.size());
    kinds_.push_back(rules_->kind(links_->kind(number)));
    by_rank_.push_back(number);
  }
  std::sort(by_rank_.begin(), by_rank_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tie(kinds_[b].priority, kinds_[a].name) < std::tie(kinds_[a].priority, kinds_[b].name);
  });
  ranks_.resize(by_rank_.size());
  for (std::uint32_t rank = 0; rank < by_rank_.size(); ++rank) ranks_[by_rank_[rank]] = rank;
}

std::optional<NodeId> Standings::take_in(NodeId node) {
  if (kinds_.size() < links_->kinds()) take_in_kinds();
  const auto& full = kind(node).name;
  auto value = (*links_)[node].value;
  bool nobody = nobody_by_rules(full, value, rules_->writing) != Nobody::none;
  known_.push_back({node, nobody ? Standing::nobody : Standing::links, false});
  if (nobody) return std::nullopt;
  if (!rules_->declared_shared.empty() && rules_->declared_shared.contains(links_->identifier(node)))
    known_[node].standing = Standing::shared;
  if (rules_->hashes.empty()) return std::nullopt;
  auto other = other_name(node);
  if (other) std::swap(known_[node].next_name, known_[*other].next_name);  // joins two rings
  return other;
}

/// A node taken in before that names the same thing. A thing has one plain name and at most one name a declared hash.
std::optional<NodeId> Standings::other_name(NodeId node) {
  auto self = links_->identifier(node);
  if (self.kind.ends_with("_hash")) {
    auto plain = plain_of_.find(hash_of(self));
    if (plain == plain_of_.end()) return std::nullopt;
    for (const auto& rule : rules_->hashes)
      if (hashed(rule, (*links_)[plain->second].value) == self) return plain->second;
    return std::nullopt;
  }
  std::optional<NodeId> met;
  for (const auto& rule : rules_->hashes) {
    if (rule.kind != self.kind) continue;
    auto hash = hashed(rule, self.value);
    plain_of_.try_emplace(hash_of(hash), node);
    auto found = links_->find(hash.kind, hash.value);
    if (!found || *found >= node || of(*found) == Standing::nobody || next_name(*found) != *found) continue;
    // All but the last are joined here, the last by the caller.
    if (met) std::swap(known_[node].next_name, known_[*met].next_name);
    met = found;
  }
  return met;
}

void Standings::count_all() {
  catch_up([](NodeId) {});
  for (bool cards : {false, true})
    for (NodeId node = 0; node < known_.size(); ++node)
      if (may_be_shared(node) && (kind(node).role == Role::identifies) == cards) recount(node);
}

bool Standings::recount(NodeId node) {
  auto& known = known_[node];
  if (known.standing == Standing::nobody || known.for_good || !may_be_shared(node)) return false;
  auto count = this->count(node);
  bool shared = exceeds(kind(node), count);
  // Of a busy till that is counted again and again; only a receipt that stops counting makes a card less shared.
  known.for_good = shared && (!kind(node).card || count.declared || count.people > rules_->shared.card_people);
  auto now = shared ? Standing::shared : Standing::links;
  return std::exchange(known.standing, now) != now;
}

bool Standings::exceeds(const Kind& kind, const SharedCount& count) const {
  const auto& most = rules_->shared;
  if (count.declared) return true;
  if (kind.role == Role::carries)
    return count.people > most.device_people || count.people_a_day > most.device_people_a_day;
  if (kind.role == Role::transaction) return count.people > most.receipt_people;
  return count.people > most.card_people || count.others > most.card_people ||
         count.receipts_a_day > most.card_receipts_a_day;
}

SharedCount Standings::count(NodeId node) const {
  auto count = kind(node).role == Role::identifies ? count_card(node) : count_people(node);
  count.declared = !rules_->declared_shared.empty() && rules_->declared_shared.contains(links_->identifier(node));
  return count;
}

SharedCount Standings::count_people(NodeId node) const {
  std::vector<Sight> sights;
  links_->each_link(node, [&](LinkId link, NodeId other) {
    if (is_person(other)) sights.push_back({(*links_)[other].kind, day_of(links_->link(link).first), other});
  });
  SharedCount count;
  std::sort(sights.begin(), sights.end());
  count.people_a_day = most(sights, [](const Sight& each) { return std::tuple(each.kind, each.day); });
  std::sort(sights.begin(), sights.end(),
            [](const Sight& a, const Sight& b) { return std::tie(a.kind, a.who) < std::tie(b.kind, b.who); });
  count.people = most(sights, [](const Sight& each) { return each.kind; });
  return count;
}

SharedCount Standings::count_card(NodeId node) const {
  std::vector<Sight> direct, receipts, others;
  links_->each_link(node, [&](LinkId link, NodeId other) {
    auto kind_number = (*links_)[other].kind;
    const auto& other_kind = kind(other);
    if (is_person(other) && other_kind.limit == 1) direct.push_back({kind_number, 0, other});
    if (other_kind.role != Role::transaction || of(other) != Standing::links) return;
    receipts.push_back({0, day_of(links_->link(link).first), other});
    links_->each_link(other, [&](LinkId, NodeId third) {
      // `day` holds the receipt here: as many people as receipts, whichever are fewer.
      if (third != node && is_person(third)) others.push_back({(*links_)[third].kind, other, third});
    });
  });
  SharedCount count;
  auto by_kind = [](const Sight& each) { return each.kind; };
  auto by_who = [](const Sight& a, const Sight& b) { return std::tie(a.kind, a.who) < std::tie(b.kind, b.who); };
  std::sort(direct.begin(), direct.end(), by_who);
  count.people = most(direct, by_kind);
  std::sort(receipts.begin(), receipts.end());
  count.receipts_a_day = most(receipts, [](const Sight& each) { return each.day; });
  std::sort(others.begin(), others.end());
  for (std::size_t from = 0; from < others.size();) {
    auto to = from;
    std::vector<NodeId> people, slips;
    for (; to < others.size() && others[to].kind == others[from].kind; ++to) {
      people.push_back(others[to].who);
      slips.push_back(static_cast<NodeId>(others[to].day));
    }
    std::sort(people.begin(), people.end());
    auto distinct = std::unique(people.begin(), people.end()) - people.begin();
    auto papers = std::unique(slips.begin(), slips.end()) - slips.begin();
    count.others = std::max(count.others, static_cast<std::uint32_t>(std::min(distinct, papers)));
    from = to;
  }
  return count;
}

}  // namespace cairn::identity
