#include "collect/amount.h"

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "event/event.h"

namespace cairn::collect {
namespace {

struct CurrencySign {
  std::string_view sign, code;
};
/// Longer signs first, where one starts with another.
constexpr CurrencySign signs[] = {
    {"HK$", "HKD"},  {"NT$", "TWD"},    {"US$", "USD"},    {"A$", "AUD"},     {"C$", "CAD"},   {"S$", "SGD"},
    {"R$", "BRL"},   {"CN¥", "CNY"},    {"JP¥", "JPY"},    {"RMB", "CNY"},    {"¥", "CNY"},    {"￥", "CNY"},
    {"$", "USD"},    {"＄", "USD"},     {"€", "EUR"},      {"£", "GBP"},      {"₩", "KRW"},    {"₹", "INR"},
    {"₽", "RUB"},  {"฿", "THB"},      {"人民币", "CNY"}, {"人民幣", "CNY"}, {"港币", "HKD"}, {"港幣", "HKD"},
    {"港元", "HKD"}, {"新台币", "TWD"}, {"新臺幣", "TWD"}, {"台币", "TWD"},   {"美元", "USD"}, {"欧元", "EUR"},
    {"歐元", "EUR"}, {"英镑", "GBP"},   {"日元", "JPY"},   {"日圆", "JPY"},   {"元", "CNY"},   {"圆", "CNY"},
};
constexpr std::string_view codes[] = {"CNY", "HKD", "TWD", "MOP", "USD", "EUR", "GBP", "JPY", "KRW", "SGD", "AUD",
                                      "NZD", "CAD", "CHF", "SEK", "NOK", "DKK", "ISK", "PLN", "CZK", "HUF", "RON",
                                      "BGN", "TRY", "RUB", "UAH", "KZT", "INR", "PKR", "BDT", "LKR", "THB", "VND",
                                      "MYR", "IDR", "PHP", "BRL", "MXN", "ARS", "CLP", "COP", "PEN", "ZAR", "EGP",
                                      "NGN", "KES", "MAD", "TND", "ILS", "AED", "SAR", "QAR", "KWD", "BHD", "OMR",
                                      "JOD", "IQD", "LYD", "XAF", "XOF", "XPF", "UGX", "PYG", "RWF", "XXX"};

std::string_view code_of(std::string_view text) {
  if (text.size() != 3) return {};
  char upper[3];
  for (std::size_t i = 0; i < 3; ++i)
    upper[i] = text[i] >= 'a' && text[i] <= 'z' ? static_cast<char>(text[i] - 'a' + 'A') : text[i];
  for (std::string_view code : codes)
    if (code == std::string_view(upper, 3)) return code;
  return {};
}

/// Takes a currency off one end of the text.
std::string_view take_currency(std::string_view& text, bool front) {
  for (const auto& [sign, code] : signs) {
    if (front ? !text.starts_with(sign) : !text.ends_with(sign)) continue;
    front ? text.remove_prefix(sign.size()) : text.remove_suffix(sign.size());
    text = trim(text);
    return code;
  }
  if (text.size() <= 3) return {};
  auto code = code_of(front ? text.substr(0, 3) : text.substr(text.size() - 3));
  if (code.empty()) return {};
  front ? text.remove_prefix(3) : text.remove_suffix(3);
  text = trim(text);
  return code;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Where the decimals start: the last '.' or ',' that is no thousands separator; npos when there are none.
std::size_t decimal_point(std::string_view number) {
  auto dot = number.rfind('.'), comma = number.rfind(',');
  constexpr auto none = std::string_view::npos;
  if (dot != none && comma != none) return std::max(dot, comma);
  if (dot != none) return number.find('.') == dot ? dot : none;  // 1.234.567 has thousands only
  if (comma == none || number.find(',') != comma) return none;
  std::size_t behind = number.size() - comma - 1;
  return behind == 3 ? none : comma;
}

}  // namespace

std::optional<Amount> parse_amount(std::string_view text) {
  text = trim(text);
  Amount amount;
  bool negative = false;
  auto take_sign = [&] {
    for (std::string_view minus : {"-", "−", "－"})
      if (text.starts_with(minus)) return negative = !negative, text = trim(text.substr(minus.size())), true;
    if (text.starts_with('+')) return text = trim(text.substr(1)), true;
    return false;
  };
  bool signed_before = false;
  if (text.size() > 2 && text.front() == '(' && text.back() == ')') {
    negative = signed_before = true;
    text = trim(text.substr(1, text.size() - 2));
  } else {
    signed_before = take_sign();
  }
  if (text.empty()) return std::nullopt;
  if (!is_digit(text.front()) && text.front() != '.') {
    amount.currency = take_currency(text, true);
    if (amount.currency.empty()) return std::nullopt;
    if (!signed_before) take_sign();
  }
  if (!text.empty() && !is_digit(text.back()) && text.back() != '.') {
    auto behind = take_currency(text, false);
    if (behind.empty() || (!amount.currency.empty() && amount.currency != behind)) return std::nullopt;
    amount.currency = behind;
  }
  if (text.empty()) return std::nullopt;

  std::size_t point = decimal_point(text);
  int since_separator = -1;  // digits since the last thousands separator; -1 before the first
  bool any = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (i == point) {
      if (since_separator >= 0 && since_separator != 3) return std::nullopt;
      since_separator = -1;
      continue;
    }
    if (!is_digit(c)) {
      bool separator = i < point && (c == ',' || c == '.' || c == ' ' || c == '\'' || c == '_');
      if (!separator || !any || (since_separator >= 0 && since_separator != 3)) return std::nullopt;
      since_separator = 0;
      continue;
    }
    any = true;
    if (since_separator >= 0) ++since_separator;
    if (amount.digits > (std::numeric_limits<std::int64_t>::max() - 9) / 10) return std::nullopt;
    amount.digits = amount.digits * 10 + (c - '0');
    if (point != std::string_view::npos && i > point) ++amount.decimals;
  }
  if (!any || (since_separator >= 0 && since_separator != 3)) return std::nullopt;
  while (amount.decimals > 0 && amount.digits % 10 == 0) {
    amount.digits /= 10;
    --amount.decimals;
  }
  if (negative) amount.digits = -amount.digits;
  return amount;
}

std::optional<std::int64_t> minor_units(const Amount& amount, std::string_view currency) {
  int digits = minor_digits(currency);
  if (amount.decimals > digits) return std::nullopt;
  std::int64_t units = amount.digits;
  for (int i = amount.decimals; i < digits; ++i) {
    if (units > std::numeric_limits<std::int64_t>::max() / 10 || units < std::numeric_limits<std::int64_t>::min() / 10)
      return std::nullopt;
    units *= 10;
  }
  return units;
}

std::optional<std::string> currency_of(std::string_view symbol_or_code) {
  auto text = trim(symbol_or_code);
  for (const auto& [sign, code] : signs)
    if (text == sign) return std::string(code);
  if (auto code = code_of(text); !code.empty()) return std::string(code);
  return std::nullopt;
}

}  // namespace cairn::collect
