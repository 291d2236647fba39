// A document against its JSON Schema (draft-07). valijson decides; the words come from the schema's own node at the
// place of the fault: what was found, what was expected, and the near miss of a field that does not exist.
//
//   JsonSchema schema(text);            once, as a static
//   schema.faults(document)             every fault with its place; empty: the document follows the schema
//
// Schemas that are meant for people avoid oneOf and anyOf (a fault inside one of them can only be named as a whole):
// "a text or an object" is written as "type": ["string", "object"].
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace cairn {

struct SchemaFault {
  std::string pointer;  ///< "/stages/0/label"
  std::string message;  ///< "'label' must be a text; found 5"
  std::string hint;
};

class JsonSchema {
 public:
  /// `text` is a valid schema; it is a bug when it is not.
  explicit JsonSchema(std::string_view text);
  ~JsonSchema();
  /// From any thread; ordered by place.
  std::vector<SchemaFault> faults(const Json& document) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A place for people: "/events/0/type" → "events[0].type"; "" → "the document".
std::string place_in_words(const std::string& pointer);

}  // namespace cairn
