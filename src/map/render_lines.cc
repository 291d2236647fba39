#include "map/render_lines.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace cairn::map {

namespace {
const char* escape_of(Tone tone) {
  switch (tone) {
    case Tone::strong:
      return "\x1b[1m";
    case Tone::quiet:
      return "\x1b[2m";
    case Tone::accent:
      return "\x1b[34m";
    case Tone::warning:
      return "\x1b[33m";
    case Tone::plain:
      break;
  }
  return "";
}
}  // namespace

std::string one_line(std::string_view text) {
  std::string clean;
  for (std::size_t at = 0; at < text.size();) {
    char32_t code = next_code_point(text, at);
    if (code == '\n' || code == '\t' || code == '\r' || code == 0x2028 || code == 0x2029) code = ' ';
    bool control = code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0xFEFF || code == 0xFFFE || code == 0xFFFF;
    bool direction =
        code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
    if (!control && !direction) append_code_point(clean, code);
  }
  return clean;
}

Line& Line::put(std::string_view text, Tone tone) {
  if (text.empty()) return *this;
  parts_.push_back({std::string(text), tone});
  width_ += display_width(text);
  return *this;
}

Line& Line::cell(std::string_view text, int width, Tone tone, Align align) {
  std::string cut = shorten(text, width);
  int rest = std::max(width - display_width(cut), 0);
  if (align == Align::right) to(width_ + rest);
  put(cut, tone);
  return align == Align::left ? to(width_ + rest) : *this;
}

Line& Line::to(int column) {
  if (column > width_) put(std::string(static_cast<std::size_t>(column - width_), ' '));
  return *this;
}

Line& Line::rule(std::string_view sign, int column, Tone tone) {
  std::string signs;
  for (int i = width_; i < column; ++i) signs += sign;
  return put(signs, tone);
}

std::string Line::text(int columns, bool colour) const {
  std::size_t end = parts_.size();
  while (end > 0 && trim(parts_[end - 1].text).empty()) --end;
  std::string line;
  int left = columns;
  for (std::size_t i = 0; i < end && left > 0; ++i) {
    std::string text = shorten(parts_[i].text, left);
    left -= display_width(text);
    for (std::size_t at = text.find("\xC2\xA0"); at != std::string::npos; at = text.find("\xC2\xA0", at))
      text.replace(at, 2, " ");
    if (i + 1 == end || left == 0)
      while (!text.empty() && text.back() == ' ') text.pop_back();
    if (colour && parts_[i].tone != Tone::plain)
      line += escape_of(parts_[i].tone) + text + "\x1b[0m";
    else
      line += text;
  }
  return line;
}

std::string bar_text(double share, int width) {
  if (!(share > 0) || width <= 0) return "";
  static constexpr const char* eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  int units = std::clamp(static_cast<int>(std::lround(share * width * 8)), 1, width * 8);
  std::string bar;
  for (int i = 0; i < units / 8; ++i) bar += "█";
  return bar + eighths[units % 8];
}

}  // namespace cairn::map
