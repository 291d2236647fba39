#include "app/joins_file.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include "base/file.h"

using namespace cairn;
using namespace cairn::app;
using journey::Joins;
using journey::Piece;

TEST_CASE("joins come back as they were, and only for their key; what is damaged is none") {
  const auto folder = std::filesystem::temp_directory_path() / ("cairn-joins-" + std::to_string(::getpid()));
  const auto file = folder / "index" / "joins";
  Joins joins;
  joins.customers = {{"customer", "17"}, {"phone", "+8613800138000"}};
  joins.pieces = {Piece::of({"anonymous", "a7"}, INT64_MIN, 5, 0), Piece::of({"anonymous", "a7"}, 5, INT64_MAX, 1),
                  Piece::of({"customer", "17"}, INT64_MIN, INT64_MAX, 0)};
  std::sort(joins.pieces.begin(), joins.pieces.end());
  CHECK_FALSE(read_joins(file, {1, 2}).has_value());
  write_joins(file, {1, 2}, &joins);
  CHECK_FALSE(read_joins(file, {1, 3}).has_value());
  auto again = read_joins(file, {1, 2});
  REQUIRE(again.has_value());
  REQUIRE((*again)->pieces.size() == 3);
  CHECK((*again)->customers == joins.customers);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto &a = (*again)->pieces[i], &b = joins.pieces[i];
    CHECK(a.hash == b.hash);
    CHECK(a.id == b.id);
    CHECK(a.from_ms == b.from_ms);
    CHECK(a.until_ms == b.until_ms);
    CHECK(a.customer == b.customer);
  }
  const auto whole = *read_file(file.string());
  for (std::size_t at = 0; at < whole.size(); at += 3) {
    auto changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 4);
    REQUIRE(write_file(file, changed));
    CHECK_FALSE(read_joins(file, {1, 2}).has_value());
    REQUIRE(write_file(file, whole.substr(0, at)));
    CHECK_FALSE(read_joins(file, {1, 2}).has_value());
  }
  write_joins(file, {7, 7}, nullptr);
  auto nobody = read_joins(file, {7, 7});
  REQUIRE(nobody.has_value());
  CHECK(*nobody == nullptr);
  std::filesystem::remove_all(folder);
}
