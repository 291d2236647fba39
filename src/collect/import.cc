#include "collect/import.h"

#include <fmt/format.h>

#include "base/text.h"
#include "collect/pipeline.h"

namespace cairn::collect {
namespace {

ImportReport report_of(const Mapper& mapper, const Quarantine& quarantine) {
  ImportReport report;
  report.source = mapper.mapping().source;
  report.rows = mapper.rows();
  report.events = mapper.events();
  report.quarantined = quarantine.rows();
  report.reasons = quarantine.counts();
  if (quarantine.rows() > 0) report.quarantine_file = quarantine.path();
  report.first = mapper.first();
  report.last = mapper.last();
  report.widenings = mapper.widenings();
  if (mapper.repeated_ids() > 0)
    report.warnings.push_back(
        fmt::format("{} with an id that an earlier row has: of each id one event is kept; --id none keeps all",
                    counted(mapper.repeated_ids(), "row")));
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
  CAIRN_TRY(auto recognition, recognise(sample, options.mapping, name));
  recognition.mapping.source = options.mapping.source.empty() ? source_name(path) : options.mapping.source;

  Quarantine quarantine(quarantine_path);
  Mapper mapper(std::move(recognition.mapping), quarantine);
  auto take = [&](const MappedBatch& batch) -> Result<void> {
    if (batch.events.size() > 0) CAIRN_TRY_VOID(sink.append(batch.events));
    if (progress) progress(batch.bytes_done, file.bytes != nullptr ? file.bytes->bytes_total() : 0, batch.rows);
    return {};
  };
  CAIRN_TRY_VOID(run_pipeline(*file.records, std::move(sample), file.bytes, mapper, take));
  CAIRN_TRY_VOID(quarantine.finish());

  auto report = report_of(mapper, quarantine);
  report.file = name;
  report.format = name_of(file.format);
  report.unit = file.records->unit();
  report.guesses = std::move(recognition.guesses);
  report.notes = file.records->notes();
  for (auto& suggestion : recognition.suggestions) report.warnings.push_back(std::move(suggestion));
  return report;
}

std::string quarantine_name(const std::string& path) {
  if (path == "-") return "stdin.rejected.csv";
  return std::filesystem::path(path).filename().string() + ".rejected.csv";
}

}  // namespace cairn::collect
