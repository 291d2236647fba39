// Columns that a map or a draft asks for by names that the data may not have.
#pragma once

#include <algorithm>
#include <memory>
#include <string>

#include "journey/index.h"

namespace cairn::map {

/// Null where there is none of that name.
inline Result<std::shared_ptr<const journey::Column>> column_if_any(
    const journey::Index& index, const journey::Bucket& bucket, const std::string& name,
    journey::ColumnForm form = journey::ColumnForm::codes) {
  std::shared_ptr<const journey::Column> none;
  auto known = index.columns().names();
  if (name.empty() || std::find(known.begin(), known.end(), name) == known.end()) return none;
  return index.columns().load(bucket.number, name, form);
}

}  // namespace cairn::map
