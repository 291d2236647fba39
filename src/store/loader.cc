#include <algorithm>
#include <chrono>
#include <memory>
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
  Result<void> merge();

  /// A commit on its way.
  struct Draft {
    std::shared_ptr<const Manifest> seen;  ///< its segments' ids have been looked up
    std::int64_t taken = 0;                ///< segments of this number or more came after `seen`
    ManifestChange change;
    std::vector<Segment> segments;
  };
  Result<void> turn(const std::function<Result<void>()>& work) { return options.turn ? options.turn(work) : work(); }
  Result<void> settle_names(const EventBatch& batch);
  Result<void> begin(Draft& draft);
  Result<void> write(Draft& draft);
  Result<void> drop_arrived(Draft& draft);
  Result<void> finish(Draft& draft, const Position& position);
  Result<void> drop_known(Duck& mine, int bucket, const Manifest& seen, std::int64_t from_number);
  BucketStage& stage_of(const Segment& segment) { return staging.stages()[static_cast<std::size_t>(segment.bucket)]; }
};

namespace {

Time now() {
  return {std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
              .count()};
}

/// Arrivals, between what was committed when a part of a load was begun and that part.
constexpr std::int64_t room_for_others = 1LL << 30;

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
  CAIRN_CHECK(!options.turn || (!options.merge_at_finish && !options.ids_are_new));
  CAIRN_TRY_VOID(history.state_->settle());
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
  if (state_->options.turn && staging.brings_names(batch)) CAIRN_TRY_VOID(state_->settle_names(batch));
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

/// Drops the staged events of a bucket whose ids are in its segments of this number or more.
Result<void> Loader::State::drop_known(Duck& mine, int bucket, const Manifest& seen, std::int64_t from_number) {
  auto& stage = staging.stages()[static_cast<std::size_t>(bucket)];
  auto [begin, end] = segments_of(seen, bucket);
  for (; begin != end; ++begin) {
    if (begin->number < from_number) continue;
    auto path = history->path_of(*begin);
    auto damaged = [&](const Error& cause) {
      return Error{ErrorCode::damaged, "its event ids cannot be read: " + cause.message, path, "run cairn repair"};
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

/// A name has its place in the manifest before a value is staged under it: others may bring it, too.
Result<void> Loader::State::settle_names(const EventBatch& batch) {
  return turn([&]() -> Result<void> {
    ManifestChange change;
    change.next_segment = manifest().next_segment;
    change.next_arrival = manifest().next_arrival;
    change.new_places = staging.settle(batch, manifest());
    if (change.new_places.empty()) return {};
    CAIRN_TRY_VOID(history->commit(change, now()));
    return history->reload();
  });
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
    return turn([&]() -> Result<void> {
      CAIRN_TRY_VOID(commit_position(position));
      counts.known += staging.repeated();
      staging.restart(manifest());
      return {};
    });
  }
  Draft draft;
  CAIRN_TRY_VOID(turn([&] { return begin(draft); }));
  auto outcome = write(draft);
  if (outcome && options.turn) {
    // Most of what came meanwhile is looked up in no turn either, so that the last one is short.
    std::shared_ptr<const Manifest> later;
    outcome = turn([&]() -> Result<void> {
      later = history->manifest;
      return {};
    });
    draft.seen = std::move(later);
    if (outcome) outcome = drop_arrived(draft);
  }
  if (!outcome) {
    remove_files(history->folder(), draft.segments);
    return outcome;
  }
  return turn([&]() -> Result<void> {
    if (options.turn) {
      draft.seen = history->manifest;
      CAIRN_TRY_VOID(drop_arrived(draft));
    }
    return finish(draft, position);
  });
}

/// Numbers for what is staged: of its segments, taken at once when others are about, and of the arrival of its events.
/// Those leave room for what others commit first, since events are committed in the order of their arrival: an index
/// goes by it.
Result<void> Loader::State::begin(Draft& draft) {
  draft.seen = history->manifest;
  if (options.turn) staging.begin_at(draft.seen->next_arrival + room_for_others);
  draft.change = staging.news();
  auto& next = draft.change.next_segment = draft.seen->next_segment;
  std::vector<std::string> files;
  for (int bucket = 0; bucket < 1 << draft.seen->bucket_bits; ++bucket) {
    if (staging.stages()[static_cast<std::size_t>(bucket)].rows() == 0) continue;
    Segment segment;
    segment.number = next++;
    segment.bucket = bucket;
    segment.file = segment_file(bucket, segment.number);
    segment.first_arrival = staging.first_arrival();
    segment.end_arrival = draft.change.next_arrival;
    files.push_back(segment.file);
    draft.segments.push_back(std::move(segment));
  }
  draft.taken = next;
  CAIRN_TRY_VOID(history->announce(files));
  crash_point("load: files announced");
  if (!options.turn) return {};
  ManifestChange numbers;
  numbers.next_segment = next;
  numbers.next_arrival = draft.seen->next_arrival;
  CAIRN_TRY_VOID(history->commit(numbers, now()));
  return history->reload();
}

/// Writes the segments, less the events that are known.
Result<void> Loader::State::write(Draft& draft) {
  return for_each(duck, draft.segments.size(), threads(), [&](Duck& mine, std::size_t i) -> Result<void> {
    auto& segment = draft.segments[i];
    const auto& stage = stage_of(segment);
    if (!options.ids_are_new) CAIRN_TRY_VOID(drop_known(mine, segment.bucket, *draft.seen, 0));
    if (stage.kept() == 0) return {};
    for (auto column : stage.columns()) segment.columns.insert(staging.columns()[column].key());
    auto rows = stage.sorted(staging.pools(), staging.columns(), staging.first_arrival());
    CAIRN_TRY(segment, write_segment(mine, history->folder(), segment, *rows));
    CAIRN_CHECK(segment.rows == stage.kept());
    std::tie(segment.first, segment.last) = stage.extent();
    return {};
  });
}

/// Others have committed since the segments were written: what they brought is known now. The segments that had it are
/// written again.
Result<void> Loader::State::drop_arrived(Draft& draft) {
  std::vector<bool> changed(draft.segments.size());
  auto from = draft.taken;
  for (const auto& segment : draft.seen->segments) draft.taken = std::max(draft.taken, segment.number + 1);
  auto look_up = [&](Duck& mine, std::size_t i) -> Result<void> {
    auto& segment = draft.segments[i];
    CAIRN_TRY_VOID(drop_known(mine, segment.bucket, *draft.seen, from));
    changed[i] = segment.rows != stage_of(segment).kept();
    return {};
  };
  CAIRN_TRY_VOID(for_each(duck, draft.segments.size(), 1, look_up));
  for (std::size_t i = 0; i < changed.size(); ++i) {
    if (!changed[i]) continue;
    auto& segment = draft.segments[i];
    remove_files(history->folder(), {segment});
    segment.rows = 0;
    const auto& stage = stage_of(segment);
    if (stage.kept() == 0) continue;
    auto rows = stage.sorted(staging.pools(), staging.columns(), staging.first_arrival());
    CAIRN_TRY(segment, write_segment(duck, history->folder(), segment, *rows));
    std::tie(segment.first, segment.last) = stage.extent();
  }
  return {};
}

Result<void> Loader::State::finish(Draft& draft, const Position& position) {
  auto& change = draft.change;
  std::uint64_t added = 0;
  for (auto& segment : draft.segments) {
    if (segment.rows == 0) continue;
    added += segment.rows;
    for (const auto& [source, events] : stage_of(segment).source_events(staging.pools()))
      change.source_events[source] += events;
    change.added.push_back(std::move(segment));
  }
  if (options.turn) {
    change.next_segment = manifest().next_segment;
    if (manifest().next_arrival > staging.first_arrival())
      return Error{ErrorCode::limit, "more live events than there was room for came during one part of the import",
                   "import", "import again, with smaller parts: --commit-every 100000"};
    const auto& types = manifest().event_types;
    std::erase_if(change.new_event_types,
                  [&](const std::string& type) { return std::find(types.begin(), types.end(), type) != types.end(); });
  }
  if (added > 0) {
    // When a commit fails, what became of it is only certain to the next loader, who reads the manifest anew; the next
    // process removes the files if they are still loose.
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
