// Pieces one below the other in a column of fixed width. A layout builds its stacks, takes their heights to give every
// row room, and only then draws: nothing is placed by hope.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "draw/picture.h"

namespace cairn::draw {

struct TextStyle {
  double size = 13;
  bool bold = false;
  Ink ink = Ink::text;
  std::size_t lines = 3;  ///< at most
  Anchor anchor = Anchor::start;
};

/// A part of a bar, by its share of the bar's full length.
struct BarPart {
  double share = 0;
  Fill fill;
};

class Stack {
 public:
  /// `language`: of the picture; the language of each text is found from it (language_of).
  Stack(double width, std::string language) : width_(width), language_(std::move(language)) {}

  Stack& text(const std::string& text, const TextStyle& style = {});
  Stack& gap(double height);
  /// A bar on a track; shares beyond 1 in sum are cut. Not finite counts as 0.
  Stack& bar(const std::vector<BarPart>& parts, double height, double track = 1);
  Stack& piece(double height, std::function<void(Picture&, double x, double y)> draw);

  double width() const { return width_; }
  double height() const { return height_; }
  bool empty() const { return pieces_.empty(); }
  void draw(Picture& picture, double x, double y) const;

 private:
  struct Piece {
    double at;
    std::function<void(Picture&, double, double)> draw;
  };
  double width_, height_ = 0;
  std::string language_;
  std::vector<Piece> pieces_;
};

/// A label as a Text: wrapped to `width`, its top at `y`.
Text label(const std::string& text, double x, double y, double width, const TextStyle& style,
           const std::string& language);
/// Height that a label of so many lines takes.
double label_height(std::size_t lines, double size);

}  // namespace cairn::draw
