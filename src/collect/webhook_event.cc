#include "collect/webhook_event.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "collect/amount.h"

namespace cairn::collect {
namespace {

/// Of a type or an identifier.
constexpr std::size_t most_name_bytes = 500;

std::string shown(const Json& value) { return fmt::format("'{}'", shorten(text_of(value), 60)); }

/// Each part with its length, so that nothing else can give the same bytes.
void add_part(std::string& content, std::string_view part) {
  content += std::to_string(part.size());
  content += ':';
  content += part;
}

/// Text and numbers keep their type; a list of plain values becomes one text, as of the products of an order.
void set_typed(EventBatch& events, const std::string& name, const Json& value) {
  if (value.is_boolean()) return events.set(name, value.get<bool>());
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max())
    return events.set(name, std::string_view(text_of(value)));
  if (value.is_number_integer()) return events.set(name, value.get<std::int64_t>());
  if (value.is_number()) return events.set(name, value.get<double>());
  bool plain_list = value.is_array() && !value.empty();
  if (value.is_array())
    for (const auto& each : value) plain_list = plain_list && each.is_primitive() && !each.is_null();
  std::vector<std::string> parts;
  if (plain_list)
    for (const auto& each : value) parts.push_back(text_of(each));
  auto text = plain_list ? join(parts, "; ") : value.is_structured() && value.empty() ? "" : text_of(value);
  if (!text.empty()) events.set(name, std::string_view(text));
}

std::optional<double> number_of(const Json& value) {
  if (value.is_number()) return value.get<double>();
  if (!value.is_string()) return std::nullopt;
  auto text = trim(value.get_ref<const std::string&>());
  double number = 0;
  auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

std::string_view expected(TimeWriting writing) {
  return writing == TimeWriting::iso ? "a time like 2026-01-31T09:05:00+08:00" : describe(writing);
}

std::string places(const std::vector<IdentifierRule>& rules) {
  std::vector<std::string> all;
  for (const auto& each : rules) all.push_back("'" + each.field.paths.front().text() + "'");
  return join(all, ", ");
}

}  // namespace

WebhookEvents::WebhookEvents(const std::string& shop, const WireContext& context, WireBatch& batch, PathTrace* trace)
    : shop_(shop), context_(context), batch_(batch), trace_(trace), seed_(hash64(context.source)) {}

std::optional<WebhookRefusal> WebhookEvents::add(const EventRule& rule, const PathRoots& roots,
                                                 const std::string& content, std::size_t element, std::uint32_t item) {
  auto named = rule.type.value(roots, trace_);
  auto type = named ? std::string(trim(text_of(*named))) : std::string();
  if (type.empty())
    return WebhookRefusal{"missing-event",
                          "no type: nothing stands where the mapping looks, or its table does not list it"};
  auto who = identifiers(rule, roots);
  if (who.empty()) return WebhookRefusal{"missing-id", "nobody is named at " + places(rule.customer)};
  if (type.size() > most_name_bytes || who.front().second.size() > most_name_bytes)
    return WebhookRefusal{"name-too-long", fmt::format("a type or identifier of more than {} bytes", most_name_bytes)};
  auto original = no_time;
  if (auto refusal = read_time(rule, roots, original)) return refusal;
  EventId id;
  if (auto refusal = make_id(rule, roots, content, type, element, id)) return refusal;

  // The sender of a webhook is a server: its clock needs no correction.
  auto time = event_time({.original = original, .timestamp = original, .sent = no_time}, context_.received);
  auto& events = batch_.events;
  events.add(id, who.front().second, type, time, context_.source);
  events.identifier_kind.back() = events.arena.keep(who.front().first);
  events.received.back() = context_.received.us;
  fill(rule, roots);
  batch_.item.push_back(item);
  batch_.key_time.push_back(original);
  batch_.order.push_back(set_order(rule, roots));
  for (std::size_t i = 1; i < who.size(); ++i)
    set_property(is_event_field(who[i].first) ? who[i].first + "_id" : who[i].first, who[i].second);
  return std::nullopt;
}

/// Those that are there and mean somebody, in the mapping's order.
std::vector<WebhookEvents::Identifier> WebhookEvents::identifiers(const EventRule& rule, const PathRoots& roots) const {
  std::vector<Identifier> found;
  for (const auto& each : rule.customer) {
    auto value = each.field.value(roots, trace_);
    if (!value || value->is_structured() || value->is_boolean()) continue;
    auto text = std::string(trim(text_of(*value)));
    if (!means_nobody(text)) found.emplace_back(each.kind, std::move(text));
  }
  return found;
}

std::optional<WebhookRefusal> WebhookEvents::read_time(const EventRule& rule, const PathRoots& roots,
                                                       std::int64_t& original) const {
  if (!rule.time.given()) return std::nullopt;
  auto written = rule.time.value(roots, trace_);
  if (!written || (written->is_string() && trim(written->get_ref<const std::string&>()).empty())) {
    if (rule.time_or_received) return std::nullopt;
    return WebhookRefusal{"missing-time", fmt::format("nothing stands at '{}'", rule.time.paths.front().text())};
  }
  auto time = collect::read_time(trim(text_of(*written)), rule.time_rule);
  if (!time)
    return WebhookRefusal{"bad-time",
                          fmt::format("found {}, expected {}", shown(*written), expected(rule.time_rule.writing))};
  if (*time < earliest_time || *time >= latest_time)
    return WebhookRefusal{"bad-time", fmt::format("found {}, expected 1930 to 2065", shown(*written))};
  original = time->us;
  return std::nullopt;
}

std::optional<WebhookRefusal> WebhookEvents::make_id(const EventRule& rule, const PathRoots& roots,
                                                     const std::string& content, std::string_view type,
                                                     std::size_t element, EventId& id) const {
  std::string all = rule.id.empty() ? "content:" : "id:";
  for (const auto& path : rule.id) {
    auto part = path.value(roots, trace_);
    if (!part) return WebhookRefusal{"missing-message-id", fmt::format("nothing stands at '{}'", path.text())};
    add_part(all, text_of(*part));
  }
  if (rule.id.empty()) add_part(all, content);
  add_part(all, type);
  // An id may name the item only, so elements are told apart by their place besides.
  if (rule.each) add_part(all, std::to_string(element));
  id = hash128(all, seed_);
  return std::nullopt;
}

void WebhookEvents::fill(const EventRule& rule, const PathRoots& roots) {
  auto& events = batch_.events;
  named_.clear();
  for (const auto& [name, field] : rule.properties)
    if (auto found = field.value(roots, trace_)) set_property(name, *found);
  auto channel = rule.channel.value(roots, trace_);
  events.channel.back() = events.arena.keep(channel ? text_of(*channel) : context_.channel);
  if (auto session = rule.session.value(roots, trace_)) events.session.back() = events.arena.keep(text_of(*session));
  set_amount(rule, roots);
  auto value = rule.value.value(roots, trace_);
  if (auto number = value ? number_of(*value) : std::nullopt)
    events.value.back() = *number;
  else if (value)
    set_property("value", *value);
}

/// What cannot be kept exactly as money is kept as the property "amount", as for files.
void WebhookEvents::set_amount(const EventRule& rule, const PathRoots& roots) {
  auto found = rule.amount.value(roots, trace_);
  if (!found) return;
  auto text = text_of(*found);
  auto amount = parse_amount(text);
  auto named = rule.currency.value(roots, trace_);
  auto currency = named ? currency_of(text_of(*named)) : std::nullopt;
  if (!currency) currency = std::string(amount && !amount->currency.empty() ? amount->currency : no_currency);
  std::optional<std::int64_t> minor;
  if (amount && rule.amount_in_minor_units && amount->decimals == 0) minor = amount->digits;
  if (amount && !rule.amount_in_minor_units) minor = minor_units(*amount, *currency);
  if (!minor) return set_property("amount", *found);
  batch_.events.amount_minor.back() = *minor;
  batch_.events.currency.back() = batch_.events.arena.keep(*currency);
}

/// As of the SDKs (wire_money.cc), so that an order that came by one of them is known.
Hash128 WebhookEvents::set_order(const EventRule& rule, const PathRoots& roots) {
  auto number = rule.order.value(roots, trace_);
  if (!number || number->is_structured() || means_nobody(text_of(*number))) return {};
  auto text = text_of(*number);
  set_property("order_id", text);
  return hash128("order\x1f" + shop_ + '\x1f' + text);
}

/// An event has each property once: what the mapping names counts before what comes along.
void WebhookEvents::set_property(const std::string& name, const Json& value) {
  if (std::find(named_.begin(), named_.end(), name) != named_.end()) return;
  named_.push_back(name);
  set_typed(batch_.events, name, value);
}

}  // namespace cairn::collect
