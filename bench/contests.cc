#include "contests.h"

#include <fmt/format.h>

#include <cmath>
#include <map>

#include "base/time.h"
#include "population.h"

namespace cairn::bench {
namespace {

constexpr long long week_ms = 7LL * 86'400'000;
constexpr long long session_gap_ms = 30LL * 60'000;
const std::vector<int> steps{0, 2, 4, 7};

/// Bytes of the index columns: type; seconds and milliseconds.
constexpr double type_bytes = 1, time_bytes = 6;

std::size_t position(const Json& answer, std::string_view column) {
  for (std::size_t i = 0; i < answer["columns"].size(); ++i)
    if (answer["columns"][i]["name"].get<std::string>() == column) return i;
  return answer["columns"].size();
}

/// Numbers by a key of numbers, from both sides; says where they differ.
using Counts = std::map<std::vector<double>, double>;
std::string compare(const Counts& own, const Counts& rival) {
  if (own.size() != rival.size()) return fmt::format("{} rows, rival {}", own.size(), rival.size());
  for (const auto& [key, count] : rival) {
    auto found = own.find(key);
    if (found == own.end() || found->second != count)
      return fmt::format("row {}: {}, rival {}", fmt::join(key, " "), found == own.end() ? NAN : found->second, count);
  }
  return "";
}
Counts counts_of(const Rows& rows) {
  Counts counts;
  for (const auto& row : rows) counts[{row.begin(), row.end() - 1}] = row.back();
  return counts;
}

int type_of(const Json& name) { return std::stoi(name.get<std::string>().substr(6)); }

/// `gap` is a column in seconds; rivals give the sum of gaps (`sums`) or the gap in ms.
std::string compare_pairs(const Json& answer, const Rows& rows, const char* gap, double tolerance, bool sums) {
  std::map<std::pair<int, int>, std::pair<double, double>> own;
  auto at = position(answer, gap), count_at = position(answer, "count");
  for (const auto& row : answer["rows"])
    if (row[at].is_number())
      own[{type_of(row[0]), type_of(row[1])}] = {row[count_at].get<double>(), row[at].get<double>()};
  if (own.size() != rows.size()) return fmt::format("{} transitions, rival {}", own.size(), rows.size());
  for (const auto& row : rows) {
    auto [count, seconds] = own[{static_cast<int>(row[0]), static_cast<int>(row[1])}];
    double wanted = (sums ? row[3] / row[2] : row[3]) / 1000;
    if (count != row[2] || std::abs(seconds - wanted) > tolerance * std::max(wanted, 1e-3))
      return fmt::format("{} → {}: {} with {} s, rival {} with {} s", row[0], row[1], count, seconds, row[2], wanted);
  }
  return "";
}
std::string compare_means(const Json& answer, const Rows& rows) {
  return compare_pairs(answer, rows, "mean_gap", 1e-9, true);
}
std::string compare_medians(const Json& answer, const Rows& rows) {
  return compare_pairs(answer, rows, "median_gap", 0.01, false);
}

std::string compare_funnel(const Json& answer, const Rows& rows) {
  Counts own, rival;
  auto at = position(answer, "reached");
  for (const auto& row : answer["rows"]) own[{row[position(answer, "step")].get<double>()}] = row[at].get<double>();
  for (std::size_t step = 0; step < rows.at(0).size(); ++step) rival[{static_cast<double>(step + 1)}] = rows[0][step];
  return compare(own, rival);
}
std::string compare_funnel_by_device(const Json& answer, const Rows& rows) {
  static const std::map<std::string, double> devices{{"phone", 0}, {"tablet", 1}, {"desktop", 2}};
  Counts own, rival;
  auto at = position(answer, "reached"), group = position(answer, "group"), step = position(answer, "step");
  for (const auto& row : answer["rows"])
    if (auto device = devices.find(row[group].get<std::string>()); device != devices.end())
      own[{device->second, row[step].get<double>()}] = row[at].get<double>();
  for (const auto& row : rows)
    for (std::size_t i = 1; i < row.size(); ++i) rival[{row[0], static_cast<double>(i)}] = row[i];
  return compare(own, rival);
}

/// Rows to an item of the path; who ended is what is left of the column before.
std::string compare_paths(const Json& answer, const Rows& rows) {
  Counts own;
  auto at = position(answer, "count");
  for (const auto& row : answer["rows"]) {
    auto to = row[2].get<std::string>();
    if (to == "(ended)") continue;
    if (to.starts_with('(')) return "an item " + to;
    own[{row[0].get<double>(), row[1].get<std::string>() == "(start)" ? -1.0 : type_of(row[1]),
         static_cast<double>(type_of(row[2]))}] = row[at].get<double>();
  }
  return compare(own, counts_of(rows));
}

std::string compare_retention(const Json& answer, const Rows& rows) {
  const auto first_monday = parse_time("2025-12-29", TimeZone::utc())->us / 1000;
  Counts own;
  auto cohort = position(answer, "cohort"), lag = position(answer, "lag"), returned = position(answer, "returned");
  for (const auto& row : answer["rows"]) {
    auto day = parse_time(row[cohort].get<std::string>(), TimeZone::utc());
    if (!day || !row[returned].is_number() || row[returned].get<double>() == 0) continue;
    own[{static_cast<double>((day->us / 1000 - first_monday) / week_ms), row[lag].get<double>()}] =
        row[returned].get<double>();
  }
  return compare(own, counts_of(rows));
}

Json step_names() {
  Json names = Json::array();
  for (int step : steps) names.push_back(Population::type_name(step));
  return names;
}

Json funnel_question(const Json& more = Json::object()) {
  Json question{{"kind", "funnel"}, {"steps", step_names()}, {"window", "P7D"}};
  question.update(more);
  return question;
}

Block with_goals() {
  Block block{"Goals: the plain questions", {}};
  block.contests.push_back({"funnel: 4 steps in order, 7-day window (Cairn also gives the times between steps)",
                            funnel_question(),
                            funnel_rivals({steps, week_ms, "", false}),
                            compare_funnel,
                            type_bytes,
                            {{Engine::duckdb, 30}, {Engine::chdb, 6}}});
  block.contests.push_back({"transitions: count and mean gap",
                            {{"kind", "transitions"}, {"measures", {"count", "mean_gap"}}},
                            transition_rivals("", 0),
                            compare_means,
                            type_bytes + time_bytes,
                            {{Engine::duckdb, 20}, {Engine::chdb, 12}}});
  block.contests.push_back(
      {"paths: the first 5 events of every customer, step by step",
       {{"kind", "paths"}, {"depth", 5}, {"repeats", "keep"}, {"limit", Population::types}, {"measures", {"count"}}},
       path_rivals(5),
       compare_paths,
       0,
       {{Engine::duckdb, 50}, {Engine::chdb, 20}}});
  block.contests.push_back({"retention: weekly, every cohort and lag",
                            {{"kind", "retention"}, {"interval", "week"}, {"lags", 13}},
                            retention_rivals(),
                            compare_retention,
                            4,
                            {{Engine::duckdb, 30}, {Engine::chdb, 12}}});
  return block;
}

Block as_it_comes() {
  const Json on_phone{{"where", Json::array({Json::array({"device", "=", "phone"})})}};
  const Json dear{{"where", Json::array({Json::array({"price", ">=", 2500})})}};
  Block block{"As it comes: filters, breakdowns, sessions, exclusions, medians", {}};
  block.contests.push_back({"funnel, only events with device = phone", funnel_question({{"where", on_phone}}),
                            funnel_rivals({steps, week_ms, "device = 'phone'", false}), compare_funnel});
  block.contests.push_back({"funnel, only events with price >= 2500", funnel_question({{"where", dear}}),
                            funnel_rivals({steps, week_ms, "price >= 2500", false}), compare_funnel});
  block.contests.push_back({"funnel, broken down by the first device on its steps", funnel_question({{"by", "device"}}),
                            funnel_rivals({steps, week_ms, "", true}), compare_funnel_by_device});
  block.contests.push_back(
      {"funnel with an exclusion between steps 1 and 2 (no rival: its rules are not to be had in SQL)",
       funnel_question(
           {{"exclusions", Json::array({Json{{"event", Population::type_name(1)}, {"from", 1}, {"to", 2}}})}}),
       {},
       {}});
  block.contests.push_back(
      {"transitions within sessions of 30 minutes: count and mean gap",
       {{"kind", "transitions"}, {"case", {{"by", "session"}}}, {"measures", {"count", "mean_gap"}}},
       transition_rivals("", session_gap_ms),
       compare_means});
  block.contests.push_back({"transitions, only events with device = phone: count and mean gap",
                            {{"kind", "transitions"}, {"where", on_phone}, {"measures", {"count", "mean_gap"}}},
                            transition_rivals("device = 'phone'", 0),
                            compare_means});
  block.contests.push_back({"transitions: count and median gap (Cairn within 1 %, the others exact)",
                            {{"kind", "transitions"}, {"measures", {"count", "median_gap"}}},
                            median_rivals(),
                            compare_medians});
  return block;
}

}  // namespace

std::vector<Block> contests() { return {with_goals(), as_it_comes()}; }

}  // namespace cairn::bench
