// collect: the ways into Cairn. This front door takes a file of any supported format and gives its events to a sink.
//
//   path or "-"                      open_records (format.h): CSV · NDJSON · Parquet · XES, plain or gzip, any encoding
//      │ bytes → text → records
//      ▼
//   sample ──▶ recognise (recognise.h): which column is customer, event, time … and why ──▶ preview (preview.h)
//      │                                                                                    for --dry-run
//      │     or plan_orders (orders.h): several times a row, lines of one order ──▶ order_mapper.h instead of mapper.h
//      ▼
//   mapper (mapper.h) ──events──▶ EventSink          every row ends in exactly one of the two
//      └──rows that cannot be used──▶ quarantine (quarantine.h), counted by reason
//
// Reading, mapping and taking run at once (pipeline.h); the outcome is the same as one after the other.
// Memory does not grow with the file, but for 8 to 16 bytes a row to tell identical rows apart (occurrences.h).
// Importing the same file twice gives the same event ids (row_identity.h).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/json.h"
#include "collect/format.h"
#include "collect/mapper.h"
#include "collect/recognise.h"

namespace cairn::collect {

struct ImportOptions {
  OpenOptions open;
  MappingOptions mapping;
};

struct ImportReport {
  std::string file, format, source;
  std::string zone;          ///< of times without an offset
  std::uint64_t rows = 0;    ///< records read
  std::uint64_t events = 0;  ///< given to the sink; it may know some of them already
  std::uint64_t quarantined = 0;
  std::array<ReasonCount, reason_count> reasons;
  std::string quarantine_file;  ///< empty when no row was set aside
  std::string unit = "line";    ///< what line numbers count
  bool members = false;         ///< a list of members: read_table(…, TableKind::members) reads it as well
  Time first, last;             ///< of the events; meaningless without one
  std::vector<Guess> guesses;
  std::vector<Widening> widenings;
  std::vector<std::string> notes, warnings;

  /// More than half of the rows could not be used: most likely the columns were misunderstood.
  bool mostly_refused() const { return quarantined * 2 > rows; }
  std::string text() const;
  Json json() const;
};

/// Bytes of the file done, bytes in all (0: unknown), rows read.
using Progress = std::function<void(std::uint64_t bytes_done, std::uint64_t bytes_total, std::uint64_t rows)>;

/// Imports one file. Fails when it cannot be read, is damaged, or its columns are not recognised; then the sink may
/// have taken some events, and importing the repaired file again adds only the others. `quarantine` is the file for
/// rows that cannot be used.
Result<ImportReport> import_file(const std::string& path, const ImportOptions& options, EventSink& sink,
                                 const std::filesystem::path& quarantine, const Progress& progress = {});

/// The name of the quarantine file for an input, to be put into a folder: "events.csv.rejected.csv".
std::string quarantine_name(const std::string& path);

Json to_json(const Guess& guess);
Json to_json(const Widening& widening);
/// "customer  client_id  named 'client_id'".
std::string guesses_as_text(const std::vector<Guess>& guesses);
std::string reasons_as_text(const std::array<ReasonCount, reason_count>& reasons, std::string_view unit);
std::string widenings_as_text(const std::vector<Widening>& widenings, std::string_view unit);
/// "1 row", "2 rows"
std::string counted(std::uint64_t count, std::string_view thing);
Json reasons_as_json(const std::array<ReasonCount, reason_count>& reasons);

}  // namespace cairn::collect
