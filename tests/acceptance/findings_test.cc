// What was planted is found by Cairn's own questions and drafts, in 20 companies. The planted truths themselves are
// recomputed from the events in src/demo/changes_test.cc and truth_test.cc, without any of Cairn's engine.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "demo_index.h"
#include "map/draft.h"
#include "map/observed.h"

using namespace cairn;

namespace {

constexpr std::uint64_t seeds = 20;

/// Share of the web shop's checkouts without payment, straight from the rows.
double lost_web_checkouts(const std::vector<journey::Index::Row>& rows) {
  std::set<std::string> started, paid;
  for (const auto& row : rows) {
    if (row.type != "checkout_start" && row.type != "order_paid") continue;
    for (const auto& [name, value] : row.properties)
      if (name == "order_id" && value.text.starts_with('W'))
        (row.type == "order_paid" ? paid : started).insert(value.text);
  }
  return 1 - static_cast<double>(paid.size()) / static_cast<double>(started.size());
}

bool has_pain(const map::JourneyMap& drafted, const std::string& kind, const std::string& at) {
  return std::any_of(drafted.pains.begin(), drafted.pains.end(), [&](const map::Pain& pain) {
    return pain.kind == kind && std::find(pain.at.begin(), pain.at.end(), at) != pain.at.end();
  });
}

bool says_all(const std::string& text, const Json& words) {
  return std::all_of(words.begin(), words.end(),
                     [&](const Json& word) { return text.find(word.get<std::string>()) != std::string::npos; });
}

/// From the full cart to the checkout of the web shop: which way round is taken most?
Json most_taken_detour(const journey::Index& index) {
  auto answer = journey::ask(index, Json::parse(R"json({
    "kind": "conformance", "model": ["add_to_cart", "checkout_start"], "case": {"by": "session", "gap": "P1D"},
    "where": "channel = web and event in (add_to_cart, coupon_search, product_view, size_compare, checkout_start)",
    "who": "did(add_to_cart)"})json"));
  REQUIRE(answer.ok());
  const auto& detours = (*answer)["parts"][0];
  REQUIRE(detours["name"] == "detours");
  return detours["rows"].empty() ? Json() : detours["rows"][0][1];
}

double fitness(const journey::Index& index, const map::JourneyMap& drafted) {
  auto document = map::write_map(drafted);
  auto kept = map::read_map(document.dump(), "draft");
  REQUIRE(kept.ok());
  Json question{{"kind", "conformance"}, {"level", "touchpoint"}, {"case", document["case"]}};
  question.update(map::designed(*kept, "touchpoint"));
  auto symbols = map::relabel(drafted, "touchpoint");
  journey::AskOptions options;
  options.relabelling = &symbols;
  auto answer = journey::ask(index, question, options);
  REQUIRE(answer.ok());
  return (*answer)["totals"]["fitness"].get<double>();
}

/// The planted fork: after comparing sizes some put a pair into the cart, some go to a store, some leave.
bool has_fork(const map::JourneyMap& drafted, const Json& fork) {
  std::set<std::string> after;
  for (const auto& place : fork["after"])
    after.insert("tp_" + place["event"].get<std::string>() + "_" + place["channel"].get<std::string>());
  return std::any_of(drafted.decisions.begin(), drafted.decisions.end(), [&](const map::Decision& decision) {
    bool online = false, store = false, leave = false;
    for (const auto& branch : decision.branches) {
      const auto* to = drafted.touchpoint(branch.to);
      online = online || (to && to->id.starts_with("tp_add_to_cart"));
      store = store || (to && to->channel == "store");
      leave = leave || !to;
    }
    return after.contains(decision.after) && online && store && leave;
  });
}

}  // namespace

TEST_CASE("20 seeds: the largest planted loss is found first, and the loop, the queue and the detour") {
  auto truth = demo::truth({});
  int first = 0, loops = 0, queues = 0, detours = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    CAPTURE(seed);
    auto company = demo_rows({seed, 8'000, 730});
    auto index = journey::Index::in_memory(company, 2);
    auto drafted = map::draft(index);
    REQUIRE(drafted.ok());
    auto observed = map::observe(index, drafted->map);
    REQUIRE(observed.ok());

    auto said = map::findings(drafted->map, *observed, 3);
    REQUIRE(!said.empty());
    CAPTURE(said[0].en);
    bool checkout_first = said[0].en.starts_with("At “Go to checkout” on the website");
    first += checkout_first;
    if (checkout_first) CHECK(std::abs(1 - observed->pains.front().outcome_with - lost_web_checkouts(company)) < 0.03);

    loops += has_pain(drafted->map, "loop", "tp_size_compare_web");
    auto queue = std::find_if(drafted->map.pains.begin(), drafted->map.pains.end(), [](const map::Pain& pain) {
      return pain.kind == "wait" && pain.at.front() == "tp_queue_join_till";
    });
    bool found =
        queue != drafted->map.pains.end() && says_all(queue->text.en, truth["planted"]["slow_queue"]["stores"]);
    queues += found;
    detours += most_taken_detour(index) == Json{"coupon_search", "add_to_cart"};
  }
  CHECK(first >= 19);
  CHECK(loops >= 19);
  CHECK(queues >= 19);
  CHECK(detours >= 19);
  MESSAGE("of " << seeds << ": checkout first " << first << ", loop " << loops << ", queue " << queues << ", detour "
                << detours);
}

TEST_CASE("the drafted map of the demo fits what customers do, and has the planted fork") {
  auto truth = demo::truth({});
  int forks = 0;
  for (std::uint64_t seed : {1, 2, 3, 4, 5}) {
    CAPTURE(seed);
    auto index = demo_index({seed, 6'000, 730});
    auto drafted = map::draft(index);
    REQUIRE(drafted.ok());
    CHECK(fitness(index, drafted->map) >= 0.8);
    forks += has_fork(drafted->map, truth["planted"]["fork"]);
  }
  CHECK(forks == 5);
}
