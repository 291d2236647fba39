// What the messages of WeChat's servers mean.
//
//   Event (公众号)                          type                 kept
//   subscribe                               oa_follow            scene of the code that was scanned, ticket
//   unsubscribe                             oa_unfollow          consent = withdrawn
//   SCAN, scancode_*                        qr_scan              scene or result
//   LOCATION                                location_shared      latitude, longitude, precision
//   CLICK, VIEW, view_miniprogram, pic_* …  menu_click           action, menu or url
//   (a message of the customer)             message_sent         message_type, text or media
//   subscribe_msg_popup_event, _change_     message_permission   template, accepted; one event a template
//   subscribe_msg_sent_, TEMPLATESENDJOB…   message_received     template; or message_failed, with the reason
//   any other                               wechat_<event>       every plain field
//   change_external_contact (企业微信)
//   add_external_contact, add_half_…        wecom_contact_added  staff, state
//   del_follow_user, del_external_contact   wecom_contact_ended  staff, by; consent = withdrawn when by the customer
//
// What is about staff or about jobs of the platform is ignored: no customer did it.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "collect/webhook_body.h"
#include "collect/wechat_message.h"
#include "collect/wire_wechat.h"

namespace cairn::collect {
namespace {

constexpr std::string_view platform_jobs[] = {
    "masssendjobfinish",     "publishjobfinish", "qualification_verify_success",
    "naming_verify_success", "annual_renew",     "verify_expired"};
/// Of every message; said elsewhere in the event.
constexpr const char* envelope[] = {"ToUserName", "FromUserName", "CreateTime", "MsgType",
                                    "Event",      "MsgId",        "MsgID",      "Encrypt"};

template <class List>
bool holds(const List& list, std::string_view name) {
  return std::find(std::begin(list), std::end(list), name) != std::end(list);
}

std::optional<double> real_of(const std::string& text) {
  double number = 0;
  auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

class Maker {
 public:
  Maker(const WechatMessage& message, const WireContext& context, WireBatch& batch)
      : fields_(message.fields), text_(message.text), context_(context), batch_(batch) {}

  void make(bool of_wecom) {
    if (text_.size() > context_.limits.event_bytes)
      return refuse("too-large",
                    fmt::format("{} bytes; at most {} are taken", text_.size(), context_.limits.event_bytes));
    auto size = size_of(fields_);
    if (size.keys > context_.limits.keys)
      return refuse("too-many-keys", fmt::format("{} fields; at most {}", size.keys, context_.limits.keys));
    if (size.nul) return refuse("bad-text", "found \\u0000; text with a NUL is not kept");
    if (!read_time()) return;
    of_wecom ? contact() : official();
  }

 private:
  std::string field(const char* name) const { return wechat_text(fields_, name); }
  void refuse(const char* reason, std::string found) {
    batch_.refused.push_back({0, reason, std::move(found), text_.substr(0, 64 * 1024)});
  }
  bool read_time() {
    auto written = field("CreateTime");
    std::int64_t seconds = 0;
    auto [end, fault] = std::from_chars(written.data(), written.data() + written.size(), seconds);
    bool number = fault == std::errc() && end == written.data() + written.size() && !written.empty();
    if (!number)
      return refuse("bad-time", fmt::format("CreateTime is '{}', expected seconds since 1970", shorten(written, 40))),
             false;
    if (seconds < earliest_time.us / 1'000'000 || seconds >= latest_time.us / 1'000'000)
      return refuse("bad-time", fmt::format("CreateTime is '{}', expected 1930 to 2065", written)), false;
    original_ = seconds * 1'000'000;
    return true;
  }

  /// Begins an event; false when nobody is named. `telling`: what tells it from others of the same message or second.
  bool add(std::string_view kind, const std::string& who, std::string_view type, std::string_view telling = {}) {
    if (means_nobody(who)) return refuse("missing-id", fmt::format("no {} in the message", kind)), false;
    std::string id = field("MsgId");
    if (id.empty()) id = field("MsgID");  // so in reports of template messages
    if (id.empty()) id = fmt::format("{}\n{}\n{}", who, field("CreateTime"), field("Event"));
    auto key = fmt::format("wechat\n{}\n{}\n{}", field("ToUserName"), id, telling);
    auto time = event_time({.original = original_, .timestamp = original_, .sent = no_time}, context_.received);
    auto& events = batch_.events;
    events.add(hash128(key, hash64(context_.source)), who, type, time, context_.source);
    events.identifier_kind.back() = events.arena.keep(kind);
    events.received.back() = context_.received.us;
    events.channel.back() = events.arena.keep(context_.channel.empty() ? "wechat" : context_.channel);
    batch_.item.push_back(0);
    batch_.key_time.push_back(original_);
    batch_.order.push_back({});
    named_.clear();
    set("account", field("ToUserName"));
    return true;
  }
  /// Text that is there, each name once.
  void set(std::string_view name, const std::string& text) {
    if (text.empty() || std::find(named_.begin(), named_.end(), name) != named_.end()) return;
    named_.emplace_back(name);
    batch_.events.set(name, std::string_view(text));
  }
  void set_real(const char* name, const std::string& text) {
    if (auto number = real_of(text))
      batch_.events.set(name, *number);
    else
      set(name, text);
  }

  void official() {
    auto who = field("FromUserName"), type = field("MsgType");
    if (type != "event") return customer_message(who, type);
    auto event = to_lower(field("Event"));
    // Messages of 企业微信's own apps come from staff.
    if (fields_.contains("AgentID") || holds(platform_jobs, event)) return ignore();
    if (event.empty()) return refuse("missing-event", "MsgType is event, and no Event is named");
    if (event == "subscribe") return follow(who);
    if (event == "unsubscribe") {
      if (add("openid", who, "oa_unfollow")) set("consent", "withdrawn");
    } else if (event == "scan" || event.starts_with("scancode_")) {
      scan(who);
    } else if (event == "location") {
      if (!add("openid", who, "location_shared")) return;
      for (auto [name, from] :
           {std::pair{"latitude", "Latitude"}, {"longitude", "Longitude"}, {"precision", "Precision"}})
        set_real(name, field(from));
    } else if (event == "click" || event.starts_with("view") || event.starts_with("pic_") ||
               event == "location_select") {
      if (!add("openid", who, "menu_click")) return;
      set("action", event);
      set(event.starts_with("view") ? "url" : "menu", field("EventKey"));
      set("menu", field("MenuId"));
    } else if (event.starts_with("subscribe_msg_")) {
      templates(who, event);
    } else if (event == "templatesendjobfinish") {
      bool received = field("Status") == "success";
      if (add("openid", who, received ? "message_received" : "message_failed") && !received)
        set("reason", field("Status"));
    } else {
      other(who, event);
    }
  }

  void follow(const std::string& who) {
    if (!add("openid", who, "oa_follow")) return;
    auto key = field("EventKey");
    for (std::string_view prefix : {"qrscene_", "last_trade_no_"})
      if (key.starts_with(prefix)) set(prefix == "qrscene_" ? "scene" : "trade_no", key.substr(prefix.size()));
    set("scene", named_.size() > 1 ? "" : key);
    set("ticket", field("Ticket"));
  }
  void scan(const std::string& who) {
    if (!add("openid", who, "qr_scan")) return;
    if (auto info = fields_.find("ScanCodeInfo"); info != fields_.end()) {
      set("menu", field("EventKey"));
      set("result", wechat_text(*info, "ScanResult"));
      return;
    }
    set("scene", field("EventKey"));
    set("ticket", field("Ticket"));
  }
  void customer_message(const std::string& who, const std::string& type) {
    if (type.empty()) return refuse("missing-event", "the message has no MsgType");
    if (fields_.contains("AgentID")) return ignore();
    if (!add("openid", who, "message_sent")) return;
    set("message_type", type);
    set("text", field("Content"));
    set("text", field("Recognition"));
    for (auto [name, from] : {std::pair{"media", "MediaId"},
                              {"picture", "PicUrl"},
                              {"format", "Format"},
                              {"title", "Title"},
                              {"description", "Description"},
                              {"url", "Url"},
                              {"place", "Label"},
                              {"menu", "bizmsgmenuid"}})
      set(name, field(from));
    if (type != "location") return;
    set_real("latitude", field("Location_X"));
    set_real("longitude", field("Location_Y"));
  }

  /// One event for each template that the customer allowed or refused, or that was sent.
  void templates(const std::string& who, const std::string& event) {
    const Json* place = &fields_;
    for (const char* name : {"SubscribeMsgPopupEvent", "SubscribeMsgChangeEvent", "SubscribeMsgSentEvent"})
      if (auto found = fields_.find(name); found != fields_.end()) place = &*found;
    auto found = place->is_object() ? place->find("List") : place->end();
    if (!place->is_object() || found == place->end())
      return refuse("missing-event", "no List of templates in the message");
    const Json list = found->is_array() ? *found : Json::array({*found});
    for (std::size_t i = 0; i < list.size(); ++i) {
      auto of = [&](const char* name) { return wechat_text(list[i], name); };
      auto telling = fmt::format("{}\n{}\n{}", event, of("TemplateId"), of("MsgID"));
      if (event == "subscribe_msg_sent_event") {
        bool received = of("ErrorCode") == "0";
        if (!add("openid", who, received ? "message_received" : "message_failed", telling)) return;
        if (!received) set("reason", of("ErrorStatus").empty() ? of("ErrorCode") : of("ErrorStatus"));
      } else {
        if (!add("openid", who, "message_permission", telling)) return;
        batch_.events.set("accepted", of("SubscribeStatusString") == "accept");
        set("place", event == "subscribe_msg_change_event" ? "settings" : of("PopupScene"));
      }
      set("template", of("TemplateId"));
    }
  }

  void other(const std::string& who, const std::string& event) {
    if (!add("openid", who, shorten("wechat_" + event, 80))) return;
    for (const auto& [name, value] : fields_.items())
      if (!holds(envelope, name)) set(to_lower(name), wechat_text(fields_, name.c_str()));
  }

  void contact() {
    auto change = field("ChangeType");
    bool added = change == "add_external_contact" || change == "add_half_external_contact";
    bool by_customer = change == "del_follow_user";
    if (field("Event") != "change_external_contact" || (!added && !by_customer && change != "del_external_contact"))
      return ignore();
    auto who = field("ExternalUserID");
    auto telling = change + "\n" + field("UserID");
    if (!add("external_userid", who, added ? "wecom_contact_added" : "wecom_contact_ended", telling)) return;
    set("staff", field("UserID"));
    set("state", field("State"));
    if (change == "add_half_external_contact") batch_.events.set("waits_for_customer", true);
    if (added) return;
    set("by", by_customer ? "customer" : "staff");
    if (by_customer) set("consent", "withdrawn");
    set("reason", field("Source"));
  }

  void ignore() { ++batch_.ignored; }

  const Json& fields_;
  const std::string& text_;
  const WireContext& context_;
  WireBatch& batch_;
  std::int64_t original_ = no_time;
  std::vector<std::string> named_;  ///< properties of the event that is being made
};

}  // namespace

void add_wechat_events(const WechatMessage& message, const WireContext& context, const WechatSettings& settings,
                       WireBatch& batch) {
  // To 企业微信 a message is addressed by its CorpID; to an official account by its original id (gh_…), not its AppID.
  bool of_wecom = wechat_text(message.fields, "ToUserName") == settings.app_id;
  Maker(message, context, batch).make(of_wecom);
}

}  // namespace cairn::collect
