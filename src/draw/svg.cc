#include "draw/svg.h"

#include <fmt/format.h>

#include <cmath>
#include <set>

#include "base/check.h"
#include "base/text.h"
#include "draw/text_size.h"

namespace cairn::draw {

namespace {

/// "12.5", "3": one digit behind the point is a tenth of a pixel.
std::string number(double value) {
  CAIRN_CHECK(std::isfinite(value));
  std::string text = fmt::format("{:.1f}", value);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text == "-0" ? "0" : text;
}

class Writer {
 public:
  Writer(const Picture& picture, const SvgOptions& options) : picture_(picture), options_(options) {}

  std::string write() {
    for (const Item& item : picture_.items) std::visit([&](const auto& one) { item_of(one); }, item);
    CAIRN_CHECK(depth_ == 0);
    return head() + body_ + "</svg>\n";
  }

 private:
  std::string head() const {
    const std::string& id = options_.id;
    std::string out = options_.standalone ? "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" : "";
    out += fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"img\" "
        "aria-labelledby=\"{2}-title {2}-desc\" lang=\"{3}\" xml:lang=\"{3}\" font-family=\"{4}\" "
        "style=\"font-variant-numeric:tabular-nums\">\n",
        number(picture_.width), number(picture_.height), id, escape_xml(picture_.language),
        escape_xml(font_stack(picture_.language)));
    out += fmt::format("<title id=\"{0}-title\">{1}</title>\n<desc id=\"{0}-desc\">{2}</desc>\n", id,
                       escape_xml(picture_.title), escape_xml(picture_.description));
    if (!patterns_.empty()) {
      out += "<defs>";
      for (const auto& [pattern, ink] : patterns_) out += pattern_definition(pattern, ink);
      out += "</defs>\n";
    }
    if (options_.standalone)
      out += fmt::format("<rect class=\"f-paper\" width=\"100%\" height=\"100%\" fill=\"{}\"/>\n", hex(Ink::paper));
    return out;
  }

  std::string pattern_id(Pattern pattern, Ink ink) const {
    return fmt::format("{}-{}-{}", options_.id, pattern == Pattern::hatch ? "hatch" : "dots", name_of(ink));
  }
  std::string pattern_definition(Pattern pattern, Ink ink) const {
    std::string mark =
        pattern == Pattern::hatch
            ? fmt::format("<path d=\"M-1 6L6 -1M0 7L7 0\" class=\"s-{}\" stroke=\"{}\" stroke-width=\"1.4\"/>",
                          name_of(ink), hex(ink))
            : fmt::format("<circle cx=\"2\" cy=\"2\" r=\"0.9\" class=\"f-{}\" fill=\"{}\"/>", name_of(ink), hex(ink));
    int size = pattern == Pattern::hatch ? 6 : 4;
    return fmt::format("<pattern id=\"{}\" width=\"{}\" height=\"{}\" patternUnits=\"userSpaceOnUse\">{}</pattern>",
                       pattern_id(pattern, ink), size, size, mark);
  }

  /// Class and presentation attributes of a shape.
  static std::string paint(const Fill& fill, const Stroke& stroke) {
    bool stroked = stroke.ink != Ink::none && stroke.width > 0;
    std::string classes = fill.ink == Ink::none ? "" : fmt::format("f-{}", name_of(fill.ink));
    if (stroked) classes += fmt::format("{}s-{}", classes.empty() ? "" : " ", name_of(stroke.ink));
    std::string out = classes.empty() ? "" : fmt::format(" class=\"{}\"", classes);
    out += fmt::format(" fill=\"{}\"", hex(fill.ink));
    if (stroked) {
      out += fmt::format(" stroke=\"{}\"", hex(stroke.ink));
      if (stroke.width != 1) out += fmt::format(" stroke-width=\"{}\"", number(stroke.width));
      if (auto [on, off] = dash_lengths(stroke); on > 0)
        out += fmt::format(" stroke-dasharray=\"{} {}\"", number(on), number(off));
    }
    return out;
  }

  void item_of(const Rect& rect) {
    if (!(rect.width > 0) || !(rect.height > 0)) return;
    auto place = [&](const std::string& how) {
      std::string out = fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"", number(rect.x),
                                    number(rect.y), number(rect.width), number(rect.height));
      if (rect.radius > 0) out += fmt::format(" rx=\"{}\"", number(rect.radius));
      body_ += out + how + "/>\n";
    };
    place(paint(rect.fill, rect.stroke));
    if (rect.fill.pattern == Pattern::none) return;
    patterns_.emplace(rect.fill.pattern, rect.fill.pattern_ink);
    place(fmt::format(" fill=\"url(#{})\"", pattern_id(rect.fill.pattern, rect.fill.pattern_ink)));
  }

