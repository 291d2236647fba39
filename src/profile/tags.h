// Tags that people and programs put on a customer, and take off again: who did it and when is kept.
//
//   tag_added {tag: 高潜力, by: 导购 17}     tag_removed {tag: 高潜力, by: crm}
#pragma once

#include <span>
#include <string>
#include <vector>

#include "profile/statements.h"

namespace cairn::profile {

struct TagChange {
  std::string tag;
  bool added = true;
  Time time;
  std::string by;  ///< property `by` or `staff`, else the source
  std::string id;  ///< of the event
};

struct Tags {
  std::vector<TagChange> held;     ///< by tag: since when, and who put it on
  std::vector<TagChange> changes;  ///< all, in order
};

/// Of a customer's events in order. A tag that is added again keeps its first time.
Tags tags_of(std::span<const CustomerEvent> events);
Json tags_json(const Tags& tags);

}  // namespace cairn::profile
