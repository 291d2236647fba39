// A bucket seen through a question: filtered by period and predicate, relabelled, cut into cases.
//
//   index rows ──where, period──▶ kept rows ──relabel──▶ symbols ──case rule──▶ cases ──segment, who──▶ the cases of
//   the question
//
// Where nothing is to be done (whole lives, events as they are) the view points straight into the index.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "journey/filter_set.h"
#include "journey/question.h"

namespace cairn::journey {

enum class CaseState : std::uint8_t { complete, lost, in_progress };

/// The cases of one bucket; rows of case c are offsets[c] .. offsets[c+1].
struct CaseView {
  const Bucket* bucket = nullptr;
  std::span<const std::uint32_t> offsets;  ///< cases + 1
  std::span<const std::uint8_t> symbol8;   ///< one of the two is empty
  std::span<const std::uint16_t> symbol16;
  std::span<const std::uint32_t> seconds;
  std::span<const std::uint16_t> millis;    ///< may be empty: all zero
  std::span<const std::uint32_t> row;       ///< position in the bucket; empty: identity
  std::span<const std::uint32_t> customer;  ///< per case; empty: case = customer
  std::span<const CaseState> state;         ///< per case; empty: all complete (episodes only have it)
  std::span<const std::uint32_t> group;     ///< per case, breakdown value number; empty: no breakdown
  std::span<const std::uint8_t> members;    ///< per customer of the bucket, 1: in the segment, and where `who` is
                                            ///< asked with a case of it; empty: all customers
  std::shared_ptr<const RowClasses> classes;  ///< of AskOptions::predicates; null without a map
  std::shared_ptr<const void> owner;          ///< keeps the spans alive

  std::size_t cases() const { return offsets.empty() ? 0 : offsets.size() - 1; }
  std::uint16_t symbol(std::size_t i) const { return symbol8.empty() ? symbol16[i] : symbol8[i]; }
  std::int64_t ms(std::size_t i) const { return std::int64_t{seconds[i]} * 1000 + (millis.empty() ? 0 : millis[i]); }
  std::size_t bucket_row(std::size_t i) const { return row.empty() ? i : row[i]; }
  std::size_t customer_of(std::size_t c) const { return customer.empty() ? c : customer[c]; }
};

/// What was left out on the way, summed over buckets.
struct LeftOut {
  std::uint64_t filtered_events = 0;       ///< period and where
  std::uint64_t unmatched_events = 0;      ///< no symbol of the map
  std::uint64_t unmatched_of_members = 0;  ///< of these, those of the customers whom the question is about
  std::uint64_t without_item = 0;          ///< no value of the property that gives the items
  std::uint64_t excluded_events = 0;       ///< items that the question excludes
  std::uint64_t without_object = 0;        ///< no value of the object property
  std::uint64_t outside_episodes = 0;
  std::uint64_t outside_segment = 0;  ///< cases of customers who are not in the segment
  std::uint64_t filtered_cases = 0;   ///< who, of the others
};

/// Milliseconds since 1930 of the first index instant at or after a time.
std::int64_t index_ms(Time time);

/// A scope checked against an index, ready to run bucket by bucket (from several threads at once).
class Plan {
 public:
  static Result<Plan> make(const Index& index, const Scope& scope, const AskOptions& options);
  Plan(Plan&&) noexcept;
  ~Plan();
  /// Symbol number → name (event types, the relabelling's symbols, or the items of them).
  const std::vector<std::string>& symbols() const;
  Result<CaseView> view(const Bucket& bucket, LeftOut& left_out) const;
  /// Breakdown values by group number, after views have been made; number 0 is "", missing.
  std::vector<std::string> groups() const;
  /// The group number of every row of a bucket, for kinds that break down by certain events of a case; only with `by`.
  Result<std::vector<std::uint32_t>> row_groups(const Bucket& bucket) const;
  /// The symbol of every row of a bucket, also of those outside the question; no_symbol where the map names none.
  Result<std::vector<std::uint16_t>> row_symbols(const Bucket& bucket) const;
  static constexpr std::uint16_t no_symbol = 0xFFFF;
  /// The rows of a bucket that `where` lets pass, at any time, also outside the period.
  Result<std::vector<std::uint8_t>> passes_where(const Bucket& bucket) const;
  /// The instant up to which the data are known: the last event of the whole index, or the end of the period if that
  /// is earlier; ms since 1930.
  std::int64_t horizon_ms() const;
  /// True when the question looks at every event of every customer, as they are: then a view is the bucket itself.
  bool untouched() const;
  /// True when the case may still get events that are not known yet: an open episode, a customer's last session whose
  /// silence is not yet longer than the gap; a customer's life and an object always.
  bool open_case(const CaseView& view, std::size_t c) const;

 private:
  struct State;
  explicit Plan(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace cairn::journey
