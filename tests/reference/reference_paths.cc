// Paths and step matrices, the slow way: every case is written down as a list of names, and the names are counted.
#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "journey/histogram.h"
#include "reference.h"
#include "stats/share_difference.h"

namespace cairn::reference {
namespace {

using Names = std::vector<std::string>;

bool fits(const std::string& pattern, const std::string& name) {
  std::string regex;
  for (char c : pattern) {
    if (c == '*')
      regex += "[^]*";
    else
      regex += std::string(std::string("\\.+()[]{}^$|?/").find(c) == std::string::npos ? "" : "\\") + c;
  }
  return std::regex_match(name, std::regex(regex));
}

struct Node {
  std::string name;
  std::int64_t at = 0;
  std::optional<std::int64_t> gap;  ///< from the item before it in the case
};

/// The items of a case, each with the predicates that hold for one of its events.
struct Run {
  std::string name;
  std::int64_t at = 0;
  std::vector<const Item*> events;
};

std::vector<Run> runs_of(const Case& one, bool collapse) {
  std::vector<Run> runs;
  for (const auto& item : one.items) {
    if (!collapse || runs.empty() || runs.back().name != item.symbol) runs.push_back({item.symbol, 0, {}});
    runs.back().at = item.event->ms;
    runs.back().events.push_back(&item);
  }
  return runs;
}

bool is_any(const Json& element, const Run& run) {
  return std::any_of(run.events.begin(), run.events.end(),
                     [&](const Item* item) { return is_element(element, *item); });
}

std::size_t columns_of(const Json& question) {
  std::size_t depth = question.value("depth", std::size_t{5});
  bool both = question.contains("start") && question.contains("end");
  return both && depth % 2 == 0 ? depth + 1 : depth;
}

std::string ending_of(const Case& one) { return one.state == Case::State::in_progress ? "(in progress)" : "(ended)"; }

/// Nothing: the case has no path.
std::optional<std::vector<Node>> path_of(const Case& one, const Json& question) {
  auto runs = runs_of(one, question.value("repeats", "collapse") == "collapse");
  std::size_t first = 0, last = runs.size(), depth = question.value("depth", std::size_t{5});
  bool start = question.contains("start"), end = question.contains("end");
  if (start) {
    while (first < runs.size() && !is_any(question["start"], runs[first])) ++first;
    if (first == runs.size()) return std::nullopt;
  }
  if (end) {
    std::size_t at = start ? first + 1 : first;
    while (at < runs.size() && !is_any(question["end"], runs[at])) ++at;
    if (at >= runs.size()) return std::nullopt;
    last = at + 1;
  }
  std::vector<Node> all;
  for (std::size_t i = first; i < last; ++i) {
    Node node{runs[i].name, runs[i].at, std::nullopt};
    if (i > first) node.gap = runs[i].at - runs[i - 1].at;
    all.push_back(node);
  }
  std::vector<Node> shown;
  if (all.size() <= depth) {
    shown = all;
  } else if (start && end) {
    std::size_t half = depth / 2;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i < half || i + half >= all.size()) shown.push_back(all[i]);
      if (i == half) shown.push_back({"...", all[i].at, all[i].gap});
    }
  } else if (end) {
    shown.assign(all.end() - static_cast<std::ptrdiff_t>(depth), all.end());
  } else {
    shown.assign(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(depth));
  }
  if (shown.size() < columns_of(question)) shown.push_back({end ? "(ended)" : ending_of(one), 0, std::nullopt});
  return shown;
}

std::optional<Names> surroundings_of(const Case& one, const Json& question) {
  auto runs = runs_of(one, question.value("repeats", "keep") == "collapse");
  std::size_t at = 0;
  while (at < runs.size() && !is_any(question["around"], runs[at])) ++at;
  if (at == runs.size()) return std::nullopt;
  Names names;
  auto before = question.value("before", std::int64_t{3}), after = question.value("after", std::int64_t{3});
  for (std::int64_t p = -before; p <= after; ++p) {
    std::int64_t i = static_cast<std::int64_t>(at) + p;
    names.push_back(i < 0                                         ? "(start)"
                    : i >= static_cast<std::int64_t>(runs.size()) ? ending_of(one)
                                                                  : runs[static_cast<std::size_t>(i)].name);
  }
  return names;
}