  void item_of(const Path& path) {
    if (path.steps.empty()) return;
    std::string d;
    auto point = [](Point p) { return number(p.x) + " " + number(p.y); };
    for (const Path::Step& step : path.steps) switch (step.kind) {
        case Path::Step::Kind::move:
          d += "M" + point(step.to);
          break;
        case Path::Step::Kind::line:
          d += "L" + point(step.to);
          break;
        case Path::Step::Kind::curve:
          d += "C" + point(step.a) + " " + point(step.b) + " " + point(step.to);
          break;
        case Path::Step::Kind::close:
          d += "Z";
          break;
      }
    std::string opacity = path.opacity < 1 ? fmt::format(" opacity=\"{:.2f}\"", path.opacity) : "";
    body_ += fmt::format("<path d=\"{}\"{}{}/>\n", d, paint(path.fill, path.stroke), opacity);
  }

  /// Whether a blank stood where the line was broken, so that a label is found and copied as it was written.
  static bool parts_words(std::string_view line, std::string_view next) {
    auto plain = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    return !line.empty() && !next.empty() && plain(line.back()) && plain(next.front()) && line.back() != '_' &&
           line.back() != '-' && line.back() != '/';
  }

  void item_of(const Text& text) {
    if (text.lines.empty() || (text.lines.size() == 1 && text.lines[0].empty())) return;
    body_ += fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"{}\"", number(text.x), number(text.y), number(text.size));
    if (text.bold) body_ += " font-weight=\"700\"";
    if (text.anchor != Anchor::start)
      body_ += fmt::format(" text-anchor=\"{}\"", text.anchor == Anchor::middle ? "middle" : "end");
    body_ += fmt::format(" class=\"f-{}\" fill=\"{}\"", name_of(text.ink), hex(text.ink));
    if (!text.language.empty() && text.language != picture_.language) {
      body_ += fmt::format(" lang=\"{0}\" xml:lang=\"{0}\"", escape_xml(text.language));
      if (font_stack(text.language) != font_stack(picture_.language))
        body_ += fmt::format(" font-family=\"{}\"", escape_xml(font_stack(text.language)));
    }
    body_ += ">";
    if (text.lines.size() == 1) {
      body_ += escape_xml(text.lines[0]);
    } else {
      for (std::size_t i = 0; i < text.lines.size(); ++i) {
        if (i > 0 && text.anchor == Anchor::start && parts_words(text.lines[i - 1], text.lines[i])) body_ += " ";
        body_ +=
            fmt::format("<tspan x=\"{}\" y=\"{}\">{}</tspan>", number(text.x),
                        number(text.y + static_cast<double>(i) * line_pitch * text.size), escape_xml(text.lines[i]));
      }
    }
    body_ += "</text>\n";
  }

  void item_of(const Begin& begin) {
    ++depth_;
    body_ += "<g";
    if (!begin.kind.empty()) body_ += fmt::format(" class=\"{}\"", escape_xml(begin.kind));
    if (!begin.id.empty()) body_ += fmt::format(" data-id=\"{}\"", escape_xml(begin.id));
    body_ += ">";
    if (!begin.title.empty()) body_ += "<title>" + escape_xml(begin.title) + "</title>";
    body_ += "\n";
  }

  void item_of(const End&) {
    --depth_;
    CAIRN_CHECK(depth_ >= 0);
    body_ += "</g>\n";
  }

  const Picture& picture_;
  const SvgOptions& options_;
  std::string body_;
  std::set<std::pair<Pattern, Ink>> patterns_;
  int depth_ = 0;
};

}  // namespace

std::string_view font_stack(std::string_view language) {
  if (language == "zh-Hant")
    return "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'PingFang TC', 'Microsoft JhengHei', 'Noto "
           "Sans CJK TC', "
           "'Noto Sans TC', 'Source Han Sans TC', 'WenQuanYi Zen Hei', sans-serif";
  // English before any Chinese font, whose quotation marks are as wide as characters; the Korean face has narrow ones.
  if (language == "en")
    return "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', 'Noto Sans', 'Noto Sans CJK "
           "KR', "
           "'DejaVu Sans', 'PingFang SC', 'Microsoft YaHei', 'WenQuanYi Zen Hei', sans-serif";
  return "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK "
         "SC', "
         "'Noto Sans SC', 'Source Han Sans SC', 'WenQuanYi Zen Hei', sans-serif";
}

std::string to_svg(const Picture& picture, const SvgOptions& options) { return Writer(picture, options).write(); }

std::string escape_xml(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    char32_t code = next_code_point(text, at);
    if (!is_storable(code)) continue;
    switch (code) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        append_code_point(out, code);
    }
  }
  return out;
}

std::string ink_style_sheet() {
  std::string light, dark, rules;
  for (const InkColour& colour : inks()) {
    if (colour.ink == Ink::none) continue;
    light += fmt::format("--ink-{}:{};", colour.name, hex(colour.ink));
    dark += fmt::format("--ink-{}:{};", colour.name, hex(colour.ink, true));
    rules += fmt::format(".f-{0}{{fill:var(--ink-{0})}}.s-{0}{{stroke:var(--ink-{0})}}\n", colour.name);
  }
  return fmt::format(
      ":root{{color-scheme:light dark;{}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{}}}}}\n{}", light,
      dark, rules);
}

}  // namespace cairn::draw
