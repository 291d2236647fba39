#include "map/draft_scores.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

#include "base/text.h"
#include "journey/cases.h"
#include "map/document.h"

namespace cairn::map {
namespace {

using journey::Bucket;
using journey::Column;
using journey::ColumnForm;
using journey::Index;

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
};

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

/// Events of one type that hold scores.
struct Scores {
  std::string event, column, type;
  std::string subject;  ///< the property that says what they are about; may be empty
};

/// Answers about one thing: which touchpoints they could be about, and which of these came last before each.
struct Subject {
  std::vector<std::size_t> candidates;
  std::map<std::size_t, std::uint64_t> before;
  std::uint64_t answers = 0;
};

class ScoreBinder {
 public:
  ScoreBinder(const Index& index, std::optional<Domain> domain, JourneyMap& map)
      : index_(index), domain_(domain), map_(map), names_(index.columns().names()) {}

  Result<void> bind() {
    CAIRN_TRY_VOID(find_scores());
    if (scores_.empty()) return {};
    CAIRN_TRY_VOID(find_subjects());
    for (const auto& [key, subject] : subjects_) attach(scores_.at(key.first), key.second, subject);
    return {};
  }

 private:
  Result<void> find_scores() {
    std::map<std::pair<std::size_t, std::string>, Look> looks;
    std::vector<std::string> columns, subjects;
    const auto& events = index_.event_types();
    bool by_event = std::any_of(events.begin(), events.end(), names_score);  // else nobody needs to read `value`
    for (const auto& name : names_) {
      if ((by_event && name == "value") || names_score(name)) columns.push_back(name);
      if (names_subject(name)) subjects.push_back(name);
    }
    for (const Bucket& bucket : index_.buckets())
      for (const auto& name : columns) {
        CAIRN_TRY(auto column, index_.columns().load(bucket.number, name, ColumnForm::numbers));
        look_at(bucket, name, *column, looks);
      }
    for (const auto& [key, look] : looks) {
      const std::string& event = index_.event_types()[key.first];
      std::string type = look.score() ? type_of(event, key.second, look) : "";
      // A property that is called a score is one; `value` may be anything.
      if (type.empty() || scores_.contains(key.first) || (key.second == "value" && !names_score(event))) continue;
      scores_[key.first] = {event, key.second, type, subjects.empty() ? "" : subjects.front()};
    }
    return {};
  }

  void look_at(const Bucket& bucket, const std::string& name, const Column& column,
               std::map<std::pair<std::size_t, std::string>, Look>& looks) const {
    if (!column.numeric) return;
    std::vector<Look> by_type(index_.event_types().size());
    for (std::size_t row = 0; row < bucket.rows(); ++row) {
      Look& look = by_type[bucket.type(row)];
      double score = column.numbers[row];
      if (!std::isfinite(score)) continue;
      ++look.numbers;
      look.least = std::min(look.least, score);
      look.most = std::max(look.most, score);
    }
    for (std::size_t type = 0; type < by_type.size(); ++type) {
      if (by_type[type].numbers == 0) continue;
      Look& whole = looks[{type, name}];
      whole.numbers += by_type[type].numbers;
      whole.least = std::min(whole.least, by_type[type].least);
      whole.most = std::max(whole.most, by_type[type].most);
    }
  }

  Result<void> find_subjects() {
    auto relabelling = relabel(map_, "touchpoint");
    journey::AskOptions options;
    options.relabelling = &relabelling;
    journey::Scope scope;
    scope.level = "touchpoint";
    CAIRN_TRY(auto plan, journey::Plan::make(index_, scope, options));
    std::string about;
    for (const auto& [type, scores] : scores_) about = scores.subject;
    for (const Bucket& bucket : index_.buckets()) {
      CAIRN_TRY(auto symbols, plan.row_symbols(bucket));
      std::shared_ptr<const Column> subject;
      if (!about.empty()) {
        CAIRN_TRY(subject, index_.columns().load(bucket.number, about, ColumnForm::codes));
      }
      for (std::size_t c = 0; c < bucket.customers(); ++c) walk(bucket, c, symbols, subject.get());
    }
    return {};
  }

  void walk(const Bucket& bucket, std::size_t customer, const std::vector<std::uint16_t>& symbols,
            const Column* about) {
    std::map<std::size_t, std::size_t> last;  // touchpoint → row
    for (std::size_t row = bucket.offsets[customer]; row < bucket.offsets[customer + 1]; ++row) {
      auto scores = scores_.find(bucket.type(row));
      if (scores == scores_.end()) {
        if (symbols[row] != journey::Plan::no_symbol) last[symbols[row]] = row;
        continue;
      }
      std::uint32_t code = about != nullptr ? about->codes[row] : 0;
      std::string value = code > 0 ? std::string(about->dictionary[code - 1]) : "";
      Subject& subject = subject_of(scores->first, value);
      ++subject.answers;
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

  /// Of touchpoints with one name in several channels, the one that the overview shows, if it is no rare one.
  std::pair<bool, std::uint64_t> rank(const Subject& subject,
                                      const std::pair<const std::size_t, std::uint64_t>& seen) const {
    return {map_.touchpoints[seen.first].overview && seen.second * 4 >= subject.answers, seen.second};
  }

  void attach(const Scores& scores, const std::string& value, const Subject& subject) {
    auto most = subject.before.end();
    for (auto at = subject.before.begin(); at != subject.before.end(); ++at)
      if (most == subject.before.end() || rank(subject, *most) < rank(subject, *at)) most = at;
    if (subject.answers < enough || most == subject.before.end()) return;
    // Nothing says what they are about but the order, and that only where it usually is the same.
    if (value.empty() && most->second * 2 < subject.answers) return;
    EmotionSource source;
    source.type = scores.type;
    source.value = scores.column;
    source.on = EventPredicate::of_event(scores.event);
    if (!value.empty()) {
      EventPredicate about;
      about.kind = EventPredicate::Kind::comparison;
      about.property = scores.subject;
      about.values.push_back({value, std::nullopt});
      source.on = EventPredicate::both(std::move(source.on), std::move(about));
    }
    auto& emotion = map_.touchpoints[most->first].emotion;
    if (!emotion) emotion.emplace();
    emotion->sources.push_back(std::move(source));
  }

  const Index& index_;
  std::optional<Domain> domain_;
  JourneyMap& map_;
  std::vector<std::string> names_;
  std::map<std::size_t, Scores> scores_;  ///< by event type
  std::map<std::pair<std::size_t, std::string>, Subject> subjects_;
};

}  // namespace

Result<void> bind_scores(const Index& index, std::optional<Domain> domain, JourneyMap& map) {
  return ScoreBinder(index, domain, map).bind();
}

}  // namespace cairn::map
