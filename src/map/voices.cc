#include "map/voices.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <tuple>

#include "map/columns.h"
#include "map/rows.h"
#include "map/tie.h"

namespace cairn::map {
namespace {

using journey::ColumnForm;
using How = Voice::How;

constexpr std::int64_t fortnight_ms = 14LL * 86'400'000;
constexpr const char* score_properties[] = {"value", "score", "rating", "stars"};

/// Where words were found; everything else about them is looked up for those that are shown.
struct Found {
  How how;
  std::int64_t ms;
  int bucket;
  std::size_t customer, row;
  bool operator<(const Found& other) const {
    return std::tuple(how, -ms, bucket, row) < std::tuple(other.how, -other.ms, other.bucket, other.row);
  }
};

using Columns = std::vector<std::shared_ptr<const journey::Column>>;

template <class Names>
Result<Columns> columns_of(const journey::Index& index, const journey::Bucket& bucket, const Names& names,
                           ColumnForm form) {
  Columns columns;
  for (const auto& name : names) {
    CAIRN_TRY(auto column, column_if_any(index, bucket, name, form));
    if (column != nullptr) columns.push_back(std::move(column));
  }
  return columns;
}

std::string words_at(const Columns& words, std::size_t row) {
  for (const auto& column : words)
    if (auto code = column->codes[row]; code != 0) return std::string(column->dictionary[code - 1]);
  return "";
}

/// What of a bucket belongs to the element.
class Places {
 public:
  Places(const journey::Index& index, const JourneyMap& map, const Behind& element) : index_(index), predicates_(index) {
    EventPredicate here, signal;
    here.kind = EventPredicate::Kind::any;
    for (auto t : touchpoints_of(map, element)) {
      const auto& touchpoint = map.touchpoints[t];
      here.children.push_back(touchpoint.on);
      if (!touchpoint.emotion) continue;
      for (const auto& source : touchpoint.emotion->sources)
        if (!source.behaviour()) about_.push_back({&source, predicates_.add(source.on), predicates_.add(touchpoint.on)});
    }
    if (element.element == Behind::Element::pain) signal = map.pains[element.number].signal.value_or(signal);
    here_ = predicates_.add(EventPredicate::both(std::move(here), std::move(signal)));
  }

  /// Of one bucket, customer by customer.
  class OnBucket {
   public:
    static Result<OnBucket> make(const Places& places, const journey::Bucket& bucket) {
      OnBucket on(places);
      CAIRN_TRY(on.classes_, places.predicates_.on(bucket));
      for (const auto& about : places.about_) {
        on.ties_.emplace_back();
        if (about.source->by.empty()) continue;
        CAIRN_TRY(auto key, column_if_any(places.index_, bucket, about.source->by));
        on.ties_.back().emplace(bucket, *on.classes_, about.here, std::span<const std::uint8_t>(), std::move(key));
      }
      return on;
    }
    void begin(std::size_t customer) {
      for (auto& tie : ties_)
        if (tie) tie->begin(customer);
    }
    bool is_here(std::size_t row) const { return classes_->holds(places_->here_, row); }
    bool is_about(std::size_t row) const {
      for (std::size_t i = 0; i < ties_.size(); ++i)
        if (classes_->holds(places_->about_[i].on, row) && (!ties_[i] || ties_[i]->holds(row))) return true;
      return false;
    }

   private:
    explicit OnBucket(const Places& places) : places_(&places) {}
    const Places* places_;
    std::shared_ptr<const journey::RowClasses> classes_;  ///< to which the ties point
    std::vector<std::optional<Tie>> ties_;
  };

 private:
  struct About {
    const EmotionSource* source;
    journey::PredicateNumber on, here;
  };
  static std::vector<std::size_t> touchpoints_of(const JourneyMap& map, const Behind& element) {
    if (element.element != Behind::Element::pain) return {element.number};
    std::vector<std::size_t> touchpoints;
    for (const auto& id : map.pains[element.number].at)
      if (const auto* at = map.touchpoint(id))
        touchpoints.push_back(static_cast<std::size_t>(at - map.touchpoints.data()));
    return touchpoints;
  }

