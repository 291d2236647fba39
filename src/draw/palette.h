// Every colour that Cairn draws with, by meaning, in one place; light for paper, dark for the night.
//
//   text      says something, at least 4.5:1 on paper and panels       blue    what is there, what goes well
//   marks     show something, at least 3:1                             orange  what needs attention, what goes badly
//   tints     lie behind text                                          grey    assumed, open, not known
//
// Blue and orange keep apart for every kind of colour blindness and in grey (never red against green), and a colour
// never stands alone: a glyph, a pattern or a word repeats it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace cairn::draw {

enum class Ink : std::uint8_t {
  none,
  paper,
  panel,
  panel_warm,  // grounds
  rule,        // lines that only divide
  text,
  quiet,  // words
  blue,
  blue_mid,
  blue_soft,
  on_blue,  // text and strong marks; marks; tint; text on blue
  orange,
  orange_mid,
  orange_soft,  // the same for attention
  grey,
  grey_soft,  // assumed, open
};

struct InkColour {
  Ink ink;
  std::string_view name;  ///< in class names and CSS variables
  std::uint32_t light, dark;
};
std::span<const InkColour> inks();
std::string_view name_of(Ink ink);
/// "#1f5fa8"; "none" for Ink::none.
std::string hex(Ink ink, bool dark = false);

/// Contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance).
double contrast(std::uint32_t rgb_a, std::uint32_t rgb_b);

}  // namespace cairn::draw
