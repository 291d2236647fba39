// Segment's and RudderStack's calls: track, page, screen, identify, group, alias, alone or in a batch.
#include <fmt/format.h>

#include "base/text.h"
#include "collect/wire_events.h"
#include "collect/wire_formats.h"

namespace cairn::collect {
namespace {

/// What becomes of context.…, by what follows the point. An empty name: it is not kept. All else is kept as context.….
const WordTable<std::string_view>& context_names() {
  static const WordTable<std::string_view> names = {
      {"page.url", "page_url"},
      {"page.path", "page_path"},
      {"page.title", "page_title"},
      {"page.referrer", "page_referrer"},
      {"page.search", ""},
      {"page.initial_referrer", ""},
      {"page.initial_referring_domain", ""},
      {"page.referring_domain", ""},
      {"page.tab_url", ""},
      {"campaign.name", "utm_campaign"},
      {"campaign.source", "utm_source"},
      {"campaign.medium", "utm_medium"},
      {"campaign.term", "utm_term"},
      {"campaign.content", "utm_content"},
      {"userAgent", "user_agent"},
      {"locale", "locale"},
      {"timezone", "timezone"},
      {"device.id", "device_id"},
      {"device.type", "device_type"},
      {"device.manufacturer", "device_manufacturer"},
      {"device.model", "device_model"},
      {"os.name", "os"},
      {"os.version", "os_version"},
      {"app.name", "app"},
      {"app.version", "app_version"},
      {"groupId", "group_id"},
      {"location.city", "city"},
      {"location.country", "country"},
      {"location.region", "region"},
      {"ip", ""},
      {"device.token", ""},
      {"device.advertisingId", ""},
      {"device.adTrackingEnabled", ""},
      {"device.name", ""},
      {"location.latitude", ""},
      {"location.longitude", ""},
      {"screen.density", ""},
      {"screen.innerWidth", ""},
      {"screen.innerHeight", ""},
      {"library.version", ""},
      {"instanceId", ""},
      {"sessionStart", ""},
      {"app.build", ""},
      {"app.namespace", ""},
      {"app.installType", ""},
  };
  return names;
}

enum class Call { unknown, track, page, screen, identify, group, alias };

Call call_of(std::string_view name) {
  static const WordTable<Call> calls = {
      {"track", Call::track},       {"page", Call::page},   {"screen", Call::screen},
      {"identify", Call::identify}, {"group", Call::group}, {"alias", Call::alias},
  };
  const auto* call = calls.find(name);
  return call != nullptr ? *call : Call::unknown;
}

class SegmentReader {
 public:
  SegmentReader(const WireContext& context, WireBatch& batch) : events_(context, batch) {}

  void read(const WireBody& body) {
    is_batch_ = body.has_list;
    if (is_batch_) envelope_.read(body, {"context", "sentAt"}, events_.context().limits);
    for (const auto& item : body.items)
      if (const auto* reader = events_.open(item)) take(reader->fields());
  }

 private:
  void take(std::span<const Field> fields);
  void take_top(const Field& field);
  void take_context(const Field& field);
  void sort(const Field& field);

  WireEvents events_;
  Envelope envelope_;
  EventHead head_;
  bool is_batch_ = false;
  Call call_ = Call::unknown;
  std::string_view type_, event_, name_, category_, group_;
  std::vector<Named> traits_;
};

/// Members beside properties, traits and context.
void SegmentReader::take_top(const Field& field) {
  static const WordTable<int> places = {{"type", 1},
                                        {"event", 2},
                                        {"userId", 3},
                                        {"anonymousId", 4},
                                        {"messageId", 5},
                                        {"previousId", 6},
                                        {"name", 7},
                                        {"category", 8},
                                        {"groupId", 9},
                                        {"channel", 10},
                                        {"timestamp", 11},
                                        {"sentAt", 12},
                                        {"originalTimestamp", 13}};
  const auto* place = places.find(field.path);
  if (place == nullptr) return;
  switch (*place) {
    case 11:
      head_.timestamp = field;
      return;
    case 12:
      head_.sent = field;
      return;
    case 13:
      head_.original = field;
      return;
    default:
      break;
  }
  std::string_view* words[] = {
      nullptr,         &type_, &event_,    &head_.customer, &head_.anonymous,   &head_.message_id,
      &head_.previous, &name_, &category_, &group_,         &head_.channel_word};
  *words[*place] = field.word();
}

void SegmentReader::take_context(const Field& field) {
  auto path = field.path.substr(8);
  if (path == "library.name") {
    head_.library = field.word();
  } else if (path == "channel") {
    head_.channel_word = field.word();
  } else if (path == "sessionId") {
    head_.session = field.word();
  } else if (path.starts_with("traits.")) {
    // RudderStack repeats the traits of identify here.
    if (call_ == Call::identify)
      head_.context.push_back({path.substr(7), field});
    else
      head_.context.push_back({path, field});
  } else if (path.starts_with("userAgentData.") || path.starts_with("network.")) {
    return;
  } else if (const auto* name = context_names().find(path)) {
    // A page call says of its page itself what the context of others says of where they happened.
    if (call_ == Call::page && name->starts_with("page_"))
      head_.context.push_back({name->substr(5), field});
    else if (!name->empty())
      head_.context.push_back({*name, field});
  } else {
    head_.context.push_back({field.path, field});
  }
}

void SegmentReader::sort(const Field& field) {
  if (field.path.starts_with("properties."))
    head_.properties.push_back({field.path.substr(11), field});
  else if (field.path.starts_with("context."))
    take_context(field);
  else if (field.path.starts_with("traits."))
    traits_.push_back({call_ == Call::identify || call_ == Call::group ? field.path.substr(7) : field.path, field});
}

void SegmentReader::take(std::span<const Field> fields) {
  head_.clear();
  traits_.clear();
  type_ = event_ = name_ = category_ = group_ = {};
  for (const auto& field : envelope_.fields())
    if (field.path == "sentAt") head_.sent = field;
  for (const auto& field : fields)
    if (field.depth == 1) take_top(field);
  const auto& said = events_.context().call;
  bool path_says = !is_batch_ && call_of(said) != Call::unknown;
  auto call_name = path_says ? std::string_view(said) : type_;
  call_ = call_of(call_name);
  if (call_ == Call::unknown)
    return events_.refuse("missing-type", fmt::format("found type '{}', expected track, page, screen, identify, group "
                                                      "or alias",
                                                      shorten(call_name, 40)));
  // What a batch says for all of its items ranks below what they say.
  for (const auto& field : envelope_.fields())
    if (field.path.starts_with("context.")) take_context(field);
  for (const auto& field : fields) sort(field);
  head_.type = call_ == Call::track ? event_ : call_name;
  head_.properties.insert(head_.properties.end(), traits_.begin(), traits_.end());
  if (call_ == Call::page || call_ == Call::screen) {
    head_.context.push_back({"category", {"", category_, FieldKind::text}});
    head_.context.push_back({"name", {"", name_, FieldKind::text}});
  }
  if (!means_nobody(group_)) head_.context.push_back({"group_id", {"", group_, FieldKind::text}});
  events_.add(head_);
}

}  // namespace

Result<void> read_segment(std::string_view body, const WireContext& context, WireBatch& batch) {
  thread_local WireBody reader;  // keeps its buffers from one request to the next
  CAIRN_TRY_VOID(reader.read(body, context.call == "item" ? "" : "batch"));
  SegmentReader(context, batch).read(reader);
  reader.let_go();
  return {};
}

}  // namespace cairn::collect
