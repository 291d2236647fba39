#include "map/discussion.h"

#include <fmt/format.h>

#include <iterator>

#include "base/text.h"

namespace cairn::map {
namespace {

constexpr const char* migrations[] = {
    R"(CREATE TABLE journey_comment(number INTEGER PRIMARY KEY, journey TEXT NOT NULL, on_element TEXT NOT NULL,
         text TEXT NOT NULL, author TEXT NOT NULL, at_us INTEGER NOT NULL, reply_to INTEGER NOT NULL,
         resolved INTEGER NOT NULL);
       CREATE INDEX journey_comment_of ON journey_comment(journey);
       CREATE TABLE journey_task(number INTEGER PRIMARY KEY, journey TEXT NOT NULL, on_element TEXT NOT NULL,
         text TEXT NOT NULL, owner TEXT NOT NULL, due TEXT NOT NULL, state TEXT NOT NULL, author TEXT NOT NULL,
         at_us INTEGER NOT NULL);
       CREATE INDEX journey_task_of ON journey_task(journey);)",
};
constexpr std::size_t longest_text = 20'000;

constexpr const char* select_comment =
    "SELECT number, on_element, text, author, at_us, reply_to, resolved FROM journey_comment WHERE journey = ?1 ";
constexpr const char* select_task =
    "SELECT number, on_element, text, owner, due, state, author, at_us FROM journey_task WHERE journey = ?1 ";

Comment comment_of(const store::Statement& row) {
  return {row.integer(0),       row.text(1),    row.text(2),        row.text(3),
          Time{row.integer(4)}, row.integer(5), row.integer(6) != 0};
}
Task task_of(const store::Statement& row) {
  return {row.integer(0), row.text(1), row.text(2), row.text(3),
          row.text(4),    row.text(5), row.text(6), Time{row.integer(7)}};
}

Result<void> expect_text(const std::string& text) {
  if (trim(text).empty()) return Error{ErrorCode::invalid, "the text is empty", "text", "say something"};
  if (text.size() <= longest_text) return {};
  return Error{ErrorCode::limit, fmt::format("the text has {} bytes; at most {}", text.size(), longest_text), "text",
               "put the long part into a document, and a link to it here"};
}

Result<void> expect_task(const Task& task) {
  CAIRN_TRY_VOID(expect_text(task.text));
  if (task.state != "open" && task.state != "doing" && task.state != "done")
    return Error{ErrorCode::invalid, fmt::format("there is no state '{}'", task.state), "state",
                 "use open, doing or done"};
  const bool is_day = task.due.size() == 10 && is_day_only(task.due) && parse_time(task.due, TimeZone::utc());
  if (task.due.empty() || is_day) return {};
  return Error{ErrorCode::invalid, fmt::format("'{}' is no day", task.due), "due", "for example 2026-01-31"};
}

Error unknown(const char* what, std::int64_t id) {
  return {ErrorCode::not_found, fmt::format("this journey has no {} {}", what, id), what, "see the list of all"};
}

template <class T, class Read>
Result<std::vector<T>> all_of(store::Statement select, const Read& read) {
  std::vector<T> all;
  for (;;) {
    CAIRN_TRY(bool more, select.step());
    if (!more) return all;
    all.push_back(read(select));
  }
}

}  // namespace

Json to_json(const Comment& comment) {
  return {{"id", std::to_string(comment.id)},
          {"on", comment.on},
          {"text", comment.text},
          {"author", comment.author},
          {"at", format_time(comment.at)},
          {"reply_to", comment.reply_to == 0 ? Json() : Json(std::to_string(comment.reply_to))},
          {"resolved", comment.resolved}};
}

Json to_json(const Task& task) {
  return {{"id", std::to_string(task.id)},
          {"on", task.on},
          {"text", task.text},
          {"owner", task.owner},
          {"due", task.due.empty() ? Json() : Json(task.due)},
          {"state", task.state},
          {"author", task.author},
          {"at", format_time(task.at)}};
}

Result<Discussion> Discussion::open(const std::filesystem::path& workspace, store::Access access) {
  using store::StateDb;
  const auto file = workspace / "cairn.db";
  if (access == store::Access::write) {
    CAIRN_TRY(auto db, StateDb::open(file, StateDb::Mode::write));
    CAIRN_TRY_VOID(db.migrate("journey_discussion", migrations));
    return Discussion(std::move(db), true);
  }
  CAIRN_TRY(auto db, StateDb::open(file, StateDb::Mode::read));
  CAIRN_TRY(int version, db.version("journey_discussion"));
  if (version > 0) CAIRN_TRY_VOID(db.expect_version("journey_discussion", static_cast<int>(std::size(migrations))));
  return Discussion(std::move(db), version > 0);
}

Result<std::vector<Comment>> Discussion::comments(const std::string& journey, const std::optional<std::string>& on) {
  if (!exists_) return std::vector<Comment>();
  CAIRN_TRY(auto select,
            db_.prepare(std::string(select_comment) + "AND (?2 IS NULL OR on_element = ?2) ORDER BY number"));
  select.bind(1, std::string_view(journey));
  on ? select.bind(2, std::string_view(*on)) : select.bind_null(2);
  return all_of<Comment>(std::move(select), comment_of);
}

Result<Comment> Discussion::comment(const std::string& journey, std::int64_t id) {
  CAIRN_TRY(auto select, db_.prepare(std::string(select_comment) + "AND number = ?2"));
  select.bind(1, std::string_view(journey)).bind(2, id);
  CAIRN_TRY(bool found, select.step());
  if (!found) return unknown("comment", id);
  return comment_of(select);
}

