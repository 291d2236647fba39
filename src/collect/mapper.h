// Carries out a mapping: records in, events out; what cannot become an event goes to the quarantine, and what does not
// fit the type of its column goes to the wider one and is counted. Nothing is dropped in silence.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/text.h"
#include "collect/event_maker.h"
#include "collect/mapping.h"
#include "collect/quarantine.h"
#include "collect/row_identity.h"

namespace cairn::collect {

class Mapper : public EventMaker {
 public:
  Mapper(Mapping mapping, Quarantine& quarantine);

  void map(const RecordBatch& batch, const std::vector<std::string>& columns, EventBatch& events) override;
  bool finish(EventBatch&) override { return false; }

  const Mapping& mapping() const { return mapping_; }
  std::uint64_t rows() const override { return made_.rows; }
  Made made() const override;

 private:
  struct Row {
    const RecordBatch& batch;
    std::size_t number;
    /// The cell without blanks around it: what is only blank is missing.
    Cell of(const std::optional<std::size_t>& column) const {
      auto cell = column ? batch.cell(number, *column) : Cell{};
      return Cell::of(trim(cell.text()), cell.kind);
    }
    std::uint64_t line() const { return batch.lines[number]; }
  };
  /// The typed columns of one property in the batch that is being filled: positions by type, -1 for none yet.
  struct Slots {
    std::array<int, 5> at{-1, -1, -1, -1, -1};
  };

  void adopt_columns(const RecordBatch& batch, const std::vector<std::string>& columns);
  void map_row(const Row& row, EventBatch& events);
  void set_aside(const Row& row, Reason reason, std::string_view found);
  void set_amount(const Row& row, EventBatch& events);
  void set_currency(const Row& row, std::string_view sign, EventBatch& events);
  void set_value(const Row& row, EventBatch& events);
  void set_property(std::size_t column, Cell cell, PropertyType type, std::uint64_t line, EventBatch& events);
  void put(std::size_t column, Cell cell, PropertyType type, EventBatch& events);
  void widen(std::size_t column, std::string_view from, PropertyType to, const Cell& cell, std::uint64_t line);

  Mapping mapping_;
  Quarantine& quarantine_;
  RowIdentity identity_;
  std::vector<std::string> columns_;
  std::vector<Slots> slots_;      ///< by column
  std::vector<bool> has_own_id_;  ///< by event of the batch in hand
  std::map<std::pair<std::size_t, PropertyType>, Widening> widenings_;
  std::uint64_t repeated_ids_ = 0;
  Made made_;  ///< but for widenings and warnings
};

}  // namespace cairn::collect
