// Items: what the steps of a path are called. An event's item is its symbol, or the value of a property (a page's
// path), cleaned in this order:
//
//   /cart/?utm=1 ─▶ trailing "/" ─▶ clean: pattern → text ─▶ wildcards ─▶ exclude ─▶ item, or none
//   /product/17/    /product/17     /product/17             /product/*               /product/*
//
// All of it happens on the dictionary: once a name, however many events have it. What remains for events is one look-up
// in a table of numbers, and nothing at all where no name changes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "journey/question.h"

namespace cairn::journey {

class Items {
 public:
  static constexpr std::uint16_t missing = 65535;   ///< the event has no value of the property
  static constexpr std::uint16_t excluded = 65534;  ///< taken out by `exclude`, or cleaned until nothing was left
  static constexpr std::size_t limit = 65534;

  /// `symbols` are those of the question's level. The property, if any, is known to the index, which must outlive this.
  static Result<Items> make(const Index& index, const ItemRule& rule, const std::vector<std::string>& symbols);
  /// False when item i is symbol i, for all of them.
  bool changes() const { return changes_; }
  const std::vector<std::string>& names() const { return names_; }
  /// Symbols of a bucket's rows to items; symbols beyond those of the level (no symbol) stay as they are.
  Result<void> apply(const Bucket& bucket, std::vector<std::uint16_t>& labels) const;

 private:
  using Table = std::vector<std::uint16_t>;
  Result<Table> numbered(const ItemRule& rule, const std::vector<std::string>& raw);
  const Index* index_ = nullptr;
  std::string property_;
  bool changes_ = true;
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::uint16_t> numbers_;
  Table by_symbol_;
  std::unordered_map<int, Table> by_code_;  ///< bucket number → code → item
};

/// `*` stands for any run of characters, also none; everything else for itself.
bool matches_wildcard(std::string_view pattern, std::string_view name);

}  // namespace cairn::journey
