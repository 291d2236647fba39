#include "base/text.h"

#include <doctest/doctest.h>

#include "base/json.h"

using namespace cairn;

TEST_CASE("widths in a terminal") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("门店 A") == 6);
  CHECK(display_width("e\u0301") == 1);
  CHECK(shorten("打开小程序", 7) == "打开小…");
  CHECK(fit("门店", 6) == "门店  ");
  CHECK(fit("abcdef", 4) == "abc…");
}

TEST_CASE("lines break at blanks and between Chinese characters, not before closing punctuation") {
  CHECK(wrap("one two three", 7) == std::vector<std::string>{"one two", "three"});
  CHECK(wrap("客户在收银台等待。很久", 18) == std::vector<std::string>{"客户在收银台等待。", "很久"});
  CHECK(wrap("客户在收银台等待。很久", 16) == std::vector<std::string>{"客户在收银台等", "待。很久"});
  CHECK(wrap("supercalifragilistic", 8) == std::vector<std::string>{"supercal", "ifragili", "stic"});
}

TEST_CASE("bytes that are not UTF-8 are seen") {
  CHECK(is_utf8("plain 中文 🎉"));
  CHECK_FALSE(is_utf8("\xC0\x80"));
  CHECK_FALSE(is_utf8("\xED\xA0\x80"));
  CHECK_FALSE(is_utf8("abc\xFF"));
  CHECK(is_utf8("\xEF\xBF\xBD"));
  CHECK(*to_utf8("\xD6\xD0\xCE\xC4", "GB18030") == "中文");
  CHECK_FALSE(to_utf8("x", "no-such-encoding").ok());
}

TEST_CASE("near misses") {
  std::vector<std::string> known{"catalog", "cart", "payment_done"};
  CHECK(near_misses("catalgo", known) == std::vector<std::string>{"catalog"});
  CHECK(suggest("payment", known) == "did you mean 'payment_done'?");
  CHECK(suggest("zzzzzzzz", known) == "known: catalog, cart, payment_done");
}

TEST_CASE("a fault in JSON has a place, and values can be found again") {
  auto wrong = parse_json("{\n  \"a\": [1, 2,]\n}", "x.json");
  REQUIRE_FALSE(wrong.ok());
  CHECK(wrong.error().where == "x.json:2:14");
  std::string text = "{\n  \"题\": {\"b\": [10,\n  {\"c\\\"d\": true}]}\n}";
  CHECK(locate(text, "/题/b/0").column == 15);
  auto place = locate(text, "/题/b/1/c\"d");
  CHECK(place.line == 3);
  CHECK(place.column == 12);
  CHECK(locate(text, "/nowhere").line == 1);
}

TEST_CASE("JSON may be nested as deep as documents need, not as deep as somebody likes") {
  auto nested = [](std::size_t levels) { return std::string(levels, '[') + "\"[[\\\"\"" + std::string(levels, ']'); };
  CHECK(parse_json(nested(max_json_depth), "x.json").ok());
  for (auto text : {nested(max_json_depth + 1), nested(1'000'000)}) {
    auto wrong = parse_json(text, "x.json");
    REQUIRE_FALSE(wrong.ok());
    CHECK(wrong.error().where == "x.json:1:201");
    CHECK(wrong.error().message == "nested deeper than 200 levels");
  }
}
