// The kinds of questions, the slow way.
#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "journey/histogram.h"
#include "reference.h"

namespace cairn::reference {
namespace {

using journey::Histogram;

Json ratio(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? Json() : Json(static_cast<double>(part) / static_cast<double>(whole));
}

Json seconds(double ms) { return ms / 1000; }

Histogram histogram_of(const std::vector<std::int64_t>& values) {
  Histogram histogram;
  for (auto value : values) histogram.add(static_cast<std::uint64_t>(value));
  return histogram;
}

Json quantile(const std::vector<std::int64_t>& values, double q) {
  return values.empty() ? Json() : seconds(histogram_of(values).quantile(q));
}

Json mean(const std::vector<std::int64_t>& values) {
  if (values.empty()) return nullptr;
  std::uint64_t sum = 0;
  for (auto value : values) sum += static_cast<std::uint64_t>(value);
  return seconds(static_cast<double>(sum) / static_cast<double>(values.size()));
}

Json row_of(const Json& question, const std::string& group) {
  Json row = Json::array();
  if (question.contains("by")) row.push_back(group);
  return row;
}

/// The cases of every shown group.
std::vector<std::pair<std::string, std::vector<const Case*>>> split(const Cases& cases, const Json& question) {
  auto groups = groups_of(cases, question);
  std::vector<std::pair<std::string, std::vector<const Case*>>> parts;
  for (const auto& shown : groups.shown) {
    parts.emplace_back(shown, std::vector<const Case*>());
    for (const auto& one : cases.cases)
      if (groups.shown_as[group_of(one, question)] == shown) parts.back().second.push_back(&one);
  }
  return parts;
}

/// A case with its ends.
std::vector<std::string> symbols_of(const Case& one) {
  std::vector<std::string> symbols{"(start)"};
  for (const auto& item : one.items) symbols.push_back(item.symbol);
  symbols.emplace_back(one.state == Case::State::in_progress ? "(in progress)" : "(ended)");
  return symbols;
}

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

struct Walked {
  Chain best;
  bool converted = false, in_progress = false;
};

/// Tries every chain of different events.
Walked walk(const Case& one, const Cases& cases, const Json& question) {
  const Json& steps = question["steps"];
  bool limited = question.contains("window");
  std::int64_t window = limited ? parse_duration(question["window"].get<std::string>(), "")->ms : 0;
  std::vector<std::vector<bool>> is(steps.size());
  for (std::size_t k = 0; k < steps.size(); ++k)
    for (const auto& item : one.items) is[k].push_back(is_element(steps[k], item));
  Walked walked;
  std::vector<bool> used(one.items.size());
  Chain chain;
  std::function<void()> extend = [&] {
    if (chain.better(walked.best)) walked.best = chain;
    std::size_t k = chain.times.size();
    if (k == steps.size()) return;
    for (std::size_t i = 0; i < one.items.size(); ++i) {
      std::int64_t now = one.items[i].event->ms;
      if (used[i] || !is[k][i]) continue;
      if (k > 0 && now < chain.times.back()) continue;
      if (k > 0 && limited && now - chain.times.front() > window) continue;
      used[i] = true;
      chain.times.push_back(now);
      extend();
      chain.times.pop_back();
      used[i] = false;
    }
  };
  extend();
  walked.converted = walked.best.times.size() == steps.size();
  bool chance = false;
  for (std::size_t i = 0; i < one.items.size(); ++i)
    if (is[0][i] && (!limited || one.items[i].event->ms + window >= cases.horizon)) chance = true;
  walked.in_progress = !walked.best.times.empty() && !walked.converted && one.open && chance;
  return walked;
}

struct Measured {
  std::vector<std::int64_t> times;
  std::uint64_t unanswered = 0, in_progress = 0;
};

Measured measure(const Case& one, const Cases& cases, const Json& question) {
  Measured measured;
  if (!question.contains("from")) {
    if (one.state == Case::State::complete) measured.times.push_back(one.last() - one.first());
    measured.unanswered = one.state == Case::State::lost;
    measured.in_progress = one.state == Case::State::in_progress;
    return measured;
  }
  bool limited = question.contains("window");
  std::int64_t window = limited ? parse_duration(question["window"].get<std::string>(), "")->ms : 0;
  // Per A, the time to the nearest other B.
  struct Start {
    std::int64_t at;
    std::optional<std::int64_t> took;
  };
  std::vector<Start> starts;
  for (const auto& a : one.items) {
    if (!is_element(question["from"], a)) continue;
    Start start{a.event->ms, std::nullopt};
    for (const auto& b : one.items) {
      if (b.event == a.event || b.event->ms < a.event->ms || !is_element(question["to"], b)) continue;
      std::int64_t took = b.event->ms - a.event->ms;
      if (!start.took || took < *start.took) start.took = took;
    }
    starts.push_back(start);
  }
  if (question.value("mode", "first") == "first" && !starts.empty()) {
    // All of the first instant; the one that is answered first.
    Start best = starts.front();
    for (const auto& start : starts)
      if (start.at == best.at && start.took && (!best.took || *start.took < *best.took)) best = start;
    starts = {best};
  }
  for (const auto& start : starts) {
    if (start.took && (!limited || *start.took <= window))
      measured.times.push_back(*start.took);
    else if (!start.took && one.open && (!limited || start.at + window >= cases.horizon))
      ++measured.in_progress;
    else
      ++measured.unanswered;
  }
  return measured;
}

}  // namespace

Table transitions(const Cases& cases, const Json& question) {
  struct Pair {
    std::uint64_t count = 0;
    std::set<const Case*> cases;
    std::set<std::string> customers;
    std::vector<std::int64_t> gaps;
  };
  Json all{"count", "cases", "customers", "share", "median_gap", "p95_gap", "mean_gap"};
  Json measures = question.value("measures", all);
  auto wants = [&](const char* name) { return std::find(measures.begin(), measures.end(), name) != measures.end(); };
  Table table;
  std::uint64_t edges = 0, hidden = 0, hidden_count = 0, events = 0;
  for (const auto& one : cases.cases) events += one.items.size();
  for (const auto& [group, members] : split(cases, question)) {
    std::map<std::pair<std::string, std::string>, Pair> pairs;
    std::map<std::string, std::uint64_t> outgoing;
    for (const auto* one : members) {
      auto symbols = symbols_of(*one);
      for (std::size_t i = 1; i < symbols.size(); ++i) {
        auto& pair = pairs[{symbols[i - 1], symbols[i]}];
        ++pair.count;
        ++outgoing[symbols[i - 1]];
        pair.cases.insert(one);
        pair.customers.insert(one->customer);
        bool ends = i == 1 || i + 1 == symbols.size();
        if (!ends) pair.gaps.push_back(one->items[i - 1].event->ms - one->items[i - 2].event->ms);
      }
    }
    std::vector<std::pair<std::pair<std::string, std::string>, Pair>> rows(pairs.begin(), pairs.end());
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return a.second.count > b.second.count; });
    auto write = [&](const std::string& from, const std::string& to, const Pair& pair, bool other) {
      Json row = row_of(question, group);
      row.insert(row.end(), {from, to, pair.count});
      if (wants("cases")) row.push_back(other ? Json() : Json(pair.cases.size()));
      if (wants("customers")) row.push_back(other ? Json() : Json(pair.customers.size()));
      if (wants("share")) row.push_back(other ? Json() : ratio(pair.count, outgoing[from]));
      if (wants("median_gap")) row.push_back(quantile(pair.gaps, 0.5));
      if (wants("p95_gap")) row.push_back(quantile(pair.gaps, 0.95));
      if (wants("mean_gap")) row.push_back(mean(pair.gaps));
      table.rows.push_back(row);
    };
    std::size_t limit = question.value("limit", rows.size());
    Pair rest;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto& [names, pair] = rows[i];
      edges += !pair.gaps.empty();
      if (i < limit) {
        write(names.first, names.second, pair, false);
        continue;
      }
      ++hidden;
      hidden_count += pair.count;
      rest.count += pair.count;
      rest.gaps.insert(rest.gaps.end(), pair.gaps.begin(), pair.gaps.end());
    }
    if (rest.count > 0) write("(other)", "(other)", rest, true);
  }
  table.totals = {{"edges", edges}, {"events", events}, {"cases", cases.cases.size()}};
  if (hidden > 0) {
    table.totals["other_rows"] = hidden;
    table.totals["other_count"] = hidden_count;
  }
  return table;
}

