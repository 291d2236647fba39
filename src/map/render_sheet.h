// The sheet that a map is drawn on: columns are stages, and within a stage slots for its touchpoints (render_rows.h),
// so that time runs from left to right; rows are lanes, each as high as what is in it.
//
//   head      │ stage 1          │ stage 2                    │ stage 3        │
//             │ slot 0 │ slot 1  │ slot 2 │ slot 3 │ slot 4   │ slot 5 (empty) │
//   ──────────┼────────┴─────────┼────────┴────────┴──────────┼────────────────┤
//   lane      │                  │                            │                │   y grows lane by lane
#pragma once

#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "draw/picture.h"
#include "draw/stack.h"
#include "map/render.h"
#include "map/render_board.h"
#include "map/render_icons.h"
#include "map/render_rows.h"
#include "map/words.h"

namespace cairn::map {

struct Sheet {
  Sheet(const Board& board, const RenderOptions& options);

  const Board& board;
  RenderOptions options;
  Language language;
  TimeZone zone;
  draw::Picture picture;

  double width;
  static constexpr double margin = 28, head = 122, pad = 8;  ///< pad: inside a column, at each side
  double left() const { return margin + head; }              ///< of the columns
  double right() const { return width - margin; }
  double y = 0;  ///< where the next lane begins

  CardPlaces places;
  std::vector<double> slot_left;        ///< slots + 1
  std::vector<std::size_t> slot_of;     ///< by position in board.touchpoints
  std::vector<std::size_t> first_slot;  ///< by stage; stages + 1
  double stage_left(std::size_t stage) const { return slot_left[first_slot[stage]]; }
  double stage_right(std::size_t stage) const { return slot_left[first_slot[stage + 1]]; }
  std::size_t slots() const { return slot_left.size() - 1; }

  std::string say(Word name) const { return word(name, language); }
  std::string label(const Label& label) const;
  std::string language_tag() const { return std::string(tag(language)); }
  draw::Stack stack(double stack_width) const { return {stack_width, language_tag()}; }

  /// Text at a place; returns the height it takes.
  double write(const std::string& text, double x, double top, double room, const draw::TextStyle& style = {});
  /// One lane: its name at the left and one stack a stage (or a slot); as high as the highest of them.
  struct Cell {
    double x = 0;
    draw::Stack stack;
    std::string title, kind, id;  ///< tooltip; may be empty
    draw::Ink ground = draw::Ink::none, edge = draw::Ink::none;
  };
  void lane(const std::string& name, std::vector<std::vector<Cell>> columns, draw::Ink ground = draw::Ink::none);
  draw::Stack lane_name(const std::string& name) const;
  void lane_head(const std::string& name, double top, double height);
  void rule(double at);
};

// The lanes, from top to bottom; each draws at sheet.y and moves it on.
void draw_header(Sheet& sheet);
void draw_stage_heads(Sheet& sheet);
void draw_milestones(Sheet& sheet);
void draw_actions(Sheet& sheet);
void draw_touchpoints(Sheet& sheet);  // render_flow.cc
void draw_decisions(Sheet& sheet);
void draw_emotion(Sheet& sheet);  // render_emotion.cc
void draw_promises(Sheet& sheet);
void draw_pains(Sheet& sheet);
void draw_opportunities(Sheet& sheet);
void draw_footer(Sheet& sheet);

/// The whole map as a display list, for every back end; without its header strip where a page has one of its own.
draw::Picture picture_of(const Board& board, const RenderOptions& options, bool with_header = true);

/// The same for a phone, 1080 wide, stage below stage (render_long.cc).
draw::Picture long_picture_of(const Board& board, const RenderOptions& options);

/// A text with a sign, `side` high, in front of its first line.
void signed_text(draw::Stack& stack, Icon icon, draw::Ink ink, const std::string& text, const draw::TextStyle& style,
                 const std::string& language, double side = 12);
/// The stage that most customers leave, of those where they leave and silence is loss; the number of stages: none.
std::size_t worst_stage(const Board& board);
/// What the header says besides title and goal.
struct Fact {
  std::string name, value;
  double share = std::nan("");  ///< drawn as a small bar
};
std::vector<Fact> facts_of(const Board& board, const RenderOptions& options);
/// One mark of the emotion curve; `r`: its radius.
void draw_emotion_mark(draw::Picture& picture, const EmotionObserved& emotion, double x, double y, double r);
/// Kept, missed and open as parts of a bar: blue, hatched orange, dotted grey.
std::vector<draw::BarPart> outcome_parts(std::uint64_t kept, std::uint64_t missed, std::uint64_t open);

}  // namespace cairn::map
