// What people say about a journey and want done, in cairn.db: beside the document and keyed by element id, so that
// talking never makes a revision.
//
//   journey_comment   number · journey · on_element · text · author · at_us · reply_to · resolved
//   journey_task      number · journey · on_element · text · owner · due · state · author · at_us
//
// A thread is a comment and those that reply to it; a reply to a reply belongs to the same thread, and a thread is
// resolved as a whole. What an element was told stays when the element goes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "store/history.h"
#include "store/state_db.h"

namespace cairn::map {

struct Comment {
  std::int64_t id = 0;
  std::string on;  ///< an element's id; the journey's own: all of it
  std::string text, author;
  Time at;
  std::int64_t reply_to = 0;  ///< the comment that began the thread; 0: this one did
  bool resolved = false;
};
Json to_json(const Comment& comment);

struct Task {
  std::int64_t id = 0;
  std::string on, text, owner;
  std::string due;             ///< a day, "2026-01-31"; empty: none
  std::string state = "open";  ///< open, doing, done
  std::string author;
  Time at;
};
Json to_json(const Task& task);

/// What shall be other than it is.
struct CommentChange {
  std::optional<std::string> text;
  std::optional<bool> resolved;
};
struct TaskChange {
  std::optional<std::string> on, text, owner, due, state;
};

struct OpenCounts {
  std::uint64_t comments = 0, tasks = 0;  ///< threads that are not resolved, tasks that are not done
};

/// One thread at a time. Whether the journey and the element exist is the caller's to know.
class Discussion {
 public:
  /// Access::read works before anything was written.
  static Result<Discussion> open(const std::filesystem::path& workspace, store::Access access);

  /// Oldest first; with `on` only of that element.
  Result<std::vector<Comment>> comments(const std::string& journey, const std::optional<std::string>& on = {});
  /// Takes its number from here; a reply is about what its thread is about.
  Result<Comment> add(const std::string& journey, Comment comment);
  Result<Comment> change(const std::string& journey, std::int64_t comment, const CommentChange& change);

  /// What is due first comes first, then what has no day; done last.
  Result<std::vector<Task>> tasks(const std::string& journey, const std::optional<std::string>& on = {});
  Result<Task> add(const std::string& journey, Task task);
  Result<Task> change(const std::string& journey, std::int64_t task, const TaskChange& change);

  Result<OpenCounts> open_of(const std::string& journey);

 private:
  Discussion(store::StateDb db, bool exists) : db_(std::move(db)), exists_(exists) {}
  Result<Comment> comment(const std::string& journey, std::int64_t id);
  Result<Task> task(const std::string& journey, std::int64_t id);
  Result<std::uint64_t> count(const char* select, const std::string& journey);
  store::StateDb db_;
  bool exists_;
};

}  // namespace cairn::map
