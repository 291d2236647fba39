#include "journey/index_build.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <thread>

#include "base/check.h"
#include "journey/column_file.h"

namespace cairn::journey {
namespace {

constexpr std::size_t most_event_types = 65'535;

/// Event type numbers by name; runs of one type are looked up once.
class TypeNumbers {
 public:
  explicit TypeNumbers(const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < names.size(); ++i) numbers_.emplace(names[i], static_cast<std::uint16_t>(i));
  }
  std::optional<std::uint16_t> of(std::string_view name) {
    if (last_ != numbers_.end() && last_->first == name) return last_->second;
    last_ = numbers_.find(name);
    if (last_ == numbers_.end()) return std::nullopt;
    return last_->second;
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return hash64(text); }
  };
  std::unordered_map<std::string, std::uint16_t, Hash, std::equal_to<>> numbers_;
  decltype(numbers_)::const_iterator last_ = numbers_.end();
};

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
                     "run cairn verify"};
      auto us = times.data<std::int64_t>()[i];
      if (us < earliest_time.us || us >= latest_time.us)
        return Error{ErrorCode::damaged, fmt::format("an event of '{}' has the time {}", customer, format_time({us})),
                     "", "run cairn verify"};
      writer.event(*type, us / 1000 - epoch_1930_ms - (us % 1000 < 0));
    }
  }
}

std::filesystem::path index_folder(const store::History& history) { return history.workspace() / "index"; }

/// The bucket from its files, if they are current.
Result<OpenBucket> open_current(const store::History& history, int bucket, int type_bytes) {
  OpenBucket open;
  open.names_path = index_folder(history) / names_file(bucket);
  CAIRN_TRY(open.mapped, MappedFile::open(index_folder(history) / journey_file(bucket)));
  CAIRN_TRY(open.slices, view_bucket(text_of(open.mapped), bucket, history.version(bucket), type_bytes, open.header));
  std::error_code fault;
  if (std::filesystem::file_size(open.names_path, fault) != open.header.names_size || fault)
    return Error{ErrorCode::damaged, "its names are missing or of another size", open.names_path, "run cairn rebuild"};
  return open;
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

Result<OpenBucket> build_bucket(const store::History& history, store::Duck& duck, int bucket, int type_bytes,
                                Run* run) {
  BucketWriter writer(bucket, history.version(bucket), type_bytes);
  if (auto read = read_bucket(history, duck, bucket, writer, run); !read)
    return run != nullptr && !run->check() ? read.error() : segment_error(history, bucket, read.error());
  auto files = writer.finish();
  std::error_code ignored;
  std::filesystem::create_directories(index_folder(history), ignored);
  remove_outdated_columns(history, bucket);
  // Names first: the .journey file names their size, so it is never current without them.
  bool kept = write_file(index_folder(history) / names_file(bucket), files.names).ok() &&
              write_file(index_folder(history) / journey_file(bucket), files.journey).ok();
  if (kept) {
    if (auto open = open_current(history, bucket, type_bytes)) return open;
  }
  OpenBucket open;
  open.built = std::move(files.journey);
  open.built_names = std::move(files.names);
  CAIRN_TRY(open.slices, view_bucket(open.built, bucket, history.version(bucket), type_bytes, open.header));
  return open;
}

}  // namespace

Error segment_error(const store::History& history, int bucket, const Error& cause) {
  std::string files;
  for (const auto& segment : history.segments(bucket)) {
    auto path = (history.workspace() / "history" / segment.file).string();
    if (cause.message.find(segment.file) != std::string::npos)
      return {ErrorCode::damaged, cause.message, path, "run cairn verify"};
    files += (files.empty() ? "" : ", ") + path;
  }
  if (cause.code == ErrorCode::limit) return cause;
  return {ErrorCode::damaged, "cannot be read: " + cause.message, files, "run cairn verify"};
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

Result<std::vector<OpenBucket>> open_buckets(const store::History& history, Run* run) {
  CAIRN_TRY(int type_bytes, type_bytes_for(history.event_types().size()));
  auto count = static_cast<std::size_t>(history.bucket_count());
  std::vector<OpenBucket> buckets(count);
  std::vector<std::size_t> to_build;
  for (std::size_t i = 0; i < count; ++i) {
    auto open = open_current(history, static_cast<int>(i), type_bytes);
    if (open)
      buckets[i] = *std::move(open);
    else
      to_build.push_back(i);
  }
  if (run != nullptr) {
    std::uint64_t rows = 0;
    for (auto bucket : to_build)
      for (const auto& segment : history.segments(static_cast<int>(bucket))) rows += segment.rows;
    run->begin_pass(rows);
  }
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  Result<void> outcome;
  auto work = [&] {
    auto done = [&]() -> Result<void> {
      CAIRN_TRY(auto duck, store::Duck::open(worker_duck(history)));
      for (std::size_t at = next++; at < to_build.size(); at = next++) {
        auto i = to_build[at];
        CAIRN_TRY(buckets[i], build_bucket(history, duck, static_cast<int>(i), type_bytes, run));
      }
      return {};
    }();
    if (done) return;
    next = to_build.size();
    std::lock_guard guard(mutex);
    if (outcome) outcome = std::move(done);
  };
  std::vector<std::thread> workers;
  std::size_t threads = std::min<std::size_t>(to_build.size(), std::max(1U, std::thread::hardware_concurrency()));
  for (std::size_t i = 1; i < threads; ++i) workers.emplace_back(work);
  if (!to_build.empty()) work();
  for (auto& worker : workers) worker.join();
  CAIRN_TRY_VOID(outcome);
  return buckets;
}

}  // namespace cairn::journey