  const journey::Index& index_;
  journey::FilterSet predicates_;
  std::vector<About> about_;
  journey::PredicateNumber here_;
};

/// Words of one customer who was there at these instants.
void find_words(const journey::Bucket& bucket, const Columns& words, const CountedRows& rows, Places::OnBucket& places,
                std::size_t customer, const std::vector<std::int64_t>& there, std::vector<Found>& found) {
  places.begin(customer);
  for (std::size_t row = bucket.offsets[customer]; row < bucket.offsets[customer + 1]; ++row) {
    bool written = false;
    for (const auto& column : words) written = written || column->codes[row] != 0;
    if (!written || rows.answers[row] == 0) continue;
    const auto ms = bucket.ms(row);
    auto soon = [&](std::int64_t at) { return ms >= at && ms <= at + fortnight_ms; };
    if (places.is_here(row))
      found.push_back({How::here, ms, bucket.number, customer, row});
    else if (places.is_about(row))
      found.push_back({How::about, ms, bucket.number, customer, row});
    else if (std::any_of(there.begin(), there.end(), soon))
      found.push_back({How::after, ms, bucket.number, customer, row});
  }
}

Result<Voice> voice_of(const journey::Index& index, const Found& found) {
  const auto& bucket = index.buckets()[static_cast<std::size_t>(found.bucket)];
  Voice voice;
  voice.how = found.how;
  voice.at = {(found.ms + journey::epoch_1930_ms) * 1000};
  voice.event = index.event_types()[bucket.type(found.row)];
  CAIRN_TRY(auto words, columns_of(index, bucket, word_properties(), ColumnForm::codes));
  voice.text = words_at(words, found.row);
  CAIRN_TRY(auto channel, columns_of(index, bucket, std::vector<std::string>{"channel"}, ColumnForm::codes));
  voice.channel = words_at(channel, found.row);
  CAIRN_TRY(auto scores, columns_of(index, bucket, score_properties, ColumnForm::numbers));
  for (const auto& column : scores)
    if (column->numeric && !voice.score && std::isfinite(column->numbers[found.row]))
      voice.score = column->numbers[found.row];
  CAIRN_TRY(voice.customer, index.customer_id(found.bucket, found.customer));
  return voice;
}

}  // namespace

const std::vector<std::string>& word_properties() {
  static const std::vector<std::string> names{"text", "comment", "feedback", "review", "message", "content",
                                              "body", "评论",    "評論",     "评价",   "評價",    "留言",
                                              "意见", "意見",    "反馈",     "回饋"};
  return names;
}

Result<Voices> voices(const journey::Index& index, const JourneyMap& map, const Behind& element,
                      const std::vector<Witnesses::Case>& there, const LeftOutOfMap& left_out, std::size_t most) {
  std::map<int, std::map<std::size_t, std::vector<std::int64_t>>> by_bucket;
  for (const auto& one : there) by_bucket[one.bucket][one.customer].push_back(one.at_ms);
  const Places places(index, map, element);
  const RowRules rules(index, left_out);
  std::vector<Found> found;
  for (const auto& [number, customers] : by_bucket) {
    const auto& bucket = index.buckets()[static_cast<std::size_t>(number)];
    CAIRN_TRY(auto words, columns_of(index, bucket, word_properties(), ColumnForm::codes));
    if (words.empty()) break;
    journey::CaseView view;
    view.bucket = &bucket;
    RowRules::Masks rows;
    CAIRN_TRY_VOID(rules.make(view, rows));
    CAIRN_TRY(auto here, Places::OnBucket::make(places, bucket));
    for (const auto& [customer, instants] : customers)
      find_words(bucket, words, rows.rows, here, customer, instants, found);
  }
  std::sort(found.begin(), found.end());
  // Of a touchpoint, words from nearby only stand in for those about it.
  if (element.element != Behind::Element::pain && !found.empty() && found.front().how != How::after)
    found.erase(std::find_if(found.begin(), found.end(), [](const Found& one) { return one.how == How::after; }),
                found.end());
  Voices voices;
  voices.total = found.size();
  for (std::size_t i = 0; i < std::min(found.size(), most); ++i) {
    CAIRN_TRY(auto voice, voice_of(index, found[i]));
    voices.list.push_back(std::move(voice));
  }
  return voices;
}

Json to_json(const Voices& voices) {
  static const char* words[] = {"here", "about", "after"};
  Json list = Json::array();
  for (const auto& one : voices.list)
    list.push_back({{"text", one.text},
                    {"score", one.score ? Json(*one.score) : Json()},
                    {"at", format_time(one.at)},
                    {"customer", {{"name", one.customer.identifier}, {"kind", one.customer.kind}}},
                    {"event", one.event},
                    {"channel", one.channel},
                    {"how", words[static_cast<std::size_t>(one.how)]}});
  return {{"voices", std::move(list)}, {"total", voices.total}};
}

}  // namespace cairn::map
