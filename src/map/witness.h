// The cases behind one number of one element, written down by the code that counts them: so there are as many as the
// number says. Whether a silent case has left or is in progress is decided at the end, as for the number (silence.h).
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "map/silence.h"

namespace cairn::map {

/// One number of one element of a map.
struct Behind {
  enum class Element { touchpoint, stage, milestone, pain } element = Element::touchpoint;
  std::size_t number = 0;  ///< position among its kind in the map
  enum class What { cases, moved_on, left, failed } what = What::cases;
};

class Witnesses {
 public:
  /// A case: its customer, and when it was at the element.
  struct Case {
    int bucket = 0;
    std::size_t customer = 0;
    std::int64_t at_ms = 0;       ///< since 1930
    std::int64_t silence_ms = 0;  ///< `decided`, or what decides whether it counts
  };
  static constexpr std::int64_t decided = -1;

  void ask(const Behind& behind) { behind_ = behind, asked_ = true; }
  bool asked() const { return asked_; }
  bool wants(Behind::Element element, std::size_t number, Behind::What what) const {
    return asked_ && behind_.element == element && behind_.number == number && behind_.what == what;
  }
  void add(const Case& one) { cases_.push_back(one); }
  void merge(Witnesses&& other) { cases_.insert(cases_.end(), other.cases_.begin(), other.cases_.end()); }
  /// Those that count, where a silence longer than the window is lost.
  std::vector<Case> of(std::int64_t window_ms) const {
    std::vector<Case> found;
    for (const auto& one : cases_)
      if (one.silence_ms == decided || Silence::is_lost(one.silence_ms, window_ms)) found.push_back(one);
    return found;
  }

 private:
  Behind behind_;
  bool asked_ = false;
  std::vector<Case> cases_;
};

}  // namespace cairn::map
