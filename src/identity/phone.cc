#include "identity/phone.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace cairn::identity {
namespace {

struct Country {
  std::string_view name, code;
  std::size_t least, most;  ///< digits of a number that identifies, without code and trunk prefix
  std::string_view first;   ///< digits such a number may begin with
  std::string_view trunk;   ///< written before it at home
};
// Numbering plans of the ITU (E.164 country pages). Where the plan tells mobiles, only they are read without a code.
constexpr Country countries[] = {
    {"CN", "86", 11, 11, "1", "0"},         {"HK", "852", 8, 8, "456789", ""},    {"MO", "853", 8, 8, "68", ""},
    {"TW", "886", 9, 9, "9", "0"},          {"SG", "65", 8, 8, "89", ""},         {"MY", "60", 9, 10, "1", "0"},
    {"JP", "81", 10, 10, "6789", "0"},      {"KR", "82", 9, 10, "1", "0"},        {"TH", "66", 9, 9, "689", "0"},
    {"VN", "84", 9, 9, "35789", "0"},       {"ID", "62", 9, 12, "8", "0"},        {"PH", "63", 10, 10, "9", "0"},
    {"IN", "91", 10, 10, "6789", "0"},      {"AU", "61", 9, 9, "4", "0"},         {"NZ", "64", 8, 10, "2", "0"},
    {"US", "1", 10, 10, "23456789", "1"},   {"CA", "1", 10, 10, "23456789", "1"}, {"GB", "44", 10, 10, "7", "0"},
    {"DE", "49", 10, 11, "1", "0"},         {"FR", "33", 9, 9, "67", "0"},        {"ES", "34", 9, 9, "67", ""},
    {"IT", "39", 9, 10, "3", ""},           {"NL", "31", 9, 9, "6", "0"},         {"AE", "971", 9, 9, "5", "0"},
    {"BR", "55", 11, 11, "123456789", "0"},
};

const Country* country_named(std::string_view name) {
  for (const auto& each : countries)
    if (each.name == name) return &each;
  return nullptr;
}

bool is_of(const Country& country, std::string_view digits) {
  if (digits.size() < country.least || digits.size() > country.most) return false;
  if (country.first.find(digits[0]) == std::string_view::npos) return false;
  // 10x, 11x and 12x are services and old pagers.
  return country.name != "CN" || digits[1] >= '3';
}

/// One letter a sign: digits and '+' are themselves; '*' covers a digit; '#' begins an extension; ' ' separates.
/// nullopt: something that stands in no phone number.
std::optional<std::string> signs(std::string_view raw) {
  struct Sign {
    std::string_view text;
    char means;
  };
  static constexpr Sign table[] = {
      {"转", '#'}, {"轉", '#'},     {"分机", '#'},   {"分機", '#'},   {"extension", '#'}, {"ext", '#'},
      {"#", '#'},  {"＊", '*'},     {"×", '*'},      {"•", '*'},      {"●", '*'},         {"＋", '+'},
      {"　", ' '}, {"\u00a0", ' '}, {"–", ' '},      {"—", ' '},      {"－", ' '},        {"（", ' '},
      {"）", ' '}, {"\u200b", ' '}, {"\u202a", ' '}, {"\u202c", ' '}, {"\u202d", ' '}};
  std::string found;
  auto lower = to_lower(raw);
  std::string_view rest = lower;
  if (rest.starts_with("tel:")) rest.remove_prefix(4);
  // The trunk 0 that is left out behind a country code: +86 (0)21 …
  while (!rest.empty()) {
    if (rest.starts_with("(0)") && found.find('+') != std::string::npos) {
      rest.remove_prefix(3);
      continue;
    }
    char c = rest[0];
    if ((c >= '0' && c <= '9') || c == '+') {
      found += c;
    } else if (c == '*' || c == 'x' || c == '?') {
      found += '*';
    } else if (c == ',' || c == ';') {
      found += '#';
    } else if (std::string_view(" \t-.()/_").find(c) != std::string_view::npos) {
      found += c == '-' || c == '_' ? '-' : ' ';
    } else if (rest.starts_with("\xef\xbc") && rest.size() > 2 && rest[2] >= '\x90' && rest[2] <= '\x99') {
      found += static_cast<char>('0' + (rest[2] - '\x90'));  // full-width digits
      rest.remove_prefix(2);
    } else {
      const auto* sign = std::find_if(std::begin(table), std::end(table),
                                      [&](const Sign& each) { return rest.starts_with(each.text); });
      if (sign == std::end(table)) return std::nullopt;
      found += sign->means;
      rest.remove_prefix(sign->text.size() - 1);
    }
    rest.remove_prefix(1);
  }
  return found;
}

Phone is(std::string number) { return {std::move(number), Nobody::none}; }
Phone nobody(Nobody why) { return {"", why}; }

/// A mainland mobile with one to six more digits: the extension of a marketplace's virtual number.
bool has_extension(std::string_view digits) {
  return digits.size() > 11 && digits.size() <= 17 && is_of(countries[0], digits.substr(0, 11));
}

Phone international(std::string_view digits) {
  if (digits.starts_with("86")) {
    auto rest = digits.substr(2);
    if (rest.starts_with("0") && rest.size() == 12 && is_of(countries[0], rest.substr(1))) rest.remove_prefix(1);
    if (has_extension(rest)) return nobody(Nobody::virtual_number);
    while (rest.starts_with("0")) rest.remove_prefix(1);
    // Mobiles have 11 digits, landlines with their area 9 to 11.
    if (rest.size() < 9 || rest.size() > 11) return nobody(Nobody::not_a_phone);
    return is("+86" + std::string(rest));
  }
  if (digits.starts_with("852") && digits.size() != 11) return nobody(Nobody::not_a_phone);
  if (digits.size() < 7 || digits.size() > 15 || digits[0] == '0') return nobody(Nobody::not_a_phone);
  return is("+" + std::string(digits));
}

Phone local(std::string_view digits, const Country& home) {
  auto bare = digits;
  if (!home.trunk.empty() && bare.starts_with(home.trunk) && !is_of(home, bare)) bare.remove_prefix(home.trunk.size());
  if (is_of(home, bare)) return is("+" + std::string(home.code) + std::string(bare));
  // With the code of this country or of the neighbour, but without the +.
  for (const auto* each : {&home, &countries[0], &countries[1]})
    if (digits.starts_with(each->code) && is_of(*each, digits.substr(each->code.size())))
      return is("+" + std::string(digits));
  // No number of Hong Kong has eleven digits: it is a mainland one.
  if (home.name != "CN" && home.most < 11 && is_of(countries[0], digits)) return is("+86" + std::string(digits));
  if (has_extension(digits)) return nobody(Nobody::virtual_number);
  return nobody(digits.size() >= 5 && digits.size() <= 13 ? Nobody::landline : Nobody::not_a_phone);
}

}  // namespace

