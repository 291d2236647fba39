#include "collect/mapper.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/text.h"
#include "collect/amount.h"
#include "collect/property_types.h"
#include "collect/recognise.h"
#include "collect/spreadsheet.h"

namespace cairn::collect {
namespace {

/// Says of what kind the identifier in the column of the customer is, where rows have several kinds.
constexpr std::string_view kind_column = "identifier_kind";

std::string shown(const Cell& cell) { return fmt::format("'{}'", shorten(cell.text(), 60)); }

/// Dollars and yen other than those that the bare sign stands for, where the user says which ones they are.
bool option_explains_sign(std::string_view sign, std::string_view option) {
  if (sign == "CNY") return option == "JPY";
  if (sign != "USD") return false;
  for (std::string_view dollar : {"HKD", "TWD", "SGD", "AUD", "NZD", "CAD", "MOP", "MXN", "ARS", "CLP", "COP", "BRL"})
    if (option == dollar) return true;
  return false;
}

}  // namespace

Mapper::Mapper(Mapping mapping, Quarantine& quarantine)
    : mapping_(std::move(mapping)), quarantine_(quarantine), identity_(mapping_.source) {}

void Mapper::map(const RecordBatch& batch, const std::vector<std::string>& columns, EventBatch& events) {
  CAIRN_CHECK(events.properties.empty());  // slots_ are positions in a batch that this mapper fills alone
  adopt_columns(batch, columns);
  for (auto& slots : slots_) slots = Slots{};
  const auto before = events.size();
  has_own_id_.clear();
  auto broken = batch.broken.begin();
  for (std::size_t r = 0; r < batch.size(); ++r) {
    ++made_.rows;
    Row row{batch, r};
    if (broken != batch.broken.end() && broken->row == r) {
      set_aside(row, broken->reason, broken->found);
      ++broken;
    } else {
      map_row(row, events);
    }
  }
  repeated_ids_ += identity_.number(std::span(events.id).subspan(before), has_own_id_);
}

/// Columns that turned up behind the sample become properties; a type is judged by the first batch that has values.
void Mapper::adopt_columns(const RecordBatch& batch, const std::vector<std::string>& columns) {
  if (columns.size() > columns_.size()) {
    std::size_t known = 0;
    for (const auto& property : mapping_.properties) known = std::max(known, property.column + 1);
    for (const auto& column : mapping_.columns) known = std::max(known, column ? *column + 1 : 0);
    known = std::max(known, mapping_.clock ? *mapping_.clock + 1 : 0);
    for (std::size_t c = std::max(known, columns_.size()); c < columns.size(); ++c)
      mapping_.properties.push_back({c, std::nullopt});
    columns_ = columns;
    slots_.resize(columns.size());
    identity_.set_columns(columns);
  }
  for (auto& property : mapping_.properties) {
    if (property.type) continue;
    std::vector<Cell> cells;
    for (std::size_t r = 0; r < batch.size(); ++r)
      if (auto cell = batch.cell(r, property.column); !cell.missing()) cells.push_back(cell);
    property.type = judge_type(cells, mapping_.time.zone);
  }
}

void Mapper::set_aside(const Row& row, Reason reason, std::string_view found) {
  auto raw = row.batch.raws[row.number];
  quarantine_.add(row.line(), reason, found, raw.empty() ? as_json(row.batch, row.number, columns_) : std::string(raw));
}

void Mapper::map_row(const Row& row, EventBatch& events) {
  auto customer = row.of(mapping_.column(Role::customer));
  if (customer.missing())
    return set_aside(row, Reason::missing_customer,
                     fmt::format("column '{}' is empty", columns_[*mapping_.column(Role::customer)]));
  if (digits_lost(customer.text()))
    return set_aside(row, Reason::lost_digits,
                     fmt::format("customer {}: every digit is needed to tell one from another", shown(customer)));
  if (mapping_.customer_is_whole && customer.text().ends_with(".0")) customer.size -= 2;

  std::string_view type = mapping_.event_name;
  if (mapping_.has(Role::event)) {
    auto cell = row.of(mapping_.column(Role::event));
    if (cell.missing())
      return set_aside(row, Reason::missing_event,
                       fmt::format("column '{}' is empty", columns_[*mapping_.column(Role::event)]));
    type = cell.text();
  }

  auto when = row.of(mapping_.column(Role::time));
  if (when.missing())
    return set_aside(row, Reason::missing_time,
                     fmt::format("column '{}' is empty", columns_[*mapping_.column(Role::time)]));
  auto clock = row.of(mapping_.clock);
  auto time = read_time(when.text(), clock.text(), mapping_.time);
  if (!time)
    return set_aside(row, Reason::unreadable_time,
                     fmt::format("found {}{}, expected {}", shown(when), clock.missing() ? "" : " and " + shown(clock),
                                 describe(mapping_.time.writing)));
  if (*time < earliest_time || *time >= latest_time)
    return set_aside(row, Reason::time_out_of_range, fmt::format("found {}, expected 1930 to 2065", shown(when)));

  auto own_id = row.of(mapping_.column(Role::id));
  if (digits_lost(own_id.text()))
    return set_aside(row, Reason::lost_digits,
                     fmt::format("id {}: every digit is needed to tell one from another", shown(own_id)));
  has_own_id_.push_back(!own_id.missing());
  events.add(own_id.missing() ? identity_.of_row(row.batch, row.number) : identity_.of_id(own_id.text()),
             customer.text(), type, *time, mapping_.source);
  ++made_.events;
  made_.first = std::min(made_.first, *time);
  made_.last = std::max(made_.last, *time);
  if (auto cell = row.of(mapping_.column(Role::channel)); !cell.missing())
    events.channel.back() = events.arena.keep(cell.text());
  if (auto cell = row.of(mapping_.column(Role::session)); !cell.missing())
    events.session.back() = events.arena.keep(cell.text());
  set_amount(row, events);
  set_value(row, events);
  for (const auto& property : mapping_.properties) {
    auto cell = row.batch.cell(row.number, property.column);
    if (cell.missing()) continue;
    if (columns_[property.column] == kind_column)
      events.identifier_kind.back() = events.arena.keep(cell.text());
    else
      set_property(property.column, cell, property.type.value_or(PropertyType::text), row.line(), events);
  }
}

void Mapper::set_amount(const Row& row, EventBatch& events) {
  const auto& column = mapping_.column(Role::amount);
  auto cell = row.of(column);
  if (cell.missing()) return;
  auto amount = parse_amount(cell.text());
  if (!amount) {
    widen(*column, "amount", PropertyType::text, cell, row.line());
    return put(*column, cell, PropertyType::text, events);
  }
  set_currency(row, amount->currency, events);
  auto minor = minor_units(*amount, events.currency.back());
  if (minor) {
    events.amount_minor.back() = *minor;
    return;
  }
  // Rounding would be a lie: the number is kept as a property instead.
  events.currency.back() = {};
  auto type = as_real(cell.text()) ? PropertyType::real : PropertyType::text;
  widen(*column, "amount", type, cell, row.line());
  put(*column, cell, type, events);
}

/// The row's own currency column, else the sign beside the amount, else what holds for the file, else unknown.
void Mapper::set_currency(const Row& row, std::string_view sign, EventBatch& events) {
  auto& currency = events.currency.back();
  const auto& column = mapping_.column(Role::currency);
  if (auto cell = row.of(column); !cell.missing()) {
    if (auto code = currency_of(cell.text())) {
      currency = events.arena.keep(*code);
      return;
    }
    widen(*column, "currency", PropertyType::text, cell, row.line());
    put(*column, cell, PropertyType::text, events);
  }
  bool by_option = mapping_.currency_by_option && (sign.empty() || option_explains_sign(sign, mapping_.currency));
  if (!sign.empty() && !by_option)
    currency = events.arena.keep(sign);
  else if (!mapping_.currency.empty())
    currency = events.arena.keep(mapping_.currency);
  else
    currency = no_currency;
}

void Mapper::set_value(const Row& row, EventBatch& events) {
  const auto& column = mapping_.column(Role::value);
  auto cell = row.of(column);
  if (cell.missing()) return;
  if (auto value = as_real(cell.text())) {
    events.value.back() = *value;
    return;
  }
  widen(*column, "value", PropertyType::text, cell, row.line());
  put(*column, cell, PropertyType::text, events);
}

void Mapper::set_property(std::size_t column, Cell cell, PropertyType type, std::uint64_t line, EventBatch& events) {
  if (type != PropertyType::text && !fits(cell, type, mapping_.time.zone)) {
    bool real = type == PropertyType::integer && fits(cell, PropertyType::real, mapping_.time.zone);
    auto wider = real ? PropertyType::real : PropertyType::text;
    widen(column, name_of(type), wider, cell, line);
    type = wider;
  }
  put(column, cell, type, events);
}

/// Appends to the property's column of this type in the batch; the cell fits it.
void Mapper::put(std::size_t column, Cell cell, PropertyType type, EventBatch& events) {
  int& slot = slots_[column].at[static_cast<std::size_t>(type)];
  if (slot < 0) {
    slot = static_cast<int>(events.properties.size());
    events.properties.push_back({columns_[column], type, {}, {}, {}, {}});
  }
  auto& property = events.properties[static_cast<std::size_t>(slot)];
  property.rows.push_back(static_cast<std::uint32_t>(events.size() - 1));
  switch (type) {
    case PropertyType::boolean:
      property.integers.push_back(*as_boolean(cell.text()));
      break;
    case PropertyType::integer:
      property.integers.push_back(*as_integer(cell.text()));
      break;
    case PropertyType::real:
      property.reals.push_back(*as_real(cell.text()));
      break;
    case PropertyType::time:
      property.integers.push_back(as_time(cell.text(), mapping_.time.zone)->us);
      break;
    case PropertyType::text:
      property.texts.push_back(events.arena.keep(cell.text()));
      break;
  }
}

void Mapper::widen(std::size_t column, std::string_view from, PropertyType to, const Cell& cell, std::uint64_t line) {
  auto [found, is_new] = widenings_.try_emplace({column, to});
  auto& widening = found->second;
  if (is_new)
    widening = {columns_[column], std::string(from), std::string(name_of(to)), 0, line, shorten(cell.text(), 40)};
  ++widening.cells;
}

Made Mapper::made() const {
  auto made = made_;
  for (const auto& [key, widening] : widenings_) made.widenings.push_back(widening);
  if (repeated_ids_ > 0)
    made.warnings.push_back(
        fmt::format("{} row{} with an id that an earlier row has: of each id one event is kept; --id none keeps all",
                    repeated_ids_, repeated_ids_ == 1 ? "" : "s"));
  return made;
}

}  // namespace cairn::collect
