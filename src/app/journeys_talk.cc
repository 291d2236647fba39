// Comments, tasks and read-only links of journeys.
#include "app/journeys_asked.h"
#include "base/language.h"
#include "map/discussion.h"
#include "map/document_fields.h"
#include "map/share_links.h"

namespace cairn::app {
namespace {

using map::Discussion;
using map::ShareLinks;
using store::Access;

constexpr std::int64_t day_us = 86'400'000'000;

/// An element of the journey by its id, or the journey itself.
Result<void> expect_element(const map::Kept& kept, const std::string& on) {
  if (on == kept.id) return {};
  std::vector<std::string> known;
  for (auto list : map::element_lists)
    for (const auto& each : map::fields::field(kept.document, std::string(list).c_str())) {
      known.push_back(map::key_of(list, each));
      if (known.back() == on) return {};
    }
  return Error{ErrorCode::invalid, fmt::format("nothing in this journey has the id '{}'", on), "on",
               suggest(on, known)};
}

template <class List>
Json as_list(const char* name, const List& list) {
  Json all = Json::array();
  for (const auto& each : list) all.push_back(map::to_json(each));
  return Json{{name, std::move(all)}};
}

}  // namespace

Result<Json> comments(const Asked& asked) {
  CAIRN_TRY(auto head, asked.head());
  CAIRN_TRY(auto on, asked.text_if("on"));
  CAIRN_TRY(auto discussion, Discussion::open(asked.workspace, Access::read));
  CAIRN_TRY(auto all, discussion.comments(head.id, on));
  return as_list("comments", all);
}

Result<Json> add_comment(const Asked& asked) {
  CAIRN_TRY(auto head, asked.head());
  CAIRN_TRY(auto said, asked.said());
  map::Comment comment{0, "", "", said.author, said.at};
  CAIRN_TRY(comment.text, asked.needed_text("text", "what is said"));
  if (asked.has("reply_to")) {
    CAIRN_TRY(comment.reply_to, asked.number("reply_to", "a comment"));
  } else {
    CAIRN_TRY(comment.on, asked.needed_text("on", "the id of the element that it is about"));
    CAIRN_TRY_VOID(expect_element(head, comment.on));
  }
  CAIRN_TRY(auto discussion, Discussion::open(asked.workspace, Access::write));
  CAIRN_TRY(auto added, discussion.add(head.id, std::move(comment)));
  CAIRN_TRY(auto all, discussion.comments(head.id));
  auto answer = as_list("comments", all);
  answer["id"] = std::to_string(added.id);
  return answer;
}

Result<Json> change_comment(const Asked& asked) {
  CAIRN_TRY(auto head, asked.head());
  CAIRN_TRY(auto number, asked.number("comment", "which one"));
  map::CommentChange change;
  CAIRN_TRY(change.text, asked.text_if("text"));
  if (asked.has("resolved")) {
    if (!asked.request["resolved"].is_boolean()) return missing("resolved", "true or false");
    change.resolved = asked.request["resolved"].get<bool>();
  }
  CAIRN_TRY(auto discussion, Discussion::open(asked.workspace, Access::write));
  CAIRN_TRY_VOID(discussion.change(head.id, number, change));
  CAIRN_TRY(auto all, discussion.comments(head.id));
  return as_list("comments", all);
}

Result<Json> tasks(const Asked& asked) {
  CAIRN_TRY(auto head, asked.head());
  CAIRN_TRY(auto on, asked.text_if("on"));
  CAIRN_TRY(auto discussion, Discussion::open(asked.workspace, Access::read));
  CAIRN_TRY(auto all, discussion.tasks(head.id, on));
  return as_list("tasks", all);
}

Result<Json> add_task(const Asked& asked) {
  CAIRN_TRY(auto head, asked.head());
  CAIRN_TRY(auto said, asked.said());
  map::Task task;
  CAIRN_TRY(task.on, asked.needed_text("on", "the id of the element that it is about"));
  CAIRN_TRY_VOID(expect_element(head, task.on));
  CAIRN_TRY(task.text, asked.needed_text("text", "what is to be done"));
  CAIRN_TRY(task.owner, asked.text("owner", longest_name));
  CAIRN_TRY(task.due, asked.text("due", longest_name));
  if (asked.has("state")) {
    CAIRN_TRY(task.state, asked.text("state", longest_name));
  }
  task.author = said.author;
  task.at = said.at;
  CAIRN_TRY(auto discussion, Discussion::open(asked.workspace, Access::write));
  CAIRN_TRY(auto added, discussion.add(head.id, std::move(task)));
  CAIRN_TRY(auto all, discussion.tasks(head.id));
  auto answer = as_list("tasks", all);
  answer["id"] = std::to_string(added.id);
  return answer;
}

Result<Json> change_task(const Asked& asked) {
  CAIRN_TRY(auto head, asked.head());
  CAIRN_TRY(auto number, asked.number("task", "which one"));
  map::TaskChange change;
  CAIRN_TRY(change.on, asked.text_if("on"));
  if (change.on) CAIRN_TRY_VOID(expect_element(head, *change.on));
  CAIRN_TRY(change.text, asked.text_if("text"));
  CAIRN_TRY(change.owner, asked.text_if("owner"));
  CAIRN_TRY(change.due, asked.text_if("due"));
  CAIRN_TRY(change.state, asked.text_if("state"));
  CAIRN_TRY(auto discussion, Discussion::open(asked.workspace, Access::write));
  CAIRN_TRY_VOID(discussion.change(head.id, number, change));
  CAIRN_TRY(auto all, discussion.tasks(head.id));
  return as_list("tasks", all);
}

Result<Json> share_links(const Asked& asked) {
  CAIRN_TRY(auto head, asked.head());
  CAIRN_TRY(auto open, ShareLinks::open(asked.workspace, Access::read));
  CAIRN_TRY(auto all, open.of(head.id));
  return as_list("links", all);
}

Result<Json> add_share_link(const Asked& asked) {
  CAIRN_TRY(auto head, asked.head());
  CAIRN_TRY(auto language, asked.text("language", longest_name));
  if (!language.empty()) {
    CAIRN_TRY(auto known, parse_language(language));
    language = tag(known);
  }
  std::optional<Time> expires;
  CAIRN_TRY(auto when, asked.text("expires", longest_name));
  if (!when.empty()) {
    expires = parse_time(when, TimeZone::utc());
    if (expires && is_day_only(when)) expires->us += day_us;  // the day belongs to it
    if (!expires)
      return Error{ErrorCode::invalid, fmt::format("'{}' is no time", when), "expires", "2026-12-31T18:00:00Z"};
  }
  CAIRN_TRY(auto open, ShareLinks::open(asked.workspace, Access::write));
  CAIRN_TRY(auto made, open.add(head.id, language, expires, clock_now()));
  CAIRN_TRY(auto all, open.of(head.id));
  for (auto& each : all)
    if (each.id == made.id) each.token = made.token;
  return as_list("links", all);
}

Result<Json> remove_share_link(const Asked& asked) {
  CAIRN_TRY(auto head, asked.head());
  CAIRN_TRY(auto number, asked.number("link", "which one"));
  CAIRN_TRY(auto open, ShareLinks::open(asked.workspace, Access::write));
  CAIRN_TRY_VOID(open.remove(head.id, number));
  CAIRN_TRY(auto all, open.of(head.id));
  return as_list("links", all);
}

}  // namespace cairn::app
