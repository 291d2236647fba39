#include "collect/spreadsheet.h"

#include <date/date.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "base/text.h"
#include "collect/property_types.h"
#include "collect/roles.h"

namespace cairn::collect {
namespace {

constexpr std::string_view date_words[] = {"date", "day", "日期", "生日", "日"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The parts of "1.38001E+10", as spreadsheets write it: one digit, a point, and an exponent with its sign.
struct Scientific {
  std::string_view sign, decimals;
  char first = '0';
  int exponent = 0;
};

std::optional<Scientific> scientific(std::string_view text) {
  Scientific parts;
  if (text.starts_with('-')) {
    parts.sign = text.substr(0, 1);
    text.remove_prefix(1);
  }
  if (text.size() < 5 || text.size() > 40 || !is_digit(text[0]) || text[0] == '0') return std::nullopt;
  parts.first = text[0];
  text.remove_prefix(1);
  auto mark = text.find_first_of("Ee");
  if (mark == std::string_view::npos) return std::nullopt;
  parts.decimals = text.substr(0, mark);
  auto exponent = text.substr(mark + 1);
  if (!parts.decimals.empty()) {
    if (parts.decimals[0] != '.' || parts.decimals.size() == 1) return std::nullopt;
    parts.decimals.remove_prefix(1);
  }
  if (!exponent.starts_with('+') || exponent.size() < 3 || exponent.size() > 4) return std::nullopt;
  exponent.remove_prefix(1);
  if (!std::all_of(parts.decimals.begin(), parts.decimals.end(), is_digit)) return std::nullopt;
  if (!std::all_of(exponent.begin(), exponent.end(), is_digit)) return std::nullopt;
  for (char c : exponent) parts.exponent = parts.exponent * 10 + (c - '0');
  return parts;
}

/// What stands behind an apostrophe was protected from a spreadsheet: a number or a time, and where a column names
/// things a code. Words ('tis, '90s) are not.
bool is_protected(std::string_view text, bool may_be_code) {
  constexpr std::string_view marks = "+-_.:/* ";
  bool digit = std::any_of(text.begin(), text.end(), is_digit);
  bool plain = std::all_of(text.begin(), text.end(), [&](char c) {
    return is_digit(c) || marks.find(c) != std::string_view::npos ||
           (may_be_code && std::isalpha(static_cast<unsigned char>(c)));
  });
  return digit && plain && (text.find(' ') == std::string_view::npos || is_digit(text.front()));
}

/// Whole days are dates only in a column that says so: "dwell_time" with 40,000 counts milliseconds.
bool says_date(std::string_view column_name) {
  auto plain = normal_name(column_name);
  return std::any_of(std::begin(date_words), std::end(date_words),
                     [&](std::string_view word) { return plain.find(word) != std::string::npos; });
}

/// Serials from 2000 to 2049; other numbers in a column of times count something else.
constexpr double first_serial = 36526, last_serial = 54789;

std::optional<double> as_serial(std::string_view text) {
  if (text.empty() || !std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '.'; }))
    return std::nullopt;
  auto number = as_real(text);
  return number && *number >= first_serial && *number < last_serial ? number : std::nullopt;
}

bool is_number(std::string_view text) { return as_real(text).has_value(); }

class Repaired : public RecordSource {
 public:
  explicit Repaired(std::unique_ptr<RecordSource> source) : source_(std::move(source)) { tell(); }

  Result<void> next(RecordBatch& batch) override {
    CAIRN_TRY_VOID(source_->next(batch));
    if (batch.size() == 0) return {};
    if (uses_.empty()) look_at(batch);
    for (std::size_t r = 0; r < batch.size(); ++r)
      for (std::size_t c = 0, width = batch.width(r); c < width; ++c) repair(batch, batch.first_cell(r) + c, c);
    tell();
    return {};
  }
  const std::vector<std::string>& columns() const override { return source_->columns(); }
  const std::vector<std::string>& notes() const override { return notes_; }
  std::string_view unit() const override { return source_->unit(); }

 private:
  enum class Use : std::uint8_t { plain, name, serial };
  enum Repair { wrapped, written_out, dated, lost, repair_count };

  /// Decides by the first batch which columns name something and which hold times as serials.
  void look_at(const RecordBatch& batch) {
    const auto& names = source_->columns();
    uses_.assign(names.size(), Use::plain);
    for (std::size_t c = 0; c < names.size(); ++c) {
      if (names_something(names[c])) uses_[c] = Use::name;
      if (strength_of(names[c], Role::time) == Strength::none) continue;
      std::size_t serials = 0, other_numbers = 0, with_clock = 0;
      for (std::size_t r = 0; r < batch.size(); ++r) {
        auto text = trim(batch.cell(r, c).text());
        if (auto days = as_serial(text))
          ++serials, with_clock += *days != std::floor(*days);
        else
          other_numbers += is_number(text);
      }
      if (serials > 0 && other_numbers == 0 && (with_clock > 0 || says_date(names[c]))) uses_[c] = Use::serial;
    }
  }

  void repair(RecordBatch& batch, std::size_t at, std::size_t column) {
    auto text = batch.cells[at].text();
    if (text.empty() || column >= uses_.size()) return;
    if (text.front() == '=' || text.front() == '\'') {
      if (auto inside = unwrapped(trim(text), uses_[column] == Use::name)) {
        put(batch, at, column, wrapped, *inside);
        text = batch.cells[at].text();
      }
    }
    if (uses_[column] == Use::name && (text.find('E') < text.size() || text.find('e') < text.size())) {
      if (auto whole = whole_number(trim(text)))
        put(batch, at, column, written_out, *whole);
      else if (digits_lost(trim(text)))
        count(column, lost);
    } else if (uses_[column] == Use::serial) {
      if (auto days = as_serial(trim(text)))
        if (auto time = serial_time(*days)) put(batch, at, column, dated, *time);
    }
  }

