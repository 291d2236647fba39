// `cairn sql`: one SELECT over the view of events, as a table document.
#pragma once

#include <filesystem>

#include "base/json.h"
#include "store/history.h"

namespace cairn::app {

/// {"columns":[{"name","type"}],"rows":[[…]]}; types: integer, number, text (times and everything else as text).
/// The file system is closed but for the workspace's history; what is no SELECT is refused.
/// Reference tables that the statement names (stores, members, counts …) are there under their kind: key, name, facts.
Result<Json> sql_table(const store::History& history, const std::filesystem::path& workspace,
                       const std::string& statement);

}  // namespace cairn::app
