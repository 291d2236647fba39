#include "journey/timeline.h"

#include <algorithm>
#include <cmath>

namespace cairn::journey {
namespace {

/// Numbers as numbers; times and texts as they are shown.
Json shown(const ColumnSource& columns, const std::string& name, const Literal& value) {
  auto type = columns.type_of(name);
  if (!value.number || (type != PropertyType::integer && type != PropertyType::real)) return value.text;
  bool whole = value.text.find_first_of(".eE") == std::string::npos && std::abs(*value.number) < 0x1p53;
  return whole ? Json(static_cast<std::int64_t>(*value.number)) : Json(*value.number);
}

Json text(const std::string& value) { return value.empty() ? Json() : Json(value); }
Json number(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

}  // namespace

Result<Answer> timeline_of(const Asked& asked, const std::string& customer) {
  CAIRN_TRY(auto events, asked.index.events_of(customer));
  Answer answer;
  answer.column("time", "time");
  answer.column("event", "symbol");
  answer.column("channel", "text");
  answer.column("amount", "number");
  answer.column("currency", "text");
  answer.column("value", "number");
  answer.column("properties", "properties");
  std::size_t offset = asked.question.value("offset", std::size_t{0});
  std::size_t limit = asked.question.value("limit", events.size());
  for (std::size_t i = offset; i < std::min(events.size(), offset + limit); ++i) {
    const auto& event = events[i];
    Json properties = Json::object();
    for (const auto& [name, value] : event.properties) properties[name] = shown(asked.index.columns(), name, value);
    answer.rows.push_back({format_time(event.time), event.event, text(event.channel), number(event.amount),
                           text(event.currency), number(event.value), std::move(properties)});
  }
  answer.totals = {{"events", events.size()}};
  answer.basis.events = events.size();
  answer.basis.cases = answer.basis.customers = 1;
  answer.basis.first_ms = events.front().time.us / 1000 - epoch_1930_ms;
  answer.basis.last_ms = events.back().time.us / 1000 - epoch_1930_ms;
  return answer;
}

}  // namespace cairn::journey
