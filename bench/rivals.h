// The same questions in DuckDB's SQL. Some statements rely on the physical order of the table (they are wrong on any
// other order, and nothing in SQL promises it); they are told apart, and are the harder rivals.
#pragma once

#include <string>
#include <vector>

namespace cairn::bench {

struct Rival {
  std::string name;
  bool order_safe;  ///< right whatever the order of the rows in the table
  std::string sql;
};

/// Table `ev`: customer UINTEGER, type UTINYINT, ts BIGINT (ms), sorted by customer and ts.
/// Transitions give (from, to, count, sum of gaps in ms).
std::vector<Rival> transition_rivals();
/// With the median gap in ms as the last column.
std::vector<Rival> median_rivals();
/// One row: customers that reached step 1, 2, 3, 4.
std::vector<Rival> funnel_rivals(const std::vector<int>& steps, long long window_ms);

}  // namespace cairn::bench
