// One HTML page that needs nothing else: the map, what was found in words, the main answers as charts with their
// tables, and what each number means. It reads without its script, in light and dark, on paper and aloud.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "draw/svg.h"
#include "map/lane_words.h"
#include "map/render.h"
#include "map/render_lines.h"
#include "map/render_page.h"
#include "map/render_sheet.h"

namespace cairn::map {

namespace {

using draw::escape_xml;

std::string header_html(const Board& board, const RenderOptions& options, const std::string& title) {
  Language language = options.language;
  auto pill = [&](const std::string& text, const char* kind) {
    return fmt::format("<li{}>{}</li>", kind, escape_xml(text));
  };
  std::string out = "<header>\n<h1>" + text_html(title, language) + "</h1>\n";
  if (std::string goal = one_line(board.map->purpose.in(language)); !goal.empty())
    out += fmt::format("<p><strong>{}</strong>{}{}</p>\n", escape_xml(word(Word::goal, language)),
                       language == Language::en ? ": " : "：", text_html(goal, language));
  if (std::string scenario = one_line(board.map->scenario.in(language)); !scenario.empty())
    out += "<p class=\"quiet\">" + text_html(scenario, language) + "</p>\n";
  out += "<ul class=\"pills\">" + pill(word(board.map->basis == "to-be" ? Word::to_be : Word::as_is, language), "") +
         pill(phrase(Word::version, language, board.map->version), " class=\"grey\"");
  if (board.observed == nullptr) out += pill(word(Word::no_data, language), " class=\"attention\"");
  out += "</ul>\n";
  if (board.observed == nullptr)
    return out + "<p>" + escape_xml(word(Word::no_data_long, language)) + "</p>\n</header>\n";
  out += "<dl class=\"facts\">";
  for (const Fact& fact : facts_of(board, options))
    out += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", escape_xml(fact.name), text_html(fact.value, language));
  return out + "</dl>\n</header>\n";
}

std::string findings_html(const Board& board, Language language) {
  if (board.observed == nullptr) return "";
  std::string items;
  for (const Label& finding : findings(*board.map, *board.observed, 5))
    if (std::string text = one_line(finding.in(language)); !text.empty())
      items += "<li>" + text_html(text, language) + "</li>\n";
  if (items.empty()) return "";
  return fmt::format(
      "<section class=\"findings\" id=\"findings\" aria-labelledby=\"findings-title\">\n<h2 "
      "id=\"findings-title\">{}</h2>\n<ol>\n{}</ol>\n</section>\n",
      escape_xml(word(Word::findings, language)), items);
}

std::string map_html(const Board& board, const RenderOptions& options) {
  Language language = options.language;
  draw::Picture picture = picture_of(board, options, false);
  std::string tables;
  for (const PageTable& table : map_tables(board, language)) tables += table_html(table, language);
  std::string out = fmt::format(
      "<section class=\"map\" aria-labelledby=\"map-heading\">\n<h2 id=\"map-heading\">{}</h2>\n"
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><style>.map "
      "svg{{min-width:{:.0f}px}}</style>\n{}</div>\n",
      escape_xml(word(Word::map_word, language)), escape_xml(word(Word::scroll_hint, language)), picture.width * 0.86,
      draw::to_svg(picture, {.standalone = false, .id = "map"}));
  if (!tables.empty())
    out += fmt::format(
        "<details><summary>{}</summary><div class=\"scroll\" tabindex=\"0\" role=\"region\" "
        "aria-label=\"{}\">{}</div></details>\n",
        escape_xml(word(Word::view_as_table, language)), escape_xml(word(Word::map_table, language)), tables);
  return out + "</section>\n";
}

std::string charts_html(const Board& board, Language language) {
  std::string figures;
  for (const PageChart& chart : charts_of(board, language))
    figures += fmt::format(
        "<figure id=\"{0}\"><figcaption><h3>{1}</h3><span class=\"quiet\">{2}</span></figcaption>\n<div "
        "class=\"scroll\" tabindex=\"0\" role=\"region\" "
        "aria-label=\"{1}\">{3}</div>\n<details><summary>{4}</summary><div class=\"scroll\" tabindex=\"0\" "
        "role=\"region\" aria-label=\"{1}\">{5}</div></details></figure>\n",
        chart.id, escape_xml(chart.title), escape_xml(chart.about),
        draw::to_svg(chart.picture, {.standalone = false, .id = chart.id + "-chart"}),
        escape_xml(word(Word::view_as_table, language)), table_html(chart.table, language));
  if (figures.empty()) return "";
  return "<section class=\"charts\">\n" + figures + "</section>\n";
}

std::string definitions_html(const Board& board, Language language) {
  if (board.observed == nullptr) return "";
  std::string items =
      "<li>" + escape_xml(phrase(Word::def_case, language, one_line(case_rule_text(board.map->cases, language)))) +
      "</li>\n";
  std::vector<Word> words{Word::def_entered, Word::def_conversion, Word::def_milestone, Word::def_dwell,
                          Word::def_wait,    Word::def_leave,      Word::def_repeat,    Word::def_link,
                          Word::def_pain,    Word::def_coverage};
  if (board.observed->trust) words.push_back(Word::def_trust);
  if (!board.observed->counts.empty()) words.push_back(Word::def_counted);
  if (!shown_marks(board).empty()) words.push_back(Word::def_emotion);
  if (std::any_of(board.stages.begin(), board.stages.end(), [](const auto& stage) { return !stage.promises.empty(); }))
    words.push_back(Word::def_promise);
  for (Word each : words) items += "<li>" + escape_xml(word(each, language)) + "</li>\n";
  return fmt::format(
      "<section class=\"definitions\" aria-labelledby=\"definitions-title\">\n<h2 "
      "id=\"definitions-title\">{}</h2>\n<ul>\n{}</ul>\n</section>\n",
      escape_xml(word(Word::definitions, language)), items);
}

/// Font stacks by language, so that each text has the glyph forms of its own.
std::string font_rules() {
  std::string rules;
  for (const char* language : {"en", "zh-Hans", "zh-Hant"})
    rules += fmt::format(":lang({}){{font-family:{}}}\n", language, draw::font_stack(language));
  return rules;
}

}  // namespace

std::string render_html(const JourneyMap& map, const Observed* observed, const RenderOptions& options) {
  Board shown = board(map, observed);
  Language language = options.language;
  std::string title = one_line(map.title.in(language));
  if (title.empty()) title = word(Word::map_word, language);
  std::string out = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"{0}\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\"/>\n"
      "<meta name=\"generator\" content=\"Cairn\"/>\n<link rel=\"icon\" "
      "href=\"data:,\"/>\n<title>{1}</title>\n<style>\n{2}{3}{4}</style>\n</head>\n<body>\n"
      "<a class=\"skip\" href=\"#main\">{5}</a>\n<div class=\"page\">\n",
      tag(language), escape_xml(title), draw::ink_style_sheet(), font_rules(), page_style,
      escape_xml(word(Word::map_word, language)));
  out += header_html(shown, options, title);
  out += "<main id=\"main\">\n" + findings_html(shown, language) + map_html(shown, options) +
         charts_html(shown, language) + definitions_html(shown, language) + "</main>\n";
  std::string rests =
      word(Word::made_by, language) + " · " + title + " · " + phrase(Word::version, language, map.version);
  if (observed != nullptr)
    rests += " · n = " + count_text(observed->cases) + " · " +
             phrase(Word::fresh_until, language, date_text(observed->to, options.zone));
  out += "<footer>" + escape_xml(rests) + "</footer>\n</div>\n<script>" + std::string(page_script) +
         "</script>\n</body>\n</html>\n";
  return out;
}

}  // namespace cairn::map
