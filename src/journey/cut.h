// Cutting the kept rows of a bucket into cases, one function a case rule.
//
//   customer   A B C D E          one case
//   session    A B │ C D E        a silence longer than the gap starts a new case
//   object     A C E · B D        one case per value of a property
//   episode    · B C D ·          from a start event to the first end event
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "journey/cases.h"
#include "journey/filter.h"

namespace cairn::journey {

/// The rows of a bucket that a question looks at, by customer.
struct Kept {
  bool all = true;                         ///< every row: `rows` is empty and stands for 0, 1, 2 …
  std::vector<std::uint32_t> rows;         ///< positions in the bucket
  std::vector<std::uint32_t> own_offsets;  ///< into rows
  std::span<const std::uint32_t> offsets;  ///< customers + 1; own_offsets, or those of the bucket
  std::vector<std::uint32_t> unmatched;    ///< events without a symbol, per customer, where not all cases are wanted
  std::uint32_t row(std::size_t i) const { return all ? static_cast<std::uint32_t>(i) : rows[i]; }
  std::size_t customers() const { return offsets.empty() ? 0 : offsets.size() - 1; }
};

/// Cases in the order of their customers; empty cases are not there.
struct Cut {
  bool rows_are_bucket = true;          ///< `rows` is empty and stands for every row of the bucket
  std::vector<std::uint32_t> rows;      ///< positions in the bucket
  std::vector<std::uint32_t> offsets;   ///< cases + 1
  std::vector<std::uint32_t> customer;  ///< per case
  std::vector<CaseState> state;         ///< per case; empty but for episodes
};

struct EpisodeRule {
  const Mask& starts;
  const Mask& ends;
  std::optional<std::int64_t> window_ms;
  std::int64_t horizon_ms;
};

Cut cut_customers(const Kept& kept);
Cut cut_sessions(const Bucket& bucket, const Kept& kept, std::int64_t gap_ms);
/// Objects of a customer in the order of their first event. Code 0 is no object.
Cut cut_objects(const Kept& kept, const Codes& codes, std::uint64_t& without_object);
Cut cut_episodes(const Bucket& bucket, const Kept& kept, const EpisodeRule& rule, std::uint64_t& outside);

}  // namespace cairn::journey
