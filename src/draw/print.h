// A picture for paper and for chats: one PDF page with text that can be searched and copied, and PNG. The same picture
// gives the same bytes wherever the fonts are the same; nothing depends on the clock.
#pragma once

#include <string>

#include "base/result.h"
#include "base/time.h"
#include "draw/picture.h"

namespace cairn::draw {

/// In points, 72 an inch; A3 on its side unless told.
struct PdfPage {
  double width = 1190.55, height = 841.89, margin = 28.35;
  Time date;  ///< of the document, written into it: the end of its data
};
/// Points a unit of the picture takes on the page.
double scale_on(const PdfPage& page, const Picture& picture);
/// One page; the picture is made to fit inside the margins, in the middle. Fonts are embedded, only the glyphs in use.
Result<std::string> to_pdf(const Picture& picture, const PdfPage& page);

/// `scale` pixels a unit of the picture, on paper white.
Result<std::string> to_png(const Picture& picture, double scale = 2);

}  // namespace cairn::draw
