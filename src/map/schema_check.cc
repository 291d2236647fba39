#include "base/json_schema.h"
#include "map/document.h"

namespace cairn::map {

extern const char* const journey_schema;

std::vector<Fault> schema_faults(const Json& document) {
  static const JsonSchema schema(journey_schema);
  std::vector<Fault> faults;
  for (auto& each : schema.faults(document))
    faults.push_back({std::move(each.pointer), 0, 0, std::move(each.message), std::move(each.hint)});
  return faults;
}

}  // namespace cairn::map
