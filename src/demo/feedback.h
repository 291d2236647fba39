// What customers write: sentences from a grammar in simplified Chinese, traditional Chinese (as written in Hong Kong)
// and English. One text is about one theme and sounds like its stars; all of it is made up.
//
//   text  ─▶ [opening] core(theme, liked or not) [closing]
#pragma once

#include <cstdint>
#include <string>

#include "base/random.h"

namespace cairn::demo {

enum class Tongue : std::uint8_t { zh_hans, zh_hant, en };
enum class Theme : std::uint8_t { size, comfort, wait, staff, delivery, checkout, support };

/// Stars from 1 to 5; three is a text with both sides.
std::string feedback(Random& random, Tongue tongue, Theme theme, int stars);

}  // namespace cairn::demo
