// --start, --depth, --around, --clean …: what the kinds paths and step_matrix add to a question.
#pragma once

#include <string>
#include <vector>

#include "cli/command.h"

namespace cairn::cli {

struct PathOptions {
  std::string around, item, repeats, compare_by, a, b;
  std::vector<std::string> clean, wildcards, exclude;
  long depth = -1, before = -1, after = -1;
  void add_to(CLI::App& command);
  /// Puts them into the question. Its --start and --end are those of the paths, unless cases are episodes: then they
  /// are the episode's, and `cases` keeps them.
  Result<void> apply(Json& question, CaseOptions& cases) const;
};

}  // namespace cairn::cli