Table variants(const Cases& cases, const Json& question) {
  Table table;
  std::uint64_t count = 0, singletons = 0, hidden = 0, hidden_cases = 0;
  bool episodes = journey::scope_from(question)->cases.by == journey::CaseBy::episode;
  for (const auto& [group, members] : split(cases, question)) {
    std::map<std::vector<std::string>, std::vector<const Case*>> found;
    for (const auto* one : members) {
      std::vector<std::string> symbols;
      for (const auto& item : one->items) symbols.push_back(item.symbol);
      found[symbols].push_back(one);
    }
    std::vector<std::pair<std::vector<std::string>, std::vector<const Case*>>> rows(found.begin(), found.end());
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return a.second.size() > b.second.size(); });
    std::uint64_t cumulative = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto& [symbols, its] = rows[i];
      ++count;
      singletons += its.size() == 1;
      cumulative += its.size();
      if (i >= question.value("limit", rows.size())) {
        ++hidden;
        hidden_cases += its.size();
        continue;
      }
      std::vector<std::int64_t> durations;
      std::uint64_t in_progress = 0;
      std::vector<std::pair<std::int64_t, std::string>> began;
      for (const auto* one : its) {
        began.emplace_back(one->first(), one->customer);
        if (one->state == Case::State::in_progress)
          ++in_progress;
        else
          durations.push_back(one->last() - one->first());
      }
      Json row = row_of(question, group);
      row.push_back(i + 1);
      row.push_back(symbols);
      row.push_back(its.size());
      row.push_back(ratio(its.size(), members.size()));
      row.push_back(ratio(cumulative, members.size()));
      row.push_back(quantile(durations, 0.5));
      if (episodes) row.push_back(in_progress);
      row.push_back(std::min_element(began.begin(), began.end())->second);
      table.rows.push_back(row);
    }
  }
  table.totals = {{"variants", count}, {"singletons", singletons}, {"cases", cases.cases.size()}};
  if (hidden > 0) {
    table.totals["other_variants"] = hidden;
    table.totals["other_cases"] = hidden_cases;
  }
  return table;
}

