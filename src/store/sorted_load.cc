#include "store/sorted_load.h"

#include <chrono>
#include <mutex>
#include <thread>

#include "base/check.h"
#include "store/history_state.h"
#include "store/segment_writer.h"

namespace cairn::store {
namespace {

/// Room for the arrivals of a bucket: their numbers only need to ascend.
constexpr std::int64_t arrivals_a_bucket = std::int64_t{1} << 40;

Time now() {
  return {std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
              .count()};
}

std::vector<PropertyPlace> places_of(const SortedLoad& load) {
  std::vector<PropertyPlace> places;
  for (const auto& [name, type] : load.properties) {
    PropertyPlace place{name, type, "", false};
    place.file_column = place.key();
    places.push_back(std::move(place));
  }
  return places;
}

}  // namespace

std::vector<std::pair<std::string, DuckType>> sorted_columns(const SortedLoad& load) {
  std::vector<std::pair<std::string, DuckType>> columns;
  for (const auto& column : fixed_columns) columns.emplace_back(column.name, column.type);
  for (const auto& place : places_of(load)) columns.emplace_back(place.file_column, duck_type_of(place.type));
  return columns;
}

Result<void> load_sorted(History& history, const SortedLoad& load,
                         const std::function<std::unique_ptr<SortedRows>(int bucket, std::int64_t arrival)>& rows_of,
                         const std::function<void(std::size_t done)>& progress) {
  auto& state = *history.state_;
  CAIRN_CHECK(state.access == Access::write && history.empty());
  DuckOptions options;
  options.threads = 1;
  options.memory_limit = memory_share(0.4);
  options.temp_directory = state.temp();
  CAIRN_TRY(auto duck, Duck::open(options));
  auto count = static_cast<std::size_t>(history.bucket_count());
  ManifestChange words;
  words.new_event_types = load.event_types;
  words.new_places = places_of(load);
  words.identifier_kinds = {"customer"};
  words.next_segment = static_cast<std::int64_t>(count) + 1;
  words.next_arrival = static_cast<std::int64_t>(count) * arrivals_a_bucket;
  CAIRN_TRY_VOID(commit(*state.db, words, now()));

  std::vector<std::string> files;
  for (std::size_t b = 0; b < count; ++b)
    files.push_back(segment_file(static_cast<int>(b), static_cast<std::int64_t>(b) + 1));
  CAIRN_TRY_VOID(announce(*state.db, files));
  std::mutex database;
  std::size_t done = 0;
  auto load_bucket = [&](Duck& mine, std::size_t b) -> Result<void> {
    Segment segment;
    segment.number = static_cast<std::int64_t>(b) + 1;
    segment.bucket = static_cast<int>(b);
    segment.file = files[b];
    segment.first_arrival = segment.bucket * arrivals_a_bucket;
    segment.end_arrival = segment.first_arrival + arrivals_a_bucket;
    for (const auto& place : words.new_places) segment.columns.insert(place.key());
    auto rows = rows_of(segment.bucket, segment.first_arrival);
    CAIRN_TRY(segment, write_segment(mine, state.folder(), segment, *rows));
    std::tie(segment.first, segment.last) = rows->extent();
    ManifestChange change;
    change.next_segment = words.next_segment;
    change.next_arrival = words.next_arrival;
    if (segment.rows > 0) {
      change.source_events[load.source] = segment.rows;
      change.added = {segment};
    }
    std::lock_guard guard(database);
    CAIRN_TRY_VOID(commit(*state.db, change, now()));
    if (progress) progress(++done);
    return {};
  };
  int threads = load.threads > 0 ? load.threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  auto outcome = for_each(duck, count, threads, load_bucket);
  CAIRN_TRY_VOID(state.reload());
  CAIRN_TRY_VOID(outcome);
  return forget_loose(*state.db);
}

}  // namespace cairn::store
