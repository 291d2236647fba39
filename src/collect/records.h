// Records: what every file format is reduced to, before anybody asks what a column means.
//
//   CSV line ─┐
//   JSON object ─┼─▶ record = cells by column + where it stands in the file + what is wrong with it, if anything
//   Parquet row ─┤
//   XES event ─┘
//
// Records come in batches. A batch owns the bytes that its cells point into, so a sample of batches can be kept while
// the columns are recognised. Formats that do not know their columns before the end (NDJSON, XES) may let them grow:
// a record may have fewer cells than there are columns, the rest is missing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "event/event.h"

namespace cairn::collect {

/// What the format itself says about a value. `plain` says nothing: 42 may be a number or text (CSV).
enum class CellKind : std::uint8_t { missing, plain, text, boolean, integer, real, time };

/// A value as text. An empty value is missing, in every format.
struct Cell {
  const char* data = nullptr;
  std::uint32_t size = 0;
  CellKind kind = CellKind::missing;

  static Cell of(std::string_view text, CellKind kind) {
    return text.empty() ? Cell{} : Cell{text.data(), static_cast<std::uint32_t>(text.size()), kind};
  }
  std::string_view text() const { return {data, size}; }
  bool missing() const { return kind == CellKind::missing; }
};

/// Why a record cannot become an event. The first group is found by the format, the second by the mapping.
enum class Reason : std::uint8_t {
  field_count,
  open_quote,
  too_long,
  encoding,
  not_json,
  missing_customer,
  missing_event,
  missing_time,
  unreadable_time,
  time_out_of_range,
  lost_digits,
  missing_order,
  order_was_closed,
  missing_key,
  unreadable_number,
};
inline constexpr std::size_t reason_count = 15;
/// Stable, for programs: "field-count".
std::string_view name_of(Reason reason);
/// For people: "wrong number of fields".
std::string_view describe(Reason reason);

struct Broken {
  std::uint32_t row = 0;
  Reason reason = Reason::field_count;
  std::string found;  ///< what was found and expected: "3 fields instead of 5"
};

/// How much of a file is looked at in one piece.
inline constexpr std::size_t window_bytes = 1024 * 1024;
/// The longest record that is accepted; a longer one is set aside, so memory stays bounded whatever the file holds.
inline constexpr std::size_t max_record_bytes = 4 * window_bytes;
/// A batch ends early with so many cells: a few bytes of file can be a record of thousands of cells, most of them
/// missing.
inline constexpr std::size_t full_batch_cells = window_bytes;

struct RecordBatch {
  RecordBatch() = default;
  RecordBatch(RecordBatch&&) = default;  // never copied: cells point into it
  RecordBatch& operator=(RecordBatch&&) = default;

  std::vector<char> buffer;            ///< the window of the file that `raw` and most cells point into
  Arena arena;                         ///< text that is not in the file as such: unescaped, converted
  std::vector<Cell> cells;             ///< of all records, one after the other
  std::vector<std::uint32_t> ends;     ///< record r has the cells from ends[r-1] (0) to ends[r]
  std::vector<std::uint64_t> lines;    ///< line (XES, CSV, NDJSON) or row (Parquet) in the file, from 1
  std::vector<std::string_view> raws;  ///< the record as it stands in the file; empty where that is not text
  std::vector<Broken> broken;          ///< by ascending row

  std::size_t size() const { return ends.size(); }
  bool full() const { return cells.size() >= full_batch_cells; }
  std::size_t first_cell(std::size_t row) const { return row == 0 ? 0 : ends[row - 1]; }
  std::size_t width(std::size_t row) const { return ends[row] - first_cell(row); }
  Cell cell(std::size_t row, std::size_t column) const {
    std::size_t at = first_cell(row) + column;
    return at < ends[row] ? cells[at] : Cell{};
  }
  /// Ends the record whose cells were appended since the last one.
  void end_record(std::uint64_t line, std::string_view raw) {
    ends.push_back(static_cast<std::uint32_t>(cells.size()));
    lines.push_back(line);
    raws.push_back(raw);
  }
  /// Ends a record that cannot be used; cells appended for it are dropped.
  void end_broken(std::uint64_t line, std::string_view raw, Reason reason, std::string found) {
    cells.resize(ends.empty() ? 0 : ends.back());
    broken.push_back({static_cast<std::uint32_t>(size()), reason, std::move(found)});
    end_record(line, raw);
  }
  void clear() {
    arena.clear();
    cells.clear();
    ends.clear();
    lines.clear();
    raws.clear();
    broken.clear();
  }
};

class RecordSource {
 public:
  virtual ~RecordSource() = default;
  /// Replaces the content of `batch` by the next records; an empty batch is the end. Fails when the file as a whole is
  /// damaged; a bad record is no failure but a Broken.
  virtual Result<void> next(RecordBatch& batch) = 0;
  /// Names, each once, in the order of the file. May grow with every batch, never changes otherwise.
  virtual const std::vector<std::string>& columns() const = 0;
  /// Facts about the file that a user should know: "comma-separated, with a header line", "UTF-8".
  virtual const std::vector<std::string>& notes() const = 0;
  /// "line" or "row": what `lines` counts.
  virtual std::string_view unit() const { return "line"; }
};

}  // namespace cairn::collect
