// Columns of an index in memory, for tests and benchmarks: made of rows by the writer that makes column files.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/hash.h"
#include "base/text.h"
#include "journey/column_cache.h"
#include "journey/column_file.h"
#include "journey/index_columns.h"

namespace cairn::journey {
namespace {

class MemoryColumns final : public EventSource {
 public:
  MemoryColumns(std::vector<Index::Row> rows, std::vector<std::vector<std::size_t>> order, SliceRows slices)
      : rows_(std::move(rows)), order_(std::move(order)), slices_(std::move(slices)) {
    for (const char* name : core_columns) numeric_[name] = false;
    std::map<std::string, bool> all_numbers;
    for (const auto& row : rows_)
      for (const auto& [name, value] : row.properties) {
        auto [at, is_new] = all_numbers.try_emplace(name, true);
        at->second = at->second && value.number.has_value();
      }
    for (const auto& [name, numbers] : all_numbers) numeric_[name] = numbers;
  }

  std::vector<std::string> names() const override {
    std::vector<std::string> names;
    for (const auto& [name, numeric] : numeric_) names.push_back(name);
    return names;
  }

  PropertyType type_of(const std::string& name) const override {
    auto found = numeric_.find(name);
    return found != numeric_.end() && found->second ? PropertyType::real : PropertyType::text;
  }

  Result<std::shared_ptr<const Column>> load(int number, const std::string& name, ColumnForm form) override {
    auto known = names();
    if (!numeric_.contains(name))
      return Error{ErrorCode::not_found, fmt::format("no event has a property '{}'", name), name, suggest(name, known)};
    if (form == ColumnForm::numbers && !numeric_.at(name)) return std::make_shared<const Column>();
    auto [bucket, slice] = slice_at(slices_, number);
    CAIRN_TRY(auto column,
              cache_.get({static_cast<int>(bucket), name, form}, [&, b = bucket] { return column_of(b, name, form); }));
    const Column* part = &column->slices[slice];
    return std::shared_ptr<const Column>(std::move(column), part);
  }

  Result<std::vector<CustomerEvent>> events_of(std::string_view identifier, std::string_view kind) override {
    std::vector<CustomerEvent> events;
    for (const auto& row : rows_) {
      if (row.customer != identifier || (!kind.empty() && kind != "customer")) continue;
      CustomerEvent event{Time{row.ms * 1000}, row.type, "", "", "", {}, "", {}, {}};
      for (const auto& [name, value] : row.properties) {
        if (name == "channel")
          event.channel = value.text;
        else if (name == "source")
          event.source = value.text;
        else if (name == "session")
          event.session = value.text;
        else if (name == "amount")
          event.amount = value.number;
        else if (name == "currency")
          event.currency = value.text;
        else if (name == "value")
          event.value = value.number;
        else
          event.properties.emplace_back(name, value);
      }
      std::sort(event.properties.begin(), event.properties.end(),
                [](const auto& a, const auto& b) { return a.first < b.first; });
      events.push_back(std::move(event));
    }
    return events;
  }

 private:
  Result<ColumnCache::Value> column_of(std::size_t bucket, const std::string& name, ColumnForm form) const {
    ColumnKey key{static_cast<int>(bucket), name, Hash128{}.hex(), form, 0};
    ColumnWriter writer(form, slices_[bucket]);
    for (auto at : order_[bucket]) {
      auto value = value_of(rows_[at], name);
      if (!value)
        writer.missing();
      else if (form == ColumnForm::codes)
        writer.text(value->text);
      else
        writer.number(*value->number);
    }
    auto column = std::make_shared<BucketColumn>();
    column->held = writer.finish(key);
    CAIRN_TRY(column->slices, view_column(column->held, key, slices_[bucket]));
    return ColumnCache::Value(column);
  }

  static std::optional<Literal> value_of(const Index::Row& row, const std::string& name) {
    if (name == "customer") return Literal{row.customer, std::nullopt};
    for (const auto& [of, value] : row.properties)
      if (of == name) return value;
    return std::nullopt;
  }

  std::vector<Index::Row> rows_;
  std::vector<std::vector<std::size_t>> order_;
  SliceRows slices_;
  std::map<std::string, bool> numeric_;  ///< by name: every value is a number
  ColumnCache cache_{UINT64_MAX, SIZE_MAX};
};

}  // namespace

std::unique_ptr<EventSource> columns_of(std::vector<Index::Row> rows, std::vector<std::vector<std::size_t>> order,
                                        SliceRows slices) {
  return std::make_unique<MemoryColumns>(std::move(rows), std::move(order), std::move(slices));
}

}  // namespace cairn::journey
