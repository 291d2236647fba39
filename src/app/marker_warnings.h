// What is asked of a change marker, and what might make a difference, or make it look like one.
#pragma once

#include "app/calendar.h"
#include "map/marker_effect.h"

namespace cairn::app {

/// A marker and what is asked of it.
struct AskedMarker {
  std::string id;
  Json marker, measure, untouched;
  map::MarkerMeasure what = map::MarkerMeasure::conversion;
  Day day = 0, days = 0;
  bool randomised = false;
  /// Chance said who got the change, and it is known who did not.
  bool is_experiment() const { return randomised && !untouched.is_null(); }
  /// What the request leaves out is the marker's own.
  static Result<AskedMarker> read(const Json& markers, const Json& request);
};

/// In three languages each, for people.
class MarkerWarnings {
 public:
  explicit MarkerWarnings(const AskedMarker& asked) : asked_(asked) {}
  Json list = Json::array();

  void few(std::uint64_t before, std::uint64_t after);
  /// Campaigns and holidays that lie in the windows.
  void campaigns(const TradingCalendar& calendar);
  Result<void> others(const Json& markers);
  /// Complete are the data from the first to the last day.
  void incomplete(Day first, Day last);
  void without_control();

 private:
  Day begin() const { return asked_.day - asked_.days; }
  Day end() const { return asked_.day + asked_.days; }
  void add(const Label& words) { list.push_back(words.json()); }
  const AskedMarker& asked_;
};

}  // namespace cairn::app
