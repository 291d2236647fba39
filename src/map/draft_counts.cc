#include "map/draft_counts.h"

#include <algorithm>

namespace cairn::map {
namespace {

/// The rows of the lexicon that a touchpoint's events mean.
std::vector<const Row*> rows_of_touchpoint(const Touchpoint& touchpoint, Domain domain) {
  std::vector<const Row*> rows;
  for (const auto& event : events_of(touchpoint.on))
    if (auto meaning = meaning_of(event, domain)) rows.push_back(meaning->row);
  return rows;
}

Stage* stage_that_means(const Row* row, Domain domain, JourneyMap& map) {
  for (const auto& touchpoint : map.touchpoints) {
    auto rows = rows_of_touchpoint(touchpoint, domain);
    if (std::find(rows.begin(), rows.end(), row) != rows.end()) return &map.stages[map.stage_index(touchpoint.stage)];
  }
  return nullptr;
}

}  // namespace

void bind_counts(const std::vector<StageCounts>& what, std::optional<Domain> domain, JourneyMap& map) {
  if (!domain) return;
  struct Found {
    StageCounts counts;
    std::optional<Label> label;
    Stage* stage;
    const Row* row;
  };
  std::vector<Found> found;
  for (const auto& each : what) {
    auto meaning = meaning_of(each.measure, *domain);
    if (!meaning) continue;
    if (Stage* stage = stage_that_means(meaning->row, *domain, map))
      found.push_back({each, meaning->label, stage, meaning->row});
  }
  for (auto& one : found) {
    auto alike = std::count_if(found.begin(), found.end(), [&](const Found& other) { return other.row == one.row; });
    auto units = std::count_if(found.begin(), found.end(),
                               [&](const Found& other) { return other.counts.measure == one.counts.measure; });
    // Sums of different units say nothing, and a map cannot ask for rows without a unit alone.
    if (units > 1 && one.counts.unit.empty()) continue;
    // Of several with one meaning each keeps the name of its own.
    if (alike == 1 && one.label) one.counts.label = *one.label;
    if (units == 1)
      one.counts.unit.clear();
    else
      one.counts.label = Label::same(one.counts.measure + " · " + one.counts.unit);
    one.stage->counts.push_back(std::move(one.counts));
  }
}

}  // namespace cairn::map
