#include "app/feed.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>

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
/// Of properties in a workspace. A sender who puts values into names would make every look at the events slow.
constexpr std::size_t most_names = 10'000;

collect::RefusedEntry entry_of(const store::KeptRequest& request, const Json& context, collect::RefusedItem item) {
  collect::RefusedEntry entry;
  entry.source = request.source;
  entry.reason = std::move(item.reason);
  entry.found = std::move(item.found);
  entry.text = std::move(item.text);
  entry.format = static_cast<collect::WireFormat>(request.format);
  entry.context = context;
  entry.received = request.received;
  return entry;
}

}  // namespace

Feed::Feed(LiveWorkspace& workspace, store::Inbox& inbox, collect::RefusedItems& refused, Log& log)
    : workspace_(workspace), inbox_(inbox), refused_(refused), log_(log) {
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
  if (!failed_ || failed_->message != error.message)
    log_.line(LogLevel::warn, clock_now(), "loading failed",
              {{"code", describe(error.code).name}, {"why", error.message}});
  failed_ = error;
}
void Feed::recover() {
  std::lock_guard guard(mutex_);
  if (failed_) log_.line(LogLevel::warn, clock_now(), "loading goes on");
  failed_.reset();
}

/// Which reasons, how often; never what was sent.
void Feed::tell_refused() {
  for (const auto& [of, items] : refused_now_)
    log_.line(LogLevel::warn, clock_now(), "quarantined",
              {{"source", of.first}, {"reason", of.second}, {"items", items}});
  refused_now_.clear();
}

void Feed::work() {
  for (;;) {
    auto began = Clock::now();
    auto position = counts().position;
    bool last = stopped_;
    if (inbox_.wait(position, Duration{last ? 0 : 200}) > position) {
      auto done = round();
      if (done) {
        recover();
        tell_refused();
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

/// When something was thrown (out of memory, say) it is tried again, from where the history says that it is.
Result<void> Feed::try_load() {
  try {
    return workspace_.write([&](store::History& history) { return load(history); });
  } catch (const std::exception& fault) {
    return Error{ErrorCode::limit, fault.what(), "the feed", "it tries again; see the server's memory"};
  }
}

Result<void> Feed::round() {
  refused_now_.clear();
  CAIRN_TRY_VOID(try_load());
  crash_point("feed: committed, not forgotten");
  inbox_.forget(counts().position);
  crash_point("feed: forgotten");
  return {};
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
    auto entry = entry_of(request, json, std::move(batch.refused[at]));
    ++refused_now_[{entry.source, entry.reason}];
    entries.push_back(std::move(entry));
  }
  if (!entries.empty()) CAIRN_TRY_VOID(refused_.put(entries, request.seq));
  if (!entries.empty()) crash_point("feed: refused put aside");
  return entries.size();
}

/// Events whose names would be more than a workspace may have are not loaded; their requests are put aside, whole.
/// Gives how many events that were.
Result<std::size_t> Feed::bound_names(const store::History& history, const std::vector<store::KeptRequest>& requests,
                                      const std::vector<std::size_t>& ends, const EventBatch& events,
                                      std::vector<bool>& known) {
  std::vector<bool> beyond(events.size());
  for (const auto& column : events.properties) {
    if (history.property(column.name) != nullptr || new_names_.contains(column.name)) continue;
    if (std::all_of(column.rows.begin(), column.rows.end(), [&](auto row) { return known[row]; })) continue;
    if (history.properties().size() + new_names_.size() < most_names)
      new_names_.insert(column.name);
    else
      for (auto row : column.rows) beyond[row] = !known[row];
  }
  std::size_t all = 0;
  for (std::size_t i = 0, row = 0; i < requests.size(); ++i) {
    std::size_t count = 0;
    for (; row < ends[i]; ++row) {
      if (!beyond[row]) continue;
      known[row] = true;
      ++count;
    }
    if (count == 0) continue;
    all += count;
    const auto& request = requests[i];
    auto found = fmt::format("{} of its events bring names of properties beyond the {} that a workspace may have",
                             count, most_names);
    auto entry = entry_of(request, Json::parse(request.context, nullptr, false),
                          {0, "too-many-names", std::move(found), request.body});
    refused_now_[{entry.source, entry.reason}] += count;
    CAIRN_TRY_VOID(refused_.put({entry}, request.seq));
  }
  return all;
}

/// Whatever waits, up to a commit's worth.
Result<void> Feed::load(store::History& history) {
  store::LoadOptions options;
  options.ids_are_new = true;
  options.merge_at_finish = false;
  CAIRN_TRY(auto loader, store::Loader::start(history, options));
  new_names_.clear();
  auto position = history.position(consumer);
  std::uint64_t bytes = 0, refused = 0;
  Time first_received{};
  while (bytes < commit_bytes) {
    CAIRN_TRY(auto requests, inbox_.read(position, read_bytes));
    crash_point("feed: read");
    if (requests.empty()) break;
    collect::WireBatch batch;
    std::vector<bool> known;
    std::vector<std::size_t> ends;  // of each request's events
    for (const auto& request : requests) {
      position = request.seq;
      bytes += request.body.size();
      if (first_received.us == 0) first_received = request.received;
      CAIRN_TRY(auto count, take(request, batch, known));
      refused += count;
      ends.push_back(batch.events.size());
    }
    CAIRN_TRY(auto beyond, bound_names(history, requests, ends, batch.events, known));
    refused += beyond;
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
  if (first_received.us != 0) counts_.lag_seconds = static_cast<double>(clock_now().us - first_received.us) / 1e6;
  return {};
}

}  // namespace cairn::app
