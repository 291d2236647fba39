// For tests: files in a folder that goes away, and the public data sets where they are present.
#pragma once

#include <doctest/doctest.h>
#include <unistd.h>
#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "collect/format.h"
#include "collect/import.h"
#include "event/event.h"

namespace cairn::collect {

struct TestFolder {
  std::filesystem::path path;
  TestFolder() {
    auto name = (std::filesystem::temp_directory_path() / "cairn-collect-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  std::string file(const std::string& name, std::string_view content) const {
    auto full = (path / name).string();
    std::ofstream(full, std::ios::binary) << content;
    return full;
  }
  std::string gz(const std::string& name, std::string_view content, const char* mode = "wb") const {
    auto full = (path / name).string();
    gzFile file = gzopen(full.c_str(), mode);
    REQUIRE(gzwrite(file, content.data(), static_cast<unsigned>(content.size())) == static_cast<int>(content.size()));
    gzclose(file);
    return full;
  }
  std::string read(const std::string& name) const {
    std::ifstream in(path / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
};

/// The path of a public data set; empty, with a message, where it is absent.
inline std::string shared_data(const std::string& name) {
  const char* given = std::getenv("CAIRN_SHARED");
  auto root = given != nullptr
                  ? std::filesystem::path(given)
                  : std::filesystem::path(__FILE__).parent_path().parent_path().parent_path().parent_path() / "shared";
  auto path = root / "data" / name;
  if (std::filesystem::exists(path)) return path.string();
  MESSAGE("skipped: " << path.string() << " is not here");
  return "";
}

/// Keeps every event in a form that is easy to check.
struct KeptEvent {
  EventId id;
  std::string customer, type, channel, session, currency;
  std::int64_t time = 0, amount_minor = 0;
  double value = 0;
  std::map<std::string, std::string> properties;  ///< "name.type" → value as text
  std::string property(const std::string& name) const {
    auto found = properties.find(name);
    return found == properties.end() ? "(none)" : found->second;
  }
};

struct KeepingSink : EventSink {
  std::vector<KeptEvent> events;
  Result<void> append(const EventBatch& batch) override {
    std::size_t first = events.size();
    for (std::size_t i = 0; i < batch.size(); ++i) {
      KeptEvent event;
      event.id = batch.id[i];
      event.customer = batch.identifier[i];
      event.type = batch.type[i];
      event.channel = batch.channel[i];
      event.session = batch.session[i];
      event.currency = batch.currency[i];
      event.time = batch.time[i];
      event.amount_minor = batch.amount_minor[i];
      event.value = batch.value[i];
      events.push_back(std::move(event));
    }
    for (const auto& column : batch.properties) {
      auto name = column.name + "." + std::string(name_of(column.type));
      for (std::size_t k = 0; k < column.rows.size(); ++k) {
        std::string text = column.type == PropertyType::text   ? std::string(column.texts[k])
                           : column.type == PropertyType::real ? std::to_string(column.reals[k])
                           : column.type == PropertyType::time ? format_time({column.integers[k]})
                                                               : std::to_string(column.integers[k]);
        CHECK(events[first + column.rows[k]].properties.emplace(name, text).second);
      }
    }
    return {};
  }
};

struct Imported {
  ImportReport report;
  std::vector<KeptEvent> events;
};

/// Imports and expects that to work; every row must be an event or set aside.
inline Imported import_ok(const std::string& path, const ImportOptions& options = {},
                          const std::filesystem::path& quarantine = {}) {
  KeepingSink sink;
  auto report = import_file(path, options, sink, quarantine);
  if (!report) FAIL(report.error().text());
  CHECK(report->events == sink.events.size());
  CHECK(report->rows == report->events + report->quarantined);
  return {std::move(*report), std::move(sink.events)};
}

/// Reads all records of a file and says how many there are; no batch may be much larger than a full one.
inline std::size_t records_in_bounded_batches(const std::string& path) {
  auto file = open_records(path, {});
  REQUIRE(file.ok());
  std::size_t records = 0, more = 1;
  while (more > 0) {
    RecordBatch batch;
    REQUIRE(file->records->next(batch).ok());
    CHECK(batch.cells.size() < full_batch_cells + 5000);
    records += more = batch.size();
  }
  return records;
}

/// Imports and expects that to fail.
inline Error import_error(const std::string& path, const ImportOptions& options = {}) {
  KeepingSink sink;
  auto report = import_file(path, options, sink, {});
  REQUIRE_FALSE(report.ok());
  return report.error();
}

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }
inline bool contains(const std::vector<std::string>& texts, std::string_view part) {
  for (const auto& text : texts)
    if (contains(std::string_view(text), part)) return true;
  return false;
}

}  // namespace cairn::collect
