#include "rivals.h"

#include <fmt/format.h>

#include <iterator>

namespace cairn::bench {
namespace {

constexpr const char* by_customer = "PARTITION BY customer ORDER BY ts";
/// Lets ClickHouse aggregate customer by customer as they lie in the table, instead of in one large hash table.
constexpr const char* in_order = " SETTINGS optimize_aggregation_in_order = 1";

std::string events(const std::string& where) { return where.empty() ? "ev" : "(SELECT * FROM ev WHERE " + where + ")"; }

std::string listed(const std::vector<int>& numbers) {
  std::string list;
  for (int number : numbers) list += fmt::format("{}{}", list.empty() ? "" : ", ", number);
  return list;
}

// DuckDB ----------------------------------------------------------------------------------------------------------

std::vector<Rival> duckdb_pairs(const std::string& where, const std::string& condition, const std::string& measure) {
  std::vector<Rival> rivals;
  auto add = [&](const char* name, bool safe, const std::string& pairs) {
    rivals.push_back({Engine::duckdb, name, safe,
                      fmt::format("SELECT a, b, count(*), {} FROM ({}) WHERE c = d AND a IS NOT NULL AND b IS NOT NULL "
                                  "{} GROUP BY a, b",
                                  measure, pairs, condition)});
  };
  auto from = events(where);
  add("lead() over (partition by customer order by ts)", true,
      fmt::format("SELECT type AS a, lead(type) OVER w AS b, lead(ts) OVER w - ts AS gap, customer AS c, customer AS d "
                  "FROM {} WINDOW w AS ({})",
                  from, by_customer));
  add("lead() over (), streaming", false,
      "SELECT type AS a, lead(type) OVER () AS b, lead(ts) OVER () - ts AS gap, customer AS c, lead(customer) OVER () "
      "AS d FROM " +
          from);
  // lag instead of lead: the same pairs, and DuckDB need not look ahead.
  add("lag() over (), streaming", false,
      "SELECT lag(type) OVER () AS a, type AS b, ts - lag(ts) OVER () AS gap, customer AS c, lag(customer) OVER () AS "
      "d FROM " +
          from);
  if (where.empty())  // the table beside itself, one row on
    add("positional join with the next row", false,
        "SELECT x.type AS a, y.type AS b, y.ts - x.ts AS gap, x.customer AS c, y.customer AS d "
        "FROM ev x POSITIONAL JOIN (SELECT * FROM ev OFFSET 1) y");
  return rivals;
}

/// Latest entry per step by a running maximum; `over` is the window, `key` orders and tells customers apart.
std::string duckdb_funnel(const FunnelSql& funnel, const std::string& key, const std::string& over) {
  const auto& steps = funnel.steps;
  std::string from =
      fmt::format("SELECT customer, type{}, {} AS k FROM ev WHERE type IN ({}){}", funnel.by_device ? ", device" : "",
                  key, listed(steps), funnel.where.empty() ? "" : " AND " + funnel.where);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    auto entry = i == 0 ? std::string("k") : fmt::format("e{}", i);
    auto in_time = i == 0 ? std::string("true") : fmt::format("k - e{} <= {}", i, funnel.window_ms);
    from = fmt::format("SELECT *, max(CASE WHEN type = {} AND {} THEN {} END) OVER ({}) AS e{} FROM ({})", steps[i],
                       in_time, entry, over, i + 1, from);
  }
  // A step is reached where one of its events finds the step before in time; the highest such step counts.
  std::string levels, counts;
  for (std::size_t i = steps.size(); i >= 1; --i)
    levels += i == 1
                  ? fmt::format("WHEN type = {} THEN 1 ", steps[0])
                  : fmt::format("WHEN type = {} AND k - e{} <= {} THEN {} ", steps[i - 1], i - 1, funnel.window_ms, i);
  for (std::size_t i = 1; i <= steps.size(); ++i)
    counts += fmt::format("{}count(*) FILTER (level >= {})", i == 1 ? "" : ", ", i);
  return fmt::format("SELECT {}{} FROM (SELECT customer{}, max(CASE {} END) AS level FROM ({}) GROUP BY customer){}",
                     funnel.by_device ? "enum_code(device), " : "", counts,
                     funnel.by_device ? ", min_by(device, k) AS device" : "", levels, from,
                     funnel.by_device ? " GROUP BY device" : "");
}

std::vector<Rival> duckdb_paths(int depth) {
  std::vector<Rival> rivals;
  auto edges_of_lists = [&](const std::string& lists) {
    return fmt::format(
        "SELECT k, CASE WHEN k = 1 THEN -1 ELSE l[k - 1] END AS a, l[k] AS b, count(*) FROM ({}), range(1, {}) AS t(k) "
        "WHERE l[k] IS NOT NULL GROUP BY ALL",
        lists, depth + 1);
  };
  rivals.push_back({Engine::duckdb, fmt::format("min_by(type, ts, {})", depth), true,
                    edges_of_lists(fmt::format("SELECT min_by(type, ts, {}) AS l FROM ev GROUP BY customer", depth))});
  rivals.push_back(
      {Engine::duckdb, "row_number() over (partition by customer order by ts)", true,
       fmt::format("SELECT n, coalesce(p, -1), type, count(*) FROM (SELECT type, row_number() OVER w AS n, "
                   "lag(type::INTEGER) OVER w AS p FROM ev WINDOW w AS ({}) QUALIFY n <= {}) GROUP BY ALL",
                   by_customer, depth)});
  // The first event of a customer is where the customer before is another; the next four stand behind it.
  std::string next, same, each;
  for (int k = 1; k < depth; ++k) {
    next += fmt::format(", lead(type, {0}) OVER () AS t{0}, lead(customer, {0}) OVER () AS c{0}", k);
    same += fmt::format(", CASE WHEN c{0} = customer THEN t{0} END", k);
  }
  rivals.push_back(
      {Engine::duckdb, "lead() over () behind each customer's first row, streaming", false,
       edges_of_lists(fmt::format("SELECT [type{}] AS l FROM (SELECT customer, type, lag(customer) OVER () AS before{} "
                                  "FROM ev) WHERE before IS DISTINCT FROM customer",
                                  same, next))});
  return rivals;
}

/// Week number, from the Monday before 2026-01-01.
constexpr const char* duckdb_week = "((ts + 259200000) // 604800000)";
constexpr const char* chdb_week = "intDiv(ts + 259200000, 604800000)";

std::vector<Rival> duckdb_retention() {
  return {
      {Engine::duckdb, "bit_or of weeks", true,
       fmt::format("SELECT w, v - w, sum(n) FROM (SELECT mask, count(*) AS n FROM (SELECT bit_or(1 << {}::INTEGER) AS "
                   "mask FROM ev GROUP BY customer) GROUP BY mask), range(0, 16) AS x(w), range(0, 16) AS y(v) "
                   "WHERE v >= w AND (mask >> w::INTEGER) & 1 = 1 AND (mask >> v::INTEGER) & 1 = 1 GROUP BY ALL",
                   duckdb_week)},
      {Engine::duckdb, "distinct weeks joined with themselves", true,
       fmt::format(
           "WITH d AS (SELECT DISTINCT customer, {} AS w FROM ev) SELECT x.w, y.w - x.w, count(*) FROM d x JOIN "
           "d y ON x.customer = y.customer AND y.w >= x.w GROUP BY ALL",
           duckdb_week)}};
}

// ClickHouse ------------------------------------------------------------------------------------------------------

std::vector<Rival> chdb_pairs(const std::string& where, const std::string& condition, const std::string& measure) {
  std::vector<Rival> rivals;
  auto from = events(where);
  auto add = [&](const char* name, bool safe, const std::string& pairs, const std::string& settings) {
    rivals.push_back({Engine::chdb, name, safe,
                      fmt::format("SELECT a, b, count(), {} FROM ({}) WHERE true {} GROUP BY a, b{}", measure, pairs,
                                  condition, settings)});
  };
  add("lagInFrame() over (partition by customer order by ts)", true,
      fmt::format("SELECT lagInFrame(type, 1, 255) OVER w AS a, type AS b, ts - lagInFrame(ts) OVER w AS gap FROM {} "
                  "WINDOW w AS ({} ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)",
                  from, by_customer),
      "");
  rivals.back().sql = fmt::format("SELECT * FROM ({}) WHERE a != 255", rivals.back().sql);
  add("arraySort(groupArray((ts, type)))", true,
      "SELECT tupleElement(x, 2) AS a, tupleElement(y, 2) AS b, tupleElement(y, 1) - tupleElement(x, 1) AS gap FROM "
      "(SELECT arraySort(groupArray((ts, type))) AS l FROM " +
          from + " GROUP BY customer) ARRAY JOIN arrayPopBack(l) AS x, arrayPopFront(l) AS y",
      "");
  add("groupArray() in the order of the table", false,
      "SELECT a, b, gap FROM (SELECT groupArray(type) AS t, groupArray(ts) AS s FROM " + from +
          " GROUP BY customer) ARRAY JOIN arrayPopBack(t) AS a, arrayPopFront(t) AS b, "
          "arrayPopFront(arrayDifference(s)) AS gap",
      in_order);
  return rivals;
}

std::vector<Rival> chdb_funnel(const FunnelSql& funnel) {
  std::string steps, counts;
  for (std::size_t i = 0; i < funnel.steps.size(); ++i) {
    steps += fmt::format(", type = {}", funnel.steps[i]);
    counts += fmt::format("{}countIf(level >= {})", i == 0 ? "" : ", ", i + 1);
  }
  std::vector<Rival> rivals;
  auto add = [&](const char* name, bool only_steps, const char* settings) {
    std::string where;
    if (only_steps) where = fmt::format(" WHERE type IN ({})", listed(funnel.steps));
    if (!funnel.where.empty()) where += (where.empty() ? " WHERE " : " AND ") + funnel.where;
    auto device = fmt::format(", argMinIf(device, ts, type IN ({})) AS d", listed(funnel.steps));
    rivals.push_back(
        {Engine::chdb, name, true,
         fmt::format("SELECT {}{} FROM (SELECT customer{}, windowFunnel({})(ts{}) AS level FROM ev{} GROUP BY customer)"
                     "{}{}",
                     funnel.by_device ? "transform(d, ['phone', 'tablet', 'desktop'], [0, 1, 2], 9) AS g, " : "",
                     counts, funnel.by_device ? device : "", funnel.window_ms, steps, where,
                     funnel.by_device ? " GROUP BY g" : "", settings)});
  };
  // windowFunnel sorts the events of a customer itself, so all of these are right in any order.
  add("windowFunnel, steps only, aggregation in order", true, in_order);
  add("windowFunnel, steps only", true, "");
  if (!funnel.by_device) add("windowFunnel over all events", false, "");
  return rivals;
}

std::vector<Rival> chdb_paths(int depth) {
  std::vector<Rival> rivals;
  auto add = [&](std::string name, bool safe, const std::string& lists, const char* settings) {
    rivals.push_back({Engine::chdb, std::move(name), safe,
                      fmt::format("SELECT k, a, b, count() FROM (SELECT arrayMap(x -> toInt16(x), ({})) AS l FROM {}) "
                                  "ARRAY JOIN arrayEnumerate(l) AS k, arrayPushFront(arrayPopBack(l), -1) AS a, l AS b "
                                  "GROUP BY k, a, b{}",
                                  "t", lists, settings)});
  };
  add(fmt::format("groupArray({}) in the order of the table", depth), false,
      fmt::format("(SELECT groupArray({})(type) AS t FROM ev GROUP BY customer)", depth), in_order);
  add(fmt::format("arraySort(groupArray((ts, type))), first {}", depth), true,
      fmt::format(
          "(SELECT arrayMap(p -> tupleElement(p, 2), arraySlice(arraySort(groupArray((ts, type))), 1, {})) AS t "
          "FROM ev GROUP BY customer)",
          depth),
      "");
  add(fmt::format("order by customer, ts limit {} by customer", depth), true,
      fmt::format("(SELECT arrayMap(p -> tupleElement(p, 2), arraySort(groupArray((ts, type)))) AS t FROM (SELECT "
                  "customer, ts, type FROM ev ORDER BY customer, ts LIMIT {} BY customer) GROUP BY customer)",
                  depth),
      "");
  return rivals;
}

std::vector<Rival> chdb_retention() {
  auto pairs = [](const std::string& masks, const char* settings) {
    return fmt::format(
        "SELECT w, v - w AS lag, sum(n) FROM (SELECT mask, count() AS n FROM ({}) GROUP BY mask) ARRAY JOIN range(16) "
        "AS w ARRAY JOIN range(16) AS v WHERE v >= w AND bitTest(mask, w) AND bitTest(mask, v) GROUP BY w, lag{}",
        masks, settings);
  };
  auto masks =
      fmt::format("SELECT groupBitOr(bitShiftLeft(toUInt16(1), {})) AS mask FROM ev GROUP BY customer", chdb_week);
  return {{Engine::chdb, "groupBitOr of weeks, aggregation in order", true, pairs(masks, in_order)},
          {Engine::chdb, "groupBitOr of weeks", true, pairs(masks, "")},
          {Engine::chdb, "groupUniqArray of weeks", true,
           fmt::format("SELECT w, v - w AS lag, count() FROM (SELECT groupUniqArray(toUInt8({})) AS l FROM ev GROUP BY "
                       "customer) ARRAY JOIN l AS w ARRAY JOIN l AS v WHERE v >= w GROUP BY w, lag",
                       chdb_week)}};
}

std::vector<Rival> both(std::vector<Rival> rivals, std::vector<Rival> more) {
  rivals.insert(rivals.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  return rivals;
}

}  // namespace

std::vector<Rival> transition_rivals(const std::string& where, long long most_gap_ms) {
  auto condition = most_gap_ms > 0 ? fmt::format("AND gap <= {}", most_gap_ms) : std::string();
  return both(duckdb_pairs(where, condition, "sum(gap)"), chdb_pairs(where, condition, "sum(gap)"));
}

std::vector<Rival> median_rivals() {
  return both(duckdb_pairs("", "", "median(gap)"), chdb_pairs("", "", "quantileExactInclusive(0.5)(gap)"));
}

std::vector<Rival> funnel_rivals(const FunnelSql& funnel) {
  // Customers ascend in the table: with the customer in the high bits a running maximum over the whole table forgets
  // the customer before by itself, because their keys lie further apart than any window.
  return both(
      {{Engine::duckdb, "nested running max over (partition by customer order by ts)", true,
        duckdb_funnel(funnel, "ts", "PARTITION BY customer ORDER BY k ROWS UNBOUNDED PRECEDING")},
       {Engine::duckdb, "nested running max over (), streaming", false,
        duckdb_funnel(funnel, "(customer::BIGINT << 34) + ts", "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW")}},
      chdb_funnel(funnel));
}

std::vector<Rival> path_rivals(int depth) { return both(duckdb_paths(depth), chdb_paths(depth)); }
std::vector<Rival> retention_rivals() { return both(duckdb_retention(), chdb_retention()); }

}  // namespace cairn::bench
