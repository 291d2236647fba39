// Delimited text, cut into records, one physical line at a time: so it is known where every record starts, and a quote
// that is never closed costs one line and not the rest of the file.
//
//   17,view,"a, b",2026-01-31      cut here, cells point into the text: the shape of nearly every line
//   17,"say ""hi""",5" pipe, …     anything else goes to libcsv, which unescapes into the arena
//
// Blanks around unquoted cells are dropped. A stray quote inside an unquoted cell (5" pipe) is text.
#pragma once

#include <csv.h>

#include <string>
#include <string_view>
#include <vector>

#include "collect/records.h"

namespace cairn::collect {

struct CsvShape {
  static constexpr char blank_runs = ' ';  ///< one or more blanks or tabs between cells
  char delimiter = ',';
  char newline = '\n';  ///< '\r' in files of old Macs
};

class CsvSplitter {
 public:
  enum class Outcome {
    record,    ///< cells were appended
    blank,     ///< a line without anything
    open,      ///< the text ends before the record does
    unclosed,  ///< a quote is opened on the first line and not closed where one may be; only that line is taken
  };
  struct Step {
    Outcome outcome = Outcome::open;
    std::size_t bytes = 0;  ///< of the text that were used, with the newline
    std::size_t lines = 0;
  };

  explicit CsvSplitter(CsvShape shape);
  ~CsvSplitter();
  CsvSplitter(const CsvSplitter&) = delete;
  CsvSplitter& operator=(const CsvSplitter&) = delete;

  const CsvShape& shape() const { return shape_; }
  /// Reads the record at the start of `text` (not empty); `is_all` when nothing comes behind it. Cells point into the
  /// text or the arena.
  Step next(std::string_view text, bool is_all, std::vector<Cell>& cells, Arena& arena);

 private:
  static void on_field(void* data, std::size_t size, void* self);
  static void on_record(int, void* self);
  bool cut(std::string_view line, std::vector<Cell>& cells) const;
  bool feed(std::string_view line);
  Step lenient(std::string_view line, std::size_t cells_before);
  void reset();

  CsvShape shape_;
  csv_parser parser_{};
  std::vector<Cell>* cells_ = nullptr;
  Arena* arena_ = nullptr;
  bool record_done_ = false;
  std::string scratch_;
};

}  // namespace cairn::collect
