// What makes events of records: row by row (mapper.h), or order by order (order_mapper.h).
#pragma once

#include <string>
#include <vector>

#include "collect/records.h"
#include "event/event.h"

namespace cairn::collect {

/// Cells of a column that did not fit what the column was taken for.
struct Widening {
  std::string column;
  std::string from;  ///< "integer", "amount", …
  std::string to;    ///< "text", "real"
  std::uint64_t cells = 0;
  std::uint64_t line = 0;  ///< of the first
  std::string example;
};

/// What was made so far.
struct Made {
  std::uint64_t rows = 0, events = 0;
  Time first{latest_time}, last{earliest_time};  ///< of the events
  std::vector<Widening> widenings;
  std::vector<std::string> warnings;
};

class EventMaker {
 public:
  virtual ~EventMaker() = default;
  /// Appends the events of a batch. `columns` are those of the source by now.
  virtual void map(const RecordBatch& batch, const std::vector<std::string>& columns, EventBatch& events) = 0;
  /// Appends what was kept back for later records, a batch at a time; false when nothing is left.
  virtual bool finish(EventBatch& events) = 0;
  virtual std::uint64_t rows() const = 0;
  virtual Made made() const = 0;
};

}  // namespace cairn::collect