Result<Comment> Discussion::add(const std::string& journey, Comment comment) {
  CAIRN_TRY_VOID(expect_text(comment.text));
  auto write = [&]() -> Result<void> {
    if (comment.reply_to != 0) {
      CAIRN_TRY(auto before, this->comment(journey, comment.reply_to));
      if (before.reply_to != 0) comment.reply_to = before.reply_to;
      comment.on = before.on;
    }
    CAIRN_TRY(auto insert,
              db_.prepare("INSERT INTO journey_comment(journey, on_element, text, author, at_us, reply_to, "
                          "resolved) VALUES(?, ?, ?, ?, ?, ?, 0) RETURNING number"));
    insert.bind(1, std::string_view(journey))
        .bind(2, std::string_view(comment.on))
        .bind(3, std::string_view(comment.text));
    insert.bind(4, std::string_view(comment.author)).bind(5, comment.at.us).bind(6, comment.reply_to);
    CAIRN_TRY_VOID(insert.step());
    comment.id = insert.integer(0);
    return insert.run();
  };
  CAIRN_TRY_VOID(db_.transaction(write));
  return comment;
}

Result<Comment> Discussion::change(const std::string& journey, std::int64_t id, const CommentChange& change) {
  if (change.text) CAIRN_TRY_VOID(expect_text(*change.text));
  auto write = [&]() -> Result<void> {
    CAIRN_TRY(auto before, comment(journey, id));
    if (change.text) {
      CAIRN_TRY(auto update, db_.prepare("UPDATE journey_comment SET text = ? WHERE number = ?"));
      CAIRN_TRY_VOID(update.bind(1, std::string_view(*change.text)).bind(2, id).run());
    }
    if (!change.resolved) return {};
    const auto thread = before.reply_to == 0 ? id : before.reply_to;
    CAIRN_TRY(auto update, db_.prepare("UPDATE journey_comment SET resolved = ?1 WHERE number = ?2 OR reply_to = ?2"));
    return update.bind(1, std::int64_t{*change.resolved}).bind(2, thread).run();
  };
  CAIRN_TRY_VOID(db_.transaction(write));
  return comment(journey, id);
}

Result<std::vector<Task>> Discussion::tasks(const std::string& journey, const std::optional<std::string>& on) {
  if (!exists_) return std::vector<Task>();
  CAIRN_TRY(auto select, db_.prepare(std::string(select_task) + "AND (?2 IS NULL OR on_element = ?2) "
                                                                "ORDER BY state = 'done', due = '', due, number"));
  select.bind(1, std::string_view(journey));
  on ? select.bind(2, std::string_view(*on)) : select.bind_null(2);
  return all_of<Task>(std::move(select), task_of);
}

Result<Task> Discussion::task(const std::string& journey, std::int64_t id) {
  CAIRN_TRY(auto select, db_.prepare(std::string(select_task) + "AND number = ?2"));
  select.bind(1, std::string_view(journey)).bind(2, id);
  CAIRN_TRY(bool found, select.step());
  if (!found) return unknown("task", id);
  return task_of(select);
}

Result<Task> Discussion::add(const std::string& journey, Task task) {
  CAIRN_TRY_VOID(expect_task(task));
  CAIRN_TRY(auto insert, db_.prepare("INSERT INTO journey_task(journey, on_element, text, owner, due, state, author, "
                                     "at_us) VALUES(?, ?, ?, ?, ?, ?, ?, ?) RETURNING number"));
  insert.bind(1, std::string_view(journey));
  int place = 2;
  for (const auto* text : {&task.on, &task.text, &task.owner, &task.due, &task.state, &task.author})
    insert.bind(place++, std::string_view(*text));
  CAIRN_TRY_VOID(insert.bind(place, task.at.us).step());
  task.id = insert.integer(0);
  CAIRN_TRY_VOID(insert.run());
  return task;
}

Result<Task> Discussion::change(const std::string& journey, std::int64_t id, const TaskChange& change) {
  Task task;
  auto write = [&]() -> Result<void> {
    CAIRN_TRY(task, this->task(journey, id));
    if (change.on) task.on = *change.on;
    if (change.text) task.text = *change.text;
    if (change.owner) task.owner = *change.owner;
    if (change.due) task.due = *change.due;
    if (change.state) task.state = *change.state;
    CAIRN_TRY_VOID(expect_task(task));
    CAIRN_TRY(auto update,
              db_.prepare("UPDATE journey_task SET on_element = ?, text = ?, owner = ?, due = ?, state = ? "
                          "WHERE number = ?"));
    int place = 1;
    for (const auto* text : {&task.on, &task.text, &task.owner, &task.due, &task.state})
      update.bind(place++, std::string_view(*text));
    return update.bind(place, id).run();
  };
  CAIRN_TRY_VOID(db_.transaction(write));
  return task;
}

Result<std::uint64_t> Discussion::count(const char* sql, const std::string& journey) {
  CAIRN_TRY(auto select, db_.prepare(sql));
  select.bind(1, std::string_view(journey));
  CAIRN_TRY_VOID(select.step());
  return static_cast<std::uint64_t>(select.integer(0));
}

Result<OpenCounts> Discussion::open_of(const std::string& journey) {
  OpenCounts open;
  if (!exists_) return open;
  CAIRN_TRY(open.comments, count("SELECT count(*) FROM journey_comment WHERE journey = ? AND reply_to = 0 AND NOT "
                                 "resolved",
                                 journey));
  CAIRN_TRY(open.tasks, count("SELECT count(*) FROM journey_task WHERE journey = ? AND state <> 'done'", journey));
  return open;
}

}  // namespace cairn::map
