// One case through a funnel, the slow way: every chain, every attempt, every run is tried.
#pragma once

#include <functional>
#include <map>
#include <set>

#include "reference.h"

namespace cairn::reference {

/// What the question says, in plain words.
struct Funnel {
  const Json& question;
  const Case& one;
  const Cases& cases;
  std::size_t steps;
  std::string order;
  bool limited;
  std::int64_t window;
  std::vector<bool> optional;

  Funnel(const Case& of, const Cases& all, const Json& asked) : question(asked), one(of), cases(all) {
    steps = question["steps"].size();
    order = question.value("order", "ordered");
    limited = question.contains("window");
    window = limited ? parse_duration(question["window"].get<std::string>(), "")->ms : 0;
    for (const auto& step : question["steps"]) optional.push_back(step.is_object() && step.value("optional", false));
  }
  bool in_time(std::int64_t entry, std::int64_t now) const { return !limited || now - entry <= window; }
  std::size_t goal() const {
    std::size_t k = steps;
    while (optional[k - 1]) --k;
    return k;
  }
  bool plain() const {
    return order == "ordered" && !question.contains("exclusions") &&
           std::find(optional.begin(), optional.end(), true) == optional.end();
  }
};

/// Steps that an event of the case is, from 1; first-time steps look at the whole life.
std::set<std::size_t> steps_of(const Funnel& funnel, const Item& item);

struct Happening {
  std::set<std::size_t> steps, barred;
  std::string value;  ///< of `by`; "" where there is none
  std::size_t at;     ///< in the case
};
struct Instant {
  std::int64_t at = 0;
  std::vector<Happening> all, matching;
  bool differing() const {
    return std::any_of(all.begin(), all.end(), [&](const Happening& each) { return each.steps != all.front().steps; });
  }
};

struct Walked {
  std::size_t furthest = 0;
  std::map<std::size_t, std::int64_t> times;  ///< of the steps that were taken
  bool excluded = false, converted = false, in_progress = false;
};

using Allows = std::function<void(Happening&, bool& kept)>;

std::vector<Instant> instants_of(const Funnel& funnel, const Allows& allows);
/// `value`: unordered only, a run must begin with an event of it.
Walked walk_funnel(const Funnel& funnel, const Allows& allows = {}, const std::string* value = nullptr);

}  // namespace cairn::reference
