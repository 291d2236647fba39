#include "store/counts.h"

#include "store/test_support.h"

using namespace cairn;
using namespace cairn::store;

namespace {

constexpr std::int64_t hour_us = 3'600'000'000;

CountTable opened(const Folder& folder, Access access = Access::write) {
  std::filesystem::create_directories(folder.path);
  return must(CountTable::open(folder.path, access));
}

ReferenceChange put(CountTable& table, const std::vector<CountRow>& rows) {
  return must(table.put([&](const CountTable::Take& take) -> Result<void> {
    for (const auto& row : rows) CAIRN_TRY_VOID(take(row));
    return {};
  }));
}

bool is(const ReferenceChange& change, std::uint64_t added, std::uint64_t changed, std::uint64_t same) {
  return change.added == added && change.changed == changed && change.same == same;
}

ReferenceRow table_row(const char* place, const char* hour, double value, const char* more = nullptr) {
  ReferenceRow row{"key", "", {{"measure", "footfall"}, {"place", place}, {"hour", hour}, {"value", value}}};
  if (more != nullptr) row.facts["weather"] = more;
  return row;
}

}  // namespace

TEST_CASE("a count that comes again replaces the value, and of the other facts those that it brings") {
  Folder folder("counts-again");
  auto table = opened(folder);
  CHECK(is(put(table, {{"footfall", "people", "A", {hour_us}, 5, R"({"city":"X","door":"north"})"},
                       {"footfall", "people", "B", {hour_us}, 7}}),
           2, 0, 0));
  CHECK(is(put(table, {{"footfall", "people", "A", {hour_us}, 5, R"({"door":"north"})"},
                       {"footfall", "people", "B", {hour_us}, 7}}),
           0, 0, 2));
  CHECK(is(put(table, {{"footfall", "people", "A", {hour_us}, 5, R"({"door":"south"})"},
                       {"footfall", "people", "B", {hour_us}, 8}}),
           0, 2, 0));
  auto rows = must(table.rows());
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].facts == Json{{"city", "X"},
                              {"door", "south"},
                              {"measure", "footfall"},
                              {"place", "A"},
                              {"hour", "1970-01-01T01:00:00Z"},
                              {"unit", "people"},
                              {"value", 5.0}});
  CHECK(rows[1].facts["value"] == 8.0);
  CHECK(must(table.size()) == 2);
}

TEST_CASE("rows as tables are read; without an hour none of them is kept") {
  Folder folder("counts-rows");
  auto table = opened(folder);
  CHECK(is(
      must(table.put({table_row("A", "2026-03-01T10:00:00Z", 3, "rain"), table_row("A", "2026-03-01T11:00:00Z", 4)})),
      2, 0, 0));
  auto refused = table.put({table_row("B", "2026-03-01T10:00:00Z", 3), table_row("B", "noon", 3)});
  REQUIRE(!refused.ok());
  CHECK(refused.error().message.find("hour") != std::string::npos);
  auto rows = must(table.rows());
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].facts["weather"] == "rain");
  CHECK(!rows[0].facts.contains("unit"));
  CHECK(rows[1].key == "footfall · A · 2026-03-01T11:00:00Z");
}

TEST_CASE("sums: by place, by unit, later than one time and not later than another") {
  Folder folder("counts-sum");
  auto table = opened(folder);
  put(table, {{"footfall", "people", "A", {1 * hour_us}, 1},
              {"footfall", "people", "A", {2 * hour_us}, 10},
              {"footfall", "people", "B", {2 * hour_us}, 100},
              {"footfall", "groups", "A", {2 * hour_us}, 1'000},
              {"曝光", "", "A", {3 * hour_us}, 10'000}});
  Time all{4 * hour_us}, never{0};
  CHECK(must(table.sum({"footfall", "", "", never, all})) == 1'111);
  CHECK(must(table.sum({"footfall", "A", "", never, all})) == 1'011);
  CHECK(must(table.sum({"footfall", "A", "people", never, all})) == 11);
  CHECK(must(table.sum({"footfall", "A", "people", {1 * hour_us}, all})) == 10);
  CHECK(must(table.sum({"footfall", "A", "people", never, {1 * hour_us}})) == 1);
  CHECK(must(table.sum({"曝光", "", "", never, all})) == 10'000);
  CHECK(must(table.sum({"mentions", "", "", never, all})) == 0);
  auto measures = must(table.measures());
  std::vector<std::string> names;
  for (const auto& each : measures) names.push_back(each.measure + "|" + each.unit);
  CHECK(names == std::vector<std::string>{"footfall|groups", "footfall|people", "曝光|"});
}

TEST_CASE("a reader of a workspace that never had counts finds none and makes none") {
  Folder folder("counts-none");
  std::filesystem::create_directories(folder.path);
  must(StateDb::open(folder.path / "cairn.db", StateDb::Mode::write));
  auto table = opened(folder, Access::read);
  CHECK(must(table.size()) == 0);
  CHECK(must(table.rows()).empty());
  CHECK(must(table.measures()).empty());
  CHECK(must(table.sum({"footfall", "", "", {0}, {hour_us}})) == 0);
  auto db = must(StateDb::open(folder.path / "cairn.db", StateDb::Mode::read));
  CHECK(must(db.version("counts")) == 0);
}
