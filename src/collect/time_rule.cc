#include "collect/time_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

#include "base/text.h"

namespace cairn::collect {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool all_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

constexpr std::string_view writing_names[] = {"iso", "dmy", "mdy", "day", "second", "s", "ms", "us", "ns"};

/// "9:05 PM", "下午3:20" → 24 hours, into `into`; false when there is no such mark or the hour is not of 12.
bool to_24_hours(std::string_view text, std::string& into) {
  static constexpr std::pair<std::string_view, bool> marks[] = {{"AM", false}, {"PM", true},    {"am", false},
                                                                {"pm", true},  {"a.m.", false}, {"p.m.", true}};
  for (auto [mark, afternoon] : marks) {
    if (!text.ends_with(mark)) continue;
    text = trim(text.substr(0, text.size() - mark.size()));
    auto colon = text.find(':');
    if (colon == std::string_view::npos) return false;
    std::size_t from = colon;
    while (from > 0 && is_digit(text[from - 1])) --from;
    int hour = 0;
    for (char c : text.substr(from, colon - from)) hour = hour * 10 + (c - '0');
    if (hour < 1 || hour > 12) return false;
    hour = hour % 12 + (afternoon ? 12 : 0);
    into.assign(text.substr(0, from));
    into += fmt::format("{:02}", hour);
    into += text.substr(colon);
    return true;
  }
  return false;
}

/// 1/2/2026 …, 1-2-26 …: two short numbers and a year, whatever their order means.
struct ShortDay {
  int first = 0, second = 0, year = 0;
  std::string_view rest;  ///< behind the year
};
std::optional<ShortDay> short_day(std::string_view text) {
  std::size_t at = 0;
  auto number = [&](std::size_t most) -> std::optional<int> {
    int value = 0;
    std::size_t from = at;
    while (at < text.size() && at - from < most && is_digit(text[at])) value = value * 10 + (text[at++] - '0');
    return at > from ? std::optional(value) : std::nullopt;
  };
  ShortDay day;
  auto first = number(2);
  if (!first || at >= text.size()) return std::nullopt;
  char separator = text[at++];
  if (separator != '/' && separator != '-' && separator != '.') return std::nullopt;
  auto second = number(2);
  if (!second || at >= text.size() || text[at++] != separator) return std::nullopt;
  std::size_t year_from = at;
  auto year = number(4);
  std::size_t digits = at - year_from;
  if (!year || (digits != 4 && digits != 2)) return std::nullopt;
  if (at < text.size() && is_digit(text[at])) return std::nullopt;
  day.first = *first;
  day.second = *second;
  day.year = digits == 4 ? *year : *year + (*year < 70 ? 2000 : 1900);
  day.rest = text.substr(at);
  return day;
}

std::optional<Time> read_iso(std::string_view text, const TimeZone& zone) {
  if (auto time = parse_time(text, zone)) return time;
  std::string in_24;
  if (to_24_hours(text, in_24)) return parse_time(in_24, zone);
  return std::nullopt;
}

std::optional<Time> read_short(std::string_view text, bool day_first, const TimeZone& zone) {
  auto day = short_day(trim(text));
  if (!day) return std::nullopt;
  char iso[96];
  auto rest = day->rest;
  if (rest.starts_with(',')) rest.remove_prefix(1);  // "1/31/2026, 9:05:00 PM", as JavaScript writes it
  if (rest.size() > 60) return std::nullopt;
  auto end = fmt::format_to_n(iso, sizeof iso, "{:04}-{:02}-{:02}{}", day->year, day_first ? day->second : day->first,
                              day_first ? day->first : day->second, rest);
  return read_iso({iso, static_cast<std::size_t>(end.out - iso)}, zone);
}

std::optional<Time> read_compact_time(std::string_view text, const TimeZone& zone) {
  text = trim(text);
  if (text.size() != 14 || !all_digits(text)) return std::nullopt;
  std::array<char, 19> iso;
  fmt::format_to_n(iso.data(), iso.size(), "{}-{}-{}T{}:{}:{}", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2),
                   text.substr(8, 2), text.substr(10, 2), text.substr(12, 2));
  return parse_time({iso.data(), iso.size()}, zone);
}

