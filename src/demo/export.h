// The demo's events as a file, so that it can be looked at, sent and imported like any other.
//
//   CSV     one header; customer,event,time,channel,amount,currency,value and every property of the demo
//   NDJSON  one object a line with the same names, without those that have no value
//
// Times are ISO 8601 in UTC, amounts decimal in the currency's unit. Event ids and the source are not written: on
// import both come from the file, as for anybody's data.
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

/// generate() into a file.
Result<DemoSummary> export_demo(const DemoOptions& options, const std::string& path, FileFormat format,
                                const Progress& progress = {});

}  // namespace cairn::demo
