// The history: every event ever kept, as immutable Parquet segments that any tool can read.
//
//   workspace/
//     cairn.db            manifest: segments with hashes, properties, event types (SQLite, WAL, synchronous=FULL)
//     history/b03-000012.parquet   bucket 3: events of the customers whose hash starts with these bits,
//                                  sorted by (customer, time, arrival)
//     index/              journey index, derived, always rebuildable
//     lock                held shared by readers, exclusive by a writer
//
// A segment exists when the manifest lists it: files are written and fsynced first, then one SQLite transaction names
// them; whatever else lies in history/ is left from a crash and is removed by the next writer. So a kill at any moment
// leaves a workspace that opens.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/file.h"
#include "event/event.h"
#include "store/duck.h"

namespace cairn::store {

struct Segment {
  std::int64_t number = 0;
  int bucket = 0;
  std::string file;        ///< name below history/
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  std::string hash;        ///< XXH3-128 of the file, hex
  Time first, last;        ///< event times
};

/// What the workspace knows of a property: which typed columns exist for it.
struct Property {
  std::string name;
  std::set<PropertyType> types;  ///< more than one after widening
  PropertyType widest() const;
};

struct SourceState {
  std::string name;
  std::uint64_t events = 0;
  Time imported;  ///< when last
};

enum class Access { read, write };

struct Damage {
  std::string what;   ///< the file or table
  std::string fault;  ///< found and expected
};

class History {
 public:
  /// Opens a workspace. Access::write makes one where there is none (with 2^bucket_bits buckets) and clears what a
  /// crash left; Access::read fails with not_found and a hint.
  static Result<History> open(const std::filesystem::path& workspace, Access access, int bucket_bits = 4);
  History(History&&) noexcept;
  ~History();

  const std::filesystem::path& workspace() const;
  int bucket_bits() const;
  int bucket_count() const { return 1 << bucket_bits(); }
  const std::vector<Segment>& segments() const;             ///< by bucket, then number
  std::vector<Segment> segments(int bucket) const;
  /// Changes with every commit that changes `bucket`; what is derived from a bucket is stamped with it.
  std::string version(int bucket) const;
  const std::vector<std::string>& event_types() const;      ///< position = type number, never changes
  const std::vector<Property>& properties() const;          ///< by name
  std::vector<SourceState> sources() const;
  std::uint64_t events() const;
  bool empty() const { return events() == 0; }

  /// Columns of every segment, besides properties "name.type" ("price.integer", "city.text"):
  ///   event_id UUID, customer_hash UBIGINT, identifier_kind, customer (the identifier as sent), event, time TIMESTAMP,
  ///   arrival BIGINT, sent, received, source, channel, session, amount_minor BIGINT, currency, value DOUBLE,
  ///   rare (JSON: properties beyond the first max_typed_properties)
  static constexpr int max_typed_properties = 400;

  /// SQL of a bucket's events in index order; `columns` as above, each must exist in at least one segment (a segment
  /// without it gives NULL). Empty when the bucket has none.
  std::string bucket_sql(int bucket, const std::vector<std::string>& columns) const;
  /// SQL that creates the documented view `events`: customer, event, time, channel, source, session, amount (decimal
  /// units), currency, value, and each property under its own name in its widest type.
  std::string events_view_sql() const;

  /// Sizes, hashes, order, counts, manifest integrity. Empty: all is well.
  Result<std::vector<Damage>> verify(const std::function<void(std::size_t done, std::size_t all)>& progress);

 private:
  friend class Loader;
  struct State;
  explicit History(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct LoadCounts {
  std::uint64_t added = 0;
  std::uint64_t known = 0;  ///< left out because the event id was there already
};

/// Brings batches into the history: stage, leave out known event ids, sort into buckets, commit. Commits by itself every
/// `commit_rows` events, so memory stays bounded and a kill loses only the last part; nothing is visible before its
/// commit. `finish` commits the rest and merges small segments so that each bucket has one.
class Loader : public EventSink {
 public:
  static constexpr std::uint64_t default_commit_rows = 4'000'000;
  static Result<std::unique_ptr<Loader>> start(History& history, std::uint64_t commit_rows = default_commit_rows);
  ~Loader() override;
  Result<void> append(const EventBatch& batch) override;
  Result<LoadCounts> finish();

 private:
  struct State;
  explicit Loader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace cairn::store
