// What the two forms of the predicate language, documents and text, share. For this folder only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "event/predicate.h"

namespace cairn {

inline constexpr int max_predicate_depth = 32;
inline constexpr std::size_t max_sequence_steps = 32;

/// By its symbol; "==" is "=".
std::optional<Comparator> comparator_of(std::string_view text);
Literal literal_of(std::string text);
/// A text that may also be the bare name of an event, as inside the predicates of a case.
Result<EventPredicate> parse_event_or_name(std::string_view text);

}  // namespace cairn
