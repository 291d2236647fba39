#include "collect/parquet.h"

#include <fmt/format.h>

#include "collect/temporary_file.h"
#include "store/duck.h"

namespace cairn::collect {
namespace {

CellKind kind_of(std::string_view duck_type) {
  if (duck_type == "BOOLEAN") return CellKind::boolean;
  for (std::string_view type : {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT",
                                "UINTEGER", "UBIGINT", "UHUGEINT"})
    if (duck_type == type) return CellKind::integer;
  if (duck_type == "FLOAT" || duck_type == "DOUBLE" || duck_type.starts_with("DECIMAL")) return CellKind::real;
  if (duck_type.starts_with("TIMESTAMP")) return CellKind::time;
  return CellKind::text;
}

bool is_nested(std::string_view duck_type) {
  return duck_type.ends_with("]") || duck_type.starts_with("STRUCT") || duck_type.starts_with("MAP") ||
         duck_type.starts_with("UNION");
}

class ParquetSource : public RecordSource {
 public:
  Result<void> open(const std::string& path, std::unique_ptr<SourceBytes> source);
  Result<void> next(RecordBatch& batch) override;
  const std::vector<std::string>& columns() const override { return columns_; }
  const std::vector<std::string>& notes() const override { return notes_; }
  std::string_view unit() const override { return "row"; }

 private:
  /// Rows of a batch: some chunks of DuckDB, about as much as a window of text.
  static constexpr std::size_t batch_rows = 16 * 1024;

  std::string name_;
  TemporaryFile temporary_;
  std::optional<store::Duck> duck_;
  std::optional<store::DuckResult> rows_;
  std::vector<std::string> columns_, notes_;
  std::vector<CellKind> kinds_;
  std::uint64_t row_ = 0;
};

Result<void> ParquetSource::open(const std::string& path, std::unique_ptr<SourceBytes> source) {
  name_ = source->name();
  std::string file = path;
  if (path == "-" || source->compressed()) {
    CAIRN_TRY_VOID(temporary_.fill(*source));
    file = temporary_.path();
  }
  source.reset();
  store::DuckOptions options;
  options.memory_limit = "1GB";
  CAIRN_TRY(auto duck, store::Duck::open(options));
  duck_ = std::move(duck);
  auto from = fmt::format("read_parquet({})", store::sql_path(file));
  auto unreadable = [&](Error error) {
    return Error{ErrorCode::damaged, "cannot be read as Parquet: " + error.message, name_,
                 "export the file again, or name another --format"};
  };
  // The order of the file breaks ties between equal times, so it must survive; times with a zone are given in UTC.
  if (auto set = duck_->run("set preserve_insertion_order = true; set TimeZone = 'UTC'", "prepare DuckDB"); !set)
    return set.error();
  auto shape = duck_->query(fmt::format("select * from {} limit 0", from), "look at the columns of " + name_);
  if (!shape) return unreadable(shape.error());
  std::string select;
  for (std::size_t c = 0; c < shape->column_count(); ++c) {
    auto column = shape->column_name(c);
    auto type = shape->column_type(c);
    columns_.push_back(column);
    kinds_.push_back(kind_of(type));
    auto quoted = store::sql_name(column);
    if (type == "BLOB") notes_.push_back(fmt::format("column '{}' holds bytes (BLOB), kept as escaped text", column));
    select += fmt::format("{}cast({} as varchar)", c == 0 ? "" : ", ",
                          is_nested(type) ? fmt::format("to_json({})", quoted) : quoted);
  }
  auto rows = duck_->stream(fmt::format("select {} from {}", select, from), "read " + name_);
  if (!rows) return unreadable(rows.error());
  rows_ = std::move(*rows);
  notes_.insert(notes_.begin(), fmt::format("a Parquet file with {} columns", columns_.size()));
  return {};
}

Result<void> ParquetSource::next(RecordBatch& batch) {
  batch.clear();
  while (rows_ && batch.size() < batch_rows) {
    auto got = rows_->next();
    if (!got)
      return Error{ErrorCode::damaged, "cannot be read on: " + got.error().message,
                   fmt::format("{} row {}", name_, row_), "export the file again"};
    if (*got == 0) {
      rows_.reset();
      break;
    }
    std::size_t first = batch.cells.size();
    batch.cells.resize(first + *got * columns_.size());
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      auto column = rows_->column(c);
      for (std::size_t r = 0; r < *got; ++r)
        if (column.valid(r))
          batch.cells[first + r * columns_.size() + c] = Cell::of(batch.arena.keep(column.text(r)), kinds_[c]);
    }
    for (std::size_t r = 0; r < *got; ++r) {
      batch.ends.push_back(static_cast<std::uint32_t>(first + (r + 1) * columns_.size()));
      batch.lines.push_back(++row_);
      batch.raws.emplace_back();
    }
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<RecordSource>> open_parquet(const std::string& path, std::unique_ptr<SourceBytes> source) {
  auto parquet = std::make_unique<ParquetSource>();
  CAIRN_TRY_VOID(parquet->open(path, std::move(source)));
  return std::unique_ptr<RecordSource>(std::move(parquet));
}

}  // namespace cairn::collect
