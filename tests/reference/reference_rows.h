// What several kinds of the reference share: rows, ratios, quantiles.
#pragma once

#include <algorithm>
#include <cmath>

#include "journey/histogram.h"
#include "reference.h"

namespace cairn::reference {

inline Json ratio(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? Json() : Json(static_cast<double>(part) / static_cast<double>(whole));
}

inline Json seconds(double ms) { return ms / 1000; }

inline journey::Histogram histogram_of(const std::vector<std::int64_t>& values) {
  journey::Histogram histogram;
  for (auto value : values) histogram.add(static_cast<std::uint64_t>(value));
  return histogram;
}

inline Json quantile(const std::vector<std::int64_t>& values, double q) {
  return values.empty() ? Json() : seconds(histogram_of(values).quantile(q));
}

inline Json mean(const std::vector<std::int64_t>& values) {
  if (values.empty()) return nullptr;
  std::uint64_t sum = 0;
  for (auto value : values) sum += static_cast<std::uint64_t>(value);
  return seconds(static_cast<double>(sum) / static_cast<double>(values.size()));
}

inline Json row_of(const Json& question, const std::string& group) {
  Json row = Json::array();
  if (question.contains("by")) row.push_back(group);
  return row;
}

/// The cases of every shown group.
inline std::vector<std::pair<std::string, std::vector<const Case*>>> split(const Cases& cases, const Json& question) {
  auto groups = groups_of(cases, question);
  std::vector<std::pair<std::string, std::vector<const Case*>>> parts;
  for (const auto& shown : groups.shown) {
    parts.emplace_back(shown, std::vector<const Case*>());
    for (const auto& one : cases.cases)
      if (groups.shown_as[group_of(one, question)] == shown) parts.back().second.push_back(&one);
  }
  return parts;
}

/// The times of each group in bins of equal whole seconds; `wanted` bins, 0: the least whole number whose cube is n.
inline Json bins_of(const std::vector<std::pair<std::string, std::vector<std::int64_t>>>& groups, const Json& question,
                    std::int64_t wanted) {
  Json bins = Json::array();
  std::vector<std::int64_t> all;
  for (const auto& [group, times] : groups) all.insert(all.end(), times.begin(), times.end());
  if (all.empty()) return bins;
  std::sort(all.begin(), all.end());
  if (wanted == 0)
    for (wanted = 1; wanted * wanted * wanted < static_cast<std::int64_t>(all.size());) ++wanted;
  double span = static_cast<double>(all.back() - all.front()) / 1000;
  auto width = static_cast<std::int64_t>(std::max(1.0, std::ceil(span / static_cast<double>(wanted)))) * 1000;
  for (const auto& [group, times] : groups) {
    for (std::int64_t from = all.front(); from == all.front() || from < all.back(); from += width) {
      bool last = from + width >= all.back();
      std::int64_t to = last ? all.back() : from + width;
      auto count = std::count_if(times.begin(), times.end(),
                                 [&](std::int64_t t) { return t >= from && (t < to || (last && t == to)); });
      Json bin = Json::object();
      if (question.contains("by")) bin["group"] = group;
      bin["from"] = seconds(static_cast<double>(from));
      bin["to"] = seconds(static_cast<double>(to));
      bin["count"] = count;
      bins.push_back(bin);
    }
  }
  return bins;
}

}  // namespace cairn::reference
