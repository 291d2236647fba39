// The three languages that Cairn speaks. Traditional Chinese is written, never converted from simplified.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace cairn {

enum class Language { zh_hans, zh_hant, en };

/// "zh-Hans", "zh-Hant", "en": the keys in documents and the values of --lang.
std::string_view tag(Language language);
/// Also accepts zh, zh-CN, zh-TW, zh-HK and the like.
Result<Language> parse_language(std::string_view tag);
/// From LC_ALL, LC_MESSAGES or LANG; English when they say nothing.
Language language_of_environment();

/// One text in three languages.
struct Label {
  std::string zh_hans, zh_hant, en;
  const std::string& in(Language language) const {
    return language == Language::zh_hans ? zh_hans : language == Language::zh_hant ? zh_hant : en;
  }
  /// The same text in all three: names that users gave.
  static Label same(std::string text) { return {text, text, text}; }
  Json json() const;
  /// From {"zh-Hans":…}, or from a plain string; a missing language takes English, then whatever is there.
  static Label from(const Json& json);
  bool operator==(const Label&) const = default;
};

}  // namespace cairn
