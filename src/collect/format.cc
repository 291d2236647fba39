#include "collect/format.h"

#include <fmt/format.h>

#include "base/text.h"
#include "collect/encoding.h"
#include "collect/ndjson.h"
#include "collect/parquet.h"
#include "collect/spreadsheet.h"
#include "collect/xes.h"
#include "collect/xlsx.h"

namespace cairn::collect {
namespace {

std::string_view without_bom(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  return head;
}

/// Enough of the start to see what it is, as UTF-8 also where the file is UTF-16.
std::string legible(std::string_view head) {
  head = head.substr(0, 4096);
  for (auto [bom, encoding] : {std::pair{"\xFF\xFE", "UTF-16LE"}, std::pair{"\xFE\xFF", "UTF-16BE"}})
    if (head.starts_with(bom))
      if (auto text = to_utf8(head.substr(2), encoding)) return *text;
  return std::string(head);
}

Result<Encoding> encoding_of(const SourceBytes& source, const OpenOptions& options, Format format) {
  if (!options.encoding.empty()) return named_encoding(options.encoding, source.head());
  CAIRN_TRY(auto detected, detect_encoding(source.head(), source.head_is_all(), source.name()));
  if (format != Format::xes || detected.bom > 0) return detected;
  auto declared = xml_encoding(source.head());
  if (declared.empty() || to_lower(declared) == "utf-8") return detected;
  CAIRN_TRY(auto named, named_encoding(declared, source.head()));
  named.why = "as the XML declares";
  return named;
}

}  // namespace

std::string_view name_of(Format format) {
  switch (format) {
    case Format::csv:
      return "csv";
    case Format::ndjson:
      return "ndjson";
    case Format::parquet:
      return "parquet";
    case Format::xes:
      return "xes";
    case Format::xlsx:
      return "xlsx";
  }
  return "";
}

Result<Format> parse_format(std::string_view name) {
  auto lower = to_lower(name);
  if (lower == "csv" || lower == "tsv" || lower == "txt") return Format::csv;
  if (lower == "ndjson" || lower == "json" || lower == "jsonl") return Format::ndjson;
  if (lower == "parquet") return Format::parquet;
  if (lower == "xes") return Format::xes;
  if (lower == "xlsx") return Format::xlsx;
  return Error{ErrorCode::usage, fmt::format("unknown format '{}'", name), "--format",
               "use csv, tsv, ndjson, parquet, xes or xlsx"};
}

Format guess_format(std::string_view head, std::string_view path) {
  if (head.starts_with("PAR1")) return Format::parquet;
  if (head.starts_with("PK\x03\x04")) return Format::xlsx;
  auto text = trim(without_bom(head));
  if (text.starts_with("<?xml") || text.starts_with("<log") || text.starts_with("<!--")) return Format::xes;
  bool object = text.starts_with('{'), array = text.starts_with('[');
  if (object || array) {
    auto inside = trim(text.substr(1));
    if (object && (inside.starts_with('"') || inside.starts_with('}'))) return Format::ndjson;
    if (array && (inside.starts_with('{') || inside.starts_with(']'))) return Format::ndjson;
  }
  auto lower = to_lower(path);
  if (lower.ends_with(".gz")) lower.resize(lower.size() - 3);
  for (std::string_view ending : {".ndjson", ".jsonl", ".json"})
    if (lower.ends_with(ending)) return Format::ndjson;
  if (lower.ends_with(".xes") || lower.ends_with(".xml")) return Format::xes;
  if (lower.ends_with(".parquet") || lower.ends_with(".pq")) return Format::parquet;
  return Format::csv;
}

Result<OpenFile> open_records(const std::string& path, const OpenOptions& options) {
  CAIRN_TRY(auto source, SourceBytes::open(path));
  OpenFile file;
  file.format = options.format.value_or(guess_format(legible(source->head()), path));
  if (file.format == Format::parquet) {
    CAIRN_TRY(file.records, open_parquet(path, std::move(source)));
    return file;
  }
  if (source->head().starts_with("\xD0\xCF\x11\xE0"))
    return Error{ErrorCode::unsupported, "is an old Excel workbook (.xls), or one with a password", source->name(),
                 "save it as .xlsx without a password, or as CSV"};
  if (file.format == Format::xlsx) {
    CAIRN_TRY(auto sheet, open_xlsx(path, std::move(source), options.sheet));
    file.records = repaired(std::move(sheet));
    return file;
  }
  file.bytes = source.get();
  CAIRN_TRY(auto encoding, encoding_of(*source, options, file.format));
  CAIRN_TRY(auto text, TextBytes::open(std::move(source), std::move(encoding)));
  if (file.format == Format::csv) {
    CAIRN_TRY(auto table, open_csv(std::move(text), options.csv));
    file.records = repaired(std::move(table));
  } else if (file.format == Format::ndjson) {
    CAIRN_TRY(file.records, open_ndjson(std::move(text)));
  } else {
    CAIRN_TRY(file.records, open_xes(std::move(text)));
  }
  return file;
}

}  // namespace cairn::collect
