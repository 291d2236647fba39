#include "draw/svg.h"
#include "map/render.h"
#include "map/render_sheet.h"

namespace cairn::map {

std::string render_svg(const JourneyMap& map, const Observed* observed, const RenderOptions& options) {
  return draw::to_svg(picture_of(board(map, observed), options));
}

}  // namespace cairn::map
