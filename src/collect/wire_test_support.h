// For tests of what comes over the wire: a batch in a form that is easy to check and to compare.
#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <string>
#include <vector>

#include "collect/wire.h"

namespace cairn::collect {

struct ReadEvent {
  EventId id;
  std::string kind, who, type, channel, session, currency, source;
  std::int64_t time = 0, sent = 0, received = 0, amount = 0, key_time = 0;
  std::string value;
  Hash128 order;
  std::uint32_t item = 0;
  std::map<std::string, std::string> properties;  ///< "name.type" → value
  std::string operator[](const std::string& name) const {
    auto found = properties.find(name);
    return found == properties.end() ? "(none)" : found->second;
  }
  bool operator==(const ReadEvent&) const = default;
};

struct WireRead {
  std::vector<ReadEvent> events;
  std::vector<RefusedItem> refused;
  std::uint32_t ignored = 0;
  bool failed = false;
  Error error;
  const ReadEvent& only() const {
    REQUIRE(!failed);
    for (const auto& each : refused) INFO(each.reason << ": " << each.found);
    REQUIRE(refused.empty());
    REQUIRE(events.size() == 1);
    return events.front();
  }
  std::string reason() const {
    REQUIRE(!failed);
    return refused.size() == 1 && events.empty() ? refused.front().reason : fmt::format("{} events", events.size());
  }
};

inline Time at(std::string_view text) { return *parse_time(text, TimeZone::utc()); }

inline WireContext context_of_test(std::string call = "batch") {
  WireContext context;
  context.source = "shop";
  context.call = std::move(call);
  context.received = at("2026-03-01T12:00:00Z");
  return context;
}

inline std::vector<ReadEvent> events_of(const WireBatch& batch) {
  const auto& from = batch.events;
  REQUIRE(batch.item.size() == from.size());
  REQUIRE(batch.key_time.size() == from.size());
  REQUIRE(batch.order.size() == from.size());
  std::vector<ReadEvent> events;
  for (std::size_t i = 0; i < from.size(); ++i) {
    events.push_back({from.id[i],
                      std::string(from.identifier_kind[i]),
                      std::string(from.identifier[i]),
                      std::string(from.type[i]),
                      std::string(from.channel[i]),
                      std::string(from.session[i]),
                      std::string(from.currency[i]),
                      std::string(from.source[i]),
                      from.time[i],
                      from.sent[i],
                      from.received[i],
                      from.amount_minor[i],
                      batch.key_time[i],
                      std::isnan(from.value[i]) ? "" : fmt::format("{}", from.value[i]),
                      batch.order[i],
                      batch.item[i],
                      {}});
  }
  for (const auto& column : from.properties)
    for (std::size_t k = 0; k < column.rows.size(); ++k) {
      std::string value;
      if (column.type == PropertyType::text)
        value = column.texts[k];
      else if (column.type == PropertyType::real)
        value = fmt::format("{}", column.reals[k]);
      else if (column.type == PropertyType::time)
        value = format_time({column.integers[k]});
      else
        value = fmt::format("{}", column.integers[k]);
      auto& properties = events[column.rows[k]].properties;
      auto [place, is_new] = properties.emplace(column.name + "." + std::string(name_of(column.type)), value);
      CHECK(is_new);
    }
  return events;
}

inline WireRead read(WireFormat format, std::string_view body, const WireContext& context = context_of_test()) {
  WireRead read;
  WireBatch batch;
  if (auto result = read_wire(format, body, context, batch); !result) {
    read.failed = true;
    read.error = result.error();
    CHECK(batch.items() == 0);
    return read;
  }
  read.events = events_of(batch);
  read.refused = batch.refused;
  read.ignored = batch.ignored;
  CHECK(batch.items() == read.events.size() + read.refused.size() + read.ignored);
  return read;
}

inline WireRead segment(std::string_view body, const WireContext& context = context_of_test()) {
  return read(WireFormat::segment, body, context);
}
/// A batch of one item.
inline WireRead segment_item(const std::string& item) { return segment("{\"batch\":[" + item + "]}"); }
/// A track call with these members besides who and what.
inline WireRead track(const std::string& members) {
  return segment_item(R"({"type":"track","event":"Seen","userId":"u1")" + (members.empty() ? "" : "," + members) + "}");
}

}  // namespace cairn::collect
