#include "base/crash_point.h"

#ifdef CAIRN_CRASH_POINTS

#include <atomic>
#include <csignal>
#include <cstdlib>
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

}  // namespace

void crash_point(const char* name) noexcept {
  static Wanted wanted;
  if (!wanted.name.empty() && wanted.name == name && --wanted.passings == 0) std::raise(SIGKILL);
}

}  // namespace cairn

#else

namespace cairn {
void crash_point(const char*) noexcept {}
}  // namespace cairn

#endif
