// The body of a webhook as JSON: JSON itself, or form fields.
#pragma once

#include <string_view>

#include "base/json.h"

namespace cairn::collect {

/// Form fields become an object: a name that comes again a list, "user[name]" a field of a field, "tags[]" an element
/// of a list, and a number where the text is one as JSON writes it (not "007" or "1.10").
Result<Json> webhook_body(std::string_view body);

struct JsonSize {
  std::size_t depth = 0;  ///< of objects and lists
  std::size_t keys = 0;   ///< of all objects
  bool nul = false;       ///< a text has a NUL in it, which nothing that keeps events can hold
};
JsonSize size_of(const Json& value);

}  // namespace cairn::collect
