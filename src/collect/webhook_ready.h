// Mappings to begin with (webhooks/*.json), compiled in, each with a body that it is tried on
// (examples/webhooks/*.json).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace cairn::collect {

struct ReadyMapping {
  std::string_view name;     ///< "ticket"
  std::string_view text;     ///< the document
  std::string_view example;  ///< a body; simulated
};
const std::vector<ReadyMapping>& ready_mappings();

/// The ready mapping of that name, or the file; the error names those that there are.
Result<Json> webhook_mapping_document(const std::string& name_or_file);

}  // namespace cairn::collect
