#include "profile/book_names.h"

#include "base/check.h"

namespace cairn::profile {
namespace {

constexpr std::string_view anonymous = "anonymous", cookie = "cookie";

std::string_view canonical(std::string_view kind) { return kind == anonymous ? cookie : kind; }

}  // namespace

NameId BookNames::id_of(std::string_view sent_as, std::string_view value) {
  const auto kind = canonical(sent_as);
  const auto tag = tag_of(kind, value);
  auto slot = slot_of(tag, kind, value);
  if (slots_[slot].id != empty) return slots_[slot].id;
  if ((names_.size() + 1) * 2 > slots_.size()) {
    grow();
    slot = slot_of(tag, kind, value);
  }
  const auto id = static_cast<NameId>(names_.size());
  CAIRN_CHECK(id < empty);
  std::string text(kind);
  text += value;
  names_.push_back({texts_.keep(text).data(), static_cast<std::uint32_t>(kind.size()) & 0x7FFFFFFF,
                    sent_as == anonymous, static_cast<std::uint32_t>(value.size())});
  text_bytes_ += text.size();
  slots_[slot] = {id, tag};
  return id;
}

void BookNames::set_sent_as(NameId id, std::string_view kind) { names_[id].is_anonymous = kind == anonymous; }

std::optional<NameId> BookNames::find(std::string_view sent_as, std::string_view value) const {
  const auto kind = canonical(sent_as);
  auto id = slots_[slot_of(tag_of(kind, value), kind, value)].id;
  return id == empty ? std::nullopt : std::optional(id);
}

std::uint64_t BookNames::hash_as_sent(NameId id) const {
  return customer_hash(names_[id].is_anonymous ? anonymous : kind(id), value(id));
}

std::size_t BookNames::bytes() const {
  return text_bytes_ + names_.capacity() * sizeof(Name) + slots_.capacity() * sizeof(Slot);
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
