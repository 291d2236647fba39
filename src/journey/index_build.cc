#include "journey/index_build.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <thread>

#include "base/check.h"
#include "base/crash_point.h"
#include "base/machine.h"
#include "journey/column_file.h"
#include "journey/type_numbers.h"

namespace cairn::journey {
namespace {

constexpr std::size_t most_event_types = 65'535;

/// Reads a bucket's rows in order into a writer.
Result<void> read_bucket(const store::History& history, store::Duck& duck, int bucket, BucketWriter& writer, Run* run) {
  auto sql = history.bucket_sql(bucket, {"customer_hash", "identifier_kind", "customer", "event", "time"});
  if (sql.empty()) return {};
  TypeNumbers types(history.event_types());
  CAIRN_TRY(auto rows, duck.stream(sql, "building the journey index"));
  std::uint64_t hash = 0;
  std::string kind, customer;
  for (;;) {
    CAIRN_TRY(auto count, rows.next());
    if (count == 0) return {};
    if (run != nullptr) {
      CAIRN_TRY_VOID(run->check());
      run->read(count);
    }
    if (writer.rows() + count > UINT32_MAX)
      return Error{ErrorCode::limit, fmt::format("bucket {} has more than {} events", bucket, UINT32_MAX), "",
                   "make the workspace anew with more buckets"};
    auto hashes = rows.column(0), kinds = rows.column(1), customers = rows.column(2), events = rows.column(3),
         times = rows.column(4);
    for (std::size_t i = 0; i < count; ++i) {
      auto row_hash = hashes.data<std::uint64_t>()[i];
      if (row_hash != hash || customer.empty() || customers.text(i) != customer || kinds.text(i) != kind) {
        hash = row_hash;
        kind = kinds.text(i);
        customer = customers.text(i);
        writer.customer(kind, customer);
      }
      auto type = types.of(events.text(i));
      if (!type)
        return Error{ErrorCode::damaged, fmt::format("event '{}' is not in the manifest", events.text(i)), "",
                     "run cairn repair"};
      auto us = times.data<std::int64_t>()[i];
      if (us < earliest_time.us || us >= latest_time.us)
        return Error{ErrorCode::damaged, fmt::format("an event of '{}' has the time {}", customer, format_time({us})),
                     "", "run cairn repair"};
      writer.event(*type, us / 1000 - epoch_1930_ms - (us % 1000 < 0), us % 1000 != 0);
    }
  }
}

/// Column files of a bucket that were made from other segments than it has now.
void remove_outdated_columns(const store::History& history, int bucket) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(index_folder(history), ignored)) {
    if (bucket_of_column_file(entry.path().filename().string()) != bucket) continue;
    auto mapped = MappedFile::open(entry.path());
    bool current = mapped && stamp_of_column_file(text_of(*mapped)) == history.version(bucket);
    if (!current) std::filesystem::remove(entry.path(), ignored);
  }
}

}  // namespace

std::filesystem::path index_folder(const store::History& history) { return history.workspace() / "index"; }

std::pair<std::uint64_t, std::uint64_t> rows_before(const store::History& history, int bucket, std::int64_t end) {
  std::uint64_t least = 0, most = 0;
  for (const auto& segment : history.segments(bucket)) {
    if (segment.end_arrival <= end) least += segment.rows;
    if (segment.first_arrival < end) most += segment.rows;
  }
  return {least, most};
}

Result<void> write_bucket(const store::History& history, int bucket, const BucketWriter::Files& files) {
  std::error_code ignored;
  std::filesystem::create_directories(index_folder(history), ignored);
  remove_outdated_columns(history, bucket);
  // Names first: the .journey file names their size, so it is never current without them.
  CAIRN_TRY_VOID(write_file(index_folder(history) / names_file(bucket), files.names));
  crash_point("index: names without rows");
  return write_file(index_folder(history) / journey_file(bucket), files.journey);
}

Result<OpenBucket> build_bucket(const store::History& history, IndexTools& tools, int bucket, int type_bytes,
                                const IndexOptions& options, Run* run) {
  OpenBucket open;
  open.version = history.version(bucket);
  open.base_end = history.end_arrival(bucket);
  BucketWriter writer(bucket, open.version, type_bytes, options.slice_rows);
  CAIRN_TRY_VOID(history.check_files(bucket));
  CAIRN_TRY(auto duck, tools.pool.take());
  if (auto read = read_bucket(history, *duck, bucket, writer, run); !read)
    return run != nullptr && !run->check() ? read.error() : segment_error(history, bucket, read.error());
  auto files = writer.finish();
  if (write_bucket(history, bucket, files)) {
    auto base = Base::open(index_folder(history), bucket, open.version, type_bytes, tools.cache);
    if (base) {
      open.base = *std::move(base);
      return open;
    }
  }
  CAIRN_TRY(open.base, Base::hold(std::move(files), bucket, open.version, type_bytes, tools.cache));
  return open;
}

Error segment_error(const store::History& history, int bucket, const Error& cause) {
  std::string files;
  for (const auto& segment : history.segments(bucket)) {
    auto path = (history.workspace() / "history" / segment.file).string();
    if (cause.message.find(segment.file) != std::string::npos)
      return {ErrorCode::damaged, cause.message, path, "run cairn repair"};
    files += (files.empty() ? "" : ", ") + path;
  }
  if (cause.code == ErrorCode::limit) return cause;
  return {ErrorCode::damaged, "cannot be read: " + cause.message, files, "run cairn repair"};
}

Result<int> type_bytes_for(std::size_t event_types) {
  if (event_types > most_event_types)
    return Error{ErrorCode::limit,
                 fmt::format("the workspace has {} different events; the journey index holds up to {}", event_types,
                             most_event_types),
                 "event",
                 "the column that was taken for the event is probably an identifier: import anew with another event "
                 "column (--event-column)"};
  return event_types <= 256 ? 1 : 2;
}

store::DuckOptions worker_duck(const store::History& history) {
  store::DuckOptions options;
  options.threads = 1;
  options.memory_limit = store::memory_share(0.4 / std::max(1U, std::thread::hardware_concurrency()));
  options.temp_directory = history.workspace() / "tmp";
  return options;
}

Result<DuckPool::Lease> DuckPool::take() {
  {
    std::lock_guard guard(mutex_);
    if (!idle_.empty()) {
      auto duck = std::move(idle_.back());
      idle_.pop_back();
      return Lease(*this, std::move(duck));
    }
  }
  CAIRN_TRY(auto duck, store::Duck::open(options_));
  return Lease(*this, std::move(duck));
}

IndexTools::IndexTools(const store::History& history)
    : pool(worker_duck(history)), cache(std::make_shared<ColumnCache>(machine_memory() / 8, 8192)) {}

Result<void> in_parallel(std::size_t count, const std::function<Result<void>(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  Result<void> outcome;
  auto run = [&] {
    for (std::size_t at = next++; at < count; at = next++) {
      auto done = work(at);
      if (done) continue;
      next = count;
      std::lock_guard guard(mutex);
      if (outcome) outcome = std::move(done);
    }
  };
  std::vector<std::thread> workers;
  std::size_t threads = std::min<std::size_t>(count, std::max(1U, std::thread::hardware_concurrency()));
  for (std::size_t i = 1; i < threads; ++i) workers.emplace_back(run);
  run();
  for (auto& worker : workers) worker.join();
  return outcome;
}

}  // namespace cairn::journey
