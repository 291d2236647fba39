#include "draw/stack.h"

#include <algorithm>
#include <cmath>

#include "draw/text_size.h"

namespace cairn::draw {

double label_height(std::size_t lines, double size) {
  return lines == 0 ? 0 : (ascent + descent + static_cast<double>(lines - 1) * line_pitch) * size;
}

Text label(const std::string& text, double x, double y, double width, const TextStyle& style,
           const std::string& language) {
  Text made;
  made.lines = wrap_text(text, width, style.size, style.bold, style.lines);
  made.x = style.anchor == Anchor::start ? x : style.anchor == Anchor::end ? x + width : x + width / 2;
  made.y = y + ascent * style.size;
  made.size = style.size;
  made.bold = style.bold;
  made.ink = style.ink;
  made.anchor = style.anchor;
  made.language = language_of(text, language);
  return made;
}

Stack& Stack::text(const std::string& text, const TextStyle& style) {
  if (text.empty()) return *this;
  Text made = label(text, 0, 0, width_, style, language_);
  return piece(label_height(made.lines.size(), style.size), [made](Picture& picture, double x, double y) {
    Text placed = made;
    placed.x += x;
    placed.y += y;
    picture.add(std::move(placed));
  });
}

Stack& Stack::gap(double height) {
  height_ += height;
  return *this;
}

Stack& Stack::bar(const std::vector<BarPart>& parts, double height, double track) {
  double width = width_ * std::clamp(track, 0.0, 1.0);
  return piece(height, [parts, height, width](Picture& picture, double x, double y) {
    picture.add(Rect{x, y, width, height, height / 2, {Ink::grey_soft}, {}});
    double used = 0;
    for (const BarPart& part : parts) {
      double share = std::isfinite(part.share) ? std::clamp(part.share, 0.0, 1 - used) : 0;
      if (share * width < 0.5) continue;
      picture.add(
          Rect{x + used * width, y, share * width, height, std::min(height / 2, share * width / 2), part.fill, {}});
      used += share;
    }
  });
}

Stack& Stack::piece(double height, std::function<void(Picture&, double, double)> draw) {
  pieces_.push_back({height_, std::move(draw)});
  height_ += height;
  return *this;
}

void Stack::draw(Picture& picture, double x, double y) const {
  for (const Piece& each : pieces_) each.draw(picture, x, y + each.at);
}

}  // namespace cairn::draw
