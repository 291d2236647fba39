// Where cards stand: rows by channel, online above offline, and within a stage columns from left to right. A card is to
// the right of those before it in its row and of those that lead to it, so that time runs to the right, and cards of
// different channels share a column where nothing leads from one to the other.
#pragma once

#include <string>
#include <vector>

#include "map/render_board.h"

namespace cairn::map {

/// Channels that share a row.
struct CardRow {
  std::vector<const Channel*> channels;  ///< null: no such channel in the map; then see `names`
  std::vector<std::string> names;        ///< ids
  bool offline = false;
  Glyph glyph = Glyph::online;
  std::uint64_t cases = 0;
  std::vector<std::size_t> touchpoints;  ///< positions in Board::touchpoints
};

struct CardPlaces {
  std::vector<CardRow> rows;
  std::vector<std::size_t> row_of;     ///< by touchpoint
  std::vector<std::size_t> column_of;  ///< by touchpoint; within its stage
  std::vector<std::size_t> columns;    ///< by stage; at least 1
};

/// At most `most_rows` rows (the smallest of a kind share one), where there are that many kinds.
CardPlaces place_cards(const Board& board, std::size_t most_rows = 6);

}  // namespace cairn::map
