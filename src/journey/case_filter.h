// Predicates of cases (event/case_plan.h) compiled against an index, and run case by case: over `who` (the cases of a
// question) and over segments (the whole lives of customers).
//
//   count(paid) >= 2 within 7d after cart      two masks a bucket, one walk a case
//   sum(amount of paid) >= 1000                one mask and one column a bucket
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "event/case_plan.h"
#include "journey/filter.h"

namespace cairn::journey {

/// The values of a slot in one bucket. Where a column is not of numbers, those of its texts count that read as one.
class SlotValues {
 public:
  SlotValues() = default;  ///< all missing
  static Result<SlotValues> load(ColumnSource& columns, int bucket, const CasePlan::Slot& slot);
  double number(std::size_t row) const {
    if (column_ == nullptr) return std::nan("");
    return column_->numeric ? column_->numbers[row] : of_code_[column_->codes[row]];
  }
  std::string_view text(std::size_t row) const {
    const auto code = column_ == nullptr ? 0 : column_->codes[row];
    return code == 0 ? std::string_view() : column_->dictionary[code - 1];
  }

 private:
  std::shared_ptr<const Column> column_;
  std::vector<double> of_code_;  ///< of a numeric slot whose column is of texts
};

/// A CasePlan checked against an index.
class CaseFilter {
 public:
  /// `horizon_ms` (since 1930) is where `in last` ends; `where` names the place for errors ("question.who").
  static Result<CaseFilter> make(const Index& index, const CasePredicate& predicate, std::int64_t horizon_ms,
                                 const std::string& where);
  static Result<CaseFilter> make(const Index& index, CasePlan plan, std::int64_t horizon_ms, const std::string& where);
  bool always() const { return plan_.always(); }

  /// The plan with the masks and columns of one bucket; asked case by case. Its CaseFilter must outlive it.
  class OnBucket {
   public:
    /// row(i) for i in [begin, end) are the bucket rows of the case, in order.
    template <class Row>
    bool holds(std::size_t begin, std::size_t end, const Row& row) const {
      return filter_->plan_.holds(Life<Row>{*this, begin, end, row}, filter_->horizon_ms_);
    }
    /// Of a plan made of a measure.
    template <class Row>
    std::optional<Literal> value(std::size_t begin, std::size_t end, const Row& row) const {
      return filter_->plan_.value(Life<Row>{*this, begin, end, row}, filter_->horizon_ms_);
    }

   private:
    friend class CaseFilter;
    template <class Row>
    struct Life {
      const OnBucket& on;
      std::size_t begin, end;
      const Row& row;
      std::size_t rows() const { return end - begin; }
      std::int64_t ms(std::size_t i) const { return on.bucket_->ms(row(begin + i)); }
      bool is(std::size_t atom, std::size_t i) const { return on.masks_[atom][row(begin + i)] != 0; }
      double number(std::size_t slot, std::size_t i) const { return on.slots_[slot].number(row(begin + i)); }
      std::string_view text(std::size_t slot, std::size_t i) const { return on.slots_[slot].text(row(begin + i)); }
    };
    const CaseFilter* filter_ = nullptr;
    const Bucket* bucket_ = nullptr;
    std::vector<Mask> masks_;        ///< of each atom
    std::vector<SlotValues> slots_;  ///< of each slot
  };
  Result<OnBucket> on(const Bucket& bucket) const;

 private:
  CaseFilter(const Index& index, CasePlan plan, std::int64_t horizon_ms)
      : index_(&index), plan_(std::move(plan)), horizon_ms_(horizon_ms) {}
  const Index* index_;
  CasePlan plan_;
  std::vector<Filter> atoms_;
  std::vector<bool> has_slot_;
  std::int64_t horizon_ms_;
};

}  // namespace cairn::journey
