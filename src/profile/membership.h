// Whether, since when, under which numbers and on which level a customer is a member.
//
//   member_joined                                         member since
//   profile_stated {member: M17, joined_at: 2024-03-01}    a number; since, also when it is earlier than any event
//   member_level_changed {level: 金卡}                     a step of the level's history
//
// Also the columns of a table of members under their Chinese names: 会员卡号, 入会时间, 会员等级.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "profile/statements.h"

namespace cairn::profile {

struct LevelChange {
  std::string level;
  Time time;
  std::string event, source;
};

struct Membership {
  std::optional<Time> since;         ///< the earliest that is stated
  std::string since_by;              ///< the type of the event that said so
  std::vector<std::string> numbers;  ///< in the order in which they came up
  std::vector<LevelChange> levels;   ///< each change; the last is the level now
  bool is_member() const { return since || !numbers.empty() || !levels.empty(); }
};

/// Of a customer's events in order. Times without a zone are read in `zone`.
Membership membership_of(std::span<const CustomerEvent> events, const TimeZone& zone);
Json membership_json(const Membership& membership);

}  // namespace cairn::profile
