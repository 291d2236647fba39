// A fixed table of words, looked up several times an event: no allocation, one comparison.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/hash.h"

namespace cairn::collect {

template <class T>
class WordTable {
 public:
  WordTable(std::initializer_list<std::pair<std::string_view, T>> words) : words_(words) {
    CAIRN_CHECK(words_.size() * 2 <= places_.size());
    for (std::size_t i = 0; i < words_.size(); ++i) {
      auto at = place_of(words_[i].first);
      while (places_[at] != 0) at = (at + 1) % places_.size();
      places_[at] = static_cast<std::uint8_t>(i + 1);
    }
  }
  const T* find(std::string_view word) const {
    for (auto at = place_of(word); places_[at] != 0; at = (at + 1) % places_.size())
      if (const auto& [known, value] = words_[places_[at] - 1]; known == word) return &value;
    return nullptr;
  }

 private:
  static std::size_t place_of(std::string_view word) {
    if (word.empty()) return 0;
    auto at = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(word[i])); };
    return (word.size() * 7 + at(0) * 31 + at(word.size() / 2) * 17 + at(word.size() - 1) * 3) % 256;
  }

  std::vector<std::pair<std::string_view, T>> words_;
  std::array<std::uint8_t, 256> places_{};
};

/// The names that one event has so far. Whoever sends events chooses the names: the hash is seeded.
class NameSet {
 public:
  NameSet() : places_(256) {}
  void clear() {
    if (names_.size() * 8 > places_.size()) {
      std::fill(places_.begin(), places_.end(), 0);
    } else {
      for (auto at : used_) places_[at] = 0;
    }
    names_.clear();
    used_.clear();
  }
  /// False when it is there already. The name's text must stay until clear().
  bool add(std::string_view name) {
    if (names_.size() * 2 >= places_.size()) grow();
    std::size_t mask = places_.size() - 1, at = hash64(name, process_seed()) & mask;
    for (; places_[at] != 0; at = (at + 1) & mask)
      if (names_[places_[at] - 1U] == name) return false;
    names_.push_back(name);
    used_.push_back(static_cast<std::uint32_t>(at));
    places_[at] = static_cast<std::uint32_t>(names_.size());
    return true;
  }

 private:
  void grow() {
    places_.assign(places_.size() * 2, 0);
    used_.clear();
    for (auto name : std::exchange(names_, {})) add(name);
  }

  std::vector<std::uint32_t> places_, used_;
  std::vector<std::string_view> names_;
};

}  // namespace cairn::collect
