#include "collect/webhook_ready.h"

#include <fmt/format.h>

#include "base/text.h"

namespace cairn::collect {

Result<Json> webhook_mapping_document(const std::string& name_or_file) {
  std::vector<std::string> known;
  for (const auto& each : ready_mappings()) {
    if (each.name == name_or_file) return parse_json(each.text, name_or_file);
    known.emplace_back(each.name);
  }
  auto document = read_json(name_or_file);
  bool a_name = name_or_file.find_first_of("./\\") == std::string::npos;
  if (!document && a_name && document.error().code != ErrorCode::invalid)
    return Error{ErrorCode::not_found, fmt::format("there is neither a file nor a ready mapping '{}'", name_or_file),
                 "mapping", suggest(name_or_file, known)};
  return document;
}

}  // namespace cairn::collect
