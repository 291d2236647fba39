#include "journey/cut.h"

#include <algorithm>
#include <utility>

namespace cairn::journey {
namespace {

/// A cut whose cases are runs of the kept rows.
Cut over_kept(const Kept& kept) {
  Cut cut;
  cut.rows_are_bucket = kept.all;
  cut.rows = kept.rows;
  return cut;
}

}  // namespace

Cut cut_customers(const Kept& kept) {
  Cut cut = over_kept(kept);
  cut.offsets.push_back(0);
  for (std::size_t c = 0; c < kept.customers(); ++c) {
    if (kept.offsets[c + 1] == kept.offsets[c]) continue;
    cut.offsets.push_back(kept.offsets[c + 1]);
    cut.customer.push_back(static_cast<std::uint32_t>(c));
  }
  return cut;
}

Cut cut_sessions(const Bucket& bucket, const Kept& kept, std::int64_t gap_ms) {
  Cut cut = over_kept(kept);
  cut.offsets.push_back(0);
  for (std::size_t c = 0; c < kept.customers(); ++c) {
    std::uint32_t begin = kept.offsets[c], end = kept.offsets[c + 1];
    if (begin == end) continue;
    std::int64_t before = bucket.ms(kept.row(begin));
    for (std::uint32_t i = begin + 1; i < end; ++i) {
      const auto now = bucket.ms(kept.row(i));
      if (now - std::exchange(before, now) <= gap_ms) continue;
      cut.offsets.push_back(i);
      cut.customer.push_back(static_cast<std::uint32_t>(c));
    }
    cut.offsets.push_back(end);
    cut.customer.push_back(static_cast<std::uint32_t>(c));
  }
  return cut;
}

Cut cut_objects(const Kept& kept, const Codes& codes, std::uint64_t& without_object) {
  Cut cut;
  cut.rows_are_bucket = false;
  cut.offsets.push_back(0);
  struct Placed {
    std::uint32_t object, row;
  };
  std::vector<Placed> placed;
  std::uint32_t most = 0;
  codes.visit([&](auto all) { most = all.empty() ? 0 : *std::max_element(all.begin(), all.end()); });
  std::vector<std::uint32_t> first_row(std::size_t{most} + 1);
  for (std::size_t c = 0; c < kept.customers(); ++c) {
    placed.clear();
    for (std::uint32_t i = kept.offsets[c]; i < kept.offsets[c + 1]; ++i) {
      std::uint32_t row = kept.row(i), code = codes[row];
      if (code == 0) {
        ++without_object;
        continue;
      }
      placed.push_back({code, row});
    }
    for (auto at = placed.rbegin(); at != placed.rend(); ++at) first_row[at->object] = at->row;
    std::stable_sort(placed.begin(), placed.end(),
                     [&](const Placed& a, const Placed& b) { return first_row[a.object] < first_row[b.object]; });
    for (std::size_t i = 0; i < placed.size(); ++i) {
      cut.rows.push_back(placed[i].row);
      if (i + 1 < placed.size() && placed[i + 1].object == placed[i].object) continue;
      cut.offsets.push_back(static_cast<std::uint32_t>(cut.rows.size()));
      cut.customer.push_back(static_cast<std::uint32_t>(c));
    }
  }
  return cut;
}

Cut cut_episodes(const Bucket& bucket, const Kept& kept, const EpisodeRule& rule, std::uint64_t& outside) {
  Cut cut;
  cut.rows_are_bucket = false;
  cut.offsets.push_back(0);
  auto close = [&](std::size_t c, CaseState state) {
    cut.offsets.push_back(static_cast<std::uint32_t>(cut.rows.size()));
    cut.customer.push_back(static_cast<std::uint32_t>(c));
    cut.state.push_back(state);
  };
  for (std::size_t c = 0; c < kept.customers(); ++c) {
    bool open = false;
    std::int64_t since = 0;
    for (std::uint32_t i = kept.offsets[c]; i < kept.offsets[c + 1]; ++i) {
      std::uint32_t row = kept.row(i);
      std::int64_t now = bucket.ms(row);
      if (open && rule.window_ms && now - since > *rule.window_ms) {
        close(c, CaseState::lost);
        open = false;
      }
      if (open) {
        cut.rows.push_back(row);
        if (rule.ends[row]) {
          close(c, CaseState::complete);
          open = false;
        }
      } else if (rule.starts[row]) {
        cut.rows.push_back(row);
        open = true;
        since = now;
      } else {
        ++outside;
      }
    }
    if (open) {
      bool may_end = !rule.window_ms || since + *rule.window_ms >= rule.horizon_ms;
      close(c, may_end ? CaseState::in_progress : CaseState::lost);
    }
  }
  return cut;
}

}  // namespace cairn::journey
