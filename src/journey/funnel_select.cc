// The cases behind the numbers of a funnel.
//
//   {"step":2}  {"step":2,"state":"dropped"|"in_progress"}      a row of the table
//   {"state":"excluded"}                                        the total
//   {"longer_than":…,"shorter_than":…}                          the times of "convert"
//   {"event":"x"} {"property":"p","value":"v"}, "state":"converted"|"failed"     a row of "correlate"
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "journey/breakdown.h"
#include "journey/funnel_correlate.h"
#include "journey/time_limits.h"

namespace cairn::journey {
namespace {

Error wrong(const std::string& where, std::string message, std::string hint = "") {
  return {ErrorCode::invalid, std::move(message), where, std::move(hint)};
}

/// One view's cases with what is needed to judge them.
struct Judged {
  FunnelCases cases;
  std::optional<CorrelationCount> correlation;
};

/// Whether a case counts by one of its outcomes.
using Judge = std::function<bool(Judged&, std::size_t c, const FunnelOutcome&)>;

Result<Judge> by_step(const FunnelSpec& spec, const Json& at) {
  auto state = at.value("state", "reached");
  if (state == "excluded")
    return Judge([](Judged&, std::size_t, const FunnelOutcome& outcome) { return outcome.excluded; });
  if (!at.contains("step"))
    return wrong("question.at.step", "'at' of a funnel needs 'step'", R"(for example {"step":2,"state":"dropped"})");
  int step = at["step"].get<int>();
  if (step < 1 || step > spec.count())
    return wrong("question.at.step", fmt::format("step {} is not there; expected 1 to {}", step, spec.count()));
  if (state == "reached") {
    bool optional = spec.is_optional(step);
    return Judge([step, optional](Judged&, std::size_t, const FunnelOutcome& outcome) {
      return !outcome.excluded && (optional ? outcome.took(step) : outcome.reached >= step);
    });
  }
  if (state != "dropped" && state != "in_progress")
    return wrong("question.at.state", fmt::format("'{}' belongs to a row of \"correlate\"", state),
                 "use reached, dropped or in_progress with 'step'");
  bool open = state == "in_progress";
  return Judge([step, open](Judged& judged, std::size_t c, const FunnelOutcome& outcome) {
    return !outcome.excluded && outcome.reached == step && !judged.cases.converted(outcome) &&
           judged.cases.in_progress(c, outcome) == open;
  });
}

Result<Judge> by_time(const FunnelSpec& spec, const Json& at) {
  if (!spec.convert)
    return wrong("question.at", "'longer_than' and 'shorter_than' choose by the times of 'convert', which is not asked",
                 R"(add "convert":{"from":1,"to":2} to the question)");
  CAIRN_TRY(auto limits, TimeLimits::of(at));
  auto convert = *spec.convert;
  return Judge([convert, limits](Judged&, std::size_t, const FunnelOutcome& outcome) {
    if (outcome.excluded || !outcome.took(convert.from) || !outcome.took(convert.to)) return false;
    return limits.hold(static_cast<double>(outcome.time(convert.to) - outcome.time(convert.from)));
  });
}

Result<Judge> by_correlation(const Asked& asked, const FunnelSpec& spec, const Json& at) {
  if (!spec.correlate)
    return wrong("question.at", "'event' and 'property' choose a row of \"correlate\", which is not asked",
                 R"(add "correlate":true to the question)");
  auto state = at.value("state", "");
  if (state != "converted" && state != "failed")
    return wrong("question.at.state", "a row of \"correlate\" counts two sides; 'state' says which",
                 R"(use "converted" or "failed")");
  std::size_t symbol = 0, property = 0;
  auto value = at.value("value", "");
  const auto& symbols = asked.plan.symbols();
  if (at.contains("event")) {
    auto name = at["event"].get<std::string>();
    symbol = static_cast<std::size_t>(std::find(symbols.begin(), symbols.end(), name) - symbols.begin());
    if (symbol == symbols.size())
      return Error{ErrorCode::not_found, fmt::format("no event is named '{}'", name), "question.at.event",
                   suggest(name, symbols)};
  } else {
    const auto& asked_for = spec.correlate->properties;
    auto name = at["property"].get<std::string>();
    property = static_cast<std::size_t>(std::find(asked_for.begin(), asked_for.end(), name) - asked_for.begin());
    if (property == asked_for.size())
      return Error{ErrorCode::not_found, fmt::format("'correlate' does not look at '{}'", name), "question.at.property",
                   suggest(name, asked_for)};
    if (!at.contains("value")) return wrong("question.at.value", "'property' needs the 'value' of the row");
  }
  bool event = at.contains("event"), wanted = state == "converted";
  return Judge([=](Judged& judged, std::size_t c, const FunnelOutcome& outcome) {
    if (outcome.excluded || outcome.reached == 0 || judged.cases.converted(outcome) != wanted) return false;
    return event ? judged.correlation->has_event(c, outcome, wanted, symbol)
                 : judged.correlation->has_value(c, outcome, wanted, property, value);
  });
}

}  // namespace

Result<Selector> select_funnel(const Asked& asked, const Json& at) {
  CAIRN_TRY(auto made, FunnelSpec::make(asked));
  auto spec = std::make_shared<const FunnelSpec>(std::move(made));
  bool time = at.contains("longer_than") || at.contains("shorter_than");
  bool correlation = at.contains("event") || at.contains("property");
  CAIRN_TRY(auto judge, correlation ? by_correlation(asked, *spec, at)
                        : time      ? by_time(*spec, at)
                                    : by_step(*spec, at));
  CAIRN_TRY(auto choice, GroupChoice::make(asked, at));
  return Selector([&asked, spec, judge, choice](const CaseView& view) -> Result<CaseCount> {
    CAIRN_TRY(auto cases, FunnelCases::make(asked, *spec, view));
    auto judged = std::make_shared<Judged>(Judged{std::move(cases), std::nullopt});
    if (spec->correlate) {
      CAIRN_TRY(auto count, CorrelationCount::make(asked, *spec, view, judged->cases.rows()));
      judged->correlation.emplace(std::move(count));
    }
    auto allowed = choice.allowed(asked);
    return CaseCount([spec, judge, judged, allowed](std::size_t c) {
      std::uint64_t count = 0;
      judged->cases.of_case(c, [&](std::uint32_t group, const FunnelOutcome& outcome) {
        count += (group >= allowed.size() || allowed[group]) && judge(*judged, c, outcome);
      });
      return count;
    });
  });
}

}  // namespace cairn::journey
