// Sensors Analytics (神策): `data` or `data_list` in a form or in the query of a GET; JSON, gzipped or not, in base64.
//
//   {"type":"track","event":"…","distinct_id":"…","login_id":"…","anonymous_id":"…","identities":{…},"time":ms,
//    "lib":{"$lib":"js"},"properties":{…},"_track_id":n,"_flush_time":ms}
#include <fmt/format.h>

#include "base/text.h"
#include "collect/form_fields.h"
#include "collect/wire_base64.h"
#include "collect/wire_events.h"
#include "collect/wire_formats.h"
#include "net/inflate.h"

namespace cairn::collect {
namespace {

constexpr std::size_t most_inflated_bytes = 8 << 20;

/// What becomes of properties that Sensors' own SDKs set. An empty name: it is not kept. All else keeps its name.
const WordTable<std::string_view>& own_names() {
  static const WordTable<std::string_view> names = {
      {"$url", "page_url"},
      {"$url_path", "page_path"},
      {"$title", "page_title"},
      {"$referrer", "page_referrer"},
      {"$user_agent", "user_agent"},
      {"$language", "locale"},
      {"$browser_language", "locale"},
      {"$utm_source", "utm_source"},
      {"$utm_medium", "utm_medium"},
      {"$utm_campaign", "utm_campaign"},
      {"$utm_term", "utm_term"},
      {"$utm_content", "utm_content"},
      {"$device_id", "device_id"},
      {"$manufacturer", "device_manufacturer"},
      {"$model", "device_model"},
      {"$os", "os"},
      {"$os_version", "os_version"},
      {"$browser", "browser"},
      {"$browser_version", "browser_version"},
      {"$app_name", "app"},
      {"$app_version", "app_version"},
      {"$screen_name", "name"},
      {"$city", "city"},
      {"$province", "region"},
      {"$country", "country"},
      {"$ip", ""},
      {"$lib_version", ""},
      {"$lib_method", ""},
      {"$lib_detail", ""},
      {"$lib_plugin_version", ""},
      {"$is_login_id", ""},
      {"$latitude", ""},
      {"$longitude", ""},
      {"$time", ""},
      {"$project", ""},
      {"$token", ""},
  };
  return names;
}

std::string_view type_of_event(std::string_view event) {
  static const WordTable<std::string_view> types = {
      {"$pageview", "page"}, {"$MPViewScreen", "screen"}, {"$AppViewScreen", "screen"}};
  const auto* type = types.find(event);
  return type != nullptr ? *type : event;
}

/// What becomes of identities.…; all else is kept as identities.….
const WordTable<std::string_view>& identity_names() {
  static const WordTable<std::string_view> names = {{"$identity_cookie_id", "cookie_id"},
                                                    {"$identity_mp_openid", "openid"},
                                                    {"$identity_mp_unionid", "unionid"},
                                                    {"$identity_distinct_id", "distinct_id"},
                                                    {"$identity_mobile", "phone"},
                                                    {"$identity_email", "email"},
                                                    {"$identity_mp_id", "miniprogram_id"},
                                                    {"$identity_idfv", "device_id"},
                                                    {"$identity_android_id", "device_id"},
                                                    {"$identity_idfa", ""},
                                                    {"$identity_imei", ""},
                                                    {"$identity_oaid", ""}};
  return names;
}

class SensorsReader {
 public:
  SensorsReader(const WireContext& context, WireBatch& batch)
      : events_(context, batch), names_customers_(events_.setting("distinct_id") == "customer") {}

  void read(const WireBody& body) {
    for (const auto& item : body.items)
      if (const auto* reader = events_.open(item)) take(reader->fields());
  }

 private:
  void take(std::span<const Field> fields);
  void take_top(const Field& field);
  void take_property(std::string_view name, const Field& field);
  void take_identity(std::string_view name, const Field& field);
  void find_person(std::span<const Field> fields);

