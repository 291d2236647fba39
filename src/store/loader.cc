#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <thread>
#include <tuple>

#include "base/check.h"
#include "base/machine.h"
#include "store/merged_rows.h"
#include "store/segment_writer.h"
#include "store/staging.h"

namespace cairn::store {

struct Loader::State {
  std::shared_ptr<History::State> history;
  LoadOptions options;
  Duck duck;
  Staging staging;
  LoadCounts counts;

  const Manifest& manifest() const { return *history->manifest; }
  Result<void> commit_staged();
  Result<void> drop_known(Duck& mine, int bucket);
  Result<void> merge();
};

namespace {

Time now() {
  return {std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
              .count()};
}

int threads() { return static_cast<int>(std::max(1U, std::thread::hardware_concurrency())); }

void remove_files(const std::filesystem::path& folder, const std::vector<Segment>& segments) {
  std::error_code ignored;
  for (const auto& segment : segments)
    if (!segment.file.empty()) std::filesystem::remove(folder / segment.file, ignored);
}

}  // namespace

Loader::Loader(std::unique_ptr<State> state) : state_(std::move(state)) {}
Loader::~Loader() = default;

Result<std::unique_ptr<Loader>> Loader::start(History& history, std::uint64_t commit_rows) {
  LoadOptions options;
  options.commit_rows = commit_rows;
  return start(history, options);
}

Result<std::unique_ptr<Loader>> Loader::start(History& history, const LoadOptions& options) {
  CAIRN_CHECK(history.state_->access == Access::write && options.commit_rows > 0);
  DuckOptions duck_options;
  duck_options.memory_limit = options.memory_limit.empty() ? memory_share(0.4) : options.memory_limit;
  duck_options.threads = 1;  // each bucket is written by one thread, several buckets at once
  duck_options.temp_directory = history.state_->temp();
  CAIRN_TRY(auto duck, Duck::open(duck_options));
  Staging staging(*history.state_->manifest, History::max_typed_properties);
  return std::unique_ptr<Loader>(
      new Loader(std::make_unique<State>(State{history.state_, options, std::move(duck), std::move(staging), {}})));
}

Result<void> Loader::append(const EventBatch& batch) {
  auto& staging = state_->staging;
  CAIRN_TRY_VOID(staging.add(batch));
  auto most_bytes = std::min(state_->options.commit_bytes, machine_memory() / 4);
  bool full = staging.rows() >= state_->options.commit_rows || staging.bytes() >= most_bytes;
  return full ? state_->commit_staged() : Result<void>();
}

Result<LoadCounts> Loader::finish() {
  CAIRN_TRY_VOID(state_->commit_staged());
  CAIRN_TRY_VOID(state_->merge());
  return state_->counts;
}

/// Drops the staged events of a bucket whose ids are in its segments.
Result<void> Loader::State::drop_known(Duck& mine, int bucket) {
  auto& stage = staging.stages()[static_cast<std::size_t>(bucket)];
  for (const auto& segment : manifest().segments) {
    if (segment.bucket != bucket) continue;
    auto path = history->path_of(segment);
    auto damaged = [&](const Error& cause) {
      return Error{ErrorCode::damaged, "its event ids cannot be read: " + cause.message, path, "run cairn verify"};
    };
    auto ids = mine.stream("SELECT event_id FROM " + parquet_sql({path}), "looking up known events");
    if (!ids) return damaged(ids.error());
    for (;;) {
      auto count = ids->next();
      if (!count) return damaged(count.error());
      if (*count == 0) break;
      for (std::size_t i = 0; i < *count; ++i) stage.drop(uuid_at(ids->column(0), i));
    }
  }
  return {};
}

Result<void> Loader::State::commit_staged() {
  if (staging.rows() == 0) {
    counts.known += staging.repeated();
    staging.restart(manifest());
    return {};
  }
  auto change = staging.news();
  change.next_segment = manifest().next_segment;
  std::vector<Segment> segments;
  std::vector<std::string> files;
  for (int bucket = 0; bucket < 1 << manifest().bucket_bits; ++bucket) {
    if (staging.stages()[static_cast<std::size_t>(bucket)].rows() == 0) continue;
    Segment segment;
    segment.number = change.next_segment++;
    segment.bucket = bucket;
    segment.file = segment_file(bucket, segment.number);
    files.push_back(segment.file);
    segments.push_back(std::move(segment));
  }
  CAIRN_TRY_VOID(announce(*history->db, files));
  auto write = [&](Duck& mine, std::size_t i) -> Result<void> {
    auto& segment = segments[i];
    const auto& stage = staging.stages()[static_cast<std::size_t>(segment.bucket)];
    CAIRN_TRY_VOID(drop_known(mine, segment.bucket));
    if (stage.kept() == 0) return {};
    for (auto column : stage.columns()) segment.columns.insert(staging.columns()[column].key());
    auto rows = stage.sorted(staging.pools(), staging.columns(), staging.first_arrival());
    CAIRN_TRY(segment, write_segment(mine, history->folder(), segment, *rows));
    CAIRN_CHECK(segment.rows == stage.kept());
    std::tie(segment.first, segment.last) = stage.extent();
    return {};
  };
  auto outcome = for_each(duck, segments.size(), threads(), write);
  std::uint64_t added = 0;
  for (auto& segment : segments) {
    if (segment.rows == 0) continue;
    added += segment.rows;
    for (const auto& [source, events] :
         staging.stages()[static_cast<std::size_t>(segment.bucket)].source_events(staging.pools()))
      change.source_events[source] += events;
    change.added.push_back(std::move(segment));
  }
  if (!outcome) {
    remove_files(history->folder(), change.added);
    return outcome;
  }
  if (added > 0) {
    // When a commit fails, what became of it is only certain to the next writer, who reads the manifest anew and
    // removes the files if they are still loose.
    CAIRN_TRY_VOID(commit(*history->db, change, now()));
    CAIRN_TRY_VOID(history->reload());
  }
  counts.added += added;
  counts.known += staging.rows() - added + staging.repeated();
  staging.restart(manifest());
  return {};
}

Result<void> Loader::State::merge() {
  std::map<int, std::vector<Segment>> of_bucket;
  for (const auto& segment : manifest().segments) of_bucket[segment.bucket].push_back(segment);
  std::erase_if(of_bucket, [](const auto& entry) { return entry.second.size() < 2; });
  if (of_bucket.empty()) return {};
  const auto before = history->manifest;
  struct Merge {
    std::vector<Segment> parts;
    Segment whole;
  };
  std::vector<Merge> work;
  std::vector<std::string> files;
  for (auto& [bucket, parts] : of_bucket) {
    Segment whole;
    whole.bucket = bucket;
    whole.first = latest_time;
    whole.last = earliest_time;
    whole.number = before->next_segment + static_cast<std::int64_t>(work.size());
    whole.file = segment_file(bucket, whole.number);
    for (const auto& part : parts) {
      whole.rows += part.rows;
      whole.columns.insert(part.columns.begin(), part.columns.end());
      whole.first = std::min(whole.first, part.first);
      whole.last = std::max(whole.last, part.last);
    }
    files.push_back(whole.file);
    work.push_back({std::move(parts), std::move(whole)});
  }
  CAIRN_TRY_VOID(announce(*history->db, files));

  std::mutex database;
  auto merge_bucket = [&](Duck& mine, std::size_t i) -> Result<void> {
    const auto& [parts, whole] = work[i];
    std::vector<PropertyPlace> places;
    for (const auto& place : before->places)
      if (!place.rare && whole.columns.contains(place.key())) places.push_back(place);
    CAIRN_TRY(auto rows, merged_rows(history->folder(), parts, places));
    CAIRN_TRY(auto written, write_segment(mine, history->folder(), whole, *rows));
    if (written.rows != whole.rows)
      return Error{ErrorCode::damaged, fmt::format("merging gave {} rows, its parts have {}", written.rows, whole.rows),
                   history->path_of(whole), "run cairn verify"};
    std::lock_guard guard(database);
    ManifestChange change;
    change.added = {written};
    change.removed = parts;
    change.next_segment = before->next_segment + static_cast<std::int64_t>(work.size());
    change.next_arrival = before->next_arrival;
    CAIRN_TRY_VOID(commit(*history->db, change, now()));
    remove_files(history->folder(), parts);
    return {};
  };
  auto outcome = for_each(duck, work.size(), threads(), merge_bucket);
  CAIRN_TRY_VOID(history->reload());
  CAIRN_TRY_VOID(outcome);
  return forget_loose(*history->db);
}

}  // namespace cairn::store
