// The same questions in the SQL of other engines. Some statements rely on the physical order of the table (they are
// wrong on any other order, and nothing in SQL promises it); they are told apart, and are mostly the harder rivals.
//
// Table `ev` of both, sorted by customer and ts, at most one event of a customer at one instant:
//   customer   u32
//   type       u8                  0 .. types - 1
//   ts         64-bit              milliseconds since the start of 2026-01-01, a Thursday
//   device     ENUM / LowCardinality
//   price      DOUBLE, may be NULL
#pragma once

#include <string>
#include <vector>

namespace cairn::bench {

enum class Engine { duckdb, chdb };

struct Rival {
  Engine engine = Engine::duckdb;
  std::string name;
  bool order_safe = false;  ///< right whatever the order of the rows in the table
  std::string sql;
};

struct FunnelSql {
  std::vector<int> steps;
  long long window_ms = 0;
  std::string where;       ///< condition on events; empty: all
  bool by_device = false;  ///< a column more: groups by the first device among the events that are a step
};

/// (from, to, count, sum of gaps in ms) of pairs of a customer, within `most_gap_ms` where that is not 0.
std::vector<Rival> transition_rivals(const std::string& where, long long most_gap_ms);
/// (from, to, count, median gap in ms)
std::vector<Rival> median_rivals();
/// One row: customers that reached step 1, 2, …; a row a device where asked.
std::vector<Rival> funnel_rivals(const FunnelSql& funnel);
/// (step, from, to, count) of the first `depth` events of each customer; from is -1 at the first step.
std::vector<Rival> path_rivals(int depth);
/// (week, lag, customers) of customers active in both weeks; week 0 is that of 2025-12-29.
std::vector<Rival> retention_rivals();

}  // namespace cairn::bench
