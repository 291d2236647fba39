// The demo is drafted from its events alone, and what was planted must be found.
#include "map/draft.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "demo_index.h"
#include "map/observed.h"

using namespace cairn;

namespace {

double pairs(double n) { return n * (n - 1) / 2; }

/// Hubert and Arabie 1985: agreement of two partitions, 1 when equal, about 0 by chance.
double adjusted_rand_index(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::map<std::pair<std::string, std::string>, double> both;
  std::map<std::string, double> in_a, in_b;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ++both[{a[i], b[i]}];
    ++in_a[a[i]];
    ++in_b[b[i]];
  }
  double joint = 0, first = 0, second = 0;
  for (const auto& [key, n] : both) joint += pairs(n);
  for (const auto& [key, n] : in_a) first += pairs(n);
  for (const auto& [key, n] : in_b) second += pairs(n);
  double expected = first * second / pairs(static_cast<double>(a.size()));
  return (joint - expected) / ((first + second) / 2 - expected);
}

/// One planted touchpoint as an event.
class Planted : public EventView {
 public:
  Planted(std::string event, std::string channel) : event_(std::move(event)), channel_(std::move(channel)) {}
  std::string_view type() const override { return event_; }
  std::optional<Literal> property(const std::string& name) const override {
    return name == "channel" ? std::optional(Literal{channel_, std::nullopt}) : std::nullopt;
  }

 private:
  std::string event_, channel_;
};

double stages_found(const map::JourneyMap& drafted, const Json& truth) {
  std::vector<std::string> planted, found;
  for (const auto& each : truth["touchpoints"]) {
    Planted event(each["event"].get<std::string>(), each["channel"].get<std::string>());
    auto touchpoint = std::find_if(drafted.touchpoints.begin(), drafted.touchpoints.end(),
                                   [&](const auto& one) { return matches(one.on, event); });
    planted.push_back(each["stage"].get<std::string>());
    found.push_back(touchpoint == drafted.touchpoints.end() ? "nowhere" : touchpoint->stage);
  }
  return adjusted_rand_index(planted, found);
}

bool mentions(const std::string& text, std::initializer_list<const char*> words) {
  return std::all_of(words.begin(), words.end(),
                     [&](const char* word) { return text.find(word) != std::string::npos; });
}

}  // namespace

TEST_CASE("the demo's planted stages are found in at least 18 of 20 seeds") {
  int good = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    demo::DemoOptions options;
    options.seed = seed;
    options.customers = 2'000;
    auto drafted = map::draft(demo_index(options));
    REQUIRE(drafted.ok());
    double agreement = stages_found(drafted->map, demo::truth(options));
    MESSAGE("seed " << seed << ": adjusted Rand index " << agreement);
    good += agreement >= 0.8;
  }
  CHECK(good >= 18);
}

TEST_CASE("the planted loss, queue and loop are the three findings, and the map is sound") {
  for (std::uint64_t seed : {1, 2}) {
    CAPTURE(seed);
    auto index = demo_index({seed, 12'000, 365});
    auto drafted = map::draft(index);
    REQUIRE(drafted.ok());
    auto faults = map::check(map::write_map(drafted->map).dump(2));
    CHECK_MESSAGE(faults.empty(), (faults.empty() ? "" : faults.front().pointer + " " + faults.front().message));
    auto overview = std::count_if(drafted->map.touchpoints.begin(), drafted->map.touchpoints.end(),
                                  [](const auto& one) { return one.overview; });
    CHECK(overview <= 12);

    auto observed = map::observe(index, drafted->map);
    REQUIRE(observed.ok());
    CHECK(observed->coverage >= 0.9);
    auto said = map::findings(drafted->map, *observed, 3);
    REQUIRE(said.size() == 3);
    std::string all;
    for (const auto& each : said) all += each.en + "\n";
    CAPTURE(all);
    CHECK(mentions(said[0].en, {"checkout", "website", "leave before paying"}));
    // The planted share is 59 %; a sample of some thousand checkouts is within three points of it.
    CHECK(1 - observed->pains.front().outcome_with == doctest::Approx(0.59).epsilon(0.05));
    auto said_by_any = [&](std::initializer_list<const char*> words) {
      return std::any_of(said.begin(), said.end(), [&](const auto& each) { return mentions(each.en, words); });
    };
    CHECK(said_by_any({"Queue", "till", "上海人民广场店", "广州天河城店", "成都春熙路店"}));
    CHECK(said_by_any({"Compare sizes", "Look at a product", "come back"}));
  }
}
