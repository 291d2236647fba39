// Files in and out: events of a file, a journey as a picture or a document.
#include "map/exchange.h"

#include "api/routes.h"
#include "api/workspace_documents.h"
#include "base/temporary_copy.h"

namespace cairn::api {
namespace {

/// The last part of a name that somebody gave, without what a path may have.
std::string plain_name(const std::string& given) {
  std::string name;
  for (char c : given.substr(given.find_last_of("/\\") + 1))
    if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != ':') name += c;
  return name.empty() || name.front() == '.' ? "events" + name : name;
}

struct Format {
  MapFormat format;
  const char *ending, *type;
};
Result<Format> format_of(const std::string& name) {
  if (name == "json") return Format{MapFormat::json, "json", "application/json"};
  CAIRN_TRY(auto format, parse_map_format(name));
  switch (format) {
    case MapFormat::svg:
    case MapFormat::long_svg:
      return Format{format, "svg", "image/svg+xml"};
    case MapFormat::png:
    case MapFormat::long_png:
      return Format{format, "png", "image/png"};
    case MapFormat::pdf:
      return Format{format, "pdf", "application/pdf"};
    case MapFormat::html:
      return Format{format, "html", "application/octet-stream"};  // to be kept, not to be run here
    default:
      return Format{format, format == MapFormat::mermaid ? "mmd" : "txt", "text/plain; charset=utf-8"};
  }
}

}  // namespace

void post_import(Parts& parts, Call call) {
  const auto& request = call.request;
  auto file = TemporaryCopy::of(plain_name(request.parameter("name").value_or("events.csv")), request.body);
  if (!file) return call.fail(file.error());
  ImportRequest wanted;
  wanted.path = file->path();
  auto& mapping = wanted.options.mapping;
  using collect::Role;
  mapping.column(Role::customer) = request.parameter("customer").value_or("");
  mapping.column(Role::event) = request.parameter("event_column").value_or("");
  mapping.column(Role::time) = request.parameter("time").value_or("");
  mapping.event = request.parameter("event").value_or("");
  if (auto zone = request.parameter("timezone")) {
    auto named = TimeZone::named(*zone);
    if (!named) return call.fail(named.error());
    mapping.zone = *named;
  }
  auto done = parts.workspace.import(wanted, [](auto, auto, auto) {});
  if (!done) return call.fail(done.error());
  Json report = std::move(done->report);
  report["added"] = done->added;
  report["known"] = done->known;
  call.answer(report);
}

void export_journey(Parts& parts, Call call) {
  const auto named = call.request.parameter("format").value_or("json");
  const bool is_table = named == "csv";
  auto format = is_table ? Result<Format>(Format{MapFormat::json, "csv", "text/csv; charset=utf-8"}) : format_of(named);
  if (!format) return call.fail(format.error());
  auto journey = parts.workspace.journeys(Json{{"do", "get"}, {"id", call.path["id"]}});
  if (!journey) return call.fail(journey.error());
  std::string text = (*journey)["document"].dump(2) + "\n";
  auto language = parse_language(call.request.parameter("language").value_or("en"));
  if (!language) return call.fail(language.error());
  if (is_table) {
    text = map::journey_csv((*journey)["document"], *language);
  } else if (format->format != MapFormat::json) {
    RenderRequest wanted;
    wanted.map = (*journey)["document"];
    wanted.format = format->format;
    wanted.language = *language;
    auto drawn = parts.workspace.render(wanted);
    if (!drawn) return call.fail(drawn.error());
    text = *std::move(drawn);
  }
  net::Response response{200, std::move(text), format->type};
  response.headers.emplace_back("Content-Disposition",
                                "attachment; filename=\"" + plain_name(call.path["id"]) + "." + format->ending + "\"");
  call.reply->send(std::move(response));
}

}  // namespace cairn::api
