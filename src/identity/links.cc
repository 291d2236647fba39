#include "identity/links.h"

#include <algorithm>
#include <tuple>

namespace cairn::identity {
namespace {

/// Links of a built-in kind that carries nobody need no days. What a kind of one's own means is up to rules that may
/// change, while links stay.
bool needs_days(std::string_view kind) {
  auto table = kinds();
  auto found = std::find_if(table.begin(), table.end(), [&](const Kind& each) { return each.name == base_of(kind); });
  return found == table.end() || found->role == Role::carries;
}

std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
  return x ^ (x >> 31);
}

}  // namespace

std::uint64_t Links::hash_of_node(std::uint32_t kind, std::string_view value) const {
  return hash64(value, seed_ + kind);
}

std::uint64_t Links::hash_of_link(NodeId a, NodeId b, std::int64_t time) const {
  auto day = by_day(a, b) ? static_cast<std::uint64_t>(day_of(time)) : 0;
  return mixed(mixed((static_cast<std::uint64_t>(a) << 32 | b) ^ seed_) + day);
}

std::uint32_t Links::kind_number(const std::string& kind) {
  auto [at, is_new] = kind_numbers_.try_emplace(kind, static_cast<std::uint32_t>(kinds_.size()));
  if (is_new) {
    kinds_.push_back(kind);
    daily_.push_back(needs_days(kind));
  }
  return at->second;
}

std::uint32_t Links::word_number(const std::string& word) {
  auto hash = hash64(word, seed_);
  auto found = word_index_.find(hash, [&](std::uint32_t each) { return words_[each] == word; });
  if (found != nothing) return found;
  words_.push_back(word);
  text_bytes_ += word.size() + sizeof word;
  found = static_cast<std::uint32_t>(words_.size() - 1);
  word_index_.insert(hash, found, [&](std::uint32_t each) { return hash64(words_[each], seed_); });
  return found;
}

NodeId Links::node(const Identifier& identifier) {
  auto kind = kind_number(identifier.kind);
  auto hash = hash_of_node(kind, identifier.value);
  auto found = node_index_.find(
      hash, [&](NodeId each) { return nodes_[each].kind == kind && nodes_[each].value == identifier.value; });
  if (found != nothing) return found;
  nodes_.push_back({arena_.keep(identifier.value), kind, nothing});
  text_bytes_ += identifier.value.size();
  found = static_cast<NodeId>(nodes_.size() - 1);
  node_index_.insert(hash, found, [&](NodeId each) { return hash_of_node(nodes_[each].kind, nodes_[each].value); });
  return found;
}

std::optional<NodeId> Links::find(std::string_view kind, std::string_view value) const {
  auto named = kind_numbers_.find(kind);
  if (named == kind_numbers_.end()) return std::nullopt;
  auto number = named->second;
  auto found = node_index_.find(hash_of_node(number, value), [&](NodeId each) {
    return nodes_[each].kind == number && nodes_[each].value == value;
  });
  return found == nothing ? std::nullopt : std::optional(found);
}

LinkId Links::add(const Observation& seen) {
  NodeId a = node(seen.a), b = node(seen.b);
  if (a == b) return nothing;
  if (a > b) std::swap(a, b);
  auto hash = hash_of_link(a, b, seen.time.us);
  bool daily = by_day(a, b);
  auto found = link_index_.find(hash, [&](LinkId each) {
    const Link& one = links_[each];
    return one.a == a && one.b == b && (!daily || day_of(one.first) == day_of(seen.time.us));
  });
  if (found == nothing) {
    auto source = word_number(seen.source), seen_in = word_number(seen.seen_in);
    found = static_cast<LinkId>(links_.size());
    links_.push_back({a, b, nodes_[a].links, nodes_[b].links, seen.time.us, seen.time.us, seen.event, source, seen_in});
    nodes_[a].links = nodes_[b].links = found;
    link_index_.insert(hash, found,
                       [&](LinkId each) { return hash_of_link(links_[each].a, links_[each].b, links_[each].first); });
    return found;
  }
  Link& one = links_[found];
  bool changed = false;
  if (seen.time.us > one.last) one.last = seen.time.us, changed = true;
  if (std::tie(seen.time.us, seen.event, seen.source, seen.seen_in) <
      std::tie(one.first, one.event, words_[one.source], words_[one.seen_in])) {
    one.first = seen.time.us;
    one.event = seen.event;
    one.source = word_number(seen.source);
    one.seen_in = word_number(seen.seen_in);
    changed = true;
  }
  return changed ? found : nothing;
}

std::size_t Links::bytes() const {
  return nodes_.size() * sizeof(Node) + links_.size() * sizeof(Link) + text_bytes_ + node_index_.bytes() +
         link_index_.bytes();
}

}  // namespace cairn::identity
