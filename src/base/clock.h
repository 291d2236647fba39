// The wall clock, read in one place; whoever decides by time gets it passed in.
#pragma once

#include <chrono>

#include "base/time.h"

namespace cairn {

inline Time clock_now() {
  auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

}  // namespace cairn
