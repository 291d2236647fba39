#include "app/marker_warnings.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace cairn::app {
namespace {

constexpr std::uint64_t few_cases = 30;
constexpr Day usual_days = 28, most_days = 365;

}  // namespace

Result<AskedMarker> AskedMarker::read(const Json& markers, const Json& request) {
  AskedMarker asked;
  asked.id = request["marker"].get<std::string>();
  std::vector<std::string> known;
  for (const auto& each : markers) {
    known.push_back(each["id"].get<std::string>());
    if (known.back() == asked.id) asked.marker = each;
  }
  if (asked.marker.is_null())
    return Error{ErrorCode::not_found, "there is no marker '" + asked.id + "'", "marker", suggest(asked.id, known)};
  const bool own = !request.contains("measure") || request["measure"].is_null();
  asked.measure = own ? asked.marker.value("measure", Json()) : request["measure"];
  if (!asked.measure.is_object() || !asked.measure.value("what", Json()).is_string())
    return Error{ErrorCode::usage, "the marker names no measure of its own, and none is given", "measure",
                 R"({"what": "conversion", "element": id} or {"what": "conversion", "from", "to"})"};
  CAIRN_TRY(asked.what, map::parse_marker_measure(asked.measure["what"].get<std::string>()));
  // An untouched group of the marker's own measure need not be one of another.
  asked.untouched = request.contains("untouched") ? request["untouched"]
                    : own                         ? asked.marker.value("untouched", Json())
                                                  : Json();
  asked.randomised = own && asked.marker.value("randomised", false);
  CAIRN_TRY(asked.day, parse_day(asked.marker["date"].get<std::string>(), "marker.date"));
  const auto days = request.contains("days") ? request["days"] : asked.marker.value("days", Json());
  asked.days = days.is_number_integer() ? std::clamp<Day>(days.get<Day>(), 1, most_days) : usual_days;
  return asked;
}

void MarkerWarnings::few(std::uint64_t before, std::uint64_t after) {
  if (before >= few_cases && after >= few_cases) return;
  add({"改动前或后少于 30 个：差异很不确定。", "改動前或後少於 30 個：差異很不確定。",
       "Fewer than 30 before or after: the difference is very uncertain."});
}

void MarkerWarnings::campaigns(const TradingCalendar& calendar) {
  std::vector<Period> met;
  const int year = std::stoi(day_text(asked_.day).substr(0, 4));
  for (int each = year - 1; each <= year + 1; ++each)
    for (auto& period : calendar.periods(each))
      if (!period.workday && period.from < end() && period.to >= begin()) met.push_back(std::move(period));
  std::vector<std::string> names;
  for (const auto& period : met) {
    // 双11尾款-2025 is a part of 双11-2025, which says it all.
    const bool is_part = std::any_of(met.begin(), met.end(), [&](const Period& other) {
      return other.from <= period.from && other.to >= period.to && other.to - other.from > period.to - period.from;
    });
    if (!is_part) names.push_back(period.name);
  }
  if (names.empty()) return;
  add({fmt::format("与 {} 重叠：差异可能来自那里。", join(names, "、")),
       fmt::format("與 {} 重疊：差異可能來自那裡。", join(names, "、")),
       fmt::format("Overlaps with {}: the difference may come from there.", join(names, ", "))});
}

Result<void> MarkerWarnings::others(const Json& markers) {
  std::vector<std::string> hans, hant, en;
  for (const auto& other : markers) {
    if (other["id"] == asked_.id) continue;
    CAIRN_TRY(auto when, parse_day(other["date"].get<std::string>(), "marker.date"));
    if (when >= end() || when < begin()) continue;
    const auto name = Label::from(other["label"]);
    hans.push_back(name.zh_hans);
    hant.push_back(name.zh_hant);
    en.push_back(name.en);
  }
  if (en.empty()) return {};
  add({fmt::format("同一时段内还有别的改动：{}。", join(hans, "；")),
       fmt::format("同一期間內還有別的改動：{}。", join(hant, "；")),
       fmt::format("Other changes lie in the same time: {}.", join(en, "; "))});
  return {};
}

void MarkerWarnings::incomplete(Day first, Day last) {
  if (begin() >= first && end() <= last + 1) return;
  add({fmt::format("数据不完整：只有 {} 至 {} 的完整数据。", day_text(first), day_text(last)),
       fmt::format("資料不完整：只有 {} 至 {} 的完整資料。", day_text(first), day_text(last)),
       fmt::format("The time is not covered: data are complete from {} to {} only.", day_text(first), day_text(last))});
}

void MarkerWarnings::without_control() {
  add({"改动是随机分配的，但没有说明谁未得到改动：只能显示差异。",
       "改動是隨機分配的，但沒有說明誰未得到改動：只能顯示差異。",
       "Chance said who got the change, but not got it: who? Name the untouched group to see an effect."});
}

}  // namespace cairn::app
