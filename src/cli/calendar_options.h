// --return, --interval, --anchor …: what the kinds retention and lifecycle add to a question.
#pragma once

#include <string>

#include "cli/command.h"

namespace cairn::cli {

struct CalendarOptions {
  std::string returned, interval, week_start, anchor;
  long lags = -1, occurrences = -1;
  bool unbounded = false;
  void add_to(CLI::App& command);
  /// Puts them into the question. --start is that of the cohorts, unless cases are episodes: then `cases` keeps it.
  void apply(Json& question, CaseOptions& cases) const;
};

}  // namespace cairn::cli
