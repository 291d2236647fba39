// How wide a text will be, without a font: the widest of the fonts that it may meet, so that what fits here fits on
// every machine. Measured on DejaVu Sans (the widest), Noto Sans CJK and WenQuanYi Zen Hei, regular and bold; Arial,
// Helvetica, Segoe UI and the Latin of PingFang are narrower. Chinese characters are one em.
//
//        ┌ ascent   1.16 em above the baseline (Noto Sans CJK, the tallest)
//   text ┤
//        └ descent  0.29 em below it          lines of one text: line_pitch apart
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cairn::draw {

inline constexpr double ascent = 1.16, descent = 0.29, line_pitch = 1.42;

/// Upper bound in units of `size`'s unit.
double text_width(std::string_view text, double size, bool bold = false);

/// Lines of at most `width`. Breaks at blanks and between Chinese characters, by the rules of Chinese typesetting
/// (kinsoku: no closing mark begins a line, no opening mark ends one); "9.4 分钟" and "42 %" stay together; names such
/// as checkout_started break after "_", "-" and "/"; anything still too long breaks where it must. At most `lines`
/// lines, the last one ending in "…" when something is left out.
std::vector<std::string> wrap_text(std::string_view text, double width, double size, bool bold = false,
                                   std::size_t lines = 99);

/// One line, cut with "…".
std::string shorten_text(std::string_view text, double width, double size, bool bold = false);

/// What every file format can hold: no control characters besides tab and line ends, no lone surrogates, no U+FFFE.
bool is_storable(char32_t code);
/// The text without the others; bytes that are not UTF-8 become U+FFFD.
std::string storable(std::string_view text);

bool is_han(char32_t code);
/// For lang attributes: the language of a text that stands among texts in `around` ("zh-Hans", "zh-Hant", "en").
/// Chinese characters in English surroundings are "zh", unless they are few among Latin letters; a text without any,
/// with Latin letters, is "en".
std::string language_of(std::string_view text, std::string_view around);

}  // namespace cairn::draw
