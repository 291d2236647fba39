#include "collect/import.h"

#include <fmt/format.h>

#include "base/text.h"
#include "collect/pipeline.h"
#include "collect/understand.h"

namespace cairn::collect {
namespace {

ImportReport report_of(const EventMaker& maker, const Quarantine& quarantine) {
  ImportReport report;
  auto made = maker.made();
  report.rows = made.rows;
  report.events = made.events;
  report.quarantined = quarantine.rows();
  report.reasons = quarantine.counts();
  if (quarantine.rows() > 0) report.quarantine_file = quarantine.path();
  report.first = made.first;
  report.last = made.last;
  report.widenings = std::move(made.widenings);
  report.warnings = std::move(made.warnings);
  return report;
}

}  // namespace

Result<ImportReport> import_file(const std::string& path, const ImportOptions& options, EventSink& sink,
                                 const std::filesystem::path& quarantine_path, const Progress& progress) {
  CAIRN_TRY(auto file, open_records(path, options.open));
  CAIRN_TRY(auto sample, Sample::take(*file.records));
  std::string name = path == "-" ? "standard input" : path;
  if (sample.rows() == 0)
    return Error{ErrorCode::invalid, fmt::format("holds no rows (read as {})", name_of(file.format)), name,
                 "check that the export was finished, or say what it is with --format"};
  Quarantine quarantine(quarantine_path);
  CAIRN_TRY(auto understood, understand(sample, options.mapping, path, quarantine));
  auto take = [&](const MappedBatch& batch) -> Result<void> {
    if (batch.events.size() > 0) CAIRN_TRY_VOID(sink.append(batch.events));
    if (progress) progress(batch.bytes_done, file.bytes != nullptr ? file.bytes->bytes_total() : 0, batch.rows);
    return {};
  };
  CAIRN_TRY_VOID(run_pipeline(*file.records, std::move(sample), file.bytes, *understood.maker, take));
  CAIRN_TRY_VOID(quarantine.finish());

  auto report = report_of(*understood.maker, quarantine);
  report.file = name;
  report.format = name_of(file.format);
  report.unit = file.records->unit();
  report.source = understood.source;
  report.members = understood.members;
  report.zone = understood.zone;
  report.guesses = std::move(understood.guesses);
  report.notes = file.records->notes();
  report.notes.insert(report.notes.end(), understood.notes.begin(), understood.notes.end());
  for (auto& suggestion : understood.suggestions) report.warnings.push_back(std::move(suggestion));
  return report;
}

std::string quarantine_name(const std::string& path) {
  if (path == "-") return "stdin.rejected.csv";
  return std::filesystem::path(path).filename().string() + ".rejected.csv";
}

}  // namespace cairn::collect
