// The demo as an index in memory, for drafting and asking without a workspace: its customers are those who follow from
// what the events say of each other.
#pragma once

#include <doctest/doctest.h>

#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "demo/identifiers.h"
#include "demo/retailer.h"
#include "identity/graph.h"
#include "identity/seen.h"
#include "journey/index.h"

namespace cairn {

/// Gathers the demo's events as rows of an index, with the properties that a draft may look at. What is sent twice is
/// there once, as after any import.
class DemoRows : public EventSink {
 public:
  Result<void> append(const EventBatch& batch) override {
    std::vector<std::size_t> row_of(batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i) {
      bool again = i > 0 && batch.id[i] == batch.id[i - 1];
      if (!again) add(batch, i);
      row_of[i] = again ? nowhere : rows.size() - 1;
    }
    for (const auto& column : batch.properties) {
      auto names = identifying_.find(column.name);
      for (std::size_t i = 0; i < column.texts.size(); ++i) {
        auto row = row_of[column.rows[i]];
        if (row == nowhere) continue;
        rows[row].properties.push_back({column.name, {std::string(column.texts[i]), std::nullopt}});
        if (names != identifying_.end()) named_[row].push_back(canonical(names->second, column.texts[i]));
      }
    }
    return {};
  }
  /// Every row under the name of its customer.
  void resolve() {
    identity::Graph graph(rules_);
    std::vector<identity::Observation> seen;
    for (auto& [row, found] : named_) {
      found.push_back(canonical(kinds_[row], rows[row].customer));
      std::erase_if(found, [](const auto& each) { return !each.identifies(); });
      for (std::size_t a = 0; a < found.size(); ++a)
        for (std::size_t b = a + 1; b < found.size(); ++b)
          seen.push_back({found[a].identifier, found[b].identifier, time_of(row), {row, row}, "demo", rows[row].type});
    }
    for (std::size_t row = 0; row < rows.size(); ++row)
      if (auto alone = canonical(kinds_[row], rows[row].customer); alone.identifies() && kinds_[row] == "phone_hash")
        seen.push_back({alone.identifier, alone.identifier, {}, {}, {}, {}});
    graph.add(seen);
    graph.take_changes();
    for (std::size_t row = 0; row < rows.size(); ++row) {
      auto who = canonical(kinds_[row], rows[row].customer);
      if (who.identifies()) rows[row].customer = graph.customer_of(who.identifier, time_of(row)).text();
    }
  }
  std::vector<journey::Index::Row> rows;

 private:
  static constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();
  void add(const EventBatch& batch, std::size_t i) {
    rows.push_back({std::string(batch.identifier[i]), std::string(batch.type[i]), batch.time[i] / 1000});
    kinds_.emplace_back(batch.identifier_kind[i]);
    if (!batch.channel[i].empty())
      rows.back().properties.push_back({"channel", {std::string(batch.channel[i]), std::nullopt}});
  }
  identity::Normalised canonical(std::string_view kind, std::string_view value) const {
    return identity::canonical(kind, value, "", rules_);
  }
  Time time_of(std::size_t row) const { return {rows[row].ms * 1000}; }

  identity::Rules rules_ = identity::read_rules(demo::identity_rules(), "demo").value().rules;
  std::map<std::string, std::string, std::less<>> identifying_ = identifying();
  std::vector<std::string> kinds_;  ///< of each row's identifier
  std::map<std::size_t, std::vector<identity::Normalised>> named_;

  /// Orders say nothing: no event of the demo stands under one.
  std::map<std::string, std::string, std::less<>> identifying() const {
    auto properties = identity::identifying_properties(rules_);
    properties.erase("order_id");
    return properties;
  }
};

inline std::vector<journey::Index::Row> demo_rows(const demo::DemoOptions& options) {
  DemoRows sink;
  REQUIRE(demo::generate(options, sink).ok());
  sink.resolve();
  return std::move(sink.rows);
}

inline journey::Index demo_index(const demo::DemoOptions& options) {
  return journey::Index::in_memory(demo_rows(options), 2);
}

}  // namespace cairn
