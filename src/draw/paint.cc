#include "draw/paint.h"

#include <fmt/format.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numbers>
#include <set>

#include "base/text.h"
#include "draw/text_size.h"

namespace cairn::draw {

namespace {

template <auto release>
struct Releases {
  template <class T>
  void operator()(T* thing) const {
    release(thing);
  }
};
template <class T, auto release = g_object_unref>
using Owned = std::unique_ptr<T, Releases<release>>;

/// Of one language: what Pango and its fonts call it, and the families in which it is set, best first.
struct Face {
  const char *language, *families;
};
Face face_of(std::string_view language) {
  if (language == "zh-Hant")
    return {"zh-tw", "Noto Sans CJK TC,Noto Sans TC,Source Han Sans TC,PingFang TC,WenQuanYi Zen Hei,sans-serif"};
  if (language == "en") return {"en", "Noto Sans CJK KR,Noto Sans,DejaVu Sans,sans-serif"};
  return {"zh-cn", "Noto Sans CJK SC,Noto Sans SC,Source Han Sans SC,PingFang SC,WenQuanYi Zen Hei,sans-serif"};
}

/// A rectangle with round corners.
void trace(cairo_t* cairo, const Rect& rect) {
  double r = std::min({rect.radius, rect.width / 2, rect.height / 2});
  cairo_new_path(cairo);
  if (r <= 0) return cairo_rectangle(cairo, rect.x, rect.y, rect.width, rect.height);
  constexpr double quarter = std::numbers::pi / 2;
  double right = rect.x + rect.width - r, bottom = rect.y + rect.height - r;
  cairo_arc(cairo, right, rect.y + r, r, -quarter, 0);
  cairo_arc(cairo, right, bottom, r, 0, quarter);
  cairo_arc(cairo, rect.x + r, bottom, r, quarter, 2 * quarter);
  cairo_arc(cairo, rect.x + r, rect.y + r, r, 2 * quarter, 3 * quarter);
  cairo_close_path(cairo);
}

void trace(cairo_t* cairo, const Path& path) {
  cairo_new_path(cairo);
  for (const Path::Step& step : path.steps) switch (step.kind) {
      case Path::Step::Kind::move:
        cairo_move_to(cairo, step.to.x, step.to.y);
        break;
      case Path::Step::Kind::line:
        cairo_line_to(cairo, step.to.x, step.to.y);
        break;
      case Path::Step::Kind::curve:
        cairo_curve_to(cairo, step.a.x, step.a.y, step.b.x, step.b.y, step.to.x, step.to.y);
        break;
      case Path::Step::Kind::close:
        cairo_close_path(cairo);
        break;
    }
}

class Painter {
 public:
  Painter(cairo_t* cairo, const Picture& picture) : cairo_(cairo), picture_(picture) {
    fonts_.reset(pango_cairo_font_map_new());
    context_.reset(pango_font_map_create_context(fonts_.get()));
    // Letters stand where the outline says at every scale, as on paper.
    Owned<cairo_font_options_t, cairo_font_options_destroy> exact(cairo_font_options_create());
    cairo_font_options_set_hint_metrics(exact.get(), CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_hint_style(exact.get(), CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_antialias(exact.get(), CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context_.get(), exact.get());
    layout_.reset(pango_layout_new(context_.get()));
    pango_layout_set_single_paragraph_mode(layout_.get(), TRUE);
  }

  Result<void> paint() {
    for (const Item& item : picture_.items) std::visit([&](const auto& one) { draw(one); }, item);
    if (!missing_.empty()) return no_font();
    if (cairo_status(cairo_) != CAIRO_STATUS_SUCCESS)
      return Error{ErrorCode::unsupported, std::string("cannot draw: ") + cairo_status_to_string(cairo_status(cairo_)),
                   picture_.title, ""};
    return {};
  }

 private:
  Error no_font() const {
    std::string signs;
    std::size_t shown = 0;
    for (char32_t code : missing_)
      if (shown++ < 8) append_code_point(signs, code);
    return {ErrorCode::not_found, fmt::format("no font on this machine has “{}”", signs), "fonts",
            "install one with Chinese characters, e.g. apt-get install fonts-noto-cjk; SVG and HTML need none here"};
  }

  void use(Ink ink, double opacity = 1) {
    std::uint32_t rgb = 0;
    for (const InkColour& each : inks())
      if (each.ink == ink) rgb = each.light;
    auto part = [&](int shift) { return ((rgb >> shift) & 0xFF) / 255.0; };
    cairo_set_source_rgba(cairo_, part(16), part(8), part(0), opacity);
  }

  /// The current path: filled, then stroked.
  void finish(const Fill& fill, const Stroke& stroke, double opacity = 1) {
    if (fill.ink != Ink::none) {
      use(fill.ink, opacity);
      cairo_fill_preserve(cairo_);
    }
    if (stroke.ink != Ink::none && stroke.width > 0) {
      use(stroke.ink, opacity);
      cairo_set_line_width(cairo_, stroke.width);
      DashLengths dash = dash_lengths(stroke);
      std::array<double, 2> lengths{dash.on, dash.off};
      cairo_set_dash(cairo_, lengths.data(), dash.on > 0 ? 2 : 0, 0);
      cairo_stroke_preserve(cairo_);
    }
    cairo_new_path(cairo_);
  }

  void draw(const Rect& rect) {
    if (!(rect.width > 0) || !(rect.height > 0)) return;
    trace(cairo_, rect);
    finish(rect.fill, rect.stroke);
    if (rect.fill.pattern != Pattern::none) draw_pattern(rect);
  }

  /// The same tiles as in SVG, anchored at the picture's origin.
  void draw_pattern(const Rect& rect) {
    cairo_save(cairo_);
    trace(cairo_, rect);
    cairo_clip(cairo_);
    use(rect.fill.pattern_ink);
    double right = rect.x + rect.width, bottom = rect.y + rect.height;
    if (rect.fill.pattern == Pattern::hatch) {
      constexpr double tile = 6;
      for (double sum = std::floor((rect.x + rect.y) / tile) * tile - 1; sum < right + bottom + tile; sum += tile) {
        cairo_move_to(cairo_, sum - rect.y + 1, rect.y - 1);
        cairo_line_to(cairo_, sum - bottom - 1, bottom + 1);
      }
      cairo_set_line_width(cairo_, 1.4);
      cairo_set_dash(cairo_, nullptr, 0, 0);
      cairo_stroke(cairo_);
    } else {
      constexpr double tile = 4;
      for (double y = std::floor(rect.y / tile) * tile + 2; y < bottom + 1; y += tile)
        for (double x = std::floor(rect.x / tile) * tile + 2; x < right + 1; x += tile) {
          cairo_new_sub_path(cairo_);
          cairo_arc(cairo_, x, y, 0.9, 0, 2 * std::numbers::pi);
        }
      cairo_fill(cairo_);
    }
    cairo_restore(cairo_);
  }

  void draw(const Path& path) {
    if (path.steps.empty()) return;
    // Opacity is of the whole: where fill and line overlap they are one.
    bool both = path.opacity < 1 && path.fill.ink != Ink::none && path.stroke.ink != Ink::none;
    if (both) cairo_push_group(cairo_);
    trace(cairo_, path);
    finish(path.fill, path.stroke, both ? 1 : path.opacity);
    if (!both) return;
    cairo_pop_group_to_source(cairo_);
    cairo_paint_with_alpha(cairo_, path.opacity);
  }

  void draw(const Text& text) {
    Face face = face_of(text.language.empty() ? picture_.language : text.language);
    Owned<PangoFontDescription, pango_font_description_free> font(pango_font_description_new());
    pango_font_description_set_family_static(font.get(), face.families);
    pango_font_description_set_absolute_size(font.get(), text.size * PANGO_SCALE);
    pango_font_description_set_weight(font.get(), text.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout_.get(), font.get());
    Owned<PangoAttrList, pango_attr_list_unref> attributes(pango_attr_list_new());
    pango_attr_list_insert(attributes.get(), pango_attr_language_new(pango_language_from_string(face.language)));
    pango_layout_set_attributes(layout_.get(), attributes.get());
    use(text.ink);
    for (std::size_t i = 0; i < text.lines.size(); ++i)
      draw_line(text, text.lines[i], text.y + static_cast<double>(i) * line_pitch * text.size);
  }

  void draw_line(const Text& text, const std::string& written, double y) {
    std::string line = storable(written);
    if (line.empty()) return;
    pango_layout_set_text(layout_.get(), line.data(), static_cast<int>(line.size()));
    if (pango_layout_get_unknown_glyphs_count(layout_.get()) > 0) find_missing(line);
    PangoRectangle size;
    pango_layout_get_extents(layout_.get(), nullptr, &size);
    double width = static_cast<double>(size.width) / PANGO_SCALE;
    double promised = text_width(line, text.size, text.bold);
    double narrower = width > promised && promised > 0 ? promised / width : 1;
    width *= narrower;
    double x = text.anchor == Anchor::start ? text.x : text.anchor == Anchor::end ? text.x - width : text.x - width / 2;
    cairo_save(cairo_);
    cairo_translate(cairo_, x, y - static_cast<double>(pango_layout_get_baseline(layout_.get())) / PANGO_SCALE);
    cairo_scale(cairo_, narrower, 1);
    cairo_move_to(cairo_, 0, 0);
    pango_cairo_show_layout(cairo_, layout_.get());
    cairo_restore(cairo_);
  }

  /// Which Chinese characters of a line no font has.
  void find_missing(const std::string& line) {
    for (std::size_t at = 0; at < line.size();) {
      std::size_t start = at;
      char32_t code = next_code_point(line, at);
      if (!is_han(code)) continue;
      pango_layout_set_text(layout_.get(), line.data() + start, static_cast<int>(at - start));
      if (pango_layout_get_unknown_glyphs_count(layout_.get()) > 0) missing_.insert(code);
    }
    pango_layout_set_text(layout_.get(), line.data(), static_cast<int>(line.size()));
  }

  void draw(const Begin&) {}
  void draw(const End&) {}

  cairo_t* cairo_;
  const Picture& picture_;
  Owned<PangoFontMap> fonts_;
  Owned<PangoContext> context_;
  Owned<PangoLayout> layout_;
  std::set<char32_t> missing_;
};

}  // namespace

Result<void> paint(cairo_t* cairo, const Picture& picture) { return Painter(cairo, picture).paint(); }

}  // namespace cairn::draw
