// The parts of the HTML page: charts of the main answers, each with its table, and the tables themselves.
#pragma once

#include <string>
#include <vector>

#include "draw/picture.h"
#include "map/render.h"
#include "map/render_board.h"

namespace cairn::map {

struct PageTable {
  std::string caption;
  std::vector<std::string> head;
  std::vector<bool> numeric;                   ///< by column
  std::vector<std::vector<std::string>> rows;  ///< the first cell of a row heads it
};
std::string table_html(const PageTable& table, Language language);

struct PageChart {
  std::string id, title, about;
  draw::Picture picture;
  PageTable table;
};
/// Stage funnel, transitions, waits, where customers leave; those for which there are numbers.
std::vector<PageChart> charts_of(const Board& board, Language language);

/// The map itself as tables: touchpoints by stage, pains, milestones, emotion, promises (render_map_tables.cc).
std::vector<PageTable> map_tables(const Board& board, Language language);

/// An element's text with its language where that is not the page's: <span lang="zh">…</span>.
std::string text_html(const std::string& text, Language language);

extern const char* const page_style;   ///< CSS, without colours (draw::ink_style_sheet has them)
extern const char* const page_script;  ///< small conveniences; the page reads without it

}  // namespace cairn::map
