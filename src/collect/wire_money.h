// Money and order lines among the properties of an event, by Segment's e-commerce specification (docs/collect.md has
// the table: which property is the amount of which event).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collect/wire_item.h"

namespace cairn::collect {

/// What the settings of a source say about money; all may be absent.
struct MoneySettings {
  std::string currency;                   ///< of amounts that name none
  std::string shop;                       ///< whose order numbers these are; sources of one shop say the same
  std::vector<std::string> order_events;  ///< further names of the event that completes an order
  std::string order_id = "order_id";      ///< the property that holds an order's number
  std::string amount;                     ///< the property that holds the amount of `order_events`
};

class MoneyReader {
 public:
  explicit MoneyReader(MoneySettings settings) : settings_(std::move(settings)) {}

  struct Found {
    std::optional<std::int64_t> minor;
    std::string_view currency;  ///< of `minor`; stays as long as the fields, or this reader
    bool takes_value = false;   ///< the property `value` is the amount
    bool takes_currency = false;
    Hash128 order{};  ///< of the order that the event completes
    // Of the products, as file import keeps order lines; empty: none.
    std::string product, product_name;
    std::int64_t items = 0;
  };

  void clear() { known_ = {}; }
  /// A property of the event by its name; of equal names the last counts. The field must stay until clear().
  void note(std::string_view name, const Field& field);
  /// `end`: up to where the text around the fields may be read.
  Found read(std::string_view event, const char* end);

  /// "value" of an event whose amount it is not.
  const Field* value() const { return known_.value; }

 private:
  enum class Event { other, completed, taken_back, updated, checkout, product };
  struct Known {
    const Field *revenue, *total, *subtotal, *shipping, *tax, *value, *price, *currency, *order_id, *products, *sku,
        *product_id, *name, *own_amount;
  };

  Event event_of(std::string_view name) const;
  void read_products(const char* end, Found& found);
  void read_amount(Event event, Found& found);
  std::optional<std::int64_t> minor_of(const Field* field, Found& found) const;
  std::optional<std::int64_t> net_of_total(Found& found) const;
  std::string_view currency_of_event(std::string_view sign, bool& named);

  MoneySettings settings_;
  Known known_{};
  std::string currency_;
  struct Line {
    std::string price;
    std::int64_t quantity = 1;
  };
  std::vector<Line> lines_;
  simdjson::ondemand::parser parser_;
};

}  // namespace cairn::collect
