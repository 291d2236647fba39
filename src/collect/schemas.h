// The schemas of documents that sources are set up with, compiled in from schema/ by CMakeLists.txt.
#pragma once

namespace cairn::collect {
extern const char* const webhook_schema_text;
extern const char* const wechat_schema_text;
}  // namespace cairn::collect
