// For whom and when a map is seen, as people choose it: names of the calendar, of segments and personas, of channels.
//
//   {"period": "双11-2025" | {"from","to"}, "last_year": true,     events at or after from, before to
//    "segment": "vip", "persona": "pe_new",                        customers, by their whole lives
//    "who": predicate of cases,                                    the same
//    "channel": "wechat",                                          journeys that use it
//    "where": predicate of events}                                 only such events
#pragma once

#include "app/calendar.h"
#include "app/seen_map.h"
#include "profile/document.h"

namespace cairn::app {

struct ChosenView {
  MapPeriod period;
  map::MapFilter only;
  Label scope;  ///< in words
  Json asked;   ///< the same as fields of a question: period, where, who, segment
};

/// What names stand for.
struct FilterNames {
  const TradingCalendar& calendar;
  const TimeZone& zone;
  const profile::Document& profile;
};

/// Errors name the field ("filters.segment"). Null and "" are as if they were not there.
Result<ChosenView> read_filters(const Json& filters, const map::JourneyMap& map, const FilterNames& names);

}  // namespace cairn::app
