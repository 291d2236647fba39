#include "store/inbox.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "base/check.h"
#include "base/crash_point.h"
#include "base/file.h"
#include "store/inbox_checkpoint.h"
#include "store/inbox_db.h"

namespace cairn::store {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t most_bytes_a_commit = 16ULL << 20;
constexpr std::int64_t rows_a_step = 256;   ///< forgotten with one commit
constexpr std::int64_t keys_a_step = 4000;  ///< expired, or put away, with one commit
constexpr std::uint64_t most_journals = 4;  ///< times its usual length; then commits wait for it
constexpr auto between_expiries = std::chrono::seconds(10);
constexpr auto retry_when_full = std::chrono::milliseconds(200);

struct Waiting {
  Arrival arrival;
  std::function<void(Result<Receipt>)> done;
  std::uint64_t bytes = 0;
};

std::uint64_t bytes_of(const Arrival& arrival) {
  return sizeof(Waiting) + arrival.source.size() + arrival.context.size() + arrival.body.size() +
         arrival.keys.size() * sizeof(InboxKey);
}

Time system_now() {
  return {std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
              .count()};
}

}  // namespace

struct Inbox::State {
  State(std::filesystem::path path, const InboxOptions& with, InboxDb writing, StateDb reading)
      : file(std::move(path)), options(with), db(std::move(writing)), reader(std::move(reading)) {}

  void run();
  void commit(std::vector<Waiting>& batch);
  Result<void> work(std::vector<Admission>& admissions);
  void settle(std::vector<Waiting>& batch, std::vector<Admission>& admissions);
  void answer(std::vector<Waiting>& batch, const Error& error);
  void fail(Error error);
  void maintain_journal(bool full = false);
  std::optional<Error> why_refused(std::uint64_t bytes) const;
  Error no_space() const;
  bool has_chores() const { return forget_to > forgotten_to || expiring || db.putting_away(); }

  const std::filesystem::path file;
  const InboxOptions options;

  mutable std::mutex mutex;
  mutable std::condition_variable work_came, news;
  // Under the mutex.
  std::deque<Waiting> queue;
  std::vector<std::pair<std::function<void(Result<Receipt>)>, Error>> refused;
  bool stopping = false;
  bool held_back = false;
  std::optional<Error> fault;
  InboxCounts counts;
  std::int64_t forget_to = 0;
  std::atomic<std::int64_t> last = 0;

  // Of the writer's thread.
  InboxDb db;
  std::unique_ptr<InboxCheckpoints> checkpoints;
  std::int64_t forgotten_to = 0;  ///< written under the mutex
  bool expiring = true;           ///< there may be keys that have lived long enough
  Clock::time_point next_expiry{};
  bool retry_later = false;  ///< the disk is full
  std::uint64_t pages_in_journal = 0;
  std::uint64_t rows_gone = 0, bytes_gone = 0;
  std::int64_t forgetting = 0;
  bool forgot_all = false;

  StateDb reader;
  std::thread thread;
};

Inbox::Inbox(std::unique_ptr<State> state) : state_(std::move(state)) {}

