// Money as it is written: "1,234.50", "¥ 99", "(12.00)", "CNY 12.00", "12元" → minor units, exactly. No double touches
// it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cairn::collect {

/// A decimal number without loss: digits × 10^-decimals.
struct Amount {
  std::int64_t digits = 0;
  int decimals = 0;           ///< after trailing zeros are dropped
  std::string_view currency;  ///< ISO code of the symbol or code beside it; empty when there is none
};

/// nullopt when it is no amount. Commas, blanks, "'" and "_" between groups of three digits are thousands separators;
/// "1.234,50" is read with a decimal comma when both stand there and the comma comes last, "12,5" and "12,50" when the
/// comma is followed by one or two digits. ¥ without more is CNY, $ is USD.
std::optional<Amount> parse_amount(std::string_view text);

/// In minor units of the currency; nullopt when it has more decimals than the currency, or is too large.
std::optional<std::int64_t> minor_units(const Amount& amount, std::string_view currency);

/// "usd", "US$", "元", "人民币", "€" → ISO code.
std::optional<std::string> currency_of(std::string_view symbol_or_code);

}  // namespace cairn::collect
