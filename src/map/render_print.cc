// The map on paper and in chats: the same display lists as on the screen, by the back ends of draw/print.h.
#include "draw/print.h"
#include "draw/svg.h"
#include "map/render.h"
#include "map/render_sheet.h"

namespace cairn::map {

namespace {

/// Of several widths that which is largest on the page: a high map is laid out wider, so that it fills the sheet.
draw::Picture fitted(const Board& shown, RenderOptions options, const draw::PdfPage& page) {
  draw::Picture best;
  double largest = 0;
  for (options.width = 1600; options.width <= 2600; options.width += 100) {
    draw::Picture picture = picture_of(shown, options);
    double scale = draw::scale_on(page, picture);
    if (scale < largest) continue;
    largest = scale;
    best = std::move(picture);
  }
  return best;
}

}  // namespace

Result<std::string> render_pdf(const JourneyMap& map, const Observed* observed, const RenderOptions& options) {
  draw::PdfPage page;
  if (observed) page.date = observed->to;
  return draw::to_pdf(fitted(board(map, observed), options, page), page);
}

Result<std::string> render_png(const JourneyMap& map, const Observed* observed, const RenderOptions& options) {
  return draw::to_png(picture_of(board(map, observed), options));
}

Result<std::string> render_long_png(const JourneyMap& map, const Observed* observed, const RenderOptions& options) {
  return draw::to_png(long_picture_of(board(map, observed), options), 1);
}

std::string render_long_svg(const JourneyMap& map, const Observed* observed, const RenderOptions& options) {
  return draw::to_svg(long_picture_of(board(map, observed), options));
}

}  // namespace cairn::map
