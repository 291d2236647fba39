#include "store/merging.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <map>
#include <set>

#include "base/check.h"
#include "base/crash_point.h"
#include "store/merged_rows.h"
#include "store/repair.h"
#include "store/segment_writer.h"

namespace cairn::store {
namespace {

/// Three bits a tier; what has less than 64 rows is alike.
int tier_of(const Segment& segment) { return std::max(1, (static_cast<int>(std::bit_width(segment.rows)) - 1) / 3); }

std::uint64_t rows_of(const std::vector<Segment>& segments) {
  std::uint64_t rows = 0;
  for (const auto& segment : segments) rows += segment.rows;
  return rows;
}

/// The merges that are due in one bucket.
std::vector<std::vector<Segment>> due_in(const std::vector<Segment>& bucket, const MergeLimits& limits) {
  std::vector<std::vector<Segment>> due;
  std::map<int, std::vector<Segment>> tiers;
  std::uint64_t largest = 0;
  for (const auto& segment : bucket) {
    tiers[tier_of(segment)].push_back(segment);
    largest = std::max(largest, segment.rows);
  }
  for (auto& [tier, segments] : tiers)
    if (segments.size() >= limits.segments) due.push_back(std::move(segments));
  if (bucket.size() >= limits.segments && (rows_of(bucket) - largest) * 8 > largest) due.push_back(bucket);
  return due;
}

Time now() {
  return {std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
              .count()};
}

Segment whole_of(const std::vector<Segment>& parts, std::int64_t number) {
  Segment whole;
  whole.bucket = parts.front().bucket;
  whole.first = latest_time;
  whole.last = earliest_time;
  whole.first_arrival = parts.front().first_arrival;
  whole.number = number;
  whole.file = segment_file(whole.bucket, number);
  for (const auto& part : parts) {
    CAIRN_CHECK(part.bucket == whole.bucket);
    whole.rows += part.rows;
    whole.columns.insert(part.columns.begin(), part.columns.end());
    whole.first = std::min(whole.first, part.first);
    whole.last = std::max(whole.last, part.last);
    whole.first_arrival = std::min(whole.first_arrival, part.first_arrival);
    whole.end_arrival = std::max(whole.end_arrival, part.end_arrival);
  }
  return whole;
}

}  // namespace

std::vector<Segment> due_merge(const Manifest& manifest, const MergeLimits& limits) {
  CAIRN_CHECK(limits.segments >= 2);
  std::map<int, std::vector<Segment>> buckets;
  for (const auto& segment : manifest.segments) buckets[segment.bucket].push_back(segment);
  std::vector<Segment> smallest;
  std::uint64_t fewest = limits.most_rows + 1;
  for (const auto& [number, bucket] : buckets)
    for (auto& parts : due_in(bucket, limits))
      if (auto rows = rows_of(parts); rows < fewest) {
        fewest = rows;
        smallest = std::move(parts);
      }
  return smallest;
}

namespace {

/// Writes the parts, in order, as `whole`.
Result<Segment> written_whole(const History::State& history, const Manifest& manifest, Duck& duck,
                              const std::vector<Segment>& parts, const Segment& whole) {
  for (const auto& part : parts)  // its damage would be nobody's any more
    if (auto fault = fault_of_file(history.path_of(part), part); !fault.empty())
      return Error{ErrorCode::damaged, std::move(fault), history.path_of(part), "run cairn repair"};
  std::vector<PropertyPlace> places;
  for (const auto& place : manifest.places)
    if (!place.rare && whole.columns.contains(place.key())) places.push_back(place);
  CAIRN_TRY(auto rows, merged_rows(history.folder(), parts, places));
  CAIRN_TRY(auto written, write_segment(duck, history.folder(), whole, *rows));
  if (written.rows == whole.rows) return written;
  return Error{ErrorCode::damaged, fmt::format("merging gave {} rows, its parts have {}", written.rows, whole.rows),
               history.path_of(whole), "run cairn repair"};
}

}  // namespace

Result<void> merge_segments(History::State& history, Duck& duck, std::vector<std::vector<Segment>> groups,
                            int threads) {
  const auto before = history.manifest;
  std::vector<Segment> wholes;
  std::vector<std::string> files;
  for (const auto& parts : groups) {
    CAIRN_CHECK(parts.size() >= 2);
    wholes.push_back(whole_of(parts, before->next_segment + static_cast<std::int64_t>(wholes.size())));
    files.push_back(wholes.back().file);
  }
  CAIRN_TRY_VOID(history.announce(files));
  auto merge = [&](Duck& mine, std::size_t i) -> Result<void> {
    ManifestChange change;
    CAIRN_TRY(auto written, written_whole(history, *before, mine, groups[i], wholes[i]));
    change.added = {std::move(written)};
    change.removed = groups[i];
    change.next_segment = before->next_segment + static_cast<std::int64_t>(groups.size());
    change.next_arrival = before->next_arrival;
    return history.commit(change, now());
  };
  auto outcome = for_each(duck, groups.size(), threads, merge);
  CAIRN_TRY_VOID(history.reload());
  return outcome;
}

struct SmallMerge::State {
  std::shared_ptr<History::State> history;
  std::shared_ptr<const Manifest> before;  ///< keeps the files of the parts
  std::vector<Segment> parts;
  Segment whole;
};

SmallMerge::SmallMerge(std::unique_ptr<State> state) : state_(std::move(state)) {}
SmallMerge::SmallMerge(SmallMerge&&) noexcept = default;
SmallMerge& SmallMerge::operator=(SmallMerge&&) noexcept = default;
SmallMerge::~SmallMerge() = default;

Result<std::optional<SmallMerge>> SmallMerge::begin(History& history, const MergeLimits& limits) {
  auto& state = *history.state_;
  CAIRN_TRY_VOID(state.settle());
  auto parts = due_merge(*state.manifest, limits);
  if (parts.empty()) return std::optional<SmallMerge>();
  // Its number is taken before others go on.
  ManifestChange change;
  change.next_segment = state.manifest->next_segment + 1;
  change.next_arrival = state.manifest->next_arrival;
  auto whole = whole_of(parts, state.manifest->next_segment);
  CAIRN_TRY_VOID(state.announce({whole.file}));
  crash_point("merge: announced");
  CAIRN_TRY_VOID(state.commit(change, now()));
  CAIRN_TRY_VOID(state.reload());
  return std::optional(
      SmallMerge(std::make_unique<State>(State{history.state_, state.manifest, std::move(parts), std::move(whole)})));
}

Result<void> SmallMerge::make() {
  const auto& history = *state_->history;
  CAIRN_TRY(
      auto duck,
      Duck::open({.memory_limit = memory_share(0.1), .threads = 1, .temp_directory = history.temp(), .allowed = {}}));
  CAIRN_TRY(state_->whole, written_whole(history, *state_->before, duck, state_->parts, state_->whole));
  crash_point("merge: written");
  return {};
}

Result<bool> SmallMerge::finish() {
  auto& history = *state_->history;
  CAIRN_TRY_VOID(history.settle());
  const auto& manifest = *history.manifest;
  std::set<std::string> present;
  for (const auto& segment : manifest.segments) present.insert(segment.file);
  bool whole = std::all_of(state_->parts.begin(), state_->parts.end(),
                           [&](const Segment& part) { return present.contains(part.file); });
  if (!whole) {
    std::error_code ignored;
    std::filesystem::remove(history.path_of(state_->whole), ignored);
    return false;
  }
  ManifestChange change;
  change.added = {state_->whole};
  change.removed = state_->parts;
  change.next_segment = manifest.next_segment;
  change.next_arrival = manifest.next_arrival;
  CAIRN_TRY_VOID(history.commit(change, now()));
  crash_point("merge: named");
  state_->before.reset();
  CAIRN_TRY_VOID(history.reload());
  return true;
}

}  // namespace cairn::store
