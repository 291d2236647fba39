// Lines for a terminal: cells of exact width, optional colour, never wider than the limit, no blanks at the end.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cairn::map {

enum class Tone { plain, strong, quiet, accent, warning };
enum class Align { left, right };

/// One line text without control characters (they would move the cursor or recolour the terminal) and without the
/// invisible ones that turn the direction of what follows; line breaks and tabs become blanks.
std::string one_line(std::string_view text);

class Line {
 public:
  Line& put(std::string_view text, Tone tone = Tone::plain);
  /// Exactly `width` columns; cut with "…" where it is longer.
  Line& cell(std::string_view text, int width, Tone tone = Tone::plain, Align align = Align::left);
  /// Blanks up to a column.
  Line& to(int column);
  /// Repeats a one-column sign up to a column.
  Line& rule(std::string_view sign, int column, Tone tone = Tone::quiet);
  int width() const { return width_; }
  bool empty() const { return width_ == 0; }
  std::string text(int columns, bool colour) const;

 private:
  struct Part {
    std::string text;
    Tone tone;
  };
  std::vector<Part> parts_;
  int width_ = 0;
};

/// A bar of eighth blocks, at most `width` columns; a value above zero shows at least its thinnest stroke.
std::string bar_text(double share, int width);

}  // namespace cairn::map
