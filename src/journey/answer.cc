// What all answers share: columns, shares, times, and the basis.
#include "base/time.h"
#include "journey/kind.h"

namespace cairn::journey {

void Answer::column(const std::string& name, const char* type) {
  Json column{{"name", name}, {"type", type}};
  if (std::string_view(type) == "duration") column["unit"] = "s";
  columns.push_back(std::move(column));
}

Json share(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return nullptr;
  return static_cast<double>(part) / static_cast<double>(whole);
}

std::string index_time(std::int64_t ms_since_1930) { return format_time(Time{(ms_since_1930 + epoch_1930_ms) * 1000}); }

void Basis::add(const CaseView& view, const Asked& asked) {
  if (view.cases() == 0) return;
  events += view.seconds.size();
  cases += view.cases();
  auto cover = [&](std::int64_t from, std::int64_t to) {
    bool none = last_ms < first_ms;
    first_ms = none ? from : std::min(first_ms, from);
    last_ms = none ? to : std::max(last_ms, to);
  };
  if (asked.plan.untouched()) {
    // The index knows its extent; no case needs to be looked at.
    customers += view.cases();
    auto [from, to] = asked.index.extent_ms();
    cover(from - epoch_1930_ms, to - epoch_1930_ms);
    return;
  }
  for (std::size_t c = 0; c < view.cases(); ++c) {
    customers += c == 0 || view.customer_of(c) != view.customer_of(c - 1);
    cover(view.ms(view.offsets[c]), view.ms(view.offsets[c + 1] - 1));
    if (!view.state.empty()) in_progress += view.state[c] == CaseState::in_progress;
  }
}

void Basis::merge(const Basis& other) {
  bool none = last_ms < first_ms, other_none = other.last_ms < other.first_ms;
  if (!other_none) {
    first_ms = none ? other.first_ms : std::min(first_ms, other.first_ms);
    last_ms = none ? other.last_ms : std::max(last_ms, other.last_ms);
  }
  events += other.events;
  cases += other.cases;
  customers += other.customers;
  in_progress += other.in_progress;
  left_out.filtered_events += other.left_out.filtered_events;
  left_out.unmatched_events += other.left_out.unmatched_events;
  left_out.unmatched_of_members += other.left_out.unmatched_of_members;
  left_out.without_item += other.left_out.without_item;
  left_out.excluded_events += other.left_out.excluded_events;
  left_out.without_object += other.left_out.without_object;
  left_out.outside_episodes += other.left_out.outside_episodes;
  left_out.outside_segment += other.left_out.outside_segment;
  left_out.filtered_cases += other.left_out.filtered_cases;
}

}  // namespace cairn::journey
