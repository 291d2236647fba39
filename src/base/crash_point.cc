#include "base/crash_point.h"

#ifdef CAIRN_CRASH_POINTS

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>

namespace cairn {
namespace {

struct Wanted {
  std::string name;
  std::atomic<int> passings = 0;
  Wanted() {
    const char* given = std::getenv("CAIRN_CRASH_AT");
    if (given == nullptr) return;
    name = given;
    passings = 1;
    if (auto mark = name.find('#'); mark != std::string::npos) {
      passings = std::atoi(name.c_str() + mark + 1);
      name.resize(mark);
    }
  }
};

/// CAIRN_HOLD_AT, CAIRN_HOLD_WHILE
struct Held {
  const char* name = std::getenv("CAIRN_HOLD_AT");
  const char* file = std::getenv("CAIRN_HOLD_WHILE");
  void at(const char* here) const {
    if (name == nullptr || file == nullptr || std::strcmp(name, here) != 0) return;
    while (::access(file, F_OK) == 0) ::usleep(10'000);
  }
};

}  // namespace

void crash_point(const char* name) noexcept {
  static const Held held;
  held.at(name);
  static Wanted wanted;
  if (!wanted.name.empty() && wanted.name == name && --wanted.passings == 0) std::raise(SIGKILL);
}

}  // namespace cairn

#else

namespace cairn {
void crash_point(const char*) noexcept {}
}  // namespace cairn

#endif
