#include "map/templates.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace cairn::map {

Label about(const Template& which) { return Label::from(Json::parse(which.text)["x-template"]); }

Result<Template> template_named(std::string_view name) {
  std::vector<std::string> known;
  for (const Template& each : templates()) {
    if (each.name == name) return each;
    known.emplace_back(each.name);
  }
  return Error{ErrorCode::usage, fmt::format("there is no template '{}'", name), "template", suggest(name, known)};
}

}  // namespace cairn::map
