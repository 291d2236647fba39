// The columns of a joined index, put together of those of the raw one.
#pragma once

#include <memory>

#include "journey/column_cache.h"
#include "journey/index_columns.h"
#include "journey/joined_rows.h"

namespace cairn::journey {

/// `raw` must live as long as what is made. `cache` null: columns are kept as long as the index.
std::unique_ptr<EventSource> columns_of(EventSource& raw, std::shared_ptr<const Joined> joined,
                                        std::shared_ptr<ColumnCache> cache);

}  // namespace cairn::journey
