#include "journey/compare.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "stats/share_difference.h"

namespace cairn::journey {

Result<std::optional<Comparison>> Comparison::of(const Asked& asked) {
  if (!asked.question.contains("compare")) return std::optional<Comparison>();
  const Json& compare = asked.question["compare"];
  if (asked.grouped())
    return Error{ErrorCode::invalid, "a question has either groups ('by') or two that are compared ('compare')",
                 "question.compare", "leave out 'by', or ask twice"};
  if (asked.question.contains("measures"))
    return Error{ErrorCode::invalid, "a comparison shows counts, shares and their difference only", "question.measures",
                 "leave out 'measures' or 'compare'"};
  Comparison comparison(asked.index);
  CAIRN_TRY_VOID(compare.contains("by") ? comparison.read_values(compare) : comparison.read_predicates(asked));
  return std::optional(std::move(comparison));
}

Result<void> Comparison::read_values(const Json& compare) {
  if (compare.contains("over"))
    return Error{ErrorCode::invalid, "'over' says what predicates judge; with 'by' there are none",
                 "question.compare.over", "leave out 'over' or 'by'"};
  property_ = compare["by"].get<std::string>();
  auto names = index_->columns().names();
  if (std::find(names.begin(), names.end(), property_) == names.end())
    return Error{ErrorCode::not_found, fmt::format("no property is named '{}'", property_), "question.compare.by",
                 suggest(property_, names)};
  std::vector<std::string> known{""};
  for (const auto& bucket : index_->buckets()) {
    CAIRN_TRY(auto column, index_->columns().load(bucket.number, property_, ColumnForm::codes));
    for (auto value : column->dictionary) known.emplace_back(value);
  }
  std::sort(known.begin(), known.end());
  known.erase(std::unique(known.begin(), known.end()), known.end());
  for (const char* side : {"a", "b"}) {
    if (!compare.contains(side)) continue;
    std::string where = fmt::format("question.compare.{}", side);
    if (!compare[side].is_string())
      return Error{ErrorCode::invalid, fmt::format("expected a value of '{}', found an object", property_), where, ""};
    auto value = compare[side].get<std::string>();
    if (!std::binary_search(known.begin(), known.end(), value))
      return Error{ErrorCode::not_found, fmt::format("'{}' is never '{}'", property_, value), where,
                   suggest(value, known)};
    values_.push_back(std::move(value));
  }
  return {};
}

Result<void> Comparison::read_predicates(const Asked& asked) {
  const Json& compare = asked.question["compare"];
  over_life_ = compare.value("over", "case") == "life";
  // Whole lives end where the data end, as those of a segment do.
  std::int64_t horizon_ms = over_life_ ? index_->extent_ms().second - epoch_1930_ms : asked.plan.horizon_ms();
  for (const char* side : {"a", "b"}) {
    if (!compare.contains(side)) continue;
    std::string where = fmt::format("question.compare.{}", side);
    CAIRN_TRY(auto named, case_predicate_from(compare[side], where));
    CAIRN_TRY(auto predicate, resolved(named, asked.options.names, where));
    CAIRN_TRY(auto filter, CaseFilter::make(*index_, predicate, horizon_ms, where));
    filters_.push_back(std::move(filter));
  }
  return {};
}

Result<std::vector<Comparison::Sides>> Comparison::by_value(const CaseView& view) const {
  CAIRN_TRY(auto column, index_->columns().load(view.bucket->number, property_, ColumnForm::codes));
  // The side of every code; 0, missing, is the value "".
  std::vector<Sides> of_code;
  auto side_of = [&](std::string_view value) -> Sides {
    Sides sides = value == values_[0] ? 1 : 0;
    if (values_.size() > 1 ? value == values_[1] : sides == 0) sides |= 2;
    return sides;
  };
  of_code.push_back(side_of(""));
  for (auto value : column->dictionary) of_code.push_back(side_of(value));
  std::vector<Sides> sides(view.cases());
  for (std::size_t c = 0; c < view.cases(); ++c) {
    std::uint32_t code = 0;
    for (std::size_t i = view.offsets[c]; i < view.offsets[c + 1] && code == 0; ++i)
      if (auto found = column->codes[view.bucket_row(i)]; found != 0 && !column->dictionary[found - 1].empty())
        code = found;
    sides[c] = of_code[code];
  }
  return sides;
}

Result<std::vector<Comparison::Sides>> Comparison::by_predicate(const CaseView& view) const {
  std::vector<Sides> sides(view.cases());
  const auto& lives = view.bucket->offsets;
  for (std::size_t f = 0; f < filters_.size(); ++f) {
    CAIRN_TRY(auto on, filters_[f].on(*view.bucket));
    for (std::size_t c = 0; c < sides.size(); ++c) {
      std::size_t life = view.customer_of(c);
      bool holds = over_life_ ? on.holds(lives[life], lives[life + 1], [](std::size_t i) { return i; })
                              : on.holds(view.offsets[c], view.offsets[c + 1],
                                         [&](std::size_t i) { return view.bucket_row(i); });
      if (holds) sides[c] |= static_cast<Sides>(1U << f);
    }
  }
  if (filters_.size() == 1)
    for (auto& side : sides)
      if (side == 0) side = 2;
  return sides;
}

Result<std::vector<Comparison::Sides>> Comparison::sides(const CaseView& view) const {
  return property_.empty() ? by_predicate(view) : by_value(view);
}

Result<Membership> Membership::make(const std::optional<Comparison>& comparison, const Breakdown& breakdown,
                                    const CaseView& view) {
  Membership membership(breakdown, view);
  if (comparison) {
    CAIRN_TRY(membership.sides_, comparison->sides(view));
  }
  return membership;
}

Result<MemberChoice> MemberChoice::make(const Asked& asked, const std::optional<Comparison>& comparison,
                                        const Json& at) {
  MemberChoice choice(asked);
  choice.comparison_ = comparison;
  if (!comparison) {
    CAIRN_TRY(choice.groups_, GroupChoice::make(asked, at));
  } else if (at.contains("group")) {
    auto name = at["group"].get<std::string>();
    if (name != "a" && name != "b")
      return Error{ErrorCode::not_found, fmt::format("a comparison has the groups a and b, not '{}'", name),
                   "question.at.group", ""};
    choice.wanted_ = name == "a" ? 1 : 2;
  }
  return choice;
}

Result<std::vector<bool>> MemberChoice::on(const CaseView& view) const {
  std::vector<bool> chosen(view.cases(), true);
  if (comparison_) {
    CAIRN_TRY(auto sides, comparison_->sides(view));
    for (std::size_t c = 0; c < chosen.size(); ++c) chosen[c] = (sides[c] & wanted_) != 0;
    return chosen;
  }
  auto allowed = groups_.allowed(*asked_);
  if (!view.group.empty())
    for (std::size_t c = 0; c < chosen.size(); ++c) chosen[c] = allowed[view.group[c]];
  return chosen;
}

std::string note_of_both(std::uint64_t cases) {
  return fmt::format("{} cases are in both groups; the intervals are meant for groups without a common case", cases);
}

void comparison_head(Answer& answer) {
  answer.column("count_a", "integer");
  answer.column("count_b", "integer");
  for (const char* name : {"share_a", "share_b", "difference", "difference_low", "difference_high"})
    answer.column(name, "share");
}

void push_comparison(Json& row, std::uint64_t part_a, std::uint64_t whole_a, std::uint64_t part_b,
                     std::uint64_t whole_b) {
  row.insert(row.end(), {part_a, part_b, share(part_a, whole_a), share(part_b, whole_b)});
  if (whole_a == 0 || whole_b == 0) {
    row.insert(row.end(), {nullptr, nullptr, nullptr});
    return;
  }
  auto difference = stats::difference_of_shares(part_a, whole_a, part_b, whole_b);
  row.insert(row.end(), {difference.value, difference.low, difference.high});
}

}  // namespace cairn::journey
