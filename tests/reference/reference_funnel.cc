// Funnels, the slow way: every chain, every attempt, every run is tried.
#include <functional>
#include <set>

#include "reference_rows.h"

namespace cairn::reference {
namespace {

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

bool is_any(const Json& step, const Item& item) {
  if (!step.is_object()) return is_element(step, item);
  if (step.contains("step")) return is_any(step["step"], item);
  Json bare = step;
  bare.erase("optional");
  bare.erase("first_time");
  if (bare.size() != 1 || !bare.contains("any")) return is_element(bare, item);
  return std::any_of(bare["any"].begin(), bare["any"].end(), [&](const Json& each) { return is_element(each, item); });
}

/// Steps that an event of the case is, from 1; first-time steps look at the whole life.
std::set<std::size_t> steps_of(const Funnel& funnel, const Item& item) {
  std::set<std::size_t> steps;
  for (std::size_t k = 1; k <= funnel.steps; ++k) {
    const Json& step = funnel.question["steps"][k - 1];
    if (!is_any(step, item)) continue;
    if (step.is_object() && step.value("first_time", false)) {
      const auto& life = funnel.cases.accepted.at(item.event->customer);
      auto first = std::find_if(life.begin(), life.end(), [&](const Item& each) { return is_any(step, each); });
      if (first->event != item.event) continue;
    }
    steps.insert(k);
  }
  return steps;
}

/// Steps from which an event keeps an attempt from going on.
std::set<std::size_t> barred_by(const Funnel& funnel, const Item& item) {
  std::set<std::size_t> barred;
  for (const auto& exclusion : funnel.question.value("exclusions", Json::array())) {
    Json element = exclusion;
    for (const char* field : {"from", "to"}) element.erase(field);
    if (element.contains("element")) element = element["element"];
    if (!is_element(element, item)) continue;
    for (std::size_t k = exclusion.value("from", std::size_t{1}); k < exclusion.value("to", funnel.steps); ++k)
      barred.insert(k);
  }
  return barred;
}

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

std::vector<Instant> instants_of(const Funnel& funnel, const Allows& allows) {
  std::vector<Instant> instants;
  for (std::size_t i = 0; i < funnel.one.items.size(); ++i) {
    const Item& item = funnel.one.items[i];
    Happening happening{steps_of(funnel, item), barred_by(funnel, item), "", i};
    if (funnel.question.contains("by")) {
      std::vector<Item> alone{item};
      happening.value = first_value(alone, funnel.question["by"].get<std::string>());
    }
    bool kept = true;
    if (allows) allows(happening, kept);
    if (!kept) continue;
    if (instants.empty() || instants.back().at != item.event->ms) instants.push_back({item.event->ms, {}, {}});
    instants.back().all.push_back(happening);
    if (!happening.steps.empty()) instants.back().matching.push_back(happening);
  }
  return instants;
}

/// True when the steps can be filled by different events.
bool fillable(std::vector<std::size_t> steps, const std::vector<Happening>& events, std::set<std::size_t> used = {}) {
  if (steps.empty()) return true;
  auto step = steps.back();
  steps.pop_back();
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (used.count(i) || !events[i].steps.count(step)) continue;
    auto more = used;
    more.insert(i);
    if (fillable(steps, events, more)) return true;
  }
  return false;
}

// ---- plain: every chain of different events ----

struct Chain {
  std::vector<std::int64_t> times;
  /// The better chain goes further; arrives earlier; began later; took its other steps earlier.
  bool better(const Chain& other) const {
    if (times.size() != other.times.size()) return times.size() > other.times.size();
    if (times.empty()) return false;
    if (times.back() != other.times.back()) return times.back() < other.times.back();
    if (times.front() != other.times.front()) return times.front() > other.times.front();
    return times < other.times;
  }
};

Walked try_chains(const Funnel& funnel, const std::vector<Instant>& instants) {
  std::vector<std::pair<std::int64_t, std::set<std::size_t>>> events;
  for (const auto& instant : instants)
    for (const auto& event : instant.matching) events.emplace_back(instant.at, event.steps);
  Chain best, chain;
  std::vector<bool> used(events.size());
  std::function<void()> extend = [&] {
    if (chain.better(best)) best = chain;
    std::size_t k = chain.times.size();
    for (std::size_t i = 0; i < events.size() && k < funnel.steps; ++i) {
      auto now = events[i].first;
      if (used[i] || !events[i].second.count(k + 1)) continue;
      if (k > 0 && (now < chain.times.back() || !funnel.in_time(chain.times.front(), now))) continue;
      used[i] = true;
      chain.times.push_back(now);
      extend();
      chain.times.pop_back();
      used[i] = false;
    }
  };
  extend();
  Walked walked;
  walked.furthest = best.times.size();
  for (std::size_t k = 1; k <= walked.furthest; ++k) walked.times[k] = best.times[k - 1];
  for (const auto& [at, steps] : events)
    if (steps.count(1) && funnel.in_time(at, funnel.cases.horizon)) walked.in_progress = true;
  return walked;
}

// ---- optional steps, strict, exclusions: every attempt ----

struct Attempt {
  std::int64_t entry = 0, arrived = 0;
  std::map<std::size_t, std::int64_t> times;
  bool alive = true, spoiled = false;
  bool counts = false;               ///< came first, with most steps, as the youngest, to where it is
  std::size_t spoiled_furthest = 0;  ///< the step it took although it was spoiled
  std::size_t level() const { return times.empty() ? 0 : times.rbegin()->first; }
};

/// The steps an attempt takes at an instant: as far as possible, then as many as possible, then the earlier ones.
std::vector<std::size_t> gain(const Funnel& funnel, std::size_t level, const Instant& instant, bool one_only) {
  std::vector<std::size_t> best;
  for (std::size_t bits = 1; bits < std::size_t{1} << (funnel.steps - level); ++bits) {
    std::vector<std::size_t> steps;
    for (std::size_t k = level + 1; k <= funnel.steps; ++k)
      if (bits >> (k - level - 1) & 1) steps.push_back(k);
    bool skips_required = false;
    for (std::size_t k = level + 1; k < steps.back(); ++k)
      skips_required |= !funnel.optional[k - 1] && std::find(steps.begin(), steps.end(), k) == steps.end();
    if (skips_required || (one_only && steps.size() > 1) || !fillable(steps, instant.matching)) continue;
    bool further = best.empty() || steps.back() > best.back();
    bool as_far = !best.empty() && steps.back() == best.back();
    if (further || (as_far && (steps.size() > best.size() || (steps.size() == best.size() && steps < best))))
      best = steps;
  }
  return best;
}

Walked try_attempts(const Funnel& funnel, const std::vector<Instant>& instants) {
  std::vector<Attempt> attempts;
  for (const auto& instant : instants) {
    for (auto& attempt : attempts) attempt.alive = attempt.alive && funnel.in_time(attempt.entry, instant.at);
    bool any_step = !instant.matching.empty();
    if (any_step) {
      attempts.push_back({instant.at, 0, {}, true, false, false, 0});
      std::map<std::size_t, std::vector<Attempt*>> arrivals;
      for (auto& attempt : attempts) {
        if (!attempt.alive) continue;
        auto steps = gain(funnel, attempt.level(), instant, attempt.spoiled);
        if (steps.empty()) continue;
        if (attempt.spoiled) {
          attempt.spoiled_furthest = std::max(attempt.spoiled_furthest, steps.back());
          continue;
        }
        for (auto k : steps) attempt.times[k] = instant.at;
        attempt.arrived = instant.at;
        attempt.counts = false;
        arrivals[attempt.level()].push_back(&attempt);
      }
      for (auto& [level, those] : arrivals) {
        Attempt* best = those.front();
        for (auto* each : those)
          if (each->times.size() > best->times.size() ||
              (each->times.size() == best->times.size() && each->entry > best->entry))
            best = each;
        best->counts = true;
      }
      if (attempts.back().times.empty()) attempts.pop_back();
    } else {
      for (auto& attempt : attempts)
        for (const auto& happening : instant.all)
          if (attempt.alive && happening.barred.count(attempt.level())) attempt.spoiled = true;
    }
    if (funnel.order == "strict" && (!any_step || !instant.differing()))
      for (auto& attempt : attempts) {
        bool again = std::any_of(instant.matching.begin(), instant.matching.end(),
                                 [&](const Happening& each) { return each.steps.count(attempt.level()); });
        attempt.alive = attempt.alive && again;
      }
    // Who has taken the last step cleanly is done.
    if (std::any_of(attempts.begin(), attempts.end(),
                    [&](const Attempt& each) { return each.counts && !each.spoiled && each.level() == funnel.steps; }))
      break;
  }
  Walked walked;
  for (const auto& attempt : attempts) {
    walked.furthest = std::max({walked.furthest, attempt.level(), attempt.spoiled_furthest});
    walked.in_progress |= attempt.alive && !attempt.spoiled && funnel.in_time(attempt.entry, funnel.cases.horizon);
  }
  const Attempt* best = nullptr;
  for (const auto& attempt : attempts) {
    if (!attempt.counts || attempt.spoiled || attempt.level() != walked.furthest) continue;
    if (best == nullptr || attempt.arrived < best->arrived) best = &attempt;
  }
  if (best != nullptr) walked.times = best->times;
  walked.excluded = walked.furthest > 0 && best == nullptr;
  return walked;
}

// ---- any order: every run ----

/// How many steps the events can fill.
std::size_t filled(const Funnel& funnel, const std::vector<Happening>& events) {
  std::size_t most = 0;
  for (std::size_t bits = 0; bits < std::size_t{1} << funnel.steps; ++bits) {
    std::vector<std::size_t> steps;
    for (std::size_t k = 1; k <= funnel.steps; ++k)
      if (bits >> (k - 1) & 1) steps.push_back(k);
    if (steps.size() > most && fillable(steps, events)) most = steps.size();
  }
  return most;
}

Walked try_runs(const Funnel& funnel, const std::vector<Instant>& instants, const std::string* value) {
  Walked best;
  std::vector<std::int64_t> best_times;
  for (std::size_t begin = 0; begin < instants.size(); ++begin) {
    const auto& matching = instants[begin].matching;
    bool begins = std::any_of(matching.begin(), matching.end(),
                              [&](const Happening& each) { return value == nullptr || each.value == *value; });
    if (!begins) continue;
    std::int64_t entry = instants[begin].at;
    std::vector<std::int64_t> times;
    std::vector<Happening> events;
    bool cut = false, open = funnel.in_time(entry, funnel.cases.horizon);
    for (std::size_t i = begin; i < instants.size() && times.size() < funnel.steps; ++i) {
      bool barred =
          instants[i].matching.empty() && std::any_of(instants[i].all.begin(), instants[i].all.end(),
                                                      [](const Happening& each) { return !each.barred.empty(); });
      if (barred) {
        cut |= funnel.in_time(entry, instants[i].at);
        open = false;
        break;
      }
      if (!funnel.in_time(entry, instants[i].at)) continue;
      events.insert(events.end(), instants[i].matching.begin(), instants[i].matching.end());
      for (auto count = filled(funnel, events); times.size() < count;) times.push_back(instants[i].at);
    }
    best.in_progress |= open && times.size() < funnel.steps;
    if (cut) times.resize(1);
    if (times.size() > best_times.size() || (times.size() == best_times.size() && times.back() < best_times.back()))
      best_times = times;
  }
  best.furthest = best_times.size();
  for (std::size_t k = 1; k <= best.furthest; ++k) best.times[k] = best_times[k - 1];
  return best;
}

Walked walk(const Funnel& funnel, const Allows& allows = {}, const std::string* first_value_of_run = nullptr) {
  auto instants = instants_of(funnel, allows);
  auto walked = funnel.order == "unordered" ? try_runs(funnel, instants, first_value_of_run)
                : funnel.plain()            ? try_chains(funnel, instants)
                                            : try_attempts(funnel, instants);
  walked.converted = !walked.excluded && walked.furthest >= funnel.goal();
  walked.in_progress =
      walked.in_progress && funnel.one.open && !walked.excluded && !walked.converted && walked.furthest > 0;
  return walked;
}

/// The groups that a case is in, and what it made of the funnel in each.
std::vector<std::pair<std::string, Walked>> outcomes(const Case& one, const Cases& cases, const Json& question) {
  Funnel funnel(one, cases, question);
  if (!question.contains("by")) return {{"", walk(funnel)}};
  Json attribution = question.value("attribution", Json("first"));
  std::vector<std::string> in_order;
  std::set<std::string> values;
  std::size_t k = attribution.is_object() ? attribution["step"].get<std::size_t>() : 0;
  bool begin = funnel.order == "unordered";
  for (const auto& instant : instants_of(funnel, {}))
    for (const auto& each : instant.matching) {
      if (!each.value.empty()) in_order.push_back(each.value);
      if (k == 0 || begin || each.steps.count(k)) values.insert(each.value);
    }
  if (attribution == "first") return {{in_order.empty() ? "" : in_order.front(), walk(funnel)}};
  if (attribution == "last") return {{in_order.empty() ? "" : in_order.back(), walk(funnel)}};
  std::vector<std::pair<std::string, Walked>> groups;
  for (const auto& value : values) {
    if (attribution == "all") {
      groups.emplace_back(value, walk(funnel, [&](Happening& each, bool& kept) { kept = each.value == value; }));
      continue;
    }
    auto only = [&](Happening& each, bool&) {
      if (!begin && each.value != value) each.steps.erase(k);
    };
    auto walked = walk(funnel, only, &value);
    if (!walked.excluded && walked.times.count(k)) groups.emplace_back(value, walked);
  }
  if (groups.empty()) groups.emplace_back("", walk(funnel));
  return groups;
}

struct Member {
  const Case* one;
  Walked walked;
};

/// Shown group → its members; a case once for each group that it is in.
std::vector<std::pair<std::string, std::vector<Member>>> members_of(const Cases& cases, const Json& question) {
  std::map<std::string, std::vector<Member>> groups;
  if (!question.contains("by")) groups[""];
  for (const auto& one : cases.cases)
    for (auto& [group, walked] : outcomes(one, cases, question)) groups[group].push_back({&one, walked});
  std::vector<std::pair<std::string, std::vector<Member>>> order(groups.begin(), groups.end());
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.second.size() > b.second.size(); });
  std::size_t limit = question.contains("by") ? question.value("by_limit", std::size_t{20}) : 1;
  for (std::size_t i = limit + 1; i < order.size(); ++i)
    order[limit].second.insert(order[limit].second.end(), order[i].second.begin(), order[i].second.end());
  if (order.size() > limit) {
    order.resize(limit + 1);
    order[limit].first = "(other)";
  }
  return order;
}

