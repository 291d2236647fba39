#include "map/promise_count.h"

#include <algorithm>
#include <cmath>

#include "map/columns.h"

namespace cairn::map {
namespace {

using journey::Filter;
using journey::Mask;

/// One promise of one customer.
struct Life {
  std::uint32_t key = 0, place = 0, asked_place = 0;
  std::int64_t made_ms = 0;
  bool asked = false, inside = false, answered = false;
};

struct Masks {
  Mask made, asked, kept, broken;
};

/// Follows the promises of one rule through the rows of one customer after the other.
class Follower {
 public:
  Follower(const PromiseRules& all, const PromiseRules::Rule& rule, const journey::Bucket& bucket, const Masks& masks,
           const journey::Column* key, const journey::Column* place, PromiseObserved& into)
      : all_(all), rule_(rule), bucket_(bucket), masks_(masks), key_(key), place_(place), into_(into) {}

  void customer(std::size_t c) {
    lives_.clear();
    for (std::size_t row = bucket_.offsets[c]; row < bucket_.offsets[c + 1]; ++row) {
      bool kept = !masks_.kept.empty() && masks_.kept[row], broken = !masks_.broken.empty() && masks_.broken[row];
      if (!(masks_.made[row] || masks_.asked[row] || kept || broken)) continue;
      std::uint32_t key = key_ != nullptr ? key_->codes[row] : 0;
      bool named = key != 0 || rule_.promise->by.empty();
      if (masks_.made[row]) make(row, key, named);
      if (masks_.asked[row]) ask(row, named ? find(key) : nullptr);
      if ((kept || broken) && named) answer(find(key), broken);
    }
    for (const Life& life : lives_) count_end(life);
  }

 private:
  Life* find(std::uint32_t key) {
    auto found = std::find_if(lives_.rbegin(), lives_.rend(), [&](const Life& life) { return life.key == key; });
    return found == lives_.rend() ? nullptr : &*found;
  }
  void make(std::size_t row, std::uint32_t key, bool named) {
    if (!named) {
      ++into_.unnamed;
      return;
    }
    if (!rule_.promise->by.empty() && find(key) != nullptr) return;  // the same promise, told again
    ++into_.made;
    lives_.push_back({key, place_ != nullptr ? place_->codes[row] : 0, 0, bucket_.ms(row), false, false, false});
  }
  void ask(std::size_t row, Life* life) {
    if (life == nullptr) {
      ++into_.unmatched;
      return;
    }
    if (life->asked) return;
    life->asked = true;
    life->asked_place = place_ != nullptr ? place_->codes[row] : 0;
    const auto& deadline = rule_.promise->deadline;
    life->inside = !deadline || bucket_.ms(row) <= life->made_ms + deadline->ms;
    ++(life->inside ? into_.asked : into_.late);
  }
  void answer(Life* life, bool broken) {
    if (life == nullptr || !life->asked || life->answered) return;
    life->answered = true;
    if (!life->inside) {
      ++(broken ? into_.late_refused : into_.late_kept);
      return;
    }
    ++(broken ? into_.broken : into_.kept);
    if (life->place == 0 || life->asked_place == 0) return;
    PlaceObserved& where = life->place == life->asked_place ? into_.same : into_.other;
    ++(broken ? where.broken : where.kept);
  }
  void count_end(const Life& life) {
    const auto& deadline = rule_.promise->deadline;
    if (!life.asked && (!deadline || life.made_ms + deadline->ms >= all_.last_ms)) ++into_.running;
    if (life.inside && !life.answered) ++into_.open;
  }

  const PromiseRules& all_;
  const PromiseRules::Rule& rule_;
  const journey::Bucket& bucket_;
  const Masks& masks_;
  const journey::Column *key_, *place_;
  PromiseObserved& into_;
  std::vector<Life> lives_;
};

}  // namespace

PromiseRules::PromiseRules(const journey::Index& of, const JourneyMap& by, std::int64_t horizon_ms)
    : map(by), index(of), last_ms(horizon_ms) {
  auto filter = [&](const EventPredicate& predicate) { return Filter::lenient(index, predicate); };
  auto optional = [&](const std::optional<EventPredicate>& predicate) {
    return predicate ? std::optional(filter(*predicate)) : std::nullopt;
  };
  for (std::size_t t = 0; t < map.touchpoints.size(); ++t) {
    const auto& promise = map.touchpoints[t].promise;
    if (promise)
      rules.push_back({t, &*promise, filter(promise->made.value_or(map.touchpoints[t].on)), filter(promise->asked),
                       optional(promise->kept), optional(promise->broken)});
  }
}

PromiseCounts::PromiseCounts(const PromiseRules& rules) {
  for (const auto& rule : rules.rules) {
    PromiseObserved one;
    one.id = rules.map.touchpoints[rule.touchpoint].id;
    promises_.push_back(std::move(one));
  }
}

Result<void> PromiseCounts::add(const PromiseRules& rules, const journey::Bucket& bucket,
                                const journey::Mask& counted) {
  for (std::size_t r = 0; r < rules.rules.size(); ++r) {
    const auto& rule = rules.rules[r];
    Masks masks;
    CAIRN_TRY(masks.made, rule.made.mask(bucket));
    CAIRN_TRY(masks.asked, rule.asked.mask(bucket));
    if (rule.kept) {
      CAIRN_TRY(masks.kept, rule.kept->mask(bucket));
    }
    if (rule.broken) {
      CAIRN_TRY(masks.broken, rule.broken->mask(bucket));
    }
    CAIRN_TRY(auto key, column_if_any(rules.index, bucket, rule.promise->by));
    CAIRN_TRY(auto place, column_if_any(rules.index, bucket, rule.promise->place));
    Follower follower(rules, rule, bucket, masks, key.get(), place.get(), promises_[r]);
    for (Mask* mask : {&masks.made, &masks.asked, &masks.kept, &masks.broken})
      for (std::size_t row = 0; row < mask->size(); ++row) (*mask)[row] &= counted[row];
    for (std::size_t c = 0; c < bucket.customers(); ++c) follower.customer(c);
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
