#include "profile/live_segments.h"

#include <algorithm>

#include "profile/arrivals.h"

namespace cairn::profile {
namespace {

std::vector<DefinedSegment> defined_of(const std::vector<NamedSegment>& segments) {
  std::vector<DefinedSegment> defined;
  for (const auto& segment : segments) defined.push_back({segment.name, definition_of(segment.who)});
  return defined;
}

std::int64_t end_of(const store::History& history) {
  std::int64_t end = 0;
  for (int bucket = 0; bucket < history.bucket_count(); ++bucket) end = std::max(end, history.end_arrival(bucket));
  return end;
}

}  // namespace

Result<void> LiveSegments::update(const store::History& history, const std::vector<NamedSegment>& segments,
                                  const std::function<OwnerChanges(bool all)>& owners, Time now) {
  if (segments.empty()) {
    std::lock_guard guard(mutex_);
    following_.reset();
    return {};
  }
  const bool goes_on = following_ != nullptr && following_->segments == defined_of(segments) &&
                       (following_->version.empty() || history.end_of_version(following_->version));
  auto changed = owners(!goes_on);
  if (goes_on && !changed.is_all) {
    std::lock_guard guard(mutex_);
    auto followed = follow(*following_, history, changed, now);
    if (!followed) {
      following_.reset();  // it may have read a part
      return followed;
    }
  } else {
    CAIRN_TRY(auto anew, begin(segments));
    CAIRN_TRY_VOID(follow(*anew, history, changed, now));
    std::lock_guard guard(mutex_);
    following_.swap(anew);
  }
  return {};
}

Result<std::unique_ptr<LiveSegments::Following>> LiveSegments::begin(const std::vector<NamedSegment>& segments) {
  std::vector<CasePredicate> predicates;
  for (const auto& segment : segments) predicates.push_back(segment.who);
  CAIRN_TRY(auto book, Book::make(predicates));
  auto following = std::make_unique<Following>(Following{defined_of(segments), std::move(book), "", 0});
  if (access_ == store::Access::read) return following;
  if (!changes_) {
    CAIRN_TRY(auto changes, SegmentChanges::open(workspace_, access_));
    changes_ = std::move(changes);
  }
  for (std::uint32_t number = 0; number < segments.size(); ++number)
    CAIRN_TRY_VOID(changes_->each_member(following->segments[number],
                                         [&](const auto& customer) { following->book.assume(number, customer); }));
  return following;
}

Result<void> LiveSegments::follow(Following& following, const store::History& history, const OwnerChanges& owners,
                                  Time now) {
  auto& book = following.book;
  book.set_owners(owners.owned);
  if (!duck_) {
    CAIRN_TRY(auto duck, store::Duck::open({.memory_limit = store::memory_share(0.2),
                                            .threads = 1,
                                            .temp_directory = history.workspace() / "tmp",
                                            .allowed = {}}));
    duck_ = std::move(duck);
  }
  const auto end = end_of(history);
  if (end > following.end)
    CAIRN_TRY_VOID(read_arrivals(history, *duck_, following.end, book.asked(),
                                 [&](const Arrival& arrival) { book.add(arrival); }));
  following.end = end;
  following.version = history.version(0);
  if (auto horizon = horizon_of(history)) {
    auto changes = book.update(*horizon);
    if (!changes.empty() && access_ == store::Access::write) following.unrecorded.push_back({std::move(changes), now});
  }
  return {};
}

Result<bool> LiveSegments::record() {
  if (following_ == nullptr) return false;
  auto& following = *following_;
  auto& waiting = following.unrecorded;
  for (std::size_t room = SegmentChanges::most_at_once; room > 0 && !waiting.empty();) {
    const auto& [changes, noticed] = waiting.front();
    const auto rest = std::span(changes).subspan(following.recorded);
    const auto first = rest.first(std::min(room, rest.size()));
    CAIRN_TRY(auto written, changes_->write(following.segments, following.book, first, noticed));
    room -= written;
    std::lock_guard guard(mutex_);
    following.recorded += written;
    if (following.recorded < changes.size()) continue;
    waiting.pop_front();
    following.recorded = 0;
  }
  return !waiting.empty();
}

std::size_t LiveSegments::unrecorded() const {
  std::lock_guard guard(mutex_);
  if (following_ == nullptr) return 0;
  std::size_t count = 0;
  for (const auto& noticed : following_->unrecorded) count += noticed.changes.size();
  return count - following_->recorded;
}

std::vector<LiveSegments::Count> LiveSegments::counts() const {
  std::lock_guard guard(mutex_);
  std::vector<Count> counts;
  if (following_ == nullptr) return counts;
  for (std::uint32_t number = 0; number < following_->segments.size(); ++number)
    counts.push_back({following_->segments[number].name, following_->book.count(number)});
  return counts;
}

std::size_t LiveSegments::customers() const {
  std::lock_guard guard(mutex_);
  return following_ == nullptr ? 0 : following_->book.customers();
}

std::optional<std::uint32_t> LiveSegments::number_of(const std::string& segment) const {
  if (following_ == nullptr) return std::nullopt;
  const auto& all = following_->segments;
  auto found = std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.name == segment; });
  return found == all.end() ? std::nullopt : std::optional(static_cast<std::uint32_t>(found - all.begin()));
}

std::optional<std::vector<identity::Identifier>> LiveSegments::members(
    const std::string& segment, std::size_t most, const std::optional<identity::Identifier>& after) const {
  std::lock_guard guard(mutex_);
  auto number = number_of(segment);
  return number ? std::optional(following_->book.members(*number, most, after)) : std::nullopt;
}

std::vector<std::string> LiveSegments::segments_of(const identity::Identifier& customer) const {
  std::lock_guard guard(mutex_);
  std::vector<std::string> names;
  if (following_ == nullptr) return names;
  for (auto number : following_->book.segments_of(customer)) names.push_back(following_->segments[number].name);
  return names;
}

std::optional<DefinedSegment> LiveSegments::defined(const std::string& segment) const {
  std::lock_guard guard(mutex_);
  auto number = number_of(segment);
  return number ? std::optional(following_->segments[*number]) : std::nullopt;
}

std::size_t LiveSegments::bytes() const {
  std::lock_guard guard(mutex_);
  return following_ == nullptr ? 0 : following_->book.bytes();
}

}  // namespace cairn::profile
