#include "app/folders.h"

#include <chrono>
#include <exception>
#include <string>

#include "base/crash_point.h"
#include "base/file.h"

namespace cairn::app {
namespace {

namespace fs = std::filesystem;
constexpr std::chrono::milliseconds look_every{1'000}, doze{50};

/// A name that is not taken yet in `folder`.
fs::path free_name(const fs::path& folder, const fs::path& file) {
  auto target = folder / file.filename();
  std::error_code ignored;
  for (int n = 2; fs::exists(target, ignored); ++n)
    target = folder / (file.stem().string() + "-" + std::to_string(n) + file.extension().string());
  return target;
}

}  // namespace

Folders::Folders(api::Workspace& workspace, const collect::Sources& sources)
    : workspace_(workspace), sources_(sources), thread_([this] { work(); }) {}

void Folders::stop() {
  stopped_ = true;
  if (thread_.joinable()) thread_.join();
}

void Folders::work() {
  auto next = std::chrono::steady_clock::now();
  while (!stopped_) {
    if (std::chrono::steady_clock::now() >= next) {
      for (const auto& source : sources_.list())
        if (source.kind == collect::SourceKind::folder && source.enabled) look(source);
      next = std::chrono::steady_clock::now() + look_every;
    }
    std::this_thread::sleep_for(doze);
  }
}

void Folders::look(const collect::Source& source) {
  std::error_code fault;
  fs::directory_iterator at(source.settings["path"].get<std::string>(), fault);
  // By hand, as a loop over a range throws when the folder cannot be read on.
  for (; !fault && at != fs::directory_iterator(); at.increment(fault)) {
    if (stopped_) return;
    const auto& entry = *at;
    std::error_code ignored;
    auto name = entry.path().filename().string();
    // What somebody is still writing under another name is not ours yet.
    if (!entry.is_regular_file(ignored) || name.starts_with('.') || name.ends_with(".tmp") || name.ends_with(".part"))
      continue;
    Seen now{entry.file_size(ignored), entry.last_write_time(ignored)};
    auto before = seen_.find(entry.path());
    if (before == seen_.end() || before->second != now) {
      seen_[entry.path()] = now;
      continue;
    }
    seen_.erase(before);
    take(source, entry.path());
  }
}

/// What is thrown is that file's fault.
Result<api::ImportOutcome> Folders::imported_of(const api::ImportRequest& request) {
  try {
    return workspace_.import(request, [](auto, auto, auto) {});
  } catch (const std::exception& fault) {
    return Error{ErrorCode::limit, fault.what(), request.path, "import it with cairn import, which says more"};
  }
}

void Folders::take(const collect::Source& source, const fs::path& file) {
  api::ImportRequest request;
  request.path = file.string();
  request.options.mapping.source = source.name;
  crash_point("folder: before a file");
  auto imported = imported_of(request);
  crash_point("folder: a file taken");
  auto folder = file.parent_path() / (imported ? "done" : "failed");
  std::error_code ignored;
  fs::create_directories(folder, ignored);
  auto target = free_name(folder, file);
  fs::rename(file, target, ignored);
  crash_point("folder: a file moved");
  auto report = imported ? imported->text : imported.error().text() + "\n";
  // The report is a help, not the data: without room for it nothing else is lost.
  (void)write_file(target.string() + ".report.txt", report);
}

}  // namespace cairn::app
