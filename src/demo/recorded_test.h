// For the tests: a demo kept in memory as plain rows, read back from the batches that a sink gets.
#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "demo/retailer.h"

namespace cairn::demo {

struct Row {
  EventId id;
  std::string customer, event, channel, currency, order, store, reason;
  std::int64_t time_s = 0;  ///< UTC
  std::int64_t amount = 0;
  double value = 0;
  bool sale() const { return event == "order_paid" || event == "till_receipt"; }
};

struct Recorded : EventSink {
  std::vector<Row> rows;
  bool marked_simulated = true;
  DemoSummary summary;

  explicit Recorded(const DemoOptions& options) {
    auto result = generate(options, *this);
    REQUIRE(result);
    summary = *result;
    CHECK(marked_simulated);
  }
  Result<void> append(const EventBatch& batch) override {
    std::size_t start = rows.size();
    for (std::size_t i = 0; i < batch.size(); ++i) {
      marked_simulated = marked_simulated && batch.source[i] == source_name;
      rows.push_back({batch.id[i], std::string(batch.identifier[i]), std::string(batch.type[i]),
                      std::string(batch.channel[i]), std::string(batch.currency[i]), "", "", "",
                      batch.time[i] / 1'000'000, batch.amount_minor[i], batch.value[i]});
    }
    for (const auto& column : batch.properties)
      for (std::size_t i = 0; i < column.rows.size(); ++i) {
        Row& row = rows[start + column.rows[i]];
        if (column.name == "order_id") row.order = column.texts[i];
        if (column.name == "store") row.store = column.texts[i];
        if (column.name == "reason") row.reason = column.texts[i];
      }
    return {};
  }
};

/// Ranges of rows of one customer each.
inline std::vector<std::span<const Row>> by_customer(const std::vector<Row>& rows) {
  std::vector<std::span<const Row>> lives;
  for (std::size_t from = 0, to = 0; from < rows.size(); from = to) {
    while (to < rows.size() && rows[to].customer == rows[from].customer) ++to;
    lives.emplace_back(rows.data() + from, to - from);
  }
  return lives;
}

inline double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace cairn::demo
