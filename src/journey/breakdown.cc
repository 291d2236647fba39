#include "journey/breakdown.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/text.h"

namespace cairn::journey {

Breakdown Breakdown::of(const Asked& asked, const std::vector<std::uint64_t>& cases) {
  Breakdown breakdown;
  if (!asked.grouped()) {
    breakdown.names = {""};
    breakdown.place = {0};
    return breakdown;
  }
  breakdown.shown = true;
  auto names = asked.plan.groups();
  std::vector<std::size_t> order(cases.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return cases[a] != cases[b] ? cases[a] > cases[b] : names[a] < names[b];
  });
  while (!order.empty() && cases[order.back()] == 0) order.pop_back();
  auto limit = static_cast<std::size_t>(asked.question.value("by_limit", 20));
  breakdown.place.assign(cases.size(), 0);
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i < limit) {
      breakdown.names.push_back(names[order[i]]);
      breakdown.place[order[i]] = i;
      continue;
    }
    if (breakdown.folded++ == 0) breakdown.names.emplace_back(other_name);
    breakdown.place[order[i]] = limit;
  }
  return breakdown;
}

namespace {
struct GroupSizes {
  std::vector<std::uint64_t> cases;
  void merge(GroupSizes&& other, Pace&) {
    cases.resize(std::max(cases.size(), other.cases.size()));
    for (std::size_t g = 0; g < other.cases.size(); ++g) cases[g] += other.cases[g];
  }
};
}  // namespace

Result<Breakdown> Breakdown::of_cases(const Asked& asked) {
  if (!asked.grouped()) return of(asked, {});
  Basis unused;
  CAIRN_TRY(auto sizes,
            over_buckets(asked, unused, GroupSizes(), [](const CaseView& view, GroupSizes& partial) -> Result<void> {
              for (auto group : view.group) ++at_group(partial.cases, group);
              return {};
            }));
  return of(asked, sizes.cases);
}

void Breakdown::head(Answer& answer) const {
  if (!shown) return;
  answer.column("group", "text");
  if (folded > 0) answer.note(fmt::format("{} smaller groups are together in the group {}", folded, other_name));
}

Json Breakdown::row(std::size_t group) const {
  Json row = Json::array();
  if (shown) row.push_back(names[group]);
  return row;
}

Result<GroupChoice> GroupChoice::make(const Asked& asked, const Json& at) {
  GroupChoice choice;
  if (!at.contains("group")) return choice;
  if (!asked.grouped())
    return Error{ErrorCode::invalid, "'group' selects a group, but the question has no 'by'", "question.at.group", ""};
  choice.all_ = false;
  auto wanted = at["group"].get<std::string>();
  // Which groups are shown, the answer knows; a group that it does not show is a mistake in `at`.
  CAIRN_TRY(auto answer, find_kind(asked.question["kind"].get<std::string>())->answer(asked));
  std::vector<std::string> shown;
  for (const auto& row : answer.rows)
    if (auto name = row[0].get<std::string>(); std::find(shown.begin(), shown.end(), name) == shown.end())
      shown.push_back(name);
  if (std::find(shown.begin(), shown.end(), wanted) == shown.end())
    return Error{ErrorCode::not_found, fmt::format("the answer has no group '{}'", wanted), "question.at.group",
                 suggest(wanted, shown)};
  choice.other_ = wanted == other_name;
  if (choice.other_)
    choice.names_ = std::move(shown);
  else
    choice.names_ = {wanted};
  return choice;
}

std::vector<bool> GroupChoice::allowed(const Asked& asked) const {
  auto groups = asked.plan.groups();
  std::vector<bool> allowed(groups.size(), true);
  for (std::size_t g = 0; !all_ && g < groups.size(); ++g)
    allowed[g] = (std::find(names_.begin(), names_.end(), groups[g]) != names_.end()) != other_;
  return allowed;
}

}  // namespace cairn::journey
