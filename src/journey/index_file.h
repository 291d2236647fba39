// The files of the journey index, byte by byte. Little-endian, as the machines that Cairn runs on.
//
// index/b03.journey
//     0  char[8]   "CAIRNIDX"
//     8  u32       version of this format: 3
//    12  u32       bucket
//    16  char[32]  stamp: History::version(bucket) when it was made
//    48  u64       customers
//    56  u64       rows
//    64  u16       bytes of an event type: 1 or 2
//    66  u16       1: some times have parts of a millisecond, which the rows are ordered by too; else 0
//    68  u32       slices, at least 1: runs of whole customers (Index::default_slice_rows)
//    72  i64       first event, ms since 1930-01-01 (0 when there are no rows)
//    80  i64       last event
//    88  u64       size of the names file
//    96  u64       XXH3-64 of the names file
//   104  u64       XXH3-64 of this file from byte 128 to its end
//   112  u64       size of this file
//   120  u64       XXH3-64 of bytes 0 to 119
//   128  slices times {u64 customers, u64 rows}
//        u32[customers + slices]   offsets, slice after slice: customer c of a slice has its rows offsets[c] ..
//                                  offsets[c + 1], counted from the slice's first
//        u8 or u16[rows]      event type number, the position in History::event_types()
//        u32[rows]            seconds since 1930-01-01
//        u16[rows]            milliseconds 0..999
//   each array starts at a multiple of 64; the gaps are zero
//
// index/b03.names   only touched when a customer is asked for by name
//     0  char[8]   "CAIRNNAM"
//     8  char[32]  stamp, as above
//    40  u64       customers
//    48  u64[customers + 1]   where the name of customer c begins, from the end of this array
//        text                 kind of identifier (empty: "customer"), 0, identifier; one after the other
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "journey/index.h"

namespace cairn::journey {

/// Collects the rows of a bucket in index order and lays them out as the two files.
class BucketWriter {
 public:
  BucketWriter(int bucket, std::string stamp, int type_bytes, std::size_t slice_rows = Index::default_slice_rows);
  void customer(std::string_view kind, std::string_view identifier);
  /// `parts`: the time is some µs later than that.
  void event(std::uint16_t type, std::int64_t ms_since_1930, bool parts = false);
  std::size_t rows() const { return seconds_.size(); }
  std::vector<std::size_t> slice_rows() const;
  struct Files {
    std::string journey, names;
  };
  Files finish();

 private:
  int bucket_;
  std::string stamp_;
  int type_bytes_;
  std::size_t slice_rows_;
  struct Slice {
    std::uint64_t customers = 0, rows = 0;
  };
  std::vector<Slice> slices_{{}};
  std::vector<std::uint32_t> offsets_, seconds_;
  std::vector<std::uint16_t> types_, millis_;
  std::vector<std::uint64_t> name_begins_{0};
  std::string names_;
  std::int64_t first_ms_ = 0, last_ms_ = 0;
  bool parts_of_ms_ = false;
};

/// What the header says.
struct BucketHeader {
  std::uint64_t customers = 0, rows = 0;
  std::int64_t first_ms = 0, last_ms = 0;
  std::uint64_t names_size = 0, names_hash = 0, body_hash = 0;
  int type_bytes = 1;
  bool parts_of_ms = false;
};

/// The slices in the bytes of a .journey file, which must outlive them; their numbers are not set. Looks at the header
/// only; fails when it is not that of `bucket` with `stamp` and at most `most_type_bytes`, or the size is wrong: with
/// `conflict` when it is sound, but of other segments or another format, else with `damaged`.
Result<std::vector<Bucket>> view_bucket(std::string_view bytes, int bucket, std::string_view stamp, int most_type_bytes,
                                        BucketHeader& header);
/// The stamp that the bytes of a .journey or .names file claim; empty: they are too few.
std::string stamp_of_journey(std::string_view bytes);
std::string stamp_of_names(std::string_view bytes);
/// The customer's name out of the bytes of a .names file.
Result<CustomerId> name_in(std::string_view bytes, std::size_t customer);
/// The same as a view: kind and identifier.
Result<std::pair<std::string_view, std::string_view>> name_view(std::string_view bytes, std::size_t customer);

std::string journey_file(int bucket);
std::string names_file(int bucket);

}  // namespace cairn::journey
