// PostHog's capture requests: {api_key, batch: [{event, distinct_id, properties, timestamp, uuid}], sent_at}.
#include <fmt/format.h>

#include "base/text.h"
#include "collect/wire_events.h"
#include "collect/wire_formats.h"

namespace cairn::collect {
namespace {

/// What becomes of properties that PostHog's own SDKs set. An empty name: it is not kept. All else keeps its name.
const WordTable<std::string_view>& own_names() {
  static const WordTable<std::string_view> names = {
      {"$current_url", "page_url"},
      {"$pathname", "page_path"},
      {"title", "page_title"},
      {"$referrer", "page_referrer"},
      {"$raw_user_agent", "user_agent"},
      {"$user_agent", "user_agent"},
      {"$browser_language", "locale"},
      {"$locale", "locale"},
      {"$timezone", "timezone"},
      {"$device_id", "device_id"},
      {"$device_type", "device_type"},
      {"$device_manufacturer", "device_manufacturer"},
      {"$device_model", "device_model"},
      {"$os", "os"},
      {"$os_name", "os"},
      {"$os_version", "os_version"},
      {"$browser", "browser"},
      {"$browser_version", "browser_version"},
      {"$app_name", "app"},
      {"$app_version", "app_version"},
      {"$screen_name", "name"},
      {"$group_type", "group_type"},
      {"$group_key", "group_id"},
      {"$ip", ""},
      {"token", ""},
      {"distinct_id", ""},
      {"$lib_version", ""},
      {"$geoip_disable", ""},
      {"$process_person_profile", ""},
      {"$is_identified", ""},
      {"$insert_id", ""},
      {"$time", ""},
      {"$sent_at", ""},
      {"$window_id", ""},
      {"$pageview_id", ""},
      {"$lib_rate_limit_remaining_tokens", ""},
      {"$configured_session_timeout_ms", ""},
  };
  return names;
}

/// The calls that PostHog's SDKs make of events with names of their own.
std::string_view type_of_event(std::string_view event) {
  static const WordTable<std::string_view> types = {
      {"$pageview", "page"},      {"$screen", "screen"},           {"$identify", "identify"},  {"$set", "identify"},
      {"$create_alias", "alias"}, {"$merge_dangerously", "alias"}, {"$groupidentify", "group"}};
  const auto* type = types.find(event);
  return type != nullptr ? *type : event;
}

class PosthogReader {
 public:
  PosthogReader(const WireContext& context, WireBatch& batch) : events_(context, batch) {}

  void read(const WireBody& body) {
    if (body.has_list) envelope_.read(body, {"sent_at"}, events_.context().limits);
    for (const auto& item : body.items)
      if (const auto* reader = events_.open(item)) take(reader->fields());
  }

 private:
  void take(std::span<const Field> fields);
  void take_property(std::string_view name, const Field& field);

  WireEvents events_;
  Envelope envelope_;
  EventHead head_;
  std::string_view distinct_, device_, anonymous_;
  bool is_stranger_ = false;
};

void PosthogReader::take_property(std::string_view name, const Field& field) {
  bool sets = head_.type == "identify", groups = head_.type == "group", links = head_.type == "alias";
  if (name == "$lib") {
    head_.library = field.word();
  } else if (name == "$session_id") {
    head_.session = field.word();
  } else if (name == "$anon_distinct_id" || (links && name == "alias")) {
    (links ? head_.previous : anonymous_) = field.word();
  } else if (sets && name.starts_with("$set.")) {
    head_.properties.push_back({name.substr(5), field});
  } else if (groups && name.starts_with("$group_set.")) {
    head_.properties.push_back({name.substr(11), field});
  } else {
    if (name == "$device_id") device_ = field.word();
    if (name == "distinct_id" && distinct_.empty()) distinct_ = field.word();
    if ((name == "$is_identified" || name == "$process_person_profile") && field.text == "false") is_stranger_ = true;
    const auto* own = own_names().find(name);
    if (own == nullptr)
      head_.properties.push_back({name, field});
    else if (!own->empty())
      head_.context.push_back({*own, field});
  }
}

void PosthogReader::take(std::span<const Field> fields) {
  head_.clear();
  distinct_ = device_ = anonymous_ = {};
  is_stranger_ = false;
  for (const auto& field : envelope_.fields()) head_.sent = field;
  for (const auto& field : fields) {
    if (field.depth > 1) continue;
    if (field.path == "event") head_.type = type_of_event(field.word());
    if (field.path == "distinct_id") distinct_ = field.word();
    if (field.path == "uuid") head_.message_id = field.word();
    if (field.path == "timestamp") head_.timestamp = field;
    if (field.path == "sent_at") head_.sent = field;
  }
  for (const auto& field : fields) {
    if (field.path.starts_with("properties."))
      take_property(field.path.substr(11), field);
    else if (field.path.starts_with("$set"))
      take_property(field.path, field);
  }
  // A device is who it is until somebody signs in; SDKs of servers name people.
  bool is_device = is_stranger_ || (!device_.empty() && device_ == distinct_);
  (is_device ? head_.anonymous : head_.customer) = distinct_;
  if (head_.anonymous.empty()) head_.anonymous = anonymous_;
  events_.add(head_);
}

}  // namespace

Result<void> read_posthog(std::string_view body, const WireContext& context, WireBatch& batch) {
  thread_local WireBody reader;
  CAIRN_TRY_VOID(reader.read(body, context.call == "item" ? "" : "batch"));
  PosthogReader(context, batch).read(reader);
  reader.let_go();
  return {};
}

}  // namespace cairn::collect
