#include <unistd.h>
#include <zip.h>

#include <algorithm>
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

void import(const std::filesystem::path& path, std::optional<collect::Format> format) {
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

void import(std::string_view bytes, std::optional<collect::Format> format) {
  auto path = folder();
  std::ofstream(path, std::ios::binary) << bytes;
  import(path, format);
}

/// Packs "== name\ncontents\n== name\ncontents" as a zip. A mutation of a zip hardly ever gets past its checksums;
/// one of this text reaches the XML within.
bool pack(std::string_view text, const std::filesystem::path& path) {
  std::filesystem::remove(path);
  int code = 0;
  zip* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
  CAIRN_CHECK(archive != nullptr);
  constexpr std::string_view mark = "\n== ";
  text.remove_prefix(mark.size() - 1);
  while (!text.empty()) {
    auto part = text.substr(0, text.find(mark));
    text.remove_prefix(std::min(text.size(), part.size() + mark.size()));
    auto line = part.find('\n');
    if (line == std::string_view::npos) continue;
    auto* source = zip_source_buffer(archive, part.data() + line + 1, part.size() - line - 1, 0);
    auto name = std::string(part.substr(0, line));
    auto place = zip_file_add(archive, name.c_str(), source, ZIP_FL_OVERWRITE);
    if (place < 0)
      zip_source_free(source);  // a name that no zip can hold
    else
      zip_set_file_compression(archive, static_cast<zip_uint64_t>(place), ZIP_CM_STORE, 0);
  }
  if (zip_close(archive) == 0) return std::filesystem::exists(path);
  zip_discard(archive);
  return false;
}

}  // namespace

void csv(std::string_view bytes) { import(bytes, collect::Format::csv); }
void ndjson(std::string_view bytes) { import(bytes, collect::Format::ndjson); }
void parquet(std::string_view bytes) { import(bytes, collect::Format::parquet); }
void xes(std::string_view bytes) { import(bytes, collect::Format::xes); }
void xlsx(std::string_view bytes) {
  if (!bytes.starts_with("== ")) return import(bytes, collect::Format::xlsx);
  if (auto path = folder(); pack(bytes, path)) import(path, collect::Format::xlsx);
}
void file(std::string_view bytes) { import(bytes, std::nullopt); }

}  // namespace cairn::fuzz