  WireEvents events_;
  EventHead head_;
  bool names_customers_;  ///< the source's setting: a distinct_id alone is a customer
  bool is_login_ = false;
  std::string_view call_, event_, distinct_, original_, login_, identity_login_, anonymous_;
  std::string unset_;
};

void SensorsReader::take_top(const Field& field) {
  static const WordTable<std::string_view SensorsReader::*> words = {{"type", &SensorsReader::call_},
                                                                     {"event", &SensorsReader::event_},
                                                                     {"distinct_id", &SensorsReader::distinct_},
                                                                     {"original_id", &SensorsReader::original_},
                                                                     {"login_id", &SensorsReader::login_},
                                                                     {"anonymous_id", &SensorsReader::anonymous_}};
  if (field.path == "time")
    head_.timestamp = field;
  else if (field.path == "_flush_time")
    head_.sent = field;
  else if (field.path == "lib.$lib")
    head_.library = field.word();
  else if (const auto* place = words.find(field.path))
    this->*(*place) = field.word();
}

void SensorsReader::take_property(std::string_view name, const Field& field) {
  if (call_ == "profile_unset") {
    unset_ += unset_.empty() ? "" : "; ";
    unset_ += name;
    return;
  }
  if (name == "$lib" && head_.library.empty()) head_.library = field.word();
  if (name == "$session_id" || name == "$event_session_id") head_.session = field.word();
  if (name == "$is_login_id") is_login_ = field.text == "true";
  if (name == "$lib" || name == "$session_id" || name == "$event_session_id") return;
  const auto* own = own_names().find(name);
  if (own == nullptr)
    head_.properties.push_back({name, field});
  else if (!own->empty())
    head_.context.push_back({*own, field});
}

void SensorsReader::take_identity(std::string_view name, const Field& field) {
  if (name == "$identity_login_id") {
    identity_login_ = field.word();
  } else if (name == "$identity_anonymous_id") {
    if (anonymous_.empty()) anonymous_ = field.word();
  } else if (means_nobody(field.word())) {
    return;
  } else if (const auto* known = identity_names().find(name)) {
    if (!known->empty()) head_.context.push_back({*known, field});
  } else if (name.starts_with("$identity_mp_") && name.ends_with("_openid")) {
    head_.context.push_back({"openid", field});
  } else {
    head_.context.push_back({field.path, field});
  }
}

/// A login names a customer; a distinct_id alone is whatever the SDK knew, a device, unless something says login.
void SensorsReader::find_person(std::span<const Field> fields) {
  if (login_.empty()) login_ = identity_login_;
  // With a login key of its own an SDK sends "name+value" and the value among the identities.
  if (auto plus = login_.find('+'); plus != std::string_view::npos)
    for (const auto& field : fields)
      if (field.path.starts_with("identities.") && field.path.substr(11) == login_.substr(0, plus) &&
          field.word() == login_.substr(plus + 1))
        login_ = field.word();
  bool signs_up = call_ == "track_signup";
  if (login_.empty() && (signs_up || is_login_ || names_customers_)) login_ = distinct_;
  head_.customer = login_;
  head_.anonymous = !anonymous_.empty() ? anonymous_ : distinct_;
  if (signs_up) {
    if (!means_nobody(original_)) head_.anonymous = original_;
    if (head_.anonymous == distinct_) head_.anonymous = {};
  }
}

void SensorsReader::take(std::span<const Field> fields) {
  head_.clear();
  is_login_ = false;
  call_ = event_ = distinct_ = original_ = login_ = identity_login_ = anonymous_ = {};
  unset_.clear();
  for (const auto& field : fields) take_top(field);
  // About products and other things, not about anybody: tables of reference hold these.
  if (call_ == "item_set" || call_ == "item_delete") return events_.ignore();
  static const WordTable<bool> profile_calls = {{"profile_set", true},       {"profile_set_once", true},
                                                {"profile_increment", true}, {"profile_append", true},
                                                {"profile_unset", true},     {"profile_delete", true}};
  bool is_profile = profile_calls.find(call_) != nullptr;
  if (!is_profile && !call_.starts_with("track"))
    return events_.refuse("missing-type", fmt::format("found type '{}', expected track, track_signup, profile_set or "
                                                      "one of its kin",
                                                      shorten(call_, 40)));
  for (const auto& field : fields) {
    if (field.path.starts_with("properties."))
      take_property(field.path.substr(11), field);
    else if (field.path.starts_with("identities."))
      take_identity(field.path.substr(11), field);
  }
  find_person(fields);
  head_.type = is_profile ? call_ : call_ == "track_signup" ? "identify" : type_of_event(event_);
  if (!unset_.empty()) head_.properties.push_back({"unset", {"", unset_, FieldKind::text}});
  events_.add(head_);
}

/// The JSON in a form, a query or a body that is JSON itself.
Result<std::string> payload_of(std::string_view body, std::string_view query) {
  auto plain = trim(body);
  if (plain.starts_with('{') || plain.starts_with('[')) return std::string(plain);
  for (auto form : {plain, query}) {
    for (auto name : {"data_list", "data"}) {
      auto coded = form_field(form, name);
      if (coded.empty()) continue;
      auto bytes = base64_decoded(coded);
      if (!bytes)
        return Error{ErrorCode::invalid, fmt::format("'{}' is not base64", name), "body",
                     "the SDK must send plain JSON in base64; encryption must be off"};
      if (bytes->starts_with("\x1f\x8b")) return net::inflate(*bytes, most_inflated_bytes);
      return *std::move(bytes);
    }
  }
  return Error{ErrorCode::invalid, "found neither 'data' nor 'data_list'", "body",
               "point the SDK's server_url here; it sends data=… or data_list=…"};
}

}  // namespace

Result<void> read_sensors(std::string_view body, const WireContext& context, WireBatch& batch) {
  thread_local WireBody reader;
  CAIRN_TRY(auto payload, payload_of(body, context.query));
  CAIRN_TRY_VOID(reader.read(payload, ""));
  SensorsReader(context, batch).read(reader);
  reader.let_go();
  return {};
}

}  // namespace cairn::collect
