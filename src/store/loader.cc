#include <algorithm>
#include <chrono>
#include <thread>
#include <tuple>

#include "base/check.h"
#include "base/crash_point.h"
#include "base/machine.h"
#include "store/merging.h"
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
  using Position = std::optional<std::pair<std::string, std::int64_t>>;
  Result<void> commit_staged(const Position& position = {});
  Result<void> commit_position(const Position& position);
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
  bool full =
      !state_->options.ids_are_new && (staging.rows() >= state_->options.commit_rows || staging.bytes() >= most_bytes);
  return full ? state_->commit_staged() : Result<void>();
}

Result<LoadCounts> Loader::finish() {
  CAIRN_TRY_VOID(state_->commit_staged());
  if (state_->options.merge_at_finish) CAIRN_TRY_VOID(state_->merge());
  return state_->counts;
}

Result<LoadCounts> Loader::commit(const std::string& consumer, std::int64_t position) {
  CAIRN_TRY_VOID(state_->commit_staged(std::pair(consumer, position)));
  return state_->counts;
}

std::uint64_t Loader::staged_rows() const { return state_->staging.rows(); }
std::uint64_t Loader::staged_bytes() const { return state_->staging.bytes(); }

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

/// Nothing was staged, or all of it was known: the position alone.
Result<void> Loader::State::commit_position(const Position& position) {
  if (!position) return {};
  ManifestChange change;
  change.next_segment = manifest().next_segment;
  change.next_arrival = manifest().next_arrival;
  change.position = position;
  CAIRN_TRY_VOID(history->commit(change, now()));
  return history->reload();
}

Result<void> Loader::State::commit_staged(const Position& position) {
  if (staging.rows() == 0) {
    CAIRN_TRY_VOID(commit_position(position));
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
    segment.first_arrival = staging.first_arrival();
    segment.end_arrival = change.next_arrival;
    files.push_back(segment.file);
    segments.push_back(std::move(segment));
  }
  CAIRN_TRY_VOID(history->announce(files));
  crash_point("load: files announced");
  auto write = [&](Duck& mine, std::size_t i) -> Result<void> {
    auto& segment = segments[i];
    const auto& stage = staging.stages()[static_cast<std::size_t>(segment.bucket)];
    if (!options.ids_are_new) CAIRN_TRY_VOID(drop_known(mine, segment.bucket));
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
    change.position = position;
    crash_point("load: files written, not named");
    CAIRN_TRY_VOID(history->commit(change, now()));
    crash_point("load: files named");
    CAIRN_TRY_VOID(history->reload());
  } else {
    CAIRN_TRY_VOID(commit_position(position));
  }
  counts.added += added;
  counts.known += staging.rows() - added + staging.repeated();
  staging.restart(manifest());
  return {};
}

Result<void> Loader::State::merge() {
  std::map<int, std::vector<Segment>> of_bucket;
  for (const auto& segment : manifest().segments) of_bucket[segment.bucket].push_back(segment);
  std::vector<std::vector<Segment>> groups;
  for (auto& [bucket, segments] : of_bucket)
    if (segments.size() >= 2) groups.push_back(std::move(segments));
  return groups.empty() ? Result<void>() : merge_segments(*history, duck, std::move(groups), threads());
}

}  // namespace cairn::store