  void put(RecordBatch& batch, std::size_t at, std::size_t column, Repair what, const std::string& text) {
    batch.cells[at] = Cell::of(batch.arena.keep(text), CellKind::plain);
    count(column, what);
  }

  void count(std::size_t column, Repair what) {
    if (counts_.size() <= column) counts_.resize(column + 1);
    ++counts_[column][what];
  }

  void tell() {
    static constexpr std::array<std::string_view, repair_count> words = {
        "taken out of =\"…\" or from behind an apostrophe", "written out from scientific notation",
        "turned from spreadsheet day numbers into times",
        "shortened to scientific notation in the file: their last digits are lost, they are kept as found"};
    notes_ = source_->notes();
    for (std::size_t c = 0; c < counts_.size(); ++c)
      for (std::size_t what = 0; what < repair_count; ++what)
        if (auto cells = counts_[c][what]; cells > 0)
          notes_.push_back(
              fmt::format("{} value{} of '{}' {}", cells, cells == 1 ? "" : "s", source_->columns()[c], words[what]));
  }

  std::unique_ptr<RecordSource> source_;
  std::vector<std::string> notes_;
  std::vector<Use> uses_;
  std::vector<std::array<std::uint64_t, repair_count>> counts_;
};

}  // namespace

std::optional<std::string> unwrapped(std::string_view text, bool may_be_code) {
  if (text.size() >= 3 && text.starts_with("=\"") && text.ends_with('"')) {
    std::string inside;
    for (std::size_t i = 2; i + 1 < text.size(); ++i) {
      if (text[i] == '"') {
        if (text[i + 1] != '"' || i + 2 >= text.size()) return std::nullopt;  // a formula of several texts
        ++i;
      }
      inside += text[i];
    }
    return inside;
  }
  if (text.size() < 2 || text.front() != '\'' || text.back() == '\'') return std::nullopt;
  if (!is_protected(text.substr(1), may_be_code)) return std::nullopt;
  return std::string(text.substr(1));
}

std::optional<std::string> whole_number(std::string_view text) {
  auto parts = scientific(text);
  if (!parts || static_cast<std::size_t>(parts->exponent) > parts->decimals.size()) return std::nullopt;
  auto whole = static_cast<std::size_t>(parts->exponent);
  if (parts->decimals.find_first_not_of('0', whole) != std::string_view::npos) return std::nullopt;  // has a fraction
  return fmt::format("{}{}{}", parts->sign, parts->first, parts->decimals.substr(0, whole));
}

bool digits_lost(std::string_view text) {
  auto parts = scientific(text);
  return parts && static_cast<std::size_t>(parts->exponent) > parts->decimals.size();
}

std::optional<std::string> serial_time(double days, bool from_1904) {
  if (!(days >= 0) || days >= 2958466) return std::nullopt;
  auto ms = std::llround(days * 86'400'000.0);
  // A double keeps a day number to some microseconds; a spreadsheet shows seconds.
  if (auto rest = ms % 1000; rest <= 1 || rest >= 999) ms = (ms + 500) / 1000 * 1000;
  auto day = ms / 86'400'000, of_day = ms % 86'400'000;
  auto clock = fmt::format("{:02}:{:02}:{:02}", of_day / 3'600'000, of_day / 60'000 % 60, of_day / 1000 % 60);
  if (of_day % 1000 != 0) clock += fmt::format(".{:03}", of_day % 1000);
  if (day == 0 && of_day != 0) return clock;
  // Spreadsheets count a 29 February 1900 that never was; before it the count is one off.
  auto first = from_1904  ? date::sys_days(date::year{1904} / 1 / 1)
               : day < 60 ? date::sys_days(date::year{1899} / 12 / 31)
                          : date::sys_days(date::year{1899} / 12 / 30);
  date::year_month_day ymd(first + date::days(day));
  if (ymd.year() > date::year{9999}) return std::nullopt;
  auto text = fmt::format("{:04}-{:02}-{:02}", int(ymd.year()), unsigned(ymd.month()), unsigned(ymd.day()));
  return of_day == 0 ? text : text + " " + clock;
}

bool names_something(std::string_view column_name) {
  if (strength_of(column_name, Role::customer) >= Strength::usual ||
      strength_of(column_name, Role::id) >= Strength::usual)
    return true;
  auto plain = normal_name(column_name);
  for (std::string_view word : {"paid", "bid", "valid", "void", "mid", "grid"})  // end in "id" and name nothing
    if (plain.ends_with(word)) return false;
  for (std::string_view ending :
       {"id",   "no",   "number", "code", "phone", "mobile", "barcode", "sku",  "号",   "編號", "编号", "編碼",
        "编码", "代码", "代碼",   "条码", "條碼",  "手机",   "手機",    "电话", "電話", "單號", "號碼", "号码"})
    if (plain.ends_with(ending)) return true;
  return false;
}

std::unique_ptr<RecordSource> repaired(std::unique_ptr<RecordSource> source) {
  return std::make_unique<Repaired>(std::move(source));
}

}  // namespace cairn::collect
