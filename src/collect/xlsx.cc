#include "collect/xlsx.h"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "collect/csv_shape.h"
#include "collect/property_types.h"
#include "collect/spreadsheet.h"
#include "collect/table_header.h"
#include "collect/temporary_file.h"
#include "collect/workbook.h"

namespace cairn::collect {
namespace {

constexpr std::size_t batch_rows = 2000, header_rows = 400;
constexpr std::size_t most_columns = 16'384;                     ///< of a sheet
constexpr std::size_t full_batch_bytes = std::size_t{64} << 20;  ///< of text: cells can share one that is long

struct CloseZip {
  void operator()(zip* archive) const { zip_discard(archive); }
};

/// "AB12" → 27; the column of a cell, from 0.
std::size_t column_of(std::string_view reference, std::size_t otherwise) {
  std::size_t column = 0, letters = 0;
  while (letters < reference.size() && reference[letters] >= 'A' && reference[letters] <= 'Z' && letters < 4)
    column = column * 26 + static_cast<std::size_t>(reference[letters++] - 'A' + 1);
  return letters == 0 || column > most_columns ? otherwise : column - 1;
}

/// A number as the spreadsheet shows it in full: the 15 digits that it keeps.
std::string shown_number(std::string_view text) {
  bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  if (digits) return std::string(text);  // written in full by a program that keeps every digit
  auto value = as_real(text);
  if (!value) return std::string(text);
  if (*value == std::floor(*value) && std::abs(*value) >= 1e15) {
    auto shown = fmt::format("{:.14E}", *value);  // 1.23456789012346E+17: its last digits are lost
    return shown;
  }
  auto shown = fmt::format("{:.15g}", *value);
  return shown.find('e') == std::string::npos ? shown : fmt::format("{}", *value);
}

class XlsxSource : public RecordSource {
 public:
  Result<void> open(const std::string& path, std::unique_ptr<SourceBytes> source, const std::string& sheet);
  Result<void> next(RecordBatch& batch) override;
  const std::vector<std::string>& columns() const override { return columns_; }
  const std::vector<std::string>& notes() const override { return notes_; }
  std::string_view unit() const override { return "row"; }

 private:
  /// One sheet being read: the cell and the row in hand.
  struct Reading {
    std::string type, text;
    std::size_t column = 0, next_column = 0, style = 0;
    std::uint64_t row = 0;
    bool in_value = false, in_phonetic = false;
    std::vector<std::string> cells;  ///< of the row, up to the last that is filled
  };

  Result<void> open_sheet(const std::string& wanted);
  Result<std::size_t> start(const SheetName& sheet);
  Result<void> name_columns();
  Result<void> fill(RecordBatch& batch, std::size_t rows);
  void open_element(std::string_view element, const Attributes& attributes);
  void close_element(std::string_view element);
  void add_text(std::string_view text);
  void end_cell();
  void end_row();
  std::string value();

