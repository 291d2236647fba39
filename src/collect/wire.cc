#include "collect/wire.h"

#include "base/text.h"
#include "collect/wire_formats.h"
#include "collect/wire_webhook.h"
#include "collect/wire_wechat.h"
#include "collect/wire_words.h"

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
  char lower[20];
  if (text.size() > sizeof lower) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    lower[i] = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] | 32) : text[i];
  static const WordTable<bool> nobodies = {{"-1", true},
                                           {"null", true},
                                           {"(null)", true},
                                           {"<null>", true},
                                           {"nil", true},
                                           {"none", true},
                                           {"undefined", true},
                                           {"nan", true},
                                           {"n/a", true},
                                           {"true", true},
                                           {"false", true},
                                           {"anonymous", true},
                                           {"anon", true},
                                           {"guest", true},
                                           {"unknown", true},
                                           {"unidentified", true},
                                           {"not set", true},
                                           {"(not set)", true},
                                           {"not_set", true},
                                           {"notset", true},
                                           {"not_authenticated", true},
                                           {"id", true},
                                           {"user_id", true},
                                           {"userid", true},
                                           {"distinct_id", true},
                                           {"distinctid", true},
                                           {"email", true},
                                           {"[object object]", true},
                                           {"匿名", true},
                                           {"游客", true},
                                           {"遊客", true},
                                           {"访客", true},
                                           {"訪客", true},
                                           {"未知", true},
                                           {"blank", true},
                                           {"nobody", true},
                                           {"no_user", true},
                                           {"not_logged_in", true},
                                           {"not logged in", true},
                                           {"匿名用户", true},
                                           {"匿名用戶", true},
                                           {"游客用户", true},
                                           {"未登录", true},
                                           {"未登錄", true},
                                           {"空", true},
                                           {"无", true},
                                           {"無", true}};
  std::string_view word(lower, text.size());
  return nobodies.find(word) != nullptr;
}

}  // namespace cairn::collect
