#include "map/score_events.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "map/lexicon.h"

namespace cairn::map {
namespace {

constexpr std::uint64_t enough = 30;

bool names_any(const std::string& name, std::initializer_list<std::string_view> wanted) {
  auto words = words_of(name);
  return std::any_of(wanted.begin(), wanted.end(), [&](std::string_view each) {
    bool ascii = static_cast<unsigned char>(each.front()) < 0x80;
    return ascii ? std::find(words.begin(), words.end(), each) != words.end() : name.find(each) != std::string::npos;
  });
}
bool names_score(const std::string& name) {
  return names_any(name, {"score",  "scores", "rating",       "ratings", "rated",    "csat", "nps",  "ces",
                          "survey", "review", "satisfaction", "stars",   "feedback", "评分", "評分", "打分",
                          "满意度", "滿意度", "评价",         "評價",    "问卷",     "問卷", "点评", "點評"});
}
bool names_subject(const std::string& name) {
  return names_any(name, {"about", "touchpoint", "topic", "subject", "主题", "主題", "触点", "接觸點"});
}

/// How the values of one column look, on events of one type.
struct Look {
  std::uint64_t numbers = 0;
  double least = INFINITY, most = -INFINITY;
  bool score() const { return numbers >= enough && least >= 0 && most <= 10; }
  void add(const Look& other) {
    numbers += other.numbers;
    least = std::min(least, other.least);
    most = std::max(most, other.most);
  }
};
using Looks = std::map<std::pair<std::size_t, std::string>, Look>;  ///< by event type and column

std::string type_of(const std::string& event, const std::string& column, const Look& look) {
  auto says = [&](std::initializer_list<std::string_view> words) {
    return names_any(event, words) || names_any(column, words);
  };
  if (look.most > 7) return "nps";
  if (look.most > 5) return says({"nps"}) ? "nps" : says({"ces", "effort"}) ? "ces" : "";
  if (says({"nps"})) return "nps";
  if (look.least < 1) return "";
  return says({"review", "评价", "評價", "点评", "點評", "stars"}) ? "review" : "csat";
}

void look_at(const journey::Index& index, const journey::Bucket& bucket, const std::string& name,
             const journey::Column& column, Looks& looks) {
  if (!column.numeric) return;
  std::vector<Look> by_type(index.event_types().size());
  for (std::size_t row = 0; row < bucket.rows(); ++row)
    if (double score = column.numbers[row]; std::isfinite(score)) by_type[bucket.type(row)].add({1, score, score});
  for (std::size_t type = 0; type < by_type.size(); ++type)
    if (by_type[type].numbers > 0) looks[{type, name}].add(by_type[type]);
}

}  // namespace

Result<std::map<std::size_t, ScoreEvents>> score_events(const journey::Index& index) {
  Looks looks;
  std::vector<std::string> columns;
  std::string subject;
  const auto& events = index.event_types();
  bool by_event = std::any_of(events.begin(), events.end(), names_score);  // else nobody needs to read `value`
  for (const auto& name : index.columns().names()) {
    if ((by_event && name == "value") || names_score(name)) columns.push_back(name);
    if (subject.empty() && names_subject(name)) subject = name;
  }
  for (const journey::Bucket& bucket : index.buckets())
    for (const auto& name : columns) {
      CAIRN_TRY(auto column, index.columns().load(bucket.number, name, journey::ColumnForm::numbers));
      look_at(index, bucket, name, *column, looks);
    }
  std::map<std::size_t, ScoreEvents> scores;
  for (const auto& [key, look] : looks) {
    const std::string& event = events[key.first];
    std::string type = look.score() ? type_of(event, key.second, look) : "";
    // A property that is called a score is one; `value` may be anything.
    if (type.empty() || scores.contains(key.first) || (key.second == "value" && !names_score(event))) continue;
    scores[key.first] = {event, key.second, type, subject};
  }
  return scores;
}

}  // namespace cairn::map
