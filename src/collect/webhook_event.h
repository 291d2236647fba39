// One event of one item by one rule of a mapping.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "collect/webhook_mapping.h"
#include "collect/wire.h"

namespace cairn::collect {

/// Why no event can be made (RefusedItem's reason and found).
struct WebhookRefusal {
  const char* reason;
  std::string found;
};

class WebhookEvents {
 public:
  WebhookEvents(const std::string& shop, const WireContext& context, WireBatch& batch, PathTrace* trace);

  /// Appends the event. `content`: the item as text, which tells an event from others where the rule names no id;
  /// `element`: place in the list of an 'each'.
  std::optional<WebhookRefusal> add(const EventRule& rule, const PathRoots& roots, const std::string& content,
                                    std::size_t element, std::uint32_t item);

 private:
  using Identifier = std::pair<std::string, std::string>;  ///< kind, text

  std::vector<Identifier> identifiers(const EventRule& rule, const PathRoots& roots) const;
  std::optional<WebhookRefusal> read_time(const EventRule& rule, const PathRoots& roots, std::int64_t& original) const;
  std::optional<WebhookRefusal> make_id(const EventRule& rule, const PathRoots& roots, const std::string& content,
                                        std::string_view type, std::size_t element, EventId& id) const;
  void fill(const EventRule& rule, const PathRoots& roots);
  void set_amount(const EventRule& rule, const PathRoots& roots);
  Hash128 set_order(const EventRule& rule, const PathRoots& roots);
  void set_property(const std::string& name, const Json& value);

  const std::string& shop_;
  const WireContext& context_;
  WireBatch& batch_;
  PathTrace* trace_;
  std::uint64_t seed_;
  std::vector<std::string> named_;  ///< properties of the event that is being made
};

}  // namespace cairn::collect
