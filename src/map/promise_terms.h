// What the words of a promise say.
//
//   "30天内任意门店退换"     ──▶  30 days · any-store · about returns · "Return or exchange in any shop within 30 days"
//   "终身保修"               ──▶  none of it: the text stays as it is in every language
#pragma once

#include <optional>
#include <string>

#include "base/language.h"
#include "event/predicate.h"

namespace cairn::map {

struct Terms {
  std::optional<Duration> deadline;
  std::string scope;     ///< any-store, same-store; may be empty
  bool returns = false;  ///< about giving back or exchanging
  Label label;           ///< the text as it is; in the other languages in words only where every word is understood
};
Terms read_terms(const std::string& text);

}  // namespace cairn::map
