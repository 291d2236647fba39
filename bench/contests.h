// What is measured: the contests with goals, and a second block that is published as it comes.
#pragma once

#include <string>
#include <vector>

#include "contest.h"

namespace cairn::bench {

struct Block {
  std::string title;
  std::vector<Contest> contests;
};

std::vector<Block> contests();

}  // namespace cairn::bench
