// The kinds of questions, the slow way.
#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "reference_rows.h"

namespace cairn::reference {
namespace {

/// A case with its ends.
std::vector<std::string> symbols_of(const Case& one) {
  std::vector<std::string> symbols{"(start)"};
  for (const auto& item : one.items) symbols.push_back(item.symbol);
  symbols.emplace_back(one.state == Case::State::in_progress ? "(in progress)" : "(ended)");
  return symbols;
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

std::uint64_t occurrences(const Case& one, const Cases& cases, const Json& question, const Json& at) {
  auto kind = question["kind"].get<std::string>();
  if (at.is_null()) return 1;
  if (kind == "paths" || kind == "step_matrix") return path_occurrences(one, cases, question, at);
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
  if (kind == "retention" || kind == "lifecycle") return calendar_occurrences(one, cases, question, at);
  if (kind == "conformance") return conformance_occurrences(one, cases, question, at);
  return timing_occurrences(one, cases, question, at);
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
    bool grouped = !at.is_null() && at.contains("group") && of.contains("by"), funnel = of["kind"] == "funnel";
    if (grouped && !funnel && groups.shown_as[group_of(one, of)] != at["group"].get<std::string>()) continue;
    auto count = funnel && !at.is_null() ? funnel_occurrences(one, cases, of, at) : occurrences(one, cases, of, at);
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