std::optional<std::int64_t> convert_time(const Json& question, const Walked& walked) {
  const Json& convert = question["convert"];
  auto from = convert.value("from", std::size_t{1}), to = convert.value("to", question["steps"].size());
  if (walked.excluded || !walked.times.count(from) || !walked.times.count(to)) return std::nullopt;
  return walked.times.at(to) - walked.times.at(from);
}

// ---- what goes with conversion ----

struct Key {
  std::string event, property, value;
  auto operator<=>(const Key&) const = default;
};

/// What a case has that may go with its conversion.
std::set<Key> keys_of(const Case& one, const Cases& cases, const Json& question, const Walked& walked) {
  Funnel funnel(one, cases, question);
  std::int64_t entry = walked.times.at(1);
  std::set<Key> keys;
  for (const auto& item : one.items) {
    auto steps = steps_of(funnel, item);
    std::int64_t now = item.event->ms;
    bool between =
        now > entry && (walked.converted ? now < walked.times.at(funnel.goal()) : funnel.in_time(entry, now));
    bool first_step = now == entry && (funnel.order == "unordered" ? !steps.empty() : steps.count(1) > 0);
    if (steps.empty() && between) keys.insert(Key{item.symbol, "", ""});
    if (!first_step && !(steps.empty() && between)) continue;
    if (question["correlate"].is_object())
      for (const auto& property : question["correlate"].value("properties", Json::array())) {
        std::vector<Item> alone{item};
        auto value = first_value(alone, property.get<std::string>());
        if (!value.empty()) keys.insert(Key{"", property.get<std::string>(), value});
      }
  }
  return keys;
}

