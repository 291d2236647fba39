#include "collect/csv_splitter.h"

#include <algorithm>
#include <bit>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "base/check.h"

namespace cairn::collect {
namespace {

int csv_blank(unsigned char c) { return c == ' ' || c == '\t' || c == '\r'; }
int csv_newline(unsigned char c) { return c == '\n'; }
int csv_return(unsigned char c) { return c == '\r'; }
int csv_blank_but_return(unsigned char c) { return c == ' ' || c == '\t'; }

/// Calls see(position) for every delimiter and quote of a line, in order, until it says false.
template <class See>
void each_mark(std::string_view line, char delimiter, const See& see) {
  std::size_t at = 0;
#if defined(__SSE2__)
  const auto delimiters = _mm_set1_epi8(delimiter), quotes = _mm_set1_epi8('"');
  for (; at + 16 <= line.size(); at += 16) {
    auto bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(line.data() + at));
    auto hit = _mm_or_si128(_mm_cmpeq_epi8(bytes, delimiters), _mm_cmpeq_epi8(bytes, quotes));
    for (auto bits = static_cast<unsigned>(_mm_movemask_epi8(hit)); bits != 0; bits &= bits - 1)
      if (!see(at + static_cast<std::size_t>(std::countr_zero(bits)))) return;
  }
#endif
  for (; at < line.size(); ++at)
    if ((line[at] == delimiter || line[at] == '"') && !see(at)) return;
}

}  // namespace

CsvSplitter::CsvSplitter(CsvShape shape) : shape_(shape) {
  CAIRN_CHECK(csv_init(&parser_, CSV_STRICT | CSV_EMPTY_IS_NULL) == 0);
  csv_set_delim(&parser_, static_cast<unsigned char>(shape_.delimiter));
  csv_set_space_func(&parser_, shape_.newline == '\n' ? csv_blank : csv_blank_but_return);
  csv_set_term_func(&parser_, shape_.newline == '\n' ? csv_newline : csv_return);
}

CsvSplitter::~CsvSplitter() { csv_free(&parser_); }

void CsvSplitter::on_field(void* data, std::size_t size, void* self) {
  auto& splitter = *static_cast<CsvSplitter*>(self);
  if (data == nullptr && splitter.shape_.delimiter == CsvShape::blank_runs) return;  // between two blanks of a run
  auto text = size == 0 ? std::string_view() : splitter.arena_->keep({static_cast<const char*>(data), size});
  splitter.cells_->push_back(Cell::of(text, CellKind::plain));
}

void CsvSplitter::on_record(int, void* self) { static_cast<CsvSplitter*>(self)->record_done_ = true; }

void CsvSplitter::reset() {
  csv_fini(&parser_, nullptr, nullptr, nullptr);
  csv_set_opts(&parser_, CSV_STRICT | CSV_EMPTY_IS_NULL);
  record_done_ = false;
}

/// Cuts a line (without its newline) whose quotes, if any, enclose whole cells and are not doubled; false for others.
bool CsvSplitter::cut(std::string_view line, std::vector<Cell>& cells) const {
  const char delimiter = shape_.delimiter;
  auto blank = [&](char c) { return c != delimiter && (c == ' ' || c == '\t' || c == '\r'); };
  while (!line.empty() && blank(line.back())) line.remove_suffix(1);
  if (line.empty()) return true;
  std::size_t start = 0;      // of the cell in hand
  std::size_t closed_at = 0;  // where a quoted cell ends, with blanks behind it; marks before that are part of it
  bool quoted = false, simple = true;
  std::string_view inside;
  auto end_cell = [&](std::size_t stop) {
    auto cell = quoted ? inside : line.substr(start, stop - start);
    if (!quoted) {
      while (!cell.empty() && blank(cell.front())) cell.remove_prefix(1);
      while (!cell.empty() && blank(cell.back())) cell.remove_suffix(1);
    }
    cells.push_back(Cell::of(cell, CellKind::plain));
    quoted = false;
    start = stop + 1;
  };
  each_mark(line, delimiter, [&](std::size_t at) {
    if (at < closed_at) return true;
    if (line[at] == delimiter) return end_cell(at), true;
    auto close = at == start ? line.find('"', at + 1) : std::string_view::npos;
    if (close == std::string_view::npos) return simple = false;
    inside = line.substr(at + 1, close - at - 1);
    quoted = true;
    for (closed_at = close + 1; closed_at < line.size() && blank(line[closed_at]);) ++closed_at;
    return simple = closed_at == line.size() || line[closed_at] == delimiter;
  });
  if (simple) end_cell(line.size());
  return simple;
}

/// False where strict CSV does not allow what the line holds.
bool CsvSplitter::feed(std::string_view line) {
  if (shape_.delimiter == CsvShape::blank_runs) {
    scratch_ = line;
    std::replace(scratch_.begin(), scratch_.end(), '\t', ' ');
    if (shape_.newline == '\n') std::replace(scratch_.begin(), scratch_.end(), '\r', ' ');
    line = scratch_;
  }
  return csv_parse(&parser_, line.data(), line.size(), on_field, on_record, this) == line.size();
}

CsvSplitter::Step CsvSplitter::next(std::string_view text, bool is_all, std::vector<Cell>& cells, Arena& arena) {
  const std::size_t cells_before = cells.size();
  cells_ = &cells;
  arena_ = &arena;
  record_done_ = false;
  Step step;
  std::size_t first_line = 0;
  auto give_up = [&](Outcome outcome) {
    reset();
    cells.resize(cells_before);
    return outcome == Outcome::open ? Step{outcome, 0, 0} : Step{outcome, first_line, 1};
  };
  for (;;) {
    if (step.bytes == text.size()) return give_up(is_all ? Outcome::unclosed : Outcome::open);
    std::size_t newline = text.find(shape_.newline, step.bytes);
    bool last = newline == std::string_view::npos;
    if (last && !is_all)
      return give_up(step.lines > 0 && text.size() > max_record_bytes ? Outcome::unclosed : Outcome::open);
    std::size_t stop = last ? text.size() : newline + 1;
    auto line = text.substr(step.bytes, stop - step.bytes);
    if (step.lines == 0) {
      first_line = stop;
      if (shape_.delimiter != CsvShape::blank_runs && cut(line.substr(0, line.size() - !last), cells))
        return {cells.size() == cells_before ? Outcome::blank : Outcome::record, stop, 1};
      cells.resize(cells_before);
    }
    if (!feed(line) || (last && !feed({&shape_.newline, 1}))) {
      give_up(Outcome::unclosed);
      return step.lines == 0 ? lenient(line, cells_before) : Step{Outcome::unclosed, first_line, 1};
    }
    step.bytes = stop;
    ++step.lines;
    if (record_done_ || (step.lines == 1 && parser_.pstate == 0)) {
      bool blank = cells.size() == cells_before;
      reset();
      step.outcome = blank ? Outcome::blank : Outcome::record;
      return step;
    }
    if (step.bytes > max_record_bytes) return give_up(Outcome::unclosed);
  }
}

CsvSplitter::Step CsvSplitter::lenient(std::string_view line, std::size_t cells_before) {
  csv_set_opts(&parser_, CSV_EMPTY_IS_NULL);
  bool has_newline = line.back() == shape_.newline;
  feed(line);
  if (!has_newline) feed({&shape_.newline, 1});
  bool done = record_done_;
  reset();
  if (done) return {Outcome::record, line.size(), 1};
  cells_->resize(cells_before);
  return {Outcome::unclosed, line.size(), 1};
}

}  // namespace cairn::collect
