#include "app/redraft.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "map/draft.h"
#include "map/redraft.h"

namespace cairn::app {
namespace {

constexpr int most_rounds = 20;

struct Drafted {
  map::JourneyMap map;
  map::Observed observed;
};

Result<void> all_proposed(const std::vector<std::string>& ids, const std::vector<map::Proposal>& list,
                          const char* option) {
  std::vector<std::string> known;
  for (const auto& each : list) known.push_back(each.id);
  for (const auto& id : ids)
    if (std::find(known.begin(), known.end(), id) == known.end())
      return Error{ErrorCode::usage, fmt::format("'{}' is not proposed", id), option, suggest(id, known)};
  return {};
}

/// As it will be read from the file.
Result<map::JourneyMap> written(const map::JourneyMap& map) {
  return map::read_map(map::write_map(map).dump(), "the map");
}

}  // namespace

Result<Json> redraft(const journey::Index& index, map::JourneyMap map, const api::RedraftRequest& request,
                     const Observe& observe) {
  map::DraftOptions options;
  options.cases = map.cases;
  options.cases_given = true;
  Drafted fresh;
  CAIRN_TRY(auto drafted, map::draft(index, options));
  fresh.map = std::move(drafted.map);
  CAIRN_TRY(fresh.observed, observe(fresh.map));
  Json applied = Json::array();
  std::set<std::string> taken;  ///< once each: what is proposed again after it was taken would be so without end
  std::vector<map::Proposal> list;
  for (int round = 0; round < most_rounds; ++round) {
    CAIRN_TRY(auto observed, observe(map));
    list = map::proposals({map, observed}, {fresh.map, fresh.observed});
    auto is_new = [&](const map::Proposal& each) { return !taken.contains(each.id); };
    bool again = request.accept_all && std::any_of(list.begin(), list.end(), is_new);
    if (round == 0) {
      CAIRN_TRY_VOID(all_proposed(request.accept, list, "--accept"));
      CAIRN_TRY_VOID(all_proposed(request.reject, list, "--reject"));
      again = again || !request.accept.empty() || !request.reject.empty();
    }
    if (!again) break;
    for (const auto& each : list) {
      bool wanted = std::find(request.accept.begin(), request.accept.end(), each.id) != request.accept.end();
      bool refused = std::find(request.reject.begin(), request.reject.end(), each.id) != request.reject.end();
      if (refused || !(request.accept_all || wanted) || !taken.insert(each.id).second) continue;
      each.apply(map);
      applied.push_back(each.id);
    }
    if (!request.reject.empty()) map::reject(map, request.reject);
    CAIRN_TRY(map, written(map));
  }
  Json left = Json::array();
  for (const auto& each : list) left.push_back({{"id", each.id}, {"text", each.text.json()}, {"n", each.n}});
  return Json{{"map", map::write_map(map)}, {"applied", applied}, {"proposals", left}};
}

}  // namespace cairn::app