bool is_item(const std::string& name) {
  return !std::set<std::string>{"...", "(start)", "(ended)", "(in progress)", "(other)"}.count(name);
}

/// The sides of a comparison that a case is on: "a", "b", both or none.
std::set<std::string> sides_of(const Case& one, const Cases& cases, const Json& compare) {
  std::set<std::string> sides;
  auto is_in = [&](const char* side) {
    if (compare.contains("by"))
      return first_value(one, compare["by"].get<std::string>()) == compare[side].get<std::string>();
    if (compare.value("over", "case") == "life")
      return holds_of(cases.lives.at(one.customer), compare[side], cases.latest);
    return holds_of(one.items, compare[side], cases.horizon);
  };
  if (is_in("a")) sides.insert("a");
  if (compare.contains("b") ? is_in("b") : sides.empty()) sides.insert("b");
  return sides;
}

/// The groups of every case by which rows are told apart: shown group, side, or "".
std::vector<std::string> places_of(const Case& one, const Cases& cases, const Json& question, const Groups& groups) {
  if (question.contains("compare")) {
    auto sides = sides_of(one, cases, question["compare"]);
    return {sides.begin(), sides.end()};
  }
  return {groups.shown_as.at(group_of(one, question))};
}

/// The names that stay, most frequent first; all others are "(other)".
struct Shown {
  std::set<std::string> names;
  std::size_t folded = 0;
  std::string operator()(const std::string& name) const {
    return !is_item(name) || names.count(name) ? name : "(other)";
  }
};

Shown most_frequent(const std::map<std::string, std::int64_t>& counts, std::size_t limit) {
  std::vector<std::pair<std::int64_t, std::string>> order;
  for (const auto& [name, count] : counts) order.emplace_back(-count, name);
  std::sort(order.begin(), order.end());
  Shown shown;
  for (const auto& [count, name] : order)
    if (shown.names.size() < limit) shown.names.insert(name);
  shown.folded = order.size() - shown.names.size();
  return shown;
}

/// Per column of paths; for a step matrix the same for all positions.
std::vector<Shown> shown_of(const Cases& cases, const Json& question) {
  bool matrix = question["kind"] == "step_matrix";
  std::vector<std::map<std::string, std::int64_t>> counts(matrix ? 1 : columns_of(question));
  for (const auto& one : cases.cases) {
    if (question.contains("compare") && sides_of(one, cases, question["compare"]).empty()) continue;
    if (matrix) {
      if (auto names = surroundings_of(one, question))
        for (const auto& name : *names)
          if (is_item(name)) ++counts[0][name];
    } else if (auto path = path_of(one, question)) {
      for (std::size_t k = 0; k < path->size(); ++k)
        if (is_item((*path)[k].name)) ++counts[k][(*path)[k].name];
    }
  }
  std::vector<Shown> shown;
  for (const auto& column : counts) shown.push_back(most_frequent(column, question.value("limit", std::size_t{10})));
  return shown;
}

Json ratio(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? Json() : Json(static_cast<double>(part) / static_cast<double>(whole));
}

void push_comparison(Json& row, std::uint64_t a, std::uint64_t all_a, std::uint64_t b, std::uint64_t all_b) {
  row.insert(row.end(), {a, b, ratio(a, all_a), ratio(b, all_b), nullptr, nullptr, nullptr});
  if (all_a == 0 || all_b == 0) return;
  auto difference = stats::difference_of_shares(a, all_a, b, all_b);
  row[row.size() - 3] = difference.value;
  row[row.size() - 2] = difference.low;
  row[row.size() - 1] = difference.high;
}

