// Whether an answer is about what its customer did at the touchpoint: about the same order, for example.
#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <vector>

#include "journey/filter_set.h"

namespace cairn::map {

class Tie {
 public:
  /// `here`: events of the touchpoint; of these only those in `rows`, a byte a row, where it is not empty. `key` null:
  /// no event has a number.
  Tie(const journey::Bucket& bucket, const journey::RowClasses& classes, journey::PredicateNumber here,
      std::span<const std::uint8_t> rows, std::shared_ptr<const journey::Column> key)
      : bucket_(bucket), classes_(classes), here_(here), rows_(rows), key_(std::move(key)) {}
  void begin(std::size_t customer) {
    mine_.clear();
    for (std::size_t row = bucket_.offsets[customer]; key_ && row < bucket_.offsets[customer + 1]; ++row)
      if (classes_.holds(here_, row) && (rows_.empty() || rows_[row]) && key_->codes[row] != 0)
        mine_.push_back(key_->codes[row]);
  }
  bool holds(std::size_t row) const {
    return key_ && std::find(mine_.begin(), mine_.end(), key_->codes[row]) != mine_.end();
  }

 private:
  const journey::Bucket& bucket_;
  const journey::RowClasses& classes_;
  journey::PredicateNumber here_;
  std::span<const std::uint8_t> rows_;
  std::shared_ptr<const journey::Column> key_;
  std::vector<std::uint32_t> mine_;
};

}  // namespace cairn::map
