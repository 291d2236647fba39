// The composition root: a Workspace that opens a directory and wires store, collect, journey, map and demo together.
//
// Several threads may ask at once: each looks at a view (history and index of one moment) that nobody changes. Writers
// come one at a time; at the end of each the next view is made.
#pragma once

#include <functional>

#include "api/workspace.h"
#include "store/history.h"

namespace cairn::app {

/// What a server does with the workspace that it has open, besides asking.
class LiveWorkspace : public api::Workspace {
 public:
  /// Runs work as the only writer, then makes the next view.
  virtual Result<void> write(const std::function<Result<void>(store::History&)>& work) = 0;
  /// Called after each change, once its view is there; from then on views are kept fresh instead of made when asked
  /// for, as long as somebody asks.
  virtual void when_changed(std::function<void()> tell) = 0;
  /// While nobody asks, views are made by this only, the first at once and the next now and then: what arrives at full
  /// speed is not indexed second by second, and the next who asks still does not wait long.
  virtual Result<void> look_ahead() = 0;
  /// Makes one segment of small ones, while loaders go on; false: nothing is due.
  virtual Result<bool> merge_small() = 0;
  /// Writes the index of one bucket whose tail has become long as files; false: there is none.
  virtual Result<bool> rebuild_index() = 0;
  /// Finds out who came into segments and left them since the last call, and records some of it; false: nothing is new
  /// or left. From one thread.
  virtual Result<bool> follow_segments() = 0;
  /// As it is now.
  virtual store::History history() const = 0;
};

Result<std::unique_ptr<LiveWorkspace>> open_live_workspace(const std::string& directory);
/// Opens the directory itself, or speaks to the server that has it open.
Result<std::unique_ptr<api::Workspace>> open_workspace(const std::string& directory, api::Access access);

}  // namespace cairn::app
