// What type a value has, judged by how it is written. Only what can be given back as it was is a number: "007" and "+1"
// are text, and so are digits that a 64-bit integer or a double would not keep.
//
//   boolean   true false (also True, TRUE …)
//   integer   0, -12, 345: canonical, within 64 bits
//   real      a number as JSON writes it: 1.5, -0.25, 1e6, and integers up to 2^53
//   time      a day with a time of day; a day alone stays text, because midnight would be a guess
//   text      everything else
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/time.h"
#include "collect/records.h"
#include "event/event.h"

namespace cairn::collect {

std::optional<bool> as_boolean(std::string_view text);
std::optional<std::int64_t> as_integer(std::string_view text);
std::optional<double> as_real(std::string_view text);
std::optional<Time> as_time(std::string_view text, const TimeZone& zone);

/// True when the cell can be kept as this type without losing anything. What the format says (JSON "5" is text) counts.
bool fits(const Cell& cell, PropertyType type, const TimeZone& zone);
/// The narrowest type that the cell fits.
PropertyType type_of(const Cell& cell, const TimeZone& zone);

}  // namespace cairn::collect
