// Commands of the owner, by the workspace's socket: each call of a Workspace with its request as a document; the answer
// is a stream of `progress` events and one `result` or `error` at the end. The connection's end takes a question back.
#include <chrono>
#include <map>

#include "api/events_stream.h"
#include "api/routes.h"
#include "api/workspace_documents.h"

namespace cairn::api {
namespace {

struct Doing {
  Workspace& workspace;
  const Json& request;
  const Progress& progress;
  const std::atomic<bool>& stop;
};
using Do = Result<Json> (*)(const Doing&);

template <class T>
Result<Json> as_json(const Result<T>& result) {
  if (!result) return result.error();
  return to_json(*result);
}
Result<Json> as_json(const Result<void>& result) {
  if (!result) return result.error();
  return Json(nullptr);
}

const std::map<std::string, Do, std::less<>> calls{
    {"import",
     [](const Doing& doing) -> Result<Json> {
       CAIRN_TRY(auto request, import_request_of(doing.request));
       return as_json(doing.workspace.import(request, doing.progress));
     }},
    {"import_table",
     [](const Doing& doing) -> Result<Json> {
       CAIRN_TRY(auto request, table_request_of(doing.request));
       return as_json(doing.workspace.import_table(request));
     }},
    {"demo",
     [](const Doing& doing) -> Result<Json> {
       const auto& given = doing.request;
       return as_json(doing.workspace.fill_with_demo(
           {given["seed"].get<std::uint64_t>(), given["customers"].get<std::uint64_t>(), given["days"].get<int>()},
           doing.progress));
     }},
    {"claims",
     [](const Doing& doing) -> Result<Json> {
       const auto& given = doing.request;
       CAIRN_TRY(auto events,
                 doing.workspace.fill_with_claims(
                     {given["seed"].get<std::uint64_t>(), given["claims"].get<std::uint64_t>()}, doing.progress));
       return Json(events);
     }},
    {"status", [](const Doing& doing) { return doing.workspace.status(); }},
    {"ask",
     [](const Doing& doing) {
       auto limits = limits_of(doing.request["limits"]);
       limits.stop = &doing.stop;
       return doing.workspace.ask(doing.request["question"], limits, doing.progress);
     }},
    {"sql", [](const Doing& doing) { return doing.workspace.sql(doing.request["statement"].get<std::string>()); }},
    {"draft", [](const Doing& doing) { return doing.workspace.draft(doing.request); }},
    {"redraft", [](const Doing& doing) { return doing.workspace.redraft(redraft_request_of(doing.request)); }},
    {"render",
     [](const Doing& doing) -> Result<Json> {
       CAIRN_TRY(auto request, render_request_of(doing.request));
       CAIRN_TRY(auto drawn, doing.workspace.render(request));
       return Json::binary({drawn.begin(), drawn.end()});
     }},
    {"findings",
     [](const Doing& doing) {
       return doing.workspace.findings(doing.request["map"], doing.request["most"].get<std::size_t>());
     }},
    {"settings", [](const Doing& doing) { return doing.workspace.settings(); }},
    {"set",
     [](const Doing& doing) {
       return as_json(
           doing.workspace.set(doing.request["key"].get<std::string>(), doing.request["value"].get<std::string>()));
     }},
    {"calendar", [](const Doing& doing) { return doing.workspace.calendar(doing.request); }},
    {"change_calendar", [](const Doing& doing) { return as_json(doing.workspace.change_calendar(doing.request)); }},
    {"source_days", [](const Doing& doing) { return doing.workspace.source_days(doing.request); }},
    {"repair", [](const Doing& doing) { return doing.workspace.repair(doing.request["from"].get<std::string>()); }},
    {"identity", [](const Doing& doing) { return doing.workspace.identity(doing.request); }},
    {"profile", [](const Doing& doing) { return doing.workspace.profile(doing.request); }},
    {"markers", [](const Doing& doing) { return doing.workspace.markers(doing.request); }},
    {"saved", [](const Doing& doing) { return doing.workspace.saved(doing.request); }},
    {"journeys", [](const Doing& doing) { return doing.workspace.journeys(doing.request); }},
    {"measured", [](const Doing& doing) { return doing.workspace.measured(doing.request); }},
    {"verify", [](const Doing& doing) { return doing.workspace.verify(doing.progress); }},
    {"rebuild", [](const Doing& doing) { return doing.workspace.rebuild(doing.progress); }},
    {"backup",
     [](const Doing& doing) { return doing.workspace.backup(doing.request["to"].get<std::string>(), doing.progress); }},
};

/// Bytes that are no text (a PDF) as hexadecimal digits: {"hex": "…"}.
Json travelling(Json result) {
  if (!result.is_binary()) return result;
  constexpr const char* digits = "0123456789abcdef";
  std::string hex;
  for (auto byte : result.get_binary()) {
    hex += digits[byte >> 4];
    hex += digits[byte & 15];
  }
  return {{"hex", hex}};
}

}  // namespace

void call_workspace(Parts& parts, Call call) {
  auto found = calls.find(call.path["call"]);
  if (found == calls.end())
    return call.fail({ErrorCode::unsupported, "this server knows no call '" + call.path["call"] + "'", "workspace",
                      "use a cairn of the server's version"});
  auto request = call.document();
  if (!request) return call.fail(request.error());
  auto stream = call.reply->stream({200, "", "text/event-stream"});
  std::atomic<bool> stop = false;
  auto told = std::chrono::steady_clock::now();
  Progress progress = [&](std::uint64_t done, std::uint64_t all, std::uint64_t rows) {
    auto now = std::chrono::steady_clock::now();
    if (now - told < std::chrono::milliseconds(100)) return;
    told = now;
    if (!stream->send(sse_piece("progress", {done, all, rows})) || parts.stopping) stop = true;
  };
  Result<Json> result = Json();
  try {
    result = found->second({parts.workspace, *request, progress, stop});
  } catch (const Json::exception& fault) {
    result = Error{ErrorCode::invalid, std::string("the request is not understood: ") + fault.what(), found->first, ""};
  }
  stream->send(result ? sse_piece("result", travelling(*std::move(result)))
                      : sse_piece("error", to_json(result.error())));
}

}  // namespace cairn::api
