// Text: UTF-8, widths in a terminal, near misses.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cairn {

bool is_utf8(std::string_view bytes);
/// The code point at `at`, which moves behind it. Bytes that are not UTF-8 give U+FFFD, one each.
char32_t next_code_point(std::string_view text, std::size_t& at);
void append_code_point(std::string& text, char32_t code);

/// Decodes another encoding (an ICU name: "GB18030", "UTF-16LE", "windows-1252") to UTF-8; bytes that the encoding
/// does not allow become U+FFFD.
Result<std::string> to_utf8(std::string_view bytes, const std::string& encoding);

/// Columns that a text takes in a terminal: Chinese and other wide characters take two, combining marks none.
int display_width(std::string_view text);
int display_width(char32_t code);
/// Cut to at most `columns`, with "…" where something was cut.
std::string shorten(std::string_view text, int columns);
/// Filled with blanks on the right (or cut) to exactly `columns`.
std::string fit(std::string_view text, int columns);
/// Lines of at most `columns`; breaks at blanks and between Chinese characters, never before closing punctuation.
std::vector<std::string> wrap(std::string_view text, int columns);

std::string_view trim(std::string_view text);
std::string to_lower(std::string_view ascii);
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);

/// "did you mean …" for an unknown name: up to three of `known`, nearest first; empty when none is near.
std::vector<std::string> near_misses(std::string_view name, std::span<const std::string> known);
/// near_misses as a sentence: "did you mean 'a' or 'b'?"; else "known: a, b, c and 12 more"; else "".
std::string suggest(std::string_view name, std::span<const std::string> known);

}  // namespace cairn
