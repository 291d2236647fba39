#include "journey/index_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <future>
#include <limits>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "journey/index_build.h"

namespace cairn::journey {

std::uint32_t Dictionary::code(std::string_view text) {
  if (last_ != 0 && texts_[last_ - 1] == text) return last_;
  if ((texts_.size() + 1) * 2 > slots_.size()) grow();
  std::size_t at = hash64(text) & (slots_.size() - 1);
  while (slots_[at] != 0 && texts_[slots_[at] - 1] != text) at = (at + 1) & (slots_.size() - 1);
  if (slots_[at] == 0) {
    texts_.emplace_back(text);
    slots_[at] = static_cast<std::uint32_t>(texts_.size());
  }
  return last_ = slots_[at];
}

void Dictionary::grow() {
  slots_.assign(std::max<std::size_t>(64, slots_.size() * 2), 0);
  for (std::uint32_t i = 0; i < texts_.size(); ++i) {
    std::size_t at = hash64(texts_[i]) & (slots_.size() - 1);
    while (slots_[at] != 0) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = i + 1;
  }
}

namespace {

/// How a column is made from those of a segment.
struct Recipe {
  std::string name;
  PropertyType type = PropertyType::text;
  std::vector<std::string> from;  ///< columns of bucket_sql
  std::string text, number;       ///< expressions over them
  bool numeric() const {
    return type == PropertyType::integer || type == PropertyType::real || type == PropertyType::time;
  }
};

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

class HistoryColumns final : public EventSource {
 public:
  explicit HistoryColumns(const store::History& history)
      : history_(history.snapshot()), recipes_(recipes_of(history_)), pool_(worker_duck(history_)) {}

  std::vector<std::string> names() const override {
    std::vector<std::string> names;
    for (const auto& recipe : recipes_) names.push_back(recipe.name);
    return names;
  }

  PropertyType type_of(const std::string& name) const override {
    const auto* recipe = find(name);
    return recipe == nullptr ? PropertyType::text : recipe->type;
  }

  Result<std::shared_ptr<const Column>> load(int bucket, const std::string& name, ColumnForm form) override {
    const auto* recipe = find(name);
    if (recipe == nullptr) {
      auto known = names();
      return Error{ErrorCode::not_found, fmt::format("no event has a property '{}'", name), name, suggest(name, known)};
    }
    Key key{bucket, name, form};
    std::promise<Result<std::shared_ptr<const Column>>> promise;
    {
      std::unique_lock guard(mutex_);
      if (auto found = cache_.find(key); found != cache_.end()) {
        auto other = found->second;
        guard.unlock();
        return other.get();
      }
      cache_.emplace(key, promise.get_future().share());
    }
    auto column = read(bucket, *recipe, form);
    promise.set_value(column);
    if (!column) {
      std::lock_guard guard(mutex_);
      cache_.erase(key);
    }
    return column;
  }

  Result<std::vector<CustomerEvent>> events_of(std::string_view identifier, std::string_view kind) override {
    std::vector<CustomerEvent> events;
    for (const auto& known : history_.identifier_kinds())
      if (kind.empty() || kind == known) CAIRN_TRY_VOID(read_customer(identifier, known, events));
    std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.time < b.time; });
    return events;
  }

 private:
  using Key = std::tuple<int, std::string, ColumnForm>;

  const Recipe* find(const std::string& name) const {
    for (const auto& recipe : recipes_)
      if (recipe.name == name) return &recipe;
    return nullptr;
  }

  std::size_t rows_of(int bucket) const {
    std::size_t rows = 0;
    for (const auto& segment : history_.segments(bucket)) rows += segment.rows;
    return rows;
  }

  Result<std::shared_ptr<const Column>> read(int bucket, const Recipe& recipe, ColumnForm form) {
    auto column = std::make_shared<Column>();
    column->numeric = form == ColumnForm::numbers && recipe.numeric();
    auto from = history_.bucket_sql(bucket, recipe.from);
    bool nothing = from.empty() || (form == ColumnForm::numbers && !recipe.numeric());
    if (nothing) return std::shared_ptr<const Column>(column);
    CAIRN_TRY(auto duck, pool_.take());
    auto sql = fmt::format("SELECT {} FROM ({})", form == ColumnForm::codes ? recipe.text : recipe.number, from);
    auto filled = [&]() -> Result<void> {
      CAIRN_TRY(auto rows, duck->stream(sql, "reading property " + recipe.name));
      return form == ColumnForm::codes ? fill_codes(rows, *column) : fill_numbers(rows, *column);
    }();
    if (!filled) return segment_error(history_, bucket, filled.error());
    auto found = form == ColumnForm::codes ? column->codes.size() : column->numbers.size();
    if (found != rows_of(bucket))
      return segment_error(
          history_, bucket,
          {ErrorCode::damaged, fmt::format("{} rows found, {} expected", found, rows_of(bucket)), "", ""});
    return std::shared_ptr<const Column>(column);
  }

  static Result<void> fill_codes(store::DuckResult& rows, Column& column) {
    Dictionary dictionary;
    for (;;) {
      CAIRN_TRY(auto count, rows.next());
      if (count == 0) break;
      auto texts = rows.column(0);
      for (std::size_t i = 0; i < count; ++i)
        column.codes.push_back(texts.valid(i) ? dictionary.code(texts.text(i)) : 0);
    }
    column.dictionary = dictionary.take();
    return {};
  }