/// One number of an answer before it is written.
struct Counted {
  std::uint64_t count = 0;
  std::set<std::string> customers;
  std::vector<std::int64_t> gaps;
};

struct Way {
  std::size_t step;
  std::string from, to;
  bool operator<(const Way& other) const {
    return std::tie(step, from, to) < std::tie(other.step, other.from, other.to);
  }
};

/// The ways of a case as the answer shows them, with their gaps.
std::vector<std::pair<Way, std::optional<std::int64_t>>> ways_of(const Case& one, const Json& question,
                                                                 const std::vector<Shown>& shown) {
  std::vector<std::pair<Way, std::optional<std::int64_t>>> ways;
  auto path = path_of(one, question);
  if (!path) return ways;
  std::string from = "(start)";
  for (std::size_t k = 0; k < path->size(); ++k) {
    const Node& node = (*path)[k];
    auto to = shown[k](node.name);
    auto gap = k == 0 ? std::nullopt : node.gap;
    ways.push_back({{k + 1, from, to}, gap});
    from = to;
  }
  return ways;
}

using Ways = std::map<Way, Counted>;

void write_ways(const Json& question, const Json& head, Ways& all, Ways* other, Json& rows) {
  std::vector<std::pair<std::pair<std::size_t, std::int64_t>, Way>> order;
  std::map<std::pair<std::size_t, std::string>, std::uint64_t> out, out_other;
  std::set<Way> known;
  for (auto* part : {&all, other})
    if (part)
      for (const auto& [way, counted] : *part) {
        known.insert(way);
        (part == &all ? out : out_other)[{way.step, way.from}] += counted.count;
      }
  for (const auto& way : known)
    order.push_back({{way.step, -static_cast<std::int64_t>(all[way].count + (other ? (*other)[way].count : 0))}, way});
  std::sort(order.begin(), order.end());
  Json every{"count", "customers", "share", "median_gap", "mean_gap"};
  Json measures = question.value("measures", every);
  auto wants = [&](const char* name) { return std::find(measures.begin(), measures.end(), name) != measures.end(); };
  for (const auto& [key, way] : order) {
    Json row = head;
    row.insert(row.end(), {way.step, way.from, way.to});
    const auto& counted = all[way];
    if (other) {
      push_comparison(row, counted.count, out[{way.step, way.from}], (*other)[way].count,
                      out_other[{way.step, way.from}]);
    } else {
      journey::Histogram gaps;
      for (auto gap : counted.gaps) gaps.add(static_cast<std::uint64_t>(gap));
      auto seconds = [&](double ms) { return counted.gaps.empty() ? Json() : Json(ms / 1000); };
      row.push_back(counted.count);
      if (wants("customers")) row.push_back(counted.customers.size());
      if (wants("share")) row.push_back(ratio(counted.count, out[{way.step, way.from}]));
      if (wants("median_gap")) row.push_back(seconds(gaps.quantile(0.5)));
      if (wants("mean_gap")) row.push_back(seconds(gaps.mean()));
    }
    rows.push_back(row);
  }
}

void write_steps(const Json& question, const std::string* name, const Ways& ways, const std::vector<Shown>& shown,
                 Json& steps) {
  bool episodes = journey::scope_from(question)->cases.by == journey::CaseBy::episode;
  for (std::size_t k = 1; k <= shown.size(); ++k) {
    std::map<std::string, std::uint64_t> by_name;
    std::uint64_t entrants = 0;
    for (const auto& [way, counted] : ways)
      if (way.step == k) {
        by_name[way.to] += counted.count;
        entrants += counted.count;
      }
    if (entrants == 0) continue;
    Json step = Json::object();
    if (name) step["group"] = *name;
    step["step"] = k;
    step["entrants"] = entrants;
    step["ended"] = by_name["(ended)"];
    if (episodes) step["in_progress"] = by_name["(in progress)"];
    step["other"] = by_name["(other)"];
    step["other_items"] = shown[k - 1].folded;
    steps.push_back(step);
  }
}

}  // namespace

