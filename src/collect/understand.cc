#include "collect/understand.h"

#include <fmt/format.h>

#include "base/text.h"
#include "collect/mapper.h"
#include "collect/order_mapper.h"

namespace cairn::collect {
namespace {

std::vector<std::string> uses_of(const OrderPlan& plan, std::size_t columns) {
  std::vector<std::string> uses(columns);
  for (std::size_t c = 0; c < columns; ++c)
    if (plan.kept[c]) uses[c] = fmt::format("property, {}", name_of(plan.types[c].value_or(PropertyType::text)));
  for (std::size_t f = 0; f < order_field_count; ++f) {
    if (!plan.columns[f]) continue;
    auto field = static_cast<OrderField>(f);
    uses[*plan.columns[f]] =
        f < order_step_count ? fmt::format("time of {}", event_of(field)) : std::string(name_of(field));
  }
  return uses;
}

std::vector<std::string> uses_of(const Mapping& mapping, const std::vector<Guess>& guesses, std::size_t columns) {
  std::vector<std::string> uses(columns);
  auto add = [&](std::size_t column, const std::string& use) {
    if (column < columns) uses[column] += uses[column].empty() ? use : " and " + use;
  };
  for (const auto& guess : guesses)
    if (const auto& column = mapping.column(guess.role); column && !guess.column.empty())
      add(*column, std::string(name_of(guess.role)));
  if (mapping.clock) add(*mapping.clock, "time of day");
  for (const auto& property : mapping.properties)
    add(property.column, property.type ? fmt::format("property, {}", name_of(*property.type)) : "empty so far");
  return uses;
}

}  // namespace

Result<Understood> understand(const Sample& sample, const MappingOptions& options, const std::string& path,
                              Quarantine& quarantine) {
  Understood understood;
  std::string name = path == "-" ? "standard input" : path;
  CAIRN_TRY(auto orders, plan_orders(sample, options, path));
  if (!orders && options.orders)
    return Error{ErrorCode::invalid,
                 fmt::format("is not recognised as a file of orders; its columns: {}", join(sample.columns, ", ")),
                 name,
                 "it needs a column with the number of the order, one with a time (placed, paid, sold at a till …) and "
                 "one with the customer; docs/orders.md lists their names"};
  if (orders) {
    understood.source = orders->source;
    understood.zone = orders->zone.name();
    understood.notes = orders->notes;
    understood.uses = uses_of(*orders, sample.columns.size());
    understood.maker = std::make_unique<OrderMapper>(std::move(*orders), quarantine);
    return understood;
  }
  CAIRN_TRY(auto recognition, recognise(sample, options, name));
  recognition.mapping.source = !options.source.empty() ? options.source
                               : recognition.members   ? "members"
                                                       : source_name(path);
  understood.members = recognition.members;
  understood.source = recognition.mapping.source;
  understood.zone = recognition.mapping.time.zone.name();
  understood.uses = uses_of(recognition.mapping, recognition.guesses, sample.columns.size());
  understood.guesses = std::move(recognition.guesses);
  understood.suggestions = std::move(recognition.suggestions);
  understood.maker = std::make_unique<Mapper>(std::move(recognition.mapping), quarantine);
  return understood;
}

}  // namespace cairn::collect
