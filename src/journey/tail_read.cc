// Tails out of segments: their rows, and later the properties that questions ask for.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <thread>

#include "base/check.h"
#include "journey/column_file.h"
#include "journey/index_build.h"
#include "journey/tail.h"
#include "journey/type_numbers.h"

namespace cairn::journey {
namespace {

/// So many rows are worth a query, and a thread, of their own.
constexpr std::uint64_t rows_a_query = 200'000;

/// The error of reading segments, naming the file if the cause does.
Error error_of(const store::History& history, const std::vector<store::Segment>& segments, const Error& cause) {
  std::string files;
  for (const auto& segment : segments) {
    auto path = (history.workspace() / "history" / segment.file).string();
    if (cause.message.find(segment.file) != std::string::npos)
      return {ErrorCode::damaged, cause.message, path, "run cairn repair"};
    files += (files.empty() ? "" : ", ") + path;
  }
  if (cause.code == ErrorCode::limit) return cause;
  return {ErrorCode::damaged, "cannot be read: " + cause.message, files, "run cairn repair"};
}

/// Those of a bucket that have events of these arrivals, perhaps with others.
void add_segments(const store::History& history, int bucket, std::int64_t first, std::int64_t end,
                  std::map<std::string, store::Segment>& found) {
  for (auto& segment : history.segments(bucket))
    if (segment.first_arrival < end && segment.end_arrival > first) found.emplace(segment.file, segment);
}
std::vector<store::Segment> listed(const std::map<std::string, store::Segment>& found) {
  std::vector<store::Segment> segments;
  for (const auto& [file, segment] : found) segments.push_back(segment);
  return segments;
}

/// Sorts rows into requests; rows that arrived at other times were merged with those that are wanted.
class ChunkMaker {
 public:
  ChunkMaker(const store::History& history, std::span<const ChunkRequest> requests)
      : history_(history), types_(history.event_types()), of_bucket_(static_cast<std::size_t>(history.bucket_count())) {
    for (const auto& request : requests) made_.push_back({&request, {}, {}});
    for (auto& made : made_) of_bucket_[static_cast<std::size_t>(made.request->bucket)] = &made;
  }

  Result<void> take(const store::DuckResult& rows, std::size_t count) {
    auto hashes = rows.column(0), kinds = rows.column(1), customers = rows.column(2), events = rows.column(3),
         times = rows.column(4), arrivals = rows.column(5);
    for (std::size_t i = 0; i < count; ++i) {
      auto hash = hashes.data<std::uint64_t>()[i];
      auto arrival = arrivals.data<std::int64_t>()[i];
      int bits = history_.bucket_bits();
      auto* made = of_bucket_[bits == 0 ? 0 : hash >> (64 - bits)];
      if (made == nullptr) return wrong("rows of another bucket");
      if (arrival < made->request->first_arrival || arrival >= made->request->end_arrival) continue;
      auto& names = made->names;
      if (names.empty() || made->rows.back().hash != hash || names.back().identifier != customers.text(i) ||
          names.back().kind != kinds.text(i))
        names.push_back({std::string(kinds.text(i)), std::string(customers.text(i))});
      auto type = types_.of(events.text(i));
      if (!type) return wrong(fmt::format("event '{}', which is not in the manifest", events.text(i)));
      auto us = times.data<std::int64_t>()[i];
      if (us < earliest_time.us || us >= latest_time.us)
        return wrong(fmt::format("an event of '{}' at {}", customers.text(i), format_time({us})));
      made->rows.push_back({hash, us, arrival, static_cast<std::uint32_t>(names.size() - 1), *type});
    }
    return {};
  }

  Result<std::vector<std::shared_ptr<const Chunk>>> finish() {
    std::vector<std::shared_ptr<const Chunk>> chunks;
    for (auto& made : made_) {
      if (made.rows.size() != made.request->rows)
        return wrong(fmt::format("{} rows, expected {}", made.rows.size(), made.request->rows));
      chunks.push_back(std::make_shared<const Chunk>(std::move(made.rows), std::move(made.names)));
    }
    return chunks;
  }

 private:
  struct Made {
    const ChunkRequest* request;
    std::vector<Chunk::Row> rows;
    std::vector<CustomerId> names;
  };
  Error wrong(std::string_view found) const {
    return {ErrorCode::damaged, fmt::format("found {}", found), "", "run cairn repair"};
  }