Json correlate(const Cases& cases, const Json& question) {
  std::map<Key, std::pair<std::uint64_t, std::uint64_t>> with;
  std::uint64_t converted = 0, failed = 0;
  for (const auto& one : cases.cases) {
    auto walked = outcomes(one, cases, question).front().second;
    if (walked.excluded || walked.furthest == 0) continue;
    ++(walked.converted ? converted : failed);
    for (const auto& key : keys_of(one, cases, question, walked))
      ++(walked.converted ? with[key].first : with[key].second);
  }
  struct Found {
    Key key;
    double a, b, ratio, low, high;
  };
  std::vector<Found> found;
  std::uint64_t rare = 0, hidden = 0;
  bool events = question["correlate"].is_boolean() || question["correlate"].value("events", true);
  for (const auto& [key, counts] : with) {
    if (!key.event.empty() && !events) continue;
    auto a = static_cast<double>(counts.first), b = static_cast<double>(counts.second);
    if (a + b < 25 && a + b < 0.02 * static_cast<double>(converted + failed)) {
      ++rare;
      continue;
    }
    double without_a = static_cast<double>(converted) - a, without_b = static_cast<double>(failed) - b;
    double ratio = (a + 1) * (without_b + 1) / ((b + 1) * (without_a + 1));
    double spread = 1.96 * std::sqrt(1 / (a + 1) + 1 / (b + 1) + 1 / (without_a + 1) + 1 / (without_b + 1));
    found.push_back({key, a, b, ratio, ratio * std::exp(-spread), ratio * std::exp(spread)});
  }
  std::stable_sort(found.begin(), found.end(), [](const Found& x, const Found& y) {
    double strength_x = std::abs(std::log(x.ratio)), strength_y = std::abs(std::log(y.ratio));
    return strength_x != strength_y ? strength_x > strength_y : x.a + x.b > y.a + y.b;
  });
  Json rows = Json::array();
  int up = 0, down = 0;
  for (const auto& each : found) {
    if (converted == 0 || failed == 0 || (each.ratio > 1 ? ++up : ++down) > 10) {
      ++hidden;
      continue;
    }
    bool event = !each.key.event.empty();
    rows.push_back({event ? Json(each.key.event) : Json(), event ? Json() : Json(each.key.property),
                    event ? Json() : Json(each.key.value),
                    each.ratio > 1   ? "conversion"
                    : each.ratio < 1 ? "failure"
                                     : "neither",
                    each.ratio, each.low, each.high, each.a, each.b});
    rows.back()[7] = static_cast<std::uint64_t>(each.a);
    rows.back()[8] = static_cast<std::uint64_t>(each.b);
  }
  bool skewed = converted > 10 * failed || failed > 10 * converted;
  return {{"name", "correlate"},
          {"rows", rows},
          {"totals",
           {{"converted", converted}, {"failed", failed}, {"skewed", skewed}, {"rare", rare}, {"other_rows", hidden}}}};
}

