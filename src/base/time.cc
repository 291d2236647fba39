#include "base/time.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

#include "base/check.h"
#include "base/text.h"

namespace cairn {
namespace {

constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t day_us = 86'400 * second_us;

using LocalUs = date::local_time<std::chrono::microseconds>;
using SysUs = date::sys_time<std::chrono::microseconds>;

std::int64_t days_from_civil(int year, int month, int day) {
  return date::local_days{date::year{year} / month / day}.time_since_epoch().count();
}

/// Reads one text from left to right.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}
  bool done() const { return at_ == text_.size(); }
  char peek() const { return done() ? '\0' : text_[at_]; }
  bool eat(char c) { return peek() == c && (++at_, true); }
  bool eat(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }
  void blanks() {
    while (eat(' ')) {
    }
  }
  /// `least` to `most` digits.
  std::optional<int> number(int least, int most) {
    int digits = 0, value = 0;
    while (digits < most && peek() >= '0' && peek() <= '9') {
      value = value * 10 + (text_[at_++] - '0');
      ++digits;
    }
    if (digits < least) return std::nullopt;
    return value;
  }
  /// Digits of a fraction, as microseconds (more than six are cut).
  std::optional<std::int64_t> micros() {
    std::int64_t value = 0, scale = 100'000;
    bool any = false;
    for (; peek() >= '0' && peek() <= '9'; ++at_, any = true, scale /= 10) value += (text_[at_] - '0') * scale;
    return any ? std::optional(value) : std::nullopt;
  }
  std::size_t at() const { return at_; }
  void back_to(std::size_t at) { at_ = at; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

struct Civil {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  std::int64_t micro = 0;
  bool has_clock = false;
  std::optional<int> offset_minutes;
};

/// yyyy-mm-dd, yyyy/m/d, yyyy.m.d, dd.mm.yyyy, yyyymmdd, yyyy年m月d日.
bool read_day(Reader& in, Civil& civil) {
  auto start = in.at();
  auto first = in.number(1, 4);
  if (!first) return false;
  if (in.at() - start == 4) {
    civil.year = *first;
    for (char separator : {'-', '/', '.'}) {
      if (!in.eat(separator)) continue;
      auto month = in.number(1, 2);
      if (!month || !in.eat(separator)) return false;
      auto day = in.number(1, 2);
      if (!day) return false;
      civil.month = *month;
      civil.day = *day;
      return true;
    }
    if (in.eat("年")) {
      auto month = in.number(1, 2);
      if (!month || !in.eat("月")) return false;
      auto day = in.number(1, 2);
      if (!day) return false;
      in.eat("日");
      civil.month = *month;
      civil.day = *day;
      return true;
    }
    auto month = in.number(2, 2), day = in.number(2, 2);
    if (!month || !day) return false;
    civil.month = *month;
    civil.day = *day;
    return true;
  }
  if (!in.eat('.')) return false;  // 31.01.2026 has one order; 1/2/2026 has two and is refused
  auto month = in.number(1, 2);
  if (!month || !in.eat('.')) return false;
  auto year = in.number(4, 4);
  if (!year) return false;
  civil.day = *first;
  civil.month = *month;
  civil.year = *year;
  return true;
}

bool read_clock(Reader& in, Civil& civil) {
  auto start = in.at();
  auto hour = in.number(1, 2);
  if (!hour) return false;
  civil.has_clock = true;
  civil.hour = *hour;
  bool compact = in.at() - start == 2 && in.peek() >= '0' && in.peek() <= '9';
  bool chinese = !compact && (in.eat("时") || in.eat("時") || in.eat("点"));
  if (!compact && !chinese && !in.eat(':')) return false;
  auto minute = in.number(chinese ? 1 : 2, 2);
  if (!minute) return chinese;
  civil.minute = *minute;
  if (chinese) {
    if (!in.eat("分")) return false;
    if (auto second = in.number(1, 2)) {
      civil.second = *second;
      return in.eat("秒");
    }
    return true;
  }
  if (compact ? in.peek() >= '0' && in.peek() <= '9' : in.eat(':')) {
    auto second = in.number(2, 2);
    if (!second) return false;
    civil.second = *second;
    if (in.eat('.') || in.eat(',')) {
      auto micro = in.micros();
      if (!micro) return false;
      civil.micro = *micro;
    }
  }
  return true;
}

bool read_offset(Reader& in, Civil& civil) {
  if (in.done()) return true;
  in.blanks();
  if (in.eat('Z') || in.eat("UTC") || in.eat("GMT")) {
    civil.offset_minutes = 0;
    if (in.done()) return true;
  }
  int sign = in.eat('+') ? 1 : in.eat('-') ? -1 : 0;
  if (sign == 0) return in.done();
  auto hours = in.number(1, 2);
  if (!hours || *hours > 18) return false;
  in.eat(':');
  auto minutes = in.number(2, 2);
  civil.offset_minutes = sign * (*hours * 60 + minutes.value_or(0));
  return in.done() && minutes.value_or(0) < 60;
}

/// The usual writing, "2026-01-31T09:05:06" with " " or "T", a fraction and "Z" as may be; false: read it with care.
bool read_usual(std::string_view text, Civil& civil) {
  if (text.size() < 19 || text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != ' ') || text[13] != ':' ||
      text[16] != ':')
    return false;
  bool digits = true;
  auto two = [&](std::size_t at) {
    unsigned tens = static_cast<unsigned char>(text[at]) - unsigned{'0'},
             ones = static_cast<unsigned char>(text[at + 1]) - unsigned{'0'};
    digits = digits && tens < 10 && ones < 10;
    return static_cast<int>(tens * 10 + ones);
  };
  civil.year = two(0) * 100 + two(2);
  civil.month = two(5);
  civil.day = two(8);
  civil.hour = two(11);
  civil.minute = two(14);
  civil.second = two(17);
  civil.has_clock = true;
  std::size_t at = 19;
  if (at < text.size() && text[at] == '.') {
    std::int64_t scale = 100'000;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
      civil.micro += (text[at] - '0') * scale;
    digits = digits && at > 20;
  }
  if (at < text.size() && text[at] == 'Z') {
    civil.offset_minutes = 0;
    ++at;
  }
  return digits && at == text.size();
}

std::optional<Time> instant(const Civil& civil, const TimeZone& zone) {
  date::year_month_day ymd{date::year{civil.year}, date::month{static_cast<unsigned>(civil.month)},
                           date::day{static_cast<unsigned>(civil.day)}};
  if (!ymd.ok() || civil.hour > 24 || civil.minute > 59 || civil.second > 60) return std::nullopt;
  if (civil.hour == 24 && (civil.minute != 0 || civil.second != 0)) return std::nullopt;
  std::int64_t local = days_from_civil(civil.year, civil.month, civil.day) * day_us +
                       (civil.hour * 3600LL + civil.minute * 60LL + civil.second) * second_us + civil.micro;
  if (civil.offset_minutes) return Time{local - *civil.offset_minutes * 60LL * second_us};
  return zone.to_utc(local);
}

}  // namespace

Result<TimeZone> TimeZone::named(const std::string& name) {
  if (name == "UTC" || name == "Z") return utc();
  try {
    TimeZone zone;
    zone.zone_ = date::locate_zone(name);
    zone.name_ = name;
    return zone;
  } catch (const std::exception&) {
    std::vector<std::string> known;
    try {
      for (const auto& each : date::get_tzdb().zones) known.push_back(each.name());
    } catch (const std::exception&) {
    }
    auto near = near_misses(name, known);
    return Error{
        ErrorCode::usage, "unknown time zone '" + name + "'", "--timezone",
        near.empty() ? "use a name like Asia/Shanghai, Asia/Hong_Kong, Europe/London or UTC" : suggest(name, known)};
  }
}

TimeZone TimeZone::utc() { return {}; }

Time TimeZone::to_utc(std::int64_t local_us) const {
  if (zone_ == nullptr) return {local_us};
  auto local = LocalUs{std::chrono::microseconds{local_us}};
  auto info = static_cast<const date::time_zone*>(zone_)->get_info(local);
  if (info.result == date::local_info::nonexistent)
    return {std::chrono::duration_cast<std::chrono::microseconds>(info.first.end.time_since_epoch()).count()};
  return {local_us - std::chrono::duration_cast<std::chrono::microseconds>(info.first.offset).count()};
}

std::int64_t TimeZone::to_local(Time time) const {
  if (zone_ == nullptr) return time.us;
  auto info = static_cast<const date::time_zone*>(zone_)->get_info(SysUs{std::chrono::microseconds{time.us}});
  return time.us + std::chrono::duration_cast<std::chrono::microseconds>(info.offset).count();
}

std::optional<Time> parse_time(std::string_view text, const TimeZone& zone) {
  text = trim(text);
  if (Civil usual; read_usual(text, usual)) return instant(usual, zone);
  Reader in(text);
  Civil civil;
  if (!read_day(in, civil)) return std::nullopt;
  if (in.done()) return instant(civil, zone);
  if (!in.eat('T')) {
    auto before = in.at();
    in.blanks();
    if (in.at() == before && !(in.peek() >= '0' && in.peek() <= '9')) return std::nullopt;
  }
  if (!read_clock(in, civil)) return std::nullopt;
  if (!read_offset(in, civil)) return std::nullopt;
  return instant(civil, zone);
}

std::optional<Time> parse_time(std::string_view text, TimeForm form, const TimeZone& zone) {
  text = trim(text);
  if (form == TimeForm::iso) return parse_time(text, zone);
  if (form == TimeForm::compact_day) return text.size() == 8 ? parse_time(text, zone) : std::nullopt;
  // Digits on both sides of the point are read apart, so that no microsecond is lost to floating point.
  bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  std::int64_t whole = 0;
  auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (fault != std::errc() || text.empty() || whole < 0) return std::nullopt;
  std::int64_t scale = form == TimeForm::epoch_s ? second_us : form == TimeForm::epoch_ms ? 1000 : 1;
  if (form == TimeForm::epoch_ns) whole /= 1000;
  if (whole > std::numeric_limits<std::int64_t>::max() / scale / 2) return std::nullopt;
  std::int64_t us = whole * scale;
  if (end != text.data() + text.size()) {
    if (*end != '.') return std::nullopt;
    Reader rest(std::string_view(end + 1, static_cast<std::size_t>(text.data() + text.size() - end - 1)));
    auto micros = rest.micros();
    if (!micros || !rest.done()) return std::nullopt;
    us += *micros * scale / second_us;
  }
  return Time{negative ? -us : us};
}

bool is_day_only(std::string_view text) {
  Reader in(trim(text));
  Civil civil;
  return read_day(in, civil) && in.done();
}

namespace {
std::string format_wall(std::int64_t us, char between) {
  std::int64_t day = us >= 0 ? us / day_us : -((-us + day_us - 1) / day_us);
  std::int64_t rest = us - day * day_us;
  date::year_month_day ymd{date::sys_days{date::days{day}}};
  auto text = fmt::format("{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}", static_cast<int>(ymd.year()),
                          static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()), between,
                          rest / (3600 * second_us), rest / (60 * second_us) % 60, rest / second_us % 60);
  if (auto micro = rest % second_us; micro != 0) {
    text += micro % 1000 == 0 ? fmt::format(".{:03}", micro / 1000) : fmt::format(".{:06}", micro);
  }
  return text;
}
}  // namespace

