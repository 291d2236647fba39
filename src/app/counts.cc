#include "app/counts.h"

#include "demo/footfall.h"

namespace cairn::app {

Result<void> put_footfall(const std::filesystem::path& workspace, const demo::DemoOptions& options) {
  CAIRN_TRY(auto table, store::CountTable::open(workspace, store::Access::write));
  const demo::Store* at = nullptr;
  std::string others;  // of the store: the same text for all its hours
  CAIRN_TRY_VOID(table.put([&](const store::CountTable::Take& take) {
    return demo::count_footfall(options, [&](const demo::Store& store, Time begins, std::int64_t entered) {
      if (at != &store) others = Json{{"city", store.city}, {"source", demo::source_name}}.dump();
      at = &store;
      return take(
          {demo::footfall_measure, demo::footfall_unit, store.name, begins, static_cast<double>(entered), others});
    });
  }));
  return {};
}

Result<std::vector<map::StageCounts>> counted_measures(const std::filesystem::path& workspace) {
  CAIRN_TRY(auto table, store::CountTable::open(workspace, store::Access::read));
  CAIRN_TRY(auto measures, table.measures());
  std::vector<map::StageCounts> counts;
  for (const auto& each : measures) counts.push_back({each.measure, "", each.unit, {}});
  return counts;
}

Result<std::vector<map::CountObserved>> counts_of(const std::filesystem::path& workspace, const map::JourneyMap& map,
                                                  const map::Observed& observed,
                                                  const std::map<std::string, std::string>& places) {
  CAIRN_TRY(auto table, store::CountTable::open(workspace, store::Access::read));
  auto sum = [&](const map::StageCounts& wanted, Time after, Time until) {
    return table.sum({wanted.measure, wanted.place, wanted.unit, after, until});
  };
  auto name_of = [&](const std::string& place) {
    auto name = places.find(place);
    return name == places.end() ? place : name->second;
  };
  return map::counts_on(map, observed, sum, name_of);
}

}  // namespace cairn::app
