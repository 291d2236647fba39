// Who is joined, kept beside the index: so that a command need not find it out again from all events.
//
// Derived: of one state of the history and one set of rules, which the key names. A file that is missing, damaged or of
// another key is made anew.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "base/hash.h"
#include "journey/joined.h"

namespace cairn::app {

/// Of this key; nullopt: there is none. Null: nobody is joined.
std::optional<std::shared_ptr<const journey::Joins>> read_joins(const std::filesystem::path& file, const Hash128& key);
/// A folder that cannot be written is no fault. `joins` may be null.
void write_joins(const std::filesystem::path& file, const Hash128& key, const journey::Joins* joins);

}  // namespace cairn::app
