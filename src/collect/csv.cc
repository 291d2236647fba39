#include "collect/csv.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "collect/csv_shape.h"
#include "collect/csv_splitter.h"
#include "collect/table_header.h"
#include "collect/window.h"

namespace cairn::collect {
namespace {

/// Keeps quarantine files readable: this much of an over-long record is shown.
constexpr std::size_t shown_of_long_record = 2000;

class CsvSource : public RecordSource {
 public:
  CsvSource(std::unique_ptr<TextBytes> text) : window_(std::move(text)) {}

  Result<void> open(const CsvOptions& options);
  Result<void> next(RecordBatch& batch) override;
  const std::vector<std::string>& columns() const override { return columns_; }
  const std::vector<std::string>& notes() const override { return notes_; }

 private:
  Result<void> name_columns(const CsvOptions& options, const std::vector<std::vector<std::string>>& records);
  void describe_shape(bool has_header);
  std::string_view read_records(std::string_view rest, RecordBatch& batch);
  std::optional<CsvSplitter::Step> refuse_width(RecordBatch& batch, std::string_view rest, CsvSplitter::Step step,
                                                std::size_t cells_before);
  std::string_view cut_long_record(std::string_view rest, RecordBatch& batch);

  Window window_;
  std::unique_ptr<CsvSplitter> splitter_;
  std::vector<std::string> columns_, notes_;
  std::uint64_t line_ = 1;
  std::size_t skip_records_ = 0;  ///< titles and header
  bool skipping_long_ = false, ended_ = false;
};

std::string shown(const std::vector<std::string>& cells) {
  return shorten(fmt::format("{}", fmt::join(cells, " · ")), 70);
}

std::string_view without_newline(std::string_view line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  return line;
}

Result<void> CsvSource::open(const CsvOptions& options) {
  CAIRN_TRY(auto head, window_.peek());
  const auto& name = window_.text().name();
  if (trim(head).empty())
    return Error{ErrorCode::invalid, "holds nothing but blanks; events were expected", name,
                 "check that the export was finished"};
  std::optional<char> delimiter = options.delimiter;
  if (head.starts_with("sep=") && head.size() > 5 && (head[5] == '\r' || head[5] == '\n')) {  // Excel's own first line
    if (!delimiter) delimiter = head[4];
    head = window_.leave_out(std::min(head.find('\n'), head.size() - 1) + 1);
    ++line_;
  }
  auto shape = guess_shape(head, window_.is_last(), delimiter);
  splitter_ = std::make_unique<CsvSplitter>(shape);
  auto records = first_records(head, window_.is_last(), shape, 400);
  if (records.empty())
    return Error{ErrorCode::invalid, fmt::format("has no readable line in its first {} bytes", head.size()), name,
                 "check for a quote that is never closed, or say what separates the cells with --delimiter"};
  auto header = options.columns.empty() && options.has_header.value_or(true) ? find_header(records) : TableHeader();
  records.erase(records.begin(), records.begin() + static_cast<std::ptrdiff_t>(header.titles + header.rows - 1));
  if (!header.names.empty()) records.front() = header.names;
  CAIRN_TRY_VOID(name_columns(options, records));
  notes_.insert(notes_.end(), header.notes.begin(), header.notes.end());
  if (skip_records_ > 0) skip_records_ += header.titles + header.rows - 1;
  return {};
}

Result<void> CsvSource::name_columns(const CsvOptions& options, const std::vector<std::vector<std::string>>& records) {
  auto verdict = judge_header(records);
  if (options.has_header) verdict = {*options.has_header, "as you said"};
  const auto& first = records.front();
  const auto& name = window_.text().name();
  skip_records_ = verdict.is_header ? 1 : 0;
  if (options.columns.empty()) {
    if (!verdict.is_header)
      return Error{
          ErrorCode::invalid, fmt::format("has no header line ({}): {}", verdict.why, shown(first)), name,
          fmt::format(
              "name its {} columns in order: --columns customer,event,time,…; if that line is a header, add --header",
              first.size())};
    columns_ = column_names(first, notes_);
    bool has_row_names = records.size() > 1 && std::all_of(records.begin() + 1, records.end(), [&](const auto& record) {
                           return record.size() == first.size() + 1;
                         });
    if (has_row_names) {  // as R writes tables
      auto row_name = std::find(columns_.begin(), columns_.end(), "row") == columns_.end() ? "row" : "row_name";
      columns_.insert(columns_.begin(), row_name);
      notes_.push_back(fmt::format("every line has one cell more than the header; the first is called '{}'", row_name));
    }
  } else {
    std::size_t widest = 0;
    for (const auto& record : records) widest = std::max(widest, record.size());
    if (options.columns.size() != first.size() && options.columns.size() != widest)
      return Error{ErrorCode::usage,
                   fmt::format("--columns names {} columns, the file has {}: {}", options.columns.size(), first.size(),
                               shown(first)),
                   name, "name every column, in the order of the file"};
    if (verdict.is_header)
      notes_.push_back(
          fmt::format("the first line is a header ({}); your --columns are used instead of it", shown(first)));
    columns_ = column_names(options.columns, notes_);
  }
  describe_shape(verdict.is_header);
  if (columns_.size() == 1)
    notes_.push_back("only one column was found; if there are more, say what separates them with --delimiter");
  return {};
}

void CsvSource::describe_shape(bool has_header) {
  const auto& shape = splitter_->shape();
  const auto& encoding = window_.text().encoding();
  std::string written = encoding.name;
  if (!encoding.why.empty()) written += " (" + encoding.why + ")";
  notes_.insert(notes_.begin(), fmt::format("separated by {}, {}, {}", name_of_delimiter(shape.delimiter),
                                            has_header ? "with a header line" : "without a header line", written));
}

Result<void> CsvSource::next(RecordBatch& batch) {
  batch.clear();
  while (!ended_ && batch.size() == 0) {
    CAIRN_TRY(auto rest, window_.fill(batch.buffer));
    if (skipping_long_) {
      auto newline = rest.find(splitter_->shape().newline);
      if (newline == std::string_view::npos) {
        ended_ = window_.is_last();
        continue;
      }
      skipping_long_ = false;
      rest.remove_prefix(newline + 1);
      ++line_;
    }
    rest = read_records(rest, batch);
    if (rest.size() > max_record_bytes) rest = cut_long_record(rest, batch);
    ended_ = window_.is_last();
    window_.carry_over(rest);
  }
  return {};
}

/// Reads what is complete and returns the rest.
std::string_view CsvSource::read_records(std::string_view rest, RecordBatch& batch) {
  EncodingCheck encoding(rest, window_.text());
  while (!rest.empty()) {
    std::size_t cells_before = batch.cells.size();
    auto step = splitter_->next(rest, window_.is_last(), batch.cells, batch.arena);
    if (step.outcome == CsvSplitter::Outcome::open) break;
    auto raw = without_newline(rest.substr(0, step.bytes));
    if (step.outcome == CsvSplitter::Outcome::unclosed) {
      batch.end_broken(line_, raw, Reason::open_quote, "a \" that opens a cell was found, and no \" that closes it");
    } else if (step.outcome == CsvSplitter::Outcome::record) {
      if (skip_records_ > 0) {
        --skip_records_;
        batch.cells.resize(cells_before);
      } else if (auto fault = encoding.fault(raw); !fault.empty()) {
        batch.end_broken(line_, raw, Reason::encoding, std::move(fault));
      } else if (auto taken = refuse_width(batch, rest, step, cells_before)) {
        step = *taken;
      } else {
        batch.end_record(line_, raw);
      }
    }
    rest.remove_prefix(step.bytes);
    line_ += step.lines;
  }
  return rest;
}

/// Ends a record with too few or too many cells as broken and says what it took of the text. Over several lines it was
/// most likely opened by a stray quote: then only its first line is set aside, and reading goes on with the second.
std::optional<CsvSplitter::Step> CsvSource::refuse_width(RecordBatch& batch, std::string_view rest,
                                                         CsvSplitter::Step step, std::size_t cells_before) {
  std::size_t width = batch.cells.size() - cells_before;
  while (width > columns_.size() && batch.cells.back().missing()) {  // delimiters at the end of the line
    batch.cells.pop_back();
    --width;
  }
  if (width == columns_.size()) return std::nullopt;
  auto found = fmt::format("{} field{} instead of {}", width, width == 1 ? "" : "s", columns_.size());
  if (step.lines > 1) {
    found += fmt::format(", over {} lines opened by a \"", step.lines);
    step.bytes = rest.find(splitter_->shape().newline) + 1;
    step.lines = 1;
  }
  batch.end_broken(line_, without_newline(rest.substr(0, step.bytes)), Reason::field_count, std::move(found));
  return step;
}

std::string_view CsvSource::cut_long_record(std::string_view rest, RecordBatch& batch) {
  batch.end_broken(line_, rest.substr(0, shown_of_long_record), Reason::too_long,
                   fmt::format("more than {} bytes in one line; at most that many are read", max_record_bytes));
  skipping_long_ = true;
  return {};
}

}  // namespace

Result<std::unique_ptr<RecordSource>> open_csv(std::unique_ptr<TextBytes> text, const CsvOptions& options) {
  auto source = std::make_unique<CsvSource>(std::move(text));
  CAIRN_TRY_VOID(source->open(options));
  return std::unique_ptr<RecordSource>(std::move(source));
}

}  // namespace cairn::collect
