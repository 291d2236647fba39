#include "map/render.h"

#include <doctest/doctest.h>
#include <expat.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.h"
#include "draw/svg.h"
#include "map/render_board.h"
#include "map/render_page.h"
#include "map/render_sample_shop.h"
#include "map/render_sample_stress.h"
#include "map/render_sheet.h"

using namespace cairn;
using namespace cairn::map;

namespace {

constexpr Language languages[] = {Language::zh_hans, Language::zh_hant, Language::en};

struct Shape {
  std::string name;
  sample::Sample sample;
  bool observed = true;
  const Observed* seen() const { return observed ? &sample.observed : nullptr; }
};

/// From nothing to far too much.
std::vector<Shape> shapes() {
  std::vector<Shape> all = {
      {"retailer", sample::retailer_sample()}, {"designed", sample::retailer_sample(), false}, {"empty", {}}};
  std::uint64_t seed = 0;
  for (int stages : {1, 3, 5, 6, 9})
    for (int touchpoints : {1, 5, 12, 40})
      for (bool long_labels : {false, true}) {
        ++seed;
        all.push_back(
            {"stress " + std::to_string(stages) + " " + std::to_string(touchpoints) + (long_labels ? " long" : ""),
             sample::stress(stages, touchpoints, 1 + static_cast<int>(seed % 11), long_labels, seed)});
      }
  return all;
}

/// Empty when well-formed, else what is wrong.
std::string xml_fault(const std::string& text) {
  XML_Parser parser = XML_ParserCreate("UTF-8");
  std::string fault;
  if (XML_Parse(parser, text.data(), static_cast<int>(text.size()), 1) != XML_STATUS_OK)
    fault = std::string(XML_ErrorString(XML_GetErrorCode(parser))) + " at line " +
            std::to_string(XML_GetCurrentLineNumber(parser)) + ": " +
            text.substr(static_cast<std::size_t>(std::max<XML_Index>(XML_GetCurrentByteIndex(parser), 0)), 80);
  XML_ParserFree(parser);
  return fault;
}

/// Labels that overlap or leave the picture, measured by the widest fonts there are.
std::vector<std::string> crowded(const draw::Picture& picture) {
  std::vector<std::pair<draw::Box, std::string>> boxes;
  for (const draw::Item& item : picture.items)
    if (const auto* text = std::get_if<draw::Text>(&item); text && !text->lines.empty() && !text->lines[0].empty()) {
      draw::Box box = draw::box_of(*text);
      // A lone line is cut to its room; only a wrapped label may be wider, by one word that is drawn over nothing else.
      boxes.emplace_back(box, join(text->lines, "/"));
    }
  std::vector<std::string> faults;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const auto& [a, name] = boxes[i];
    if (a.left < -1 || a.top < -1 || a.right > picture.width + 1 || a.bottom > picture.height + 1)
      faults.push_back(name + " leaves the picture");
    for (std::size_t j = i + 1; j < boxes.size(); ++j) {
      const auto& [b, other] = boxes[j];
      if (std::min(a.right, b.right) - std::max(a.left, b.left) > 1 &&
          std::min(a.bottom, b.bottom) - std::max(a.top, b.top) > 1)
        faults.push_back(name + " overlaps " + other);
    }
  }
  return faults;
}

}  // namespace

TEST_CASE("text: never wider than asked, nothing at the end of a line, in every language") {
  for (const Shape& shape : shapes())
    for (Language language : languages)
      for (int columns : {60, 72, 80, 100, 132}) {
        RenderOptions options;
        options.language = language;
        options.columns = columns;
        std::string text = render_text(shape.sample.map, shape.seen(), options);
        CAPTURE(shape.name);
        CAPTURE(columns);
        CHECK(is_utf8(text));
        CHECK(text.ends_with("\n"));
        for (std::string_view line : split(text, '\n')) {
          CAPTURE(line);
          CHECK(display_width(line) <= columns);
          CHECK(!line.ends_with(" "));
          CHECK(line.find("nan") == std::string_view::npos);
          CHECK(line.find('\x1b') == std::string_view::npos);
        }
      }
}

TEST_CASE("text: colour adds nothing but colour") {
  sample::Sample sample = sample::retailer_sample();
  RenderOptions plain, colour;
  colour.colour = true;
  std::string with = render_text(sample.map, &sample.observed, colour),
              without = render_text(sample.map, &sample.observed, plain);
  CHECK(with.find("\x1b[") != std::string::npos);
  std::string bare;
  for (std::size_t i = 0; i < with.size(); ++i) {
    if (with[i] == '\x1b')
      i = with.find('m', i);
    else
      bare += with[i];
  }
  CHECK(bare == without);
}

