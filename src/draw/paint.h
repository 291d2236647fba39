// The display list on a Cairo surface: what a PDF and a PNG have in common. Shapes look as in SVG (svg.h); text is laid
// out by Pango line by line, in the fonts of its language, and never wider than text_width() promised: a line whose
// font is wider is drawn narrower, so that measured boxes hold.
#pragma once

#include "base/result.h"
#include "draw/picture.h"

typedef struct _cairo cairo_t;

namespace cairn::draw {

/// In the units of the picture, its top left corner at the origin. Fails when no font has Chinese characters that are
/// needed; other signs without a glyph are drawn as Pango does, as a box with their number.
Result<void> paint(cairo_t* cairo, const Picture& picture);

}  // namespace cairn::draw
