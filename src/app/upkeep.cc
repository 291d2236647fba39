#include "app/upkeep.h"

#include <chrono>
#include <exception>

#include "base/clock.h"
#include "base/machine.h"

namespace cairn::app {
namespace {

constexpr int upkeep_gives_way = 10;
constexpr int idle_ms = 500, retry_ms = 60'000;

}  // namespace

Upkeep::Upkeep(LiveWorkspace& workspace, Log& log) : workspace_(workspace), log_(log), thread_([this] { work(); }) {}

void Upkeep::stop() {
  stopped_ = true;
  if (thread_.joinable()) thread_.join();
}

void Upkeep::work() {
  give_way(upkeep_gives_way);
  while (!stopped_) {
    bool failed = true, more = false;
    try {
      auto done = step();
      failed = !done.ok();
      more = done.ok() && *done;
    } catch (const std::exception&) {  // of memory, say: this step's alone
    }
    failures_ += failed;
    tell_damaged();
    if (!more) rest(failed ? retry_ms : idle_ms);
  }
}

/// Whether there may be another merge to do; between two bases there is a rest, in which new events take up the first.
Result<bool> Upkeep::step() {
  CAIRN_TRY_VOID(workspace_.look_ahead());
  CAIRN_TRY(bool merged, workspace_.merge_small());
  CAIRN_TRY_VOID(workspace_.rebuild_index());
  return merged;
}

void Upkeep::tell_damaged() {
  const auto history = workspace_.history();
  const auto& damaged = history.damaged();
  if (damaged.size() > damaged_)
    for (const auto& [segment, fault, noticed] : damaged)
      log_.line(LogLevel::warn, clock_now(), "damaged",
                {{"file", "history/" + segment.file}, {"fault", fault}, {"events", segment.rows}});
  damaged_ = damaged.size();
}

void Upkeep::rest(int milliseconds) const {
  for (; milliseconds > 0 && !stopped_; milliseconds -= 50) std::this_thread::sleep_for(std::chrono::milliseconds(50));
}

}  // namespace cairn::app
