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
  void set_sent_as(NameId id, std::string_view kind);
  std::optional<NameId> find(std::string_view kind, std::string_view value) const;
  std::string_view kind(NameId id) const { return {names_[id].text, names_[id].kind_size}; }
  std::string_view value(NameId id) const { return {names_[id].text + names_[id].kind_size, names_[id].value_size}; }
  identity::Identifier identifier(NameId id) const { return {std::string(kind(id)), std::string(value(id))}; }
  /// As the index sorts identifiers (journey/joined.h).
  std::uint64_t hash_as_sent(NameId id) const;
  std::size_t size() const { return names_.size(); }
  std::size_t bytes() const;

 private:
  struct Name {
    const char* text;  ///< kind, value
    std::uint32_t kind_size : 31, is_anonymous : 1;
    std::uint32_t value_size;
  };
  struct Slot {
    NameId id = empty;
    std::uint32_t tag = 0;  ///< half of the hash: tells most names apart, and the place when the table grows
  };
  static constexpr NameId empty = 0xFFFFFFFF;

  std::uint32_t tag_of(std::string_view kind, std::string_view value) const;
  /// The slot that has this name, or the empty one where it belongs.
  std::size_t slot_of(std::uint32_t tag, std::string_view kind, std::string_view value) const;
  void grow();

  std::vector<Name> names_;
  std::vector<Slot> slots_ = std::vector<Slot>(1024);
  Arena texts_;
  std::size_t text_bytes_ = 0;
  std::uint64_t seed_ = process_seed();
};

}  // namespace cairn::profile
