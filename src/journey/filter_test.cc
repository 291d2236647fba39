#include "journey/filter.h"

#include "journey/journey_test_support.h"

namespace cairn::journey {
namespace {

std::string mask_of(const Index& index, const std::string& text) {
  auto filter = Filter::make(index, *parse_event_predicate(text), "here");
  if (!filter) return filter.error().text();
  auto mask = *filter->mask(index.buckets()[0]);
  std::string bits;
  for (auto bit : mask) bits += bit ? '1' : '0';
  return bits;
}

}  // namespace

TEST_CASE("masks: events, numbers, text, missing values, time") {
  auto index = index_from("x: a@0{price=5,city=Bern} b@10{price=50} c@20{city=Basel} a@30", 0);
  CHECK(mask_of(index, "event = a") == "1001");
  CHECK(mask_of(index, "event in (b, c)") == "0110");
  CHECK(mask_of(index, "price >= 50") == "0100");
  CHECK(mask_of(index, "price != 5") == "0100");
  CHECK(mask_of(index, "not price = 5") == "0111");
  CHECK(mask_of(index, "price in (5, 50)") == "1100");
  CHECK(mask_of(index, "price is missing") == "0011");
  CHECK(mask_of(index, "city contains B") == "1010");
  CHECK(mask_of(index, "city = Bern and price < 6") == "1000");
  CHECK(mask_of(index, "time >= '2026-01-01T00:00:20Z'") == "0011");
  CHECK(mask_of(index, "customer = x") == "1111");
  CHECK(mask_of(index, "event = d").find("no event is named 'd'") != std::string::npos);
  CHECK(mask_of(index, "prize > 3").find("did you mean 'price'") != std::string::npos);
}

TEST_CASE("numbers of every width compare as numbers do") {
  const std::vector<std::vector<double>> columns{
      {0, 1, -1, 5, 127, -127}, {12.5, 99.99, 0.01, -3.5, 7}, {100'000, 19.99, -70'000.25}, {1.0 / 3, 1e300, -2}};
  for (const auto& values : columns) {
    std::vector<Index::Row> rows;
    for (std::size_t i = 0; i < values.size(); ++i)
      rows.push_back({"c", "e", static_cast<std::int64_t>(i), {{"n", {std::to_string(i), values[i]}}}});
    rows.push_back({"c", "e", 1000, {}});
    auto index = Index::in_memory(rows, 0);
    auto wanted = values;
    for (double more : {0.0, 0.005, 12.499, 99.995, 126.5, 1e10, -1e10, -127.5, -128.0, 2147483648.0})
      wanted.push_back(more);
    for (double number : wanted)
      for (auto comparator : {Comparator::equal, Comparator::not_equal, Comparator::less, Comparator::less_equal,
                              Comparator::greater, Comparator::greater_equal}) {
        EventPredicate predicate;
        predicate.kind = EventPredicate::Kind::comparison;
        predicate.property = "n";
        predicate.comparator = comparator;
        predicate.values = {{"as a number", number}};
        auto mask = *Filter::make(index, predicate, "here")->mask(index.buckets()[0]);
        CAPTURE(number);
        CAPTURE(symbol_of(comparator));
        for (std::size_t i = 0; i < values.size(); ++i)
          CHECK(mask[i] == compares(Literal{"", values[i]}, comparator, predicate.values));
        CHECK(mask[values.size()] == 0);
      }
  }
}

TEST_CASE("a lenient filter takes unknown names for things that never happen") {
  auto index = index_from("x: a@0 b@1", 0);
  auto mask = [&](const char* text) {
    return *Filter::lenient(index, *parse_event_predicate(text)).mask(index.buckets()[0]);
  };
  CHECK(mask("event = never or event = b") == Mask{0, 1});
  CHECK(mask("never = 1") == Mask{0, 0});
  CHECK(mask("never is missing") == Mask{1, 1});
}

}  // namespace cairn::journey
