// What a map rests on: how far the data are complete, who is behind, how much of it has a customer, what was left out.
//
//   shop   ■■■■■■■■■■■■■■■■■■ ·            every day so far; today only until noon
//   till   ■■■■■■■■■■■■■■■■■               a day behind
//   post   ■   ■   ■   ■                  weekly: its silence is usual
//                          │
//                          complete to: rates look no further
//
// A source is regular when it had events on at least 14 of the 28 days before its last. It is behind when its last day
// lies further back than its longest usual silence. A regular source that is more than three days behind is named, and
// holds the others back no longer.
#pragma once

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"

namespace cairn::map {

/// A day with events, in the zone of the workspace.
struct SourceDay {
  std::int64_t day = 0;      ///< since 1970-01-01
  std::int64_t last_us = 0;  ///< of the day: when its last event came, since local midnight
};
struct SourceDays {
  std::string name;
  std::vector<SourceDay> days;  ///< ascending
};

struct LateSource {
  std::string name;
  std::int64_t days = 0;  ///< behind the newest of all
  bool operator==(const LateSource&) const = default;
};

struct Trust {
  std::optional<std::int64_t> complete_day;   ///< since 1970-01-01, local; none: no events
  std::int64_t days_left_out = 0;             ///< after it, with events
  std::vector<LateSource> late;               ///< most behind first
  std::uint64_t orders = 0, orders_tied = 0;  ///< events with money coming in; those of an identified customer
  double sales_tied = std::nan("");           ///< share of their money, in the currency of most of them
  std::uint64_t excluded = 0;                 ///< events of staff and by the workspace's rule
  double orders_tied_share() const {
    return orders > 0 ? static_cast<double>(orders_tied) / static_cast<double>(orders) : std::nan("");
  }
};

/// complete_day, days_left_out and late; the rest stays empty.
Trust trust_in(const std::vector<SourceDays>& sources);

/// "2026-01-31"
std::string day_text(std::int64_t day);
Json to_json(const Trust& trust);

}  // namespace cairn::map
