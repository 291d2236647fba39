// The history: every event ever kept, as immutable Parquet segments that any tool can read.
//
//   workspace/
//     cairn.db            manifest: segments with hashes, properties, event types (SQLite, WAL, synchronous=FULL)
//     history/b03-000012.parquet   bucket 3: events of the customers whose hash starts with these bits,
//                                  sorted by (customer hash, customer, identifier kind, time, arrival)
//     index/              journey index, derived, always rebuildable
//     tmp/                where large sorts spill; emptied by the next writer
//     lock                held shared by readers, exclusive by a writer
//
// A segment exists when the manifest lists it: files are written and fsynced first, then one SQLite transaction names
// them; whatever else lies in history/ is left from a crash and is removed by the next writer. So a kill at any moment
// leaves a workspace that opens.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/file.h"
#include "event/event.h"
#include "store/duck.h"

namespace cairn::store {

struct Segment {
  std::int64_t number = 0;
  int bucket = 0;
  std::string file;  ///< name below history/
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  std::string hash;               ///< XXH3-128 of the file, hex
  Time first, last;               ///< event times
  std::set<std::string> columns;  ///< property columns that it has ("price.integer"); the fixed ones it always has
  std::int64_t first_arrival = 0, end_arrival = 0;  ///< its events arrived from the one to before the other
};

/// A segment that is not read, because its file is damaged (repair.h).
struct DamagedSegment {
  Segment segment;
  std::string fault;
  Time noticed;
};
/// Which segments are set aside, and which are back.
struct SegmentMarks {
  std::vector<DamagedSegment> aside;
  std::vector<Segment> back;
};

/// What the workspace knows of a property: which typed columns exist for it.
struct Property {
  std::string name;
  std::set<PropertyType> types;  ///< more than one after widening
  PropertyType widest() const;
};

/// A property that got a wider type than it had.
struct Widening {
  std::string property;
  PropertyType from, to;
  Time noticed;
};

struct SourceState {
  std::string name;
  std::uint64_t events = 0;
  Time imported;  ///< when last
};

/// The columns "name.type" of a property, and SQL expressions over them: its value as text (whichever of its types has
/// one) and as DOUBLE (integers, reals; times in µs; else NULL).
std::vector<std::string> property_columns(const Property& property);
std::string property_text_sql(const Property& property);
std::string property_number_sql(const Property& property);
/// SQL expression: a typed value as people see it: 5 (not 5.0), true, 2026-01-31T09:05:06Z.
std::string shown_sql(const std::string& expression, PropertyType type);

enum class Access { read, write };

class SortedRows;
struct SortedLoad;

struct Damage {
  std::string what;   ///< the file or table
  std::string fault;  ///< found and expected
};

class History {
 public:
  /// Opens a workspace. Access::write makes one where there is none (with 2^bucket_bits buckets) and clears what a
  /// crash left; Access::read fails with not_found and a hint. A conflict of locks is an error of code conflict.
  static Result<History> open(const std::filesystem::path& workspace, Access access, int bucket_bits = 4);
  History(History&&) noexcept;
  History& operator=(History&&) noexcept;
  ~History();
  /// The history as it is now, for somebody who keeps it: holds the lock as this one does, sees no later commit; files
  /// that are merged away stay until it is gone. From any thread, also while a loader commits; all else belongs to the
  /// loader's thread.
  History snapshot() const;

  const std::filesystem::path& workspace() const;
  int bucket_bits() const;
  int bucket_count() const { return 1 << bucket_bits(); }
  int bucket_of(std::string_view identifier_kind, std::string_view identifier) const;
  const std::vector<Segment>& segments() const;  ///< by bucket, then number
  std::vector<Segment> segments(int bucket) const;
  const std::vector<DamagedSegment>& damaged() const;  ///< set aside
  std::filesystem::path path_of(const Segment& segment) const;
  /// Compares files with their hashes, each once a process, before they are read: damaged, naming the first that
  /// differs.
  Result<void> check_files(int bucket) const;
  Result<void> check_files(const std::vector<Segment>& segments) const;
  /// Needs Access::write. All derived from the history is outdated then.
  Result<void> mark(const SegmentMarks& marks);
  /// 32 hex digits that change with every commit that brings `bucket` events, not when its segments are merged; what is
  /// derived from a bucket is stamped with it.
  std::string version(int bucket) const;
  /// A bucket of that version has the events that arrived before this; nullopt: it is no version of this history.
  std::optional<std::int64_t> end_of_version(std::string_view version) const;
  /// The events of a bucket arrived before this; 0: it has none.
  std::int64_t end_arrival(int bucket) const;
  const std::vector<std::string>& event_types() const;    ///< position = type number, never changes
  const std::vector<Property>& properties() const;        ///< by name
  const Property* property(std::string_view name) const;  ///< null when there is none
  const std::vector<Widening>& widenings() const;
  const std::vector<std::string>& currencies() const;        ///< that amounts have
  const std::vector<std::string>& identifier_kinds() const;  ///< "customer", …
  std::vector<SourceState> sources() const;
  /// What the people of this workspace chose; nullopt: nothing yet.
  std::optional<std::string> setting(const std::string& key) const;
  /// Needs Access::write.
  Result<void> set_setting(const std::string& key, const std::string& value);
  /// How far a consumer of the inbox has come: the last request whose events are here. 0: none.
  std::int64_t position(const std::string& consumer) const;
  const std::map<std::string, std::int64_t>& positions() const;
  std::uint64_t events() const;
  bool empty() const { return events() == 0; }

