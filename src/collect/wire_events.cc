#include "collect/wire_events.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "collect/property_types.h"
#include "collect/row_identity.h"

namespace cairn::collect {
namespace {

constexpr std::size_t most_kept_text = 64 * 1024;

/// As much of an item as the quarantine keeps, cut between characters.
std::string kept_text(std::string_view raw) {
  std::size_t size = std::min(raw.size(), most_kept_text);
  while (size > 0 && size < raw.size() && (static_cast<unsigned char>(raw[size]) & 0xC0) == 0x80) --size;
  return std::string(raw.substr(0, size));
}

MoneySettings money_settings(const Json& settings) {
  MoneySettings money;
  if (!settings.is_object()) return money;
  auto text = [](const Json& object, const char* name, std::string fallback) {
    auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::move(fallback);
  };
  money.currency = text(settings, "currency", "");
  money.shop = text(settings, "shop", "");
  auto orders = settings.find("orders");
  if (orders == settings.end() || !orders->is_object()) return money;
  money.order_id = text(*orders, "order_id", "order_id");
  money.amount = text(*orders, "amount", "");
  if (auto events = orders->find("events"); events != orders->end() && events->is_array())
    for (const auto& event : *events)
      if (event.is_string()) money.order_events.push_back(event.get<std::string>());
  return money;
}

/// A day with a time of day and an offset: without one it could be any zone's and stays text.
bool has_offset(std::string_view text) {
  return text.size() > 19 && (text.back() == 'Z' || ((text[text.size() - 6] == '+' || text[text.size() - 6] == '-') &&
                                                     text[text.size() - 3] == ':'));
}

/// What changes from one attempt to send an item to the next.
bool is_of_the_sending(std::string_view path) {
  for (std::string_view each : {"sentAt", "sent_at", "_flush_time", "receivedAt", "writeKey", "api_key", "token"})
    if (path == each) return true;
  return path.starts_with("_metadata.");
}

bool has(std::string_view text, std::initializer_list<std::string_view> words) {
  for (auto word : words)
    if (text.find(word) != std::string_view::npos) return true;
  return false;
}

}  // namespace

namespace {
ItemReader& reader_of_thread() {
  thread_local ItemReader reader;
  return reader;
}
NameSet& names_of_thread() {
  thread_local NameSet names;
  return names;
}
}  // namespace

void EventHead::clear() {
  type = customer = anonymous = previous = message_id = channel_word = library = session = {};
  timestamp = original = sent = {};
  properties.clear();
  context.clear();
}

std::optional<Time> time_of(const Field& field) {
  static const TimeZone utc = TimeZone::utc();
  if (field.kind == FieldKind::text) return parse_time(field.text, utc);
  if (field.kind != FieldKind::number) return std::nullopt;
  bool seconds = field.text.substr(0, field.text.find('.')).size() <= 11;
  return parse_time(field.text, seconds ? TimeForm::epoch_s : TimeForm::epoch_ms, utc);
}

std::string_view channel_of_library(std::string_view library) {
  auto name = to_lower(library);
  if (has(name, {"miniprogram", "mini-program", "miniapp", "weapp"})) return "miniprogram";
  if (has(name, {"android", "ios", "swift", "kotlin", "flutter", "react-native", "reactnative", "harmony", "mobile",
                 "unity", "expo"}))
    return "app";
  if (has(name, {"analytics.js", "analytics-next", "javascript", "browser", "posthog-js"}) || name == "js" ||
      name == "web")
    return "web";
  if (has(name, {"node", "server", "python", "java", "php", "ruby", "golang", "-go", "rust", "elixir", ".net", "dotnet",
                 "csharp"}))
    return "server";
  return {};
}

void Envelope::read(const WireBody& body, std::initializer_list<std::string_view> names, const WireLimits& limits) {
  auto keep = [&](const Field& field) {
    fields_.push_back({arena_.keep(field.path), arena_.keep(field.text), field.kind});
  };
  for (const auto& [key, value] : body.members) {
    if (std::find(names.begin(), names.end(), key) == names.end() || !value.is_utf8) continue;
    auto raw = value.raw;
    if (raw.starts_with('{')) {
      auto& reader = reader_of_thread();
      if (reader.read(raw, value.readable, limits, key + ".")) continue;
      for (const auto& field : reader.fields()) keep(field);
    } else if (raw.size() >= 2 && raw.front() == '"' && raw.find('\\') == std::string_view::npos) {
      keep({key, raw.substr(1, raw.size() - 2), FieldKind::text});
    } else if (as_integer(raw)) {
      keep({key, raw, FieldKind::number});
    }
  }
}

WireEvents::WireEvents(const WireContext& context, WireBatch& batch)
    : context_(context),
      batch_(batch),
      seed_(seed_of_source(context.source)),
      reader_(reader_of_thread()),
      names_(names_of_thread()),
      money_(money_settings(context.settings)) {}

std::string WireEvents::setting(const char* name) const {
  if (!context_.settings.is_object()) return {};
  auto found = context_.settings.find(name);
  return found != context_.settings.end() && found->is_string() ? found->get<std::string>() : "";
}

const ItemReader* WireEvents::open(const WireBody::Item& item) {
  item_ = item;
  ++next_;
  if (!item.is_utf8) {
    refuse("bad-text", "holds bytes that are not UTF-8; they stand as '?' here");
    return nullptr;
  }
  if (auto refusal = reader_.read(item.raw, item.readable, context_.limits)) {
    refuse(refusal->reason, std::move(refusal->found));
    return nullptr;
  }
  return &reader_;
}

void WireEvents::refuse(std::string_view reason, std::string found) {
  batch_.refused.push_back({next_ - 1, std::string(reason), std::move(found), kept_text(item_.raw)});
}

void WireEvents::ignore() { ++batch_.ignored; }

EventId WireEvents::id_of(const EventHead& head) {
  if (!means_nobody(head.message_id)) return id_of_own(head.message_id, seed_);
  content_.assign("item:");
  auto add = [&](std::string_view text) {
    auto size = static_cast<std::uint32_t>(text.size());
    content_.append(reinterpret_cast<const char*>(&size), sizeof size);
    content_ += text;
  };
  add(head.type);
  for (const auto& field : reader_.fields()) {
    if (is_of_the_sending(field.path)) continue;
    content_ += static_cast<char>('0' + static_cast<int>(field.kind));
    add(field.path);
    add(field.text);
  }
  return hash128(content_, seed_);
}

bool WireEvents::times_of(const EventHead& head, WireTimes& times) {
  for (auto [field, place] : {std::pair{&head.timestamp, &times.timestamp}, {&head.original, &times.original}}) {
    if (field->text.empty() || field->kind == FieldKind::null) continue;
    auto time = time_of(*field);
    if (!time) {
      refuse("bad-time",
             fmt::format("found '{}', expected a time like 2026-01-31T09:05:06.000Z", shorten(field->text, 60)));
      return false;
    }
    *place = time->us;
  }
  if (auto sent = time_of(head.sent)) times.sent = sent->us;
  return true;
}

std::string_view WireEvents::channel_of(const EventHead& head) {
  if (!context_.channel.empty()) return context_.channel;
  if (!head.channel_word.empty()) {
    static const WordTable<std::string_view> words = {
        {"browser", "web"}, {"mobile", "app"}, {"mini-program", "miniprogram"}, {"sources", "server"}};
    const auto* known = words.find(head.channel_word);
    return known != nullptr ? *known : head.channel_word;
  }
  if (head.library != library_) {
    library_ = head.library;
    library_channel_ = channel_of_library(head.library);
  }
  return library_channel_;
}

void WireEvents::put_text(std::string_view name, std::string_view text) {
  if (!text.empty() && names_.add(name)) batch_.events.set(name, text);
}

void WireEvents::put(const Named& property) {
  static const TimeZone utc = TimeZone::utc();
  auto& events = batch_.events;
  const auto& [name, field] = property;
  if (!names_.add(name)) return;
  auto kept_name = name.empty() ? std::string_view("(empty)") : name;
  switch (field.kind) {
    case FieldKind::null:
      return;
    case FieldKind::boolean:
      return events.set(kept_name, field.text == "true");
    case FieldKind::number:
      if (auto integer = as_integer(field.text)) return events.set(kept_name, *integer);
      if (auto real = as_real(field.text)) return events.set(kept_name, *real);
      return events.set(kept_name, field.text);
    case FieldKind::json:
      return events.set(kept_name, field.text);
    case FieldKind::text:
      if (field.text.empty()) return;
      if (has_offset(field.text))
        if (auto time = as_time(field.text, utc)) return events.set(kept_name, *time);
      return events.set(kept_name, field.text);
  }
}

/// Amount and value; the properties that these took are not kept twice.
MoneyReader::Found WireEvents::put_money(const EventHead& head) {
  auto& events = batch_.events;
  money_.clear();
  for (const auto& [name, field] : head.properties) money_.note(name, field);
  auto found = money_.read(head.type, item_.raw.data() + item_.readable);
  batch_.order.back() = found.order;
  if (found.minor) {
    events.amount_minor.back() = *found.minor;
    events.currency.back() = events.arena.keep(found.currency);
    if (found.takes_value) names_.add("value");
    if (found.takes_currency) names_.add("currency");
  }
  if (const auto* value = money_.value(); value != nullptr && !found.takes_value && value->kind == FieldKind::number)
    if (auto real = as_real(value->text)) {
      events.value.back() = *real;
      names_.add("value");
    }
  return found;
}

void WireEvents::add(const EventHead& head) {
  bool is_known = !means_nobody(head.customer), is_device = !means_nobody(head.anonymous);
  std::string_view who = is_known ? head.customer : is_device ? head.anonymous : head.previous;
  if (head.type.empty()) return refuse("missing-event", "no name of an event");
  if (head.type.size() > most_name_bytes)
    return refuse("name-too-long",
                  fmt::format("a name of {} bytes, at most {} are kept", head.type.size(), most_name_bytes));
  if (means_nobody(who))
    return refuse("missing-id", fmt::format("found '{}', expected somebody's identifier", shorten(who, 40)));
  if (who.size() > most_name_bytes)
    return refuse("name-too-long",
                  fmt::format("an identifier of {} bytes, at most {} are kept", who.size(), most_name_bytes));
  WireTimes times;
  if (!times_of(head, times)) return;

  auto& events = batch_.events;
  auto when = event_time(times, context_.received);
  events.add(id_of(head), who, head.type, when, context_.source);
  if (!is_known) events.identifier_kind.back() = "anonymous";
  events.sent.back() = times.sent;
  events.received.back() = context_.received.us;
  events.channel.back() = events.arena.keep(channel_of(head));
  if (!means_nobody(head.session)) events.session.back() = events.arena.keep(head.session);
  batch_.item.push_back(next_ - 1);
  batch_.key_time.push_back(times.original != no_time ? times.original : times.timestamp);
  batch_.order.push_back({});

  names_.clear();
  auto money = put_money(head);
  for (auto property = head.properties.rbegin(); property != head.properties.rend(); ++property) put(*property);
  put_text("product", money.product);
  put_text("product_name", money.product_name);
  if (money.items > 0 && names_.add("items")) events.set("items", money.items);
  if (is_known && is_device && head.anonymous != head.customer) put_text("anonymous_id", head.anonymous);
  if (!means_nobody(head.previous) && head.previous != who) put_text("previous_id", head.previous);
  // Where the time is not what its sender wrote, moved by the error of its clock, what it wrote is kept.
  bool both = times.original != no_time && times.timestamp != no_time && times.original != times.timestamp;
  const auto& wrote = times.original != no_time ? head.original : head.timestamp;
  if (both || (when == context_.received && batch_.key_time.back() != no_time && times.sent != batch_.key_time.back()))
    put_text("original_time", wrote.text);
  for (auto property = head.context.rbegin(); property != head.context.rend(); ++property) put(*property);
}

}  // namespace cairn::collect
