#include "collect/wire.h"

#include "base/text.h"
#include "collect/wire_formats.h"
#include "collect/wire_webhook.h"
#include "collect/wire_wechat.h"

namespace cairn::collect {

std::string_view name_of(WireFormat format) {
  switch (format) {
    case WireFormat::segment:
      return "segment";
    case WireFormat::posthog:
      return "posthog";
    case WireFormat::sensors:
      return "sensors";
    case WireFormat::webhook:
      return "webhook";
    case WireFormat::wechat:
      return "wechat";
  }
  return "unknown";
}

Result<void> read_wire(WireFormat format, std::string_view body, const WireContext& context, WireBatch& batch) {
  switch (format) {
    case WireFormat::segment:
      return read_segment(body, context, batch);
    case WireFormat::posthog:
      return read_posthog(body, context, batch);
    case WireFormat::sensors:
      return read_sensors(body, context, batch);
    case WireFormat::webhook:
      return read_webhook(body, context, batch);
    case WireFormat::wechat:
      return read_wechat(body, context, batch);
  }
  return Error{ErrorCode::unsupported, "the format of the body is not known", context.source, ""};
}

Time event_time(const WireTimes& times, Time received) {
  constexpr std::int64_t most_ahead = 24 * 3600 * 1'000'000LL;
  std::int64_t us = received.us;
  if (times.original != no_time && times.timestamp != no_time) {
    us = times.timestamp;
  } else if (times.original != no_time || times.timestamp != no_time) {
    us = times.original != no_time ? times.original : times.timestamp;
    // A difference that does not fit is a clock that says nothing.
    std::int64_t error = 0;
    if (times.sent != no_time &&
        (__builtin_sub_overflow(received.us, times.sent, &error) || __builtin_add_overflow(us, error, &us)))
      return received;
  }
  bool possible = us >= earliest_time.us && us < latest_time.us && us <= received.us + most_ahead;
  return possible ? Time{us} : received;
}

bool means_nobody(std::string_view identifier) {
  auto text = trim(identifier);
  while (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front())
    text = trim(text.substr(1, text.size() - 2));
  // Nothing but zeros and dashes: 0, 000, the nil UUID, -, "".
  if (text.find_first_not_of("0-") == std::string_view::npos) return true;
  if (text.size() > 18) return false;
  auto word = to_lower(text);
  for (std::string_view nobody : {"-1",
                                  "null",
                                  "(null)",
                                  "<null>",
                                  "nil",
                                  "none",
                                  "undefined",
                                  "nan",
                                  "n/a",
                                  "true",
                                  "false",
                                  "anonymous",
                                  "anon",
                                  "guest",
                                  "unknown",
                                  "unidentified",
                                  "not_authenticated",
                                  "notset",
                                  "not set",
                                  "(not set)",
                                  "not_set",
                                  "id",
                                  "user_id",
                                  "userid",
                                  "distinct_id",
                                  "distinctid",
                                  "email",
                                  "[object object]",
                                  "匿名",
                                  "游客",
                                  "遊客",
                                  "访客",
                                  "訪客",
                                  "未知",
                                  "空",
                                  "无",
                                  "無"})
    if (word == nobody) return true;
  return false;
}

}  // namespace cairn::collect
