#include "map/library.h"

#include <doctest/doctest.h>

#include "map/discussion.h"
#include "map/document.h"
#include "map/sample_test.h"
#include "map/share_links.h"
#include "store/test_support.h"

namespace cairn::map {
namespace {

using store::Access;
using store::Folder;
using store::must;

const Time noon{1'790'000'000'000'000};
Said by(const char* author, int minutes = 0, const char* note = "") {
  return {author, note, Time{noon.us + minutes * 60'000'000LL}};
}
Json small() { return Json::parse(sample_test::small_map); }

struct Shelf {
  Folder folder{"journeys"};
  Shelf() { std::filesystem::create_directories(folder.path); }
  Library open() const { return must(Library::open(folder.path, Access::write)); }
};

std::vector<std::int64_t> numbers(Library& library, const std::string& id) {
  std::vector<std::int64_t> found;
  for (const auto& each : must(library.revisions(id))) found.push_back(each.number);
  return found;
}

TEST_CASE("a journey keeps every revision, and who made it when and why") {
  Shelf shelf;
  auto first = must(shelf.open().add(small(), by("Lin", 0, "drawn")));
  CHECK(first.id == "jr_small");
  CHECK(first.document["version"]["no"] == 1);
  CHECK(first.document["x-note"] == "kept");
  auto library = shelf.open();
  auto edited = must(library.edit("jr_small", 1, {{{"title"}, "Tiny"}}, by("Chen", 5, "shorter")));
  CHECK(edited.conflicts.empty());
  CHECK(edited.kept.head == 2);
  auto all = must(shelf.open().revisions("jr_small"));
  REQUIRE(all.size() == 2);
  CHECK(all[0].said.author == "Chen");
  CHECK(all[0].said.note == "shorter");
  CHECK(all[0].said.at == by("", 5).at);
  CHECK(all[0].changes == 1);
  CHECK(must(library.get("jr_small", 1)).document["title"]["en"] == "Small");
  CHECK(must(library.get("jr_small")).document["title"] == "Tiny");
  // Undo is an edit, too.
  auto undone = must(library.edit("jr_small", 2, edited.undo, by("Chen", 6)));
  CHECK(undone.kept.document["title"]["en"] == "Small");
  CHECK(must(library.edit("jr_small", 3, {{{"title", "en"}, "Small"}}, by("Chen", 7))).kept.head == 3);  // nothing new
  CHECK(must(library.add(small(), by("Lin"))).id == "jr_small-2");
  auto strange = small();
  strange["id"] = "a/b?c d";
  CHECK(must(library.add(strange, by("Lin"))).document["id"] == "a-b-c-d");
  CHECK(must(library.list(false)).size() == 3);
  CHECK(library.get("nobody").error().code == ErrorCode::not_found);
  CHECK(library.get("jr_small", 9).error().code == ErrorCode::not_found);
}

TEST_CASE("revisions cannot be changed or removed, whatever a later Cairn does") {
  Shelf shelf;
  must(shelf.open().add(small(), by("Lin")));
  auto db = must(store::StateDb::open(shelf.folder.path / "cairn.db", store::StateDb::Mode::write));
  CHECK_FALSE(db.run("UPDATE journey_revision SET document = '{}'").ok());
  CHECK_FALSE(db.run("DELETE FROM journey_revision").ok());
}

TEST_CASE("nothing unsound is kept, and an edit is all or nothing") {
  Shelf shelf;
  auto library = shelf.open();
  auto broken = small();
  broken["touchpoints"][0]["stage"] = "st_nowhere";
  auto refused = library.add(broken, by("Lin"));
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().where == "touchpoints.tp_see.stage");
  must(library.add(small(), by("Lin")));
  auto half = library.edit("jr_small", 1, {{{"title"}, "Tiny"}, {{"stages", "st_look"}}}, by("Lin"));
  REQUIRE_FALSE(half.ok());
  CHECK(half.error().code == ErrorCode::invalid);
  CHECK(numbers(library, "jr_small") == std::vector<std::int64_t>{1});
  for (const Path& path : {Path{"id"}, Path{"schema"}, Path{"version"}, Path{"version", "status"}})
    CHECK(library.edit("jr_small", 1, {{path, "x"}}, by("Lin")).error().where == "changes[0].path");
  CHECK(
      library.edit("jr_small", 1, {{{"version", "effective"}, Json::array({"2026-01-01", nullptr})}}, by("Lin")).ok());
}

TEST_CASE("the second person is shown the first: what, who, when") {
  Shelf shelf;
  auto library = shelf.open();
  must(library.add(small(), by("Lin")));
  must(library.edit("jr_small", 1, {{{"touchpoints", "tp_pay", "label"}, "Check out"}}, by("Chen", 5)));
  must(library.edit("jr_small", 2, {{{"touchpoints", "tp_see", "label"}, "Notice"}}, by("Wu", 6)));
  auto late = must(
      library.edit("jr_small", 1, {{{"touchpoints", "tp_pay", "label"}, "Till"}, {{"title"}, "Tiny"}}, by("Lin", 7)));
  REQUIRE(late.conflicts.size() == 1);
  CHECK(late.conflicts[0].theirs.said.author == "Chen");
  CHECK(late.conflicts[0].theirs.number == 2);
  CHECK(late.kept.head == 3);
  auto both = must(library.edit("jr_small", 1, {{{"touchpoints", "tp_ask", "label"}, "Ask a clerk"}}, by("Lin", 8)));
  CHECK(both.conflicts.empty());
  CHECK(value_at(both.kept.document, Path{"touchpoints", "tp_pay", "label"}) == "Check out");
}

TEST_CASE("status, archive, restore, revert") {
  Shelf shelf;
  auto library = shelf.open();
  must(library.add(small(), by("Lin")));
  CHECK(must(library.set_status("jr_small", "in-review", by("Lin"))).document["version"]["status"] == "in-review");
  must(library.edit("jr_small", 2, {{{"title"}, "Tiny"}}, by("Lin")));
  CHECK(must(library.get("jr_small")).revision.status == "in-review");
  auto agreed = must(library.set_status("jr_small", "approved", by("Wu")));
  CHECK(agreed.document["version"]["hash"].get<std::string>().size() == 64);
  // An edit of what was agreed is a draft again; the agreed revision stays.
  auto after = must(library.edit("jr_small", 4, {{{"title"}, "Other"}}, by("Lin")));
  CHECK(after.kept.revision.status == "draft");
  CHECK_FALSE(after.kept.document["version"].contains("hash"));
  CHECK(must(library.get("jr_small", 4)).revision.status == "approved");
  auto back = must(library.revert("jr_small", 1, by("Lin")));
  CHECK(back.head == 6);
  CHECK(back.document["title"]["en"] == "Small");
  must(library.archive("jr_small", by("Lin")));
  CHECK(must(library.list(false)).empty());
  CHECK(must(library.list(true)).size() == 1);
  CHECK(must(library.restore("jr_small", by("Lin"))).revision.status == "draft");
  CHECK(must(library.list(false)).size() == 1);
  CHECK(library.set_status("jr_small", "finished", by("Lin")).error().code == ErrorCode::invalid);
}

TEST_CASE("a to-be journey keeps the ids, and nothing observed") {
  Shelf shelf;
  auto library = shelf.open();
  auto seen = small();
  seen["touchpoints"][1]["emotion"] = {
      {"mode", "observed"}, {"sources", {{{"type", "csat"}, {"on", "event = survey"}}}}, {"minN", 50}};
  must(library.add(seen, by("Lin")));
  auto wanted = must(library.derive("jr_small", "to-be", nullptr, by("Lin")));
  CHECK(wanted.id == "jr_small-to-be");
  CHECK(wanted.document["title"] ==
        Json{{"zh-Hans", "小（目标旅程）"}, {"zh-Hant", "小（目標旅程）"}, {"en", "Small (to-be)"}});
  CHECK(wanted.document["version"]["basis"] == "to-be");
  CHECK(wanted.document["version"]["derivedFrom"] == 1);
  CHECK(wanted.document["version"]["derivedId"] == "jr_small");
  CHECK(keys_in_order("touchpoints", wanted.document) == keys_in_order("touchpoints", seen));
  CHECK(wanted.document["touchpoints"][0]["emotion"] == Json{{"mode", "target"}, {"manual", 1}});
  CHECK(wanted.document["touchpoints"][1]["emotion"] == Json{{"mode", "target"}, {"manual", 1}});
  CHECK_FALSE(wanted.document.contains("evidence"));
  CHECK_FALSE(wanted.document["pains"][0].contains("evidence"));
  CHECK(wanted.document["pains"][0]["id"] == "pa_1");
  // And back: how it feels is seen as the first one sees it.
  auto now = must(library.derive(wanted.id, "as-is", Json("Now"), by("Lin")));
  CHECK(now.document["title"] == "Now");
  CHECK(now.document["touchpoints"][1]["emotion"] == seen["touchpoints"][1]["emotion"]);
  CHECK(library.derive("jr_small", "was", nullptr, by("Lin")).error().code == ErrorCode::invalid);
}

TEST_CASE("before anything is kept there is nothing to read, and no table is made") {
  Shelf shelf;
  must(store::StateDb::open(shelf.folder.path / "cairn.db", store::StateDb::Mode::write));
  auto library = must(Library::open(shelf.folder.path, Access::read));
  CHECK(must(library.list(false)).empty());
  CHECK(library.get("jr_small").error().code == ErrorCode::not_found);
  CHECK(must(must(Discussion::open(shelf.folder.path, Access::read)).comments("jr_small")).empty());
  CHECK(must(ShareLinks::open(shelf.folder.path, Access::read)).find("share_x", noon).error().code ==
        ErrorCode::not_found);
}

TEST_CASE("comments have threads that are resolved as a whole; tasks have owner, day and state") {
  Shelf shelf;
  auto talk = must(Discussion::open(shelf.folder.path, Access::write));
  auto first = must(talk.add("jr", Comment{0, "tp_pay", "Too slow?", "Lin", noon}));
  auto reply = must(talk.add("jr", Comment{0, "", "Yes", "Wu", noon, first.id}));
  auto deeper = must(talk.add("jr", Comment{0, "", "Why?", "Lin", noon, reply.id}));
  CHECK(deeper.reply_to == first.id);
  CHECK(deeper.on == "tp_pay");
  CHECK(must(talk.comments("jr", "tp_see")).empty());
  CHECK(must(talk.comments("jr", "tp_pay")).size() == 3);
  must(talk.change("jr", reply.id, CommentChange{std::nullopt, true}));
  for (const auto& each : must(talk.comments("jr"))) CHECK(each.resolved);
  CHECK(must(talk.change("jr", first.id, CommentChange{"Slow", std::nullopt})).text == "Slow");
  CHECK(talk.change("other", first.id, CommentChange{"x", std::nullopt}).error().code == ErrorCode::not_found);
  CHECK(talk.add("jr", Comment{0, "tp_pay", "  ", "Lin", noon}).error().where == "text");

  auto late = must(talk.add("jr", Task{0, "tp_pay", "Second till", "Chen", "2026-12-01", "open", "Lin", noon}));
  must(talk.add("jr", Task{0, "pa_1", "Some day", "", "", "open", "Lin", noon}));
  must(talk.add("jr", Task{0, "pa_1", "Measure it", "", "2026-11-30", "open", "Lin", noon}));
  auto tasks = must(talk.tasks("jr"));
  CHECK(tasks[0].text == "Measure it");
  CHECK(tasks[2].text == "Some day");
  TaskChange done;
  done.state = "done";
  CHECK(must(talk.change("jr", late.id, done)).state == "done");
  CHECK(must(talk.tasks("jr"))[2].id == late.id);
  auto open = must(talk.open_of("jr"));
  CHECK(open.tasks == 2);
  CHECK(open.comments == 0);
  CHECK(talk.add("jr", Task{0, "tp_pay", "x", "", "soon", "open", "", noon}).error().where == "due");
  CHECK(talk.add("jr", Task{0, "tp_pay", "x", "", "2026-02-31", "open", "", noon}).error().where == "due");
  CHECK(talk.add("jr", Task{0, "tp_pay", "x", "", "", "later", "", noon}).error().where == "state");
}

TEST_CASE("a link is found by its token until it expires or is removed, and only the hash is kept") {
  Shelf shelf;
  auto links = must(ShareLinks::open(shelf.folder.path, Access::write));
  const Time later{noon.us + 60'000'000};
  auto link = must(links.add("jr", "zh-Hant", later, noon));
  CHECK(to_json(link)["url_path"] == "/shared/" + link.token);
  CHECK(must(links.find(link.token, noon)).journey == "jr");
  CHECK(must(links.find(link.token, noon)).language == "zh-Hant");
  CHECK(links.find(link.token, later).error().code == ErrorCode::not_found);
  CHECK(links.find(link.token + "x", noon).error().code == ErrorCode::not_found);
  auto for_good = must(links.add("jr", "", std::nullopt, noon));
  CHECK(must(links.find(for_good.token, Time{noon.us * 2})).id == for_good.id);
  CHECK(must(links.of("jr")).front().token.empty());
  CHECK_FALSE(to_json(must(links.of("jr")).front()).contains("url_path"));
  CHECK(links.remove("other", for_good.id).error().code == ErrorCode::not_found);
  must(links.remove("jr", for_good.id));
  CHECK(links.find(for_good.token, noon).error().code == ErrorCode::not_found);
  CHECK(links.add("jr", "", noon, noon).error().where == "expires");
  auto db = must(store::StateDb::open(shelf.folder.path / "cairn.db", store::StateDb::Mode::read));
  auto row = must(db.prepare("SELECT token_sha256 FROM journey_link"));
  must(row.step());
  CHECK(row.text(0).find(link.token) == std::string::npos);
}

}  // namespace
}  // namespace cairn::map
