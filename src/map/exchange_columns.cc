#include "map/exchange_columns.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "event/predicate.h"
#include "map/words.h"

namespace cairn::map::exchange {
namespace {

struct Named {
  Label heading;
  std::vector<const char*> others;  ///< in lower case, without blanks
};

/// In the order of Column.
const std::array<Named, columns>& table() {
  static const std::array<Named, columns> all{{
      {{"阶段", "階段", "Stage"}, {"phase", "旅程阶段", "旅程階段"}},
      {{"触点", "接觸點", "Touchpoint"}, {"step", "接触点", "步骤", "步驟"}},
      {{"渠道", "通路", "Channel"}, {"管道"}},
      {{"发起方", "發起方", "Initiator"}, {"startedby"}},
      {{"客户目标", "客戶目標", "Customer goal"}, {"goal", "goals", "目标", "目標"}},
      {{"行为", "行為", "Action"}, {"actions", "行动", "行動"}},
      {{"想法", "想法", "Thought"}, {"thoughts", "thinking"}},
      {{"期望", "期望", "Expectation"}, {"expectations", "期待"}},
      {{"情绪", "情緒", "Emotion"}, {"feeling", "感受"}},
      {{"痛点", "痛點", "Pain point"}, {"pain", "pains", "painpoints"}},
      {{"机会点", "機會點", "Opportunity"}, {"opportunities", "机会", "機會"}},
      {{"负责部门", "負責部門", "Owner"}, {"department", "负责人", "負責人"}},
      {{"绑定事件", "綁定事件", "Event"}, {"event", "binding", "事件"}},
      {{"编号", "編號", "Id"}, {}},
  }};
  return all;
}

std::string folded(std::string_view name) {
  std::string found;
  for (char c : to_lower(trim(name)))
    if (c != ' ' && c != '_' && c != '-') found += c;
  return found;
}

bool is_one_of(const std::string& word, const Label& label) {
  return word == folded(label.en) || word == label.zh_hans || word == label.zh_hant;
}

}  // namespace

Label heading(Column column) { return table()[static_cast<std::size_t>(column)].heading; }

std::optional<Column> column_named(std::string_view name) {
  const std::string wanted = folded(name);
  for (std::size_t i = 0; i < columns; ++i) {
    const Named& named = table()[i];
    const bool other = std::find(named.others.begin(), named.others.end(), wanted) != named.others.end();
    if (other || is_one_of(wanted, named.heading)) return static_cast<Column>(i);
  }
  return std::nullopt;
}

Label initiator_word(const std::string& initiator) {
  const Word actor = actor_of(initiator);
  return {word(actor, Language::zh_hans), word(actor, Language::zh_hant), word(actor, Language::en)};
}

std::string initiator_named(std::string_view word) {
  const std::string wanted = folded(word);
  for (const char* each : initiators)
    if (wanted == folded(each) || is_one_of(wanted, initiator_word(each))) return each;
  return wanted == "me" || wanted == "user" || wanted == "顾客" || wanted == "顧客" ? "customer" : "";
}

std::optional<double> emotion_named(std::string_view word) {
  static const std::vector<std::pair<int, std::vector<const char*>>> words{
      {-2, {"verybad", "很差", "很糟", "愤怒", "憤怒"}},
      {-1, {"bad", "差", "不满", "不滿", "失望"}},
      {0, {"neutral", "ok", "一般", "平静", "平靜", "普通"}},
      {1, {"good", "好", "满意", "滿意"}},
      {2, {"verygood", "很好", "惊喜", "驚喜"}}};
  const std::string wanted = folded(word);
  for (const auto& [score, names] : words)
    if (std::find(names.begin(), names.end(), wanted) != names.end()) return score;
  std::string digits(trim(word));
  if (digits.starts_with("−")) digits.replace(0, std::string_view("−").size(), "-");  // as people write it
  if (digits.starts_with('+')) digits.erase(0, 1);
  const auto score = as_number(digits);
  return score && *score >= -2 && *score <= 2 ? score : std::nullopt;
}

}  // namespace cairn::map::exchange
