#include "profile/consent_words.h"

#include <algorithm>

#include "base/text.h"
#include "profile/statements.h"

namespace cairn::profile {
namespace {

constexpr std::string_view yes[] = {"yes", "y",    "true",   "1",    "granted", "given",  "opt_in",
                                    "是",  "同意", "已同意", "授权", "授權",    "已授权", "已授權"};
constexpr std::string_view no[] = {"no",        "n",       "false",   "0",        "none",    "denied",
                                   "withdrawn", "revoked", "refused", "opt_out",  "optout",  "否",
                                   "不同意",    "拒绝",    "拒絕",    "已拒绝",   "拒收",    "撤回",
                                   "已撤回",    "未授权",  "未授權",  "取消授权", "取消授權"};
constexpr std::string_view all[] = {"*", "all", "every", "any", "全部", "所有"};
constexpr std::string_view only[] = {"仅", "僅", "只", "only "};

template <class List>
bool is_one_of(const List& list, std::string_view word) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

class WordReader {
 public:
  explicit WordReader(const ConsentRules& rules) : rules_(rules) {}

  void read(std::string_view said) {
    auto word = to_lower(trim(said));
    for (auto prefix : only)
      if (word.starts_with(prefix)) return only_this(word.substr(prefix.size()));
    words_.push_back(one(word));
  }
  std::vector<ConsentWord> take() { return std::move(words_); }

 private:
  ConsentWord one(const std::string& word) const {
    using enum ConsentState;
    if (is_one_of(yes, word)) return {"", "", granted};
    if (is_one_of(no, word)) return {"", "", withdrawn};
    if (is_one_of(all, word)) return {std::string(every), "", granted};
    if (rules_.is_channel(word)) return {rules_.channel_of(word), "", granted};
    if (rules_.is_purpose(word)) return {std::string(every), rules_.purpose_of(word), granted};
    auto parts = split(word, ':');
    if (parts.size() == 2 && rules_.is_channel(parts[0]) && rules_.is_purpose(parts[1]))
      return {rules_.channel_of(parts[0]), rules_.purpose_of(parts[1]), granted};
    return {};
  }

  /// What stands behind "only" is granted, all of its sort that is known besides it is refused.
  void only_this(std::string_view word) {
    auto granted = one(std::string(trim(word)));
    words_.push_back(granted);
    if (granted.state != ConsentState::granted) return;
    if (rules_.is_channel(word)) {
      for (const auto& [channel, others] : rules_.channels)
        if (channel != granted.channel) words_.push_back({channel, rules_.default_purpose, ConsentState::withdrawn});
    } else if (rules_.is_purpose(word)) {
      for (const auto& [purpose, others] : rules_.purposes)
        if (purpose != granted.purpose) words_.push_back({std::string(every), purpose, ConsentState::withdrawn});
    }
  }

  const ConsentRules& rules_;
  std::vector<ConsentWord> words_;
};

}  // namespace

std::vector<ConsentWord> consent_words(std::string_view text, const ConsentRules& rules) {
  WordReader reader(rules);
  for (const auto& part : parts_of(text)) reader.read(part);
  return reader.take();
}

bool means_every(std::string_view word) { return is_one_of(all, to_lower(trim(word))); }

}  // namespace cairn::profile
