#include "map/draft_scores.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

#include "base/text.h"
#include "journey/cases.h"
#include "map/columns.h"
#include "map/draft_rows.h"
#include "map/score_events.h"

namespace cairn::map {
namespace {

using journey::Bucket;
using journey::Column;
using journey::Index;

constexpr std::uint64_t enough = 30;
constexpr std::size_t most_notes = 8;

/// Answers about one thing: which touchpoints they could be about, and which of these came last before each.
struct Subject {
  std::vector<std::size_t> candidates;
  std::map<std::size_t, std::uint64_t> before;
  std::map<std::string, std::uint64_t> by_channel;  ///< in which channel they came
  std::uint64_t answers = 0;
};

EventPredicate equals(const std::string& property, const std::string& value) {
  EventPredicate predicate;
  predicate.kind = EventPredicate::Kind::comparison;
  predicate.property = property;
  predicate.values.push_back({value, std::nullopt});
  return predicate;
}

Label left_out(const ScoreEvents& scores, const std::string& value, const Label& why, std::uint64_t n) {
  auto what = value.empty() ? Label{"未说明关于什么", "未說明關於什麼", "that do not say what they are about"}
                            : Label{"关于“" + value + "”", "關於「" + value + "」", "about “" + value + "”"};
  return {fmt::format("未采用“{}”中{}的 {} 个评分：{}", scores.event, what.zh_hans, n, why.zh_hans),
          fmt::format("未採用「{}」中{}的 {} 個評分：{}", scores.event, what.zh_hant, n, why.zh_hant),
          fmt::format("left out: {} scores of “{}” {}; {}", n, scores.event, what.en, why.en)};
}

class ScoreBinder {
 public:
  ScoreBinder(const Index& index, std::optional<Domain> domain, JourneyMap& map)
      : index_(index), domain_(domain), map_(map) {}

  Result<std::vector<Label>> bind() {
    CAIRN_TRY(scores_, score_events(index_));
    if (!scores_.empty()) {
      CAIRN_TRY_VOID(find_subjects());
    }
    for (const auto& [key, subject] : subjects_) CAIRN_TRY_VOID(attach(scores_.at(key.first), key.second, subject));
    if (notes_.size() > most_notes) {
      std::string more = std::to_string(notes_.size() - most_notes);
      notes_.resize(most_notes);
      notes_.push_back({"还有 " + more + " 种未采用的评分", "還有 " + more + " 種未採用的評分",
                        more + " more kinds of scores are left out"});
    }
    return std::move(notes_);
  }

 private:
  Result<void> find_subjects() {
    const std::string about = scores_.begin()->second.subject;  // one for all
    return over_touchpoints(index_, map_, [&](const Bucket& bucket, const auto& touchpoints) -> Result<void> {
      CAIRN_TRY(auto subject, column_if_any(index_, bucket, about));
      CAIRN_TRY(auto channel, column_if_any(index_, bucket, "channel"));
      for (std::size_t c = 0; c < bucket.customers(); ++c) walk(bucket, c, touchpoints, subject.get(), channel.get());
      return {};
    });
  }

  static std::string text_at(const Column* column, std::size_t row) {
    std::uint32_t code = column != nullptr ? column->codes[row] : 0;
    return code > 0 ? std::string(column->dictionary[code - 1]) : "";
  }

  void walk(const Bucket& bucket, std::size_t customer, const std::vector<std::uint16_t>& touchpoints,
            const Column* about, const Column* channel) {
    std::map<std::size_t, std::size_t> last;  // touchpoint → row
    for (std::size_t row = bucket.offsets[customer]; row < bucket.offsets[customer + 1]; ++row) {
      auto scores = scores_.find(bucket.type(row));
      if (scores == scores_.end()) {
        if (touchpoints[row] != journey::Plan::no_symbol) last[touchpoints[row]] = row;
        continue;
      }
      Subject& subject = subject_of(scores->first, text_at(about, row));
      ++subject.answers;
      ++subject.by_channel[text_at(channel, row)];
      auto latest = last.end();
      for (std::size_t t : subject.candidates)
        if (auto seen = last.find(t); seen != last.end() && (latest == last.end() || seen->second > latest->second))
          latest = seen;
      if (latest != last.end()) ++subject.before[latest->first];
    }
  }

  Subject& subject_of(std::size_t type, const std::string& value) {
    auto [found, added] = subjects_.try_emplace({type, value});
    if (added) found->second.candidates = candidates(value);
    return found->second;
  }

  bool holds_scores(const Touchpoint& touchpoint) const {
    auto events = events_of(touchpoint.on);
    return std::any_of(scores_.begin(), scores_.end(), [&](const auto& each) {
      return std::find(events.begin(), events.end(), each.second.event) != events.end();
    });
  }

  /// The touchpoints that a word names: by the event, by its meaning, by its channel, by its stage; in this order.
  std::vector<std::size_t> candidates(const std::string& value) const {
    std::vector<std::size_t> fit;
    int best = 0;
    for (std::size_t t = 0; t < map_.touchpoints.size(); ++t) {
      if (map_.touchpoints[t].ends || holds_scores(map_.touchpoints[t])) continue;
      int fits = value.empty() ? 1 : how_well(value, map_.touchpoints[t]);
      if (fits > best) fit.clear();
      best = std::max(best, fits);
      if (fits > 0 && fits == best) fit.push_back(t);
    }
    return fit;
  }

