// Changes to a map that leave it sound: what is added gets an id of its own and names only what is there, what is taken
// away is named no more. Each does nothing where its place is gone by now.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "map/document.h"

namespace cairn::map {

bool has_link(const JourneyMap& map, const std::string& from, const std::string& to);

/// Behind the touchpoint `after`, else at the beginning of the stage; its channel is added where it is new.
void insert_touchpoint(JourneyMap& map, Touchpoint made, const std::string& stage, const std::string& after,
                       const std::optional<Channel>& channel);
/// With its links, its place in forks, pains and the designed order, and as the goal's start.
void remove_touchpoint(JourneyMap& map, const std::string& id);
void add_link(JourneyMap& map, const Link& link);
/// With those of its branches that lead somewhere, where there are two.
void add_fork(JourneyMap& map, Decision fork);
/// With copies of its evidence and of the opportunities that answer it.
void add_pain(JourneyMap& map, Pain pain, const std::vector<Evidence>& evidence,
              const std::vector<Opportunity>& answers);

}  // namespace cairn::map
