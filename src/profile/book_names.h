// Identifiers and customers by number: each pair (kind, value) once, in 16 bytes and its text.
//
// The cookies of SDKs come as "anonymous" and are called "cookie" by identity (identity/seen.h); here both are one
// name, which remembers how it was sent first.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "event/event.h"
#include "identity/identifier.h"

namespace cairn::profile {

using NameId = std::uint32_t;

class BookNames {
 public:
  /// The number of a name, a new one when it was never asked for. Numbers count from 0.
  NameId id_of(std::string_view kind, std::string_view value);
  /// Of an identifier that is seen in an event.
  void set_sent_as(NameId id, std::string_view kind) { entries_[id].sent_as = kind_number(kind); }
  std::optional<NameId> find(std::string_view kind, std::string_view value) const;
  std::string_view kind(NameId id) const { return kinds_[entries_[id].kind]; }
  std::string_view value(NameId id) const { return {entries_[id].text, entries_[id].length}; }
  identity::Identifier identifier(NameId id) const { return {std::string(kind(id)), std::string(value(id))}; }
  /// As the index sorts identifiers (journey/joined.h).
  std::uint64_t hash_as_sent(NameId id) const { return customer_hash(kinds_[entries_[id].sent_as], value(id)); }
  std::size_t size() const { return entries_.size(); }
  std::size_t bytes() const;

 private:
  struct Entry {
    const char* text;
    std::uint32_t length;
    std::uint16_t kind, sent_as;  ///< in kinds_
  };
  struct Slot {
    NameId id = empty;
    std::uint32_t tag = 0;  ///< half of the hash: tells most names apart, and the place when the table grows
  };
  static constexpr NameId empty = 0xFFFFFFFF;

  std::uint16_t kind_number(std::string_view kind);
  std::uint32_t tag_of(std::string_view kind, std::string_view value) const;
  /// The slot that has this name, or the empty one where it belongs.
  std::size_t slot_of(std::uint32_t tag, std::string_view kind, std::string_view value) const;
  void grow();

  std::vector<std::string> kinds_;
  std::vector<Entry> entries_;
  std::vector<Slot> slots_ = std::vector<Slot>(1024);
  Arena texts_;
  std::size_t text_bytes_ = 0;
  std::uint64_t seed_ = process_seed();
};

}  // namespace cairn::profile
