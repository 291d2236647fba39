// The manifest: the tables of cairn.db that say what the history is made of.
//
//   workspace(key, value)                       lineage (a random number), bucket_bits, next_segment, next_arrival
//   segment(number, bucket, file, rows, …, fault, noticed_us)
//                                               the segments that exist; with a fault: set aside (repair.h)
//   loose(file)                                 being written or merged away: after a kill such files may lie there
//                                               without being part of the history
//   event_type(number, name)                    dictionary, only grows
//   property_column(number, name, type, file_column, rare)   one row per (property, type), only grows
//   widening(property, from_type, to_type, noticed_us)
//   source(name, events, imported_us), currency(name), identifier_kind(name)
//   setting(key, value)                         what its people chose, such as the time zone
//   consumer(name, position)                    how far the inbox has been taken in, by whom; in the transaction of the
//   effects
//
// Readers load it once into a Manifest value; a writer applies a ManifestChange in one transaction and loads it again.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/history.h"
#include "store/state_db.h"

namespace cairn::store {

/// A (property, type) and where its values are.
struct PropertyPlace {
  std::string name;
  PropertyType type = PropertyType::text;
  std::string file_column;  ///< in Parquet: name.type, made unique without regard to case
  bool rare = false;        ///< in the JSON column under key name.type

  std::string key() const { return name + "." + std::string(name_of(type)); }
};

struct Manifest {
  int bucket_bits = 0;
  std::int64_t next_segment = 1;
  std::int64_t next_arrival = 0;
  std::int64_t lineage = 0;       ///< random, of this workspace and its copies
  std::vector<Segment> segments;  ///< by bucket, then number; those that are read
  std::vector<DamagedSegment> damaged;
  std::vector<std::string> loose;  ///< files that may lie there without being segments
  std::vector<std::string> event_types;
  std::vector<PropertyPlace> places;                         ///< in order of first appearance
  std::map<std::string, std::size_t, std::less<>> place_of;  ///< by key
  std::vector<Property> properties;                          ///< by name
  std::vector<Widening> widenings;
  std::vector<SourceState> sources;
  std::vector<std::string> currencies, identifier_kinds;
  std::map<std::string, std::string> settings;
  std::map<std::string, std::int64_t> positions;  ///< in the inbox, by consumer

  const PropertyPlace* place(std::string_view key) const;
  const Property* property(std::string_view name) const;
};

struct ManifestChange {
  std::vector<Segment> added;
  std::vector<Segment> removed;  ///< become loose
  std::int64_t next_segment = 0, next_arrival = 0;
  std::vector<std::string> new_event_types;  ///< in order of their numbers
  std::vector<PropertyPlace> new_places;
  std::map<std::string, std::uint64_t> source_events;            ///< to be added
  std::vector<std::string> currencies, identifier_kinds;         ///< known ones are ignored
  std::optional<std::pair<std::string, std::int64_t>> position;  ///< consumer, and how far it has come
};

/// Makes or migrates the tables; `bucket_bits` counts for a new workspace only.
Result<void> prepare_manifest(StateDb& db, int bucket_bits);
/// For readers: fails unless the tables are those of this program.
Result<void> expect_manifest(StateDb& db);
Result<Manifest> read_manifest(StateDb& db);
/// One transaction.
Result<void> commit(StateDb& db, const ManifestChange& change, Time now);
/// One transaction; the lineage is another one then.
Result<void> mark(StateDb& db, const SegmentMarks& marks);
Result<void> set_setting(StateDb& db, const std::string& key, const std::string& value);
/// Before files are written: they are loose until a commit adds them.
Result<void> announce(StateDb& db, const std::vector<std::string>& files);
/// After the loose files are gone: all, or these.
Result<void> forget_loose(StateDb& db);
Result<void> forget_loose(StateDb& db, const std::vector<std::string>& files);

/// The file name of a segment, and back: its number, or -1 when the name is none of ours.
std::string segment_file(int bucket, std::int64_t number);
std::int64_t segment_number(std::string_view file);

}  // namespace cairn::store