  static Result<void> fill_numbers(store::DuckResult& rows, Column& column) {
    for (;;) {
      CAIRN_TRY(auto count, rows.next());
      if (count == 0) return {};
      auto numbers = rows.column(0);
      for (std::size_t i = 0; i < count; ++i)
        column.numbers.push_back(numbers.valid(i) ? numbers.data<double>()[i]
                                                  : std::numeric_limits<double>::quiet_NaN());
    }
  }

  Result<void> read_customer(std::string_view identifier, const std::string& kind, std::vector<CustomerEvent>& events) {
    int bucket = history_.bucket_of(kind, identifier);
    auto where = fmt::format("customer_hash = {} AND customer = {} AND identifier_kind = {}",
                             customer_hash(kind, identifier), store::sql_text(identifier), store::sql_text(kind));
    std::vector<std::string> from{"event", "time", "channel", "source", "session", "amount_minor", "currency", "value"};
    std::string list = fmt::format("event, time, channel, source, session, CAST({} AS DOUBLE), currency, value",
                                   history_.amount_sql());
    constexpr std::size_t fixed = 8;
    for (const auto& property : history_.properties()) {
      for (auto& column : store::property_columns(property)) from.push_back(std::move(column));
      list += ", " + store::property_text_sql(property) + ", " + store::property_number_sql(property);
    }
    auto sql = history_.bucket_sql(bucket, from, where);
    if (sql.empty()) return {};
    CAIRN_TRY(auto duck, pool_.take());
    auto read = [&]() -> Result<void> {
      CAIRN_TRY(auto rows, duck->query(fmt::format("SELECT {} FROM ({})", list, sql), "reading one customer"));
      for (;;) {
        CAIRN_TRY(auto count, rows.next());
        if (count == 0) return {};
        for (std::size_t i = 0; i < count; ++i) {
          auto text = [&](std::size_t at) {
            return rows.column(at).valid(i) ? std::string(rows.column(at).text(i)) : std::string();
          };
          auto number = [&](std::size_t at) {
            return rows.column(at).valid(i) ? std::optional(rows.column(at).data<double>()[i]) : std::nullopt;
          };
          CustomerEvent event{Time{rows.column(1).data<std::int64_t>()[i]},
                              text(0),
                              text(2),
                              text(3),
                              text(4),
                              number(5),
                              text(6),
                              number(7),
                              {}};
          for (std::size_t p = 0; p < history_.properties().size(); ++p)
            if (rows.column(fixed + 2 * p).valid(i))
              event.properties.emplace_back(history_.properties()[p].name,
                                            Literal{text(fixed + 2 * p), number(fixed + 2 * p + 1)});
          events.push_back(std::move(event));
        }
      }
    }();
    if (!read) return segment_error(history_, bucket, read.error());
    return {};
  }

  store::History history_;
  std::vector<Recipe> recipes_;
  DuckPool pool_;
  std::mutex mutex_;
  std::map<Key, std::shared_future<Result<std::shared_ptr<const Column>>>> cache_;
};

class MemoryColumns final : public EventSource {
 public:
  MemoryColumns(std::vector<Index::Row> rows, std::vector<std::vector<std::size_t>> order)
      : rows_(std::move(rows)), order_(std::move(order)) {
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

  Result<std::shared_ptr<const Column>> load(int bucket, const std::string& name, ColumnForm form) override {
    auto known = names();
    if (!numeric_.contains(name))
      return Error{ErrorCode::not_found, fmt::format("no event has a property '{}'", name), name, suggest(name, known)};
    auto column = std::make_shared<Column>();
    column->numeric = form == ColumnForm::numbers && numeric_.at(name);
    if (form == ColumnForm::numbers && !column->numeric) return std::shared_ptr<const Column>(column);
    Dictionary dictionary;
    for (auto at : order_[static_cast<std::size_t>(bucket)]) {
      auto value = value_of(rows_[at], name);
      if (form == ColumnForm::codes)
        column->codes.push_back(value ? dictionary.code(value->text) : 0);
      else
        column->numbers.push_back(value ? *value->number : std::numeric_limits<double>::quiet_NaN());
    }
    column->dictionary = dictionary.take();
    return std::shared_ptr<const Column>(column);
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
  static std::optional<Literal> value_of(const Index::Row& row, const std::string& name) {
    if (name == "customer") return Literal{row.customer, std::nullopt};
    for (const auto& [of, value] : row.properties)
      if (of == name) return value;
    return std::nullopt;
  }

  std::vector<Index::Row> rows_;
  std::vector<std::vector<std::size_t>> order_;
  std::map<std::string, bool> numeric_;  ///< by name: every value is a number
};

}  // namespace

std::unique_ptr<EventSource> columns_of(const store::History& history) {
  return std::make_unique<HistoryColumns>(history);
}

std::unique_ptr<EventSource> columns_of(std::vector<Index::Row> rows, std::vector<std::vector<std::size_t>> order) {
  return std::make_unique<MemoryColumns>(std::move(rows), std::move(order));
}

}  // namespace cairn::journey