Table funnel(const Cases& cases, const Json& question) {
  Table table;
  std::size_t n = question["steps"].size();
  std::uint64_t entered = 0, converted = 0, in_progress = 0;
  for (const auto& [group, members] : split(cases, question)) {
    std::vector<Walked> walks;
    for (const auto* one : members) walks.push_back(walk(*one, cases, question));
    auto reached = [&](std::size_t k) {
      return static_cast<std::uint64_t>(
          std::count_if(walks.begin(), walks.end(), [&](const Walked& w) { return w.best.times.size() >= k; }));
    };
    for (std::size_t k = 1; k <= n; ++k) {
      std::uint64_t open = 0, lost = 0;
      std::vector<std::int64_t> from_first, from_previous;
      for (const auto& one : walks) {
        const auto& times = one.best.times;
        if (times.size() == k && !one.converted) ++(one.in_progress ? open : lost);
        if (k == 1 || times.size() < k) continue;
        from_first.push_back(times[k - 1] - times[0]);
        from_previous.push_back(times[k - 1] - times[k - 2]);
      }
      Json row = row_of(question, group);
      const Json& step = question["steps"][k - 1];
      row.push_back(k);
      row.push_back(step.is_string() ? step.get<std::string>() : to_text(*event_predicate_from(step, "")));
      row.push_back(reached(k));
      row.push_back(ratio(reached(k), reached(1)));
      row.push_back(ratio(reached(k), reached(k == 1 ? 1 : k - 1)));
      row.push_back(ratio(reached(k), cases.cases.size()));
      row.push_back(lost);
      row.push_back(open);
      for (const auto* times : {&from_first, &from_previous}) {
        for (double q : {0.5, 0.75, 0.95}) row.push_back(quantile(*times, q));
        row.push_back(mean(*times));
      }
      table.rows.push_back(row);
      in_progress += open;
    }
    entered += reached(1);
    converted += reached(n);
  }
  table.totals = {{"cases", cases.cases.size()}, {"entered", entered},
                  {"converted", converted},      {"conversion", ratio(converted, entered)},
                  {"in_progress", in_progress},  {"lost", entered - converted - in_progress}};
  return table;
}

