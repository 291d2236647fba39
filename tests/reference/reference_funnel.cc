// Funnels, the slow way: the answer made of what every case did (reference_funnel_walk.h).
#include "reference_funnel_walk.h"
#include "reference_rows.h"

namespace cairn::reference {
namespace {

/// The groups that a case is in, and what it made of the funnel in each.
std::vector<std::pair<std::string, Walked>> outcomes(const Case& one, const Cases& cases, const Json& question) {
  Funnel funnel(one, cases, question);
  if (!question.contains("by")) return {{"", walk_funnel(funnel)}};
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
  if (attribution == "first") return {{in_order.empty() ? "" : in_order.front(), walk_funnel(funnel)}};
  if (attribution == "last") return {{in_order.empty() ? "" : in_order.back(), walk_funnel(funnel)}};
  std::vector<std::pair<std::string, Walked>> groups;
  for (const auto& value : values) {
    if (attribution == "all") {
      groups.emplace_back(value, walk_funnel(funnel, [&](Happening& each, bool& kept) { kept = each.value == value; }));
      continue;
    }
    auto only = [&](Happening& each, bool&) {
      if (!begin && each.value != value) each.steps.erase(k);
    };
    auto walked = walk_funnel(funnel, only, &value);
    if (!walked.excluded && walked.times.count(k)) groups.emplace_back(value, walked);
  }
  if (groups.empty()) groups.emplace_back("", walk_funnel(funnel));
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
