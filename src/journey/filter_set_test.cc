// Predicates found together hold where each alone does.
#include "journey/filter_set.h"

#include "base/random.h"
#include "journey/class_cache.h"
#include "journey/journey_test_support.h"

namespace cairn::journey {
namespace {

EventPredicate predicate(const std::string& text) { return *parse_event_predicate(text); }

/// Any depth of and, or and not over types and comparisons.
EventPredicate random_predicate(Random& random, int depth) {
  static const std::vector<std::string> leaves{"event = a",       "event in (b, c)", "event = nowhere",
                                               "price >= 50",     "price < 20",      "city = Bern",
                                               "city is missing", "nothing = 1",     "city in (Bern, Basel)"};
  EventPredicate one;
  const auto form = depth == 0 ? 9 : random.below(9);
  if (form >= 6) return predicate(leaves[random.below(leaves.size())]);
  if (form >= 4) return EventPredicate::none_of(random_predicate(random, depth - 1));
  one.kind = form < 2 ? EventPredicate::Kind::all : EventPredicate::Kind::any;
  for (auto n = random.below(4); n-- > 0;) one.children.push_back(random_predicate(random, depth - 1));
  return one;
}

Index random_index(Random& random) {
  const char* cities[] = {"", "Bern", "Basel", "Chur"};
  std::vector<Index::Row> rows;
  for (std::int64_t i = 0; i < 300; ++i) {
    Index::Row row{"c", std::string(1, static_cast<char>('a' + random.below(5))), i, {}};
    const auto price = random.below(100);
    if (price > 10) row.properties.push_back({"price", {std::to_string(price), static_cast<double>(price)}});
    const auto city = random.below(4);
    if (city > 0) row.properties.push_back({"city", {cities[city], std::nullopt}});
    rows.push_back(std::move(row));
  }
  return Index::in_memory(rows, 0);
}

}  // namespace

TEST_CASE("a set of predicates holds where each of them does") {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Random random(seed);
    auto index = random_index(random);
    FilterSet set(index);
    std::vector<EventPredicate> asked;
    for (int i = 0; i < 30; ++i) asked.push_back(random_predicate(random, 3));
    std::vector<std::size_t> numbers;
    for (const auto& each : asked) numbers.push_back(set.add(each));
    const Bucket& bucket = index.buckets()[0];
    auto found = set.on(bucket);
    REQUIRE(found.ok());
    const RowClasses& classes = **found;
    CHECK(classes.classes() < bucket.rows());
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const auto alone = *Filter::lenient(index, asked[i]).mask(bucket);
      const auto any = classes.any_of({numbers[i], std::nullopt});
      CAPTURE(to_text(asked[i]));
      bool same = true;
      for (std::size_t row = 0; row < bucket.rows(); ++row) {
        const bool holds = alone[row] != 0;
        const auto of = classes.class_of(row);
        same = same && classes.holds(numbers[i], row) == holds && (any[of] != 0) == holds;
        same = same && (!holds || (classes.marks(of) & RowClasses::mark_of(numbers[i])) != 0);
      }
      CHECK(same);
    }
  }
}

TEST_CASE("equal predicates are one, types alone need no comparison, nothing never holds") {
  auto index = index_from("x: a@0{price=5} b@10{price=50} a@20", 0);
  FilterSet set(index);
  const auto a = set.add(predicate("event = a"));
  CHECK(set.add(predicate("event = a")) == a);
  const auto cheap = set.add(predicate("event = a and price < 10"));
  CHECK(set.add(std::optional<EventPredicate>()) == std::nullopt);
  auto found = set.on(index.buckets()[0]);
  REQUIRE(found.ok());
  const RowClasses& classes = **found;
  CHECK(classes.class_of(0) != classes.class_of(2));
  CHECK(classes.holds(a, 2));
  CHECK(!classes.holds(cheap, 2));
  CHECK(classes.holds(cheap, 0));
  CHECK(!classes.holds(std::nullopt, 0));
}

TEST_CASE("what was found is kept for the next who asks the same, while there is room") {
  auto index = index_from("x: a@0 b@10", 0);
  const Bucket& bucket = index.buckets()[0];
  auto asked = [&](const char* text) {
    FilterSet set(index);
    set.add(predicate(text));
    return *set.on(bucket);
  };
  auto first = asked("event = a");
  CHECK(asked("event = a") == first);
  CHECK(asked("event = b") != first);
  CHECK(index.classes().bytes() > 0);

  ClassCache small(1, first->bytes());
  auto get = [&](const char* name) { return *small.get(name, bucket, [&] { return Result<RowClasses>(*first); }); };
  auto a = get("a");
  CHECK(get("a") == a);
  get("b");
  CHECK(small.bytes() == first->bytes());
  CHECK(get("a") != a);
}

TEST_CASE("more classes need wider numbers") {
  // Bit b of a row's number is its property "b…"; so every row is a class of its own.
  for (int bits : {4, 9, 17}) {
    std::vector<Index::Row> rows;
    for (std::int64_t i = 0; i < std::int64_t{1} << bits; ++i) {
      Index::Row row{"c", "e", i, {}};
      for (int bit = 0; bit < bits; ++bit)
        if ((i >> bit & 1) != 0) row.properties.push_back({"b" + std::to_string(bit), {"yes", std::nullopt}});
      rows.push_back(std::move(row));
    }
    auto index = Index::in_memory(rows, 0);
    FilterSet set(index);
    for (int bit = 0; bit < bits; ++bit) set.add(predicate("b" + std::to_string(bit) + " = yes"));
    auto found = set.on(index.buckets()[0]);
    REQUIRE(found.ok());
    CAPTURE(bits);
    bool right = true;
    for (std::size_t row = 0; row < rows.size(); ++row)
      for (int bit = 0; bit < bits; ++bit)
        right = right && (*found)->holds(static_cast<std::size_t>(bit), row) == ((row >> bit & 1) != 0);
    CHECK(right);
  }
}

TEST_CASE("without predicates every row has a class") {
  auto index = index_from("x: a@0 b@10", 0);
  auto classes = *FilterSet(index).on(index.buckets()[0]);
  CHECK(classes->any_of({}).size() > classes->class_of(1));
}

}  // namespace cairn::journey
