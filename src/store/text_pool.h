// Texts of one column, each kept once under a code; code 0 is "none". When most texts turn out to be different (free
// text, session ids), looking them up is given up and every text gets a code of its own.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "event/event.h"
#include "store/chunk.h"
#include "store/pages.h"

namespace cairn::store {

class TextPool {
 public:
  std::uint32_t code(std::string_view text) { return code(text, hash64(text)); }
  /// `hash` must be the same for equal texts; a caller that has one saves the time.
  std::uint32_t code(std::string_view text, std::uint64_t hash) {
    ++asked_;
    auto wanted = DuckText::borrow(text);
    if (last_ != 0 && (*this)[last_] == wanted) return last_;
    if (given_up_ || ((texts_.size() + 1) * 2 > slots_.size() && !grow())) return last_ = add(wanted);
    const auto tag = static_cast<std::uint32_t>(hash);
    for (std::size_t at = tag & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
      auto& slot = slots_[at];
      if (slot.code == 0) return last_ = (slot = {add(wanted), tag}).code;
      if (slot.tag == tag && (*this)[slot.code] == wanted) return last_ = slot.code;
    }
  }
  /// take(i, code) for each text in turn. Looks ahead, because a large pool does not lie in the cache.
  template <class Take>
  void codes_of(std::span<const std::string_view> texts, bool empty_is_none, const Take& take) {
    constexpr std::size_t ahead = 16;
    std::uint64_t hashes[ahead] = {};
    auto look_at = [&](std::size_t i) {
      if (i >= texts.size() || given_up_) return;
      hashes[i % ahead] = hash64(texts[i]);
      prefetch(hashes[i % ahead]);
    };
    for (std::size_t i = 0; i < ahead; ++i) look_at(i);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      take(i, empty_is_none && texts[i].empty() ? 0 : code(texts[i], given_up_ ? 0 : hashes[i % ahead]));
      look_at(i + ahead);
    }
  }
  void prefetch(std::uint64_t hash) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[static_cast<std::uint32_t>(hash) & (slots_.size() - 1)]);
  }
  const DuckText& operator[](std::uint32_t code) const { return texts_[code - 1]; }
  /// Codes are 1 .. codes().
  std::size_t codes() const { return texts_.size(); }
  std::size_t bytes() const { return texts_.bytes() + slots_.size() * sizeof(Slot) + outside_; }

 private:
  static constexpr std::size_t patience = 1 << 16;  ///< different texts before giving up is considered
  struct Slot {
    std::uint32_t code = 0;
    std::uint32_t tag = 0;  ///< low half of the hash: tells most texts apart, and the place when the table grows
  };

  std::uint32_t add(const DuckText& text) {
    auto view = text.view();
    if (!text.is_inside()) outside_ += view.size();
    texts_.push_back(text.is_inside() ? text : DuckText::borrow(arena_.keep(view)));
    return static_cast<std::uint32_t>(texts_.size());
  }
  /// False: gave up instead.
  bool grow() {
    if (texts_.size() > patience && texts_.size() * 2 > asked_) {
      given_up_ = true;
      slots_ = {};
      return false;
    }
    std::vector<Slot> old(slots_.empty() ? 64 : slots_.size() * 2);
    old.swap(slots_);
    for (const auto& slot : old) {
      if (slot.code == 0) continue;
      std::size_t at = slot.tag & (slots_.size() - 1);
      while (slots_[at].code != 0) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = slot;
    }
    return true;
  }

  Arena arena_;
  Pages<DuckText> texts_;
  std::vector<Slot> slots_;
  std::size_t asked_ = 0, outside_ = 0;
  std::uint32_t last_ = 0;
  bool given_up_ = false;
};

}  // namespace cairn::store
