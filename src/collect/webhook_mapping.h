// How the body of a webhook becomes events: the mapping document (schema/webhook.schema.json, docs/webhooks.md), read,
// checked and made ready to run.
//
//   {"items": "tickets", "customer": [{"kind": "email", "path": "requester.email"}], "time": "updated_at",
//    "events": [{"when": "status = solved", "type": "ticket_closed"}]}
//
// Paths are those of webhook_path.h, conditions the predicate language of event/predicate.h over the item's fields.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json_schema.h"
#include "collect/time_rule.h"
#include "collect/webhook_path.h"
#include "event/predicate.h"

namespace cairn::collect {

/// Where a value comes from: the first path that leads to something, through a table, or else a constant.
struct FieldRule {
  std::vector<WebhookPath> paths;
  std::map<std::string, Json> values;  ///< empty: no table
  std::optional<Json> otherwise;

  bool given() const { return !paths.empty() || otherwise; }
  std::optional<Json> value(const PathRoots& roots, PathTrace* trace) const;
};

struct IdentifierRule {
  std::string kind;
  FieldRule field;
};

/// A condition over the fields of an item, whose names are paths.
class ConditionRule {
 public:
  static Result<ConditionRule> from(const Json& json, const std::string& where);
  bool holds(const PathRoots& roots, PathTrace* trace) const;

 private:
  EventPredicate predicate_;
  std::map<std::string, WebhookPath> paths_;
};

struct EventRule {
  ConditionRule when;
  std::optional<WebhookPath> each;
  FieldRule type;
  std::vector<IdentifierRule> customer;
  FieldRule time;  ///< not given: the time of arrival
  TimeRule time_rule;
  bool time_or_received = false;
  std::vector<WebhookPath> id;  ///< none: what stands in the item
  FieldRule channel, session, value, order;
  FieldRule amount, currency;
  bool amount_in_minor_units = false;
  std::vector<std::pair<std::string, FieldRule>> properties;
};

struct WebhookMapping {
  std::optional<WebhookPath> items;
  ConditionRule when;
  std::string shop;               ///< whose order numbers
  std::vector<EventRule> events;  ///< what the whole mapping gives is in each of them

  /// The first fault with its place ("mapping.events[0].type"), and how many more there are.
  static Result<WebhookMapping> from(const Json& document, const std::string& name = "mapping");
};

/// A name that every event has already: customer, channel, source, session, amount, currency, value, time, event.
bool is_event_field(std::string_view name);

/// Every fault of a mapping document; empty: it can be used.
std::vector<SchemaFault> webhook_faults(const Json& document);

}  // namespace cairn::collect
