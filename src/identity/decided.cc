#include "identity/decided.h"

#include <algorithm>
#include <tuple>

namespace cairn::identity {

Decided::Decided(const Decisions& decisions, Links& links) {
  said_ = decisions;
  for (auto& each : said_)
    if (each.b < each.a) std::swap(each.a, each.b);
  std::sort(said_.begin(), said_.end(), [](const Decision& x, const Decision& y) {
    return std::tie(x.a, x.b, x.always, x.by, x.note) < std::tie(y.a, y.b, y.always, y.by, y.note);
  });
  for (const auto& each : said_) {
    auto number = static_cast<std::uint32_t>(pairs_.size());
    pairs_.push_back({links.node(each.a), links.node(each.b), each.always});
    of_[pairs_.back().a].push_back(number);
    of_[pairs_.back().b].push_back(number);
  }
}

}  // namespace cairn::identity
