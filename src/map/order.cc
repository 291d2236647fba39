#include "map/order.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"

namespace cairn::map {
namespace {

/// What moving order[from] to place `to` gains; preferences against all that it passes.
double gain_of_move(const std::vector<std::size_t>& order, const Counts& before, std::size_t from, std::size_t to) {
  double gain = 0;
  for (std::size_t at = from; at > to; --at) gain += 2 * preference(before, order[from], order[at - 1]);
  for (std::size_t at = from; at < to; ++at) gain += 2 * preference(before, order[at + 1], order[from]);
  return gain;
}

/// The best single move of the touchpoint at `from`; true if there was one.
bool move_to_best(std::vector<std::size_t>& order, const Counts& before, std::size_t from) {
  std::size_t best = from;
  double best_gain = 1e-9;
  double gain = 0;
  for (std::size_t to = from; to-- > 0;) {
    gain += 2 * preference(before, order[from], order[to]);
    if (gain > best_gain) best = to, best_gain = gain;
  }
  gain = 0;
  for (std::size_t to = from + 1; to < order.size(); ++to) {
    gain += 2 * preference(before, order[to], order[from]);
    if (gain > best_gain) best = to, best_gain = gain;
  }
  if (best == from) return false;
  CAIRN_CHECK(gain_of_move(order, before, from, best) > 0);
  auto begin = order.begin();
  auto at = [&](std::size_t i) { return begin + static_cast<std::ptrdiff_t>(i); };
  if (best < from)
    std::rotate(at(best), at(from), at(from + 1));
  else
    std::rotate(at(from), at(from + 1), at(best + 1));
  return true;
}

}  // namespace

double preference(const Counts& before, std::size_t a, std::size_t b) {
  auto first = static_cast<double>(before.at(a, b)), second = static_cast<double>(before.at(b, a));
  return (first - second) / (first + second + 5);
}

std::vector<std::size_t> order_by_precedence(const std::vector<std::string>& names, const Counts& before) {
  CAIRN_CHECK(names.size() == before.n);
  std::vector<double> borda(before.n);
  for (std::size_t a = 0; a < before.n; ++a)
    for (std::size_t b = 0; b < before.n; ++b) borda[a] += preference(before, a, b);
  std::vector<std::size_t> order(before.n);
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return names[a] < names[b]; });
  std::vector<std::size_t> by_name = order;
  // Sums of the same terms in another order differ in their last digits; they must not decide.
  auto rounded = [&](std::size_t a) { return static_cast<std::int64_t>(borda[a] * 1e6); };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rounded(a) > rounded(b); });
  // Every move gains, and there are finitely many orders; the limit is a belt beside these braces.
  bool moved = true;
  for (int round = 0; moved && round < 200; ++round) {
    moved = false;
    for (std::size_t item : by_name) {
      auto from = static_cast<std::size_t>(std::find(order.begin(), order.end(), item) - order.begin());
      moved = move_to_best(order, before, from) || moved;
    }
  }
  return order;
}

}  // namespace cairn::map
