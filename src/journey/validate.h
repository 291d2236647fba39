// Documents checked against schema/question.schema.json and schema/answer.schema.json.
#pragma once

#include "base/json.h"
#include "base/result.h"

namespace cairn::journey {

/// Errors name the field ("question.case.gap"), what was found and what was expected; unknown fields come with near
/// misses. Predicates are checked by their own language.
Result<void> validate_question(const Json& question);

/// For tests and for whoever keeps answers.
Result<void> validate_answer(const Json& answer);

}  // namespace cairn::journey
