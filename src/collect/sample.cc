#include "collect/sample.h"

#include <algorithm>

namespace cairn::collect {
namespace {

/// Calls `see` with (batch, row) for the records that are looked at.
template <class See>
void each_row(const Sample& sample, See see) {
  std::size_t looked_at = 0;
  for (const auto& batch : sample.batches) {
    auto broken = batch.broken.begin();
    for (std::size_t row = 0; row < batch.size(); ++row) {
      if (broken != batch.broken.end() && broken->row == row) {
        ++broken;
        continue;
      }
      if (looked_at++ == Sample::wanted_rows) return;
      see(batch, row);
    }
  }
}

}  // namespace

Result<Sample> Sample::take(RecordSource& records) {
  Sample sample;
  std::size_t rows = 0;
  while (rows < wanted_rows && sample.batches.size() < most_batches) {
    RecordBatch batch;
    CAIRN_TRY_VOID(records.next(batch));
    if (batch.size() == 0) {
      sample.is_all = true;
      break;
    }
    rows += batch.size();
    sample.batches.push_back(std::move(batch));
  }
  sample.columns = records.columns();
  return sample;
}

std::size_t Sample::rows() const {
  std::size_t rows = 0;
  for (const auto& batch : batches) rows += batch.size();
  return rows;
}

std::vector<Cell> Sample::cells(std::size_t column) const {
  std::vector<Cell> cells;
  each_row(*this, [&](const RecordBatch& batch, std::size_t row) {
    if (auto cell = batch.cell(row, column); !cell.missing()) cells.push_back(cell);
  });
  return cells;
}

std::size_t Sample::rows_looked_at() const {
  std::size_t rows = 0;
  each_row(*this, [&](const RecordBatch&, std::size_t) { ++rows; });
  return rows;
}

}  // namespace cairn::collect
