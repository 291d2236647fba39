// The one seam between asking and answering. A command (and, with the server, a request) speaks to a Workspace and does
// not know whether it is a directory that this process has opened or a server that has it open: documents in, documents
// out, the same answer both ways.
//
//   cli ──▶ Workspace ◀── app::LocalWorkspace (opens the directory)
//                     ◀── a client of the running server (with the server)
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/language.h"
#include "base/time.h"
#include "collect/import.h"
#include "collect/table_import.h"
#include "demo/claims.h"
#include "demo/retailer.h"

namespace cairn::api {

struct ImportRequest {
  std::string path;  ///< "-" is standard input
  collect::ImportOptions options;
  std::uint64_t commit_every = 0;  ///< events between commits; 0: the default
};

struct ImportOutcome {
  std::string text;         ///< the report for people
  Json report;              ///< and for programs (collect::ImportReport::json)
  std::uint64_t added = 0;  ///< events now in the history that were not before
  std::uint64_t known = 0;  ///< were there already, by event id
};

struct TableRequest {
  std::string path;  ///< "-" is standard input
  collect::TableKind kind = collect::TableKind::members;
  collect::ImportOptions options;
};

struct TableOutcome {
  std::string text;  ///< the report for people
  Json report;       ///< {"file","format","table","rows","added","changed","same","quarantined","reasons","notes"}
};

/// What a question may use, and how it is told to stop; see journey/run.h.
struct AskLimits {
  const std::atomic<bool>* stop = nullptr;
  std::optional<Duration> time;    ///< none: no limit
  std::uint64_t memory_bytes = 0;  ///< 0: a large share of the machine's
  int threads = 0;                 ///< 0: all cores
};

enum class MapFormat { text, svg, html, json, pdf, png, long_png, long_svg, mermaid };
struct RenderRequest {
  Json map;
  std::string map_name = "map";  ///< for errors
  MapFormat format = MapFormat::text;
  Language language = Language::en;
  int columns = 80;
  bool colour = false;
  std::string period;      ///< of the calendar, such as "双11-2025"; empty: everything
  bool last_year = false;  ///< the same period a year before instead
};

/// Proposals of a new draft (ids) to take into a map, and never to make again.
struct RedraftRequest {
  Json map;
  std::string map_name = "map";  ///< for errors
  std::vector<std::string> accept, reject;
  bool accept_all = false;
};

/// done of all, in whatever unit the work has; all = 0 when it is not known.
using Progress = std::function<void(std::uint64_t done, std::uint64_t all, std::uint64_t rows)>;

class Workspace {
 public:
  virtual ~Workspace() = default;

  virtual Result<ImportOutcome> import(const ImportRequest& request, const Progress& progress) = 0;
  /// Updates a reference table by key; its names replace codes in answers.
  virtual Result<TableOutcome> import_table(const TableRequest& request) = 0;
  virtual Result<demo::DemoSummary> fill_with_demo(const demo::DemoOptions& options, const Progress& progress) = 0;
  /// Of the simulated insurer; returns how many events there are.
  virtual Result<std::uint64_t> fill_with_claims(const demo::ClaimsOptions& options, const Progress& progress) = 0;

  /// {"events","customers","sources":[…],"event_types":[…],"properties":[…],"tables":{kind: rows},"demo": it is the
  /// demo company's, "from","to"}
  virtual Result<Json> status() = 0;
  /// A question document to an answer document (schema/). Levels touchpoint and stage carry their map inline as "map".
  virtual Result<Json> ask(const Json& question, const AskLimits& limits, const Progress& progress) = 0;
  /// {"columns":[{"name","type"}],"rows":[[…]]}
  virtual Result<Json> sql(const std::string& statement) = 0;

  /// {"case"?: case rule, "title"?: text} to {"map": a journey document, "notes": [{three languages}…] what is left
  /// out of it, and why}.
  virtual Result<Json> draft(const Json& options) = 0;
  /// Drafts again from the present events: {"map": with what was accepted, "applied": [id…], "proposals":
  /// [{"id","text":{three languages},"n"}…] that are left}.
  virtual Result<Json> redraft(const RedraftRequest& request) = 0;
  virtual Result<std::string> render(const RenderRequest& request) = 0;
  /// The main findings of a map in words: [{"zh-Hans","zh-Hant","en"}…].
  virtual Result<Json> findings(const Json& map, std::size_t most) = 0;

  /// What the people of this workspace chose: {"timezone": of days, weeks and months, "UTC" until chosen,
  /// "exclude": a predicate of events that maps leave out}.
  virtual Result<Json> settings() = 0;
  virtual Result<void> set(const std::string& key, const std::string& value) = 0;

  /// {"year": 2026} lists its periods: [{"name","from","to","workday"}…]; {"day": "2025-11-11"} says which periods it
  /// lies in and its counterpart last year: {"day","periods","last_year":{"day","why"}}.
  virtual Result<Json> calendar(const Json& request) = 0;
  /// {"name","from","to"} adds or replaces a period, {"name","removed":true} takes one away.
  virtual Result<void> change_calendar(const Json& change) = 0;

  /// Where live events come from (collect/sources.h): [{"name","kind","channel","write_key",…}…].
  virtual Result<Json> sources() = 0;
  virtual Result<Json> add_source(const Json& document) = 0;
  virtual Result<Json> change_source(const std::string& name, const Json& change) = 0;
  /// Live items that no event could be made of: {"source"?,"reason"?,"all"?,"most"?} to {"items","counts"}.
  virtual Result<Json> refused(const Json& filter) = 0;
  virtual Result<Json> refused_item(const std::string& id) = 0;
  /// Sends one again, as it was or as `text` says now; needs a running server.
  virtual Result<Json> replay(const std::string& id, const std::string& text) = 0;
  virtual Result<Json> drop(const std::string& id) = 0;

