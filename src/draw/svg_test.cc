#include "draw/svg.h"

#include <doctest/doctest.h>

#include "draw/charts.h"
#include "draw/stack.h"

using namespace cairn::draw;

TEST_CASE("escaping leaves nothing that XML cannot hold") {
  CHECK(escape_xml("a<b>&\"'") == "a&lt;b&gt;&amp;&quot;&#39;");
  CHECK(escape_xml(std::string("x\x01\x1b\x7fy\0z", 7)) == "xyz");
  CHECK(escape_xml("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");  // a lone surrogate is no UTF-8
  CHECK(escape_xml("👟中") == "👟中");
}

TEST_CASE("text stays text, with its language and its lines") {
  Picture picture;
  picture.width = 100;
  picture.height = 50;
  picture.title = "Title";
  picture.language = "en";
  picture.begin("tip <1>", "touchpoint", "tp_1");
  Text text;
  text.lines = {"比较", "尺码"};
  text.language = "zh";
  picture.add(text);
  picture.end();
  std::string svg = to_svg(picture);
  CHECK(svg.find("<title id=\"map-title\">Title</title>") != std::string::npos);
  CHECK(svg.find("aria-labelledby=\"map-title map-desc\"") != std::string::npos);
  CHECK(svg.find("<title>tip &lt;1&gt;</title>") != std::string::npos);
  CHECK(svg.find("lang=\"zh\" xml:lang=\"zh\"") != std::string::npos);
  CHECK(svg.find(">比较</tspan>") != std::string::npos);
  CHECK(svg.find("data-id=\"tp_1\"") != std::string::npos);
  CHECK(svg.find("比较</tspan><tspan") != std::string::npos);  // no blank between Chinese lines
  text.lines = {"Compares", "sizes"};
  picture.add(text);
  CHECK(to_svg(picture).find("Compares</tspan> <tspan") != std::string::npos);
}

TEST_CASE("a pattern is defined once and used") {
  Picture picture;
  picture.width = picture.height = 10;
  for (int i = 0; i < 3; ++i) picture.add(Rect{0, 0, 5, 5, 0, {Ink::paper, Pattern::hatch, Ink::orange_mid}, {}});
  std::string svg = to_svg(picture);
  CHECK(svg.find("<pattern id=\"map-hatch-orange-mid\"") == svg.rfind("<pattern "));
  CHECK(svg.find("url(#map-hatch-orange-mid)") != std::string::npos);
}

TEST_CASE("charts hold their labels and survive nothing, zero and what is not a number") {
  ChartFrame frame{"t", "d", "zh-Hans", 700};
  double nan = std::nan("");
  CHECK(bars(frame, {}).height > 0);
  CHECK(funnel(frame, {}).height > 0);
  CHECK(flow(frame, {}, {}, {}).width == 700);
  CHECK(histogram(frame, {}, {}).height > 0);
  Picture all[] = {bars(frame, {{"一", {{nan, {Ink::blue}}, {2, {Ink::blue}}}, nan, "1", ""}}),
                   funnel(frame, {{"a", "0", 0, 0, 0, 0, "", ""}, {"b", "?", nan, nan, nan, nan, "", ""}}),
                   flow(frame, {{"a", "1"}}, {{"b", "1"}}, {{0, 0, nan, "", false}}),
                   histogram(frame, {{"0", nan, ""}, {"1", 3, ""}}, {{nan, "中位数"}, {1.5, "p95"}})};
  for (const Picture& picture : all) {
    std::string svg = to_svg(picture);  // checks that every number is finite
    CHECK(svg.find("nan") == std::string::npos);
    for (const Item& item : picture.items)
      if (const auto* text = std::get_if<Text>(&item)) {
        Box box = box_of(*text);
        CHECK(box.left >= -1);
        CHECK(box.right <= picture.width + 1);
        CHECK(box.bottom <= picture.height + 1);
      }
  }
}