/// True when an outcome counts into the number that `at` names.
bool counts_at(const Case& one, const Cases& cases, const Json& question, const Json& at, const Walked& walked) {
  Funnel funnel(one, cases, question);
  auto state = at.value("state", "reached");
  if (state == "excluded") return walked.excluded;
  if (walked.excluded) return false;
  if (at.contains("longer_than") || at.contains("shorter_than")) {
    auto time = convert_time(question, walked);
    if (!time) return false;
    double seconds_taken = static_cast<double>(*time) / 1000;
    return (!at.contains("longer_than") || seconds_taken > at["longer_than"].get<double>()) &&
           (!at.contains("shorter_than") || seconds_taken < at["shorter_than"].get<double>());
  }
  if (state == "converted" || state == "failed") {
    if (walked.furthest == 0 || walked.converted != (state == "converted")) return false;
    return keys_of(one, cases, question, walked)
               .count({at.value("event", ""), at.value("property", ""), at.value("value", "")}) > 0;
  }
  auto k = at["step"].get<std::size_t>();
  if (state == "reached") return funnel.optional[k - 1] ? walked.times.count(k) > 0 : walked.furthest >= k;
  return walked.furthest == k && !walked.converted && walked.in_progress == (state == "in_progress");
}

Json funnel_row(const Cases& cases, const Json& question, const std::vector<Member>& members, std::size_t k) {
  Funnel funnel(cases.cases.empty() ? Case{} : cases.cases.front(), cases, question);
  std::size_t previous = k > 1 ? k - 1 : 1;
  while (funnel.optional[previous - 1]) --previous;
  auto reached = [&](std::size_t step) {
    return static_cast<std::uint64_t>(std::count_if(members.begin(), members.end(), [&](const Member& member) {
      if (member.walked.excluded) return false;
      return funnel.optional[step - 1] ? member.walked.times.count(step) > 0 : member.walked.furthest >= step;
    }));
  };
  std::uint64_t open = 0, lost = 0;
  std::vector<std::int64_t> from_first, from_previous;
  for (const auto& [one, walked] : members) {
    if (walked.excluded) continue;
    if (walked.furthest == k && !walked.converted) ++(walked.in_progress ? open : lost);
    if (k == 1 || !walked.times.count(k)) continue;
    from_first.push_back(walked.times.at(k) - walked.times.at(1));
    from_previous.push_back(walked.times.at(k) - walked.times.at(previous));
  }
  Json row = Json::array();
  row.push_back(k);
  Json step = question["steps"][k - 1];
  std::string name;
  if (step.is_object() && step.contains("step")) step = step["step"];
  if (step.is_object()) step.erase("optional"), step.erase("first_time");
  Json any = step.is_object() && step.size() == 1 && step.contains("any") ? step["any"] : Json::array({step});
  for (const auto& each : any)
    name += (name.empty() ? "" : " or ") +
            (each.is_string() ? each.get<std::string>() : to_text(*event_predicate_from(each, "")));
  if (funnel.order == "unordered") name = "completed " + std::to_string(k) + (k == 1 ? " step" : " steps");
  row.push_back(name);
  row.push_back(reached(k));
  row.push_back(ratio(reached(k), reached(1)));
  row.push_back(ratio(reached(k), reached(previous)));
  row.push_back(ratio(reached(k), cases.cases.size()));
  row.push_back(lost);
  row.push_back(open);
  for (const auto* times : {&from_first, &from_previous}) {
    for (double q : {0.5, 0.75, 0.95}) row.push_back(quantile(*times, q));
    row.push_back(mean(*times));
  }
  return row;
}