  /// {"source"?,"from"?: day,"to"?: day} to [{"source","day","events","orders","net_sales": {currency: amount},
  /// "lag_seconds","longest_gap_hours","control": {…}?,"difference": {…}?}…], in days of the workspace's time zone.
  virtual Result<Json> source_days(const Json& request) = 0;

  /// {"damages":[{"what","fault"}…], "segments", "events"}
  virtual Result<Json> verify(const Progress& progress) = 0;
  /// Sets damaged segments aside, so that the rest answers, and builds a damaged index anew; with `from`, a backup,
  /// brings back what is aside: {"aside":[{"what","fault"}…], "rebuilt":[what…], "back":[what…],
  /// "missing":[{"what","fault"}…]}
  virtual Result<Json> repair(const std::string& from) = 0;
  /// Who is who: {"do": "rules"} gives the rules (schema/identity.schema.json), {"do": "set", "rules"} changes them,
  /// {"do": "preview", "rules"} says what they would do, {"do": "shared"} lists identifiers that join nobody because
  /// many share them, {"do": "customer", "customer"} tells whom an identifier ("17" or "phone=138…") is of, and why: a
  /// list.
  virtual Result<Json> identity(const Json& request) = 0;
  /// What is known of customers: {"do": "document"} gives the profile document (schema/profile.schema.json), {"do":
  /// "set", "document"} replaces it and gives {"doubts": [text…]}.
  ///   {"do": "customer", "customer"}                     [{as identity() has it, "profile": {profile/profile.h}}…]
  ///   {"do": "consent", "customer", "channel"?, "purpose"?}   the whole ledger, or {"state","allowed","reason"}
  ///   {"do": "segments"}                                 {"segments":[{"name","title","who","customers","share"}…],
  ///   "customers"}
  ///   {"do": "segment", "name", "limit"?, "after"?}      {"name","customers","members","changes","days"}
  ///   {"do": "personas"} {"personas":[{"name",…,"customers","share","value","value_share"}…]}
  ///   {"do": "tag", "customer", "tag", "removed"?, "by"?}
  virtual Result<Json> profile(const Json& request) = 0;
  /// Change markers (docs/markers.md): {"do": "list"} and {"do": "set", "document"} give {"markers":
  /// [{"id","date","label",…}…]}; {"do": "effect", "marker": id, "measure"?, "untouched"?, "days"?, "map" | "journey"?}
  /// gives figures before and after: {"before","after","difference","last_year"?,"untouched"?,"effect"?,"wording",
  /// "unit","sentence","warnings"}. What is left out is the marker's own.
  virtual Result<Json> markers(const Json& request) = 0;
  /// Questions that people keep: {"do": "list"}, {"do": "set", "questions": [{"id","title","question"}…]}; both give
  /// {"questions"}.
  virtual Result<Json> saved(const Json& request) = 0;
  /// The journeys that are kept here (docs/journeys.md). "author" and "note" may stand in whatever writes:
  ///   {"do": "list", "archived"?}                        {"journeys": […]}
  ///   {"do": "create", "document" | "template" | "draft"}     {"id","revision","document","notes"}
  ///   {"do": "get", "id", "revision"?}                   {"id","revision","head","author","at","note","document"}
  ///   {"do": "edit", "id", "base", "changes"}            {"revision","document","undo"}, or, where somebody else
  ///   changed
  ///                                                      the same, {"error","conflicts","revision","document"}
  ///   {"do": "revisions", "id"}, {"do": "changes", "id", "from"?, "to"?}
  ///   {"do": "derive", "id", "basis", "title"?}, {"do": "status", "id", "status"}, {"do": "revert", "id", "revision"},
  ///   {"do": "archive" | "restore", "id"}
  ///   {"do": "comments" | "tasks" | "links", "id"}; "comment", "change_comment", "task", "change_task", "link" and
  ///   "remove_link" change them
  ///   {"do": "shared", "token"}                          {"title","document","observed","revision","at","language"}
  virtual Result<Json> journeys(const Json& request) = 0;
  /// What customers did on a map (docs/measured.md). Every request carries its "map", a journey document, and may carry
  /// "filters" (period, last_year, segment, persona, channel, where, who).
  ///   {"do": "observe", "against"?: filters}         its numbers, "scope" and "sentences"; "against": the same of the
  ///   other
  ///   {"do": "conformance"}                          missing, ad hoc, out of order, failed; detours, loops, links
  ///   {"do": "people", "element", "what", "limit"?, "offset"?}   {"customers","total","times"}
  ///   {"do": "voices", "element", "limit"?}          {"voices","total"}
  ///   {"do": "bind", "on": predicate of events}      {"events","customers","from","to","examples","notes"}; needs no
  ///   map
  virtual Result<Json> measured(const Json& request) = 0;
  virtual Result<Json> rebuild(const Progress& progress) = 0;
  /// A copy of everything as of one moment, in a directory that is not there yet: {"segments","events","bytes"}.
  virtual Result<Json> backup(const std::string& to, const Progress& progress) = 0;
};

enum class Access { read, write };
/// Opens the workspace in a directory; app gives the command line one of these.
using WorkspaceOpener = std::function<Result<std::unique_ptr<Workspace>>(const std::string& directory, Access access)>;

}  // namespace cairn::api
