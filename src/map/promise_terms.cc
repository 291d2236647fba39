#include "map/promise_terms.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "map/lexicon.h"
#include "map/pain_words.h"

namespace cairn::map {
namespace {

constexpr std::int64_t day_ms = 86'400'000;

/// Longer ways to say a thing stand first.
struct Saying {
  const char* id;
  Label said;
  std::vector<std::string_view> words;
};
const std::vector<Saying>& deeds() {
  static const std::vector<Saying> list{
      {"both",
       {"退换", "退換", "Return or exchange"},
       {"returns and exchanges", "returns or exchanges", "return and exchange", "return or exchange", "退换货",
        "退換貨", "退换", "退換"}},
      {"refund", {"退款", "退款", "Refund"}, {"refunds", "refund", "退款"}},
      {"return", {"退货", "退貨", "Return"}, {"returns", "return", "退货", "退貨", "退"}},
      {"exchange", {"换货", "換貨", "Exchange"}, {"exchanges", "exchange", "换货", "換貨", "换", "換"}}};
  return list;
}
const std::vector<Saying>& scopes() {
  static const std::vector<Saying> list{{"any-store",
                                         {"在任意门店", "在任一門市", " in any shop"},
                                         {"any store", "any shop", "任意门店", "任一门店", "任意門市", "任一門市"}},
                                        {"same-store",
                                         {"在原购买门店", "在原購買門市", " in the same shop"},
                                         {"same store", "same shop", "同一门店", "原门店", "同一門市", "原門市"}}};
  return list;
}

/// Takes the first of the words out of a text; false: it has none.
bool take(std::string& text, const std::vector<std::string_view>& words) {
  for (std::string_view word : words) {
    std::size_t at = text.find(word);
    if (at == std::string::npos) continue;
    text.replace(at, word.size(), " ");
    return true;
  }
  return false;
}
const Saying* take(std::string& text, const std::vector<Saying>& sayings) {
  auto found = std::find_if(sayings.begin(), sayings.end(), [&](const Saying& each) { return take(text, each.words); });
  return found == sayings.end() ? nullptr : &*found;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes "30天" or "14 days" out of a text.
std::optional<Duration> take_days(std::string& text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_digit(text[at])) continue;
    std::size_t from = at;
    std::int64_t days = 0;
    for (; at < text.size() && is_digit(text[at]); ++at)
      days = std::min<std::int64_t>(days * 10 + text[at] - '0', 36'500);
    std::size_t unit = text.find_first_not_of(" -", at);
    if (unit == std::string::npos || days == 0) continue;
    for (std::string_view name : {"days", "day", "天", "日"}) {
      if (text.compare(unit, name.size(), name) != 0) continue;
      text.replace(from, unit + name.size() - from, " ");
      return Duration{days * day_ms};
    }
  }
  return std::nullopt;
}

/// Whether nothing is left but the words that hold the others together.
bool only_joints(std::string rest) {
  while (take(rest, {"within", "之内", "之內", "内", "內", "可以", "可", "在", "，"})) {
  }
  auto words = words_of(rest);
  return std::all_of(words.begin(), words.end(), [](const auto& word) { return word == "in" || word == "the"; });
}

/// "30 天内可在任意门店退换", "Return or exchange in any shop within 30 days".
Label in_words(const std::optional<Duration>& deadline, const Saying* scope, const Saying& deed) {
  Label days = deadline ? days_text(static_cast<double>(deadline->ms) / static_cast<double>(day_ms)) : Label{};
  Label place = scope != nullptr ? scope->said : Label{};
  return {(deadline ? days.zh_hans + "内" : "") + "可" + place.zh_hans + deed.said.zh_hans,
          (deadline ? days.zh_hant + "內" : "") + "可" + place.zh_hant + deed.said.zh_hant,
          deed.said.en + place.en + (deadline ? " within " + days.en : "")};
}

Language language_of(const std::string& text) {
  bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii) return Language::en;
  std::string copy = text;
  return take(copy, {"內", "門", "換", "貨"}) ? Language::zh_hant : Language::zh_hans;
}

}  // namespace

Terms read_terms(const std::string& text) {
  Terms terms;
  terms.label = Label::same(text);
  std::string rest = to_lower(text);
  terms.deadline = take_days(rest);
  const Saying *scope = take(rest, scopes()), *deed = take(rest, deeds());
  if (scope != nullptr) terms.scope = scope->id;
  terms.returns = deed != nullptr;
  if (deed == nullptr || !(terms.deadline || scope != nullptr) || !only_joints(rest)) return terms;
  terms.label = in_words(terms.deadline, scope, *deed);
  Language own = language_of(text);
  (own == Language::en ? terms.label.en : own == Language::zh_hant ? terms.label.zh_hant : terms.label.zh_hans) = text;
  return terms;
}

}  // namespace cairn::map
