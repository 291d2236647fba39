#include "api/workspace_documents.h"

#include <array>

namespace cairn::api {
namespace {

constexpr std::array<std::string_view, 9> format_names{"text", "svg",      "html",     "json",   "pdf",
                                                       "png",  "long_png", "long_svg", "mermaid"};

Json to_json(const collect::ImportOptions& options) {
  Json columns = Json::object();
  for (auto role : collect::all_roles)
    if (const auto& column = options.mapping.column(role); !column.empty()) columns[collect::name_of(role)] = column;
  Json json{{"columns", columns},
            {"event", options.mapping.event},
            {"orders", options.mapping.orders},
            {"zone", options.mapping.zone.name()},
            {"zone_given", options.mapping.zone_given},
            {"source", options.mapping.source},
            {"encoding", options.open.encoding},
            {"sheet", options.open.sheet},
            {"header", options.open.csv.columns}};
  if (options.mapping.time_writing) json["time_writing"] = collect::name_of(*options.mapping.time_writing);
  if (options.open.format) json["format"] = collect::name_of(*options.open.format);
  if (options.open.csv.delimiter) json["delimiter"] = std::string(1, *options.open.csv.delimiter);
  if (options.open.csv.has_header) json["has_header"] = *options.open.csv.has_header;
  return json;
}

Result<collect::ImportOptions> import_options_of(const Json& json) {
  collect::ImportOptions options;
  for (auto role : collect::all_roles)
    options.mapping.column(role) = json["columns"].value(std::string(collect::name_of(role)), "");
  options.mapping.event = json.value("event", "");
  options.mapping.orders = json.value("orders", false);
  CAIRN_TRY(options.mapping.zone, TimeZone::named(json.value("zone", "UTC")));
  options.mapping.zone_given = json.value("zone_given", false);
  options.mapping.source = json.value("source", "");
  options.open.encoding = json.value("encoding", "");
  options.open.sheet = json.value("sheet", "");
  options.open.csv.columns = json.value("header", std::vector<std::string>());
  if (json.contains("time_writing")) {
    CAIRN_TRY(options.mapping.time_writing, collect::parse_time_writing(json["time_writing"].get<std::string>()));
  }
  if (json.contains("format")) {
    CAIRN_TRY(options.open.format, collect::parse_format(json["format"].get<std::string>()));
  }
  if (json.contains("delimiter")) options.open.csv.delimiter = json["delimiter"].get<std::string>().at(0);
  if (json.contains("has_header")) options.open.csv.has_header = json["has_header"].get<bool>();
  return options;
}

}  // namespace

std::string_view name_of(MapFormat format) { return format_names[static_cast<std::size_t>(format)]; }

Result<MapFormat> parse_map_format(std::string_view name) {
  for (std::size_t i = 0; i < format_names.size(); ++i)
    if (format_names[i] == name) return static_cast<MapFormat>(i);
  return Error{ErrorCode::invalid, "there is no format '" + std::string(name) + "'", "format",
               "use text, svg, html, json, pdf, png, long_png, long_svg or mermaid"};
}

Json to_json(const ImportRequest& request) {
  return {{"path", request.path}, {"options", to_json(request.options)}, {"commit_every", request.commit_every}};
}
Result<ImportRequest> import_request_of(const Json& json) {
  ImportRequest request;
  request.path = json.value("path", "");
  CAIRN_TRY(request.options, import_options_of(json["options"]));
  request.commit_every = json.value("commit_every", std::uint64_t{0});
  return request;
}

Json to_json(const TableRequest& request) {
  return {{"path", request.path}, {"kind", collect::name_of(request.kind)}, {"options", to_json(request.options)}};
}
Result<TableRequest> table_request_of(const Json& json) {
  TableRequest request;
  request.path = json.value("path", "");
  CAIRN_TRY(request.kind, collect::parse_table_kind(json.value("kind", "")));
  CAIRN_TRY(request.options, import_options_of(json["options"]));
  return request;
}

Json to_json(const RenderRequest& request) {
  return {{"map", request.map},
          {"map_name", request.map_name},
          {"format", name_of(request.format)},
          {"language", tag(request.language)},
          {"columns", request.columns},
          {"colour", request.colour},
          {"period", request.period},
          {"last_year", request.last_year}};
}
Result<RenderRequest> render_request_of(const Json& json) {
  RenderRequest request;
  if (!json.is_object() || !json.contains("map"))
    return Error{ErrorCode::invalid, "expected an object with a map", "map", R"(send {"map": {…}, "format": "svg"})"};
  request.map = json["map"];
  try {
    request.map_name = json.value("map_name", request.map_name);
    CAIRN_TRY(request.format, parse_map_format(json.value("format", "json")));
    CAIRN_TRY(request.language, parse_language(json.value("language", "en")));
    request.columns = json.value("columns", request.columns);
    request.colour = json.value("colour", false);
    request.period = json.value("period", "");
    request.last_year = json.value("last_year", false);
  } catch (const Json::exception& fault) {
    return Error{ErrorCode::invalid, std::string("a field has another type than expected: ") + fault.what(), "map", ""};
  }
  return request;
}

Json to_json(const RedraftRequest& request) {
  return {{"map", request.map},
          {"map_name", request.map_name},
          {"accept", request.accept},
          {"reject", request.reject},
          {"accept_all", request.accept_all}};
}
RedraftRequest redraft_request_of(const Json& json) {
  RedraftRequest request;
  request.map = json.value("map", Json());
  request.map_name = json.value("map_name", "map");
  request.accept = json.value("accept", std::vector<std::string>());
  request.reject = json.value("reject", std::vector<std::string>());
  request.accept_all = json.value("accept_all", false);
  return request;
}

Json to_json(const AskLimits& limits) {
  Json json{{"memory_bytes", limits.memory_bytes}, {"threads", limits.threads}};
  if (limits.time) json["time_ms"] = limits.time->ms;
  return json;
}
AskLimits limits_of(const Json& json) {
  AskLimits limits;
  limits.memory_bytes = json.value("memory_bytes", std::uint64_t{0});
  limits.threads = json.value("threads", 0);
  if (json.contains("time_ms")) limits.time = Duration{json["time_ms"].get<std::int64_t>()};
  return limits;
}

Json to_json(const ImportOutcome& outcome) {
  return {{"text", outcome.text}, {"report", outcome.report}, {"added", outcome.added}, {"known", outcome.known}};
}
ImportOutcome import_outcome_of(const Json& json) {
  return {json.value("text", ""), json.value("report", Json()), json.value("added", std::uint64_t{0}),
          json.value("known", std::uint64_t{0})};
}

Json to_json(const TableOutcome& outcome) { return {{"text", outcome.text}, {"report", outcome.report}}; }
TableOutcome table_outcome_of(const Json& json) { return {json.value("text", ""), json.value("report", Json())}; }

Json to_json(const demo::DemoSummary& summary) {
  return {{"customers", summary.customers}, {"strangers", summary.strangers}, {"events", summary.events},
          {"orders", summary.orders},       {"first", summary.first.us},      {"last", summary.last.us}};
}
demo::DemoSummary demo_summary_of(const Json& json) {
  demo::DemoSummary summary;
  summary.customers = json.value("customers", std::uint64_t{0});
  summary.strangers = json.value("strangers", std::uint64_t{0});
  summary.events = json.value("events", std::uint64_t{0});
  summary.orders = json.value("orders", std::uint64_t{0});
  summary.first = {json.value("first", std::int64_t{0})};
  summary.last = {json.value("last", std::int64_t{0})};
  return summary;
}

Json to_json(const Error& error) {
  return {
      {"code", describe(error.code).name}, {"message", error.message}, {"where", error.where}, {"hint", error.hint}};
}
Error error_of(const Json& json) {
  Error error;
  auto name = json.value("code", "");
  for (auto code :
       {ErrorCode::usage, ErrorCode::invalid, ErrorCode::not_found, ErrorCode::conflict, ErrorCode::unreadable,
        ErrorCode::damaged, ErrorCode::limit, ErrorCode::unsupported, ErrorCode::cancelled})
    if (name == describe(code).name) error.code = code;
  error.message = json.value("message", "");
  error.where = json.value("where", "");
  error.hint = json.value("hint", "");
  return error;
}

}  // namespace cairn::api
