#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "collect/recogniser.h"

namespace cairn::collect {

namespace {

std::vector<std::string_view> texts_of(const std::vector<Cell>& cells) {
  std::vector<std::string_view> texts;
  for (const auto& cell : cells) texts.push_back(cell.text());
  return texts;
}

/// "9:05", "09:05:06", "09:05:06.5", "9:05 PM"
bool is_clock(std::string_view text) {
  return text.find(':') < 3 && read_time("2026-01-01", text, TimeRule()).has_value();
}

}  // namespace

bool Recogniser::accept_time(std::size_t column, std::string why, bool by_option) {
  const auto& facts = columns_[column];
  auto texts = texts_of(facts.cells);
  auto& time = result_.mapping.time;
  if (options_.time_writing) {
    time.writing = *options_.time_writing;
    why += fmt::format(", read as --time-format {}", name_of(time.writing));
    std::size_t good = 0;
    for (auto text : texts) good += read_time(text, time).has_value();
    if (!by_option && good * 2 < texts.size()) return false;
    take(Role::time, column, why, by_option);
    return true;
  }
  auto verdict = judge_times(texts, options_.zone);
  if (verdict.order_is_open) {
    if (open_order_.empty()) open_order_ = fmt::format("'{}' in column '{}'", verdict.example, facts.name);
    return false;
  }
  if (!verdict.writing || (verdict.share < 0.5 && !by_option)) {
    refused_.push_back(fmt::format("'{}' is no time ('{}')", facts.name, shorten(verdict.example, 30)));
    return false;
  }
  time.writing = *verdict.writing;
  why += ": " + verdict.why;
  take(Role::time, column, why, by_option);
  days_only_ = verdict.day_only;
  tell_about(verdict);
  return true;
}

Result<void> Recogniser::find_time() {
  result_.mapping.time.zone = options_.zone;
  const auto& wanted = options_.column(Role::time);
  if (wanted == "none") return Error{ErrorCode::usage, "events need a time", "--time", "name the column that holds it"};
  if (!wanted.empty()) return take_named_time(wanted);
  for (std::size_t column : candidates(Role::time)) {
    if (!accept_time(column, why_by_name(columns_[column].name, Role::time), false)) continue;
    find_clock();
    note_same_kind(Role::time, column);
    break;
  }
  if (result_.mapping.has(Role::time) && !open_order_.empty())
    result_.suggestions.push_back(fmt::format(
        "{} might be the time, too, but the order of day and month is open; --time and --time-format decide",
        open_order_));
  if (!result_.mapping.has(Role::time) && open_order_.empty()) find_time_by_content();
  if (result_.mapping.has(Role::time) && days_only_ && !result_.mapping.clock)
    result_.suggestions.push_back(
        "the times are days without a time of day: events of one day keep the order of the file");
  return {};
}

/// A column, or a day and a time of day in two: "date+clock".
Result<void> Recogniser::take_named_time(const std::string& wanted) {
  auto whole = named_column(wanted, Role::time);
  auto plus = wanted.find('+');
  if (whole || plus == std::string::npos) {
    if (!whole) return whole.error();
    accept_time(*whole, "by --time", true);
    return {};
  }
  CAIRN_TRY(std::size_t day, named_column(wanted.substr(0, plus), Role::time));
  CAIRN_TRY(std::size_t clock, named_column(wanted.substr(plus + 1), Role::time));
  if (accept_time(day, "by --time", true)) take_clock(clock);
  return {};
}

/// Where the time is a day only, the time of day may stand in a column of its own.
void Recogniser::find_clock() {
  if (!days_only_) return;
  for (std::size_t column : candidates(Role::time)) {
    const auto& cells = columns_[column].cells;
    auto clocks = std::count_if(cells.begin(), cells.end(), [](const Cell& cell) { return is_clock(cell.text()); });
    if (static_cast<std::size_t>(clocks) * 10 < cells.size() * 9) continue;
    take_clock(column);
    return;
  }
}

void Recogniser::take_clock(std::size_t column) {
  result_.mapping.clock = column;
  taken_[column] = true;
  for (auto& guess : result_.guesses)
    if (guess.role == Role::time) guess.why += fmt::format("; the time of day from '{}'", columns_[column].name);
}

void Recogniser::tell_about(const TimeVerdict& verdict) {
  if (verdict.local)
    result_.suggestions.push_back(fmt::format(
        "the times have no offset and are read as local to {}{}", options_.zone.name(),
        options_.zone.name() == "UTC" ? "; if that is wrong, say --timezone Asia/Shanghai or the like" : ""));
  if (verdict.since_zero)
    result_.suggestions.push_back(
        "the times are small numbers and lie in the first years after 1970; check that the column is a time");
}

/// No name speaks of time: the one column in which nearly every value reads as a date is it.
void Recogniser::find_time_by_content() {
  std::vector<std::size_t> found;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const auto& cells = columns_[c].cells;
    if (taken_[c] || cells.size() * 10 < rows_ * 9) continue;
    auto verdict = judge_times(texts_of(cells), options_.zone);
    bool number = verdict.writing && *verdict.writing >= TimeWriting::compact_day;
    // Numbers are times by content only where they lie in this age: 2001 to 2033.
    bool plausible = !number;
    if (number && !verdict.since_zero) {
      std::size_t near = 0;
      for (const auto& cell : cells) {
        auto time = read_time(cell.text(), {*verdict.writing, options_.zone});
        near += time && time->us > 1'000'000'000'000'000 && time->us < 2'000'000'000'000'000;
      }
      plausible = near * 100 >= cells.size() * 98;
    }
    if (verdict.order_is_open && open_order_.empty())
      open_order_ = fmt::format("'{}' in column '{}'", verdict.example, columns_[c].name);
    if (verdict.writing && plausible && verdict.share >= 0.98) found.push_back(c);
  }
  if (found.size() == 1) accept_time(found[0], "the only column whose values read as times", false);
  for (std::size_t c : found)
    if (found.size() > 1) refused_.push_back(fmt::format("'{}' might be it", columns_[c].name));
}

}  // namespace cairn::collect
