#include "map/promise.h"

#include <doctest/doctest.h>

#include <cmath>
#include <map>

#include "base/random.h"
#include "map/lane_words.h"
#include "map/observed.h"
#include "map/sample_test.h"

using namespace cairn;
using namespace cairn::map;
using sample_test::day;
using sample_test::minute;
using sample_test::Story;

namespace {

const char* return_promise =
    R"({"terms": "Return within 30 days", "deadline": "P30D", "scope": "any-store", "by": "order", "place": "shop",
        "asked": "event = ask_back", "kept": "event = money_back", "broken": "event = refused"})";

JourneyMap map_with(const std::string& promise) {
  std::string text = sample_test::small_map, old = R"("bind": {"on": {"event": "pay"}})";
  text.replace(text.find(old), old.size(), old + R"(, "promise": )" + promise);
  auto map = read_map(text, "small.json");
  REQUIRE_MESSAGE(map.ok(), (map.ok() ? "" : map.error().message));
  return *std::move(map);
}

PromiseObserved of(const journey::Index& index, const std::string& promise = return_promise) {
  auto observed = observe(index, map_with(promise));
  REQUIRE(observed.ok());
  REQUIRE(observed->promises.size() == 1);
  return observed->promises.front();
}

using Properties = std::vector<std::pair<std::string, std::string>>;
Properties order(const std::string& name, const std::string& shop = "A") { return {{"order", name}, {"shop", shop}}; }

/// What a promise comes to, found event by event and order by order, without any cleverness.
PromiseObserved naive(const std::vector<sample_test::Row>& rows, std::int64_t deadline_ms) {
  using Row = sample_test::Row;
  std::map<std::string, std::vector<Row>> lives;
  std::int64_t last = 0;
  PromiseObserved found;
  auto value = [](const Row& row, const std::string& name) {
    for (const auto& [key, literal] : row.properties)
      if (key == name) return literal.text;
    return std::string();
  };
  for (const auto& row : rows) last = std::max(last, row.ms);
  for (const auto& row : rows) lives[row.customer + "\n" + value(row, "order")].push_back(row);
  for (const auto& [key, life] : lives) {
    bool named = key.back() != '\n';
    auto next = [&](std::size_t from, auto&& is) {
      while (from < life.size() && !is(life[from].type)) ++from;
      return from;
    };
    auto paid = next(0, [](const std::string& type) { return type == "pay"; });
    for (std::size_t i = 0; i < life.size(); ++i) {
      if (life[i].type == "pay") found.unnamed += !named;
      if (life[i].type == "ask_back") found.unmatched += !named || i < paid;
    }
    if (!named || paid == life.size()) continue;
    ++found.made;
    auto asks = next(paid, [](const std::string& type) { return type == "ask_back"; });
    if (asks == life.size()) {
      found.running += life[paid].ms + deadline_ms >= last;
      continue;
    }
    bool inside = life[asks].ms - life[paid].ms <= deadline_ms;
    auto answer = next(asks, [](const std::string& type) { return type == "money_back" || type == "refused"; });
    bool answered = answer < life.size(), broken = answered && life[answer].type == "refused";
    found.asked += inside;
    found.late += !inside;
    found.open += inside && !answered;
    found.kept += inside && answered && !broken;
    found.broken += inside && broken;
    found.late_kept += !inside && answered && !broken;
    found.late_refused += !inside && broken;
    std::string here = value(life[paid], "shop"), there = value(life[asks], "shop");
    if (!inside || !answered || here.empty() || there.empty()) continue;
    auto& where = here == there ? found.same : found.other;
    ++(broken ? where.broken : where.kept);
  }
  return found;
}

void check_same(const PromiseObserved& a, const PromiseObserved& b) {
  for (auto count :
       {&PromiseObserved::made, &PromiseObserved::asked, &PromiseObserved::kept, &PromiseObserved::broken,
        &PromiseObserved::open, &PromiseObserved::late, &PromiseObserved::late_refused, &PromiseObserved::late_kept,
        &PromiseObserved::running, &PromiseObserved::unmatched, &PromiseObserved::unnamed})
    CHECK(a.*count == b.*count);
  for (auto place : {&PromiseObserved::same, &PromiseObserved::other}) {
    CHECK((a.*place).kept == (b.*place).kept);
    CHECK((a.*place).broken == (b.*place).broken);
  }
}

}  // namespace

