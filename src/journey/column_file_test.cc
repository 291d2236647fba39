// Column files: what goes in comes out, in the narrowest form, and nothing unsound is taken.
#include "journey/column_file.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "base/random.h"
#include "journey/column_cache.h"

namespace cairn::journey {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

ColumnKey key_of(ColumnForm form) { return {3, "price", std::string(32, 'a'), form, 77}; }

std::string file_of(const std::vector<double>& numbers, const std::vector<std::size_t>& slices) {
  ColumnWriter writer(ColumnForm::numbers, slices);
  for (double number : numbers) writer.number(number);
  return writer.finish(key_of(ColumnForm::numbers));
}

template <class T>
T must(Result<T> result) {
  if (!result) FAIL(result.error().text());
  return *std::move(result);
}

/// Bytes of a value of the only slice.
std::size_t width_of(const std::vector<double>& numbers) {
  auto bytes = file_of(numbers, {numbers.size()});
  auto columns = must(view_column(bytes, key_of(ColumnForm::numbers), {numbers.size()}));
  REQUIRE(columns.size() == 1);
  REQUIRE(columns[0].numbers.size() == numbers.size());
  CHECK(columns[0].numeric);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    double found = columns[0].numbers[i];
    CHECK((std::isnan(numbers[i]) ? std::isnan(found) : found == numbers[i]));
  }
  std::size_t width = 0;
  columns[0].numbers.visit([&]<class T>(std::span<const T>) { width = sizeof(T); });
  return width;
}

TEST_CASE("numbers are kept exactly, in the narrowest form that holds them") {
  CHECK(width_of({1, 2, none, -127, 127}) == 1);
  CHECK(width_of({-128}) == 2);  // the least is taken by "missing"
  CHECK(width_of({none}) == 1);
  CHECK(width_of({0.5, 1.25}) == 1);
  CHECK(width_of({12.5, none, 99.99}) == 2);
  CHECK(width_of({19.99, 100'000.01}) == 4);
  CHECK(width_of({2'147'483'647}) == 4);
  CHECK(width_of({2'147'483'648}) == 8);
  CHECK(width_of({1.0 / 3, none}) == 8);
  CHECK(width_of({-0.0}) == 8);
  CHECK(width_of({std::numeric_limits<double>::infinity(), 1}) == 8);
  CHECK(width_of({1.70000000025e+15}) == 8);
}

TEST_CASE("texts get codes as narrow as there are texts, sorted, slice by slice") {
  Random random(7);
  for (std::size_t different : {0U, 1U, 255U, 256U, 65'535U, 65'536U}) {
    std::vector<std::string> values;
    for (std::size_t i = 0; i < different * 2 + 10; ++i)
      values.push_back(
          different == 0 || i % 7 == 3 ? "" : "value " + std::to_string(i < different ? i : random.below(different)));
    for (std::size_t i = 0; i < different; ++i) values[i] = "value " + std::to_string(i);
    std::vector<std::size_t> slices{values.size() - 3, 0, 2, 1};
    ColumnWriter writer(ColumnForm::codes, slices);
    for (const auto& value : values)
      if (value.empty())
        writer.missing();
      else
        writer.text(value);
    auto bytes = writer.finish(key_of(ColumnForm::codes));
    auto columns = must(view_column(bytes, key_of(ColumnForm::codes), slices));
    REQUIRE(columns.size() == 4);
    CHECK(columns[0].dictionary.size() == different);
    std::size_t row = 0, wrong = 0;
    for (const auto& column : columns) {
      for (std::size_t i = 1; i < column.dictionary.size(); ++i)
        wrong += column.dictionary[i] <= column.dictionary[i - 1];
      for (std::size_t i = 0; i < column.codes.size(); ++i, ++row) {
        auto code = column.codes[i];
        wrong += values[row] != (code == 0 ? "" : column.dictionary[code - 1]);
        wrong += !values[row].empty() && column.dictionary.code_of(values[row]) != code;
      }
      CHECK(column.dictionary.code_of("nothing like it") == 0);
    }
    CHECK(row == values.size());
    CHECK(wrong == 0);
    std::size_t width = 0;
    columns[0].codes.visit([&]<class T>(std::span<const T>) { width = sizeof(T); });
    CHECK(width == (different <= 255 ? 1 : different <= 65'535 ? 2 : 4));
  }
}

TEST_CASE("a column file of something else, or with any byte changed, is not taken") {
  std::vector<std::size_t> slices{2, 3};
  auto bytes = file_of({1, 2, 3, none, 5.5}, slices);
  auto key = key_of(ColumnForm::numbers);
  CHECK(view_column(bytes, key, slices).ok());
  CHECK(fault_of_column_file(bytes).empty());
  CHECK(stamp_of_column_file(bytes) == key.stamp);
  auto other = key;
  other.stamp[5] = 'b';
  CHECK(!view_column(bytes, other, slices).ok());
  other = key;
  other.recipe = 78;
  CHECK(!view_column(bytes, other, slices).ok());
  other = key;
  other.bucket = 4;
  CHECK(!view_column(bytes, other, slices).ok());
  CHECK(!view_column(bytes, key, {3, 2}).ok());
  CHECK(!view_column(bytes, key, {5}).ok());
  CHECK(!view_column(bytes.substr(0, bytes.size() - 1), key, slices).ok());
  CHECK(!view_column(bytes.substr(0, 50), key, slices).ok());
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    auto flipped = bytes;
    flipped[at] ^= 0x10;
    CHECK(!view_column(flipped, key, slices).ok());
    CHECK(!fault_of_column_file(flipped).empty());
  }
  CHECK(bucket_of_column_file(column_file(3, "price", ColumnForm::numbers)) == 3);
  CHECK(bucket_of_column_file(column_file(123, "a", ColumnForm::codes)) == 123);
  for (const char* name : {"b03.journey", "b03.names", "x.codes", "bx3.ff.codes", "b03.ff.codes.17-1.tmp"})
    CHECK(bucket_of_column_file(name) == -1);
}

TEST_CASE("the cache makes each column once and forgets the least recently used") {
  ColumnCache cache(2500, 100);
  int made = 0;
  auto get = [&](int bucket, std::size_t bytes) {
    return must(cache.get({bucket, "p", ColumnForm::codes}, [&]() -> Result<ColumnCache::Value> {
      ++made;
      auto column = std::make_shared<BucketColumn>();
      column->held.assign(bytes, 'x');
      column->held.shrink_to_fit();
      return ColumnCache::Value(column);
    }));
  };
  auto first = get(1, 1000);
  get(2, 1000);
  CHECK(get(1, 1000) == first);
  CHECK(made == 2);
  get(3, 1000);  // 2 goes, 1 was used after it
  CHECK(cache.columns() == 2);
  CHECK(cache.bytes() <= 2500);
  CHECK(get(1, 1000) == first);
  CHECK(made == 3);
  get(2, 1000);
  CHECK(made == 4);
  get(4, 5000);  // more than all there is room for: kept alone while it is the newest
  CHECK(cache.columns() == 1);
  CHECK(first->held.size() == 1000);  // who uses a column keeps it
  auto failed = cache.get({9, "p", ColumnForm::codes}, []() -> Result<ColumnCache::Value> {
    return Error{ErrorCode::damaged, "no", "", ""};
  });
  CHECK(!failed.ok());
  CHECK(cache.columns() == 1);
}

}  // namespace
}  // namespace cairn::journey
