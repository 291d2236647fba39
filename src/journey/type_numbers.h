// Event type numbers by name; runs of one type are looked up once.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/hash.h"

namespace cairn::journey {

class TypeNumbers {
 public:
  explicit TypeNumbers(const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < names.size(); ++i) numbers_.emplace(names[i], static_cast<std::uint16_t>(i));
  }
  TypeNumbers(const TypeNumbers&) = delete;
  TypeNumbers& operator=(const TypeNumbers&) = delete;
  std::optional<std::uint16_t> of(std::string_view name) {
    if (last_ != numbers_.end() && last_->first == name) return last_->second;
    last_ = numbers_.find(name);
    if (last_ == numbers_.end()) return std::nullopt;
    return last_->second;
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return hash64(text); }
  };
  std::unordered_map<std::string, std::uint16_t, Hash, std::equal_to<>> numbers_;
  decltype(numbers_)::const_iterator last_ = numbers_.end();
};

}  // namespace cairn::journey
