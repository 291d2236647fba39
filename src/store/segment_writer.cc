#include "store/segment_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <mutex>
#include <thread>

#include "base/crash_point.h"

namespace cairn::store {

namespace {

constexpr const char* parquet_options =
    "(FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false, WRITE_BLOOM_FILTER false)";

Result<Segment> measured(const std::filesystem::path& path, Segment segment, std::uint64_t rows) {
  segment.rows = rows;
  if (rows == 0) {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    return segment;
  }
  crash_point("segment: written, not durable");
  CAIRN_TRY_VOID(make_durable(path));
  crash_point("segment: durable");
  CAIRN_TRY(auto hash, hash_file(path));
  segment.hash = hash.hex();
  segment.bytes = std::filesystem::file_size(path);
  return segment;
}

}  // namespace

Result<Segment> write_segment(Duck& duck, const std::filesystem::path& folder, Segment segment, RowSource& rows) {
  const auto path = folder / segment.file;
  CAIRN_TRY(
      auto copied,
      query_rows(duck, rows, fmt::format("COPY (FROM {{rows}}) TO {} {}", sql_text(path.string()), parquet_options),
                 "writing " + path.string()));
  return measured(path, std::move(segment), copied.rows_changed());
}

Result<void> for_each(Duck& duck, std::size_t count, int threads,
                      const std::function<Result<void>(Duck&, std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  Result<void> outcome;
  // What is thrown, for want of memory say, would end the process from a thread of its own.
  auto guarded = [&](Duck& mine, std::size_t item) -> Result<void> {
    try {
      return work(mine, item);
    } catch (const std::exception& fault) {
      return Error{ErrorCode::limit, fault.what(), "writing segments", "see how much memory is free, then try again"};
    }
  };
  auto run = [&](Duck& mine) {
    for (std::size_t item = next++; item < count; item = next++) {
      auto done = guarded(mine, item);
      if (done) continue;
      std::lock_guard guard(mutex);
      if (outcome) outcome = std::move(done);
      next = count;
    }
  };
  std::vector<Duck> others;
  for (int i = 1; i < threads && static_cast<std::size_t>(i) < count; ++i) {
    CAIRN_TRY(auto other, duck.connect());
    others.push_back(std::move(other));
  }
  std::vector<std::jthread> workers;
  for (auto& other : others) workers.emplace_back(run, std::ref(other));
  run(duck);
  for (auto& worker : workers) worker.join();
  return outcome;
}

}  // namespace cairn::store
