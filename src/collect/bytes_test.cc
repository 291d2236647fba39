// Bytes and encodings: gzip, damaged files, byte order marks, GB18030.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <unicode/ucnv.h>

#include <thread>

#include "collect/encoding.h"
#include "collect/source_bytes.h"
#include "collect/test_files.h"

namespace cairn::collect {
namespace {

const std::string table =
    "用户,事件,时间\n张三,浏览,2026-01-01 10:00:00\n李四,下单,2026-01-02 11:00:00\n王五,浏览,2026-01-03 12:00:00\n";

std::string encoded(const std::string& utf8, const char* encoding) {
  UErrorCode status = U_ZERO_ERROR;
  UConverter* converter = ucnv_open(encoding, &status);
  std::string bytes(utf8.size() * 4 + 16, '\0');
  auto size = ucnv_fromAlgorithmic(converter, UCNV_UTF8, bytes.data(), static_cast<int32_t>(bytes.size()), utf8.data(),
                                   static_cast<int32_t>(utf8.size()), &status);
  ucnv_close(converter);
  REQUIRE(U_SUCCESS(status));
  bytes.resize(static_cast<std::size_t>(size));
  return bytes;
}

std::string read_all(const std::string& path) {
  auto source = SourceBytes::open(path);
  if (!source) FAIL(source.error().text());
  std::string all;
  char piece[777];
  for (;;) {
    auto got = (*source)->read(piece, sizeof piece);
    if (!got) FAIL(got.error().text());
    if (*got == 0) return all;
    all.append(piece, *got);
  }
}

TEST_CASE("gzip is unpacked, also joined members and padding behind them") {
  TestFolder folder;
  std::string large;
  for (int i = 0; i < 400'000; ++i) large += std::to_string(i * 31LL % 999'983) + ",x\n";
  CHECK((read_all(folder.file("a", large)) == large));
  auto packed = folder.gz("b.gz", large);
  CHECK((read_all(packed) == large));
  folder.gz("c.gz", "one\n");
  folder.gz("d.gz", "two\n");
  auto joined = folder.file("e.gz", folder.read("c.gz") + folder.read("d.gz") + std::string(512, '\0'));
  CHECK((read_all(joined) == "one\ntwo\n"));
}

TEST_CASE("what cannot be read is named, with what to do") {
  TestFolder folder;
  auto missing = import_error((folder.path / "nothing.csv").string());
  CHECK(missing.code == ErrorCode::not_found);
  CHECK(contains(missing.where, "nothing.csv"));
  auto is_folder = import_error(folder.path.string());
  CHECK(contains(is_folder.message, "is a folder"));
  CHECK_FALSE(is_folder.hint.empty());
  CHECK(contains(import_error(folder.file("empty.csv", "")).message, "is empty"));
  CHECK(contains(import_error(folder.gz("empty.csv.gz", "")).message, "holds nothing"));
  CHECK(contains(import_error(folder.file("blank.csv", " \n\n \n")).message, "nothing but blanks"));
  CHECK(contains(import_error(folder.file("bom.csv", "\xEF\xBB\xBF")).message, "nothing but blanks"));
  CHECK(contains(import_error(folder.file("header.csv", "user,event,time\n")).message, "no rows"));

  std::string garbage;
  for (int i = 0; i < 5000; ++i) garbage += static_cast<char>((i * 7919) >> 3);
  CHECK(contains(import_error(folder.file("garbage.csv", garbage)).message, "is no text"));
  auto zip = import_error(folder.file("book.xlsx", std::string("PK\x03\x04", 4) + garbage));
  CHECK(contains(zip.message, "cannot be read as XLSX"));
  CHECK(contains(zip.hint, "CSV"));
  CHECK(contains(import_error(folder.file("x.zst", "\x28\xB5\x2F\xFD" + garbage)).hint, "zstd"));
}

TEST_CASE("a truncated or damaged gzip is an error, not fewer rows") {
  TestFolder folder;
  std::string text = "user,event,time\n";
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i * 7919 % 1000) + ",view,2026-01-01 10:00:00\n";
  folder.gz("a.csv.gz", text);
  auto whole = folder.read("a.csv.gz");
  auto cut = import_error(folder.file("cut.csv.gz", whole.substr(0, whole.size() - 100)));
  CHECK(cut.code == ErrorCode::damaged);
  CHECK(contains(cut.message, "end too early"));
  CHECK(contains(cut.where, "cut.csv.gz"));
  auto hurt = whole;
  hurt[whole.size() / 2] = static_cast<char>(~hurt[whole.size() / 2]);
  hurt[whole.size() / 2 + 1] = static_cast<char>(~hurt[whole.size() / 2 + 1]);
  CHECK(import_error(folder.file("hurt.csv.gz", hurt)).code == ErrorCode::damaged);
  CHECK(import_error(folder.file("tiny.csv.gz", whole.substr(0, 5))).code == ErrorCode::damaged);
}

TEST_CASE("the same table in any encoding gives the same events") {
  TestFolder folder;
  auto plain = import_ok(folder.file("t.csv", table));
  REQUIRE(plain.events.size() == 3);
  CHECK(plain.events[0].customer == "张三");
  CHECK(plain.events[1].type == "下单");
  auto same = [&](const std::string& path) {
    auto other = import_ok(path);
    REQUIRE(other.events.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(other.events[i].customer == plain.events[i].customer);
      CHECK(other.events[i].type == plain.events[i].type);
      CHECK(other.events[i].id == plain.events[i].id);
    }
    return other.report.notes;
  };
  same(folder.file("t.csv", "\xEF\xBB\xBF" + table));
  CHECK(contains(same(folder.file("t.csv", encoded(table, "GB18030"))), "GB18030"));
  CHECK(contains(same(folder.file("t.csv", "\xFF\xFE" + encoded(table, "UTF-16LE"))), "UTF-16LE"));
  CHECK(contains(same(folder.file("t.csv", "\xFE\xFF" + encoded(table, "UTF-16BE"))), "UTF-16BE"));
  same(folder.gz("t.csv.gz", table));
  same(folder.gz("t.csv.gz", encoded(table, "GB18030")));
}

TEST_CASE("GB18030 in a file of many windows: no character is cut") {
  TestFolder folder;
  std::string text = "会员号,行为,时间,备注\n";
  for (int i = 0; i < 60'000; ++i)
    text += std::to_string(i % 977) + ",浏览" + std::string(static_cast<std::size_t>(i % 3), 'x') +
            ",2026-01-01 10:00:00,物流太慢了，客服态度很差\n";
  auto imported = import_ok(folder.file("a.csv", encoded(text, "GB18030")));
  CHECK(imported.events.size() == 60'000);
  std::size_t right = 0;
  for (const auto& event : imported.events) right += event.property("备注.text") == "物流太慢了，客服态度很差";
  CHECK(right == 60'000);
}

TEST_CASE("encodings are told apart") {
  auto detect = [](const std::string& text) {
    auto found = detect_encoding(text, true, "test");
    return found ? found->name : found.error().message;
  };
  CHECK(detect("plain ascii") == "UTF-8");
  CHECK(detect("Müller, 客户") == "UTF-8");
  CHECK(detect(encoded("name,stadt\nM\xC3\xBCller,K\xC3\xB6ln\nJos\xC3\xA9,\xC3\x89vian\n", "windows-1252")) ==
        "windows-1252");
  CHECK(detect(encoded("客户编号,动作,时间\n", "GB18030")) == "GB18030");
  CHECK(detect(encoded("user,event\n1,2\n", "UTF-16LE")) == "UTF-16LE");
  CHECK(detect(encoded("user,event\n1,2\n", "UTF-16BE")) == "UTF-16BE");
  CHECK(detect("\xEF\xBB\xBFx") == "UTF-8");
  CHECK_FALSE(named_encoding("klingon", "").ok());
  CHECK(named_encoding("big5", "").ok());
}

TEST_CASE("mixed encodings: rows that are no text in the file's encoding are set aside, the rest is kept") {
  TestFolder folder;
  std::string text = "user,event,time,note\n";
  for (int i = 0; i < 2000; ++i) text += std::to_string(i) + ",view,2026-01-01 10:00:00,客服很好\n";
  text += "77,view,2026-01-01 10:00:00," + encoded("物流太慢", "GB18030") + "\n";
  text += "78,view,2026-01-01 10:00:00,好\n";
  auto path = folder.file("mixed.csv", text);
  auto imported = import_ok(path, {}, folder.path / "q.csv");
  CHECK(imported.events.size() == 2001);
  CHECK(imported.report.reasons[static_cast<std::size_t>(Reason::encoding)].rows == 1);
  CHECK(imported.report.reasons[static_cast<std::size_t>(Reason::encoding)].first_line == 2002);
  CHECK(contains(folder.read("q.csv"), "2002,encoding,"));
  ImportOptions as_gb;
  as_gb.open.encoding = "gb18030";
  CHECK(import_ok(folder.file("gb.csv", encoded(table, "GB18030")), as_gb).events.size() == 3);
}

/// Makes the text what standard input gives, through a pipe.
struct StandardInput {
  int saved = ::dup(0);
  std::thread writer;
  explicit StandardInput(std::string text) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    ::dup2(ends[0], 0);
    ::close(ends[0]);
    writer = std::thread([text = std::move(text), end = ends[1]] {
      for (std::size_t at = 0; at < text.size();) {
        auto put = ::write(end, text.data() + at, std::min<std::size_t>(text.size() - at, 4096));
        if (put <= 0) break;
        at += static_cast<std::size_t>(put);
      }
      ::close(end);
    });
  }
  ~StandardInput() {
    writer.join();
    ::dup2(saved, 0);
    ::close(saved);
  }
};

TEST_CASE("standard input: text and gzip, named stdin, and empty") {
  TestFolder folder;
  std::string text = "user,event,time\n";
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i) + ",view,2026-01-01 10:00:00\n";
  {
    StandardInput in(text);
    auto imported = import_ok("-");
    CHECK(imported.events.size() == 100'000);
    CHECK(imported.report.source == "stdin");
    CHECK(imported.report.file == "standard input");
  }
  folder.gz("x", text);
  {
    StandardInput in(folder.read("x"));
    CHECK(import_ok("-").events.size() == 100'000);
  }
  {
    StandardInput in("");
    auto error = import_error("-");
    CHECK(error.where == "standard input");
    CHECK(contains(error.message, "empty"));
  }
}

}  // namespace
}  // namespace cairn::collect
