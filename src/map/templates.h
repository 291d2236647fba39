// Journeys to begin with: whole documents (templates/*.json), compiled in, bound to the events of a demo so that each
// can be looked at with numbers before its bindings are changed to one's own.
#pragma once

#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/language.h"

namespace cairn::map {

struct Template {
  std::string_view name;  ///< "shoe-purchase"
  std::string_view demo;  ///< whose events it is bound to: the argument of `cairn demo`
  std::string_view text;  ///< the document
};
const std::vector<Template>& templates();

/// What it covers, in a line; the document's "x-template".
Label about(const Template& which);

/// The template of a name; the error names those that there are.
Result<Template> template_named(std::string_view name);

}  // namespace cairn::map
