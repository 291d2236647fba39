#include "profile/arrivals.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "journey/recipe.h"

namespace cairn::profile {
namespace {

using journey::ColumnForm;
using journey::Recipe;

/// Columns of the query before those of properties.
constexpr const char* fixed_columns = "identifier_kind, customer, event, time";
constexpr std::size_t first_property_column = 4;

/// One row of the query as a predicate sees it.
class RowView final : public EventView {
 public:
  explicit RowView(std::vector<Recipe> recipes) : recipes_(std::move(recipes)) {
    for (std::size_t i = 0; i < recipes_.size(); ++i) place_.emplace(recipes_[i].name, i);
  }
  void stand_on(const store::DuckResult& rows, std::size_t row) {
    rows_ = &rows;
    row_ = row;
  }
  std::string_view text(std::size_t column) const { return rows_->column(column).text(row_); }
  std::int64_t us() const { return rows_->column(3).data<std::int64_t>()[row_]; }

  std::string_view type() const override { return text(2); }
  std::optional<Literal> property(const std::string& name) const override {
    if (name == "time") {
      Time time{ms_of(us()) * 1000};  // as exact as the index
      return Literal{format_time(time), static_cast<double>(time.us)};
    }
    auto found = place_.find(name);
    if (found == place_.end()) return std::nullopt;
    auto texts = rows_->column(first_property_column + 2 * found->second);
    if (!texts.valid(row_)) return std::nullopt;
    auto text = texts.text(row_);
    if (!recipes_[found->second].numeric()) return Literal{std::string(text), as_number(text)};
    auto numbers = rows_->column(first_property_column + 2 * found->second + 1);
    return Literal{std::string(text), numbers.valid(row_) ? std::optional(numbers.data<double>()[row_]) : std::nullopt};
  }

 private:
  std::vector<Recipe> recipes_;
  std::unordered_map<std::string, std::size_t> place_;
  const store::DuckResult* rows_ = nullptr;
  std::size_t row_ = 0;
};

class ArrivalReader {
 public:
  ArrivalReader(const store::History& history, store::Duck& duck, Asked& asked,
                const std::function<void(const Arrival&)>& take)
      : history_(history), duck_(duck), asked_(asked), take_(take) {
    const auto& wanted = asked.properties();
    for (auto& recipe : journey::recipes_of(history))
      if (std::find(wanted.begin(), wanted.end(), recipe.name) != wanted.end()) recipes_.push_back(std::move(recipe));
  }

  Result<void> read_all() {
    for (int bucket = 0; bucket < history_.bucket_count(); ++bucket) {
      auto sql = history_.bucket_sql(bucket, columns());
      if (sql.empty()) continue;
      CAIRN_TRY_VOID(history_.check_files(bucket));
      CAIRN_TRY_VOID(read(fmt::format("SELECT {} FROM ({})", list(), sql)));
    }
    return {};
  }

  Result<void> read_since(std::int64_t first_arrival) {
    std::vector<store::Segment> segments;
    for (const auto& segment : history_.segments())
      if (segment.end_arrival > first_arrival) segments.push_back(segment);
    if (segments.empty()) return {};
    CAIRN_TRY_VOID(history_.check_files(segments));
    auto sql = history_.segments_sql(segments, columns(), first_arrival);
    return read(fmt::format("SELECT {} FROM ({}) ORDER BY arrival", list(), sql));
  }

 private:
  std::vector<std::string> columns() const {
    std::vector<std::string> columns{"identifier_kind", "customer", "event", "time", "arrival"};
    for (const auto& recipe : recipes_)
      for (const auto& column : recipe.from)
        if (std::find(columns.begin(), columns.end(), column) == columns.end()) columns.push_back(column);
    return columns;
  }

  std::string list() const {
    std::string list = fixed_columns;
    for (const auto& recipe : recipes_)
      list += fmt::format(", {}, {}", recipe.expression(ColumnForm::codes), recipe.expression(ColumnForm::numbers));
    return list;
  }

  Result<void> read(const std::string& sql) {
    CAIRN_TRY(auto rows, duck_.stream(sql, "reading what segments ask about"));
    RowView view(recipes_);
    Facts facts;
    for (;;) {
      CAIRN_TRY(auto count, rows.next());
      if (count == 0) return {};
      for (std::size_t i = 0; i < count; ++i) {
        view.stand_on(rows, i);
        const bool matters = asked_.ask(view, facts);
        take_({view.text(0), view.text(1), view.us(), matters ? &facts : nullptr});
      }
    }
  }

  const store::History& history_;
  store::Duck& duck_;
  Asked& asked_;
  const std::function<void(const Arrival&)>& take_;
  std::vector<Recipe> recipes_;
};

}  // namespace

Result<void> read_arrivals(const store::History& history, store::Duck& duck, std::int64_t first_arrival, Asked& asked,
                           const std::function<void(const Arrival&)>& take) {
  ArrivalReader reader(history, duck, asked, take);
  return first_arrival == 0 ? reader.read_all() : reader.read_since(first_arrival);
}

std::optional<std::int64_t> horizon_of(const store::History& history) {
  std::optional<std::int64_t> latest;
  for (const auto& segment : history.segments())
    if (const auto ms = ms_of(segment.last.us); !latest || ms > *latest) latest = ms;
  return latest;
}

}  // namespace cairn::profile
