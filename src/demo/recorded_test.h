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

inline constexpr DemoOptions one_year{1, 12'000, 365};

struct Row {
  EventId id;
  std::pair<std::string, std::string> identifier;  ///< kind and value, as sent
  std::string customer,                            ///< who it really was
      event, channel, currency, order, store, city, reason, about, variant, buyer, step, by, promotion, product, text;
  std::int64_t time_s = 0;  ///< UTC
  std::int64_t amount = 0;
  double value = 0;
  std::int64_t received_s = 0;
  bool sale() const { return event == "order_paid" || event == "till_receipt"; }
};

struct Recorded : EventSink {
  std::vector<Row> rows;
  bool marked_simulated = true;
  std::size_t sent_twice = 0;  ///< left out of the rows, as any import does
  DemoSummary summary;
  std::vector<std::string> persons;  ///< of the batch that comes

  explicit Recorded(const DemoOptions& options) {
    auto result = generate(options, *this, {}, [&](std::span<const Person> told) {
      persons.clear();
      for (const Person& person : told) persons.push_back(person.name());
    });
    REQUIRE(result);
    summary = *result;
    CHECK(marked_simulated);
  }
  Result<void> append(const EventBatch& batch) override {
    std::vector<std::size_t> row_of(batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i) {
      marked_simulated = marked_simulated && batch.source[i] == source_name;
      bool again = i > 0 && batch.id[i] == batch.id[i - 1];
      sent_twice += again;
      if (!again) rows.emplace_back();
      row_of[i] = rows.size() - 1;
      Row& row = rows.back();
      row.id = batch.id[i];
      row.customer = persons[i];
      row.identifier = {std::string(batch.identifier_kind[i]), std::string(batch.identifier[i])};
      row.event = batch.type[i];
      row.channel = batch.channel[i];
      row.currency = batch.currency[i];
      row.time_s = batch.time[i] / 1'000'000;
      if (!again) row.received_s = batch.received[i] / 1'000'000;
      row.amount = batch.amount_minor[i];
      row.value = batch.value[i];
    }
    static const std::map<std::string, std::string Row::*> kept = {
        {"order_id", &Row::order}, {"store", &Row::store},     {"city", &Row::city},           {"reason", &Row::reason},
        {"about", &Row::about},    {"variant", &Row::variant}, {"buyer", &Row::buyer},         {"step", &Row::step},
        {"by", &Row::by},          {"product", &Row::product}, {"promotion", &Row::promotion}, {"text", &Row::text}};
    for (const auto& column : batch.properties) {
      auto field = kept.find(column.name);
      if (field == kept.end()) continue;
      for (std::size_t i = 0; i < column.rows.size(); ++i)
        rows[row_of[column.rows[i]]].*field->second = column.texts[i];
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
