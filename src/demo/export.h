// The demo's events as a file, so that it can be looked at, sent and imported like any other.
//
//   CSV     one header; event_id,customer,event,time,received,channel,amount,currency,value,identifier_kind and every
//         property
//   NDJSON  one object a line with the same names, without those that have no value
//
// Times are ISO 8601 in UTC, amounts decimal in the currency's unit; `received` is written where it is not the time,
// `identifier_kind` where it is not "customer".
// The source is not written: on import it comes from the file, as for anybody's data.
#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include "demo/retailer.h"

namespace cairn::demo {

enum class FileFormat { csv, ndjson };
/// By the name's ending: .csv, .ndjson or .jsonl.
Result<FileFormat> format_of(const std::string& path);

class FileExport : public EventSink {
 public:
  /// "-" is standard output, which needs the format said.
  static Result<std::unique_ptr<FileExport>> create(const std::string& path, FileFormat format);
  Result<void> append(const EventBatch& batch) override;
  /// Must be called at the end: what is only buffered is not there yet.
  Result<void> close();
  ~FileExport() override;
  FileExport(const FileExport&) = delete;
  FileExport& operator=(const FileExport&) = delete;

 private:
  FileExport(std::FILE* file, std::string path, FileFormat format)
      : file_(file), path_(std::move(path)), format_(format) {}
  Result<void> flush();
  std::FILE* file_;
  std::string path_;
  FileFormat format_;
  std::string buffer_;
};

/// generate() into a file; but for "-", the truth and the footfall go beside it: shoes.csv, shoes.truth.json,
/// shoes.footfall.csv.
Result<DemoSummary> export_demo(const DemoOptions& options, const std::string& path, FileFormat format,
                                const Progress& progress = {});
/// Who was behind which identifier: shoes.persons.csv with identifier_kind,identifier,person,events,first,last; a row
/// for each identifier of each person. What several persons used has several.
Result<void> write_persons(const DemoOptions& options, const std::string& path);
/// "shoes.csv" → "shoes" + ending.
std::string beside(const std::string& path, std::string_view ending);

}  // namespace cairn::demo
