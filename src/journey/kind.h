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
#include "journey/pace.h"
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
  /// True when the question looks at events before the period as well, which then says what is shown only: the plan
  /// knows no `from`.
  bool looks_back() const;
  /// Whether the question may go on; for loops outside over_buckets that can take long. Cheap.
  Result<void> go_on() const { return options.run != nullptr ? options.run->check() : Result<void>(); }
  /// The same for loops of small steps, as merging is.
  Pace pace() const { return Pace(options.run); }
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
  Json bins;  ///< a histogram of times, else null
  /// Further tables: {"name","columns","rows","totals"}.
  Json parts = Json::array();
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
  /// Asked::looks_back() of a question of this kind; null: never.
  bool (*looks_back)(const Json& question) = nullptr;
};
const std::vector<KindEntry>& kind_table();
const KindEntry* find_kind(const std::string& name);

Result<Answer> answer_transitions(const Asked&);
Result<Answer> answer_variants(const Asked&);
Result<Answer> answer_funnel(const Asked&);
Result<Answer> answer_timing(const Asked&);
Result<Answer> answer_paths(const Asked&);
Result<Answer> answer_step_matrix(const Asked&);
Result<Answer> answer_retention(const Asked&);
Result<Answer> answer_lifecycle(const Asked&);
Result<Answer> answer_conformance(const Asked&);
Result<Answer> answer_customers(const Asked&);
Result<Selector> select_transitions(const Asked&, const Json& at);
Result<Selector> select_variants(const Asked&, const Json& at);
Result<Selector> select_funnel(const Asked&, const Json& at);
Result<Selector> select_timing(const Asked&, const Json& at);
Result<Selector> select_paths(const Asked&, const Json& at);
Result<Selector> select_step_matrix(const Asked&, const Json& at);
Result<Selector> select_retention(const Asked&, const Json& at);
Result<Selector> select_lifecycle(const Asked&, const Json& at);
bool retention_looks_back(const Json& question);
bool lifecycle_looks_back(const Json& question);
Result<Selector> select_conformance(const Asked&, const Json& at);

/// The work of one pass: buckets, the largest first so that no thread is left with one at the end, given out one by
/// one until a thread fails or the run may not go on.
class Pass {
 public:
  explicit Pass(const Asked& asked);
  std::size_t threads() const { return threads_; }
  /// The next bucket; null when there is none, or no more is wanted.
  const Bucket* next();
  void done(const Bucket& bucket);
  void fail(const Error& error);
  const std::optional<Error>& failed() const { return failed_; }

 private:
  const Asked& asked_;
  std::vector<const Bucket*> buckets_;
  std::size_t threads_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;
  std::optional<Error> failed_;
};

/// Runs `each(view, partial)` over all buckets on the threads that were asked for, and merges. Partial is copied from
/// `blank` once a thread and has merge(Partial&&, Pace&), which ends early when the pace does.
template <class Partial, class Each>
Result<Partial> over_buckets(const Asked& asked, Basis& basis, const Partial& blank, const Each& each) {
  Pass pass(asked);
  std::mutex merging;
  std::optional<Partial> whole;
  auto work = [&] {
    Partial mine = blank;
    Basis seen;
    while (const Bucket* bucket = pass.next()) {
      auto view = asked.plan.view(*bucket, seen.left_out);
      auto done = view ? each(*view, mine) : Result<void>(view.error());
      if (!done) return pass.fail(done.error());
      seen.add(*view, asked);
      pass.done(*bucket);
    }
    std::lock_guard lock(merging);
    basis.merge(seen);
    if (!whole) {
      whole = std::move(mine);
      return;
    }
    Pace pace = asked.pace();
    whole->merge(std::move(mine), pace);
    if (!pace.outcome()) pass.fail(pace.outcome().error());
  };
  std::vector<std::thread> helpers;
  for (std::size_t i = 1; i < pass.threads(); ++i) helpers.emplace_back(work);
  work();
  for (auto& helper : helpers) helper.join();
  if (pass.failed()) return *pass.failed();
  return std::move(*whole);
}

}  // namespace cairn::journey