bool in_range(std::optional<Time> time) { return time && *time >= earliest_time && *time < latest_time; }

/// A number that may count time since 1970: digits, perhaps with a sign or a fraction.
bool looks_like_epoch(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  auto point = text.find('.');
  return all_digits(text.substr(0, point)) && (point == std::string_view::npos || all_digits(text.substr(point + 1)));
}

/// Seconds until the year 5138 have at most 11 digits, milliseconds 14, microseconds 17: the middle value decides.
TimeWriting epoch_by_size(std::vector<double> sizes) {
  auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2);
  std::nth_element(sizes.begin(), middle, sizes.end());
  return *middle < 1e11   ? TimeWriting::epoch_s
         : *middle < 1e14 ? TimeWriting::epoch_ms
         : *middle < 1e17 ? TimeWriting::epoch_us
                          : TimeWriting::epoch_ns;
}

double share_read(std::span<const std::string_view> sample, const TimeRule& rule, std::string& failed) {
  std::size_t good = 0;
  for (auto text : sample) {
    if (in_range(read_time(text, rule)))
      ++good;
    else if (failed.empty())
      failed = text;
  }
  return static_cast<double>(good) / static_cast<double>(sample.size());
}

bool has_offset(std::string_view text) {
  text = trim(text);
  if (text.ends_with('Z') || text.ends_with("UTC") || text.ends_with("GMT")) return true;
  auto clock = text.find(':');
  return clock != std::string_view::npos && text.find_first_of("+-", clock) != std::string_view::npos;
}

bool is_day(std::string_view text, TimeWriting writing) {
  if (writing == TimeWriting::compact_day) return true;
  if (writing == TimeWriting::day_month || writing == TimeWriting::month_day) {
    auto day = short_day(trim(text));
    return day && trim(day->rest).empty();
  }
  return writing == TimeWriting::iso && is_day_only(text);
}

}  // namespace

std::string_view name_of(TimeWriting writing) { return writing_names[static_cast<std::size_t>(writing)]; }

std::string_view describe(TimeWriting writing) {
  switch (writing) {
    case TimeWriting::iso:
      return "dates";
    case TimeWriting::day_month:
      return "day/month/year";
    case TimeWriting::month_day:
      return "month/day/year";
    case TimeWriting::compact_day:
      return "days as yyyymmdd";
    case TimeWriting::compact_time:
      return "times as yyyymmddhhmmss";
    case TimeWriting::epoch_s:
      return "seconds since 1970";
    case TimeWriting::epoch_ms:
      return "milliseconds since 1970";
    case TimeWriting::epoch_us:
      return "microseconds since 1970";
    case TimeWriting::epoch_ns:
      return "nanoseconds since 1970";
  }
  return "";
}

Result<TimeWriting> parse_time_writing(std::string_view name) {
  for (std::size_t i = 0; i < std::size(writing_names); ++i)
    if (writing_names[i] == name) return static_cast<TimeWriting>(i);
  return Error{ErrorCode::usage, fmt::format("unknown time format '{}'", name), "--time-format",
               "use dmy (31/1/2026), mdy (1/31/2026), iso, day (20260131), second (20260131090506), or s, ms, us, ns "
               "since 1970"};
}