TEST_CASE("a promise from its making to its answer, by hand") {
  Story story;
  story.customer()
      .does("pay", 10 * day, order("W1"))
      .does("ask_back", minute, order("W1"))
      .does("money_back", minute, order("W1"));
  story.customer()
      .does("pay", 10 * day, order("W2"))
      .does("ask_back", minute, order("W2", "B"))
      .does("refused", minute, order("W2", "B"));
  story.customer()
      .does("pay", 40 * day, order("W3"))
      .does("ask_back", minute, order("W3"))
      .does("refused", minute, order("W3"));
  story.customer()
      .does("pay", 40 * day, order("W4"))
      .does("ask_back", minute, order("W4"))
      .does("money_back", minute, order("W4"));
  // Two orders at once: the request is about the first, and has no answer yet.
  story.customer().does("pay", minute, order("W5")).does("pay", day, order("W6")).does("ask_back", minute, order("W5"));
  story.customer().does("ask_back", minute, order("W7")).does("pay", minute);  // bought elsewhere; no number
  story.customer(60 * day).does("pay", 5 * day, order("W8")).does("see");      // may still be asked for
  auto seen = of(story.index());
  CHECK(seen.made == 7);
  CHECK(seen.asked == 3);
  CHECK(seen.kept == 1);
  CHECK(seen.broken == 1);
  CHECK(seen.open == 1);
  CHECK(seen.late == 2);
  CHECK(seen.late_refused == 1);
  CHECK(seen.late_kept == 1);
  CHECK(seen.running == 1);
  CHECK(seen.unmatched == 1);
  CHECK(seen.unnamed == 1);
  CHECK(seen.same.kept == 1);
  CHECK(seen.same.broken == 0);
  CHECK(seen.other.broken == 1);
  CHECK(seen.broken_share == doctest::Approx(0.5));
}

TEST_CASE("the deadline itself is inside the terms; the first answer counts") {
  Story story;
  story.customer()
      .does("pay", 30 * day, order("W1"))
      .does("ask_back", minute, order("W1"))
      .does("refused", minute, order("W1"))
      .does("money_back", minute, order("W1"));
  story.customer().does("pay", 30 * day + 1, order("W2")).does("ask_back", minute, order("W2"));
  auto seen = of(story.index());
  CHECK(seen.broken == 1);
  CHECK(seen.kept == 0);
  CHECK(seen.late == 1);
  CHECK(seen.open == 0);
}

TEST_CASE("without a number the customer's last promise is meant, and without a deadline it never ends") {
  Story story;
  story.customer()
      .does("pay", 400 * day)
      .does("ask_back")
      .does("refused")
      .does("pay")
      .does("ask_back")
      .does("money_back");
  auto seen = of(
      story.index(),
      R"({"terms": "For ever", "asked": "event = ask_back", "kept": "event = money_back", "broken": "event = refused"})");
  CHECK(seen.made == 2);
  CHECK(seen.kept == 1);
  CHECK(seen.broken == 1);
  CHECK(seen.late == 0);
}

TEST_CASE("promises against a naive reference on random lives") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Random random(seed);
    Story story;
    const char* events[] = {"pay", "ask_back", "money_back", "refused", "see"};
    for (int c = 0; c < 12; ++c) {
      story.customer(static_cast<std::int64_t>(random.below(40)) * day);
      for (std::uint64_t n = random.below(14); n > 0; --n) {
        Properties properties;
        if (random.chance(0.9)) properties.emplace_back("order", "W" + std::to_string(random.below(4)));
        if (random.chance(0.8)) properties.emplace_back("shop", random.chance(0.5) ? "A" : "B");
        story.does(events[random.below(5)], static_cast<std::int64_t>(random.below(25)) * day, properties);
      }
    }
    if (story.rows.empty()) continue;
    CAPTURE(seed);
    check_same(of(story.index(static_cast<int>(seed % 4))), naive(story.rows, 30 * day));
  }
}

TEST_CASE("a broken promise in words") {
  Promise promise;
  promise.terms = {"30 天内可退", "30 天內可退", "Return within 30 days"};
  promise.deadline = Duration{30 * day};
  PromiseObserved seen;
  seen.kept = 90;
  seen.broken = 10;
  seen.broken_share = 0.1;
  auto sentence = [&] {
    std::string text = promise_sentence(promise, seen).en;
    for (std::size_t at; (at = text.find("\u00a0")) != std::string::npos;) text.replace(at, 2, " ");
    return text;
  };
  CHECK(sentence() == "“Return within 30 days”: 10 % of those who asked within 30 days were refused (n = 100).");
  seen.same = {60, 0};
  seen.other = {30, 10};
  CHECK(sentence().ends_with("(n = 100); 25 % of those who asked elsewhere, 0 % in the same place."));
  seen.kept = 19;
  seen.other = {};
  CHECK(promise_sentence(promise, seen).en.empty());  // too few
  seen.kept = 990;
  seen.broken_share = 0.01;
  CHECK(promise_sentence(promise, seen).en.empty());  // hardly ever
  seen.other = {90, 10};
  CHECK_FALSE(promise_sentence(promise, seen).en.empty());  // hardly ever, but often elsewhere
}
