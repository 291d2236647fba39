// A server message of WeChat as JSON: what is inside the root element, an element that comes again a list, text as
// text. A mini-program that is set to JSON sends the same fields as JSON.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

namespace cairn::collect {

/// Nothing of the message is trusted yet: document types and entities of its own, deep nesting, thousands of elements
/// and long names are refused.
Result<Json> wechat_message(std::string_view body);

/// A field as text; empty where it is missing or no plain value.
std::string wechat_text(const Json& message, const char* field);

/// As the content of an element: CDATA whose end cannot be written from inside, without what XML does not allow.
std::string as_cdata(std::string_view text);

}  // namespace cairn::collect
