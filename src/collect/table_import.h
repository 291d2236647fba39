// Reads a reference table: which column is the key, which the name, and every row as a ReferenceRow.
//
//   stores.xlsx ─▶ open_records ─▶ parts by the names of columns ─▶ rows, by key ─▶ store/reference.h
//                                                  └── rows without a key, or with digits lost ─▶ quarantine
//
// Keys of several parts are joined by " · ". Columns that are no part are kept as facts under their own names.
// A consent counts for marketing only when it was given, with the version of its text and its date: what is unknown is
// no consent. Counts may not name a customer.
#pragma once

#include <vector>

#include "collect/import.h"
#include "collect/table_kind.h"
#include "store/reference.h"

namespace cairn::collect {

struct TableReport {
  std::string file, format, kind, unit = "line";
  std::uint64_t rows = 0, quarantined = 0, repeated = 0;
  std::array<ReasonCount, reason_count> reasons;
  std::string quarantine_file;
  std::vector<std::string> notes;
};

struct ReadTable {
  TableReport report;
  std::vector<store::ReferenceRow> rows;  ///< each key once: of several rows the last
  std::string key_column;                 ///< what the file calls the key, or its first part
};

Result<ReadTable> read_table(const std::string& path, TableKind kind, const ImportOptions& options,
                             const std::filesystem::path& quarantine);

}  // namespace cairn::collect
