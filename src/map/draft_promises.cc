#include "map/draft_promises.h"

#include <algorithm>
#include <map>
#include <memory>

#include "base/text.h"
#include "journey/cases.h"
#include "journey/filter.h"
#include "map/document.h"
#include "map/lexicon.h"

namespace cairn::map {
namespace {

using journey::Bucket;
using journey::Column;
using journey::ColumnForm;
using journey::Index;

constexpr std::uint64_t enough = 30;

bool mentions(const std::string& text, std::initializer_list<std::string_view> words) {
  std::string low = to_lower(text);
  return std::any_of(words.begin(), words.end(), [&](auto word) { return low.find(word) != std::string::npos; });
}
bool about_returns(const std::string& text) {
  return mentions(text, {"return", "refund", "exchange", "退", "换", "換"});
}

/// What an event of returning says of a promise.
enum class Part { none, asked, kept, broken };
Part part_of(const std::string& event) {
  if (!about_returns(event)) return Part::none;
  if (mentions(event, {"refus", "reject", "declin", "denied", "拒", "驳回", "駁回"})) return Part::broken;
  if (mentions(event, {"request", "apply", "applied", "asked", "申请", "申請", "发起", "發起"})) return Part::asked;
  if (mentions(event, {"refund", "done", "paid", "complet", "accept", "approv", "issued", "退款", "完成", "成功"}))
    return Part::kept;
  return Part::none;
}

std::optional<EventPredicate> events_that(const Index& index, Part part) {
  EventPredicate predicate;
  predicate.kind = EventPredicate::Kind::event;
  for (const auto& event : index.event_types())
    if (part_of(event) == part) predicate.events.push_back(event);
  std::sort(predicate.events.begin(), predicate.events.end());
  return predicate.events.empty() ? std::nullopt : std::optional(predicate);
}

class PromiseBinder {
 public:
  PromiseBinder(const Index& index, JourneyMap& map) : index_(index), map_(map), names_(index.columns().names()) {}

  Result<void> bind() {
    auto named = std::find_if(names_.begin(), names_.end(), [](const auto& name) {
      return mentions(name, {"promise", "guarantee", "承诺", "承諾"});
    });
    if (named == names_.end()) return {};
    CAIRN_TRY_VOID(count(*named));
    for (const auto& [terms, made] : made_) {
      std::uint64_t all = 0;
      for (auto [touchpoint, rows] : made) all += rows;
      if (all < enough) continue;
      auto most =
          std::max_element(made.begin(), made.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
      auto& promise = map_.touchpoints[most->first].promise;
      if (promise) continue;  // one a touchpoint; that of the first terms
      CAIRN_TRY(promise, promise_of(*named, terms));
    }
    return {};
  }

 private:
  /// Which touchpoints make each promise, by its terms.
  Result<void> count(const std::string& property) {
    auto relabelling = relabel(map_, "touchpoint");
    journey::AskOptions options;
    options.relabelling = &relabelling;
    journey::Scope scope;
    scope.level = "touchpoint";
    CAIRN_TRY(auto plan, journey::Plan::make(index_, scope, options));
    for (const Bucket& bucket : index_.buckets()) {
      CAIRN_TRY(auto symbols, plan.row_symbols(bucket));
      CAIRN_TRY(auto terms, index_.columns().load(bucket.number, property, ColumnForm::codes));
      for (std::size_t row = 0; row < bucket.rows(); ++row)
        if (std::uint32_t code = terms->codes[row]; code > 0 && symbols[row] != journey::Plan::no_symbol)
          ++made_[std::string(terms->dictionary[code - 1])][symbols[row]];
    }
    return {};
  }

  Result<Promise> promise_of(const std::string& property, const std::string& terms) {
    Promise promise;
    promise.terms = Label::same(terms);
    promise.deadline = days_in(terms);
    if (mentions(terms, {"任意门店", "任意門市", "任一门店", "任一門市", "any store", "any shop"}))
      promise.scope = "any-store";
    if (mentions(terms, {"同一门店", "原门店", "原門市", "same store", "same shop"})) promise.scope = "same-store";
    EventPredicate made;
    made.kind = EventPredicate::Kind::comparison;
    made.property = property;
    made.values.push_back({terms, std::nullopt});
    promise.made = made;
    auto asked = events_that(index_, Part::asked);
    promise.kept = events_that(index_, Part::kept);
    promise.broken = events_that(index_, Part::broken);
    if (!about_returns(terms) || !asked || !(promise.kept || promise.broken)) {
      promise.kept = promise.broken = std::nullopt;
      promise.asked.kind = EventPredicate::Kind::any;  // only the terms are known
      return promise;
    }
    promise.asked = *asked;
    CAIRN_TRY(promise.by, property_of_both(made, *asked, 0.8, {"order", "receipt", "订单", "訂單", "小票"}));
    CAIRN_TRY(promise.place, property_of_both(made, *asked, 0.3, {"store", "shop", "branch", "门店", "門市"}));
    return promise;
  }

  /// The first property whose name says one of the words and that both kinds of events mostly have.
  Result<std::string> property_of_both(const EventPredicate& a, const EventPredicate& b, double share,
                                       std::initializer_list<std::string_view> words) {
    for (const auto& name : names_) {
      if (!mentions(name, words)) continue;
      CAIRN_TRY(double first, filled(a, name));
      CAIRN_TRY(double second, filled(b, name));
      if (first >= share && second >= share) return name;
    }
    return std::string();
  }

  Result<double> filled(const EventPredicate& predicate, const std::string& name) {
    auto filter = journey::Filter::lenient(index_, predicate);
    double rows = 0, present = 0;
    for (const Bucket& bucket : index_.buckets()) {
      CAIRN_TRY(auto mask, filter.mask(bucket));
      CAIRN_TRY(auto column, index_.columns().load(bucket.number, name, ColumnForm::codes));
      for (std::size_t row = 0; row < bucket.rows(); ++row) {
        rows += mask[row];
        present += mask[row] && column->codes[row] > 0;
      }
    }
    return rows > 0 ? present / rows : 0;
  }

  const Index& index_;
  JourneyMap& map_;
  std::vector<std::string> names_;
  std::map<std::string, std::map<std::size_t, std::uint64_t>> made_;  ///< terms → touchpoint → events
};

}  // namespace

std::optional<Duration> days_in(const std::string& terms) {
  std::string low = to_lower(terms);
  for (std::size_t at = 0; at < low.size(); ++at) {
    if (low[at] < '0' || low[at] > '9') continue;
    std::int64_t days = 0;
    for (; at < low.size() && low[at] >= '0' && low[at] <= '9'; ++at)
      days = std::min<std::int64_t>(days * 10 + low[at] - '0', 36'500);
    std::string_view rest = std::string_view(low).substr(at);
    while (rest.starts_with(' ') || rest.starts_with('-')) rest.remove_prefix(1);
    bool is_days = rest.starts_with("day") || rest.starts_with("天") || rest.starts_with("日");
    if (is_days && days > 0) return Duration{days * 86'400'000};
  }
  return std::nullopt;
}

Result<void> bind_promises(const Index& index, JourneyMap& map) { return PromiseBinder(index, map).bind(); }

}  // namespace cairn::map
