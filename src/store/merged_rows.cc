#include "store/merged_rows.h"

#include <fmt/format.h>

#include <compare>
#include <optional>
#include <tuple>

namespace cairn::store {
namespace {

// Positions in fixed_columns of what decides the order.
constexpr std::size_t hash_at = 1, kind_at = 2, customer_at = 3, time_at = 5, arrival_at = 6;

/// A segment being read.
struct Part {
  Duck duck;
  DuckResult rows;
  std::vector<DuckColumn> columns;  ///< of the chunk in hand
  std::size_t row = 0, count = 0;   ///< in the chunk; count 0: at the end
  bool spent = true;                ///< the chunk in hand has been used up

  auto key() const {
    return std::tuple(columns[hash_at].data<std::uint64_t>()[row], columns[customer_at].text(row),
                      columns[kind_at].text(row), columns[time_at].data<std::int64_t>()[row],
                      columns[arrival_at].data<std::int64_t>()[row]);
  }
  bool operator<(const Part& other) const {
    // Almost always the hash decides; the rest is only looked at within a customer.
    auto mine = columns[hash_at].data<std::uint64_t>()[row],
         others = other.columns[hash_at].data<std::uint64_t>()[other.row];
    return mine != others ? mine < others : key() < other.key();
  }
  Result<void> next_chunk() {
    CAIRN_TRY(count, rows.next());
    row = 0;
    spent = false;
    columns.clear();
    for (std::size_t i = 0; count > 0 && i < rows.column_count(); ++i) columns.push_back(rows.column(i));
    return {};
  }
};

class MergedRows final : public RowSource {
 public:
  MergedRows(Duck reader, std::vector<Part> parts, std::vector<std::pair<std::string, DuckType>> columns,
             std::size_t rows)
      : reader_(std::move(reader)), parts_(std::move(parts)), columns_(std::move(columns)), rows_(rows) {}

  std::vector<std::pair<std::string, DuckType>> columns() const override { return columns_; }
  std::size_t row_count() const override { return rows_; }

  Result<std::size_t> fill(DuckChunk& chunk) override {
    for (auto& part : parts_)
      if (part.spent) CAIRN_TRY_VOID(part.next_chunk());
    choose();
    for (std::size_t column = 0; column < columns_.size(); ++column) copy(chunk, column);
    return chosen_.size();
  }

 private:
  struct Chosen {
    std::uint32_t part, row;
  };

  /// The next rows in order, up to the first end of a part's chunk: texts are borrowed from it.
  void choose() {
    chosen_.clear();
    while (chosen_.size() < DuckChunk::most_rows) {
      Part* first = nullptr;
      for (auto& part : parts_)
        if (part.count > 0 && (first == nullptr || part < *first)) first = &part;
      if (first == nullptr) return;
      chosen_.push_back({static_cast<std::uint32_t>(first - parts_.data()), static_cast<std::uint32_t>(first->row)});
      if (++first->row < first->count) continue;
      first->spent = true;
      return;
    }
  }

  template <class T>
  void copy_as(DuckChunk& chunk, std::size_t column) {
    auto* to = chunk.data<T>(column);
    for (std::size_t i = 0; i < chosen_.size(); ++i) {
      const auto& from = parts_[chosen_[i].part].columns[column];
      to[i] = from.template data<T>()[chosen_[i].row];
      if (!from.valid(chosen_[i].row)) chunk.set_null(column, i);
    }
  }

  void copy(DuckChunk& chunk, std::size_t column) {
    switch (columns_[column].second) {
      case DuckType::boolean:
        return copy_as<std::uint8_t>(chunk, column);  // the byte behind a NULL is anything, not only 0 and 1
      case DuckType::varchar:
      case DuckType::uuid:
        return copy_as<DuckText>(chunk, column);  // both have 16 bytes
      default:
        return copy_as<std::uint64_t>(chunk, column);
    }
  }

  Duck reader_;
  std::vector<Part> parts_;
  std::vector<std::pair<std::string, DuckType>> columns_;
  std::size_t rows_;
  std::vector<Chosen> chosen_;
};

}  // namespace

Result<std::unique_ptr<RowSource>> merged_rows(const std::filesystem::path& folder, const std::vector<Segment>& parts,
                                               const std::vector<PropertyPlace>& places) {
  DuckOptions options;
  options.threads = 1;
  options.memory_limit = memory_share(0.2);
  CAIRN_TRY(auto reader, Duck::open(options));
  std::vector<std::pair<std::string, DuckType>> columns;
  for (const auto& column : fixed_columns) columns.emplace_back(column.name, column.type);
  for (const auto& place : places) columns.emplace_back(place.file_column, duck_type_of(place.type));
  std::vector<Part> open;
  std::size_t rows = 0;
  for (const auto& part : parts) {
    std::string list;
    for (const auto& column : fixed_columns) list += (list.empty() ? "" : ", ") + sql_name(column.name);
    for (const auto& place : places)
      list += part.columns.contains(place.key())
                  ? ", " + sql_name(place.file_column)
                  : fmt::format(", CAST(NULL AS {})", sql_type(duck_type_of(place.type)));
    CAIRN_TRY(auto duck, reader.connect());
    auto path = folder / part.file;
    CAIRN_TRY(auto stream, duck.stream(fmt::format("SELECT {} FROM {}", list, parquet_sql({path})), path.string()));
    open.push_back({std::move(duck), std::move(stream), {}, 0, 0, true});
    rows += part.rows;
  }
  return std::unique_ptr<RowSource>(
      std::make_unique<MergedRows>(std::move(reader), std::move(open), std::move(columns), rows));
}

}  // namespace cairn::store
