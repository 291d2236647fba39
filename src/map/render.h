// A map as text for a terminal, as SVG, and as one self-contained HTML page.
#pragma once

#include "base/language.h"
#include "base/time.h"
#include "map/document.h"
#include "map/observed.h"

namespace cairn::map {

struct RenderOptions {
  Language language = Language::en;
  int columns = 80;                 ///< text only
  bool colour = false;              ///< text only: ANSI colours
  TimeZone zone = TimeZone::utc();  ///< for the days of the period
};

/// `observed` may be null: a map without data.
std::string render_text(const JourneyMap& map, const Observed* observed, const RenderOptions& options);
std::string render_svg(const JourneyMap& map, const Observed* observed, const RenderOptions& options);
std::string render_html(const JourneyMap& map, const Observed* observed, const RenderOptions& options);

}  // namespace cairn::map
