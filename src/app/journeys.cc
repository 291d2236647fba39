#include "app/journeys.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/journeys_asked.h"
#include "app/journeys_import.h"
#include "base/clock.h"
#include "base/text.h"
#include "map/changes.h"
#include "map/discussion.h"
#include "map/document_fields.h"
#include "map/share_links.h"
#include "map/templates.h"

namespace cairn::app {
namespace {

using map::Discussion;
using map::Library;
using map::ShareLinks;
using store::Access;

std::size_t size_of(const Json& document, const char* list) { return map::fields::field(document, list).size(); }

Json head_json(const map::Revision& revision) {
  return {{"revision", revision.number},
          {"author", revision.said.author},
          {"at", format_time(revision.said.at)},
          {"note", revision.said.note},
          {"status", revision.status}};
}

Result<Json> listed(const map::Kept& kept, Discussion& discussion) {
  const Json& document = kept.document;
  const Json& version = map::fields::field(document, "version");
  CAIRN_TRY(auto open, discussion.open_of(kept.id));
  Json derived;
  if (auto from = map::fields::text(version, "derivedId"); !from.empty())
    derived = {{"id", from}, {"revision", map::fields::field(version, "derivedFrom")}};
  Json one{{"id", kept.id}, {"title", document["title"]}, {"basis", map::fields::text(version, "basis", "as-is")}};
  one.update(head_json(kept.revision));
  one.update({{"derived_from", derived},
              {"goal", map::fields::field(map::fields::field(document, "goal"), "purpose")},
              {"personas", size_of(document, "personas")},
              {"stages", size_of(document, "stages")},
              {"touchpoints", size_of(document, "touchpoints")},
              {"pains", size_of(document, "pains")},
              {"open_tasks", open.tasks},
              {"open_comments", open.comments},
              {"kept", true}});
  return one;
}

Result<Json> list(const Asked& asked) {
  CAIRN_TRY(auto library, asked.library(Access::read));
  CAIRN_TRY(auto discussion, Discussion::open(asked.workspace, Access::read));
  CAIRN_TRY(auto all, library.list(asked.request.value("archived", Json(false)) == true));
  Json journeys = Json::array();
  for (const auto& kept : all) {
    CAIRN_TRY(auto one, listed(kept, discussion));
    journeys.push_back(std::move(one));
  }
  return Json{{"journeys", std::move(journeys)}};
}

Result<Json> get(const Asked& asked) {
  CAIRN_TRY(auto id, asked.id());
  CAIRN_TRY(auto library, asked.library(Access::read));
  std::optional<std::int64_t> revision;
  if (asked.has("revision")) {
    CAIRN_TRY(revision, asked.number("revision", "which one"));
  }
  CAIRN_TRY(auto kept, library.get(id, revision));
  return to_json(kept);
}

Result<Json> create(const Asked& asked) {
  if (asked.has("template")) {
    CAIRN_TRY(auto name, asked.text("template"));
    CAIRN_TRY(auto document, journey_template(name));
    return keep_journey(asked.workspace, std::move(document), asked.request);
  }
  if (!asked.has("document") || !asked.request["document"].is_object())
    return missing("document", "send {\"document\": {…}}, {\"template\": \"shoe-purchase\"} or {\"draft\": {}}");
  return keep_journey(asked.workspace, asked.request["document"], asked.request);
}

Result<Json> import(const Asked& asked) {
  CAIRN_TRY(auto document, journey_of_file(asked.request));
  return keep_journey(asked.workspace, std::move(document), asked.request);
}

Result<Json> edit(const Asked& asked) {
  CAIRN_TRY(auto id, asked.id());
  CAIRN_TRY(auto said, asked.said());
  CAIRN_TRY(auto base, asked.number("base", "the revision that the changes were made on"));
  if (!asked.has("changes")) return missing("changes", R"([{"path": ["title"], "value": "Shoes"}])");
  CAIRN_TRY(auto changes, map::changes_from(asked.request["changes"]));
  CAIRN_TRY(auto library, asked.library(Access::write));
  CAIRN_TRY(auto edited, library.edit(id, base, changes, said));
  if (edited.conflicts.empty())
    return Json{
        {"revision", edited.kept.head}, {"document", edited.kept.document}, {"undo", map::to_json(edited.undo)}};
  Json conflicts = Json::array();
  for (const auto& [conflict, theirs] : edited.conflicts)
    conflicts.push_back({{"path", conflict.path},
                         {"yours", conflict.yours},
                         {"theirs", conflict.theirs},
                         {"author", theirs.said.author},
                         {"at", format_time(theirs.said.at)},
                         {"revision", theirs.number}});
  return Json{{"error",
               {{"code", "conflict"},
                {"message", fmt::format("{} changed the same meanwhile", edited.conflicts.front().theirs.said.author)},
                {"where", join(edited.conflicts.front().conflict.path, ".")},
                {"hint", "look at theirs, and edit the newest revision"}}},
              {"conflicts", std::move(conflicts)},
              {"revision", edited.kept.head},
              {"document", edited.kept.document}};
}

Result<Json> revisions(const Asked& asked) {
  CAIRN_TRY(auto id, asked.id());
  CAIRN_TRY(auto library, asked.library(Access::read));
  CAIRN_TRY(auto all, library.revisions(id));
  Json revisions = Json::array();
  for (const auto& each : all) {
    revisions.push_back(head_json(each));
    revisions.back()["changes"] = each.changes;
  }
  return Json{{"revisions", std::move(revisions)}};
}

/// By itself what the newest revision changed.
Result<Json> changes(const Asked& asked) {
  CAIRN_TRY(auto id, asked.id());
  CAIRN_TRY(auto library, asked.library(Access::read));
  CAIRN_TRY(auto to, library.get(id));
  if (asked.has("to")) {
    CAIRN_TRY(auto number, asked.number("to", "a revision"));
    CAIRN_TRY(to, library.get(id, number));
  }
  auto before = std::max<std::int64_t>(1, to.revision.number - 1);
  if (asked.has("from")) {
    CAIRN_TRY(before, asked.number("from", "a revision"));
  }
  CAIRN_TRY(auto from, library.get(id, before));
  return Json{{"from", before},
              {"to", to.revision.number},
              {"changes", map::to_json(map::differences(from.document, to.document))}};
}

Result<Json> derive(const Asked& asked) {
  CAIRN_TRY(auto id, asked.id());
  CAIRN_TRY(auto said, asked.said());
  CAIRN_TRY(auto basis, asked.needed_text("basis", "to-be or as-is"));
  CAIRN_TRY(auto library, asked.library(Access::write));
  CAIRN_TRY(auto kept, library.derive(id, basis, asked.request.value("title", Json()), said));
  return Json{{"id", kept.id}, {"revision", kept.head}, {"document", kept.document}, {"notes", Json::array()}};
}

/// One of the calls that make another revision of the whole.
Result<Json> next(const Asked& asked) {
  const auto what = asked.request["do"].get<std::string>();
  CAIRN_TRY(auto id, asked.id());
  CAIRN_TRY(auto said, asked.said());
  CAIRN_TRY(auto library, asked.library(Access::write));
  auto made = [&]() -> Result<map::Kept> {
    if (what == "archive") return library.archive(id, said);
    if (what == "restore") return library.restore(id, said);
    if (what == "revert") {
      CAIRN_TRY(auto revision, asked.number("revision", "which one"));
      return library.revert(id, revision, said);
    }
    CAIRN_TRY(auto status, asked.needed_text("status", "draft, in-review, approved, published or archived"));
    return library.set_status(id, status, said);
  }();
  if (!made) return made.error();
  return to_json(*made);
}

using Do = Result<Json> (*)(const Asked&);
const std::map<std::string, Do, std::less<>> calls{{"list", list},
                                                   {"get", get},
                                                   {"create", create},
                                                   {"import", import},
                                                   {"edit", edit},
                                                   {"revisions", revisions},
                                                   {"changes", changes},
                                                   {"derive", derive},
                                                   {"archive", next},
                                                   {"restore", next},
                                                   {"revert", next},
                                                   {"status", next},
                                                   {"comments", comments},
                                                   {"comment", add_comment},
                                                   {"change_comment", change_comment},
                                                   {"tasks", tasks},
                                                   {"task", add_task},
                                                   {"change_task", change_task},
                                                   {"links", share_links},
                                                   {"link", add_share_link},
                                                   {"remove_link", remove_share_link}};

}  // namespace

Json to_json(const map::Kept& kept) {
  Json json{{"id", kept.id}, {"head", kept.head}};
  json.update(head_json(kept.revision));
  json["document"] = kept.document;
  return json;
}

Result<Json> keep_journey(const std::filesystem::path& workspace, Json document, const Json& request,
                          const Json& notes) {
  const Asked asked{workspace, request};
  CAIRN_TRY(auto said, asked.said());
  CAIRN_TRY(auto library, asked.library(Access::write));
  CAIRN_TRY(auto kept, library.add(std::move(document), said));
  return Json{{"id", kept.id}, {"revision", kept.head}, {"document", kept.document}, {"notes", notes}};
}

Result<Shared> shared_journey(const std::filesystem::path& workspace, const std::string& token) {
  CAIRN_TRY(auto links, ShareLinks::open(workspace, Access::read));
  CAIRN_TRY(auto link, links.find(token, clock_now()));
  CAIRN_TRY(auto library, Library::open(workspace, Access::read));
  CAIRN_TRY(auto kept, library.get(link.journey));
  if (kept.revision.status == "archived")
    return Error{ErrorCode::not_found, "this journey is archived", "token", "ask whoever gave you the link"};
  return Shared{std::move(kept), link.language};
}

Result<Json> journey_template(const std::string& name) {
  const auto& all = map::templates();
  auto found = std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.name == name; });
  if (found == all.end())
    found = std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.demo == name; });
  if (found != all.end()) return Json::parse(found->text);
  CAIRN_TRY(auto none, map::template_named(name));
  return Json::parse(none.text);
}

Result<Json> journeys(const std::filesystem::path& workspace, const Json& request) {
  const auto what = request.value("do", "");
  auto found = calls.find(what);
  if (found == calls.end())
    return Error{ErrorCode::unsupported, fmt::format("journeys cannot '{}'", what), "do",
                 "use a cairn of the server's version"};
  return found->second({workspace, request});
}

}  // namespace cairn::app
