#include "api/followers.h"

#include <algorithm>
#include <chrono>
#include <map>

#include "api/events_stream.h"
#include "api/workspace_documents.h"

namespace cairn::api {

namespace {
constexpr std::chrono::milliseconds look_every{200}, still_here_every{15'000};

/// The event of an answer; an error is an answer, too: the workspace may be empty now and not later.
std::string piece_of(const Result<Json>& answer) {
  if (!answer) return sse_piece("error", to_json(answer.error()));
  auto steady = *answer;
  if (steady.is_object()) steady.erase("took_ms");  // else every answer would be another
  return sse_piece("answer", steady);
}
/// A question that faults is told to its followers; the others go on.
std::string computed(const Followers::Compute& compute) {
  try {
    return piece_of(compute());
  } catch (const std::exception& fault) {
    return piece_of(Error{ErrorCode::invalid, std::string("this cannot be answered: ") + fault.what(), "", ""});
  }
}
}  // namespace

bool Followers::add(std::shared_ptr<net::Stream> stream, std::string what, Compute compute) {
  std::lock_guard guard(mutex_);
  if (stopped_ || followers_.size() >= most) return false;
  followers_.push_back(
      std::make_shared<Follower>(Follower{std::move(stream), std::move(what), std::move(compute), ""}));
  added_ = true;
  return true;
}

std::size_t Followers::count() const {
  std::lock_guard guard(mutex_);
  return followers_.size();
}

void Followers::stop() {
  {
    std::lock_guard guard(mutex_);
    stopped_ = true;
  }
  if (thread_.joinable()) thread_.join();
  followers_.clear();
}

void Followers::round() {
  std::vector<std::shared_ptr<Follower>> all;
  {
    std::lock_guard guard(mutex_);
    std::erase_if(followers_, [](const auto& each) { return !each->stream->open(); });
    all = followers_;
    added_ = false;
  }
  std::map<std::string, std::string> pieces;
  for (const auto& each : all) {
    auto [piece, is_new] = pieces.try_emplace(each->what);
    if (is_new) piece->second = computed(each->compute);
    if (each->last == piece->second) continue;
    each->last = piece->second;
    each->stream->send(piece->second);
  }
}

void Followers::work() {
  using Clock = std::chrono::steady_clock;
  auto seen = pulse_.beat();
  auto greeted = Clock::now();
  for (;;) {
    auto now = pulse_.wait(seen, look_every);
    bool due;
    {
      std::lock_guard guard(mutex_);
      if (stopped_) return;
      due = added_ || (now != seen && !followers_.empty());
      if (Clock::now() - greeted > still_here_every) {
        for (const auto& each : followers_) each->stream->send(": still here\n\n");
        greeted = Clock::now();
      }
    }
    seen = now;
    if (!due) continue;
    auto began = Clock::now();
    round();
    std::this_thread::sleep_for(std::min<Clock::duration>(Clock::now() - began, std::chrono::seconds(1)));
  }
}

}  // namespace cairn::api
