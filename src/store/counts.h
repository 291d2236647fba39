// Counts without persons, as sensors and platforms give them: footfall, impressions, mentions. They lie in cairn.db,
// one row an hour, and are summed there; nothing joins them to customers.
//
//   measure   unit    place         hour        value   others
//   footfall  people  上海五角场店   2026-03-01T10Z  128     {"city":"上海"}
//
// A row that comes again replaces the value, and of the other facts those that it brings.
#pragma once

#include <functional>

#include "store/reference.h"

namespace cairn::store {

/// What is counted, and in what.
struct CountedMeasure {
  std::string measure, unit;
};

/// One count; `others` is the text of a JSON object.
struct CountRow {
  std::string_view measure, unit, place;
  Time hour;
  double value = 0;
  std::string_view others = "{}";
};

class CountTable {
 public:
  /// The workspace must exist. With Access::read nothing is made.
  static Result<CountTable> open(const std::filesystem::path& workspace, Access access);

  using Take = std::function<Result<void>(const CountRow&)>;
  /// Puts what `give` hands over, row by row. All rows or none.
  Result<ReferenceChange> put(const std::function<Result<void>(const Take&)>& give);
  /// Rows as a table of counts is read (collect/table_import.h): the facts measure, place, hour, unit, value.
  Result<ReferenceChange> put(const std::vector<ReferenceRow>& rows);
  /// All rows whose measure begins with `prefix`, with the facts that were put.
  Result<std::vector<ReferenceRow>> rows(const std::string& prefix = "");
  Result<std::uint64_t> size();
  Result<std::vector<CountedMeasure>> measures();

  struct Wanted {
    std::string measure, place, unit;  ///< place, unit empty: all of them together
    Time after, until;                 ///< hours that begin later than `after`, and not later than `until`
  };
  Result<double> sum(const Wanted& wanted);

 private:
  CountTable(StateDb db, bool exists) : db_(std::move(db)), exists_(exists) {}
  StateDb db_;
  bool exists_ = false;
};

}  // namespace cairn::store
