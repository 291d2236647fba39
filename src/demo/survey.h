// Surveys: one is sent after each visit to a store, each online order (about the checkout, and about the delivery) and
// each closed ticket; few answer. Scores are 1 to 5 with a planted mean; some answers say why, in words (feedback.h).
#pragma once

#include "demo/customer.h"

namespace cairn::demo {

/// Sends one at `at` about a touchpoint, and notes the answer if there is one.
void ask_about(Customer& customer, Theme about, Seconds at, double mean_score, const Order& order);

/// A rating of the visit to a store, low after a long wait; also of visits that ended without a purchase.
void rate_visit(Customer& customer, Seconds at, const Store& store, double waited_min, bool bought);

/// A score from 1 to 5 with this mean: 1 + binomial of four.
double draw_score(Random& random, double mean);

}  // namespace cairn::demo
