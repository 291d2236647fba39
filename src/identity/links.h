// What was seen together: observations of two identifiers, folded so that the order of arrival, and seeing a thing
// twice, change nothing.
//
//   pair                          kept                                       why
//   person–person, transactions   one link: the earliest, and the last time  who was first; is it still in use?
//   with a device or cookie       one link a day (UTC)                       a device carries one person after another
//
// An observation is folded by minimum and maximum, which are idempotent, commutative and associative. What is kept is
// small: identifiers and words are interned; a link takes 56 bytes and its place in the index 5 to 11.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "event/event.h"
#include "identity/identifier.h"

namespace cairn::identity {

/// Two canonical identifiers that stood together in an event. Which is a and which b means nothing.
struct Observation {
  Identifier a, b;
  Time time;
  EventId event;        ///< of the event it was seen in; breaks ties of time
  std::string source;   ///< of the event
  std::string seen_in;  ///< type of the event: "identify", "Order Completed"
};

using NodeId = std::uint32_t;
using LinkId = std::uint32_t;
inline constexpr std::uint32_t nothing = 0xffff'ffff;
inline constexpr std::int64_t day_us = 86'400'000'000;

/// The UTC day of a time, from 1970-01-01.
inline std::int64_t day_of(std::int64_t us) { return us >= 0 ? us / day_us : -((day_us - 1 - us) / day_us); }

/// 56 bytes; there are millions.
struct Link {
  NodeId a, b;
  LinkId next_of_a, next_of_b;  ///< the next link of the same identifier, or nothing
  std::int64_t first, last;     ///< µs UTC
  EventId event;                ///< of the earliest observation
  std::uint32_t source, seen_in;
};
static_assert(sizeof(Link) == 56);

struct Node {
  std::string_view value;
  std::uint32_t kind;
  LinkId links = nothing;  ///< the newest of its chain
};

/// An index of things by their content: open addressing over their numbers, at most three quarters full.
class Index {
 public:
  /// The number of the thing with this hash for which `same` holds, or nothing.
  template <class Same>
  std::uint32_t find(std::uint64_t hash, Same same) const {
    if (slots_.empty()) return nothing;
    for (auto at = hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1))
      if (slots_[at] == nothing || same(slots_[at])) return slots_[at];
  }
  /// Puts in a thing that find() did not find. `hash_of` gives the hash of those that are in it.
  template <class HashOf>
  void insert(std::uint64_t hash, std::uint32_t number, HashOf hash_of) {
    if ((size_ + 1) * 4 > slots_.size() * 3) {
      std::vector<std::uint32_t> old(std::max<std::size_t>(16, slots_.size() * 2), nothing);
      old.swap(slots_);
      for (auto each : old)
        if (each != nothing) place(hash_of(each), each);
    }
    place(hash, number);
    ++size_;
  }
  std::size_t bytes() const { return slots_.capacity() * sizeof(std::uint32_t); }

 private:
  void place(std::uint64_t hash, std::uint32_t number) {
    auto at = hash & (slots_.size() - 1);
    while (slots_[at] != nothing) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = number;
  }
  std::vector<std::uint32_t> slots_;
  std::size_t size_ = 0;
};

/// Grows only. Numbers of nodes and links depend on the order of arrival: they never decide anything.
class Links {
 public:
  Links() = default;
  Links(const Links&) = delete;
  Links& operator=(const Links&) = delete;

  NodeId node(const Identifier& identifier);
  std::optional<NodeId> find(std::string_view kind, std::string_view value) const;
  /// The link it was folded into; nothing when it changed nothing or links an identifier with itself.
  LinkId add(const Observation& seen);

  const Node& operator[](NodeId node) const { return nodes_[node]; }
  const Link& link(LinkId link) const { return links_[link]; }
  std::size_t nodes() const { return nodes_.size(); }
  std::size_t links() const { return links_.size(); }
  const std::string& kind(std::uint32_t number) const { return kinds_[number]; }
  std::size_t kinds() const { return kinds_.size(); }
  const std::string& word(std::uint32_t number) const { return words_[number]; }
  Identifier identifier(NodeId node) const { return {kinds_[nodes_[node].kind], std::string(nodes_[node].value)}; }
  /// Order of two nodes by kind and value, whatever their numbers.
  bool before(NodeId a, NodeId b) const {
    if (nodes_[a].kind != nodes_[b].kind) return kinds_[nodes_[a].kind] < kinds_[nodes_[b].kind];
    return nodes_[a].value < nodes_[b].value;
  }
  /// Calls take(link, other) for each link of a node, the newest first.
  template <class Take>
  void each_link(NodeId node, Take take) const {
    for (auto at = nodes_[node].links; at != nothing;) {
      const Link& one = links_[at];
      take(at, one.a == node ? one.b : one.a);
      at = one.a == node ? one.next_of_a : one.next_of_b;
    }
  }
  std::size_t bytes() const;

 private:
  std::uint32_t kind_number(const std::string& kind);
  std::uint32_t word_number(const std::string& word);
  std::uint64_t hash_of_node(std::uint32_t kind, std::string_view value) const;
  std::uint64_t hash_of_link(NodeId a, NodeId b, std::int64_t time) const;
  bool by_day(NodeId a, NodeId b) const { return daily_[nodes_[a].kind] || daily_[nodes_[b].kind]; }

  Arena arena_;
  std::deque<Node> nodes_;
  std::deque<Link> links_;
  std::vector<std::string> kinds_, words_;
  std::map<std::string, std::uint32_t, std::less<>> kind_numbers_;
  std::vector<bool> daily_;  ///< of each kind
  Index node_index_, link_index_, word_index_;
  std::size_t text_bytes_ = 0;
  std::uint64_t seed_ = process_seed();
};

}  // namespace cairn::identity
