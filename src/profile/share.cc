#include "profile/share.h"

#include "journey/case_filter.h"

namespace cairn::profile {
namespace {

void count(Share& share, double value) {
  ++share.customers;
  share.value += value;
}

}  // namespace

Result<Shares> shares_of(const journey::Index& index, const std::vector<CasePredicate>& groups, const Measure& value) {
  using journey::CaseFilter;
  const auto last_ms = index.extent_ms().second - journey::epoch_1930_ms;
  CAIRN_TRY(auto valued, CaseFilter::make(index, CasePlan::of(value, Unknown::allowed), last_ms, "value"));
  std::vector<CaseFilter> filters;
  for (const auto& group : groups) {
    CAIRN_TRY(auto filter, CaseFilter::make(index, group, last_ms, "segment"));
    filters.push_back(std::move(filter));
  }
  Shares shares{{}, std::vector<Share>(groups.size())};
  auto row = [](std::size_t i) { return i; };
  for (const auto& bucket : index.buckets()) {
    CAIRN_TRY(auto values, valued.on(bucket));
    std::vector<CaseFilter::OnBucket> members;
    for (const auto& filter : filters) {
      CAIRN_TRY(auto on, filter.on(bucket));
      members.push_back(std::move(on));
    }
    for (std::size_t c = 0; c < bucket.customers(); ++c) {
      const std::size_t begin = bucket.offsets[c], end = bucket.offsets[c + 1];
      auto found = values.value(begin, end, row);
      const double brought = found ? found->number.value_or(0) : 0;
      count(shares.all, brought);
      for (std::size_t g = 0; g < members.size(); ++g)
        if (members[g].holds(begin, end, row)) count(shares.groups[g], brought);
    }
  }
  return shares;
}

}  // namespace cairn::profile
