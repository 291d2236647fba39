// The small signs of a map, drawn as shapes so that no font decides how they look. Each repeats what a colour or a
// figure says.
#pragma once

#include "draw/picture.h"
#include "map/render_board.h"

namespace cairn::map {

enum class Icon {
  offline,
  online,
  wechat,
  external,
  unknown,
  clock,
  leave,
  again,
  fork,
  flag,
  pain,
  pain_empty,
  idea,
  goal
};

Icon icon_of(Glyph glyph);
/// In the square of `size` whose top left corner is (x, y).
void draw_icon(draw::Picture& picture, Icon icon, double x, double y, double size, draw::Ink ink);

}  // namespace cairn::map