  std::string name_;
  TemporaryFile temporary_;
  std::unique_ptr<zip, CloseZip> archive_;
  Workbook book_;
  std::unique_ptr<XmlPart> part_;
  Reading reading_;
  RecordBatch* batch_ = nullptr;
  RecordBatch first_;  ///< read to find the header, given out first
  bool ended_ = false;
  std::size_t batch_bytes_ = 0;
  std::optional<Error> fault_;  ///< found while a piece was read
  std::vector<std::string> columns_, notes_;
};

Result<void> XlsxSource::open(const std::string& path, std::unique_ptr<SourceBytes> source, const std::string& sheet) {
  name_ = source->name();
  std::string file = path;
  if (path == "-" || source->compressed()) {
    CAIRN_TRY_VOID(temporary_.fill(*source));
    file = temporary_.path();
  }
  source.reset();
  int code = 0;
  archive_.reset(zip_open(file.c_str(), ZIP_RDONLY, &code));
  if (!archive_) {
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    std::string why = zip_error_strerror(&error);
    zip_error_fini(&error);
    return Error{ErrorCode::damaged, "cannot be read as XLSX: " + why, name_,
                 "export the workbook again, or as CSV; a zip of other files must be unpacked first"};
  }
  auto book = read_workbook(archive_.get());
  if (!book) {
    auto error = book.error();
    error.where = error.where.empty() ? name_ : name_ + " " + error.where;
    return error;
  }
  book_ = std::move(*book);
  CAIRN_TRY_VOID(open_sheet(sheet));
  return name_columns();
}

Result<void> XlsxSource::open_sheet(const std::string& wanted) {
  std::vector<std::string> names;
  for (const auto& sheet : book_.sheets) names.push_back(sheet.name);
  const SheetName *taken = nullptr, *narrow = nullptr;
  for (const auto& sheet : book_.sheets) {
    if (wanted.empty() ? sheet.hidden : sheet.name != wanted) continue;
    CAIRN_TRY(std::size_t width, start(sheet));
    if (width < 2 && wanted.empty()) {
      if (width == 1 && narrow == nullptr) narrow = &sheet;
      continue;
    }
    taken = &sheet;
    break;
  }
  if (taken == nullptr && narrow != nullptr) {
    taken = narrow;
    CAIRN_TRY_VOID(start(*taken));
  }
  if (taken == nullptr && !wanted.empty())
    return Error{ErrorCode::usage, fmt::format("{} has no sheet '{}'", name_, wanted), "--sheet",
                 suggest(wanted, names)};
  if (taken == nullptr || first_.size() == 0)
    return Error{ErrorCode::invalid, "has no sheet with rows", name_, "check that the export was finished"};
  std::erase(names, taken->name);
  notes_.push_back(fmt::format("sheet '{}' of a workbook", taken->name));
  if (!names.empty())
    notes_.push_back(fmt::format("not read: sheet{} '{}'; --sheet NAME reads another", names.size() == 1 ? "" : "s",
                                 fmt::join(names, "', '")));
  return {};
}

/// Starts reading a sheet and keeps its first rows; the cells of the longest.
Result<std::size_t> XlsxSource::start(const SheetName& sheet) {
  reading_ = Reading();
  ended_ = false;
  fault_.reset();
  first_.clear();
  part_ = std::make_unique<XmlPart>(archive_.get(), sheet.part,
                                    XmlPart::Handlers{[this](std::string_view element, const Attributes& attributes) {
                                                        open_element(element, attributes);
                                                      },
                                                      [this](std::string_view element) { close_element(element); },
                                                      [this](std::string_view text) { add_text(text); }});
  if (!part_->exists())
    return Error{ErrorCode::damaged, fmt::format("names sheet '{}' and does not hold it", sheet.name), name_,
                 "save the workbook again"};
  CAIRN_TRY_VOID(fill(first_, header_rows));
  std::size_t width = 0;
  for (std::size_t r = 0; r < first_.size(); ++r) width = std::max(width, first_.width(r));
  return width;
}

Result<void> XlsxSource::fill(RecordBatch& batch, std::size_t rows) {
  batch_ = &batch;
  batch_bytes_ = 0;
  while (!ended_ && batch.size() < rows && !batch.full() && batch_bytes_ < full_batch_bytes) {
    auto more = part_->read_on();
    if (!more) {
      auto error = more.error();
      error.where = name_ + " " + error.where;
      return error;
    }
    if (fault_) return *fault_;
    ended_ = !*more;
  }
  return {};
}

void XlsxSource::open_element(std::string_view element, const Attributes& attributes) {
  auto& at = reading_;
  if (element == "row") {
    auto given = attributes["r"];
    std::uint64_t row = 0;
    std::from_chars(given.data(), given.data() + given.size(), row);
    at.row = row > at.row ? row : at.row + 1;
    at.next_column = 0;
    at.cells.clear();
  } else if (element == "c") {
    at.type = attributes["t"];
    at.text.clear();
    at.column = column_of(attributes["r"], std::min(at.next_column, most_columns - 1));
    at.next_column = at.column + 1;
    at.style = 0;
    auto style = attributes["s"];
    std::from_chars(style.data(), style.data() + style.size(), at.style);
  } else if (element == "rPh") {
    at.in_phonetic = true;
  }
  at.in_value = element == "v" || (element == "t" && !at.in_phonetic);
}

void XlsxSource::close_element(std::string_view element) {
  reading_.in_value = false;
  if (element == "rPh") reading_.in_phonetic = false;
  if (element == "c") end_cell();
  if (element == "row") end_row();
}

void XlsxSource::add_text(std::string_view text) {
  if (!reading_.in_value) return;
  if (reading_.text.size() <= most_cell_bytes) reading_.text += text;
  if (reading_.text.size() > most_cell_bytes)
    fault_ = Error{ErrorCode::limit, fmt::format("row {} has a cell of more than 256 KiB", reading_.row), name_,
                   "shorten it in the workbook"};
}

/// The text of the cell in hand.
std::string XlsxSource::value() {
  const auto& at = reading_;
  if (at.type == "s") {
    auto wanted = trim(at.text);
    std::size_t number = book_.strings.size();
    std::from_chars(wanted.data(), wanted.data() + wanted.size(), number);
    if (number < book_.strings.size()) return std::string(book_.strings[number]);
    fault_ = Error{ErrorCode::damaged,
                   fmt::format("is damaged: row {} names text {} of a workbook with {}", at.row, shorten(wanted, 20),
                               book_.strings.size()),
                   name_, "open the workbook in a spreadsheet program, save it again, or export it as CSV"};
    return "";
  }
  if (at.type == "b") return at.text == "1" || at.text == "true" ? "true" : "false";
  if (!at.type.empty() && at.type != "n") return at.text;
  bool is_time = at.style < book_.styles.size() && book_.styles[at.style] == CellStyle::time;
  if (is_time)
    if (auto days = as_real(at.text))
      if (auto time = serial_time(*days, book_.from_1904)) return *time;
  return shown_number(at.text);
}

void XlsxSource::end_cell() {
  auto& at = reading_;
  if (at.text.empty()) return;
  auto text = value();
  if (trim(text).empty()) return;
  if (at.column >= at.cells.size()) at.cells.resize(at.column + 1);
  at.cells[at.column] = std::move(text);
}

void XlsxSource::end_row() {
  auto& at = reading_;
  if (at.cells.empty()) return;
  auto width = at.cells.size();
  for (const auto& cell : at.cells) batch_bytes_ += cell.size();
  if (!columns_.empty() && width > columns_.size()) {
    batch_->end_broken(at.row, batch_->arena.keep(join(at.cells, "\t")), Reason::field_count,
                       fmt::format("a value in column {} of a table with {} columns: {}", width, columns_.size(),
                                   shorten(at.cells.back(), 40)));
  } else {
    for (const auto& cell : at.cells)
      batch_->cells.push_back(Cell::of(cell.empty() ? "" : batch_->arena.keep(cell), CellKind::plain));
    batch_->end_record(at.row, {});
  }
  at.cells.clear();
}

/// Takes the header out of the first rows.
Result<void> XlsxSource::name_columns() {
  std::vector<std::vector<std::string>> records;
  std::size_t width = 0;
  for (std::size_t r = 0; r < first_.size(); ++r) {
    auto& record = records.emplace_back();
    for (std::size_t c = 0; c < first_.width(r); ++c) record.emplace_back(first_.cell(r, c).text());
    width = std::max(width, record.size());
  }
  auto header = find_header(records);
  std::size_t drop = header.titles + header.rows;
  records.erase(records.begin(), records.begin() + static_cast<std::ptrdiff_t>(drop - 1));
  records.front() = header.names;
  auto verdict = judge_header(records);
  if (!verdict.is_header)
    return Error{ErrorCode::invalid,
                 fmt::format("has no header row ({}): {}", verdict.why, fmt::join(header.names, " · ")), name_,
                 "put a row with the names of the columns above the table"};
  header.names.resize(std::max(width, header.names.size()));
  columns_ = column_names(header.names, notes_);
  notes_.insert(notes_.end(), header.notes.begin(), header.notes.end());
  auto cells = first_.ends[drop - 1];
  first_.cells.erase(first_.cells.begin(), first_.cells.begin() + cells);
  first_.ends.erase(first_.ends.begin(), first_.ends.begin() + static_cast<std::ptrdiff_t>(drop));
  first_.lines.erase(first_.lines.begin(), first_.lines.begin() + static_cast<std::ptrdiff_t>(drop));
  first_.raws.erase(first_.raws.begin(), first_.raws.begin() + static_cast<std::ptrdiff_t>(drop));
  for (auto& end : first_.ends) end -= cells;
  return {};
}

Result<void> XlsxSource::next(RecordBatch& batch) {
  batch.clear();
  std::swap(batch, first_);  // empty from the second time on
  if (batch.size() == 0) CAIRN_TRY_VOID(fill(batch, batch_rows));
  return {};
}

}  // namespace

Result<std::unique_ptr<RecordSource>> open_xlsx(const std::string& path, std::unique_ptr<SourceBytes> source,
                                                const std::string& sheet) {
  auto opened = std::make_unique<XlsxSource>();
  CAIRN_TRY_VOID(opened->open(path, std::move(source), sheet));
  return std::unique_ptr<RecordSource>(std::move(opened));
}

}  // namespace cairn::collect
