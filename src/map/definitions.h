// What each number of a map means, in words that people read when they point at it. docs/measured.md says the same at
// more length; a test holds that every number of an answer has its words.
#pragma once

#include <span>

#include "base/language.h"

namespace cairn::map {

struct Definition {
  const char* name;  ///< "stage.conversion": where it stands in the answer, and its field there
  Label text;
};
std::span<const Definition> definitions();

}  // namespace cairn::map
