// The schemas of schema/, compiled into the program (CMakeLists.txt makes schemas.cc from the files).
#pragma once

namespace cairn::journey {

extern const char* const question_schema_text;
extern const char* const answer_schema_text;

}  // namespace cairn::journey
