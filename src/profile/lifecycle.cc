#include "profile/lifecycle.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "profile/life.h"
#include "profile/names.h"

namespace cairn::profile {
namespace {

constexpr std::size_t no_stage = std::numeric_limits<std::size_t>::max();
/// So many looks at a customer's life are taken to find when the stage began.
constexpr std::size_t most_looks = 2000;

class StageWalk {
 public:
  static Result<StageWalk> make(std::span<const CustomerEvent> events, const Document& document) {
    StageWalk walk;
    for (const auto& stage : document.lifecycle) {
      CAIRN_TRY(auto who, resolve_names(stage.who, document, "lifecycle." + stage.name));
      CAIRN_TRY(auto plan, CasePlan::make(who, "lifecycle." + stage.name));
      walk.lives_.emplace_back(events, plan);
      walk.plans_.push_back(std::move(plan));
    }
    for (const auto& event : events) walk.ms_.push_back(ms_of(event.time));
    return walk;
  }

  /// The stage when the first `rows` events had happened.
  std::size_t at(std::size_t rows, std::int64_t horizon) {
    ++looks_;
    for (auto& life : lives_) life.show(rows);
    for (std::size_t i = 0; i < plans_.size(); ++i)
      if (plans_[i].holds(lives_[i], horizon)) return i;
    return no_stage;
  }

  struct Beginning {
    std::int64_t ms;
    std::size_t before;
  };
  /// Since when, without a break until `now`, it is this stage; nullopt: given up.
  std::optional<Beginning> beginning_of(std::size_t stage, std::size_t rows, std::int64_t now) {
    std::int64_t until = now + 1, since = now;
    while (rows > 0) {
      auto stretch = look_at(stage, rows, ms_[rows - 1], until);
      if (looks_ >= most_looks) return std::nullopt;
      if (!stretch.since) return Beginning{since, stretch.before};
      since = *stretch.since;
      if (since > ms_[rows - 1]) return Beginning{since, stretch.before};
      until = since;
      while (rows > 0 && ms_[rows - 1] == since) --rows;
    }
    return Beginning{since, no_stage};
  }

 private:
  struct Stretch {
    std::optional<std::int64_t> since;  ///< from then to its end it is the stage; none: at its end it is not
    std::size_t before = no_stage;      ///< the last other stage in it
  };
  /// The horizons of [from, until), in which nothing happens but that time goes on.
  Stretch look_at(std::size_t stage, std::size_t rows, std::int64_t from, std::int64_t until) {
    Stretch stretch;
    for (auto horizon = from; horizon < until && looks_ < most_looks; horizon = next_change(horizon)) {
      auto found = at(rows, horizon);
      if (found != stage) {
        stretch.since.reset();
        stretch.before = found;
      } else if (!stretch.since) {
        stretch.since = horizon;
      }
    }
    return stretch;
  }
  std::int64_t next_change(std::int64_t horizon) const {
    auto next = CasePlan::never;
    for (std::size_t i = 0; i < plans_.size(); ++i) next = std::min(next, plans_[i].changes_at(lives_[i], horizon));
    return next;
  }

  std::vector<CasePlan> plans_;
  std::vector<Life> lives_;
  std::vector<std::int64_t> ms_;
  std::size_t looks_ = 0;
};

}  // namespace

Result<std::optional<StageNow>> stage_of(std::span<const CustomerEvent> events, const Document& document, Time now) {
  auto later = std::find_if(events.begin(), events.end(), [&](const CustomerEvent& each) { return each.time > now; });
  events = events.first(static_cast<std::size_t>(later - events.begin()));
  CAIRN_TRY(auto walk, StageWalk::make(events, document));
  auto stage = walk.at(events.size(), ms_of(now));
  if (stage == no_stage) return std::optional<StageNow>();
  StageNow found{document.lifecycle[stage].name, document.lifecycle[stage].title, {}, ""};
  if (events.empty()) return std::optional(found);
  if (auto beginning = walk.beginning_of(stage, events.size(), ms_of(now))) {
    found.since = Time{beginning->ms * 1000};
    if (beginning->before != no_stage) found.before = document.lifecycle[beginning->before].name;
  }
  return std::optional(found);
}

}  // namespace cairn::profile
