// What several kinds of the reference share: rows, ratios, quantiles.
#pragma once

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

}  // namespace cairn::reference
