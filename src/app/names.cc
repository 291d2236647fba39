#include "app/names.h"

#include <fmt/format.h>

#include <set>

#include "base/text.h"

namespace cairn::app {
namespace {

struct Naming {
  std::string_view table, properties;
};
constexpr Naming namings[] = {
    {"stores", "store store_id store_code storeid 门店 门店编号 门店编码 店号"},
    {"products", "product product_id product_code productid sku item item_id itemid 商品编码 商品条码 货号"},
    {"staff", "staff staff_id clerk clerk_id employee employee_id 收银员 导购员 导购 工号"},
    {"campaigns", "campaign campaign_id campaignid utm_campaign 活动编号 活动id"},
};

class Names {
 public:
  explicit Names(const std::map<std::string, std::string>& names) : names_(names) {
    std::set<std::string> seen;
    for (const auto& [code, name] : names)
      if (!seen.insert(name).second) shared_.insert(name);
  }
  std::string of(const std::string& codes) const {
    std::string named;
    std::size_t at = 0;
    while (at <= codes.size()) {
      auto stop = std::min(codes.find("; ", at), codes.size());
      named += (at > 0 ? "; " : "") + one(codes.substr(at, stop - at));
      at = stop + 2;
    }
    return named;
  }

 private:
  std::string one(const std::string& code) const {
    auto found = names_.find(code);
    if (found == names_.end()) return code;
    return shared_.contains(found->second) ? fmt::format("{} ({})", found->second, code) : found->second;
  }
  const std::map<std::string, std::string>& names_;
  std::set<std::string> shared_;
};

/// The groups of a table with columns and rows.
void name_rows(Json& table, const Names& names) {
  if (!table.contains("columns") || !table.contains("rows")) return;
  for (std::size_t c = 0; c < table["columns"].size(); ++c) {
    if (table["columns"][c].value("name", "") != "group") continue;
    for (auto& row : table["rows"])
      if (row[c].is_string()) row[c] = names.of(row[c].get<std::string>());
  }
}

/// Every {"group": …} below.
void name_members(Json& value, const Names& names) {
  if (value.is_object() && value.contains("group") && value["group"].is_string())
    value["group"] = names.of(value["group"].get<std::string>());
  if (value.is_structured())
    for (auto& each : value) name_members(each, names);
}

/// Whose values are the groups; "": of none.
std::string property_of(const Json& by) {
  if (by.is_string()) return by.get<std::string>();
  auto field = [&](const char* key) {
    return by.is_object() && by.contains(key) && by[key].is_string() ? by[key].get<std::string>() : "";
  };
  const auto measure = field("measure");
  const bool is_a_value = measure == "first" || measure == "last" || measure == "most_frequent";
  return is_a_value ? field("of") : field("trait");
}

}  // namespace

std::vector<std::pair<std::string, std::string>> named_properties() {
  std::vector<std::pair<std::string, std::string>> all;
  for (const auto& naming : namings)
    for (auto property : split(naming.properties, ' ')) all.emplace_back(property, naming.table);
  return all;
}

std::optional<std::string> naming_table(const Json& question) {
  if (!question.is_object() || !question.contains("by")) return std::nullopt;
  const auto property = property_of(question["by"]);
  for (const auto& naming : namings)
    for (auto known : split(naming.properties, ' '))
      if (known == property) return std::string(naming.table);
  return std::nullopt;
}

void put_names(Json& answer, const std::string& table, const std::map<std::string, std::string>& given) {
  if (given.empty() || !answer.is_object()) return;
  Names names(given);
  name_rows(answer, names);
  for (auto& [key, value] : answer.items()) {
    if (key == "question" || key == "rows" || key == "columns") continue;
    name_members(value, names);
    if (value.is_array())
      for (auto& each : value)
        if (each.is_object()) name_rows(each, names);
  }
  if (answer.contains("notes") && answer["notes"].is_array())
    answer["notes"].push_back(fmt::format("groups are shown by their names in the table of {}", table));
}

}  // namespace cairn::app