TEST_CASE("text: says what the map knows") {
  sample::Sample sample = sample::retailer_sample();
  sample.observed.touchpoints[4].ended = sample.observed.touchpoints[4].cases / 2;
  RenderOptions options;
  options.language = Language::zh_hans;
  std::string text = render_text(sample.map, &sample.observed, options);
  for (const char* expected : {"石径鞋履：从看到到回购", "12,480 个旅程实例", "◧ 走进门店", "比较尺码", "去线上结账",
                               "P1", "▲▲▲▲▲", "⚑ 30 天内未退货", "50 %", "允许不注册结账"})
    CHECK_MESSAGE(text.find(expected) != std::string::npos, expected);
  // Silence after the purchase is not loss: those stages speak of kept and missed.
  std::string use = text.substr(text.find("5 使用"));
  CHECK(use.find("离开") == std::string::npos);
  CHECK(use.find("达成") != std::string::npos);
}

TEST_CASE("a map without data says so and shows no number that nobody counted") {
  sample::Sample sample = sample::retailer_sample();
  RenderOptions options;
  std::string text = render_text(sample.map, nullptr, options), svg = render_svg(sample.map, nullptr, options);
  CHECK(text.find("No data yet") != std::string::npos);
  CHECK(svg.find("No data yet") != std::string::npos);
  CHECK(svg.find(" cases") == std::string::npos);
}

TEST_CASE("svg and html are well-formed, escaped, and hold finite numbers only") {
  for (const Shape& shape : shapes())
    for (Language language : languages) {
      RenderOptions options;
      options.language = language;
      CAPTURE(shape.name);
      for (const std::string& document : {render_svg(shape.sample.map, shape.seen(), options),
                                          render_html(shape.sample.map, shape.seen(), options)}) {
        CHECK(xml_fault(document) == "");
        for (const char* bad : {"\"nan", "\"inf", "\"-nan", " nan", "-inf"})
          CHECK_MESSAGE(document.find(bad) == std::string::npos, bad);
      }
    }
}

TEST_CASE("no label overlaps another or leaves the picture, in the widest fonts, in any language") {
  for (const Shape& shape : shapes())
    for (Language language : languages) {
      RenderOptions options;
      options.language = language;
      CAPTURE(shape.name);
      Board shown = board(shape.sample.map, shape.seen());
      CHECK(crowded(picture_of(shown, options)) == std::vector<std::string>{});
      for (const PageChart& chart : charts_of(shown, language)) {
        CAPTURE(chart.id);
        CHECK(crowded(chart.picture) == std::vector<std::string>{});
      }
    }
}

TEST_CASE("what users write cannot break out") {
  sample::Sample sample = sample::retailer_sample();
  const std::string nasty = "<script>alert(1)</script> & \"q\" 'a' \x01\x1b[31m\x7f \xE2\x80\xAE\xD8\xA7 👟 ]]> \xFF";
  sample.map.title = Label::same(nasty);
  for (auto& stage : sample.map.stages) stage.label = Label::same(nasty);
  for (auto& touchpoint : sample.map.touchpoints) {
    touchpoint.label = Label::same(nasty);
    touchpoint.actions = {Label::same(nasty)};
  }
  for (auto& pain : sample.map.pains) pain.text = Label::same(nasty);
  for (auto& channel : sample.map.channels) channel.label = Label::same(nasty);
  sample.map.touchpoints[0].id = nasty;
  RenderOptions options;
  std::string svg = render_svg(sample.map, &sample.observed, options),
              html = render_html(sample.map, &sample.observed, options);
  CHECK(xml_fault(svg) == "");
  CHECK(xml_fault(html) == "");
  CHECK(svg.find("<script") == std::string::npos);
  CHECK(html.find("<script>alert") == std::string::npos);
  std::string text = render_text(sample.map, &sample.observed, options);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find("\xE2\x80\xAE") == std::string::npos);
}

