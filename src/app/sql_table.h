// `cairn sql`: one SELECT over the view of events, as a table document.
#pragma once

#include "base/json.h"
#include "store/history.h"

namespace cairn::app {

/// {"columns":[{"name","type"}],"rows":[[…]]}; types: integer, number, text (times and everything else as text).
/// The file system is closed but for the workspace's history; what is no SELECT is refused.
Result<Json> sql_table(const store::History& history, const std::string& statement);

}  // namespace cairn::app
