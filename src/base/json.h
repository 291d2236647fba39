// JSON documents: parsing with a place for every fault, and finding the place of a value again.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace cairn {

/// Keys keep the order in which they were written, so that a document that is read and saved stays readable.
using Json = nlohmann::ordered_json;

/// Line and column (from 1, columns in characters) of a byte offset.
struct TextPlace {
  int line = 1;
  int column = 1;
};
TextPlace place_of(std::string_view text, std::size_t offset);

/// How deep documents may be nested, so that whoever walks one may recurse.
inline constexpr int max_json_depth = 200;

/// Parses a JSON document named `name` ("map.json"). The error names name:line:column and what was expected.
Result<Json> parse_json(std::string_view text, const std::string& name);

/// Reads and parses a JSON file; "-" is standard input.
Result<Json> read_json(const std::string& path);

/// Where the value at a JSON pointer ("/stages/0/label") starts in valid JSON text; the nearest existing parent
/// where the pointer leads nowhere.
TextPlace locate(std::string_view text, const std::string& pointer);

}  // namespace cairn
