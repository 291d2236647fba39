// A customer's events as a CasePlan asks them (event/case_plan.h): every atom and every value is looked up once.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "event/case_plan.h"
#include "profile/statements.h"

namespace cairn::profile {

/// Milliseconds since 1970, as plans count.
inline std::int64_t ms_of(Time time) { return time.us / 1000 - (time.us % 1000 < 0); }

class Life {
 public:
  /// Of events in order.
  Life(std::span<const CustomerEvent> events, const CasePlan& plan);
  /// Only the first so many events are there from now on.
  void show(std::size_t rows) { rows_ = rows; }

  std::size_t rows() const { return rows_; }
  std::int64_t ms(std::size_t row) const { return ms_[row]; }
  bool is(std::size_t atom, std::size_t row) const { return atoms_[atom][row]; }
  double number(std::size_t slot, std::size_t row) const;
  std::string_view text(std::size_t slot, std::size_t row) const;

 private:
  std::size_t rows_;
  std::vector<std::int64_t> ms_;
  std::vector<std::vector<bool>> atoms_;
  std::vector<std::vector<std::optional<Literal>>> slots_;
};

}  // namespace cairn::profile
