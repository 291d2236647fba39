#include "store/merging.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <map>

#include "base/check.h"
#include "store/merged_rows.h"
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
    std::vector<PropertyPlace> places;
    for (const auto& place : before->places)
      if (!place.rare && wholes[i].columns.contains(place.key())) places.push_back(place);
    CAIRN_TRY(auto rows, merged_rows(history.folder(), groups[i], places));
    CAIRN_TRY(auto written, write_segment(mine, history.folder(), wholes[i], *rows));
    if (written.rows != wholes[i].rows)
      return Error{ErrorCode::damaged,
                   fmt::format("merging gave {} rows, its parts have {}", written.rows, wholes[i].rows),
                   history.path_of(wholes[i]), "run cairn verify"};
    ManifestChange change;
    change.added = {written};
    change.removed = groups[i];
    change.next_segment = before->next_segment + static_cast<std::int64_t>(groups.size());
    change.next_arrival = before->next_arrival;
    return history.commit(change, now());
  };
  auto outcome = for_each(duck, groups.size(), threads, merge);
  CAIRN_TRY_VOID(history.reload());
  return outcome;
}

}  // namespace cairn::store
