// A picture as SVG: text stays text (searchable, selectable, read aloud), tooltips are <title>, and every shape carries
// both its light colour and a class, so that a page may recolour it (dark mode, print) and any other viewer need not.
#pragma once

#include <string>
#include <string_view>

#include "base/language.h"
#include "draw/picture.h"

namespace cairn::draw {

/// The system fonts of a language, Latin first, then those with the right glyph forms.
std::string_view font_stack(std::string_view language);

struct SvgOptions {
  bool standalone = true;  ///< a file of its own: XML declaration, a paper ground
  std::string id = "map";  ///< prefix of ids, unique within a page
};
std::string to_svg(const Picture& picture, const SvgOptions& options = {});

/// Text for XML and HTML, element content and attributes alike; what XML cannot hold (control characters, lone
/// surrogates, U+FFFE) is left out.
std::string escape_xml(std::string_view text);

/// Style sheet rules that recolour the classes of to_svg with CSS variables --ink-NAME, and the variables themselves
/// for light and dark.
std::string ink_style_sheet();

}  // namespace cairn::draw
