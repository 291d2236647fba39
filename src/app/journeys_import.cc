#include "app/journeys_import.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/temporary_copy.h"
#include "base/text.h"
#include "collect/format.h"
#include "collect/wire_base64.h"
#include "map/document.h"
#include "map/exchange.h"
#include "map/ids.h"

namespace cairn::app {
namespace {

constexpr std::size_t most_bytes = 8 * 1024 * 1024;

struct File {
  std::string name, format, title, bytes;
};

std::string text_of(const Json& request, const char* name) {
  const auto found = request.find(name);
  return found != request.end() && found->is_string() ? found->get<std::string>() : "";
}

/// By what it begins with; its name only where that says nothing.
std::string format_of(const File& file) {
  const std::string_view begin = trim(std::string_view(file.bytes).substr(0, 4096));
  if (begin.starts_with("PK")) return "xlsx";
  if (begin.starts_with("{")) return "json";
  if (begin.starts_with("journey") || file.name.ends_with(".mmd") || file.name.ends_with(".mermaid")) return "mermaid";
  const bool is_diagram = begin.starts_with("```mermaid") || begin.starts_with("---") || begin.starts_with("%%");
  return is_diagram ? "mermaid" : "csv";
}

Result<File> file_of(const Json& request) {
  File file{text_of(request, "name"), text_of(request, "format"), text_of(request, "title"), text_of(request, "text")};
  if (request.contains("base64")) {
    auto bytes = collect::base64_decoded(text_of(request, "base64"));
    if (!bytes) return Error{ErrorCode::usage, "the file is not base64", "base64", "send its bytes in base64"};
    file.bytes = *std::move(bytes);
  }
  if (file.bytes.empty())
    return Error{ErrorCode::usage, "the file is missing, or empty", "text", R"(send {"text": …} or {"base64": …})"};
  if (file.bytes.size() > most_bytes)
    return Error{ErrorCode::limit, fmt::format("a file of a map has at most {} bytes", most_bytes), "text", ""};
  if (file.bytes.starts_with("\xEF\xBB\xBF")) file.bytes.erase(0, 3);
  if (file.format.empty()) file.format = format_of(file);
  if (file.name.empty()) file.name = "the " + file.format;
  if (file.title.empty()) file.title = std::filesystem::path(file.name).stem().string();
  return file;
}

/// Whatever is wrong with a file that somebody sent is a fault of what was sent.
Error fault_of(const File& file, Error error) {
  error.code = error.code == ErrorCode::limit ? ErrorCode::limit : ErrorCode::invalid;
  error.where = file.name;
  return error;
}

Result<void> append(const File& file, const collect::RecordBatch& batch, map::JourneySheet& sheet) {
  if (!batch.broken.empty())
    return Error{ErrorCode::invalid, batch.broken.front().found,
                 fmt::format("{} line {}", file.name, batch.lines[batch.broken.front().row]),
                 "save it again as CSV or XLSX"};
  for (std::size_t row = 0; row < batch.size(); ++row) {
    map::JourneySheet::Row read{batch.lines[row], {}};
    for (std::size_t column = 0; column < batch.width(row); ++column)
      read.cells.emplace_back(batch.cell(row, column).text());
    sheet.rows.push_back(std::move(read));
  }
  return {};
}

Result<map::JourneySheet> read_sheet(const File& file) {
  CAIRN_TRY(auto copy, TemporaryCopy::of("map." + file.format, file.bytes));
  collect::OpenOptions options;
  CAIRN_TRY(options.format, collect::parse_format(file.format));
  options.csv.has_header = true;
  auto opened = collect::open_records(copy.path(), options);
  if (!opened) return fault_of(file, opened.error());
  map::JourneySheet sheet;
  collect::RecordBatch batch;
  for (;;) {
    if (auto read = opened->records->next(batch); !read) return fault_of(file, read.error());
    if (batch.size() == 0) break;
    CAIRN_TRY_VOID(append(file, batch, sheet));
  }
  sheet.columns = opened->records->columns();
  return sheet;
}

}  // namespace

Result<Json> journey_of_file(const Json& request) {
  CAIRN_TRY(auto file, file_of(request));
  Json document;
  if (file.format == "mermaid") {
    CAIRN_TRY(document, map::journey_of_mermaid(file.bytes, file.title, file.name));
  } else if (file.format == "csv" || file.format == "xlsx") {
    CAIRN_TRY(auto sheet, read_sheet(file));
    CAIRN_TRY(document, map::journey_of_table(sheet, file.title, file.name));
  }
  if (document.is_object()) {
    std::set<std::string> none;
    document["id"] = map::id_from("jr_", document["title"].get<std::string>(), none);
    return document;
  }
  if (file.format == "json") return parse_json(file.bytes, file.name);
  return Error{ErrorCode::usage, fmt::format("no map is of format '{}'", file.format), "format",
               "use json, mermaid, csv or xlsx"};
}

}  // namespace cairn::app
