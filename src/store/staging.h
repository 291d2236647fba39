// Where a load gathers events before they are committed: in memory, each in the stage of its bucket.
//
//   batch ──drop ids seen since the last commit──▶ BucketStage 0 … 2^bits - 1 ──commit──▶ one segment each
//
// Event types, currencies and property columns that are new to the workspace are collected on the way; they become
// part of the manifest with the commit.
#pragma once

#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "store/bucket_stage.h"

namespace cairn::store {

class Staging {
 public:
  /// `typed_columns` is how many properties may have columns of their own.
  Staging(const Manifest& manifest, std::size_t typed_columns);

  Result<void> add(const EventBatch& batch);
  /// For a loader that takes turns: columns of a batch whose names are new get their places next to those that the
  /// manifest has by now, and have them from then on. True when there are such columns; those to be committed.
  bool brings_names(const EventBatch& batch) const;
  std::vector<PropertyPlace> settle(const EventBatch& batch, const Manifest& manifest);
  /// Ordinals of arrival begin here.
  void begin_at(std::int64_t first_arrival) { first_arrival_ = first_arrival; }
  /// Empties the stages after a commit, whose manifest is given.
  void restart(const Manifest& manifest);

  std::uint64_t rows() const { return next_arrival_; }
  /// Left out because their id is staged already.
  std::uint64_t repeated() const { return repeated_; }
  std::size_t bytes() const;
  std::vector<BucketStage>& stages() { return stages_; }
  const Pools& pools() const { return *pools_; }
  /// Typed property columns by the number that stages know them by.
  const std::vector<PropertyPlace>& columns() const { return columns_; }
  /// Ordinal of the first staged event.
  std::int64_t first_arrival() const { return first_arrival_; }
  /// What the manifest does not know yet, and the next ordinal of arrival.
  ManifestChange news() const;

 private:
  const PropertyPlace& place_for(const PropertyColumn& column);
  void learn(const Manifest& manifest);
  std::size_t column_number(const PropertyPlace& place);
  void hash_customers(const EventBatch& batch);
  void encode(const EventBatch& batch);
  void note_event_types(std::size_t codes_before);
  void add_rows(const EventBatch& batch);
  void add_property(const PropertyColumn& column);
  void add_rare(const EventBatch& batch, const std::vector<const PropertyColumn*>& columns);

  std::size_t typed_columns_;
  int bucket_bits_ = 0;
  std::vector<BucketStage> stages_;
  std::unique_ptr<Pools> pools_;
  std::int64_t first_arrival_ = 0;
  std::uint32_t next_arrival_ = 0;
  std::uint64_t repeated_ = 0;

  std::unordered_map<std::string, PropertyPlace> places_;  ///< known and new, by key
  std::set<std::string> file_columns_;                     ///< lower case, of typed places
  std::vector<PropertyPlace> columns_;
  std::unordered_map<std::string, std::size_t> column_of_;  ///< key → position in columns_
  std::vector<PropertyPlace> new_places_;
  std::unordered_set<std::string> event_types_;  ///< known and new
  std::vector<std::string> new_event_types_;

  // Of the batch in hand.
  struct Went {
    std::uint32_t bucket = 0, row = 0;
    bool staged = false;
  };
  std::vector<Went> went_;
  std::vector<std::uint64_t> customer_hash_;
  std::vector<std::array<std::uint32_t, pool_count>> codes_;
};

}  // namespace cairn::store
