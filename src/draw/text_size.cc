#include "draw/text_size.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace cairn::draw {

namespace {

// Thousandths of an em for U+0020 .. U+007E; measured with Chromium's canvas at 1000 px, the largest of the fonts
// above.
constexpr std::array<short, 95> regular = {
    318, 401, 474, 838, 637, 951, 780, 300, 391, 391, 600, 838, 318, 361,  318, 520, 637, 637, 637,
    637, 637, 637, 637, 637, 637, 637, 337, 337, 838, 838, 838, 556, 1016, 685, 687, 722, 771, 667,
    611, 778, 752, 295, 535, 667, 558, 863, 749, 788, 667, 788, 722, 667,  611, 732, 685, 989, 686,
    667, 686, 391, 520, 391, 838, 559, 606, 613, 635, 550, 635, 616, 353,  635, 634, 278, 278, 580,
    284, 975, 634, 612, 635, 635, 412, 521, 393, 634, 592, 818, 592, 592,  525, 637, 337, 637, 838};
constexpr std::array<short, 95> bold_face = {
    349, 457,  574, 838, 696, 1002, 873, 325, 458, 458, 600, 838, 380, 416,  380, 520, 696, 696,  696,
    696, 696,  696, 696, 696, 696,  696, 400, 400, 838, 838, 838, 611, 1016, 774, 763, 734, 831,  684,
    684, 821,  837, 373, 568, 775,  638, 996, 837, 851, 733, 851, 771, 721,  683, 813, 774, 1104, 771,
    725, 726,  458, 520, 458, 838,  567, 626, 675, 716, 593, 716, 679, 436,  716, 712, 343, 343,  666,
    343, 1042, 712, 688, 716, 716,  494, 596, 479, 712, 652, 924, 646, 652,  583, 712, 366, 712,  838};

double em_of(char32_t code, bool bold) {
  if (code < 0x20 || code == 0x7F) return 0;
  if (code <= 0x7E) return (bold ? bold_face : regular)[code - 0x20] / 1000.0;
  int columns = display_width(code);
  if (columns == 0) return 0;
  if (code == 0xA0) return bold ? 0.349 : 0.318;
  if (code < 0x180)
    return code == 0xC6 || code == 0x152 || code == 0x132 ? 1.2 : code == 0xB7 || code == 0xD7 ? 1.0 : 0.95;
  if (code == 0x2013) return 0.56;
  if (code >= 0x1F000) return 1.61;
  if (columns == 2) return code >= 0x2600 && code < 0x2E80 ? 1.3 : 1.0;
  if (code < 0x530) return bold ? 1.33 : 1.1;  // Greek, Cyrillic
  if (code >= 0x2018 && code <= 0x2026) return 1.0;
  if (code >= 0x2190 && code < 0x2200) return 1.0;
  if (code >= 0x25A0 && code < 0x2600) return 1.12;
  return 1.4;
}

constexpr std::u32string_view never_first = U"，。、；：？！）》」』】〕〉’”…—～·％°々ー,.;:?!)]}»%";
constexpr std::u32string_view never_last = U"（《「『【〔〈‘“([{«$¥￥#◧▢▣";
bool in(std::u32string_view set, char32_t code) { return set.find(code) != std::u32string_view::npos; }
bool is_digit(char32_t code) { return code >= '0' && code <= '9'; }
bool is_wide(char32_t code) { return display_width(code) == 2; }

std::u32string decode(std::string_view text) {
  std::u32string codes;
  for (std::size_t at = 0; at < text.size();) codes.push_back(next_code_point(text, at));
  return codes;
}
std::string encode(std::u32string_view codes) {
  std::string text;
  for (char32_t code : codes) append_code_point(text, code);
  return text;
}

/// May a line end after `left`, given what comes next?
bool breaks_after(char32_t left, char32_t right, char32_t before_left) {
  if (left == '\n') return true;
  if (left == ' ') {
    if (right == U'·' || in(never_first, right)) return false;
    return !(is_digit(before_left) && is_han(right));  // "9.4 分钟"
  }
  if (right == ' ' || right == '\n' || in(never_first, right) || in(never_last, left)) return false;
  if (left == '_' || left == '-' || left == '/') return !is_digit(right);
  return is_wide(left) || is_wide(right);
}

double width_of(std::u32string_view codes, double size, bool bold) {
  double em = 0;
  for (char32_t code : codes) em += em_of(code, bold);
  return em * size;
}

std::u32string_view strip(std::u32string_view codes) {
  while (!codes.empty() && (codes.front() == ' ' || codes.front() == '\n')) codes.remove_prefix(1);
  while (!codes.empty() && (codes.back() == ' ' || codes.back() == '\n')) codes.remove_suffix(1);
  return codes;
}

std::u32string cut(std::u32string_view codes, double width, double size, bool bold, bool always) {
  if (!always && width_of(codes, size, bold) <= width) return std::u32string(codes);
  double room = width - em_of(U'…', bold) * size;
  std::size_t end = 0;
  for (double used = 0; end < codes.size(); ++end) {
    used += em_of(codes[end], bold) * size;
    if (used > room) break;
  }
  std::u32string_view kept = strip(codes.substr(0, end));
  while (!kept.empty() && (in(never_last, kept.back()) || in(U"，、：；,;:·", kept.back())))
    kept = strip(kept.substr(0, kept.size() - 1));
  return std::u32string(kept) + U'…';
}

}  // namespace