void convert(const Json& question, const std::vector<std::pair<std::string, std::vector<Member>>>& groups,
             Table& table) {
  Json rows = Json::array();
  std::size_t n = 0;
  std::vector<std::pair<std::string, std::vector<std::int64_t>>> all;
  for (const auto& [group, members] : groups) {
    std::vector<std::int64_t> times;
    for (const auto& member : members)
      if (auto time = convert_time(question, member.walked)) times.push_back(*time);
    n += times.size();
    std::sort(times.begin(), times.end());
    Json row = row_of(question, group);
    row.push_back(question["convert"].value("from", 1));
    row.push_back(question["convert"].value("to", question["steps"].size()));
    row.push_back(times.size());
    row.push_back(quantile(times, 0.5));
    row.push_back(mean(times));
    for (double q : {0.75, 0.95, 0.99}) row.push_back(quantile(times, q));
    row.push_back(times.empty() ? Json() : seconds(static_cast<double>(times.front())));
    row.push_back(times.empty() ? Json() : seconds(static_cast<double>(times.back())));
    rows.push_back(row);
    all.emplace_back(group, times);
  }
  table.parts.push_back({{"name", "convert"}, {"rows", rows}, {"totals", {{"n", n}}}});
  table.bins = bins_of(all, question, question["convert"].value("bins", 0));
}

}  // namespace

