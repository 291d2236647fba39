// The id of an event from a file, so that importing twice adds nothing and identical rows all survive:
//
//   the file's own id column     hash(source, id)
//   else                         hash(source, every filled cell with its column's name, n-th row that reads the same)
//
// The order of the columns does not matter. What the columns are taken to mean does not, either: rows are what is new
// or known. To make other events of the same rows (shipped_at besides ordered_at), import them under another source.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "collect/occurrences.h"
#include "collect/records.h"
#include "event/event.h"

namespace cairn::collect {

/// The id of an event that its sender gave one: the same whether it came in a file or over the wire.
EventId id_of_own(std::string_view own_id, std::uint64_t source_seed);
inline std::uint64_t seed_of_source(std::string_view source) { return hash64(source); }

class RowIdentity {
 public:
  explicit RowIdentity(const std::string& source);
  /// Call when columns were added.
  void set_columns(const std::vector<std::string>& columns);

  /// The hash of a row's content, and of the file's own id. They become ids by number(), row after row.
  EventId of_row(const RecordBatch& batch, std::size_t row);
  EventId of_id(std::string_view id);
  /// Ids of rows in their order, in place: of rows that read the same, the second and later get ids of their own. `own`
  /// tells those by the file's own id, which stay as they are. Returns how many of these an earlier row had.
  std::uint64_t number(std::span<EventId> ids, const std::vector<bool>& own);

 private:
  std::uint64_t seed_;
  std::vector<std::size_t> by_name_;        ///< columns in the order of their names
  std::vector<std::uint64_t> name_hashes_;  ///< by column
  std::string content_;
  Occurrences occurrences_;
};

}  // namespace cairn::collect
