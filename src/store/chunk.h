// Up to 2,048 rows on their way into DuckDB: the caller fills columns in place.
//
//   auto* times = chunk.data<std::int64_t>(1);       numbers are written straight into DuckDB's memory
//   chunk.set_text(2, row, "web");                   text is borrowed until DuckDB has taken the chunk
//   chunk.set_null(3, row);                          rows are valid until said otherwise
//
// A DuckAppender takes chunks into a table; a RowSource gives chunks to a query that reads `cairn_rows(n)`.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/duck.h"

namespace cairn::store {

enum class DuckType { boolean, bigint, ubigint, real, timestamp, varchar, uuid };
std::string_view sql_type(DuckType type);

/// A text as DuckDB's vectors hold it (duckdb_string_t): up to 12 bytes inside, longer ones by pointer.
struct DuckText {
  std::uint32_t length = 0;
  char inside[12] = {};

  /// Borrows texts of more than 12 bytes.
  static DuckText borrow(std::string_view text) {
    DuckText made;
    made.length = static_cast<std::uint32_t>(text.size());
    if (made.is_inside()) {
      if (!text.empty()) std::memcpy(made.inside, text.data(), text.size());
    } else {
      const char* at = text.data();
      std::memcpy(made.inside, at, 4);
      std::memcpy(made.inside + 4, &at, sizeof at);
    }
    return made;
  }
  bool operator==(const DuckText& other) const {
    if (std::memcmp(this, &other, 8) != 0) return false;  // length and the first four bytes
    if (is_inside()) return std::memcmp(inside + 4, other.inside + 4, 8) == 0;
    return view() == other.view();
  }
  bool is_inside() const { return length <= sizeof inside; }
  std::string_view view() const {
    if (is_inside()) return {inside, length};
    const char* at;
    std::memcpy(&at, inside + 4, sizeof at);
    return {at, length};
  }
};

class DuckChunk {
 public:
  static constexpr std::size_t most_rows = 2048;
  /// T: bool, int64_t (bigint, timestamp in µs), uint64_t, double, DuckText.
  template <class T>
  T* data(std::size_t column) {
    return static_cast<T*>(data_[column]);
  }
  /// The text must live until DuckDB has taken the chunk, and be UTF-8: DuckDB does not check.
  void set_text(std::size_t column, std::size_t row, std::string_view text) {
    data<DuckText>(column)[row] = DuckText::borrow(text);
  }
  void set_uuid(std::size_t column, std::size_t row, std::uint64_t high, std::uint64_t low) {
    // DuckDB keeps a UUID as a signed 128-bit number whose top bit is turned, so that it sorts like its text.
    auto* words = data<std::uint64_t>(column) + 2 * row;
    words[0] = low;
    words[1] = high ^ (std::uint64_t{1} << 63);
  }
  void set_null(std::size_t column, std::size_t row) {
    validity(column)[row / 64] &= ~(std::uint64_t{1} << (row % 64));
  }
  void set_valid(std::size_t column, std::size_t row) { validity(column)[row / 64] |= std::uint64_t{1} << (row % 64); }
  void set_all_null(std::size_t column) { std::memset(validity(column), 0, most_rows / 8); }

  /// A duckdb_data_chunk of DuckDB's or of a DuckAppender.
  explicit DuckChunk(void* chunk) : chunk_(chunk) { look(); }
  /// After the chunk was reset.
  void look();

 private:
  std::uint64_t* validity(std::size_t column) {
    return validity_[column] != nullptr ? validity_[column] : make_validity(column);
  }
  std::uint64_t* make_validity(std::size_t column);
  void* chunk_;
  std::vector<void*> data_;
  std::vector<std::uint64_t*> validity_;
};

/// Bulk loads into a table; `types` are those of all its columns, in order. Drops what was not flushed.
class DuckAppender {
 public:
  static Result<DuckAppender> open(Duck& duck, const std::string& table, const std::vector<DuckType>& types);
  DuckAppender(DuckAppender&&) noexcept;
  DuckAppender& operator=(DuckAppender&&) noexcept;
  ~DuckAppender();
  DuckChunk& chunk();
  /// Hands over the first `rows` rows of the chunk, which is then empty again.
  Result<void> append(std::size_t rows);
  Result<void> flush();

 private:
  struct State;
  explicit DuckAppender(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Rows that a query reads, in this order, on one thread.
class RowSource {
 public:
  virtual ~RowSource() = default;
  virtual std::vector<std::pair<std::string, DuckType>> columns() const = 0;
  virtual std::size_t row_count() const = 0;
  /// Fills up to DuckChunk::most_rows rows; 0 at the end. What it borrows must outlive the query.
  virtual Result<std::size_t> fill(DuckChunk& chunk) = 0;
};

/// Runs `sql`, in which `{rows}` stands for the table of the source's rows, e.g. "COPY (FROM {rows}) TO …".
Result<DuckResult> query_rows(Duck& duck, RowSource& source, std::string sql, std::string_view what);

}  // namespace cairn::store
