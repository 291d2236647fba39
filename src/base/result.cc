#include "base/result.h"

#include "base/check.h"

namespace cairn {

const ErrorKind& describe(ErrorCode code) {
  static constexpr ErrorKind kinds[] = {
      {"usage", 2, 400},    {"invalid", 3, 422},     {"not_found", 4, 404},
      {"conflict", 5, 409}, {"unreadable", 6, 500},  {"damaged", 7, 500},
      {"limit", 8, 413},    {"unsupported", 9, 501}, {"cancelled", 130, 499},  // as a shell counts Ctrl-C
  };
  auto index = static_cast<std::size_t>(code);
  CAIRN_CHECK(index < std::size(kinds));
  return kinds[index];
}

std::string Error::text() const {
  std::string text = where.empty() ? message : where + ": " + message;
  if (!hint.empty()) text += "\n  " + hint;
  return text;
}

}  // namespace cairn
