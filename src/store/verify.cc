// What `cairn verify` looks at: each segment as a file (there, size, hash) and as data (rows, order, bucket, ids), the
// folder (nothing that should not be there) and the manifest (its totals, and SQLite's own check).
#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "store/history_state.h"
#include "store/id_set.h"
#include "store/repair.h"

namespace cairn::store {
namespace {

class Verifier {
 public:
  explicit Verifier(const History::State& state)
      : state_(state), event_types_(state.manifest->event_types.begin(), state.manifest->event_types.end()) {}

  Result<std::vector<Damage>> run(const std::function<void(std::size_t, std::size_t)>& progress) {
    const auto& segments = state_.manifest->segments;
    DuckOptions options;
    options.memory_limit = memory_share(0.4);
    options.temp_directory = state_.temp();
    CAIRN_TRY(auto duck, Duck::open(options));
    check_manifest();
    check_folder();
    int bucket = -1;
    for (std::size_t i = 0; i < segments.size(); ++i) {
      if (segments[i].bucket != bucket) ids_.clear();
      bucket = segments[i].bucket;
      if (check_file(segments[i])) check_rows(duck, segments[i]);
      if (progress) progress(i + 1, segments.size());
    }
    return std::move(damages_);
  }

 private:
  void damaged(const std::string& what, std::string fault) { damages_.push_back({what, std::move(fault)}); }
  static std::string name_of_file(const std::string& file) { return "history/" + file; }

  void check_manifest() {
    auto db = StateDb::open(state_.workspace / "cairn.db", StateDb::Mode::read);
    auto fault = db ? db->integrity_fault() : Result<std::string>(db.error());
    if (!fault)
      damaged("cairn.db", "cannot be checked: " + fault.error().message);
    else if (!fault->empty())
      damaged("cairn.db", "SQLite's integrity check found: " + *fault);
    const auto& manifest = *state_.manifest;
    std::uint64_t rows = 0, of_sources = 0;
    for (const auto& segment : manifest.segments) {
      rows += segment.rows;
      if (segment.number >= manifest.next_segment)
        damaged("cairn.db", fmt::format("{} has number {}, expected below {}", segment.file, segment.number,
                                        manifest.next_segment));
      if (segment.bucket < 0 || segment.bucket >= 1 << manifest.bucket_bits)
        damaged("cairn.db", fmt::format("{} is of bucket {}, there are {}", segment.file, segment.bucket,
                                        1 << manifest.bucket_bits));
    }
    for (const auto& [segment, what, noticed] : manifest.damaged) {
      rows += segment.rows;
      damaged(name_of_file(segment.file),
              fmt::format("{}; its {} events are set aside since {}", what, segment.rows, format_time(noticed)));
    }
    for (const auto& source : manifest.sources) of_sources += source.events;
    if (rows != of_sources)
      damaged("cairn.db", fmt::format("the sources sum up to {} events, the segments to {}", of_sources, rows));
  }

  void check_folder() {
    std::unordered_set<std::string> expected(state_.manifest->loose.begin(), state_.manifest->loose.end());
    for (const auto& segment : state_.manifest->segments) expected.insert(segment.file);
    for (const auto& aside : state_.manifest->damaged) expected.insert(aside.segment.file);
    std::error_code fault;
    for (const auto& entry : std::filesystem::directory_iterator(state_.folder(), fault)) {
      auto name = entry.path().filename().string();
      if (!expected.contains(name)) damaged(name_of_file(name), "is in the folder, but the manifest does not list it");
    }
    if (fault && !state_.manifest->segments.empty()) damaged("history", "cannot be listed: " + fault.message());
  }

  /// False when looking inside makes no sense.
  bool check_file(const Segment& segment) {
    auto fault = fault_of_file(state_.path_of(segment), segment);
    if (fault.empty()) return true;
    damaged(name_of_file(segment.file), std::move(fault));
    return false;
  }

  void check_rows(Duck& duck, const Segment& segment) {
    auto what = name_of_file(segment.file);
    auto sql = fmt::format("SELECT event_id, customer_hash, identifier_kind, customer, event, time, arrival FROM {}",
                           parquet_sql({state_.path_of(segment)}));
    auto rows = duck.stream(sql, "verify");
    if (!rows) return damaged(what, "cannot be read: " + rows.error().message);
    Row before;
    std::uint64_t count = 0;
    Time first = latest_time, last = earliest_time;
    for (;;) {
      auto more = rows->next();
      if (!more) return damaged(what, "cannot be read: " + more.error().message);
      if (*more == 0) break;
      for (std::size_t i = 0; i < *more; ++i, ++count) {
        Row row = read(*rows, i);
        if (auto fault = fault_of(row, segment); !fault.empty())
          return damaged(what, fmt::format("row {}: {}", count, fault));
        if (count > 0 && !(before < row))
          return damaged(what, fmt::format("row {} does not sort after the row before it", count));
        first = std::min(first, Time{row.time});
        last = std::max(last, Time{row.time});
        before = std::move(row);
      }
    }
    if (count != segment.rows) return damaged(what, fmt::format("has {} rows, expected {}", count, segment.rows));
    if (first != segment.first || last != segment.last)
      damaged(what, fmt::format("spans {} to {}, expected {} to {}", format_time(first), format_time(last),
                                format_time(segment.first), format_time(segment.last)));
  }

  struct Row {
    std::uint64_t hash = 0;
    std::string customer, kind;
    std::int64_t time = 0, arrival = 0;
    EventId id;
    std::string event;
    bool operator<(const Row& other) const {
      return std::tie(hash, customer, kind, time, arrival) <
             std::tie(other.hash, other.customer, other.kind, other.time, other.arrival);
    }
  };

  static Row read(const DuckResult& rows, std::size_t i) {
    Row row;
    row.id = uuid_at(rows.column(0), i);
    row.hash = rows.column(1).data<std::uint64_t>()[i];
    row.kind = rows.column(2).text(i);
    row.customer = rows.column(3).text(i);
    row.event = rows.column(4).text(i);
    row.time = rows.column(5).data<std::int64_t>()[i];
    row.arrival = rows.column(6).data<std::int64_t>()[i];
    return row;
  }

  std::string fault_of(const Row& row, const Segment& segment) {
    int bucket = segment.bucket;
    int bits = state_.manifest->bucket_bits;
    if (auto expected = customer_hash(row.kind, row.customer); row.hash != expected)
      return fmt::format("customer '{}' has hash {:016x}, expected {:016x}", row.customer, row.hash, expected);
    if (int found = bits == 0 ? 0 : static_cast<int>(row.hash >> (64 - bits)); found != bucket)
      return fmt::format("customer '{}' belongs to bucket {}, expected {}", row.customer, found, bucket);
    if (!ids_.insert(row.id)) return fmt::format("event id {} is there twice in bucket {}", row.id.hex(), bucket);
    if (!event_types_.contains(row.event)) return fmt::format("event '{}' is not in the manifest", row.event);
    if (row.time < earliest_time.us || row.time >= latest_time.us)
      return fmt::format("its time is {}", format_time({row.time}));
    if (row.arrival < segment.first_arrival || row.arrival >= segment.end_arrival)
      return fmt::format("its arrival is {}, expected {} to before {}", row.arrival, segment.first_arrival,
                         segment.end_arrival);
    return "";
  }

  const History::State& state_;
  std::unordered_set<std::string> event_types_;
  std::vector<Damage> damages_;
  IdSet ids_;
};

}  // namespace

Result<std::vector<Damage>> History::verify(const std::function<void(std::size_t, std::size_t)>& progress) {
  return Verifier(*state_).run(progress);
}

}  // namespace cairn::store
