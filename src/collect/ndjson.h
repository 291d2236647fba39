// JSON objects as records: one a line (NDJSON), or the elements of one array, or simply one after the other.
//
// Nested objects are flattened ({"a":{"b":1}} is column a.b); arrays stay JSON text. Numbers keep their digits as
// written, so that money is read without a double.
#pragma once

#include <memory>

#include "collect/encoding.h"
#include "collect/records.h"

namespace cairn::collect {

Result<std::unique_ptr<RecordSource>> open_ndjson(std::unique_ptr<TextBytes> text);

/// The end of the JSON object that starts at text[0] == '{', behind its closing brace; npos when the text ends before.
std::size_t end_of_object(std::string_view text);

}  // namespace cairn::collect
