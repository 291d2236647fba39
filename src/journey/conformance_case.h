// One case against the design: its alignment, read as what people ask about it.
//
//   fit          it went as designed, to an end of the design
//   in progress  it went as designed so far, and may go on
//   deviating    something is missing, ad hoc or out of order
//   not aligned  too long for the search (alignment.h); counted, and in no other number
//
// An element that is missing in one place and ad hoc in another of the same case is out of order there, once for each
// such pair; only what remains is missing or ad hoc.
#pragma once

#include "journey/alignment.h"
#include "journey/design.h"

namespace cairn::journey {

enum class Verdict : std::uint8_t { fit, deviating, in_progress, not_aligned };
inline constexpr std::size_t verdicts = 4;

/// What happened to one element in one case.
struct ElementFate {
  std::uint32_t reached = 0, missing = 0, out_of_order = 0, ad_hoc = 0;
  bool failed = false;
  std::uint32_t failures = 0;  ///< events
};

/// An event that came by a promised time, or so many ms after it.
struct Promised {
  std::size_t element;
  std::int64_t late_ms;  ///< 0 or less: in time
};

/// The rows [begin, end) are ad hoc; the designed elements before and after them happened where they belong.
struct Detour {
  std::uint32_t after, before;
  std::size_t begin, end;
};
/// after, before, then the labels, each run of one label once; at most `shown_labels`, then `more_labels`.
using DetourKey = std::vector<std::uint32_t>;
inline constexpr std::size_t shown_labels = 6;
inline constexpr std::uint32_t more_labels = ~std::uint32_t{0};

struct Judgement {
  Verdict verdict = Verdict::not_aligned;
  std::uint32_t cost = 0;  ///< fitness = 1 - cost / size
  std::uint32_t size = 0;
  std::vector<ElementFate> elements;
  std::vector<Promised> promised;
  std::vector<Detour> detours;
};

/// Judges the cases of one view, one at a time. The design, the view and the aligner must outlive it.
class Judge {
 public:
  static Result<Judge> make(const Asked& asked, const Design& design, const CaseView& view, Aligner& aligner);
  /// Valid until the next call.
  const Judgement& of_case(std::size_t c);
  std::uint32_t label(std::size_t row) const { return labels_[row]; }
  DetourKey key_of(const Detour& detour) const;
  std::int64_t time_of(const Detour& detour) const { return view_->ms(detour.end) - view_->ms(detour.begin - 1); }

 private:
  Judge(const Asked& asked, const Design& design, const CaseView& view, Aligner& aligner);
  bool open(std::size_t c) const;
  void count_moves(const Alignment& alignment);
  void follow_matches(const Alignment& alignment, std::size_t begin);
  void check_promises(const Design::Leaf& leaf, std::int64_t now, std::int64_t before, std::int64_t start);

  const Asked* asked_;
  const Design* design_;
  const CaseView* view_;
  Aligner* aligner_;
  bool complete_ = false;
  std::optional<std::int64_t> window_ms_;
  std::uint32_t shortest_ = 0;
  std::vector<std::uint32_t> labels_;
  std::vector<std::vector<Mask>> failed_;         ///< per element
  std::vector<std::uint16_t> trace_;              ///< elements of the case …
  std::vector<std::size_t> rows_;                 ///< … and their rows
  std::vector<std::optional<std::int64_t>> met_;  ///< per element, when it was last matched
  Judgement judgement_;
};

}  // namespace cairn::journey
