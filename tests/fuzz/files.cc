#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/check.h"
#include "collect/import.h"
#include "collect/preview.h"
#include "targets.h"

namespace cairn::fuzz {
namespace {

struct CountingSink : EventSink {
  std::uint64_t events = 0;
  Result<void> append(const EventBatch& batch) override {
    events += batch.size();
    return {};
  }
};

/// In memory where the machine has a place for that.
std::filesystem::path folder() {
  std::error_code ignored;
  auto where = std::filesystem::exists("/dev/shm", ignored) ? "/dev/shm" : std::filesystem::temp_directory_path();
  return where / ("cairn-fuzz-" + std::to_string(::getpid()));
}

void import(std::string_view bytes, std::optional<collect::Format> format) {
  auto path = folder();
  std::ofstream(path, std::ios::binary) << bytes;
  collect::ImportOptions options;
  options.open.format = format;
  // Whatever names the columns have, some become events.
  options.mapping.event = "fuzz";
  CountingSink sink;
  auto report = collect::import_file(path.string(), options, sink, {});
  if (report) CAIRN_CHECK(report->events == sink.events && report->rows == report->events + report->quarantined);
  options.mapping.event.clear();
  auto preview = collect::preview_file(path.string(), options);
  if (preview) CAIRN_CHECK(!preview->text().empty());
  std::filesystem::remove(path);
}

}  // namespace

void csv(std::string_view bytes) { import(bytes, collect::Format::csv); }
void ndjson(std::string_view bytes) { import(bytes, collect::Format::ndjson); }
void parquet(std::string_view bytes) { import(bytes, collect::Format::parquet); }
void xes(std::string_view bytes) { import(bytes, collect::Format::xes); }
void file(std::string_view bytes) { import(bytes, std::nullopt); }

}  // namespace cairn::fuzz
