#include "app/feed.h"

#include <algorithm>
#include <chrono>

#include "base/clock.h"
#include "base/crash_point.h"
#include "collect/wire.h"
#include "collect/wire_context.h"

namespace cairn::app {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds round_pause{400}, retry_pause{2'000};
/// Of one commit: some hundred thousand events, so that a backlog is loaded in bounded memory.
constexpr std::uint64_t read_bytes = 8ULL << 20, commit_bytes = 96ULL << 20;

}  // namespace

Feed::Feed(LiveWorkspace& workspace, store::Inbox& inbox, collect::RefusedItems& refused)
    : workspace_(workspace), inbox_(inbox), refused_(refused) {
  counts_.position = workspace.history().position(consumer);
  thread_ = std::thread([this] { work(); });
}

void Feed::stop() {
  stopped_ = true;
  if (thread_.joinable()) thread_.join();
}

api::FeedCounts Feed::counts() const {
  std::lock_guard guard(mutex_);
  return counts_;
}
std::optional<Error> Feed::failed() const {
  std::lock_guard guard(mutex_);
  return failed_;
}
void Feed::fail(const Error& error) {
  std::lock_guard guard(mutex_);
  failed_ = error;
}

void Feed::work() {
  for (;;) {
    auto began = Clock::now();
    auto position = counts().position;
    bool last = stopped_;
    if (inbox_.wait(position, Duration{last ? 0 : 200}) > position) {
      auto done = round();
      if (done) {
        std::lock_guard guard(mutex_);
        failed_.reset();
      } else {
        fail(done.error());
        if (last) return;
        std::this_thread::sleep_for(retry_pause);
      }
    } else if (last) {
      return;
    }
    auto pause = std::max<Clock::duration>(round_pause - (Clock::now() - began), std::chrono::milliseconds(20));
    if (!stopped_) std::this_thread::sleep_for(pause);
  }
}

Result<bool> Feed::round() {
  CAIRN_TRY_VOID(workspace_.write([&](store::History& history) { return load(history); }));
  crash_point("feed: committed, not forgotten");
  inbox_.forget(counts().position);
  crash_point("feed: forgotten");
  return true;
}

/// Adds a request's events to the batch, says which of them are known (by what the inbox found when it came), and puts
/// what was refused aside; gives how many items that were.
Result<std::size_t> Feed::take(const store::KeptRequest& request, collect::WireBatch& batch, std::vector<bool>& known) {
  auto format = static_cast<collect::WireFormat>(request.format);
  auto json = Json::parse(request.context, nullptr, false);
  auto context = collect::context_of(json, request.source, request.received);
  auto events_before = batch.events.size(), refused_before = batch.refused.size();
  // It was read before it was acknowledged, so it can be read again; a body that cannot is kept whole.
  if (auto read = collect::read_wire(format, request.body, context, batch); !read)
    batch.refused.push_back({0, "unreadable", read.error().message, request.body});
  known.resize(events_before);
  known.insert(known.end(), request.known.begin(), request.known.end());
  known.resize(batch.events.size());
  std::vector<collect::RefusedEntry> entries;
  for (auto at = refused_before; at < batch.refused.size(); ++at) {
    collect::RefusedEntry entry;
    entry.source = request.source;
    entry.reason = batch.refused[at].reason;
    entry.found = batch.refused[at].found;
    entry.text = batch.refused[at].text;
    entry.format = format;
    entry.context = json;
    entry.received = request.received;
    entries.push_back(std::move(entry));
  }
  if (!entries.empty()) CAIRN_TRY_VOID(refused_.put(entries, request.seq));
  if (!entries.empty()) crash_point("feed: refused put aside");
  return entries.size();
}

/// Whatever waits, up to a commit's worth.
Result<void> Feed::load(store::History& history) {
  store::LoadOptions options;
  options.ids_are_new = true;
  options.merge_at_finish = false;
  CAIRN_TRY(auto loader, store::Loader::start(history, options));
  auto position = counts().position;
  std::uint64_t bytes = 0, refused = 0;
  Time first_received{};
  while (bytes < commit_bytes) {
    CAIRN_TRY(auto requests, inbox_.read(position, read_bytes));
    crash_point("feed: read");
    if (requests.empty()) break;
    collect::WireBatch batch;
    std::vector<bool> known;
    for (const auto& request : requests) {
      position = request.seq;
      bytes += request.body.size();
      if (first_received.us == 0) first_received = request.received;
      CAIRN_TRY(auto count, take(request, batch, known));
      refused += count;
    }
    batch.events.remove(known);
    CAIRN_TRY_VOID(loader->append(batch.events));
  }
  crash_point("feed: before the commit");
  CAIRN_TRY(auto loaded, loader->commit(consumer, position));
  std::lock_guard guard(mutex_);
  counts_.position = position;
  counts_.loaded_events += loaded.added;
  counts_.refused_items += refused;
  ++counts_.commits;
  counts_.lag_seconds = static_cast<double>(clock_now().us - first_received.us) / 1e6;
  return {};
}

}  // namespace cairn::app
