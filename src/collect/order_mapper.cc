#include "collect/order_mapper.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "collect/amount.h"
#include "collect/property_types.h"
#include "collect/spreadsheet.h"

namespace cairn::collect {
namespace {

constexpr std::size_t emit_at_once = 50'000;

bool stands_for_nothing(std::string_view text) {
  for (std::string_view none :
       {"-", "--", "null", "NULL", "None", "无", "無", "/", "0000-00-00", "0000-00-00 00:00:00"})
    if (text == none) return true;
  return false;
}

constexpr std::size_t step(OrderField field) { return static_cast<std::size_t>(field); }

/// Each value once, in the order of the lines.
void add_once(std::vector<std::string>& list, std::string_view text) {
  if (!text.empty() && std::find(list.begin(), list.end(), text) == list.end()) list.emplace_back(text);
}

}  // namespace

std::string_view OrderMapper::Row::of(const std::optional<std::size_t>& column) const {
  if (!column) return {};
  auto text = trim(batch.cell(number, *column).text());
  return stands_for_nothing(text) ? std::string_view() : text;
}

OrderMapper::OrderMapper(OrderPlan plan, Quarantine& quarantine) : plan_(std::move(plan)), quarantine_(quarantine) {}

void OrderMapper::map(const RecordBatch& batch, const std::vector<std::string>& columns, EventBatch& events) {
  columns_ = columns;
  auto broken = batch.broken.begin();
  for (std::size_t r = 0; r < batch.size(); ++r) {
    ++made_.rows;
    Row row{batch, r};
    if (broken != batch.broken.end() && broken->row == r) {
      set_aside(row, columns, broken->reason, broken->found);
      ++broken;
    } else {
      map_row(row, columns);
    }
  }
  if (orders_.size() < most_open) return;
  for (const auto& order : orders_) {
    emit(order, events);
    closed_.insert(hash64(order.key));
  }
  orders_.clear();
  place_.clear();
  last_.reset();
}

bool OrderMapper::finish(EventBatch& events) {
  auto stop = std::min(orders_.size(), emitted_ + emit_at_once);
  bool any = emitted_ < stop;
  for (; emitted_ < stop; ++emitted_) emit(orders_[emitted_], events);
  return any;
}

Made OrderMapper::made() const {
  auto made = made_;
  for (const auto& [what, times] : warnings_)
    made.warnings.push_back(fmt::format("{}: {}, for example order {}", what, times.first, times.second));
  return made;
}

void OrderMapper::set_aside(const Row& row, const std::vector<std::string>& columns, Reason reason, std::string found) {
  auto raw = row.batch.raws[row.number];
  quarantine_.add(row.line(), reason, found, raw.empty() ? as_json(row.batch, row.number, columns) : std::string(raw));
}

/// Merged cells: a row without order, customer and times below a row with them, and with a product of its own.
bool OrderMapper::continues_last(const Row& row) const {
  if (!last_) return false;
  if (!row.of(plan_.column(OrderField::customer)).empty()) return false;
  for (std::size_t s = 0; s < order_step_count; ++s)
    if (!row.of(plan_.columns[s]).empty()) return false;
  return !row.of(plan_.column(OrderField::product)).empty() || !row.of(plan_.column(OrderField::product_name)).empty();
}

/// Tills number their receipts anew: a receipt is one of a store, a till and a day.
std::string OrderMapper::key_of(const Row& row, std::string_view number,
                                const std::array<std::optional<Time>, order_step_count>& times) const {
  if (!plan_.of_till()) return std::string(number);
  const auto& when = times[step(OrderField::sold)];
  auto day = when ? format_local(*when, plan_.zone).substr(0, 10) : "";
  return fmt::format("{}|{}|{}|{}", row.of(plan_.column(OrderField::store)), row.of(plan_.column(OrderField::till)),
                     day, number);
}

void OrderMapper::map_row(const Row& row, const std::vector<std::string>& columns) {
  auto number = row.of(plan_.column(OrderField::order));
  if (number.empty()) {
    if (continues_last(row)) return add_line(orders_[*last_], row);
    return set_aside(row, columns, Reason::missing_order,
                     fmt::format("column '{}' is empty", columns[*plan_.column(OrderField::order)]));
  }
  auto customer = row.of(plan_.column(OrderField::customer));
  for (auto text : {number, customer})
    if (digits_lost(text))
      return set_aside(row, columns, Reason::lost_digits,
                       fmt::format("'{}': every digit is needed to tell one from another", text));
  std::array<std::optional<Time>, order_step_count> times;
  bool any = false;
  for (std::size_t s = 0; s < order_step_count; ++s) {
    auto text = row.of(plan_.columns[s]);
    if (text.empty()) continue;
    auto clock = s == step(OrderField::sold) ? row.of(plan_.column(OrderField::clock)) : std::string_view();
    times[s] = read_time(text, clock, plan_.times[s]);
    if (!times[s])
      return set_aside(row, columns, Reason::unreadable_time,
                       fmt::format("found '{}{}{}', expected {}", shorten(text, 60), clock.empty() ? "" : " ", clock,
                                   describe(plan_.times[s].writing)));
    if (*times[s] < earliest_time || *times[s] >= latest_time)
      return set_aside(row, columns, Reason::time_out_of_range, fmt::format("found '{}', expected 1930 to 2065", text));
    any = true;
  }
  if (plan_.of_till()) any = times[step(OrderField::sold)].has_value();
  auto key = key_of(row, number, times);
  bool is_known = place_.contains(key);
  if (!any && !is_known)
    return set_aside(row, columns, Reason::missing_time, fmt::format("order {} has no time of any step", number));
  if (!is_known && closed_.contains(hash64(key)))
    return set_aside(row, columns, Reason::order_was_closed,
                     fmt::format("order {} began more than {} orders before", number, most_open));
  auto& order = order_of(key, number);
  if (order.customer.empty()) order.customer = customer;
  if (order.store.empty()) order.store = row.of(plan_.column(OrderField::store));
  for (std::size_t s = 0; s < order_step_count; ++s)
    if (times[s] && (!order.times[s] || *times[s] < *order.times[s])) order.times[s] = times[s];
  add_line(order, row);
}

OrderMapper::Order& OrderMapper::order_of(const std::string& key, std::string_view number) {
  auto [found, is_new] = place_.try_emplace(key, orders_.size());
  if (is_new) {
    orders_.emplace_back();
    orders_.back().key = key;
    orders_.back().number = number;
  }
  last_ = found->second;
  return orders_[found->second];
}

void OrderMapper::add_line(Order& order, const Row& row) {
  auto code = row.of(plan_.column(OrderField::product)), name = row.of(plan_.column(OrderField::product_name));
  add_once(order.products, code.empty() ? name : code);
  add_once(order.product_names, name);
  add_money(order, row);
  ++order.lines;
  for (std::size_t c = 0; c < plan_.kept.size(); ++c) {
    if (!plan_.kept[c]) continue;
    auto text = row.of(c);
    if (text.empty()) continue;
    auto& kept = order.kept[c];
    auto parts = split(kept, '\x1f');
    if (kept.empty())
      kept = text;
    else if (std::find(parts.begin(), parts.end(), text) == parts.end())
      kept += fmt::format("\x1f{}", text);
  }
}

std::optional<OrderMapper::Money> OrderMapper::money(const Row& row, OrderField field, Order& order) {
  auto text = row.of(plan_.column(field));
  if (text.empty()) return std::nullopt;
  auto amount = parse_amount(text);
  if (!amount) {
    warn(fmt::format("values of '{}' are no amounts and were left out ('{}')", columns_[*plan_.column(field)],
                     shorten(text, 20)),
         order);
    return std::nullopt;
  }
  // The row's own column, else the sign beside the amount, else what holds for the file, else unknown.
  auto own = currency_of(row.of(plan_.column(OrderField::currency)));
  std::string currency = own ? *own : std::string(plan_.currency_by_option ? "" : amount->currency);
  if (currency.empty()) currency = plan_.currency;
  if (currency.empty()) currency = no_currency;
  auto minor = minor_units(*amount, currency);
  if (!minor) {
    warn(fmt::format("values of '{}' have more decimals than {} has and were left out ('{}')",
                     columns_[*plan_.column(field)], currency, shorten(text, 20)),
         order);
    return std::nullopt;
  }
  order.currency = currency;
  return Money{*minor, true};
}

void OrderMapper::add_money(Order& order, const Row& row) {
  auto quantity = as_integer(row.of(plan_.column(OrderField::quantity)));
  if (!quantity)
    if (auto real = as_real(row.of(plan_.column(OrderField::quantity)))) quantity = static_cast<std::int64_t>(*real);
  auto add = [&](Money& sum, const Money& part, AmountLevel level) {
    if (level == AmountLevel::line || !sum.known)
      sum = {sum.minor + part.minor, true};
    else if (sum.minor != part.minor)
      order.amounts_differ = true;
  };
  auto paid = money(row, OrderField::paid_amount, order);
  bool is_return = (paid && paid->minor < 0) || (quantity && *quantity < 0);
  if (quantity) (is_return ? order.items_returned : order.items) += std::abs(*quantity);
  if (paid && is_return)
    add(order.returned, {-std::abs(paid->minor), true}, plan_.paid_level);
  else if (paid)
    add(order.paid, *paid, plan_.paid_level);
  if (auto refund = money(row, OrderField::refund_amount, order))
    add(order.refunded, {std::abs(refund->minor), true}, plan_.refund_level);
}

void OrderMapper::warn(const std::string& what, const Order& order) {
  auto& [count, example] = warnings_.try_emplace(what, 0, order.number).first->second;
  ++count;
}

void OrderMapper::emit(const Order& order, EventBatch& events) {
  if (order.customer.empty())
    warn("orders name no customer: each stands for itself, as an identifier of kind 'order'", order);
  if (order.amounts_differ)
    warn("orders name different amounts of the order on their lines: the first was taken", order);
  plan_.of_till() ? emit_till(order, events) : emit_shop(order, events);
}

void OrderMapper::add_event(const Order& order, std::string_view type, Time when, EventBatch& events) {
  auto id = hash128(fmt::format("order\x1f{}\x1f{}\x1f{}", plan_.source, order.key, type));
  events.add(id, order.customer.empty() ? events.arena.keep(order.key) : events.arena.keep(order.customer),
             events.arena.keep(type), when, plan_.source);
  if (order.customer.empty()) events.identifier_kind.back() = "order";
  if (!plan_.channel.empty()) events.channel.back() = events.arena.keep(plan_.channel);
  events.set("order_id", std::string_view(order.number));
  if (!order.store.empty()) events.set("store", std::string_view(order.store));
  if (!order.products.empty()) events.set("product", std::string_view(join(order.products, "; ")));
  if (!order.product_names.empty()) events.set("product_name", std::string_view(join(order.product_names, "; ")));
  ++made_.events;
  made_.first = std::min(made_.first, when);
  made_.last = std::max(made_.last, when);
}

void OrderMapper::set_amount(const Order& order, std::int64_t minor, EventBatch& events) {
  events.amount_minor.back() = minor;
  events.currency.back() = events.arena.keep(order.currency);
}

/// What the file says besides goes onto one event of the order, the first; several values are joined as text.
void OrderMapper::set_kept(const Order& order, EventBatch& events) {
  for (const auto& [column, text] : order.kept) {
    auto name = columns_[column];
    for (std::string_view own : {"order_id", "store", "product", "product_name", "items", "time_known"})
      if (name == own) name += "_in_file";
    auto type = plan_.types[column].value_or(PropertyType::text);
    Cell cell = Cell::of(text, CellKind::plain);
    const auto& zone = plan_.zone;
    if (type != PropertyType::text && !fits(cell, type, zone)) type = PropertyType::text;
    if (type == PropertyType::boolean)
      events.set(name, *as_boolean(text));
    else if (type == PropertyType::integer)
      events.set(name, *as_integer(text));
    else if (type == PropertyType::real)
      events.set(name, *as_real(text));
    else if (type == PropertyType::time)
      events.set(name, *as_time(text, zone));
    else if (text.find('\x1f') == std::string::npos)
      events.set(name, std::string_view(text));
    else
      events.set(name, std::string_view(fmt::format("{}", fmt::join(split(text, '\x1f'), "; "))));
  }
}

void OrderMapper::emit_till(const Order& order, EventBatch& events) {
  auto when = *order.times[step(OrderField::sold)];
  bool is_first = true;
  auto add = [&](std::string_view type, const Money& money, std::int64_t items) {
    add_event(order, type, when, events);
    if (money.known) set_amount(order, money.minor, events);
    if (items > 0) events.set("items", items);
    if (is_first) set_kept(order, events);
    is_first = false;
  };
  bool returns = order.returned.known || order.items_returned > 0;
  if (!returns || order.paid.known || order.items > 0) add("till_receipt", order.paid, order.items);
  if (returns) add("till_return", order.returned, order.items_returned);
}

void OrderMapper::emit_shop(const Order& order, EventBatch& events) {
  struct Step {
    OrderField field;
    Time when;
    bool known;
  };
  std::vector<Step> steps;
  std::optional<Time> last;
  for (std::size_t s = 0; s < order_step_count; ++s)
    if (order.times[s]) {
      steps.push_back({static_cast<OrderField>(s), *order.times[s], true});
      last = last ? std::max(*last, *order.times[s]) : order.times[s];
    }
  auto missing = [&](OrderField field) { return !order.times[step(field)].has_value(); };
  const Money taken{order.paid.minor, order.paid.known && order.paid.minor != 0};
  // Paid on delivery: money came in and the file has no moment for it but the arrival.
  if (plan_.has(OrderField::paid) && taken.known && missing(OrderField::paid) && !missing(OrderField::received)) {
    steps.push_back({OrderField::paid, *order.times[step(OrderField::received)], false});
    warn("orders have money and no time of paying: it stands at their arrival, with time_known false", order);
  }
  const std::int64_t back = order.refunded.minor - order.returned.minor;
  if (back != 0 && missing(OrderField::refunded)) {
    steps.push_back({OrderField::refunded, *last, false});
    warn("refunds have no time of their own: they stand at the last time of their order, with time_known false", order);
  }
  auto payer = plan_.has(OrderField::paid) ? OrderField::paid : steps.front().field;
  bool is_first = true, has_paid = false;
  for (const auto& each : steps) {
    add_event(order, event_of(each.field), each.when, events);
    if (each.field == payer && order.paid.known) set_amount(order, order.paid.minor, events), has_paid = true;
    if (each.field == OrderField::refunded && back != 0) set_amount(order, -back, events);
    if (order.items > 0) events.set("items", order.items);
    if (!each.known) events.set("time_known", false);
    if (is_first) set_kept(order, events);
    is_first = false;
  }
  if (taken.known && !has_paid) warn("orders name an amount and were not paid by any time: it is not counted", order);
}

}  // namespace cairn::collect
