// The planted findings, counted again from the events alone, by a path that shares nothing with the simulation: orders
// by their number, queues by what follows, journeys by silences of ten days. The expected numbers come from truth().
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "demo/recorded_test.h"

namespace cairn::demo {
namespace {

double median(std::vector<double> values) {
  REQUIRE_FALSE(values.empty());
  auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

struct Losses {
  std::map<std::string, std::size_t> started, paid;
  double lost(const std::string& channel) const { return 1 - share(paid.at(channel), started.at(channel)); }
};

/// Those who leave are gone: of the lost web checkouts, how many are followed by a sale within ten days is told too.
Losses checkout_losses(const std::vector<Row>& rows, std::int64_t web_until, double& bought_anyway) {
  std::unordered_set<std::string> paid;
  for (const auto& row : rows)
    if (row.event == "order_paid") paid.insert(row.order);
  Losses losses;
  std::size_t lost = 0, anyway = 0;
  for (auto life : by_customer(rows))
    for (std::size_t i = 0; i < life.size(); ++i) {
      if (life[i].event != "checkout_start" || (life[i].channel == "web" && life[i].time_s >= web_until)) continue;
      losses.started[life[i].channel] += 1;
      bool was_paid = paid.contains(life[i].order);
      losses.paid[life[i].channel] += was_paid;
      if (was_paid) continue;
      ++lost;
      for (std::size_t later = i + 1; later < life.size() && life[later].time_s < life[i].time_s + 10 * 86'400; ++later)
        if (life[later].sale()) {
          ++anyway;
          break;
        }
    }
  bought_anyway = share(anyway, lost);
  return losses;
}

bool is_weekend_afternoon(std::int64_t time_s) {
  std::int64_t local = time_s + 8 * 3600;
  auto weekday = (local / 86'400 + 4) % 7;  // 0 is Sunday; 1970-01-01 was a Thursday
  auto hour_of_day = local % 86'400 / 3600;
  return (weekday == 0 || weekday == 6) && hour_of_day >= 13 && hour_of_day < 19;
}

struct Queues {
  std::vector<double> slow_min, other_min;
  std::size_t slow_joined = 0, other_joined = 0;
  std::vector<double> slow_ratings, other_ratings;
  double left_slow() const { return 1 - share(slow_min.size(), slow_joined); }
  double left_other() const { return 1 - share(other_min.size(), other_joined); }
};

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

Queues weekend_queues(const std::vector<Row>& rows, const std::set<std::string>& slow_stores) {
  Queues queues;
  for (auto life : by_customer(rows))
    for (std::size_t i = 0; i < life.size(); ++i) {
      if (life[i].event != "queue_join" || !is_weekend_afternoon(life[i].time_s)) continue;
      bool slow = slow_stores.contains(life[i].store);
      (slow ? queues.slow_joined : queues.other_joined) += 1;
      if (i + 1 < life.size() && life[i + 1].event == "till_receipt")
        (slow ? queues.slow_min : queues.other_min)
            .push_back(static_cast<double>(life[i + 1].time_s - life[i].time_s) / 60);
      for (std::size_t later = i + 1; later < life.size() && life[later].time_s < life[i].time_s + 2 * 86'400; ++later)
        if (life[later].event == "service_rating")
          (slow ? queues.slow_ratings : queues.other_ratings).push_back(life[later].value);
    }
  return queues;
}

const std::set<std::string>& shopping() {
  static const std::set<std::string> events = {"ad_click",    "video_view",       "friend_card_open", "site_visit",
                                               "app_open",    "miniprogram_open", "product_search",   "product_view",
                                               "store_enter", "greeted",          "size_compare",     "review_read",
                                               "try_on",      "add_to_cart",      "checkout_start",   "payment_failed",
                                               "order_paid",  "queue_join",       "till_receipt"};
  return events;
}

/// Calls `use` with every stretch of shopping that no silence of more than ten days interrupts.
template <class Use>
void each_journey(const std::vector<Row>& rows, Use use) {
  std::vector<const Row*> journey;
  for (auto life : by_customer(rows)) {
    for (const auto& row : life) {
      if (!shopping().contains(row.event)) continue;
      if (!journey.empty() && row.time_s - journey.back()->time_s > 10 * 86'400) use(std::exchange(journey, {}));
      journey.push_back(&row);
    }
    if (!journey.empty()) use(std::exchange(journey, {}));
  }
}

struct Comparing {
  std::size_t looped = 0, looped_bought = 0, straight = 0, straight_bought = 0;
  std::size_t looped_left = 0, straight_left = 0;
  std::map<std::string, std::size_t> branches;
};

Comparing comparing_journeys(const std::vector<Row>& rows) {
  Comparing found;
  each_journey(rows, [&](const std::vector<const Row*>& journey) {
    std::size_t rounds = 0, last = 0;
    bool bought = false;
    for (std::size_t i = 0; i < journey.size(); ++i) {
      bought = bought || journey[i]->sale();
      if (journey[i]->event == "size_compare") ++rounds, last = i;
    }
    if (rounds == 0) return;
    std::string branch = "leave";
    for (std::size_t i = last + 1; i < journey.size() && branch == "leave"; ++i) {
      if (journey[i]->event == "add_to_cart" || journey[i]->event == "checkout_start") branch = "online";
      if (journey[i]->event == "store_enter") branch = "store";
    }
    found.branches[branch] += 1;
    bool loop = rounds >= 3;
    (loop ? found.looped : found.straight) += 1;
    (loop ? found.looped_bought : found.straight_bought) += bought;
    (loop ? found.looped_left : found.straight_left) += branch == "leave";
  });
  return found;
}

/// Where journeys without a purchase end, of those that ended before then.
std::map<std::pair<std::string, std::string>, std::size_t> ends_of_lost_journeys(const std::vector<Row>& rows,
                                                                                 std::int64_t until) {
  std::map<std::pair<std::string, std::string>, std::size_t> ends;
  each_journey(rows, [&](const std::vector<const Row*>& journey) {
    const Row* last = journey.back();
    if (last->time_s >= until) return;
    for (const Row* row : journey)
      if (row->sale()) return;
    ends[{last->event, last->channel}] += 1;
  });
  return ends;
}

TEST_CASE("20 seeds: what was planted is in the events") {
  auto planted = truth({})["planted"];
  std::set<std::string> slow_stores;
  for (const auto& name : planted["slow_queue"]["stores"]) slow_stores.insert(name.get<std::string>());
  REQUIRE(slow_stores.size() == 3);
  auto web_changes = truth({})["changes"]["checkout_progress"]["from"].get<std::string>();
  std::int64_t web_until = parse_time(web_changes, TimeZone::utc())->us / 1'000'000;
  std::vector<double> slow_ratings, other_ratings;
  int largest_is_web_checkout = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    const Recorded year(DemoOptions{seed, 12'000, 365});

    double bought_anyway = 1;
    auto losses = checkout_losses(year.rows, web_until, bought_anyway);
    for (const auto& [channel, lost] : planted["checkout_loss"]["share_lost"].items()) {
      CAPTURE(channel);
      double tolerance = 3.5 * std::sqrt(0.25 / static_cast<double>(losses.started[channel]));
      CHECK(std::abs(losses.lost(channel) - lost.get<double>()) < tolerance);
    }
    CHECK(bought_anyway < 0.01);
    auto ends = ends_of_lost_journeys(year.rows, web_until);
    auto largest =
        std::max_element(ends.begin(), ends.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    largest_is_web_checkout += largest->first == std::pair<std::string, std::string>{"checkout_start", "web"};

    auto queues = weekend_queues(year.rows, slow_stores);
    CHECK(queues.slow_min.size() > 150);
    CHECK(std::abs(median(queues.slow_min) -
                   planted["slow_queue"]["observed_median_wait_min"]["slow stores at peak"].get<double>()) < 1.0);
    CHECK(std::abs(median(queues.other_min) -
                   planted["slow_queue"]["observed_median_wait_min"]["other stores at peak"].get<double>()) < 0.3);
    CHECK(queues.left_slow() > 0.14);
    CHECK(queues.left_other() < 0.05);
    slow_ratings.insert(slow_ratings.end(), queues.slow_ratings.begin(), queues.slow_ratings.end());
    other_ratings.insert(other_ratings.end(), queues.other_ratings.begin(), queues.other_ratings.end());

    auto comparing = comparing_journeys(year.rows);
    CHECK(share(comparing.looped_bought, comparing.looped) <
          0.7 * share(comparing.straight_bought, comparing.straight));
    CHECK(std::abs(share(comparing.looped_left, comparing.looped) -
                   planted["loop"]["share_leaving"]["after the loop"].get<double>()) < 0.06);
    CHECK(std::abs(share(comparing.straight_left, comparing.straight) -
                   planted["loop"]["share_leaving"]["after fewer rounds"].get<double>()) < 0.04);
    for (const auto& branch : planted["fork"]["branches"]) {
      auto to = branch["to"].get<std::string>();
      CAPTURE(to);
      CHECK(std::abs(share(comparing.branches[to], comparing.looped + comparing.straight) -
                     branch["observed_share"].get<double>()) < 0.04);
    }
  }
  CHECK(largest_is_web_checkout >= 19);
  CHECK(mean(slow_ratings) < mean(other_ratings) - 0.7);
}

}  // namespace
}  // namespace cairn::demo