TEST_CASE("numbers that are not known are shown as not known") {
  sample::Sample sample = sample::retailer_sample();
  constexpr double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  for (auto& stage : sample.observed.stages) stage.conversion = stage.dwell_median = stage.dwell_p95 = nan;
  for (auto& touchpoint : sample.observed.touchpoints) {
    touchpoint.repeat_share = touchpoint.wait_median = nan;
    touchpoint.wait_p95 = inf;
    touchpoint.ended = touchpoint.cases + 10;
  }
  for (auto& link : sample.observed.links) link.share = link.gap_median = link.gap_p95 = nan;
  for (auto& decision : sample.observed.decisions)
    for (auto& branch : decision.branches) branch.share = nan;
  for (auto& pain : sample.observed.pains)
    pain.share = pain.outcome_with = pain.outcome_without = pain.extra_loss = pain.seconds = nan;
  sample.observed.coverage = sample.observed.overview_coverage = nan;
  RenderOptions options;
  for (const std::string& document :
       {render_text(sample.map, &sample.observed, options), render_svg(sample.map, &sample.observed, options),
        render_html(sample.map, &sample.observed, options)})
    CHECK(to_lower(document).find("nan") == std::string::npos);
  Observed nothing;  // an observation of no events at all
  for (const std::string& document :
       {render_text(sample.map, &nothing, options), render_svg(sample.map, &nothing, options),
        render_html(sample.map, &nothing, options)})
    CHECK(to_lower(document).find("nan") == std::string::npos);
}

TEST_CASE("the page needs nothing from elsewhere and keeps text as text") {
  sample::Sample sample = sample::retailer_sample();
  RenderOptions options;
  options.language = Language::zh_hant;
  std::string html = render_html(sample.map, &sample.observed, options);
  for (const char* outside : {"src=", "@import", "url(http", "<link rel=\"stylesheet\""})
    CHECK_MESSAGE(html.find(outside) == std::string::npos, outside);
  CHECK(html.find("<html lang=\"zh-Hant\">") != std::string::npos);
  CHECK(html.find("prefers-color-scheme:dark") != std::string::npos);
  CHECK(html.find("size:A3 landscape") != std::string::npos);
  std::string svg = render_svg(sample.map, &sample.observed, options);
  CHECK(svg.find(">走進門市</text>") != std::string::npos);
  CHECK(svg.find("role=\"img\"") != std::string::npos);
  CHECK(svg.find("xml:lang=\"zh-Hant\"") != std::string::npos);
}

TEST_CASE("in the stage of the goal who passes and never reaches it leaves; without a channel none is claimed") {
  sample::Sample sample = sample::retailer_sample();
  for (auto& stage : sample.map.stages) stage.by_milestones = stage.by_milestones || stage.id == "buy";
  sample.map.goal = "ms_paid";
  auto at = [&](const std::string& id) {
    for (std::size_t t = 0; t < sample.map.touchpoints.size(); ++t)
      if (sample.map.touchpoints[t].id == id) return t;
    return sample.map.touchpoints.size();
  };
  std::size_t checkout = at("checkout_start"), paid = at("order_paid");
  sample.observed.touchpoints[checkout].passed = 1000;
  sample.observed.touchpoints[checkout].goal_share = 0.42;
  sample.map.touchpoints[paid].channel.clear();
  Board shown = board(sample.map, &sample.observed);
  for (const BoardTouchpoint& each : shown.touchpoints) {
    if (each.touchpoint->id == "checkout_start") {
      CHECK(each.leave_share == doctest::Approx(0.58));
      CHECK(each.left == 580);
    }
    if (each.touchpoint->id == "order_paid") {
      CHECK(std::isnan(each.leave_share));
      CHECK(each.glyph == Glyph::unknown);
    }
    if (each.touchpoint->id == "article_open") CHECK(std::isnan(each.leave_share));
  }
  CHECK(outcome_text(71, 12, 17, Language::en) == "71\u00a0% kept · 12\u00a0% missed · 17\u00a0% in progress");
  CHECK(outcome_text(5, 0, 0, Language::en) == "100\u00a0% kept");
  CHECK(outcome_text(0, 0, 0, Language::en) == "");
}

TEST_CASE("the board: at most twelve touchpoints, five a stage, one at least, the rest folded") {
  sample::Sample sample = sample::stress(6, 40, 5, false, 3);
  Board shown = board(sample.map, &sample.observed);
  CHECK(shown.touchpoints.size() == 12);
  std::size_t folded = 0;
  for (const BoardStage& stage : shown.stages) {
    CHECK(stage.touchpoints.size() >= 1);
    CHECK(stage.touchpoints.size() <= 5);
    folded += stage.folded.size();
  }
  CHECK(folded == 28);
  // Ids that lead nowhere are left out.
  sample.map.touchpoints[0].stage = "nowhere";
  sample.map.links.push_back({"nobody", "tp_1", "follows"});
  sample.map.pains.push_back(sample::pain("pa_x", Label::same("x"), 3, "leave", {"nobody"}));
  sample.map.decisions.push_back({"de_x", {}, "nobody", {}});
  CHECK(board(sample.map, &sample.observed).touchpoints.size() == 12);
}
