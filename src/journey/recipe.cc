#include "journey/recipe.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/hash.h"

namespace cairn::journey {

std::string Recipe::key(ColumnForm form) const { return fmt::format("{}\n{:016x}", name, hash(form)); }

std::uint64_t Recipe::hash(ColumnForm form) const {
  std::string all = expression(form);
  for (const auto& column : from) all += '\n' + column;
  return hash64(all);
}

std::vector<Recipe> recipes_of(const store::History& history) {
  std::vector<Recipe> recipes;
  for (const char* name : core_columns) {
    std::string column = name;
    if (column == "amount") {
      auto amount = fmt::format("CAST({} AS DOUBLE)", history.amount_sql());
      recipes.push_back({column,
                         PropertyType::real,
                         {"amount_minor", "currency"},
                         store::shown_sql(amount, PropertyType::real),
                         amount});
    } else if (column == "value") {
      recipes.push_back({column, PropertyType::real, {column}, store::shown_sql(column, PropertyType::real), column});
    } else {
      recipes.push_back({column, PropertyType::text, {column}, column, "CAST(NULL AS DOUBLE)"});
    }
  }
  std::set<std::string> taken{"time"};
  for (const char* name : core_columns) taken.insert(name);
  for (const auto& property : history.properties()) taken.insert(property.name);
  for (const auto& property : history.properties()) {
    bool hidden =
        property.name == "time" || std::count(std::begin(core_columns), std::end(core_columns), property.name) > 0;
    auto name = hidden ? "property_" + property.name : property.name;
    for (int n = 2; hidden && !taken.insert(name).second; ++n) name = fmt::format("property_{}_{}", property.name, n);
    recipes.push_back({name, property.widest(), store::property_columns(property), store::property_text_sql(property),
                       store::property_number_sql(property)});
  }
  return recipes;
}

}  // namespace cairn::journey
