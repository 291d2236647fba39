// Recognises what the columns of a file mean: by their names (English and Chinese), checked against their content.
//
//   name says customer? ──▶ candidates, surest first ──▶ the first whose content agrees ──▶ guess, with why in words
//
// What the user says goes first and is not doubted. What is needed and not recognised is an Error that lists the
// columns with examples and names the option to use. A wrong guess about money or identity costs more than none: prices
// of one piece are not taken for amounts, and no column becomes the customer by content alone.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "collect/mapping.h"
#include "collect/sample.h"

namespace cairn::collect {

struct Guess {
  Role role = Role::customer;
  std::string column;  ///< empty: none, or the same for every row
  std::string value;   ///< the same for every row: an event name, a currency
  std::string why;
  bool by_option = false;
};

struct Recognition {
  Mapping mapping;
  std::vector<Guess> guesses;            ///< one for each role that was found, in the order of Role
  bool members = false;                  ///< a list of members, one a row
  std::vector<std::string> suggestions;  ///< what the user may want to look at: "other times: shipped_at; use --time"
};

/// `name` is the file, for errors.
Result<Recognition> recognise(const Sample& sample, const MappingOptions& options, const std::string& name);

/// The type of a column with these cells; nullopt when there is none to judge by.
std::optional<PropertyType> judge_type(const std::vector<Cell>& cells, const TimeZone& zone);

}  // namespace cairn::collect