Table timing(const Cases& cases, const Json& question) {
  Table table;
  table.bins = Json::array();
  std::vector<std::int64_t> all;
  std::uint64_t unanswered = 0, in_progress = 0;
  std::vector<std::pair<std::string, std::vector<std::int64_t>>> groups;
  for (const auto& [group, members] : split(cases, question)) {
    Measured sum;
    for (const auto* one : members) {
      auto measured = measure(*one, cases, question);
      sum.times.insert(sum.times.end(), measured.times.begin(), measured.times.end());
      sum.unanswered += measured.unanswered;
      sum.in_progress += measured.in_progress;
    }
    Json row = row_of(question, group);
    row.insert(row.end(), {sum.times.size(), sum.unanswered, sum.in_progress});
    for (double q : {0.5, 0.75, 0.95}) row.push_back(quantile(sum.times, q));
    row.push_back(mean(sum.times));
    std::sort(sum.times.begin(), sum.times.end());
    row.push_back(sum.times.empty() ? Json() : seconds(static_cast<double>(sum.times.front())));
    row.push_back(sum.times.empty() ? Json() : seconds(static_cast<double>(sum.times.back())));
    table.rows.push_back(row);
    all.insert(all.end(), sum.times.begin(), sum.times.end());
    unanswered += sum.unanswered;
    in_progress += sum.in_progress;
    groups.emplace_back(group, sum.times);
  }
  table.totals = {
      {"n", all.size()}, {"unanswered", unanswered}, {"in_progress", in_progress}, {"cases", cases.cases.size()}};
  if (all.empty()) return table;
  std::sort(all.begin(), all.end());
  std::int64_t wanted = question.value("bins", std::int64_t{0});
  for (wanted = std::max<std::int64_t>(wanted, 1);
       !question.contains("bins") && wanted * wanted * wanted < static_cast<std::int64_t>(all.size());)
    ++wanted;
  double span = static_cast<double>(all.back() - all.front()) / 1000;
  auto width = static_cast<std::int64_t>(std::max(1.0, std::ceil(span / static_cast<double>(wanted)))) * 1000;
  for (const auto& [group, times] : groups) {
    for (std::int64_t from = all.front(); from == all.front() || from < all.back(); from += width) {
      bool last = from + width >= all.back();
      std::int64_t to = last ? all.back() : from + width;
      auto count = std::count_if(times.begin(), times.end(),
                                 [&](std::int64_t t) { return t >= from && (t < to || (last && t == to)); });
      Json bin = Json::object();
      if (question.contains("by")) bin["group"] = group;
      bin["from"] = seconds(static_cast<double>(from));
      bin["to"] = seconds(static_cast<double>(to));
      bin["count"] = count;
      table.bins.push_back(bin);
    }
  }
  return table;
}

std::uint64_t occurrences(const Case& one, const Cases& cases, const Json& question, const Json& at) {
  auto kind = question["kind"].get<std::string>();
  if (at.is_null()) return 1;
  if (kind == "transitions") {
    auto symbols = symbols_of(one);
    std::uint64_t count = 0;
    for (std::size_t i = 1; i < symbols.size(); ++i) count += at["from"] == symbols[i - 1] && at["to"] == symbols[i];
    return count;
  }
  if (kind == "variants") {
    Json symbols = Json::array();
    for (const auto& item : one.items) symbols.push_back(item.symbol);
    return symbols == at["variant"];
  }
  if (kind == "funnel") {
    auto walked = walk(one, cases, question);
    auto step = at["step"].get<std::size_t>(), furthest = walked.best.times.size();
    auto state = at.value("state", "reached");
    if (state == "reached") return furthest >= step;
    return furthest == step && !walked.converted && walked.in_progress == (state == "in_progress");
  }
  auto measured = measure(one, cases, question);
  if (at.contains("unanswered")) return measured.unanswered;
  if (at.contains("in_progress")) return measured.in_progress;
  std::uint64_t count = 0;
  for (auto time : measured.times) {
    auto ms = static_cast<double>(time);
    count += (!at.contains("longer_than") || ms > at["longer_than"].get<double>() * 1000) &&
             (!at.contains("shorter_than") || ms < at["shorter_than"].get<double>() * 1000);
  }
  return count;
}

Table customers(const std::vector<Event>& events, const Json& question, const journey::Relabelling* relabelling) {
  const Json& of = question["of"];
  auto cases = cases_of(events, of, relabelling);
  auto groups = groups_of(cases, of);
  Json at = question.value("at", Json());
  struct Person {
    std::int64_t first = 0, last = 0;
    std::uint64_t cases = 0, occurrences = 0;
  };
  std::map<std::string, Person> people;
  for (const auto& one : cases.cases) {
    if (!at.is_null() && at.contains("group") && groups.shown_as[group_of(one, of)] != at["group"].get<std::string>())
      continue;
    auto count = occurrences(one, cases, of, at);
    if (count == 0) continue;
    auto [person, added] = people.try_emplace(one.customer);
    if (added || one.first() < person->second.first) person->second.first = one.first();
    if (added || one.last() > person->second.last) person->second.last = one.last();
    ++person->second.cases;
    person->second.occurrences += count;
  }
  std::vector<std::pair<std::string, Person>> order(people.begin(), people.end());
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.second.first < b.second.first; });
  Table table;
  std::uint64_t count = 0, times = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto& [name, person] = order[i];
    count += person.cases;
    times += person.occurrences;
    std::size_t offset = question.value("offset", std::size_t{0});
    if (i < offset || i >= offset + question.value("limit", std::size_t{100})) continue;
    table.rows.push_back({name, format_time(Time{person.first * 1000}), format_time(Time{person.last * 1000}),
                          person.cases, person.occurrences});
  }
  table.totals = {{"customers", order.size()}, {"cases", count}, {"occurrences", times}};
  return table;
}

}  // namespace cairn::reference