  const store::History& history_;
  TypeNumbers types_;
  std::vector<Made> made_;
  std::vector<Made*> of_bucket_;
};

using Chunks = std::vector<std::shared_ptr<const Chunk>>;

Result<Chunks> read_some(const store::History& history, DuckPool& pool, std::span<const ChunkRequest> requests,
                         Run* run) {
  std::map<std::string, store::Segment> found;
  std::int64_t first = INT64_MAX;
  for (const auto& request : requests) {
    add_segments(history, request.bucket, request.first_arrival, request.end_arrival, found);
    first = std::min(first, request.first_arrival);
  }
  auto segments = listed(found);
  CAIRN_TRY_VOID(history.check_files(segments));
  auto read = [&]() -> Result<Chunks> {
    CAIRN_TRY(auto duck, pool.take());
    auto sql = history.segments_sql(
        segments, {"customer_hash", "identifier_kind", "customer", "event", "time", "arrival"}, first);
    CAIRN_TRY(auto rows, duck->stream(sql, "reading new events"));
    ChunkMaker maker(history, requests);
    for (;;) {
      CAIRN_TRY(auto count, rows.next());
      if (count == 0) return maker.finish();
      if (run != nullptr) {
        CAIRN_TRY_VOID(run->check());
        run->read(count);
      }
      CAIRN_TRY_VOID(maker.take(rows, count));
    }
  }();
  if (!read && (run == nullptr || run->check())) return error_of(history, segments, read.error());
  return read;
}

/// Where each arrival is among the rows of some parts.
class ArrivalIndex {
 public:
  struct Place {
    std::uint32_t part = 0, row = UINT32_MAX;
  };
  explicit ArrivalIndex(const std::vector<const Tail::Part*>& parts) {
    std::int64_t last = INT64_MIN;
    for (const auto* part : parts)
      for (const auto& row : part->chunk->rows()) {
        first_ = std::min(first_, row.arrival);
        last = std::max(last, row.arrival);
        ++rows_;
      }
    // Arrivals are numbered one by one, so a table is dense, unless histories were put together.
    if (rows_ == 0) return;
    auto range = static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first_) + 1;
    if (range / 8 <= rows_ && range > 0) table_.resize(range);
    for (std::uint32_t p = 0; p < parts.size(); ++p)
      for (std::uint32_t r = 0; r < parts[p]->chunk->rows().size(); ++r) {
        auto arrival = parts[p]->chunk->rows()[r].arrival;
        if (table_.empty())
          sorted_.emplace_back(arrival, Place{p, r});
        else
          table_[offset(arrival)] = {p, r};
      }
    std::sort(sorted_.begin(), sorted_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  }
  std::uint64_t rows() const { return rows_; }
  /// Null: it is none of them.
  const Place* find(std::int64_t arrival) const {
    if (!table_.empty()) {
      if (arrival < first_ || offset(arrival) >= table_.size()) return nullptr;
      const auto& place = table_[offset(arrival)];
      return place.row == UINT32_MAX ? nullptr : &place;
    }
    auto at = std::lower_bound(sorted_.begin(), sorted_.end(), arrival,
                               [](const auto& entry, std::int64_t wanted) { return entry.first < wanted; });
    return at == sorted_.end() || at->first != arrival ? nullptr : &at->second;
  }

 private:
  std::uint64_t offset(std::int64_t arrival) const {
    return static_cast<std::uint64_t>(arrival) - static_cast<std::uint64_t>(first_);
  }
  std::int64_t first_ = INT64_MAX;
  std::uint64_t rows_ = 0;
  std::vector<Place> table_;
  std::vector<std::pair<std::int64_t, Place>> sorted_;
};

}  // namespace

Result<Chunks> read_chunks(const store::History& history, DuckPool& pool, const std::vector<ChunkRequest>& requests,
                           Run* run) {
  std::vector<std::span<const ChunkRequest>> groups;
  std::uint64_t rows = rows_a_query;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (rows >= rows_a_query) {
      groups.emplace_back(&requests[i], 0);
      rows = 0;
    }
    groups.back() = {groups.back().data(), groups.back().size() + 1};
    rows += requests[i].rows;
  }
  std::vector<Chunks> found(groups.size());
  CAIRN_TRY_VOID(in_parallel(groups.size(), [&](std::size_t g) -> Result<void> {
    CAIRN_TRY(found[g], read_some(history, pool, groups[g], run));
    return {};
  }));
  Chunks all;
  for (auto& chunks : found) all.insert(all.end(), chunks.begin(), chunks.end());
  return all;
}

Result<void> read_values(const store::History& history, DuckPool& pool, const std::vector<const Tail::Part*>& all,
                         const ChunkValues& values) {
  std::vector<const Tail::Part*> parts;
  std::map<std::string, store::Segment> wanted;
  std::int64_t first = INT64_MAX;
  for (const auto* part : all) {
    if (part->chunk->column(values.key) != nullptr) continue;
    parts.push_back(part);
    add_segments(history, part->bucket, part->first_arrival, part->end_arrival, wanted);
    first = std::min(first, part->first_arrival);
  }
  if (parts.empty()) return {};
  ArrivalIndex places(parts);
  std::vector<ChunkColumn> columns(parts.size());
  std::vector<Dictionary> texts(parts.size());
  for (std::size_t p = 0; p < parts.size(); ++p) {
    auto rows = parts[p]->chunk->rows().size();
    if (values.form == ColumnForm::codes)
      columns[p].codes.assign(rows, 0);
    else
      columns[p].numbers.assign(rows, std::numeric_limits<double>::quiet_NaN());
  }
  auto segments = listed(wanted);
  std::uint64_t found = 0;
  auto read = [&]() -> Result<void> {
    auto from = values.from;
    from.emplace_back("arrival");
    CAIRN_TRY(auto duck, pool.take());
    CAIRN_TRY(auto rows, duck->stream(fmt::format("SELECT arrival, {} FROM ({})", values.expression,
                                                  history.segments_sql(segments, from, first)),
                                      values.what));
    for (;;) {
      CAIRN_TRY(auto count, rows.next());
      if (count == 0) break;
      auto arrivals = rows.column(0), value = rows.column(1);
      for (std::size_t i = 0; i < count; ++i) {
        const auto* place = places.find(arrivals.data<std::int64_t>()[i]);
        if (place == nullptr) continue;
        ++found;
        if (!value.valid(i)) continue;
        if (values.form == ColumnForm::codes)
          columns[place->part].codes[place->row] = texts[place->part].code(value.text(i));
        else
          columns[place->part].numbers[place->row] = value.data<double>()[i];
      }
    }
    if (found == places.rows()) return {};
    return Error{ErrorCode::damaged, fmt::format("{} rows found, {} expected", found, places.rows()), "", ""};
  }();
  if (!read) return error_of(history, segments, read.error());
  for (std::size_t p = 0; p < parts.size(); ++p) {
    columns[p].texts = texts[p].take();
    parts[p]->chunk->keep(values.key, std::make_shared<const ChunkColumn>(std::move(columns[p])));
  }
  return {};
}

}  // namespace cairn::journey
