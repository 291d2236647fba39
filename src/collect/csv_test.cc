#include "collect/csv.h"

#include <doctest/doctest.h>

#include "base/random.h"
#include "collect/csv_shape.h"
#include "collect/csv_splitter.h"
#include "collect/test_files.h"

namespace cairn::collect {
namespace {

struct Table {
  std::vector<std::string> columns, notes;
  std::vector<std::vector<std::string>> rows;  ///< "" is missing
  std::vector<std::uint64_t> lines;
  std::vector<std::pair<std::uint64_t, Broken>> broken;  ///< by line
};

Table read_table(const std::string& path, const OpenOptions& options = {}) {
  auto file = open_records(path, options);
  if (!file) FAIL(file.error().text());
  Table table;
  for (;;) {
    RecordBatch batch;
    auto outcome = file->records->next(batch);
    if (!outcome) FAIL(outcome.error().text());
    if (batch.size() == 0) break;
    auto broken = batch.broken.begin();
    for (std::size_t r = 0; r < batch.size(); ++r) {
      if (broken != batch.broken.end() && broken->row == r) {
        table.broken.emplace_back(batch.lines[r], *broken++);
        continue;
      }
      auto& row = table.rows.emplace_back();
      for (std::size_t c = 0; c < file->records->columns().size(); ++c) row.emplace_back(batch.cell(r, c).text());
      table.lines.push_back(batch.lines[r]);
    }
  }
  table.columns = file->records->columns();
  table.notes = file->records->notes();
  return table;
}

using Rows = std::vector<std::vector<std::string>>;
using Lines = std::vector<std::uint64_t>;

OpenOptions with_columns(std::vector<std::string> columns) {
  OpenOptions options;
  options.csv.columns = std::move(columns);
  return options;
}

TEST_CASE("each delimiter is found") {
  TestFolder folder;
  Rows expected = {{"17", "view", "2026-01-01 10:00:00"}, {"18", "buy", "2026-01-02 11:30:00"}};
  for (auto [separator, name] : {std::pair{",", "comma"}, {";", "semicolon"}, {"\t", "tab"}, {"|", "pipe"}}) {
    std::string s = separator;
    auto path = folder.file("a.csv", "user" + s + "event" + s + "time\n17" + s + "view" + s +
                                         "2026-01-01 10:00:00\n18" + s + "buy" + s + "2026-01-02 11:30:00\n");
    auto table = read_table(path);
    CHECK(table.columns == std::vector<std::string>{"user", "event", "time"});
    CHECK(table.rows == expected);
    CHECK(table.lines == Lines{2, 3});
    CHECK(contains(table.notes, name));
  }
  auto blanks = read_table(folder.file("b.txt", "  user   day    n\r\n 00001 19970101  1\r\n 00002\t19970112  5\r\n"));
  CHECK(blanks.columns == std::vector<std::string>{"user", "day", "n"});
  CHECK(blanks.rows == Rows{{"00001", "19970101", "1"}, {"00002", "19970112", "5"}});
}

TEST_CASE("decimal commas do not outvote semicolons, commas in text do not outvote tabs") {
  TestFolder folder;
  CHECK(read_table(folder.file("a.csv", "user;price;day\n1;2,50;2026-01-01\n2;3,75;2026-01-02\n")).columns.size() == 3);
  auto table = read_table(folder.file("b.tsv", "user\tnote\tlist\n1\ta,b\t1,2,3\n2\tc,d\t1,2,3\n"));
  CHECK(table.rows == Rows{{"1", "a,b", "1,2,3"}, {"2", "c,d", "1,2,3"}});
}

TEST_CASE("quoted newlines, escaped quotes, CRLF, blank lines: cells and line numbers are right") {
  TestFolder folder;
  auto table = read_table(folder.file("a.csv",
                                      "user,note,time\r\n"
                                      "1,\"two\r\nlines\",2026-01-01\r\n"
                                      "\r\n"
                                      "2,\"say \"\"hi\"\", all\",2026-01-02\r\n"
                                      "3,\"\",2026-01-03\r\n"
                                      " 4 , plain text ,2026-01-04"));
  CHECK(table.rows == Rows{{"1", "two\r\nlines", "2026-01-01"},
                           {"2", "say \"hi\", all", "2026-01-02"},
                           {"3", "", "2026-01-03"},
                           {"4", "plain text", "2026-01-04"}});
  CHECK(table.lines == Lines{2, 5, 6, 7});
  CHECK(table.broken.empty());
}

TEST_CASE("a stray quote inside a cell is text, behind a quoted cell it breaks the line") {
  TestFolder folder;
  auto table =
      read_table(folder.file("a.csv", "user,item,time\n1,5\" pipe,2026-01-01\n2,\"a\"b,2026-01-02\n3,c,2026-01-03\n"));
  REQUIRE(table.rows.size() == 2);
  CHECK(table.rows[0][1] == "5\" pipe");
  CHECK(table.rows[1][0] == "3");
  REQUIRE(table.broken.size() == 1);
  CHECK(table.broken[0].first == 3);
}

TEST_CASE("a quote that is never closed costs its line only") {
  TestFolder folder;
  std::string text = "user,note,time\n1,fine,2026-01-01\n2,\"never closed,2026-01-02\n";
  for (int i = 3; i < 2000; ++i) text += std::to_string(i) + ",\"ok\",2026-01-03\n";
  auto table = read_table(folder.file("a.csv", text));
  CHECK(table.rows.size() == 1998);
  REQUIRE(table.broken.size() == 1);
  CHECK(table.broken[0].first == 3);
  // Also where no quote comes behind it, and where the file is longer than a window.
  text = "user,note,time\n1,\"never closed,2026-01-02\n";
  for (int i = 2; i < 100'000; ++i) text += std::to_string(i) + ",some text here,2026-01-03 10:00:00\n";
  table = read_table(folder.file("b.csv", text));
  CHECK(table.rows.size() == 99'998);
  REQUIRE(table.broken.size() == 1);
  CHECK(table.broken[0].second.reason == Reason::open_quote);
  CHECK(table.broken[0].first == 2);
  CHECK(table.lines.back() == 100'000);
}

TEST_CASE("a wrong number of fields breaks the row, empty fields at the end do not") {
  TestFolder folder;
  auto table =
      read_table(folder.file("a.csv", "user,event,time\n1,a,2026-01-01\n2,b\n3,c,2026-01-03,x\n4,d,2026-01-04,,\n"));
  CHECK(table.rows == Rows{{"1", "a", "2026-01-01"}, {"4", "d", "2026-01-04"}});
  REQUIRE(table.broken.size() == 2);
  CHECK(table.broken[0].first == 3);
  CHECK(table.broken[0].second.found == "2 fields instead of 3");
  CHECK(table.broken[1].first == 4);
  CHECK(table.broken[1].second.reason == Reason::field_count);
}

TEST_CASE("an over-long line is set aside and the rest is read") {
  TestFolder folder;
  std::string text =
      "user,event,time\n1,a,2026-01-01\n2," + std::string(6 * 1024 * 1024, 'x') + ",2026-01-02\n3,c,2026-01-03\n";
  auto table = read_table(folder.file("a.csv", text));
  CHECK(table.rows == Rows{{"1", "a", "2026-01-01"}, {"3", "c", "2026-01-03"}});
  CHECK(table.lines == Lines{2, 4});
  REQUIRE(table.broken.size() == 1);
  CHECK(table.broken[0].second.reason == Reason::too_long);
  // A field of 3 MiB is large, but not too large.
  text = "user,event,time\n1,\"" + std::string(3 * 1024 * 1024, 'x') + "\",2026-01-02\n3,c,2026-01-03\n";
  table = read_table(folder.file("b.csv", text), with_columns({"user", "event", "time"}));
  CHECK(table.rows.size() == 2);
  CHECK(table.rows[0][1].size() == 3 * 1024 * 1024);
}

TEST_CASE("headers: doubled, empty, Chinese, absent, given") {
  TestFolder folder;
  auto table = read_table(folder.file("a.csv", ",price,price,price_2\n1,2,3,4\n"));
  CHECK(table.columns == std::vector<std::string>{"column_1", "price", "price_3", "price_2"});
  CHECK(contains(table.notes, "'price' once more"));
  table = read_table(folder.file("b.csv", "用户ID,行为,时间\n张三,浏览,2026-01-01\n李四,购买,2026-01-02\n"));
  CHECK(table.columns == std::vector<std::string>{"用户ID", "行为", "时间"});
  CHECK(table.rows.size() == 2);

  auto path = folder.file("c.csv", "1,2268318,pv,1511544070\n1,2333346,cart,1511561733\n");
  auto file = open_records(path, {});
  REQUIRE_FALSE(file.ok());
  CHECK(contains(file.error().message, "has no header line"));
  CHECK(contains(file.error().hint, "--columns"));
  CHECK(contains(file.error().hint, "4 columns"));
  CHECK(read_table(path, with_columns({"user", "item", "event", "time"})).rows.size() == 2);
  auto wrong = open_records(path, with_columns({"user", "item"}));
  REQUIRE_FALSE(wrong.ok());
  CHECK(contains(wrong.error().message, "--columns names 2 columns, the file has 4"));

  auto header = folder.file("d.csv", "user,event,time\n1,a,2026-01-01\n2,b,2026-01-02\n");
  auto renamed = read_table(header, with_columns({"who", "what", "when"}));
  CHECK(renamed.columns == std::vector<std::string>{"who", "what", "when"});
  CHECK(renamed.rows.size() == 2);
  CHECK(contains(renamed.notes, "is a header"));
  OpenOptions no_header = with_columns({"who", "what", "when"});
  no_header.csv.has_header = false;
  CHECK(read_table(header, no_header).rows.size() == 3);
}

TEST_CASE("all-text files: the header is told by values that come again") {
  auto judge = [](Rows rows) { return judge_header(rows).is_header; };
  CHECK(judge({{"wer", "was"}, {"anna", "kam"}, {"otto", "kam"}}));
  CHECK_FALSE(judge({{"anna", "kam"}, {"anna", "ging"}, {"otto", "kam"}}));
  CHECK(judge({{"user_id", "2024"}, {"1", "5"}, {"2", "6"}}));
  CHECK(judge({{"user", "event", "time"}}));
}

TEST_CASE("lines of old Macs, Excel's sep=, row names of R") {
  TestFolder folder;
  CHECK(read_table(folder.file("a.csv", "user,event,time\r1,a,2026-01-01\r2,b,2026-01-02\r")).rows.size() == 2);
  auto table = read_table(folder.file("b.csv", "sep=;\r\nuser;event;time\r\n1;a,b;2026-01-01\r\n"));
  CHECK(table.rows == Rows{{"1", "a,b", "2026-01-01"}});
  CHECK(table.lines == Lines{3});
  table = read_table(folder.file("c.txt", "\"user\" \"event\"\n\"1\" 17 \"a b\"\n\"2\" 18 \"c\"\n"));
  CHECK(table.columns == std::vector<std::string>{"row", "user", "event"});
  CHECK(table.rows == Rows{{"1", "17", "a b"}, {"2", "18", "c"}});
}

/// A cell as a careful writer writes it.
std::string written(const std::string& cell, Random& random) {
  bool must =
      cell.find_first_of(",\"\n\r") != std::string::npos || cell.empty() || cell.front() == ' ' || cell.back() == ' ';
  if (!must && random.chance(0.7)) return cell;
  std::string quoted = "\"";
  for (char c : cell) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

TEST_CASE("random tables come back as they were written, whatever the size of the pieces") {
  constexpr std::string_view letters = "ab,\"\n ;|x客\r";
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    std::size_t width = 2 + random.below(4), height = 1 + random.below(30);
    Rows rows;
    Lines lines;
    std::string text;
    std::uint64_t line = 1;
    std::string newline = random.chance(0.5) ? "\n" : "\r\n";
    for (std::size_t r = 0; r < height; ++r) {
      lines.push_back(line);
      auto& row = rows.emplace_back();
      for (std::size_t c = 0; c < width; ++c) {
        std::string cell;
        for (std::size_t n = random.below(6); n > 0; --n) cell += letters[random.below(letters.size())];
        text += (c > 0 ? "," : "") + written(cell, random);
        line += static_cast<std::uint64_t>(std::count(cell.begin(), cell.end(), '\n'));
        row.push_back(cell);
      }
      text += newline;
      ++line;
    }
    CsvSplitter splitter({',', '\n'});
    Arena arena;
    std::vector<Cell> cells;
    Rows got;
    Lines got_lines;
    std::size_t at = 0, seen = 0;
    line = 1;
    while (at < text.size()) {
      // Show a part of the rest; when the record is not complete in it, show more.
      std::size_t shown = std::min(text.size() - at, 1 + random.below(20));
      CsvSplitter::Step step;
      do {
        cells.clear();
        step = splitter.next(std::string_view(text).substr(at, shown), at + shown == text.size(), cells, arena);
        shown = std::min(text.size() - at, shown + 1 + random.below(20));
      } while (step.outcome == CsvSplitter::Outcome::open);
      REQUIRE(step.outcome == CsvSplitter::Outcome::record);
      auto& row = got.emplace_back();
      for (const auto& cell : cells) row.emplace_back(cell.text());
      got_lines.push_back(line);
      at += step.bytes;
      line += step.lines;
      REQUIRE(++seen <= height);
    }
    CHECK(got == rows);
    CHECK(got_lines == lines);
  }
}

TEST_CASE("lines that are cut without libcsv give the cells that libcsv gives") {
  Random random(11);
  const std::string letters = "aab  \t\",,,;\r";
  for (int round = 0; round < 20'000; ++round) {
    const char delimiter = random.chance(0.5) ? ',' : random.chance(0.5) ? '\t' : ';';
    std::string line;
    for (std::size_t n = random.below(40); n > 0; --n) line += letters[random.below(letters.size())];
    std::vector<std::string> wanted, got;
    csv_parser parser;
    REQUIRE(csv_init(&parser, CSV_STRICT) == 0);
    csv_set_delim(&parser, static_cast<unsigned char>(delimiter));
    csv_set_space_func(&parser, [](unsigned char c) -> int { return c == ' ' || c == '\t' || c == '\r'; });
    csv_set_term_func(&parser, [](unsigned char c) -> int { return c == '\n'; });
    auto keep = [](void* data, std::size_t size, void* into) {
      static_cast<std::vector<std::string>*>(into)->emplace_back(static_cast<const char*>(data), size);
    };
    line += '\n';
    bool strict =
        csv_parse(&parser, line.data(), line.size(), keep, nullptr, &wanted) == line.size() && parser.pstate == 0;
    csv_free(&parser);
    if (!strict) continue;  // what such a line means is decided elsewhere, and tested above
    CsvSplitter splitter({delimiter, '\n'});
    Arena arena;
    std::vector<Cell> cells;
    auto step = splitter.next(line, true, cells, arena);
    for (const auto& cell : cells) got.emplace_back(cell.text());
    CAPTURE(line);
    CHECK(step.outcome == (wanted.empty() ? CsvSplitter::Outcome::blank : CsvSplitter::Outcome::record));
    CHECK(step.bytes == line.size());
    CHECK(got == wanted);
  }
}

}  // namespace
}  // namespace cairn::collect