Phone read_phone(std::string_view raw, std::string_view country) {
  auto written = signs(trim(raw));
  if (!written) return nobody(Nobody::not_a_phone);
  if (written->find('*') != std::string::npos) return nobody(Nobody::masked);
  if (written->find('#') != std::string::npos) return nobody(Nobody::virtual_number);
  std::string digits;
  std::size_t pluses = 0;
  for (char c : *written) {
    if (c == '+') ++pluses;
    if (c >= '0' && c <= '9') digits += c;
  }
  auto first = written->find_first_not_of(" -");
  bool leads = first != std::string::npos && (*written)[first] == '+';
  if (pluses > 1 || (pluses == 1 && !leads) || digits.size() < 5) return nobody(Nobody::not_a_phone);
  if (leads) return international(digits);
  if (digits.starts_with("00")) return international(std::string_view(digits).substr(2));
  const auto* home = country_named(country);
  return local(digits, home == nullptr ? countries[0] : *home);
}

bool is_phone_country(std::string_view country) { return country_named(country) != nullptr; }

std::string phone_countries() {
  std::string all;
  for (const auto& each : countries) all += (all.empty() ? "" : ", ") + std::string(each.name);
  return all;
}

std::string national(std::string_view e164, std::string_view country) {
  auto digits = e164.substr(e164.starts_with('+') ? 1 : 0);
  const auto* home = country_named(country);
  if (home != nullptr && digits.starts_with(home->code)) digits.remove_prefix(home->code.size());
  return std::string(digits);
}

}  // namespace cairn::identity
