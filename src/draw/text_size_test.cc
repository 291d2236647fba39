#include "draw/text_size.h"

#include <doctest/doctest.h>

#include "base/text.h"

using namespace cairn;
using namespace cairn::draw;
using Lines = std::vector<std::string>;

TEST_CASE("widths are upper bounds") {
  CHECK(text_width("汉字", 10) == doctest::Approx(20));
  CHECK(text_width("", 10) == 0);
  CHECK(text_width("W", 100) >= 98.9);         // DejaVu Sans
  CHECK(text_width("W", 100, true) >= 110.3);  // DejaVu Sans Bold
  CHECK(text_width("e\u0301", 10) == text_width("e", 10));
}

TEST_CASE("wrapping keeps to the width and to the rules of Chinese typesetting") {
  CHECK(wrap_text("看商品页，比较尺码。", 40, 10) == Lines{"看商品", "页，比较", "尺码。"});
  for (const std::string& line : wrap_text("他说：「三天内，可以退换吗？」（门店）", 40, 10)) {
    CAPTURE(line);
    CHECK(!line.starts_with("，"));
    CHECK(!line.starts_with("」"));
    CHECK(!line.starts_with("？"));
    CHECK(!line.ends_with("「"));
    CHECK(!line.ends_with("（"));
  }
  CHECK(wrap_text("wait 9.4 分钟", 52, 10) == Lines{"wait", "9.4 分钟"});
  CHECK(wrap_text("leaves 24 %", 60, 10).back() == "24 %");
  CHECK(wrap_text("checkout_payment", 70, 10) == Lines{"checkout_", "payment"});
  CHECK(wrap_text("a\nb", 100, 10) == Lines{"a", "b"});
  CHECK(wrap_text("", 100, 10) == Lines{""});
  CHECK(wrap_text("Donaudampfschiff", 40, 10).size() > 2);
  Lines cut = wrap_text("one two three four five six seven", 50, 10, false, 2);
  CHECK(cut.size() == 2);
  CHECK(cut.back().ends_with("…"));
  for (const char* text : {"在合作门店的自助服务终端上查询上次购买记录", "Looks up the previous purchase on a terminal",
                           "比价 price check 比價 checkout_started"})
    for (double width : {30.0, 47.0, 80.0, 200.0}) {
      std::string joined;
      for (const std::string& line : wrap_text(text, width, 12)) {
        CHECK(text_width(line, 12) <= width);
        joined += line;
      }
      std::string bare = text, kept = joined;
      std::erase(bare, ' ');
      std::erase(kept, ' ');
      CHECK(bare == kept);  // nothing is lost
    }
}

TEST_CASE("shortening") {
  CHECK(shorten_text("short", 100, 10) == "short");
  std::string cut = shorten_text("比较尺码，看评价", 55, 10);
  CHECK(cut == "比较尺码…");  // no comma before the dots
  CHECK(text_width(cut, 10) <= 55);
}

TEST_CASE("the language of a text among others") {
  CHECK(language_of("比较尺码", "zh-Hant") == "zh-Hant");
  CHECK(language_of("比较尺码", "en") == "zh");
  CHECK(language_of("A long wait at the till of 广州天河城店", "en") == "en");
  CHECK(language_of("checkout", "zh-Hans") == "en");
  CHECK(language_of("12,480", "zh-Hans") == "zh-Hans");
}
