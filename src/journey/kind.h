// What a kind of question is made of. Each kind is one file; kinds.cc holds the table of them.
//
//   question ─▶ Asked (checked, planned) ─▶ over_buckets: one partial a thread ─merge─▶ Answer ─▶ JSON
//
// Customers are disjoint between buckets, so merging partials is exact, and nothing a kind says depends on how many
// buckets or threads there were.
#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "journey/cases.h"
#include "journey/histogram.h"
#include "journey/question.h"

namespace cairn::journey {

/// A question that has been checked against an index.
struct Asked {
  const Index& index;
  const Json& question;
  const AskOptions& options;
  Scope scope;
  Plan plan;

  static Result<Asked> make(const Index& index, const Json& question, const AskOptions& options);
  bool grouped() const { return scope.by.has_value(); }
};

/// What an answer rests on, summed over buckets.
struct Basis {
  std::uint64_t events = 0, cases = 0, customers = 0, in_progress = 0;
  std::int64_t first_ms = 0, last_ms = -1;  ///< since 1930; none: last < first
  LeftOut left_out;
  void add(const CaseView& view, const Asked& asked);
  void merge(const Basis& other);
};

struct Answer {
  Json columns = Json::array(), rows = Json::array(), totals = Json::object(), notes = Json::array();
  Json bins;  ///< timing only, else null
  Basis basis;
  void column(const std::string& name, const char* type);
  void note(std::string text) { notes.push_back(std::move(text)); }
};

/// Milliseconds as seconds.
inline double seconds_of(double ms) { return ms / 1000; }
/// A share of nothing is null, not zero.
Json share(std::uint64_t part, std::uint64_t whole);
/// An index instant as ISO 8601.
std::string index_time(std::int64_t ms_since_1930);

/// How often a case counts into one number of an answer; 0: not at all.
using CaseCount = std::function<std::uint64_t(std::size_t c)>;
/// Made once a bucket.
using Selector = std::function<Result<CaseCount>(const CaseView&)>;

struct KindEntry {
  Kind kind;
  Result<Answer> (*answer)(const Asked&);
  /// The cases behind the row of that answer which `at` names; null where a kind has none.
  Result<Selector> (*select)(const Asked&, const Json& at);
};
const std::vector<KindEntry>& kind_table();
const KindEntry* find_kind(const std::string& name);

Result<Answer> answer_transitions(const Asked&);
Result<Answer> answer_variants(const Asked&);
Result<Answer> answer_funnel(const Asked&);
Result<Answer> answer_timing(const Asked&);
Result<Answer> answer_customers(const Asked&);
Result<Selector> select_transitions(const Asked&, const Json& at);
Result<Selector> select_variants(const Asked&, const Json& at);
Result<Selector> select_funnel(const Asked&, const Json& at);
Result<Selector> select_timing(const Asked&, const Json& at);

/// Runs `each(view, partial)` over all buckets on the threads that were asked for, and merges. Partial is copied from
/// `blank` once a thread and has merge(Partial&&).
template <class Partial, class Each>
Result<Partial> over_buckets(const Asked& asked, Basis& basis, const Partial& blank, const Each& each) {
  const auto& buckets = asked.index.buckets();
  std::size_t threads = asked.options.threads > 0 ? static_cast<std::size_t>(asked.options.threads)
                                                  : std::max(1U, std::thread::hardware_concurrency());
  threads = std::max<std::size_t>(1, std::min(threads, buckets.size()));
  std::atomic<std::size_t> next{0};
  std::mutex merging;
  std::optional<Partial> whole;
  std::optional<Error> failed;
  auto work = [&] {
    Partial mine = blank;
    Basis seen;
    for (std::size_t at; (at = next.fetch_add(1)) < buckets.size();) {
      auto view = asked.plan.view(buckets[at], seen.left_out);
      auto done = view ? each(*view, mine) : Result<void>(view.error());
      if (!done) {
        std::lock_guard lock(merging);
        if (!failed) failed = done.error();
        next = buckets.size();
        return;
      }
      seen.add(*view, asked);
    }
    std::lock_guard lock(merging);
    basis.merge(seen);
    if (whole)
      whole->merge(std::move(mine));
    else
      whole = std::move(mine);
  };
  std::vector<std::thread> helpers;
  for (std::size_t i = 1; i < threads; ++i) helpers.emplace_back(work);
  work();
  for (auto& helper : helpers) helper.join();
  if (failed) return std::move(*failed);
  return std::move(*whole);
}

}  // namespace cairn::journey
