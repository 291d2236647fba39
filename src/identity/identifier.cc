#include "identity/identifier.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "collect/wire.h"
#include "identity/phone.h"

namespace cairn::identity {
namespace {

constexpr std::size_t most_bytes = 500;
constexpr std::uint32_t no_limit = 0xffff'ffff;

/// Values that programs make up for a device that hides its own.
constexpr std::string_view made_up[] = {
    "9774d56d682e549c",  "02:00:00:00:00:00", "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "ff:ff:ff:ff:ff:ff", "012345678912345",   "000000000000000",
    "00:00:00:00:00:00"};

/// Hashes of nobody: of nothing, null, undefined, none and 0 (MD5, SHA-1, SHA-256).
constexpr std::string_view hashes_of_nobody[] = {"d41d8cd98f00b204e9800998ecf8427e",
                                                 "da39a3ee5e6b4b0d3255bfef95601890afd80709",
                                                 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                                 "37a6259cc0c1dae299a7866489dff0bd",
                                                 "2be88ca4242c76e8253ac62474851065032d6833",
                                                 "74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b",
                                                 "5e543256c480ac577d30f76f9120eb74",
                                                 "d5d4cd07616a542891b7ec2d0257b3a24b69856e",
                                                 "eb045d78d273107348b0300c01d29b7552d622abbc6faf81b3ec55359aa9950c",
                                                 "334c4a4c42fdb79d7ebc3e73b517e6f8",
                                                 "71f8e7976e4cbc4561c9d62fb283e7f788202acb",
                                                 "140bedbf9c3f6d56a9846d2ba7088798683f4da0c248231336e6a05679e4fdfe",
                                                 "cfcd208495d565ef66e7dff9f98764da",
                                                 "b6589fc6ab0dc82cf12099d1c2d40ab994e8410c",
                                                 "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9"};

template <class List>
bool holds(const List& list, std::string_view word) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

/// Without blanks and the quotes of a value that was quoted twice.
std::string_view bare(std::string_view raw) {
  auto text = trim(raw);
  while (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front())
    text = trim(text.substr(1, text.size() - 2));
  return text;
}

Nobody read_email(std::string& value) {
  auto text = to_lower(value);
  if (text.starts_with("mailto:")) text.erase(0, 7);
  if (auto wide = text.find("＠"); wide != std::string::npos) text.replace(wide, std::string_view("＠").size(), "@");
  auto at = text.find('@');
  if (text.find('*') != std::string::npos) return Nobody::masked;
  bool one = at != std::string::npos && at > 0 && text.find('@', at + 1) == std::string::npos;
  if (!one || text.find_first_of(" \t\r\n,;<>\"") != std::string::npos) return Nobody::not_an_email;
  auto domain = std::string_view(text).substr(at + 1);
  auto point = domain.find('.');
  if (point == 0 || point == std::string_view::npos || domain.back() == '.') return Nobody::not_an_email;
  value = std::move(text);
  return Nobody::none;
}

Nobody read_hash(std::string& value) {
  auto text = to_lower(value);
  bool size = text.size() == 32 || text.size() == 40 || text.size() == 64;
  if (!size || text.find_first_not_of("0123456789abcdef") != std::string::npos) return Nobody::not_a_hash;
  if (holds(hashes_of_nobody, text)) return Nobody::means_nobody;
  value = std::move(text);
  return Nobody::none;
}

Nobody read_value(std::string_view kind, std::string& value, const Writing& writing) {
  if (kind == "phone") {
    auto phone = read_phone(value, writing.country);
    if (phone.why == Nobody::none) value = std::move(phone.number);
    return phone.why;
  }
  if (kind == "email") return read_email(value);
  if (kind == "phone_hash" || kind == "email_hash") return read_hash(value);
  if (known_kind(kind).role == Role::carries && holds(made_up, to_lower(value))) return Nobody::means_nobody;
  return Nobody::none;
}

bool is_blocked(std::string_view value, const Writing& writing) {
  if (writing.blocked.empty() && writing.blocked_patterns.empty()) return false;
  auto lower = to_lower(value);
  return writing.blocked.contains(lower) ||
         std::any_of(writing.blocked_patterns.begin(), writing.blocked_patterns.end(),
                     [&](const std::string& pattern) { return matches_glob(pattern, lower); });
}

}  // namespace

std::string_view name_of(Role role) {
  constexpr std::string_view names[] = {"identifies", "carries", "transaction"};
  return names[static_cast<std::size_t>(role)];
}

std::string_view name_of(Nobody why) {
  constexpr std::string_view names[] = {"identifies",  "means-nobody", "blocked",      "masked",     "virtual-number",
                                        "not-a-phone", "landline",     "not-an-email", "not-a-hash", "too-long"};
  return names[static_cast<std::size_t>(why)];
}

std::span<const Kind> kinds() {
  using enum Role;
  // A till names its cards as customer or member. Limits of 1 are what a person has once: two of them are two people. A
  // transaction stands above devices, so that a receipt goes to who is named on it rather than to who carried the
  // phone.
  static const std::array<Kind, 16> table = {{
      {"user_id", identifies, 100, 1, false, false},
      {"customer", identifies, 95, 1, true, false},
      {"member", identifies, 90, 1, true, false},
      {"phone", identifies, 80, 5, true, true},
      {"email", identifies, 75, 5, true, true},
      {"phone_hash", identifies, 70, 5, true, true},
      {"email_hash", identifies, 65, 5, true, true},
      {"unionid", identifies, 60, 5, false, false},
      {"openid", identifies, 55, 5, false, false},
      {"external_userid", identifies, 50, 5, false, false},
      {"buyer", identifies, 45, 5, false, false},
      {"order", transaction, 25, no_limit, false, false},
      {"receipt", transaction, 20, no_limit, false, false},
      {"device", carries, 15, 100, false, false},
      {"cookie", carries, 10, 100, false, false},
      {"custom", identifies, 30, 5, false, false},
  }};
  return table;
}

std::string_view base_of(std::string_view full) { return full.substr(0, full.find(':')); }

Kind known_kind(std::string_view full) {
  auto base = base_of(full);
  auto table = kinds();
  auto found = std::find_if(table.begin(), table.end(), [&](const Kind& each) { return each.name == base; });
  Kind kind = found == table.end() ? table.back() : *found;
  kind.name = full;
  return kind;
}

bool matches_glob(std::string_view pattern, std::string_view text) {
  // The last star takes one byte more whenever the rest does not fit: linear but for that.
  std::size_t p = 0, t = 0, star = std::string_view::npos, taken = 0;
  while (t < text.size()) {
    bool digit = text[t] >= '0' && text[t] <= '9';
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      taken = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || (pattern[p] == '#' && digit) || pattern[p] == text[t])) {
      ++p, ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++taken;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

Nobody nobody_by_rules(std::string_view kind, std::string_view value, const Writing& writing) {
  if (is_blocked(value, writing)) return Nobody::blocked;
  if (kind == "phone")
    for (const auto& prefix : writing.virtual_prefixes)
      if (value.starts_with(prefix)) return Nobody::virtual_number;
  return Nobody::none;
}

Normalised normalise(std::string_view kind, std::string_view raw, const Writing& writing) {
  auto named = trim(kind);
  Normalised found{{std::string(named == "anonymous" ? "cookie" : named), std::string(bare(raw))}, Nobody::none};
  auto& value = found.identifier.value;
  if (value.size() > most_bytes) {
    found.why = Nobody::too_long;
    value.clear();
  } else if (collect::means_nobody(value)) {
    found.why = Nobody::means_nobody;
  } else if (is_blocked(value, writing)) {
    found.why = Nobody::blocked;
  } else {
    found.why = read_value(found.identifier.kind, value, writing);
  }
  if (found.identifies()) found.why = nobody_by_rules(found.identifier.kind, value, writing);
  return found;
}

}  // namespace cairn::identity
