#include "journey/joined.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/random.h"
#include "journey/journey_test_support.h"

using namespace cairn;
using namespace cairn::journey;

namespace {

/// What a customer did, in order, as one text; by name.
std::map<std::string, std::vector<std::string>> content(const Index& index) {
  std::map<std::string, std::vector<std::string>> found;
  std::size_t rows = 0;
  for (const auto& bucket : index.buckets()) {
    REQUIRE(bucket.offsets.front() == 0);
    REQUIRE(bucket.offsets.back() == bucket.rows());
    REQUIRE(bucket.millis.size() == bucket.rows());
    rows += bucket.rows();
    std::map<std::string, std::pair<std::shared_ptr<const Column>, std::shared_ptr<const Column>>> columns;
    for (const auto& name : index.columns().names()) {
      auto codes = index.columns().load(bucket.number, name, ColumnForm::codes);
      auto numbers = index.columns().load(bucket.number, name, ColumnForm::numbers);
      REQUIRE(codes.ok());
      REQUIRE(numbers.ok());
      columns[name] = {*codes, *numbers};
    }
    for (std::size_t c = 0; c < bucket.customers(); ++c) {
      auto name = index.customer_name(bucket.number, c);
      REQUIRE(name.ok());
      auto& lines = found[*name];
      CHECK(lines.empty());  // a customer is in one place
      for (auto row = bucket.offsets[c]; row < bucket.offsets[c + 1]; ++row) {
        auto line = std::to_string(bucket.ms(row)) + " " + index.event_types()[bucket.type(row)];
        for (const auto& [property, column] : columns) {
          auto code = column.first->codes[row];
          line += "|" + (code == 0 ? std::string() : std::string(column.first->dictionary[code - 1]));
          if (!column.second->numbers.empty()) line += "=" + std::to_string(column.second->numbers[row]);
        }
        lines.push_back(line);
      }
    }
  }
  CHECK(rows == index.events());
  return found;
}

struct Crowd {
  std::vector<Index::Row> rows;
  Joins joins;
  std::vector<Index::Row> renamed;  ///< with the names of the joined customers
};

/// Identifiers c0 …, some joined into J0 …, some for a time only; no two events at the same time.
Crowd crowd_of(Random& random, std::size_t identifiers, std::size_t events) {
  Crowd crowd;
  std::vector<std::int64_t> times(events);
  for (std::size_t i = 0; i < events; ++i) times[i] = static_cast<std::int64_t>(i);
  for (std::size_t i = events; i > 1; --i) std::swap(times[i - 1], times[random.below(i)]);
  for (std::size_t i = 0; i < events; ++i) {
    Index::Row row;
    row.customer = "c" + std::to_string(random.below(identifiers));
    row.type = std::string(1, static_cast<char>('a' + random.below(4)));
    row.ms = new_year_ms + times[i] * 60'007;
    if (random.below(2) == 0) {
      auto price = std::to_string(random.below(9));
      row.properties.emplace_back("price", Literal{price, std::stod(price)});
    }
    if (random.below(3) > 0)
      row.properties.emplace_back("city", Literal{"city " + std::to_string(random.below(40)), std::nullopt});
    crowd.rows.push_back(std::move(row));
  }
  const auto joined = identifiers / 3 + 1;
  auto& texts = *(crowd.joins.texts = std::make_shared<Arena>());
  for (std::size_t j = 0; j < joined; ++j)
    crowd.joins.customers.push_back({"customer", texts.keep("J" + std::to_string(j))});
  for (std::size_t i = 0; i < identifiers; ++i) {
    auto name = texts.keep("c" + std::to_string(i));
    auto cut = new_year_ms + static_cast<std::int64_t>(random.below(events)) * 60'007;
    auto who = [&] { return static_cast<std::uint32_t>(random.below(joined)); };
    auto add = [&](std::int64_t from, std::int64_t until, std::uint32_t customer) {
      crowd.joins.pieces.push_back(Piece::of({"customer", name}, from, until, customer));
    };
    switch (random.below(6)) {
      case 0:  // stays
        break;
      case 1:
        add(INT64_MIN, cut, who());
        add(cut, INT64_MAX, who());
        break;
      case 2:
        add(cut, INT64_MAX, who());
        break;
      case 3:
        add(INT64_MIN, cut, who());
        break;
      default:
        add(INT64_MIN, INT64_MAX, who());
    }
  }
  crowd.joins.pieces.push_back(Piece::of({"customer", "nobody"}, INT64_MIN, INT64_MAX, 0));
  // Of another kind: it has no events.
  crowd.joins.pieces.push_back(Piece::of({"email", "c1"}, INT64_MIN, INT64_MAX, 0));
  std::sort(crowd.joins.pieces.begin(), crowd.joins.pieces.end());
  auto sorted = [](std::vector<Index::Row>& rows) {
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
      return std::tuple(customer_hash("customer", a.customer), a.customer, a.ms) <
             std::tuple(customer_hash("customer", b.customer), b.customer, b.ms);
    });
  };
  crowd.renamed = crowd.rows;
  for (auto& row : crowd.renamed)
    for (const auto& piece : crowd.joins.pieces)
      if (piece.id.kind == "customer" && piece.id.identifier == row.customer && row.ms >= piece.from_ms &&
          row.ms < piece.until_ms) {
        row.customer = std::string(crowd.joins.customers[piece.customer].identifier);
        break;
      }
  sorted(crowd.rows);
  sorted(crowd.renamed);
  return crowd;
}

