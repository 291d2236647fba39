#include "base/language.h"

#include <cstdlib>

#include "base/text.h"

namespace cairn {

std::string_view tag(Language language) {
  switch (language) {
    case Language::zh_hans:
      return "zh-Hans";
    case Language::zh_hant:
      return "zh-Hant";
    case Language::en:
      break;
  }
  return "en";
}

Result<Language> parse_language(std::string_view text) {
  std::string name = to_lower(text);
  for (char& c : name)
    if (c == '_') c = '-';
  if (auto end = name.find('.'); end != std::string::npos) name.resize(end);
  if (name == "en" || name.starts_with("en-")) return Language::en;
  if (name.starts_with("zh-hant") || name == "zh-tw" || name == "zh-hk" || name == "zh-mo") return Language::zh_hant;
  if (name == "zh" || name.starts_with("zh-")) return Language::zh_hans;
  return Error{ErrorCode::usage, "unknown language '" + std::string(text) + "'", "--lang",
               "use zh-Hans, zh-Hant or en"};
}

Language language_of_environment() {
  for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(variable);
    if (value == nullptr || *value == '\0') continue;
    auto language = parse_language(value);
    return language ? *language : Language::en;
  }
  return Language::en;
}

Json Label::json() const { return {{"zh-Hans", zh_hans}, {"zh-Hant", zh_hant}, {"en", en}}; }

Label Label::from(const Json& json) {
  if (json.is_string()) return same(json.get<std::string>());
  Label label;
  if (!json.is_object()) return label;
  label.zh_hans = json.value("zh-Hans", "");
  label.zh_hant = json.value("zh-Hant", "");
  label.en = json.value("en", "");
  const std::string any = !label.en.empty() ? label.en : !label.zh_hans.empty() ? label.zh_hans : label.zh_hant;
  for (auto* text : {&label.zh_hans, &label.zh_hant, &label.en})
    if (text->empty()) *text = any;
  return label;
}

}  // namespace cairn
