#include "map/ids.h"

#include <fmt/format.h>

#include <cctype>

#include "base/text.h"

namespace cairn::map {

std::string id_from(const std::string& prefix, const std::string& name, std::set<std::string>& taken) {
  std::string id = prefix;
  for (char c : to_lower(name)) {
    bool keep = std::isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80;
    if (keep)
      id += c;
    else if (id.back() != '_')
      id += '_';
  }
  while (id.size() > prefix.size() && id.back() == '_') id.pop_back();
  std::string unique = id;
  for (int n = 2; !taken.insert(unique).second; ++n) unique = fmt::format("{}_{}", id, n);
  return unique;
}

}  // namespace cairn::map