  /// Columns of every segment, besides properties "name.type" ("price.integer", "city.text"):
  ///   event_id UUID, customer_hash UBIGINT, identifier_kind, customer (the identifier as sent), event, time TIMESTAMP,
  ///   arrival BIGINT, sent, received, source, channel, session, amount_minor BIGINT, currency, value DOUBLE,
  ///   rare (JSON: properties beyond the first max_typed_properties, keys "name.type", times in ISO 8601)
  /// A name that differs from an earlier one only by case gets "~2" before its type in the files.
  static constexpr int max_typed_properties = 400;

  /// SQL of a bucket's events in index order; `columns` as above, each must be fixed or belong to a known property (a
  /// segment without it gives NULL; rare ones come out of the JSON). Empty when the bucket has none. `where` is a
  /// condition over the fixed columns; only events that arrived before `end_arrival`.
  std::string bucket_sql(int bucket, const std::vector<std::string>& columns, const std::string& where = "",
                         std::int64_t end_arrival = INT64_MAX) const;
  /// As bucket_sql, of segments of any buckets: one after the other as listed, each in index order; only events that
  /// arrived from `first_arrival` on.
  std::string segments_sql(const std::vector<Segment>& segments, const std::vector<std::string>& columns,
                           std::int64_t first_arrival = 0) const;
  /// SQL expression: an amount in units of its currency, over columns amount_minor and currency; exact DECIMAL.
  std::string amount_sql() const;

  /// SQL that creates the documented view `events`: customer, event, time, channel, source, session, amount (decimal
  /// units), currency, value, arrival (order of arrival), and each property under its own name in its widest type.
  std::string events_view_sql() const;
  /// Property → its column in the view. They differ where the name is that of a fixed column ("time" becomes
  /// "property_time") or differs from an earlier one only by case ("Price" becomes "Price_2").
  std::vector<std::pair<std::string, std::string>> view_columns() const;

  /// Sizes, hashes, order, counts, manifest integrity. Empty: all is well.
  Result<std::vector<Damage>> verify(const std::function<void(std::size_t done, std::size_t all)>& progress);

  struct State;

 private:
  friend class Loader;
  friend class SmallMerge;
  friend Result<void> load_sorted(History& history, const SortedLoad& load,
                                  const std::function<std::unique_ptr<SortedRows>(int, std::int64_t)>& rows_of,
                                  const std::function<void(std::size_t)>& progress);
  explicit History(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

struct LoadCounts {
  std::uint64_t added = 0;
  std::uint64_t known = 0;  ///< left out because the event id was there already
};

struct LoadOptions {
  std::uint64_t commit_rows = 16'000'000;
  std::uint64_t commit_bytes = 2'000'000'000;  ///< of staged events in memory, at most a quarter of the machine's;
                                               ///< commits by whichever comes first
  std::string memory_limit;                    ///< of DuckDB, which merges; empty: 40 % of the machine's
  bool ids_are_new = false;     ///< somebody (the inbox) has left out known ids already: segments are not asked. Then
                                ///< commit() alone commits, so that no event is there without its position
  bool merge_at_finish = true;  ///< false: SmallMerge does it
  /// Set: others write to the history, too, between the turns that this gives: it runs `work` while nobody else writes.
  /// Then numbers and names are taken in one turn, segments are written in none, and a later turn commits them, less
  /// what others have brought meanwhile; their arrival is that of the commit. Without it the loader is the only writer
  /// from start to end.
  std::function<Result<void>(const std::function<Result<void>()>& work)> turn = {};
};

struct MergeLimits {
  std::size_t segments = 8;             ///< as many of one size (within a factor of 8) become one
  std::uint64_t most_rows = 8'000'000;  ///< larger merges are left for a call that allows more
};

/// One merge in one bucket, the smallest that is due. Due are `segments` of one size, and small ones that together pass
/// an eighth of the bucket's largest (once there are `segments` in all). So every event is written a few times only,
/// however many commits there are. Loaders go on meanwhile: begin() and finish() are short and come when nobody else
/// writes, make() takes as long as it takes, on any thread.
class SmallMerge {
 public:
  /// nullopt: none is due.
  static Result<std::optional<SmallMerge>> begin(History& history, const MergeLimits& limits = {});
  SmallMerge(SmallMerge&&) noexcept;
  SmallMerge& operator=(SmallMerge&&) noexcept;
  ~SmallMerge();
  Result<void> make();
  /// Puts what was made in the place of its parts; false: one of them had been merged otherwise, so it goes away.
  Result<bool> finish();

 private:
  struct State;
  explicit SmallMerge(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Brings batches into the history: stage, leave out known event ids, sort into buckets, commit. Commits by itself
/// every `commit_rows` events or `commit_bytes`, so memory stays bounded and a kill loses only the last part; nothing
/// is visible before its commit. `finish` commits the rest and merges small segments so that each bucket has one.
class Loader : public EventSink {
 public:
  static constexpr std::uint64_t default_commit_rows = 16'000'000;
  /// The history must be open for writing.
  static Result<std::unique_ptr<Loader>> start(History& history, std::uint64_t commit_rows = default_commit_rows);
  static Result<std::unique_ptr<Loader>> start(History& history, const LoadOptions& options);
  ~Loader() override;
  Result<void> append(const EventBatch& batch) override;
  Result<LoadCounts> finish();

  /// Commits what is staged, together with how far `consumer` has come; the position alone when nothing is staged.
  /// After a failure everything is staged still, and it may be tried again.
  Result<LoadCounts> commit(const std::string& consumer, std::int64_t position);
  std::uint64_t staged_rows() const;
  std::uint64_t staged_bytes() const;

 private:
  struct State;
  explicit Loader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace cairn::store