bool is_storable(char32_t code) {
  return code == '\t' || code == '\n' || code == '\r' || (code >= 0x20 && code < 0x7F) ||
         (code >= 0xA0 && code < 0xFFFE) || code >= 0x10000;
}

std::string storable(std::string_view text) {
  std::u32string codes = decode(text);
  std::erase_if(codes, [](char32_t code) { return !is_storable(code); });
  return encode(codes);
}

bool is_han(char32_t code) {
  return (code >= 0x3400 && code <= 0x9FFF) || (code >= 0xF900 && code <= 0xFAFF) ||
         (code >= 0x20000 && code <= 0x3FFFF);
}

double text_width(std::string_view text, double size, bool bold) { return width_of(decode(text), size, bold); }

std::string shorten_text(std::string_view text, double width, double size, bool bold) {
  return encode(cut(strip(decode(text)), width, size, bold, false));
}

std::vector<std::string> wrap_text(std::string_view text, double width, double size, bool bold, std::size_t lines) {
  std::u32string codes(strip(decode(text)));
  std::vector<std::string> wrapped;
  std::size_t start = 0;
  while (start < codes.size()) {
    if (wrapped.size() + 1 == lines) {
      std::u32string_view rest = strip(std::u32string_view(codes).substr(start));
      auto newline = rest.find('\n');
      wrapped.push_back(encode(cut(rest.substr(0, newline), width, size, bold, newline != std::u32string_view::npos)));
      return wrapped;
    }
    double used = 0;
    std::size_t end = start, good = start;  // good: behind the last place where the line may end
    while (end < codes.size()) {
      // A blank at the end of a line takes no room.
      if (codes[end] != ' ' && codes[end] != '\n') {
        double with = used + em_of(codes[end], bold) * size;
        if (with > width && end > start) break;
        used = with;
      } else {
        used += em_of(' ', bold) * size;
      }
      ++end;
      if (end == codes.size() || breaks_after(codes[end - 1], codes[end], end >= start + 2 ? codes[end - 2] : 0))
        good = end;
      if (codes[end - 1] == '\n') break;
    }
    if (good == start) good = end;  // one long word: break where it must
    wrapped.push_back(encode(strip(std::u32string_view(codes).substr(start, good - start))));
    start = good;
    while (start < codes.size() && codes[start] == ' ') ++start;
  }
  if (wrapped.empty()) wrapped.emplace_back();
  return wrapped;
}

std::string language_of(std::string_view text, std::string_view around) {
  std::size_t latin = 0, han = 0;
  for (std::size_t at = 0; at < text.size();) {
    char32_t code = next_code_point(text, at);
    han += is_han(code);
    latin += (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z');
  }
  if (around == "en") return han * 2 > latin ? "zh" : "en";  // an English sentence may name a Chinese shop
  return han == 0 && latin > 0 ? "en" : std::string(around);
}

}  // namespace cairn::draw