  int how_well(const std::string& value, const Touchpoint& touchpoint) const {
    auto events = events_of(touchpoint.on);
    if (std::find(events.begin(), events.end(), value) != events.end()) return 5;
    auto wanted = domain_ ? meaning_of(value, *domain_) : std::nullopt;
    for (const auto& event : events) {
      auto meaning = wanted && wanted->label ? meaning_of(event, *domain_) : std::nullopt;
      if (meaning && meaning->label && *meaning->label == *wanted->label) return 4;
      auto words = words_of(event);
      for (const auto& word : words_of(value))
        if (std::find(words.begin(), words.end(), word) != words.end()) return 3;
    }
    if (to_lower(touchpoint.channel) == to_lower(value)) return 2;
    const Stage* stage = map_.stage(touchpoint.stage);
    auto same = [&](const std::string& text) { return to_lower(text) == to_lower(value); };
    return stage != nullptr && (same(stage->label.en) || same(stage->label.zh_hans) || same(stage->label.zh_hant));
  }

  /// Of several touchpoints the one that the overview shows, if it is no rare one.
  std::pair<bool, std::uint64_t> rank(const Subject& subject,
                                      const std::pair<const std::size_t, std::uint64_t>& seen) const {
    return {map_.touchpoints[seen.first].overview && seen.second * 4 >= subject.answers, seen.second};
  }

  Result<void> attach(const ScoreEvents& scores, const std::string& value, const Subject& subject) {
    auto most = std::max_element(subject.before.begin(), subject.before.end(),
                                 [&](const auto& a, const auto& b) { return rank(subject, a) < rank(subject, b); });
    bool none = most == subject.before.end();
    Label why;
    if (subject.answers < enough)
      why = {"不足 30 个", "不足 30 個", "fewer than 30"};
    else if (none && !value.empty())
      why = {"在它们之前没有叫这个名字的触点", "在它們之前沒有叫這個名字的接觸點",
             "no touchpoint before them has that name"};
    else if (none || (value.empty() && most->second * 2 < subject.answers))
      why = {"它们大多不是紧跟在同一个触点之后", "它們大多不是緊接在同一個接觸點之後",
             "no touchpoint comes just before half of them"};
    if (!why.en.empty()) {
      notes_.push_back(left_out(scores, value, why, subject.answers));
      return {};
    }
    EmotionSource source;
    source.type = scores.type;
    source.value = scores.column;
    source.on = EventPredicate::of_event(scores.event);
    if (!value.empty()) source.on = EventPredicate::both(std::move(source.on), equals(scores.subject, value));
    CAIRN_TRY(bool apart, attach_apart(scores, value, subject, most->first, source));
    if (!apart) add(most->first, std::move(source));
    return {};
  }

  /// Where several touchpoints have the name (a checkout on the web and in the app): to each its own answers, told by
  /// the order that both have or else by the channel in which the answer came. False: nothing tells them apart.
  Result<bool> attach_apart(const ScoreEvents& scores, const std::string& value, const Subject& subject,
                            std::size_t likeliest, EmotionSource source) {
    std::vector<std::size_t> namesakes;
    std::vector<EventPredicate> kinds{source.on};
    std::uint64_t in_channel = 0;
    for (std::size_t t : subject.candidates) {
      const Touchpoint& touchpoint = map_.touchpoints[t];
      if (touchpoint.label != map_.touchpoints[likeliest].label) continue;
      namesakes.push_back(t);
      kinds.push_back(touchpoint.on);
      if (auto came = subject.by_channel.find(touchpoint.channel); came != subject.by_channel.end())
        in_channel += touchpoint.channel.empty() ? 0 : came->second;
    }
    if (value.empty() || namesakes.size() < 2) return false;
    CAIRN_TRY(source.by, number_of_all(index_, kinds));
    if (source.by.empty() && in_channel * 2 < subject.answers) return false;
    for (std::size_t t : namesakes) {
      const std::string& channel = map_.touchpoints[t].channel;
      EmotionSource own = source;
      if (source.by.empty() && !subject.by_channel.contains(channel)) continue;
      if (source.by.empty()) own.on = EventPredicate::both(std::move(own.on), equals("channel", channel));
      add(t, std::move(own));
    }
    if (source.by.empty() && in_channel < subject.answers)
      notes_.push_back(left_out(
          scores, value,
          {"来自这些触点以外的渠道", "來自這些接觸點以外的通路", "they came in a channel of none of its touchpoints"},
          subject.answers - in_channel));
    return true;
  }

  void add(std::size_t touchpoint, EmotionSource source) {
    auto& emotion = map_.touchpoints[touchpoint].emotion;
    if (!emotion) emotion.emplace();
    emotion->sources.push_back(std::move(source));
  }

  const Index& index_;
  std::optional<Domain> domain_;
  JourneyMap& map_;
  std::map<std::size_t, ScoreEvents> scores_;  ///< by event type
  std::map<std::pair<std::size_t, std::string>, Subject> subjects_;
  std::vector<Label> notes_;
};

}  // namespace

Result<std::vector<Label>> bind_scores(const Index& index, std::optional<Domain> domain, JourneyMap& map) {
  return ScoreBinder(index, domain, map).bind();
}

void infer_emotions(JourneyMap& map) {
  for (const Pain& pain : map.pains)
    for (Touchpoint& touchpoint : map.touchpoints) {
      if (pain.at.empty() || touchpoint.id != pain.at.front() || touchpoint.emotion) continue;
      EmotionSource source;
      source.type = "behaviour";
      touchpoint.emotion.emplace().sources.push_back(source);
    }
}

}  // namespace cairn::map
