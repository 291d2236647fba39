// Order files: what shops and tills export. A row is an order with several times, or one product of an order.
//
//   订单编号 · 买家会员名 · 买家实际支付金额 · 订单创建时间 · 订单付款时间 · 发货时间 · 确认收货时间 · 退款金额
//      │           │             │                └──────────────┬──────────────────────┘            │
//    order     customer        money          order_placed, order_paid, order_shipped, …       order_refunded
//
// A file is one of orders when a column names the order, another a step of it, no column names events, and the user
// says none. Times of Chinese shops are Beijing time and their money is CNY unless the user says otherwise: it is told.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "collect/mapping.h"
#include "collect/sample.h"

namespace cairn::collect {

/// What a column of an order file can be. The first are steps, in the order in which they follow each other.
enum class OrderField : unsigned char {
  placed,
  paid,
  shipped,
  received,
  refunded,
  cancelled,
  sold,  ///< at a till
  clock,
  order,
  customer,
  paid_amount,
  refund_amount,
  product,
  product_name,
  quantity,
  price,
  store,
  till,
  currency,
};
inline constexpr std::size_t order_field_count = 19, order_step_count = 7;
/// "order_paid"; "till_receipt" for sold.
std::string_view event_of(OrderField step);
std::string_view name_of(OrderField field);

/// Whether an amount that stands on every line of an order is that of the order or of the line.
enum class AmountLevel : unsigned char { order, line };

struct OrderPlan {
  std::array<std::optional<std::size_t>, order_field_count> columns;
  std::array<TimeRule, order_step_count> times;
  AmountLevel paid_level = AmountLevel::order, refund_level = AmountLevel::order;
  TimeZone zone = TimeZone::utc();
  std::string source, channel;
  std::string currency;                            ///< of amounts that name none
  bool currency_by_option = false;                 ///< then it also decides what ¥ and $ mean
  std::vector<std::optional<PropertyType>> types;  ///< by column, of what is kept as a property
  std::vector<bool> kept;                          ///< by column: becomes a property under its own name
  std::vector<std::string> notes;                  ///< what was understood, and what was assumed

  const std::optional<std::size_t>& column(OrderField field) const { return columns[static_cast<std::size_t>(field)]; }
  bool has(OrderField field) const { return column(field).has_value(); }
  bool of_till() const { return has(OrderField::sold); }
};

/// "order_id", "订单号", "receipt no": names the number of an order or a receipt; "order_status" does not.
bool is_order_number_name(std::string_view column_name);

/// nullopt when this is no file of orders; an Error when it is one that cannot be read.
Result<std::optional<OrderPlan>> plan_orders(const Sample& sample, const MappingOptions& options,
                                             const std::string& path);

}  // namespace cairn::collect
