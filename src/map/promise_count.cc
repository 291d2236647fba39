#include "map/promise_count.h"

#include <algorithm>
#include <cmath>

#include "map/columns.h"
#include "map/promise_lives.h"

namespace cairn::map {
namespace {

void count_place(const PromiseLife& life, PromiseObserved& into) {
  if (life.place == 0 || life.asked_place == 0) return;
  PlaceObserved& where = life.place == life.asked_place ? into.same : into.other;
  ++(life.broken ? where.broken : where.kept);
}

void count_life(const PromiseLife& life, PromiseLife::State state, PromiseObserved& into) {
  using enum PromiseLife::State;
  ++into.made;
  if (life.asked) ++(life.inside ? into.asked : into.late);
  switch (state) {
    case running:
      ++into.running;
      break;
    case open:
      ++into.open;
      break;
    case kept:
    case broken:
      ++(life.broken ? into.broken : into.kept);
      count_place(life, into);
      break;
    case late_kept:
      ++into.late_kept;
      break;
    case late_refused:
      ++into.late_refused;
      break;
    case expired:
    case late:
      break;
  }
}

/// What events of each class are to a promise.
std::vector<PromiseEvent> events_of(const PromiseRules::Rule& rule, const journey::RowClasses& classes) {
  std::vector<PromiseEvent> events(classes.classes());
  for (std::uint32_t c = 0; c < events.size(); ++c) {
    events[c].made = classes.class_holds(c, rule.made);
    events[c].asked = classes.class_holds(c, rule.asked);
    events[c].kept = classes.class_holds(c, rule.kept);
    events[c].broken = classes.class_holds(c, rule.broken);
  }
  return events;
}

}  // namespace

PromiseRules::PromiseRules(const journey::Index& of, const JourneyMap& by, std::int64_t horizon_ms,
                           journey::FilterSet& predicates)
    : map(by), index(of), last_ms(horizon_ms) {
  for (std::size_t t = 0; t < map.touchpoints.size(); ++t) {
    const auto& promise = map.touchpoints[t].promise;
    if (promise)
      rules.push_back({t, &*promise, predicates.add(promise->made.value_or(map.touchpoints[t].on)),
                       predicates.add(promise->asked), predicates.add(promise->kept), predicates.add(promise->broken)});
  }
}

PromiseCounts::PromiseCounts(const PromiseRules& rules) {
  for (const auto& rule : rules.rules) {
    PromiseObserved one;
    one.id = rules.map.touchpoints[rule.touchpoint].id;
    promises_.push_back(std::move(one));
  }
}

Result<void> PromiseCounts::add(const PromiseRules& rules, const journey::Bucket& bucket, const CountedRows& rows,
                                const journey::RowClasses& classes) {
  for (std::size_t r = 0; r < rules.rules.size(); ++r) {
    const auto& rule = rules.rules[r];
    const auto events = events_of(rule, classes);
    const auto matters = classes.any_of({rule.made, rule.asked, rule.kept, rule.broken});
    CAIRN_TRY(auto key, column_if_any(rules.index, bucket, rule.promise->by));
    CAIRN_TRY(auto place, column_if_any(rules.index, bucket, rule.promise->place));
    auto& into = promises_[r];
    PromiseLives lives(*rule.promise);
    classes.of_rows().visit([&](auto of_rows) {
      for (std::size_t c = 0; c < bucket.customers(); ++c) {
        if (!rows.has(c)) continue;
        bool any = false;
        for (std::size_t row = bucket.offsets[c]; row < bucket.offsets[c + 1]; ++row) {
          if (!matters[of_rows[row]] || !rows.known[row]) continue;
          auto event = events[of_rows[row]];
          event.key = key != nullptr ? key->codes[row] : 0;
          event.place = place != nullptr ? place->codes[row] : 0;
          event.ms = bucket.ms(row);
          event.counted = rows.steps[row] != 0;
          lives.take(event);
          any = true;
        }
        if (!any) continue;
        for (const auto& life : lives.lives())
          if (life.counted) count_life(life, life.state(*rule.promise, rules.last_ms), into);
        lives.clear();
      }
    });
    into.unmatched += lives.unmatched();
    into.unnamed += lives.unnamed();
  }
  return {};
}

void PromiseCounts::merge(const PromiseCounts& other) {
  for (std::size_t r = 0; r < promises_.size(); ++r) {
    PromiseObserved& mine = promises_[r];
    const PromiseObserved& theirs = other.promises_[r];
    for (auto count :
         {&PromiseObserved::made, &PromiseObserved::asked, &PromiseObserved::kept, &PromiseObserved::broken,
          &PromiseObserved::open, &PromiseObserved::late, &PromiseObserved::late_refused, &PromiseObserved::late_kept,
          &PromiseObserved::running, &PromiseObserved::unmatched, &PromiseObserved::unnamed})
      mine.*count += theirs.*count;
    for (auto place : {&PromiseObserved::same, &PromiseObserved::other}) {
      (mine.*place).kept += (theirs.*place).kept;
      (mine.*place).broken += (theirs.*place).broken;
    }
  }
}

std::vector<PromiseObserved> PromiseCounts::finish() const {
  std::vector<PromiseObserved> promises = promises_;
  for (auto& one : promises) {
    std::uint64_t n = one.kept + one.broken;
    one.kept_share = n > 0 ? static_cast<double>(one.kept) / static_cast<double>(n) : std::nan("");
    one.broken_share = n > 0 ? static_cast<double>(one.broken) / static_cast<double>(n) : std::nan("");
  }
  return promises;
}

}  // namespace cairn::map
