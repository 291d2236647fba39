#include "base/text.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>

#include <algorithm>
#include <memory>
#include <numeric>

namespace cairn {

char32_t next_code_point(std::string_view text, std::size_t& at) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  unsigned char first = byte(at);
  int more = first < 0x80                    ? 0
             : first >= 0xC2 && first < 0xE0 ? 1
             : first >= 0xE0 && first < 0xF0 ? 2
             : first >= 0xF0 && first < 0xF5 ? 3
                                             : -1;
  if (more < 0 || at + static_cast<std::size_t>(more) >= text.size()) {
    ++at;
    return 0xFFFD;
  }
  char32_t code = more == 0 ? first : first & (0x3F >> more);
  for (int i = 1; i <= more; ++i) {
    unsigned char next = byte(at + static_cast<std::size_t>(i));
    if ((next & 0xC0) != 0x80) {
      ++at;
      return 0xFFFD;
    }
    code = (code << 6) | (next & 0x3F);
  }
  bool overlong = (more == 2 && code < 0x800) || (more == 3 && code < 0x10000);
  if (overlong || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) {
    ++at;
    return 0xFFFD;
  }
  at += static_cast<std::size_t>(more) + 1;
  return code;
}

bool is_utf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    if (static_cast<unsigned char>(bytes[at]) < 0x80) {
      ++at;
      continue;
    }
    std::size_t before = at;
    if (next_code_point(bytes, at) == 0xFFFD && at - before != 3) return false;
  }
  return true;
}

void append_code_point(std::string& text, char32_t code) {
  auto put = [&](char32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | (code >> 6));
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3F));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

Result<std::string> to_utf8(std::string_view bytes, const std::string& encoding) {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open(encoding.c_str(), &status), &ucnv_close);
  if (U_FAILURE(status))
    return Error{ErrorCode::usage, "unknown encoding '" + encoding + "'", "--encoding",
                 "use utf-8, gb18030, utf-16le, utf-16be or another ICU name"};
  std::string text(bytes.size() * 3 + 16, '\0');
  status = U_ZERO_ERROR;
  int32_t size = ucnv_toAlgorithmic(UCNV_UTF8, converter.get(), text.data(), static_cast<int32_t>(text.size()),
                                    bytes.data(), static_cast<int32_t>(bytes.size()), &status);
  if (U_FAILURE(status))
    return Error{ErrorCode::invalid, fmt::format("cannot be read as {}: {}", encoding, u_errorName(status)), "", ""};
  text.resize(static_cast<std::size_t>(size));
  return text;
}

int display_width(char32_t code) {
  if (code < 0x20 || code == 0x7F) return 0;
  if (code < 0x300) return 1;
  auto type = u_charType(static_cast<UChar32>(code));
  if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR) return 0;
  auto width = u_getIntPropertyValue(static_cast<UChar32>(code), UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

int display_width(std::string_view text) {
  int width = 0;
  for (std::size_t at = 0; at < text.size();) width += display_width(next_code_point(text, at));
  return width;
}

std::string shorten(std::string_view text, int columns) {
  if (display_width(text) <= columns) return std::string(text);
  int width = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t next = at;
    int more = display_width(next_code_point(text, next));
    if (width + more > columns - 1) break;
    width += more;
    at = next;
  }
  return columns < 1 ? "" : std::string(text.substr(0, at)) + "…";
}

std::string fit(std::string_view text, int columns) {
  std::string cut = shorten(text, columns);
  int rest = columns - display_width(cut);
  return cut + std::string(static_cast<std::size_t>(std::max(rest, 0)), ' ');
}

std::vector<std::string> wrap(std::string_view text, int columns) {
  // A break may follow a blank or a wide character, unless closing punctuation comes next.
  static constexpr std::u32string_view closing = U"，。、；：？！）》」』】…,.;:?!)%";
  std::vector<std::string> lines;
  std::string line;
  int width = 0;
  std::size_t break_at = 0;  // bytes of `line` up to the last place where it may be broken
  for (std::size_t at = 0; at < text.size();) {
    std::size_t before = at;
    char32_t code = next_code_point(text, at);
    if (code == '\n') {
      lines.push_back(line);
      line.clear();
      width = 0;
      break_at = 0;
      continue;
    }
    int more = display_width(code);
    if (more == 2 && !line.empty() && closing.find(code) == std::u32string_view::npos) break_at = line.size();
    if (width + more > columns && !line.empty()) {
      std::size_t cut = break_at > 0 && code != ' ' ? break_at : line.size();
      lines.emplace_back(trim(std::string_view(line).substr(0, cut)));
      line = std::string(cut < line.size() ? std::string_view(line).substr(cut) : std::string_view());
      width = display_width(line);
      break_at = 0;
      if (code == ' ' && line.empty()) continue;
    }
    line += text.substr(before, at - before);
    width += more;
    if (code == ' ') break_at = line.size();
  }
  if (!line.empty() || lines.empty()) lines.push_back(line);
  return lines;
}

std::string_view trim(std::string_view text) {
  auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string to_lower(std::string_view ascii) {
  std::string lower(ascii);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    auto end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

namespace {
/// Levenshtein distance in bytes, case ignored.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      diagonal = above;
    }
  }
  return row.back();
}
}  // namespace

std::vector<std::string> near_misses(std::string_view name, std::span<const std::string> known) {
  std::string wanted = to_lower(name);
  std::vector<std::pair<std::size_t, std::string>> ranked;
  for (const auto& candidate : known) {
    std::string lower = to_lower(candidate);
    std::size_t far = distance(wanted, lower);
    bool part =
        wanted.size() >= 3 && (lower.find(wanted) != std::string::npos || wanted.find(lower) != std::string::npos);
    if (far <= std::max<std::size_t>(2, wanted.size() / 3) || part) ranked.emplace_back(far, candidate);
  }
  std::sort(ranked.begin(), ranked.end());
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, ranked.size()); ++i) names.push_back(ranked[i].second);
  return names;
}

std::string suggest(std::string_view name, std::span<const std::string> known) {
  auto near = near_misses(name, known);
  if (!near.empty()) return fmt::format("did you mean '{}'?", fmt::join(near, "' or '"));
  if (known.empty()) return "";
  std::size_t shown = std::min<std::size_t>(known.size(), 12);
  auto list =
      fmt::format("known: {}", fmt::join(known.begin(), known.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  if (shown < known.size()) list += fmt::format(" and {} more", known.size() - shown);
  return list;
}

}  // namespace cairn
