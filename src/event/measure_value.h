// One value out of many, added in the order of the events.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "event/predicate.h"

namespace cairn {

/// Of numbers; the others are of values as they are shown.
constexpr bool is_numeric(Measure::Aggregate aggregate) {
  using enum Measure::Aggregate;
  return aggregate == sum || aggregate == average || aggregate == min || aggregate == max;
}

class MeasureValue {
 public:
  explicit MeasureValue(Measure::Aggregate aggregate) : aggregate_(aggregate) {}
  void add_event() { ++count_; }
  void add(double number);          ///< NaN: missing
  void add(std::string_view text);  ///< no data(): missing
  /// nullopt: missing.
  std::optional<Literal> result() const;

 private:
  struct Seen {
    std::uint64_t times = 0, last = 0;
  };
  std::optional<std::string_view> most_frequent() const;

  Measure::Aggregate aggregate_;
  std::uint64_t count_ = 0;
  double number_ = 0;
  std::string text_;
  std::map<std::string, Seen, std::less<>> values_;  ///< of distinct and most_frequent
};

}  // namespace cairn