std::optional<Time> read_time(std::string_view text, const TimeRule& rule) {
  switch (rule.writing) {
    case TimeWriting::iso:
      return read_iso(text, rule.zone);
    case TimeWriting::day_month:
      return read_short(text, true, rule.zone);
    case TimeWriting::month_day:
      return read_short(text, false, rule.zone);
    case TimeWriting::compact_day:
      return parse_time(text, TimeForm::compact_day, rule.zone);
    case TimeWriting::compact_time:
      return read_compact_time(text, rule.zone);
    case TimeWriting::epoch_s:
      return parse_time(text, TimeForm::epoch_s, rule.zone);
    case TimeWriting::epoch_ms:
      return parse_time(text, TimeForm::epoch_ms, rule.zone);
    case TimeWriting::epoch_us:
      return parse_time(text, TimeForm::epoch_us, rule.zone);
    case TimeWriting::epoch_ns:
      return parse_time(text, TimeForm::epoch_ns, rule.zone);
  }
  return std::nullopt;
}

std::optional<Time> read_time(std::string_view day, std::string_view clock, const TimeRule& rule) {
  if (clock.empty()) return read_time(day, rule);
  day = trim(day);
  clock = trim(clock);
  char both[128];
  if (day.size() + clock.size() + 1 > sizeof both) return std::nullopt;
  auto end = fmt::format_to_n(both, sizeof both, "{} {}", day, clock);
  std::string_view text(both, static_cast<std::size_t>(end.out - both));
  bool short_form = rule.writing == TimeWriting::day_month || rule.writing == TimeWriting::month_day;
  return short_form ? read_time(text, rule) : read_iso(text, rule.zone);
}

TimeVerdict judge_times(std::span<const std::string_view> sample, const TimeZone& zone) {
  TimeVerdict verdict;
  if (sample.empty()) return verdict;
  std::vector<double> sizes;
  std::size_t shorts = 0, above_first = 0, above_second = 0;
  std::string_view short_example, deciding;
  for (auto text : sample) {
    text = trim(text);
    if (looks_like_epoch(text))
      sizes.push_back(std::abs(std::strtod(std::string(text.substr(0, 40)).c_str(), nullptr)));
    if (auto day = short_day(text); day && text.find('.') > text.find_first_of("/-")) {
      ++shorts;
      if (short_example.empty()) short_example = text;
      if ((day->first > 12 || day->second > 12) && deciding.empty()) deciding = text;
      above_first += day->first > 12;
      above_second += day->second > 12;
    }
  }
  std::vector<TimeWriting> candidates;
  if (sizes.size() * 2 > sample.size()) {
    candidates = {TimeWriting::compact_day, TimeWriting::compact_time, epoch_by_size(sizes)};
  } else if (shorts * 2 > sample.size()) {
    if (above_first == 0 && above_second == 0) {
      verdict.order_is_open = true;
      verdict.share = static_cast<double>(shorts) / static_cast<double>(sample.size());
      verdict.example = short_example;
      return verdict;
    }
    candidates = {above_first > above_second ? TimeWriting::day_month : TimeWriting::month_day};
  } else {
    candidates = {TimeWriting::iso, TimeWriting::day_month};  // the second for 31.01.26
  }
  for (auto candidate : candidates) {
    std::string failed;
    double share = share_read(sample, {candidate, zone}, failed);
    if (share <= verdict.share) continue;
    verdict.share = share;
    verdict.writing = candidate;
    verdict.example = failed;
    if (share >= 0.95) break;  // 20260131 is a day, though it is a number of seconds, too
  }
  if (!verdict.writing) {
    verdict.example = sample.front();
    return verdict;
  }
  std::size_t days = 0, local = 0;
  bool by_number = *verdict.writing >= TimeWriting::epoch_s;
  for (auto text : sample) {
    days += is_day(text, *verdict.writing);
    local += !by_number && !has_offset(text);
  }
  verdict.since_zero = by_number && *std::max_element(sizes.begin(), sizes.end()) < 1e8;
  verdict.day_only = days * 2 > sample.size();
  verdict.local = local * 2 > sample.size();
  verdict.why =
      fmt::format("{}, for example {}", describe(*verdict.writing), deciding.empty() ? sample.front() : deciding);
  return verdict;
}

}  // namespace cairn::collect