Result<std::unique_ptr<Inbox>> Inbox::open(const std::filesystem::path& workspace, std::int64_t loaded,
                                           const InboxOptions& options) {
  const auto file = workspace / "inbox.db";
  CAIRN_TRY(auto db, InboxDb::open(file, loaded, options.window));
  CAIRN_TRY_VOID(make_durable(file));
  CAIRN_TRY(auto reader, StateDb::open(file, StateDb::Mode::read));
  sqlite3_db_config(reader.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  CAIRN_TRY_VOID(
      db.db().run(fmt::format("PRAGMA journal_size_limit = {}", most_journals * options.journal_pages * 4096).c_str()));
  auto state = std::make_unique<State>(file, options, std::move(db), std::move(reader));
  CAIRN_TRY_VOID(state->db.count(state->counts.waiting_requests, state->counts.waiting_bytes));
  state->last = state->db.last_seq();
  state->forget_to = loaded;
  auto* raw = state.get();
  CAIRN_TRY(state->checkpoints, InboxCheckpoints::start(file, InboxDb::settings(), [raw](Error error) {
              std::lock_guard guard(raw->mutex);
              raw->fail(std::move(error));
            }));
  sqlite3_wal_hook(
      state->db.db().handle(),
      [](void* of, sqlite3*, const char*, int pages) {
        auto* inbox = static_cast<State*>(of);
        inbox->pages_in_journal = static_cast<std::uint64_t>(pages);
        if (inbox->pages_in_journal >= inbox->options.journal_pages) inbox->checkpoints->want();
        return SQLITE_OK;
      },
      raw);
  state->thread = std::thread([raw] { raw->run(); });
  return std::unique_ptr<Inbox>(new Inbox(std::move(state)));
}

Inbox::~Inbox() {
  {
    std::lock_guard guard(state_->mutex);
    state_->stopping = true;
  }
  state_->work_came.notify_all();
  state_->news.notify_all();
  state_->thread.join();
  state_->checkpoints.reset();
  if (!state_->fault) (void)checkpoint(state_->db.db()).ok();  // the next start is quicker
}

Error Inbox::State::no_space() const {
  return {ErrorCode::limit, "no space is left on the disk", file, "make room on this disk; it goes on by itself"};
}

void Inbox::hold_back(bool disk_is_scarce) {
  std::lock_guard guard(state_->mutex);
  state_->held_back = disk_is_scarce;
}

/// Under the mutex.
std::optional<Error> Inbox::State::why_refused(std::uint64_t bytes) const {
  if (fault) return fault;
  if (held_back) return no_space();
  if (counts.queued_bytes + bytes > options.queue_bytes)
    return Error{ErrorCode::limit,
                 fmt::format("{} bytes wait to be written, this request has {}, {} may wait", counts.queued_bytes,
                             bytes, options.queue_bytes),
                 file, "send it again later"};
  if (counts.waiting_bytes + counts.queued_bytes + bytes > options.most_bytes)
    return Error{
        ErrorCode::limit,
        fmt::format("{} bytes wait to be loaded into the history, {} may", counts.waiting_bytes, options.most_bytes),
        file, "send it again later; see why loading is behind"};
  return std::nullopt;
}

void Inbox::put(Arrival arrival, std::function<void(Result<Receipt>)> done) {
  const auto bytes = bytes_of(arrival);
  {
    std::lock_guard guard(state_->mutex);
    CAIRN_CHECK(!state_->stopping);
    if (auto why = state_->why_refused(bytes)) {
      ++state_->counts.refused_requests;
      state_->refused.emplace_back(std::move(done), *std::move(why));
    } else {
      state_->counts.queued_bytes += bytes;
      state_->queue.push_back({std::move(arrival), std::move(done), bytes});
    }
  }
  state_->work_came.notify_one();
}

/// The writer's thread: whatever waits becomes one transaction; what is to be cleared goes along in small steps.
void Inbox::State::run() {
  for (;;) {
    std::vector<Waiting> batch;
    decltype(refused) turned_away;
    bool broken = false;
    {
      std::unique_lock lock(mutex);
      auto ready = [&] {
        return !queue.empty() || !refused.empty() || stopping || (has_chores() && !retry_later && !fault);
      };
      auto most = retry_later ? Clock::duration(retry_when_full) : Clock::duration(between_expiries);
      work_came.wait_for(lock, most, ready);
      retry_later = false;
      turned_away.swap(refused);
      std::uint64_t bytes = 0;
      while (!queue.empty() && bytes < most_bytes_a_commit) {
        bytes += queue.front().bytes;
        batch.push_back(std::move(queue.front()));
        queue.pop_front();
      }
      broken = fault.has_value();
      forgetting = forget_to > forgotten_to ? forget_to : 0;
      if (stopping && batch.empty() && turned_away.empty()) return;
    }
    for (auto& [done, error] : turned_away) done(std::move(error));
    if (broken) {
      answer(batch, *fault);  // it never changes again
      continue;
    }
    if (Clock::now() >= next_expiry) {
      next_expiry = Clock::now() + between_expiries;
      expiring = true;
    }
    if (!batch.empty() || forgetting > 0 || expiring || db.putting_away()) commit(batch);
  }
}

/// What a transaction does besides taking requests in: a step of forgetting and one of expiry, as large as what came.
Result<void> Inbox::State::work(std::vector<Admission>& admissions) {
  rows_gone = bytes_gone = 0;
  forgot_all = false;
  std::size_t keys = 0;
  if (!admissions.empty()) CAIRN_TRY_VOID(db.admit(admissions));
  for (const auto& admission : admissions) keys += admission.arrival->keys.size();
  crash_point("inbox: inside the commit");
  if (forgetting > 0) {
    const auto rows = std::max(rows_a_step, 2 * static_cast<std::int64_t>(admissions.size()));
    CAIRN_TRY(forgot_all, db.forget(forgetting, rows, rows_gone, bytes_gone));
    crash_point("inbox: some forgotten");
  }
  CAIRN_TRY_VOID(db.put_away(std::max(keys_a_step, 3 * static_cast<std::int64_t>(keys))));
  if (expiring) {
    const auto now = options.now ? options.now() : system_now();
    CAIRN_TRY(bool all, db.expire(now, std::max(keys_a_step, 2 * static_cast<std::int64_t>(keys))));
    expiring = !all;
  }
  return {};
}

/// All of it with its chores, or nothing.
void Inbox::State::commit(std::vector<Waiting>& batch) {
  std::vector<Admission> admissions;
  for (const auto& waiting : batch) admissions.push_back({&waiting.arrival, {}});
  crash_point("inbox: before the commit");
  Error error;
  switch (db.transaction([&] { return work(admissions); }, error)) {
    case Outcome::done:
      settle(batch, admissions);
      maintain_journal();
      return;
    case Outcome::full:
      retry_later = expiring = true;
      answer(batch, no_space());
      maintain_journal(true);  // the journal's room is there for the next commit
      return;
    case Outcome::failed:
      break;
  }
  {
    std::lock_guard guard(mutex);
    fail(error);
  }
  answer(batch, error);
}

/// After the commit: counts, then those who wait.
void Inbox::State::settle(std::vector<Waiting>& batch, std::vector<Admission>& admissions) {
  crash_point("inbox: committed, nobody told");
  {
    std::lock_guard guard(mutex);
    if (!batch.empty()) ++counts.commits;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      const auto& receipt = admissions[i].receipt;
      ++counts.acknowledged_requests;
      counts.acknowledged_events += receipt.known.size() - receipt.known_count;
      counts.known_events += receipt.known_count;
      counts.queued_bytes -= batch[i].bytes;
      if (receipt.seq == 0) continue;
      ++counts.waiting_requests;
      counts.waiting_bytes += batch[i].arrival.context.size() + batch[i].arrival.body.size();
    }
    counts.waiting_requests -= rows_gone;
    counts.waiting_bytes -= bytes_gone;
    if (forgot_all) forgotten_to = forgetting;
    last = db.last_seq();
  }
  news.notify_all();
  for (std::size_t i = 0; i < batch.size(); ++i) {
    batch[i].done(std::move(admissions[i].receipt));
    crash_point("inbox: some told");
  }
}

