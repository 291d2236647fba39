#include "map/draft_promises.h"

#include <algorithm>
#include <map>

#include "journey/cases.h"
#include "map/draft_rows.h"
#include "map/promise_terms.h"

namespace cairn::map {
namespace {

using journey::Bucket;
using journey::Index;

constexpr std::uint64_t enough = 30;

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
  PromiseBinder(const Index& index, JourneyMap& map) : index_(index), map_(map) {}

  Result<void> bind() {
    auto names = index_.columns().names();
    auto named = std::find_if(names.begin(), names.end(), [](const auto& name) {
      return mentions(name, {"promise", "guarantee", "承诺", "承諾"});
    });
    if (named == names.end()) return {};
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
    return over_touchpoints(index_, map_, [&](const Bucket& bucket, const auto& touchpoints) -> Result<void> {
      CAIRN_TRY(auto terms, index_.columns().load(bucket.number, property, journey::ColumnForm::codes));
      for (std::size_t row = 0; row < bucket.rows(); ++row)
        if (std::uint32_t code = terms->codes[row]; code > 0 && touchpoints[row] != journey::Plan::no_symbol)
          ++made_[std::string(terms->dictionary[code - 1])][touchpoints[row]];
      return {};
    });
  }

  Result<Promise> promise_of(const std::string& property, const std::string& text) {
    Promise promise;
    Terms terms = read_terms(text);
    promise.terms = terms.label;
    promise.deadline = terms.deadline;
    promise.scope = terms.scope;
    EventPredicate made;
    made.kind = EventPredicate::Kind::comparison;
    made.property = property;
    made.values.push_back({text, std::nullopt});
    promise.made = made;
    auto asked = events_that(index_, Part::asked);
    promise.kept = events_that(index_, Part::kept);
    promise.broken = events_that(index_, Part::broken);
    if (!terms.returns || !asked || !(promise.kept || promise.broken)) {
      promise.kept = promise.broken = std::nullopt;
      promise.asked.kind = EventPredicate::Kind::any;  // only the terms are known
      return promise;
    }
    promise.asked = *asked;
    CAIRN_TRY(promise.by, number_of_all(index_, {made, *asked}));
    CAIRN_TRY(promise.place, property_of_all(index_, {made, *asked}, 0.3, [](const std::string& name) {
                return mentions(name, {"store", "shop", "branch", "门店", "門市"});
              }));
    return promise;
  }

  const Index& index_;
  JourneyMap& map_;
  std::map<std::string, std::map<std::size_t, std::uint64_t>> made_;  ///< terms → touchpoint → events
};

}  // namespace

Result<void> bind_promises(const Index& index, JourneyMap& map) { return PromiseBinder(index, map).bind(); }

}  // namespace cairn::map
