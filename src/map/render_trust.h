// The words of what a map rests on (trust.h), and of the counts beside its stages (counts.h).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "map/observed.h"
#include "map/words.h"

namespace cairn::map {

/// Name and value, of what is known.
std::vector<std::pair<Word, std::string>> trust_facts(const Observed& observed, Language language);

/// "客流 计数 12,480"
std::string counted_text(const CountObserved& count, Language language);
/// "identified per counted: 3.2 %"; empty where nothing was counted.
std::string identified_text(const CountObserved& count, Language language);

}  // namespace cairn::map