std::optional<std::string> item_of(const std::string& raw, const Json& question) {
  std::string name = raw;
  if (name.size() > 1 && name.back() == '/') name.erase(name.size() - 1);
  for (const auto& rule : question.value("clean", Json::array()))
    name = std::regex_replace(name, std::regex(rule["replace"].get<std::string>()), rule.value("with", ""));
  for (const auto& pattern : question.value("wildcards", Json::array()))
    if (fits(pattern.get<std::string>(), name)) {
      name = pattern.get<std::string>();
      break;
    }
  for (const auto& pattern : question.value("exclude", Json::array()))
    if (fits(pattern.get<std::string>(), name)) return std::nullopt;
  if (name.empty()) return std::nullopt;
  return name;
}

Table paths(const Cases& cases, const Json& question) {
  auto groups = groups_of(cases, question);
  auto shown = shown_of(cases, question);
  std::map<std::string, Ways> ways;
  std::uint64_t paths = 0, both = 0;
  for (const auto& one : cases.cases) {
    auto its = ways_of(one, question, shown);
    if (its.empty()) continue;
    ++paths;
    auto places = places_of(one, cases, question, groups);
    both += places.size() == 2;
    for (const auto& place : places)
      for (const auto& [way, gap] : its) {
        auto& counted = ways[place][way];
        ++counted.count;
        counted.customers.insert(one.customer);
        if (gap) counted.gaps.push_back(*gap);
      }
  }
  Table table;
  table.totals = {{"cases", cases.cases.size()}, {"paths", paths}, {"steps", Json::array()}};
  Json& steps = table.totals["steps"];
  if (question.contains("compare")) {
    write_ways(question, Json::array(), ways["a"], &ways["b"], table.rows);
    for (const std::string side : {"a", "b"}) write_steps(question, &side, ways[side], shown, steps);
    table.totals["both"] = both;
  } else {
    bool named = question.contains("by");
    for (const auto& group : groups.shown) {
      write_ways(question, named ? Json::array({group}) : Json::array(), ways[group], nullptr, table.rows);
      write_steps(question, named ? &group : nullptr, ways[group], shown, steps);
    }
  }
  return table;
}

Table step_matrix(const Cases& cases, const Json& question) {
  auto groups = groups_of(cases, question);
  auto shown = shown_of(cases, question);
  struct Group {
    std::vector<std::map<std::string, Counted>> positions;
    std::uint64_t cases = 0;
  };
  std::map<std::string, Group> found;
  std::uint64_t matched = 0, both = 0;
  auto before = question.value("before", std::size_t{3}), after = question.value("after", std::size_t{3});
  for (const auto& one : cases.cases) {
    auto names = surroundings_of(one, question);
    if (!names) continue;
    ++matched;
    auto places = places_of(one, cases, question, groups);
    both += places.size() == 2;
    for (const auto& place : places) {
      Group& group = found[place];
      ++group.cases;
      group.positions.resize(names->size());
      for (std::size_t p = 0; p < names->size(); ++p) {
        auto& counted = group.positions[p][shown[0]((*names)[p])];
        ++counted.count;
        counted.customers.insert(one.customer);
      }
    }
  }
  bool compare = question.contains("compare");
  Table table;
  auto write = [&](const Json& head, Group& group, Group* other) {
    group.positions.resize(before + 1 + after);
    if (other) other->positions.resize(before + 1 + after);
    for (std::size_t p = 0; p < group.positions.size(); ++p) {
      std::map<std::string, std::int64_t> sums;
      for (const auto& [name, counted] : group.positions[p]) sums[name] += static_cast<std::int64_t>(counted.count);
      if (other)
        for (const auto& [name, counted] : other->positions[p]) sums[name] += static_cast<std::int64_t>(counted.count);
      std::vector<std::pair<std::int64_t, std::string>> order;
      for (const auto& [name, sum] : sums) order.emplace_back(-sum, name);
      std::sort(order.begin(), order.end());
      for (const auto& [sum, name] : order) {
        Json row = head;
        row.insert(row.end(), {static_cast<std::int64_t>(p) - static_cast<std::int64_t>(before), name});
        const auto& counted = group.positions[p][name];
        if (other)
          push_comparison(row, counted.count, group.cases, other->positions[p][name].count, other->cases);
        else
          row.insert(row.end(), {counted.count, counted.customers.size(), ratio(counted.count, group.cases)});
        table.rows.push_back(row);
      }
    }
  };
  if (compare)
    write(Json::array(), found["a"], &found["b"]);
  else
    for (const auto& group : groups.shown)
      write(question.contains("by") ? Json::array({group}) : Json::array(), found[group], nullptr);
  table.totals = {{"cases", cases.cases.size()}, {"matched", matched}};
  if (compare) table.totals["both"] = both;
  if (shown[0].folded > 0) table.totals["other_items"] = shown[0].folded;
  return table;
}

