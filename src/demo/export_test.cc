// The file forms, and that the example under examples/ is what the generator makes.
#include "demo/export.h"

#include <unistd.h>

#include <cstdlib>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "demo/recorded_test.h"

namespace cairn::demo {
namespace {

std::string exported(const DemoOptions& options, FileFormat format) {
  auto path = std::filesystem::temp_directory_path() / ("cairn-demo-export-" + std::to_string(getpid()));
  REQUIRE(export_demo(options, path.string(), format));
  auto text = read_file(path.string());
  std::filesystem::remove(path);
  return text.value();
}

TEST_CASE("the example is what the generator makes (CAIRN_UPDATE=1 makes it again)") {
  auto path = std::filesystem::path(__FILE__).parent_path().parent_path().parent_path() / "examples" / "shoes.csv";
  std::string made = exported({2026, 118, 365}, FileFormat::csv);
  if (std::getenv("CAIRN_UPDATE")) REQUIRE(write_file(path, made));
  auto example = read_file(path.string());
  REQUIRE(example);
  CHECK(*example == made);
  CHECK(example->size() <= 150'000);
  CHECK(split(made, '\n').size() > 1'600);
}

TEST_CASE("CSV and NDJSON say the same as the events") {
  DemoOptions options{3, 60, 365};
  Recorded events(options);
  auto csv = exported(options, FileFormat::csv), ndjson = exported(options, FileFormat::ndjson);
  auto lines = split(csv, '\n'), objects = split(ndjson, '\n');
  REQUIRE(lines.size() == events.rows.size() + 2);  // the header, and nothing behind the last newline
  REQUIRE(objects.size() == events.rows.size() + 1);
  auto header = split(lines[0], ',');
  for (std::size_t i = 0; i < events.rows.size(); ++i) {
    auto cells = split(lines[i + 1], ',');
    auto object = Json::parse(objects[i]);
    REQUIRE(cells.size() == header.size());
    const Row& row = events.rows[i];
    CHECK(cells[0] == row.customer);
    CHECK(cells[1] == row.event);
    CHECK(parse_time(cells[2], TimeZone::utc())->us == row.time_s * 1'000'000);
    if (!row.currency.empty()) CHECK(std::llround(std::stod(std::string(cells[4])) * 100) == row.amount);
    std::size_t filled = 0;
    for (std::size_t column = 0; column < cells.size(); ++column) {
      if (cells[column].empty()) continue;
      ++filled;
      const auto& value = object.at(std::string(header[column]));
      if (value.is_string())
        CHECK(value.get<std::string>() == cells[column]);
      else
        CHECK(value.get<double>() == doctest::Approx(std::stod(std::string(cells[column]))));
    }
    CHECK(object.size() == filled);
  }
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
