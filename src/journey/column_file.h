// The column files of the journey index, byte by byte: one property of a bucket, read from Parquet once and kept.
// Little-endian.
//
// index/b03.00c0ffee00c0ffee.codes, .numbers     the middle is XXH3-64 of the property's name
//     0  char[8]   "CAIRNCOL"
//     8  u32       version of this format: 1
//    12  u32       bucket
//    16  char[32]  stamp: History::version(bucket) when it was made
//    48  u64       recipe: XXH3-64 of the SQL that the values came from
//    56  u32       form: 1 codes, 2 numbers
//    60  u32       slices, those of the bucket's .journey file
//    64  u64       rows
//    72  u64       size of this file
//    80  u64       XXH3-64 of this file from byte 128 to its end
//    88  u64[4]    0
//   120  u64       XXH3-64 of bytes 0 to 119
//   128  slices times 48 bytes:
//          0  u64  rows
//          8  u32  bytes of a value: codes 1, 2 or 4; numbers 1, 2 or 4 (integers) or 8 (double)
//         12  u32  numbers: what integers are divided by, 1 or 100; else 0
//         16  u64  where its values begin, a multiple of 64
//         24  u64  codes: different texts
//         32  u64  codes: where their u64[texts + 1] begin, a multiple of 64: ends of texts, counted from behind this
//                  array, where the texts lie one after the other, sorted by bytes; else 0
//         40  u64  0
//   gaps are zero. A code is 0 where there is no value, else the position of its text + 1. A missing integer is the
//   least of its width, a missing double NaN.
//
// A file whose stamp or recipe differs is outdated, one whose checksums differ is damaged; both are made again when
// the property is asked for. It is written beside, made durable and renamed, so a reader sees all of it or none, and
// of two processes that make it at once the last one wins with the same bytes.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "journey/column.h"

namespace cairn::journey {

/// Whether a number is k / divisor, with an integer k of this width that is not the least one, which means "missing".
template <class T>
bool fits(double number, double divisor) {
  constexpr double low = std::numeric_limits<T>::min(), high = std::numeric_limits<T>::max();
  double k = std::nearbyint(number * divisor);
  return k > low && k <= high && k / divisor == number && !(number == 0 && std::signbit(number));
}

/// What a column file is of; two files of the same key have the same content.
struct ColumnKey {
  int bucket = 0;
  std::string name, stamp;
  ColumnForm form = ColumnForm::codes;
  std::uint64_t recipe = 0;
};

/// Gives each different text a code, from 1; 0 is missing.
class Dictionary {
 public:
  std::uint32_t code(std::string_view text);
  std::vector<std::string> take();

 private:
  void grow();
  std::vector<std::string> texts_;
  std::vector<std::uint32_t> slots_;  ///< code, 0: free
  std::uint32_t last_ = 0;
};

/// Collects the values of a bucket in row order and lays them out as a column file.
class ColumnWriter {
 public:
  /// `slices`: how many rows each has.
  ColumnWriter(ColumnForm form, std::vector<std::size_t> slices);
  void text(std::string_view value) { add_code(dictionary_.code(value)); }
  void number(double value);  ///< NaN: missing
  void missing();
  std::size_t rows() const { return rows_; }
  /// When all rows are there.
  std::string finish(const ColumnKey& key);

 private:
  void add_code(std::uint32_t code);
  void end_slices();
  void put_codes();
  void put_numbers();
  struct Slice {
    std::uint64_t rows = 0;
    std::uint32_t bytes = 0, divisor = 0;
    std::uint64_t values_at = 0, texts = 0, texts_at = 0, zero = 0;
  };
  template <class T>
  std::size_t put_array(const std::vector<T>& values);

  ColumnForm form_;
  std::vector<std::size_t> slice_rows_;
  std::vector<Slice> slices_;
  std::size_t rows_ = 0;
  Dictionary dictionary_;             ///< of the slice in hand
  std::vector<std::uint32_t> codes_;  ///< of the slice in hand
  std::vector<double> numbers_;       ///< of the slice in hand
  std::string bytes_;
};

/// The columns of each slice, as views into the bytes of a column file, which must outlive them and lie at a multiple
/// of 8. Looks at every byte; fails with `damaged` unless it is a sound file of this key and these slices.
Result<std::vector<Column>> view_column(std::string_view bytes, const ColumnKey& key,
                                        const std::vector<std::size_t>& slices);

/// "b03.00c0ffee00c0ffee.codes"
std::string column_file(int bucket, std::string_view name, ColumnForm form);
/// The bucket that a file of the index folder is a column of; -1: it is no column file.
int bucket_of_column_file(std::string_view file);
/// What is wrong with the bytes of a column file; empty: nothing.
std::string fault_of_column_file(std::string_view bytes);
/// Its stamp, as it is written there; empty when there is none.
std::string stamp_of_column_file(std::string_view bytes);

}  // namespace cairn::journey