std::uint64_t path_occurrences(const Case& one, const Cases& cases, const Json& question, const Json& at) {
  if (question.contains("compare")) {
    auto sides = sides_of(one, cases, question["compare"]);
    if (at.contains("group") ? !sides.count(at["group"].get<std::string>()) : sides.empty()) return 0;
  }
  auto shown = shown_of(cases, question);
  if (question["kind"] == "step_matrix") {
    auto names = surroundings_of(one, question);
    if (!names) return 0;
    auto p = at["position"].get<std::int64_t>() + question.value("before", std::int64_t{3});
    return shown[0]((*names)[static_cast<std::size_t>(p)]) == at["symbol"].get<std::string>();
  }
  for (const auto& [way, gap] : ways_of(one, question, shown))
    if (way.step == at["step"].get<std::size_t>() && (!at.contains("from") || at["from"] == way.from) &&
        (!at.contains("to") || at["to"] == way.to))
      return 1;
  return 0;
}

std::string columns_fault(const Json& answer) {
  auto kind = answer["kind"].get<std::string>();
  if (kind != "paths" && kind != "step_matrix") return "";
  const Json& question = answer["question"];
  bool compare = question.contains("compare");
  std::size_t shift = question.contains("by") ? 1 : 0, first = shift + (kind == "paths" ? 3 : 2);
  std::map<std::pair<std::string, std::int64_t>, std::uint64_t> sums, gone;
  for (const auto& row : answer["rows"])
    for (std::size_t side = 0; side < (compare ? 2 : 1); ++side) {
      std::string group = compare ? (side ? "b" : "a") : shift ? row[0].get<std::string>() : "";
      auto count = row[first + side].get<std::uint64_t>();
      std::pair key{group, row[shift].get<std::int64_t>()};
      sums[key] += count;
      if (kind == "paths" && (row[shift + 2] == "(ended)" || row[shift + 2] == "(in progress)")) gone[key] += count;
    }
  if (kind == "step_matrix") {
    std::map<std::string, std::uint64_t> whole;
    for (const auto& [key, sum] : sums) {
      if (whole.try_emplace(key.first, sum).first->second != sum) return "a position sums to another number of cases";
    }
    return "";
  }
  std::size_t steps = 0;
  for (const auto& step : answer["totals"]["steps"]) {
    std::pair key{step.value("group", ""), step["step"].get<std::int64_t>()};
    ++steps;
    if (sums[key] != step["entrants"].get<std::uint64_t>()) return "a step does not sum to its entrants";
    std::pair next{key.first, key.second + 1};
    bool last = key.second == static_cast<std::int64_t>(columns_of(question));
    if (!last && sums[next] != sums[key] - gone[key]) return "a step loses somebody";
  }
  for (const auto& [key, sum] : sums) steps -= sum > 0;
  return steps == 0 ? "" : "a step without its sum";
}

}  // namespace cairn::reference
