// The demo as an index in memory, for drafting and asking without a workspace.
#pragma once

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

#include "demo/retailer.h"
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
    for (const auto& column : batch.properties)
      for (std::size_t i = 0; i < column.texts.size(); ++i)
        if (auto row = row_of[column.rows[i]]; row != nowhere)
          rows[row].properties.push_back({column.name, {std::string(column.texts[i]), std::nullopt}});
    return {};
  }
  std::vector<journey::Index::Row> rows;

 private:
  static constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();
  void add(const EventBatch& batch, std::size_t i) {
    rows.push_back({std::string(batch.identifier[i]), std::string(batch.type[i]), batch.time[i] / 1000});
    if (!batch.channel[i].empty())
      rows.back().properties.push_back({"channel", {std::string(batch.channel[i]), std::nullopt}});
  }
};

inline journey::Index demo_index(const demo::DemoOptions& options) {
  DemoRows sink;
  auto made = demo::generate(options, sink);
  REQUIRE(made.ok());
  return journey::Index::in_memory(sink.rows, 2);
}

}  // namespace cairn
