// Columns of a format that finds them on the way (NDJSON, XES): names to positions, and the cells of one record.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "collect/records.h"

namespace cairn::collect {

class ColumnSet {
 public:
  /// Keys that are values in disguise ({"sku-1":…, "sku-2":…}) would make a column each: there is an end to that.
  static constexpr std::size_t max_columns = 4000;

  const std::vector<std::string>& names() const { return names_; }
  bool too_many() const { return names_.size() > max_columns; }

  std::size_t position(std::string_view name) {
    // Records of one file mostly have the same keys in the same order.
    if (expected_ < names_.size() && names_[expected_] == name) return expected_++;
    auto found = positions_.find(name);
    if (found == positions_.end()) {
      names_.emplace_back(name);
      found = positions_.emplace(std::string(name), names_.size() - 1).first;
    }
    expected_ = found->second + 1;
    return found->second;
  }

  /// Starts a record: its cells are appended to the batch from here on.
  void start(RecordBatch& batch) {
    expected_ = 0;
    first_cell_ = batch.cells.size();
  }
  /// Sets a cell of the record that was started.
  void set(RecordBatch& batch, std::string_view name, Cell cell) {
    std::size_t at = first_cell_ + position(name);
    if (at >= batch.cells.size()) batch.cells.resize(at + 1);
    batch.cells[at] = cell;
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> positions_;
  std::size_t expected_ = 0, first_cell_ = 0;
};

}  // namespace cairn::collect
