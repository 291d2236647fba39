#include "draw/palette.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace cairn::draw {

namespace {

constexpr InkColour table[] = {
    {Ink::none, "none", 0, 0},
    {Ink::paper, "paper", 0xFFFFFF, 0x14191F},
    {Ink::panel, "panel", 0xF4F7FA, 0x1B222A},
    {Ink::panel_warm, "panel-warm", 0xFAF6EE, 0x25231D},
    {Ink::rule, "rule", 0xD3DBE3, 0x36414C},
    {Ink::text, "text", 0x17222D, 0xE8EDF2},
    {Ink::quiet, "quiet", 0x526170, 0xA9B5C1},
    {Ink::blue, "blue", 0x1D5A9E, 0x8DBDF0},
    {Ink::blue_mid, "blue-mid", 0x4380C0, 0x4E8AC6},
    {Ink::blue_soft, "blue-soft", 0xDCE9F6, 0x1E3347},
    {Ink::on_blue, "on-blue", 0xFFFFFF, 0x0F1B27},
    {Ink::orange, "orange", 0xA04A06, 0xF2AD69},
    {Ink::orange_mid, "orange-mid", 0xC66812, 0xD9812F},
    {Ink::orange_soft, "orange-soft", 0xFCEBDA, 0x3A2A1B},
    {Ink::grey, "grey", 0x707C88, 0x8793A0},
    {Ink::grey_soft, "grey-soft", 0xE4E8EC, 0x2A323B},
};

const InkColour& entry(Ink ink) {
  const InkColour& found = table[static_cast<std::size_t>(ink)];
  CAIRN_CHECK(found.ink == ink);
  return found;
}

double luminance(std::uint32_t rgb) {
  auto part = [&](int shift) {
    double value = ((rgb >> shift) & 0xFF) / 255.0;
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0);
}

}  // namespace

std::span<const InkColour> inks() { return table; }
std::string_view name_of(Ink ink) { return entry(ink).name; }

std::string hex(Ink ink, bool dark) {
  if (ink == Ink::none) return "none";
  return fmt::format("#{:06x}", dark ? entry(ink).dark : entry(ink).light);
}

double contrast(std::uint32_t rgb_a, std::uint32_t rgb_b) {
  double a = luminance(rgb_a) + 0.05, b = luminance(rgb_b) + 0.05;
  return std::max(a, b) / std::min(a, b);
}

}  // namespace cairn::draw
