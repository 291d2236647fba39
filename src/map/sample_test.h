// Small indexes and documents for the tests of this folder.
#pragma once

#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "journey/index.h"

namespace cairn::map::sample_test {

using Row = journey::Index::Row;

inline constexpr std::int64_t minute = 60'000;
inline constexpr std::int64_t day = 86'400'000;
inline constexpr std::int64_t start = 1'700'000'000'000;  ///< ms since 1970

/// Writes cases down, one customer after another.
class Story {
 public:
  /// A new customer, whose clock starts `after_ms` after the beginning.
  Story& customer(std::int64_t after_ms = 0) {
    name_ = "c" + std::to_string(1'000'000 + number_++);
    now_ = start + after_ms;
    return *this;
  }
  Story& does(const std::string& type, std::int64_t wait_ms = minute,
              std::vector<std::pair<std::string, std::string>> properties = {}) {
    Row row{name_, type, now_};
    for (auto& [key, value] : properties) row.properties.push_back({key, {value, number_in(value)}});
    rows.push_back(std::move(row));
    now_ += wait_ms;
    return *this;
  }
  Story& at(std::int64_t after_ms) {
    now_ = start + after_ms;
    return *this;
  }
  journey::Index index(int bucket_bits = 2) const { return journey::Index::in_memory(rows, bucket_bits); }
  std::vector<Row> rows;

 private:
  static std::optional<double> number_in(const std::string& text) {
    char* end = nullptr;
    double number = std::strtod(text.c_str(), &end);
    return !text.empty() && *end == '\0' ? std::optional(number) : std::nullopt;
  }
  std::string name_;
  std::int64_t now_ = start;
  int number_ = 0;
};

inline const char* small_map = R"({
  "schema": "cairn.journey/1",
  "id": "jr_small",
  "title": {"zh-Hans": "小", "zh-Hant": "小", "en": "Small"},
  "goal": {"purpose": "Buy", "scope": {"end": "ms_goal"}},
  "channels": [{"id": "web", "label": "Website", "kind": "online", "owner": "dept_web"}],
  "stages": [
    {"id": "st_look", "label": "Look", "order": 1},
    {"id": "st_buy", "label": "Buy", "order": 2, "by": "milestones"}
  ],
  "touchpoints": [
    {"id": "tp_see", "label": "See", "stage": "st_look", "order": 1, "bind": {"on": {"event": "see"}}, "emotion": {"mode": "manual", "manual": 1}},
    {"id": "tp_ask", "label": "Ask", "stage": "st_look", "order": 2, "channel": "web", "bind": {"on": "event = ask and channel = web"}},
    {"id": "tp_pay", "label": "Pay", "stage": "st_buy", "order": 3, "bind": {"on": {"event": "pay"}}}
  ],
  "links": [{"from": "tp_see", "to": "tp_pay"}, {"from": "tp_ask", "to": "tp_see", "type": "loops"}],
  "milestones": [{"id": "ms_goal", "label": "Paid", "stage": "st_buy", "on": {"event": "pay"}}],
  "decisions": [{"id": "de_1", "label": "Fork", "after": "tp_see", "branches": [{"label": "Pay", "to": "tp_pay"}, {"label": "Leaves"}]}],
  "pains": [{"id": "pa_1", "text": "Hurts", "severity": 2, "kind": "leave", "at": ["tp_see"], "evidence": ["ev_1"]}],
  "opportunities": [{"id": "op_1", "text": "Mend", "pains": ["pa_1"], "effort": 2}],
  "evidence": [{"id": "ev_1", "kind": "survey", "n": 7}],
  "x-note": "kept"
}
)";

}  // namespace cairn::map::sample_test
