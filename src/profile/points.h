// Points as a ledger: one line for each event that moved them, with the balance after it.
//
//   points_earned    +120   120         points_redeemed (points_spent)   −100    20
//   points_expired    −20     0         points_adjusted                   +50    50
//
// An event says how many in its property `points`, else in its value. What is earned or adjusted counts with the sign
// that the event writes (a reversal is negative); what is spent or expired is taken away however it is written.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "profile/statements.h"

namespace cairn::profile {

struct PointRules {
  std::vector<std::string> earned{"points_earned"}, spent{"points_redeemed", "points_spent"};
  std::vector<std::string> expired{"points_expired"}, adjusted{"points_adjusted"};
  std::string property = "points";
};

struct PointLine {
  Time time;
  std::string what;  ///< earned, spent, expired, adjusted
  std::string event, source, id;
  double points = 0;   ///< with its sign
  double balance = 0;  ///< after it
};

struct PointLedger {
  std::vector<PointLine> lines;
  double balance = 0;
  std::size_t without_number = 0;  ///< events that do not say how many
};

/// Of a customer's events in order.
PointLedger point_ledger(std::span<const CustomerEvent> events, const PointRules& rules);
Json points_json(const PointLedger& ledger);

}  // namespace cairn::profile