Json without_time(Json answer) {
  answer.erase("took_ms");
  return answer;
}

}  // namespace

TEST_CASE("a joined index is that of rows whose customers have the joined names") {
  Random random(20261123);
  for (int round = 0; round < 60; ++round) {
    auto crowd = crowd_of(random, 1 + random.below(60), 1 + random.below(800));
    const auto slice_rows = std::size_t{20} + random.below(400);
    const int bits = static_cast<int>(random.below(4));
    auto raw = Index::in_memory(crowd.rows, bits, slice_rows);
    auto joined = raw.joined(std::make_shared<const Joins>(crowd.joins));
    REQUIRE_MESSAGE(joined.ok(), joined.error().text());
    auto expected = Index::in_memory(crowd.renamed, bits, slice_rows);
    CAPTURE(round);
    CHECK(content(*joined) == content(expected));
    CHECK(joined->events() == expected.events());
    CHECK(joined->customers() == expected.customers());
    CHECK(joined->extent_ms() == expected.extent_ms());
    for (const char* question :
         {R"({"kind": "transitions"})", R"({"kind": "variants"})",
          R"({"kind": "funnel", "steps": ["a", "b", "c"], "within": "2d"})",
          R"({"kind": "funnel", "steps": ["a", "b"], "by": "city"})", R"({"kind": "paths", "depth": 4})",
          R"({"kind": "retention", "start": "a", "return": "b", "every": "day"})",
          R"({"kind": "timing", "from": "a", "to": "d"})", R"({"kind": "transitions", "where": "price > 3"})",
          R"({"kind": "transitions", "where": "customer = J0"})",
          R"({"kind": "transitions", "segment": "city = 'city 3'"})"}) {
      auto asked = [&](const Index& index) {
        auto answer = ask(index, *parse_json(question, "question"));
        return answer ? without_time(*answer).dump() : answer.error().text();
      };
      CAPTURE(question);
      CHECK(asked(*joined) == asked(expected));
    }
    for (const char* name : {"J0", "J1", "J2"}) {
      auto mine = joined->events_of(name), theirs = expected.events_of(name);
      REQUIRE(mine.ok() == theirs.ok());
      if (!mine) continue;
      REQUIRE(mine->size() == theirs->size());
      for (std::size_t i = 0; i < mine->size(); ++i) CHECK((*mine)[i].time == (*theirs)[i].time);
    }
  }
}

TEST_CASE("what nothing moves out of is the raw slice itself, and who only keeps his name does not move") {
  auto raw = index_from("ann: a@1 b@2; bob: a@3; cid: b@4", 2);
  Joins joins;
  joins.customers = {{"customer", "bob"}};
  joins.pieces = {Piece::of({"customer", "bob"}, INT64_MIN, INT64_MAX, 0)};
  auto joined = raw.joined(std::make_shared<const Joins>(joins));
  REQUIRE(joined.ok());
  REQUIRE(joined->buckets().size() == raw.buckets().size());
  for (std::size_t i = 0; i < raw.buckets().size(); ++i)
    CHECK(joined->buckets()[i].seconds.data() == raw.buckets()[i].seconds.data());
  CHECK(content(*joined) == content(raw));
}

TEST_CASE("a customer of ten thousand identifiers whose events alternate, some at the same time") {
  std::vector<Index::Row> rows;
  Joins joins;
  joins.customers = {{"customer", "all"}};
  joins.texts = std::make_shared<Arena>();
  for (int i = 0; i < 10'000; ++i) {
    auto name = "c" + std::to_string(i);
    for (int k = 0; k < 3; ++k) rows.push_back({name, "a", new_year_ms + k * 1000 + i % 7});
    joins.pieces.push_back(Piece::of({"customer", joins.texts->keep(name)}, INT64_MIN, INT64_MAX, 0));
  }
  std::sort(joins.pieces.begin(), joins.pieces.end());
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return customer_hash("customer", a.customer) < customer_hash("customer", b.customer);
  });
  auto raw = Index::in_memory(rows, 3, 500);
  auto joined = raw.joined(std::make_shared<const Joins>(joins));
  REQUIRE(joined.ok());
  CHECK(joined->customers() == 1);
  std::int64_t before = 0;
  for (const auto& bucket : joined->buckets())
    for (std::size_t row = 0; row < bucket.rows(); ++row) {
      CHECK(bucket.ms(row) >= before);
      before = bucket.ms(row);
    }
}
