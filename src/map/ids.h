// Ids of elements that can be read.
#pragma once

#include <set>
#include <string>

namespace cairn::map {

/// "tp_add_to_cart_web": letters and digits in lower case, other scripts as they are; numbered where it is taken.
std::string id_from(const std::string& prefix, const std::string& name, std::set<std::string>& taken);

}  // namespace cairn::map
