// A map as text for a terminal, as SVG, PDF and PNG, as one long picture for a phone, as one self-contained HTML page,
// and as a Mermaid diagram.
#pragma once

#include "base/language.h"
#include "base/result.h"
#include "base/time.h"
#include "map/document.h"
#include "map/observed.h"

namespace cairn::map {

struct RenderOptions {
  Language language = Language::en;
  int columns = 80;                 ///< text only
  bool colour = false;              ///< text only: ANSI colours
  double width = 1600;              ///< pictures of the whole map: at least so wide
  TimeZone zone = TimeZone::utc();  ///< for the days of the period
  bool simulated = false;           ///< the events were made up; the pictures say so
};

/// `observed` may be null: a map without data.
std::string render_text(const JourneyMap& map, const Observed* observed, const RenderOptions& options);
std::string render_svg(const JourneyMap& map, const Observed* observed, const RenderOptions& options);
std::string render_html(const JourneyMap& map, const Observed* observed, const RenderOptions& options);
/// One page, A3 on its side; text can be searched and copied.
Result<std::string> render_pdf(const JourneyMap& map, const Observed* observed, const RenderOptions& options);
/// What render_svg draws, two pixels for one.
Result<std::string> render_png(const JourneyMap& map, const Observed* observed, const RenderOptions& options);
/// 1080 pixels wide, stage below stage.
Result<std::string> render_long_png(const JourneyMap& map, const Observed* observed, const RenderOptions& options);
std::string render_long_svg(const JourneyMap& map, const Observed* observed, const RenderOptions& options);
/// A Mermaid `journey`: a section a stage, its touchpoints of the overview with their emotion as a score of 1 to 5.
std::string render_mermaid(const JourneyMap& map, const Observed* observed, const RenderOptions& options);

}  // namespace cairn::map
