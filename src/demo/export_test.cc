// The file forms, and that the example under examples/ is what the generator makes.
#include "demo/export.h"

#include <unistd.h>

#include <array>
#include <cstdlib>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "demo/footfall.h"
#include "demo/recorded_test.h"

namespace cairn::demo {
namespace {

std::string exported(const DemoOptions& options, FileFormat format) {
  auto path = std::filesystem::temp_directory_path() / ("cairn-demo-export-" + std::to_string(getpid()));
  REQUIRE(export_demo(options, path.string(), format));
  auto text = read_file(path.string());
  for (const char* ending : {"", ".truth.json", ".footfall.csv"}) std::filesystem::remove(path.string() + ending);
  return text.value();
}

TEST_CASE("the example is what the generator makes (CAIRN_UPDATE=1 makes it again)") {
  auto path = std::filesystem::path(CAIRN_EXAMPLES) / "shoes.csv";
  std::string made = exported({2026, 60, 365}, FileFormat::csv);
  if (std::getenv("CAIRN_UPDATE")) REQUIRE(write_file(path, made));
  auto example = read_file(path.string());
  REQUIRE(example);
  CHECK(*example == made);
  CHECK(example->size() <= 150'000);
  CHECK(split(made, '\n').size() > 1'000);
}

/// The cells of a line of CSV, with quotes as RFC 4180 has them.
std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      cells.emplace_back();
    else
      cells.back() += c;
  }
  return cells;
}

TEST_CASE("CSV and NDJSON say the same as the events") {
  DemoOptions options{3, 160, 365};
  Recorded events(options);
  auto csv = exported(options, FileFormat::csv), ndjson = exported(options, FileFormat::ndjson);
  auto lines = split(csv, '\n'), objects = split(ndjson, '\n');
  REQUIRE(lines.size() == events.rows.size() + events.sent_twice + 2);  // the header, and nothing behind the last \n
  REQUIRE(objects.size() == lines.size() - 1);
  auto header = cells_of(lines[0]);
  std::string previous;
  std::size_t next = 0;
  for (std::size_t i = 0; i + 1 < objects.size(); ++i) {
    auto cells = cells_of(lines[i + 1]);
    auto object = Json::parse(objects[i]);
    REQUIRE(cells.size() == header.size());
    if (cells[0] == previous) continue;
    previous = cells[0];
    const Row& row = events.rows.at(next++);
    CHECK(cells[1] == row.identifier.second);
    CHECK((cells[9].empty() ? "customer" : cells[9]) == row.identifier.first);
    CHECK(cells[2] == row.event);
    CHECK(parse_time(cells[3], TimeZone::utc())->us == row.time_s * 1'000'000);
    CHECK(cells[4].empty() == (row.received_s == row.time_s));
    if (!row.currency.empty()) CHECK(std::llround(std::stod(cells[6]) * 100) == row.amount);
    std::size_t filled = 0;
    for (std::size_t column = 0; column < cells.size(); ++column) {
      if (cells[column].empty()) continue;
      ++filled;
      const auto& value = object.at(header[column]);
      if (value.is_string())
        CHECK(value.get<std::string>() == cells[column]);
      else
        CHECK(value.get<double>() == doctest::Approx(std::stod(cells[column])));
    }
    CHECK(object.size() == filled);
  }
  CHECK(next == events.rows.size());
}

TEST_CASE("the truth and the footfall go beside the file") {
  auto folder = std::filesystem::temp_directory_path() / ("cairn-demo-beside-" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  DemoOptions options{3, 400, 30};
  REQUIRE(export_demo(options, (folder / "shoes.ndjson").string(), FileFormat::ndjson));
  CHECK(Json::parse(read_file(folder / "shoes.truth.json").value()) == truth(options));
  auto footfall = read_file(folder / "shoes.footfall.csv").value();
  auto lines = split(footfall, '\n');
  CHECK(lines.front() == "store,city,hour,measure,count,unit,source");
  CHECK(lines.size() == 1 + 42 * 30 * 12 + 1);
  std::int64_t entered = 0;
  for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
    auto cells = cells_of(lines[i]);
    REQUIRE(cells.size() == 7);
    CHECK(cells[6] == source_name);
    entered += std::stoll(cells[4]);
  }
  CHECK(entered > 100);
  std::size_t at = 1;
  REQUIRE(count_footfall(options, [&](const Store& store, Time begins, std::int64_t count) -> Result<void> {
    auto cells = cells_of(lines[at++]);
    CHECK((cells[0] == store.name && cells[2] == format_time(begins) && cells[3] == footfall_measure &&
           cells[4] == std::to_string(count) && cells[5] == footfall_unit));
    return {};
  }));
  CHECK(at + 1 == lines.size());
  std::filesystem::remove_all(folder);
}

TEST_CASE("who was behind which identifier is told when asked") {
  auto path = std::filesystem::temp_directory_path() / ("cairn-demo-persons-" + std::to_string(getpid()));
  DemoOptions options{3, 160, 365};
  Recorded events(options);
  std::map<std::array<std::string, 3>, std::size_t> expected, told;
  for (const auto& row : events.rows) ++expected[{row.identifier.first, row.identifier.second, row.customer}];
  REQUIRE(write_persons(options, path.string()));
  auto text = read_file(path.string()).value();
  auto lines = split(text, '\n');
  std::filesystem::remove(path);
  CHECK(lines.front() == "identifier_kind,identifier,person,events,first,last");
  for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
    auto cells = cells_of(lines[i]);
    REQUIRE(cells.size() == 6);
    CHECK(told.emplace(std::array{cells[0], cells[1], cells[2]}, std::stoul(cells[3])).second);
    CHECK(cells[4] <= cells[5]);
  }
  CHECK(told == expected);
  CHECK(told.size() > 300);
}

TEST_CASE("formats by name; a path that cannot be written is an error that names it") {
  CHECK(*format_of("a/shoes.csv") == FileFormat::csv);
  CHECK(*format_of("shoes.jsonl") == FileFormat::ndjson);
  CHECK_FALSE(format_of("shoes.xlsx"));
  auto failed = export_demo({1, 10, 365}, "/no/such/folder/shoes.csv", FileFormat::csv);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().text().find("/no/such/folder/shoes.csv") != std::string::npos);
}

}  // namespace
}  // namespace cairn::demo
