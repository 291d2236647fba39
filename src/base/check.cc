#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace cairn {
void check_failed(const char* expression, std::source_location where) {
  std::fprintf(stderr,
               "cairn: internal check failed: %s (%s:%u)\nThis is a bug in Cairn; please report it with the command.\n",
               expression, where.file_name(), where.line());
  std::abort();
}
}  // namespace cairn
