// The elements of a journey document as people edit them: each has a key that stays, whatever becomes of its place.
//
//   ["touchpoints", "tp_pay", "label"]     a field of an element, by its id
//   ["links", "tp_see>tp_pay"]             a link is named by its ends
//   ["lanes", "note"]                      a lane by its id, or by what it shows
//   ["goal", "purpose"], ["title"]         what is in no list
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace cairn::map {

using Path = std::vector<std::string>;

inline constexpr std::array<std::string_view, 15> element_lists{
    "personas", "channels",      "stages", "touchpoints", "links",    "milestones", "decisions", "pains",
    "gains",    "opportunities", "lanes",  "resources",   "evidence", "owners",     "markers"};
bool is_element_list(std::string_view name);

/// Empty: it has none, so the list can only be changed as a whole.
std::string key_of(std::string_view list, const Json& element);
/// Each element has a key of its own; also true of a list that is not there.
bool has_keys(std::string_view list, const Json& elements);
/// The position of a key; nullopt: none has it.
std::optional<std::size_t> position_of(std::string_view list, const Json& elements, std::string_view key);

/// What stands at a path; null: nothing.
const Json& value_at(const Json& document, std::span<const std::string> path);

/// Equal as documents: whatever the order of keys, and a field that is null is one that is missing.
bool same(const Json& a, const Json& b);

/// {"zh-Hans","zh-Hant","en"}, or some of them.
bool is_label(const Json& value);

/// The keys of stages or touchpoints as they follow one another on the map: by `order`, else by place.
std::vector<std::string> keys_in_order(std::string_view list, const Json& document);
/// Which elements of a list were moved on the map, rather than made room: as few as explain it.
std::vector<std::string> moved_in(std::string_view list, const Json& from, const Json& to);
/// Which of the keys that both have stand elsewhere among the others; as few as explain it. In the order of `to`.
std::vector<std::string> moved(std::span<const std::string> from, std::span<const std::string> to);

}  // namespace cairn::map
