// Whether an answer is about what its customer did at the touchpoint: about the same order, for example.
#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <vector>

#include "journey/filter.h"

namespace cairn::map {

class Tie {
 public:
  /// `here`: events of the touchpoint. `key` null: no event has a number.
  Tie(const journey::Bucket& bucket, journey::Mask here, std::shared_ptr<const journey::Column> key)
      : bucket_(bucket), here_(std::move(here)), key_(std::move(key)) {}
  /// Only such events of the touchpoint.
  void keep(std::span<const std::uint8_t> rows) {
    for (std::size_t row = 0; row < here_.size(); ++row) here_[row] &= rows[row];
  }
  void begin(std::size_t customer) {
    mine_.clear();
    for (std::size_t row = bucket_.offsets[customer]; key_ && row < bucket_.offsets[customer + 1]; ++row)
      if (here_[row] && key_->codes[row] != 0) mine_.push_back(key_->codes[row]);
  }
  bool holds(std::size_t row) const {
    return key_ && std::find(mine_.begin(), mine_.end(), key_->codes[row]) != mine_.end();
  }

 private:
  const journey::Bucket& bucket_;
  journey::Mask here_;
  std::shared_ptr<const journey::Column> key_;
  std::vector<std::uint32_t> mine_;
};

}  // namespace cairn::map
