// Where a table begins: lines of titles above it are no records, and a header of two lines names its columns together.
//
//   订单导出 2026-01                        a title: skipped, and told
//   买家信息   ·       订单信息  ·          merged cells: a group stands above the columns that it covers
//   会员名     手机    订单号    金额       ◀ the names; a cell that is empty here takes the one above it
//   li***8     138…    17…       99.00
#pragma once

#include <string>
#include <vector>

namespace cairn::collect {

struct TableHeader {
  std::size_t titles = 0;          ///< records above the header
  std::size_t rows = 1;            ///< of the header itself
  std::vector<std::string> names;  ///< as they stand there; may be empty or repeat
  std::vector<std::string> notes;  ///< what a user should know of it
};

/// Looks at the first records of a file that may have a header. Without anything unusual: no titles, one row.
TableHeader find_header(const std::vector<std::vector<std::string>>& records);

}  // namespace cairn::collect
