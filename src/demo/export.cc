#include "demo/export.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "base/check.h"
#include "base/file.h"
#include "base/json.h"
#include "demo/diary.h"

namespace cairn::demo {

namespace {

constexpr std::array<std::string_view, 7> fields = {"customer", "event",    "time", "channel",
                                                    "amount",   "currency", "value"};

std::string amount_text(std::int64_t minor, std::string_view currency) {
  std::int64_t unit = 1;
  int digits = minor_digits(currency);
  for (int i = 0; i < digits; ++i) unit *= 10;
  if (digits == 0) return fmt::format("{}", minor);
  return fmt::format("{}{}.{:0{}}", minor < 0 ? "-" : "", std::llabs(minor / unit), std::llabs(minor % unit), digits);
}

/// The values of one row as text, in the order of fields and then of property_names(); empty where there is none.
/// Rows must be asked for in ascending order.
class RowReader {
 public:
  explicit RowReader(const EventBatch& batch) : batch_(batch), next_(batch.properties.size(), 0) {
    for (const auto& column : batch.properties) {
      auto names = property_names();
      auto found = std::find(names.begin(), names.end(), column.name);
      CAIRN_CHECK(found != names.end());
      position_.push_back(fields.size() + static_cast<std::size_t>(found - names.begin()));
    }
  }
  struct Value {
    std::string text;
    bool number = false;
  };
  void read(std::size_t row, std::vector<Value>& values) {
    values.assign(fields.size() + property_names().size(), {});
    values[0].text = batch_.identifier[row];
    values[1].text = batch_.type[row];
    values[2].text = format_time(Time{batch_.time[row]});
    values[3].text = batch_.channel[row];
    if (!batch_.currency[row].empty()) {
      values[4] = {amount_text(batch_.amount_minor[row], batch_.currency[row]), true};
      values[5].text = batch_.currency[row];
    }
    if (!std::isnan(batch_.value[row])) values[6] = {fmt::format("{}", batch_.value[row]), true};
    for (std::size_t i = 0; i < next_.size(); ++i) {
      const auto& column = batch_.properties[i];
      auto& at = next_[i];
      if (at == column.rows.size() || column.rows[at] != row) continue;
      bool is_text = column.type == PropertyType::text;
      CAIRN_CHECK(is_text || column.type == PropertyType::integer);
      values[position_[i]] = {is_text ? std::string(column.texts[at]) : fmt::format("{}", column.integers[at]),
                              !is_text};
      ++at;
    }
  }

 private:
  const EventBatch& batch_;
  std::vector<std::size_t> next_, position_;
};

std::string_view name_at(std::size_t position) {
  return position < fields.size() ? fields[position] : property_names()[position - fields.size()];
}

void append_csv(std::string& out, const std::vector<RowReader::Value>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out += ',';
    const std::string& text = values[i].text;
    if (text.find_first_of(",\"\n\r") == std::string::npos) {
      out += text;
      continue;
    }
    out += '"';
    for (char c : text) out.append(c == '"' ? 2 : 1, c);
    out += '"';
  }
  out += '\n';
}

void append_ndjson(std::string& out, const std::vector<RowReader::Value>& values) {
  char separator = '{';
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i].text.empty()) continue;
    out += separator;
    separator = ',';
    out += '"';
    out += name_at(i);
    out += "\":";
    out += values[i].number ? values[i].text : Json(values[i].text).dump();
  }
  out += "}\n";
}

}  // namespace

Result<FileFormat> format_of(const std::string& path) {
  if (path.ends_with(".csv")) return FileFormat::csv;
  if (path.ends_with(".ndjson") || path.ends_with(".jsonl")) return FileFormat::ndjson;
  return Error{ErrorCode::usage, fmt::format("cannot tell the format of '{}' by its name", path), "--out",
               "use a name that ends in .csv or .ndjson"};
}

Result<std::unique_ptr<FileExport>> FileExport::create(const std::string& path, FileFormat format) {
  std::FILE* file = path == "-" ? stdout : std::fopen(path.c_str(), "wb");
  if (!file) return system_error("cannot write", path);
  std::unique_ptr<FileExport> created(new FileExport(file, path, format));
  if (format == FileFormat::csv) {
    for (std::size_t i = 0; i < fields.size() + property_names().size(); ++i)
      created->buffer_ += fmt::format("{}{}", i > 0 ? "," : "", name_at(i));
    created->buffer_ += '\n';
  }
  return created;
}

Result<void> FileExport::append(const EventBatch& batch) {
  RowReader reader(batch);
  std::vector<RowReader::Value> values;
  for (std::size_t row = 0; row < batch.size(); ++row) {
    reader.read(row, values);
    format_ == FileFormat::csv ? append_csv(buffer_, values) : append_ndjson(buffer_, values);
  }
  return flush();
}

Result<void> FileExport::flush() {
  if (std::fwrite(buffer_.data(), 1, buffer_.size(), file_) != buffer_.size())
    return system_error("cannot write", path_);
  buffer_.clear();
  return {};
}

Result<void> FileExport::close() {
  CAIRN_CHECK(file_);
  CAIRN_TRY_VOID(flush());
  std::FILE* file = std::exchange(file_, nullptr);
  int failed = file == stdout ? std::fflush(file) : std::fclose(file);
  if (failed) return system_error("cannot write", path_);
  return {};
}

Result<DemoSummary> export_demo(const DemoOptions& options, const std::string& path, FileFormat format,
                                const Progress& progress) {
  CAIRN_TRY(auto file, FileExport::create(path, format));
  CAIRN_TRY(auto summary, generate(options, *file, progress));
  CAIRN_TRY_VOID(file->close());
  return summary;
}

FileExport::~FileExport() {
  if (file_ && file_ != stdout) std::fclose(file_);
}

}  // namespace cairn::demo
