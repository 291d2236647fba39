#include "collect/wire.h"

#include "base/check.h"
#include "base/text.h"
#include "targets.h"

namespace cairn::fuzz {
namespace {

collect::WireContext context_of_fuzz(std::string_view query) {
  collect::WireContext context;
  context.source = "fuzz";
  context.call = "batch";
  context.query = query;
  context.received = *parse_time("2026-03-01T12:00:00Z", TimeZone::utc());
  return context;
}

void check_events(const EventBatch& events) {
  for (std::size_t row = 0; row < events.size(); ++row) {
    CAIRN_CHECK(events.time[row] >= earliest_time.us && events.time[row] < latest_time.us);
    CAIRN_CHECK(!events.type[row].empty() && is_utf8(events.type[row]));
    CAIRN_CHECK(!collect::means_nobody(events.identifier[row]) && is_utf8(events.identifier[row]));
    CAIRN_CHECK(is_utf8(events.session[row]) && is_utf8(events.channel[row]));
  }
  for (const auto& column : events.properties) {
    CAIRN_CHECK(is_utf8(column.name) && !column.name.empty());
    for (auto text : column.texts) CAIRN_CHECK(is_utf8(text) && text.find('\0') == std::string_view::npos);
    for (std::size_t i = 1; i < column.rows.size(); ++i) CAIRN_CHECK(column.rows[i - 1] < column.rows[i]);
  }
}

void read(collect::WireFormat format, std::string_view body, std::string_view query = {}) {
  auto context = context_of_fuzz(query);
  collect::WireBatch first, second;
  auto once = collect::read_wire(format, body, context, first);
  auto again = collect::read_wire(format, body, context, second);
  CAIRN_CHECK(once.ok() == again.ok());
  if (!once) {
    CAIRN_CHECK(first.items() == 0 && !once.error().message.empty());
    return;
  }
  CAIRN_CHECK(first.events.id == second.events.id && first.events.time == second.events.time);
  CAIRN_CHECK(first.order == second.order && first.key_time == second.key_time && first.item == second.item);
  CAIRN_CHECK(first.item.size() == first.events.size() && first.order.size() == first.events.size());
  CAIRN_CHECK(first.events.properties.size() == second.events.properties.size());
  for (const auto& refused : first.refused) CAIRN_CHECK(!refused.reason.empty() && is_utf8(refused.text));
  check_events(first.events);
}

}  // namespace

void segment(std::string_view bytes) { read(collect::WireFormat::segment, bytes); }
void posthog(std::string_view bytes) { read(collect::WireFormat::posthog, bytes); }
void sensors(std::string_view bytes) {
  read(collect::WireFormat::sensors, bytes);
  read(collect::WireFormat::sensors, "", bytes);
}

}  // namespace cairn::fuzz
