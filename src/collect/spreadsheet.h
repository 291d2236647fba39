// What a spreadsheet does to a file that passes through it, and the way back where nothing is lost.
//
//   ="00123"               → 00123            how exports keep the digits of an order number
//   '13800138000           → 13800138000      the mark of "this is text" that was meant to stay invisible
//   1.3800138000E+10       → 13800138000      in columns of numbers that name something, where every digit is there
//   1.38E+10               ✗ digits are lost: another number may have been meant (see digits_lost)
//   46023.5 (of a date)    → 2026-01-01 12:00:00
//   title lines and a header of two lines: table_header.h
//
// A repair is counted and told; what cannot be undone stays as found, and a row whose customer, id or order depends on
// it is set aside by the mapper.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "collect/records.h"

namespace cairn::collect {

/// The text inside ="…" or behind a leading apostrophe; nullopt when there is no such wrapping. Letters behind an
/// apostrophe are only taken where the column may hold codes.
std::optional<std::string> unwrapped(std::string_view text, bool may_be_code = true);

/// A whole number in scientific notation with all its digits, written out; nullopt when it is none.
std::optional<std::string> whole_number(std::string_view text);
/// "1.38001E+10": a number that a spreadsheet shortened, so that it names nothing any more.
bool digits_lost(std::string_view text);

/// Days since 1899-12-30 as spreadsheets count them → "2026-01-31", "2026-01-31 09:05:06", or "09:05:06" where it is
/// less than a day. `from_1904`: old Macs count from 1904-01-01. nullopt outside 0 to 9999-12-31.
std::optional<std::string> serial_time(double days, bool from_1904 = false);

/// True when numbers in a column of this name name something: order numbers, phones, codes.
bool names_something(std::string_view column_name);

/// The records of `source` with the repairs above; its notes tell how many of each.
std::unique_ptr<RecordSource> repaired(std::unique_ptr<RecordSource> source);

}  // namespace cairn::collect
