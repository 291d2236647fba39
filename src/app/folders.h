// Watched folders (sources of kind folder): a file that is put there is imported once it has stopped growing, then
// moved to `done` beside it, or to `failed` with the reason in a text beside it. A file that comes again adds nothing.
#pragma once

#include <atomic>
#include <filesystem>
#include <map>
#include <thread>

#include "api/workspace.h"
#include "collect/sources.h"

namespace cairn::app {

class Folders {
 public:
  Folders(api::Workspace& workspace, const collect::Sources& sources);
  ~Folders() { stop(); }
  void stop();

 private:
  void work();
  void look(const collect::Source& source);
  void take(const collect::Source& source, const std::filesystem::path& file);
  Result<api::ImportOutcome> imported_of(const api::ImportRequest& request);

  struct Seen {
    std::uintmax_t size = 0;
    std::filesystem::file_time_type changed{};
    bool operator==(const Seen&) const = default;
  };
  api::Workspace& workspace_;
  const collect::Sources& sources_;
  std::map<std::filesystem::path, Seen> seen_;
  std::atomic<bool> stopped_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace cairn::app
