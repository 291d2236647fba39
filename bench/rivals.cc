#include "rivals.h"

#include <fmt/format.h>

namespace cairn::bench {
namespace {

const char* const partitioned_pairs =
    "SELECT type AS a, lead(type) OVER w AS b, lead(ts) OVER w - ts AS gap, customer AS c, customer AS d FROM ev "
    "WINDOW w AS (PARTITION BY customer ORDER BY ts)";
const char* const streamed_pairs =
    "SELECT type AS a, lead(type) OVER () AS b, lead(ts) OVER () - ts AS gap, customer AS c, lead(customer) OVER () AS "
    "d FROM ev";
/// lag instead of lead: the same pairs, and DuckDB need not look ahead.
const char* const lagged_pairs =
    "SELECT lag(type) OVER () AS a, type AS b, ts - lag(ts) OVER () AS gap, customer AS c, lag(customer) OVER () AS d "
    "FROM ev";
/// The table beside itself, one row on.
const char* const shifted_pairs =
    "SELECT x.type AS a, y.type AS b, y.ts - x.ts AS gap, x.customer AS c, y.customer AS d "
    "FROM ev x POSITIONAL JOIN (SELECT * FROM ev OFFSET 1) y";

std::vector<Rival> pair_rivals(const std::string& measures) {
  std::vector<Rival> rivals;
  auto add = [&](const char* name, bool safe, const char* pairs) {
    rivals.push_back(
        {name, safe,
         fmt::format(
             "SELECT a, b, count(*), {} FROM ({}) WHERE c = d AND a IS NOT NULL AND b IS NOT NULL GROUP BY a, b",
             measures, pairs)});
  };
  add("lead() over (partition by customer order by ts)", true, partitioned_pairs);
  add("lead() over (), streaming", false, streamed_pairs);
  add("lag() over (), streaming", false, lagged_pairs);
  add("positional join with the next row", false, shifted_pairs);
  return rivals;
}

/// Latest entry per step by a running maximum; `over` is the window, `key` orders and tells customers apart.
std::string funnel_sql(const std::vector<int>& steps, long long window_ms, const std::string& key,
                       const std::string& over) {
  std::string types;
  for (int step : steps) types += fmt::format("{}{}", types.empty() ? "" : ", ", step);
  std::string from = fmt::format("SELECT customer, type, {} AS k FROM ev WHERE type IN ({})", key, types);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    auto entry = i == 0 ? std::string("k") : fmt::format("e{}", i);
    auto in_time = i == 0 ? std::string("true") : fmt::format("k - e{} <= {}", i, window_ms);
    from = fmt::format("SELECT *, max(CASE WHEN type = {} AND {} THEN {} END) OVER ({}) AS e{} FROM ({})", steps[i],
                       in_time, entry, over, i + 1, from);
  }
  // A step is reached where one of its events finds the step before in time; the highest such step counts.
  std::string levels;
  for (std::size_t i = steps.size(); i >= 1; --i)
    levels += i == 1 ? fmt::format("WHEN type = {} THEN 1 ", steps[0])
                     : fmt::format("WHEN type = {} AND k - e{} <= {} THEN {} ", steps[i - 1], i - 1, window_ms, i);
  std::string counts;
  for (std::size_t i = 1; i <= steps.size(); ++i)
    counts += fmt::format("{}count(*) FILTER (level >= {})", i == 1 ? "" : ", ", i);
  return fmt::format("SELECT {} FROM (SELECT customer, max(CASE {} END) AS level FROM ({}) GROUP BY customer)", counts,
                     levels, from);
}

}  // namespace

std::vector<Rival> transition_rivals() { return pair_rivals("sum(gap)"); }
std::vector<Rival> median_rivals() { return pair_rivals("median(gap)"); }

std::vector<Rival> funnel_rivals(const std::vector<int>& steps, long long window_ms) {
  // Customers ascend in the table: with the customer in the high bits a running maximum over the whole table forgets
  // the customer before by itself, because their keys lie further apart than any window.
  return {{"nested running max over (partition by customer order by ts)", true,
           funnel_sql(steps, window_ms, "ts", "PARTITION BY customer ORDER BY k ROWS UNBOUNDED PRECEDING")},
          {"nested running max over (), streaming", false,
           funnel_sql(steps, window_ms, "(customer::BIGINT << 34) + ts",
                      "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW")}};
}

}  // namespace cairn::bench