Table funnel(const Cases& cases, const Json& question) {
  Table table;
  auto groups = members_of(cases, question);
  for (const auto& [group, members] : groups)
    for (std::size_t k = 1; k <= question["steps"].size(); ++k) {
      Json row = row_of(question, group);
      for (const auto& cell : funnel_row(cases, question, members, k)) row.push_back(cell);
      table.rows.push_back(row);
    }
  std::uint64_t entered = 0, converted = 0, in_progress = 0, excluded = 0;
  for (const auto& one : cases.cases) {
    bool here = false, done = false, open = false, out = false;
    for (const auto& [group, walked] : outcomes(one, cases, question)) {
      here |= !walked.excluded && walked.furthest > 0;
      done |= walked.converted;
      open |= walked.in_progress;
      out |= walked.excluded;
    }
    entered += here;
    converted += done;
    in_progress += open && !done;
    excluded += out && !here;
  }
  table.totals = {{"cases", cases.cases.size()}, {"entered", entered},
                  {"converted", converted},      {"conversion", ratio(converted, entered)},
                  {"in_progress", in_progress},  {"lost", entered - converted - in_progress}};
  if (question.contains("exclusions")) table.totals["excluded"] = excluded;
  if (question.contains("convert")) convert(question, groups, table);
  if (question.contains("correlate") && question["correlate"] != false)
    table.parts.push_back(correlate(cases, question));
  return table;
}

std::uint64_t funnel_occurrences(const Case& one, const Cases& cases, const Json& question, const Json& at) {
  std::set<std::string> shown;
  for (const auto& [group, members] : members_of(cases, question)) shown.insert(group);
  std::uint64_t count = 0;
  for (const auto& [group, walked] : outcomes(one, cases, question)) {
    auto name = shown.count(group) ? group : "(other)";
    if (at.contains("group") && name != at["group"].get<std::string>()) continue;
    count += counts_at(one, cases, question, at, walked);
  }
  return count;
}

}  // namespace cairn::reference
