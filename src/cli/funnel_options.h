// The options of `cairn ask funnel` and the fields that they fill.
//
//   --order strict --exclude 'refund:1-2' --exclude help --optional 2 --first-time 1
//   --by channel --attribution last|first|all|2 --convert 1-3 --correlate --correlate-by channel,city
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace cairn::cli {

struct FunnelOptions {
  std::string order, attribution, convert;
  std::vector<std::string> exclude, correlate_by;
  std::vector<int> optional, first_time;  ///< steps, from 1
  bool correlate = false;

  void add_to(CLI::App& command);
  Result<void> apply(Json& question) const;
};

}  // namespace cairn::cli
