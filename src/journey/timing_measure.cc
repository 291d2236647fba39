#include "journey/timing_measure.h"

#include <fmt/format.h>

namespace cairn::journey {

Result<TimingSpec> TimingSpec::of(const Asked& asked) {
  const Json& question = asked.question;
  TimingSpec spec;
  spec.each = question.value("mode", "first") == "each";
  if (question.contains("window")) {
    CAIRN_TRY(auto window, parse_duration(question["window"].get<std::string>(), "question.window"));
    if (window.ms < 0) return Error{ErrorCode::invalid, "a window cannot be negative", "question.window", ""};
    spec.window_ms = window.ms;
  }
  if (question.contains("from") != question.contains("to")) {
    const char* missing = question.contains("from") ? "to" : "from";
    return Error{ErrorCode::invalid,
                 fmt::format("timing needs both 'from' and 'to', or neither; '{}' is missing", missing),
                 fmt::format("question.{}", missing), "without both, the durations of cases are measured"};
  }
  if (question.contains("from")) {
    CAIRN_TRY(auto ends, Elements::make(asked, {{question["from"], "question.from"}, {question["to"], "question.to"}}));
    spec.ends = std::move(ends);
  }
  return spec;
}

}  // namespace cairn::journey
