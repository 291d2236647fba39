// What differs between two documents of a journey, for people: one sentence a change, in three languages.
//
//   Touchpoint “Pay” renamed to “Check out”        触点“支付”改名为“结账”        接觸點「支付」改名為「結帳」
//   Touchpoint “Pay”, channel: “Website” → “App”   触点“支付”的渠道：“网站” → “App”
#pragma once

#include <string>
#include <vector>

#include "base/language.h"
#include "map/elements.h"

namespace cairn::map {

struct Difference {
  Path path;         ///< as in map/edit.h
  std::string kind;  ///< added, removed, changed, moved
  Label text;
  Json from, to;  ///< null: nothing was there; of something moved what it stood behind, and stands behind now
};

/// Elements by list, and what is in no list before them. What only made room for another is left out, and so is what
/// the library writes itself (the number of the version).
std::vector<Difference> differences(const Json& from, const Json& to);

Json to_json(const std::vector<Difference>& differences);

/// What a list holds, one of it: "Touchpoint".
const Label& word_of_list(std::string_view list);
/// What a field is called: "channel"; a field that is not known by its own name.
Label word_of_field(std::string_view field);
/// What an element is called: its label, its text, its ends.
Label name_of_element(std::string_view list, const Json& element, const Json& document);

}  // namespace cairn::map
