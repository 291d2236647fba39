// The touchpoints of a map as rows of one table in a terminal: the columns are the same in every stage, and what
// matters least gives way where the terminal is narrow.
//
//    ▢ Compare sizes        Website      ███         3,328   52.0 s   16 %  ↺ 50 %
//    │ label                channel      bar         cases   wait    leave   again
#pragma once

#include <string>
#include <vector>

#include "map/render_board.h"
#include "map/render_lines.h"

namespace cairn::map {

const char* sign_of(Glyph glyph);

class TouchpointTable {
 public:
  static constexpr int left = 1;  ///< blanks before a sign

  TouchpointTable(const Board& board, Language language, int columns);
  /// Names of the columns; empty for a map without data.
  Line head() const;
  /// One line, two where the label needs them.
  std::vector<Line> row(const BoardTouchpoint& touchpoint) const;

 private:
  std::string cases(const BoardTouchpoint& touchpoint) const;
  std::string wait(const BoardTouchpoint& touchpoint) const;
  std::string leave(const BoardTouchpoint& touchpoint) const;
  std::string again(const BoardTouchpoint& touchpoint) const;
  std::string channel(const BoardTouchpoint& touchpoint) const;
  std::string name(const BoardTouchpoint& touchpoint) const;

  const Board& board_;
  Language language_;
  struct {
    int label = 20, channel = 0, bar = 8, cases = 8, wait = 10, leave = 8, again = 8;
  } width_;  ///< 0: left out
};

}  // namespace cairn::map