std::string format_time(Time time) { return format_wall(time.us, 'T') + "Z"; }
std::string format_local(Time time, const TimeZone& zone) { return format_wall(zone.to_local(time), ' '); }

Result<Duration> parse_duration(std::string_view text, const std::string& where) {
  auto refuse = [&](std::string why) {
    return Error{ErrorCode::invalid, fmt::format("'{}' is not a duration{}", text, why), where,
                 "write 30m, 12h, 7d, 2w or ISO 8601 such as PT30M, P7D"};
  };
  std::string_view rest = trim(text);
  bool iso = rest.starts_with('P');
  if (iso) rest.remove_prefix(1);
  if (rest.empty() || rest == "T") return refuse("");
  double total_ms = 0;
  bool clock = !iso;
  while (!rest.empty()) {
    if (iso && rest.front() == 'T') {
      clock = true;
      rest.remove_prefix(1);
      continue;
    }
    if (rest.front() == ' ') {
      rest.remove_prefix(1);
      continue;
    }
    double amount = 0;
    auto [end, fault] = std::from_chars(rest.data(), rest.data() + rest.size(), amount);
    if (fault != std::errc() || !(amount >= 0)) return refuse("");
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    std::size_t letters = 0;
    while (letters < rest.size() && std::isalpha(static_cast<unsigned char>(rest[letters])) && (!iso || letters == 0))
      ++letters;
    std::string unit = to_lower(rest.substr(0, letters));
    rest.remove_prefix(letters);
    double ms = 0;
    if (iso && !clock && (unit == "m" || unit == "y")) return refuse(": months and years vary in length");
    if (unit == "ms")
      ms = 1;
    else if (unit == "s" || unit == "sec" || unit == "seconds" || unit == "second")
      ms = 1000;
    else if (unit == "m" || unit == "min" || unit == "minutes" || unit == "minute")
      ms = 60'000;
    else if (unit == "h" || unit == "hour" || unit == "hours")
      ms = 3'600'000;
    else if (unit == "d" || unit == "day" || unit == "days")
      ms = 86'400'000;
    else if (unit == "w" || unit == "week" || unit == "weeks")
      ms = 7 * 86'400'000.0;
    else
      return refuse(unit.empty() ? ": a unit is missing" : fmt::format(": unknown unit '{}'", unit));
    total_ms += amount * ms;
  }
  if (total_ms > 200.0 * 366 * 86'400'000) return refuse(": longer than 200 years");
  return Duration{static_cast<std::int64_t>(std::llround(total_ms))};
}