void Inbox::State::answer(std::vector<Waiting>& batch, const Error& error) {
  {
    std::lock_guard guard(mutex);
    counts.refused_requests += batch.size();
    for (const auto& waiting : batch) counts.queued_bytes -= waiting.bytes;
  }
  for (auto& waiting : batch) waiting.done(error);
}

/// Under the mutex.
void Inbox::State::fail(Error error) {
  if (!fault) {
    fault = std::move(error);
    fault->code = ErrorCode::unreadable;
  }
  work_came.notify_all();
  news.notify_all();
}

void Inbox::State::maintain_journal(bool full) {
  const bool too_long = pages_in_journal > most_journals * options.journal_pages;
  if (too_long) checkpoints->wait();  // the disk is slower than what comes
  if (!checkpoints->due() && !too_long && !full) return;
  {
    std::lock_guard guard(mutex);
    if (fault) return;  // what could not be synced once is not tried again
  }
  auto outcome = checkpoint(db.db());
  if (outcome) return;
  std::lock_guard guard(mutex);
  fail(std::move(outcome.error()));
}

Result<std::vector<KeptRequest>> Inbox::read(std::int64_t after, std::uint64_t most_bytes) {
  if (auto why = failed()) return *std::move(why);
  CAIRN_TRY(auto rows, state_->reader.prepare("SELECT seq, received_us, source, format, context, doubles, body "
                                              "FROM request WHERE seq > ? ORDER BY seq"));
  rows.bind(1, after);
  std::vector<KeptRequest> requests;
  std::uint64_t bytes = 0;
  while (bytes < most_bytes || requests.empty()) {
    CAIRN_TRY(bool more, rows.step());
    if (!more) break;
    KeptRequest request;
    request.seq = rows.integer(0);
    request.received = {rows.integer(1)};
    request.source = rows.text(2);
    request.format = static_cast<std::uint8_t>(rows.integer(3));
    request.context = rows.text(4);
    const auto doubles = rows.bytes(5);
    for (std::size_t i = 0; i < doubles.size() * 8; ++i) request.known.push_back(doubles[i / 8] >> i % 8 & 1);
    request.body = std::string(rows.bytes(6));
    bytes += request.context.size() + request.body.size();
    requests.push_back(std::move(request));
  }
  return requests;
}

void Inbox::forget(std::int64_t seq) {
  {
    std::lock_guard guard(state_->mutex);
    state_->forget_to = std::max(state_->forget_to, seq);
  }
  state_->work_came.notify_one();
}

std::int64_t Inbox::last() const { return state_->last; }

std::int64_t Inbox::wait(std::int64_t seq, Duration most) const {
  std::unique_lock lock(state_->mutex);
  state_->news.wait_for(lock, std::chrono::milliseconds(most.ms),
                        [&] { return state_->last > seq || state_->fault || state_->stopping; });
  return state_->last;
}

InboxCounts Inbox::counts() const {
  std::lock_guard guard(state_->mutex);
  return state_->counts;
}

std::optional<Error> Inbox::failed() const {
  std::lock_guard guard(state_->mutex);
  return state_->fault;
}

}  // namespace cairn::store
