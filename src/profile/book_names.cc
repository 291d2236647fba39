#include "profile/book_names.h"

#include <algorithm>

#include "base/check.h"

namespace cairn::profile {
namespace {

std::string_view canonical_kind(std::string_view sent) { return sent == "anonymous" ? "cookie" : sent; }

}  // namespace

NameId BookNames::id_of(std::string_view sent, std::string_view value) {
  const auto kind = canonical_kind(sent);
  const auto tag = tag_of(kind, value);
  auto slot = slot_of(tag, kind, value);
  if (slots_[slot].id == empty) {
    if ((entries_.size() + 1) * 2 > slots_.size()) {
      grow();
      slot = slot_of(tag, kind, value);
    }
    CAIRN_CHECK(entries_.size() < empty);
    slots_[slot] = {static_cast<NameId>(entries_.size()), tag};
    entries_.push_back(
        {texts_.keep(value).data(), static_cast<std::uint32_t>(value.size()), kind_number(kind), kind_number(sent)});
    text_bytes_ += value.size();
  }
  return slots_[slot].id;
}

std::optional<NameId> BookNames::find(std::string_view sent, std::string_view value) const {
  const auto kind = canonical_kind(sent);
  auto id = slots_[slot_of(tag_of(kind, value), kind, value)].id;
  return id == empty ? std::nullopt : std::optional(id);
}

std::size_t BookNames::bytes() const {
  return text_bytes_ + entries_.capacity() * sizeof(Entry) + slots_.capacity() * sizeof(Slot);
}

/// There are a dozen kinds; those with accounts a few dozen.
std::uint16_t BookNames::kind_number(std::string_view kind) {
  auto found = std::find(kinds_.begin(), kinds_.end(), kind);
  if (found == kinds_.end()) found = kinds_.insert(kinds_.end(), std::string(kind));
  CAIRN_CHECK(kinds_.size() < 0xFFFF);
  return static_cast<std::uint16_t>(found - kinds_.begin());
}

std::uint32_t BookNames::tag_of(std::string_view kind, std::string_view value) const {
  return static_cast<std::uint32_t>(hash64(value, hash64(kind, seed_)));
}

std::size_t BookNames::slot_of(std::uint32_t tag, std::string_view kind, std::string_view value) const {
  const auto mask = slots_.size() - 1;
  for (std::size_t at = tag & mask;; at = (at + 1) & mask) {
    const auto& slot = slots_[at];
    if (slot.id == empty) return at;
    if (slot.tag == tag && this->value(slot.id) == value && this->kind(slot.id) == kind) return at;
  }
}

void BookNames::grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  const auto mask = slots_.size() - 1;
  for (const auto& slot : old) {
    if (slot.id == empty) continue;
    std::size_t at = slot.tag & mask;
    while (slots_[at].id != empty) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

}  // namespace cairn::profile