std::string format_duration(double seconds) {
  double size = std::abs(seconds);
  auto show = [](double value, const char* unit) {
    return value >= 99.95 ? fmt::format("{:.0f} {}", value, unit) : fmt::format("{:.1f} {}", value, unit);
  };
  if (size < 0.9995) return fmt::format("{:.0f} ms", seconds * 1000);
  if (size < 99.95) return show(seconds, "s");
  if (size < 99.95 * 60) return show(seconds / 60, "min");
  if (size < 72 * 3600) return show(seconds / 3600, "h");
  return show(seconds / 86400, "days");
}

std::string iso_duration(Duration duration) {
  if (duration.ms == 0) return "PT0S";
  std::int64_t ms = duration.ms;
  std::string text = "P";
  if (auto days = ms / 86'400'000; days > 0) text += fmt::format("{}D", days);
  ms %= 86'400'000;
  if (ms == 0) return text;
  text += "T";
  if (auto hours = ms / 3'600'000; hours > 0) text += fmt::format("{}H", hours);
  if (auto minutes = ms / 60'000 % 60; minutes > 0) text += fmt::format("{}M", minutes);
  if (auto rest = ms % 60'000; rest > 0)
    text += rest % 1000 == 0 ? fmt::format("{}S", rest / 1000) : fmt::format("{}.{:03}S", rest / 1000, rest % 1000);
  return text;
}

}  // namespace cairn
