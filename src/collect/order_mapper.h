// Puts the lines of an order together and makes an event of each of its steps.
//
//   lines of order 7 ─┐  until the file ends, or a million orders are open
//                     ▼
//   order_placed 09:00 · order_paid 09:02, 398.00 CNY · order_shipped … each with order_id, product, items, store
//
// Money stands on one event an order: order_paid (order_placed where the file has no time of paying); what went back is
// negative, on order_refunded or, at a till, till_return, so that a sum is net sales. A refund, or a payment, without a
// time of its own stands at the last time that is known of its order, marked time_known = false.
// The id of an event is that of source, order and step: a later export of the same orders adds only new steps.
// An order that names no customer stands for itself: its identifier is the order, of kind "order".
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "collect/event_maker.h"
#include "collect/orders.h"
#include "collect/quarantine.h"

namespace cairn::collect {

class OrderMapper : public EventMaker {
 public:
  static constexpr std::size_t most_open = 1'000'000;

  OrderMapper(OrderPlan plan, Quarantine& quarantine);

  void map(const RecordBatch& batch, const std::vector<std::string>& columns, EventBatch& events) override;
  bool finish(EventBatch& events) override;
  std::uint64_t rows() const override { return made_.rows; }
  Made made() const override;

 private:
  struct Money {
    std::int64_t minor = 0;
    bool known = false;
  };
  struct Order {
    std::string key, number, customer, store, currency;
    std::array<std::optional<Time>, order_step_count> times;
    Money paid, returned, refunded;  ///< returned: negative lines of a till
    std::int64_t items = 0, items_returned = 0;
    std::uint32_t lines = 0;
    bool amounts_differ = false;
    std::vector<std::string> products, product_names;
    std::map<std::size_t, std::string> kept;  ///< by column; the values of several lines joined
  };

  struct Row {
    const RecordBatch& batch;
    std::size_t number;
    std::string_view of(const std::optional<std::size_t>& column) const;
    std::uint64_t line() const { return batch.lines[number]; }
  };

  void map_row(const Row& row, const std::vector<std::string>& columns);
  void set_aside(const Row& row, const std::vector<std::string>& columns, Reason reason, std::string found);
  bool continues_last(const Row& row) const;
  std::string key_of(const Row& row, std::string_view number,
                     const std::array<std::optional<Time>, order_step_count>& times) const;
  Order& order_of(const std::string& key, std::string_view number);
  void add_line(Order& order, const Row& row);
  void add_money(Order& order, const Row& row);
  std::optional<Money> money(const Row& row, OrderField field, Order& order);
  void emit(const Order& order, EventBatch& events);
  void emit_shop(const Order& order, EventBatch& events);
  void emit_till(const Order& order, EventBatch& events);
  void add_event(const Order& order, std::string_view type, Time when, EventBatch& events);
  void set_amount(const Order& order, std::int64_t minor, EventBatch& events);
  void set_kept(const Order& order, EventBatch& events);
  void warn(const std::string& what, const Order& order);

  OrderPlan plan_;
  Quarantine& quarantine_;
  Made made_;
  std::vector<std::string> columns_;
  std::vector<Order> orders_;  ///< open, in the order of the file
  std::unordered_map<std::string, std::size_t> place_;
  std::unordered_set<std::uint64_t> closed_;
  std::optional<std::size_t> last_;  ///< of the last row, for rows of merged cells
  std::size_t emitted_ = 0;
  std::map<std::string, std::pair<std::uint64_t, std::string>> warnings_;  ///< what → how often, an example
};

}  // namespace cairn::collect
