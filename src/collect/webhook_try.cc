#include "collect/webhook_try.h"

#include <fmt/format.h>

#include <cmath>
#include <map>

#include "base/text.h"
#include "collect/wire_webhook.h"

namespace cairn::collect {
namespace {

constexpr std::size_t max_unused = 200;

std::string amount_text(std::int64_t minor, std::string_view currency) {
  int digits = minor_digits(currency);
  std::int64_t unit = digits == 0 ? 1 : digits == 3 ? 1000 : 100;
  auto whole = static_cast<std::uint64_t>(minor < 0 ? -(minor / unit) : minor / unit);
  auto rest = minor < 0 ? -(minor % unit) : minor % unit;
  auto text = fmt::format("{}{}", minor < 0 ? "-" : "", whole);
  return digits == 0 ? text : fmt::format("{}.{:0{}}", text, rest, digits);
}

Json property_value(const PropertyColumn& column, std::size_t at) {
  switch (column.type) {
    case PropertyType::boolean:
      return column.integers[at] != 0;
    case PropertyType::integer:
      return column.integers[at];
    case PropertyType::time:
      return format_time({column.integers[at]});
    case PropertyType::real:
      return column.reals[at];
    case PropertyType::text:
      break;
  }
  return std::string(column.texts[at]);
}

/// The fields that no path has led to in any item, with the places of list elements left open.
class Unused {
 public:
  explicit Unused(const PathTrace& seen) : seen_(seen) {}

  void look(const Json& value, const std::string& path = "", bool used = false) {
    used = used || seen_.contains(&value);
    if (value.is_object()) {
      for (const auto& [name, field] : value.items()) {
        bool plain = !name.empty() && trim(name) == name && name.find_first_of(".[]'") == std::string::npos;
        look(field, plain ? path + (path.empty() ? "" : ".") + name : fmt::format("{}['{}']", path, name), used);
      }
    } else if (value.is_array()) {
      for (const auto& each : value) look(each, path + "[*]", used);
    } else if (!value.is_null()) {
      auto [known, is_new] = at_.try_emplace(path, fields_.size());
      if (is_new) fields_.push_back({path, value, 0, false});
      auto& field = fields_[known->second];
      ++field.times;
      field.used |= used;
    }
  }
  /// At most so many are listed; `more` counts the others.
  Json found(std::size_t most, std::size_t& more) const {
    Json list = Json::array();
    more = 0;
    for (const auto& field : fields_) {
      if (field.used) continue;
      if (list.size() == most)
        ++more;
      else
        list.push_back({{"path", field.path}, {"example", field.example}, {"times", field.times}});
    }
    return list;
  }

 private:
  struct Field {
    std::string path;
    Json example;
    std::size_t times;
    bool used;
  };
  const PathTrace& seen_;
  std::map<std::string, std::size_t> at_;
  std::vector<Field> fields_;  ///< in the order in which they stand in the body
};

}  // namespace

Json events_as_json(const EventBatch& events) {
  Json list = Json::array();
  for (std::size_t i = 0; i < events.size(); ++i) {
    Json event;
    event["type"] = std::string(events.type[i]);
    event["time"] = format_time({events.time[i]});
    event["customer"] = {{"kind", std::string(events.identifier_kind[i])}, {"id", std::string(events.identifier[i])}};
    if (!events.channel[i].empty()) event["channel"] = std::string(events.channel[i]);
    if (!events.session[i].empty()) event["session"] = std::string(events.session[i]);
    if (!events.currency[i].empty()) {
      event["amount"] = amount_text(events.amount_minor[i], events.currency[i]);
      event["currency"] = std::string(events.currency[i]);
    }
    if (!std::isnan(events.value[i])) event["value"] = events.value[i];
    event["event_id"] = events.id[i].hex();
    event["properties"] = Json::object();
    list.push_back(std::move(event));
  }
  for (const auto& column : events.properties)
    for (std::size_t at = 0; at < column.rows.size(); ++at)
      list[column.rows[at]]["properties"][column.name] = property_value(column, at);
  return list;
}

Result<Json> try_webhook(const Json& mapping, std::string_view body, const WireContext& context) {
  CAIRN_TRY(auto rules, WebhookMapping::from(mapping));
  WireBatch batch;
  WebhookTrace trace;
  CAIRN_TRY_VOID(read_webhook(body, rules, context, batch, &trace));
  Json outcome;
  auto events = events_as_json(batch.events);
  outcome["events"] = Json::array();
  for (std::size_t i = 0; i < events.size(); ++i) {
    Json event{{"item", batch.item[i]}, {"rule", trace.rule[i]}};
    event.update(events[i]);
    if (batch.order[i] != Hash128{}) event["completes_order"] = true;
    outcome["events"].push_back(std::move(event));
  }
  outcome["refused"] = Json::array();
  for (const auto& each : batch.refused)
    outcome["refused"].push_back(
        {{"item", each.item}, {"reason", each.reason}, {"found", each.found}, {"text", shorten(each.text, 300)}});
  outcome["ignored"] = Json::array();
  for (const auto& each : trace.ignored) outcome["ignored"].push_back({{"item", each.item}, {"why", each.why}});
  Unused unused(trace.paths);
  unused.look(trace.body);
  std::size_t more = 0;
  outcome["unused"] = unused.found(max_unused, more);
  if (more > 0) outcome["unused_more"] = more;
  return outcome;
}

}  // namespace cairn::collect
