// What a funnel asks for, read from its question.
//
//   "steps": ["seen", {"any":["cart","wish list"]}, {"step":"help","optional":true},
//   {"event":"paid","first_time":true}]
//
//   step          an element: a name or a predicate; {"any":[…]}: one of several
//   optional      a case may leave it out; the first step cannot be optional
//   first_time    only the customer's first such event ever, also before the period, of those that `where` lets pass
//   order         ordered: other events may come between; strict: none may; unordered: the steps in any order
//   exclusions    {"event":"refund","from":1,"to":3}: not between step 1 and step 3 of one attempt (steps from 1)
//   attribution   which value of `by` a case has: first, last, {"step":k}, all
//   convert       the time from one step to another, with bins
//   correlate     what goes with conversion
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "journey/element.h"

namespace cairn::journey {

enum class FunnelOrder { ordered, strict, unordered };
enum class Attribution { first, last, step, all };

struct ConvertSpec {
  int from = 1, to = 1;  ///< steps, from 1
  std::optional<std::uint64_t> bins;
};

struct CorrelateSpec {
  bool events = true;
  std::vector<std::string> properties;
};

struct FunnelSpec {
  static constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();
  Elements steps;
  FunnelOrder order = FunnelOrder::ordered;
  Matches optional = 0, first_time = 0;  ///< bit k-1: step k is
  std::int64_t window_ms = unlimited;
  std::optional<Elements> exclusions;
  std::vector<Matches> barred;  ///< per exclusion: bit k-1 where it spoils an attempt that has come to step k
  Attribution attribution = Attribution::first;
  int attribution_step = 0;  ///< from 1
  std::optional<ConvertSpec> convert;
  std::optional<CorrelateSpec> correlate;

  int count() const { return static_cast<int>(steps.size()); }
  bool is_optional(int step) const { return optional >> (step - 1) & 1; }
  /// Who takes it has converted: the last step that is not optional.
  int goal() const;
  /// The step before `step` that is not optional; 1 for step 1.
  int required_before(int step) const;
  /// One case may have several values of `by`.
  bool many_groups() const { return attribution == Attribution::step || attribution == Attribution::all; }
  /// Row names: of the steps, or "completed k steps" where the order is free.
  std::string row_name(int step) const;

  static Result<FunnelSpec> make(const Asked& asked);
};

/// The elements that make a step of a funnel, without its flags; for whoever checks or shows a step.
AnyOf elements_of_step(const Json& step, const std::string& where);
/// The element of an exclusion: its fields without the range.
Json element_of_exclusion(const Json& exclusion);

}  // namespace cairn::journey
