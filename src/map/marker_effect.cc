#include "map/marker_effect.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "stats/share_difference.h"

namespace cairn::map {
namespace {

struct Named {
  MarkerMeasure measure;
  const char* name;
  Label words;
};
const std::array<Named, 4>& measures() {
  static const std::array<Named, 4> all{{{MarkerMeasure::conversion, "conversion", {"转化率", "轉換率", "Conversion"}},
                                         {MarkerMeasure::share, "share", {"占比", "占比", "Share"}},
                                         {MarkerMeasure::score, "score", {"评分", "評分", "Score"}},
                                         {MarkerMeasure::volume, "volume", {"旅程数", "旅程數", "Journeys"}}}};
  return all;
}

MarkerFigure share_of(std::uint64_t part, std::uint64_t whole) {
  MarkerFigure figure{.part = part, .whole = whole, .is_share = true};  // with Wilson's interval
  if (whole == 0) return figure;
  constexpr double z = 1.959963984540054;
  const auto n = static_cast<double>(whole);
  const double p = static_cast<double>(part) / n, scale = 1 + z * z / n;
  const double middle = p + z * z / (2 * n), half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  figure.value = p;
  figure.low = std::max(0.0, (middle - half) / scale);
  figure.high = std::min(1.0, (middle + half) / scale);
  return figure;
}

MarkerFigure count_of(std::uint64_t cases) {
  return {.value = static_cast<double>(cases), .part = cases, .whole = cases};
}

MarkerFigure of_stage(const StageObserved& stage, const Observed& observed, MarkerMeasure measure) {
  if (measure == MarkerMeasure::conversion) return share_of(stage.moved_on, stage.moved_on + stage.left);
  if (measure == MarkerMeasure::share) return share_of(stage.entered, observed.cases);
  return count_of(stage.entered);
}

MarkerFigure of_touchpoint(const TouchpointObserved& one, const EmotionObserved& emotion, const Observed& observed,
                           MarkerMeasure measure) {
  if (measure == MarkerMeasure::share) return share_of(one.cases, observed.cases);
  if (measure == MarkerMeasure::volume) return count_of(one.cases);
  if (measure == MarkerMeasure::score)
    return {.value = emotion.score, .low = emotion.low, .high = emotion.high, .part = emotion.n, .whole = emotion.n};
  const auto reached =
      std::isfinite(one.goal_share) ? std::llround(one.goal_share * static_cast<double>(one.passed)) : 0;
  return share_of(static_cast<std::uint64_t>(reached), one.passed);
}

std::string written(const MarkerFigure& figure) {
  if (!std::isfinite(figure.value)) return "–";
  if (figure.is_share) return fmt::format("{:.1f} %", figure.value * 100);
  return figure.whole == figure.part && figure.value == std::floor(figure.value) && !std::isfinite(figure.low)
             ? fmt::format("{:.0f}", figure.value)
             : fmt::format("{:.2f}", figure.value);
}

}  // namespace

Result<MarkerMeasure> parse_marker_measure(const std::string& name) {
  std::vector<std::string> known;
  for (const auto& each : measures()) {
    if (name == each.name) return each.measure;
    known.emplace_back(each.name);
  }
  return Error{ErrorCode::usage, "there is no measure '" + name + "'", "measure.what", suggest(name, known)};
}

Result<MarkerFigure> marker_figure(const JourneyMap& map, const Observed& observed, const std::string& element,
                                   MarkerMeasure measure) {
  for (std::size_t i = 0; i < map.stages.size(); ++i) {
    if (map.stages[i].id != element) continue;
    if (measure == MarkerMeasure::score)
      return Error{ErrorCode::usage, "a stage has no score of its own", "measure.what", "take one of its touchpoints"};
    return of_stage(observed.stages[i], observed, measure);
  }
  for (std::size_t i = 0; i < map.touchpoints.size(); ++i)
    if (map.touchpoints[i].id == element)
      return of_touchpoint(observed.touchpoints[i], observed.emotions[i], observed, measure);
  return Error{ErrorCode::not_found, "the map has no stage or touchpoint '" + element + "'", "measure.element", ""};
}

MarkerFigure marker_difference(const MarkerFigure& before, const MarkerFigure& after) {
  MarkerFigure difference{.value = after.value - before.value, .is_share = before.is_share};
  if (before.is_share && before.whole > 0 && after.whole > 0) {
    const auto found = stats::difference_of_shares(after.part, after.whole, before.part, before.whole);
    difference.low = found.low;
    difference.high = found.high;
  } else if (!before.is_share) {
    difference.low = difference.value - std::hypot(after.value - after.low, before.high - before.value);
    difference.high = difference.value + std::hypot(after.high - after.value, before.value - before.low);
  }
  return difference;
}

Label marker_sentence(const Label& element, MarkerMeasure measure, const MarkerFigure& before,
                      const MarkerFigure& after) {
  const auto difference = marker_difference(before, after);
  const double scale = before.is_share ? 100 : 1;
  const auto& words = measures()[static_cast<std::size_t>(measure)].words;
  if (!std::isfinite(difference.value))
    return {fmt::format("“{}”的{}在改动前或后没有数据。", element.zh_hans, words.zh_hans),
            fmt::format("「{}」的{}在改動前或後沒有數據。", element.zh_hant, words.zh_hant),
            fmt::format("{} of {}: nothing is known before or after.", words.en, element.en)};
  const auto by = fmt::format(fmt::runtime(before.is_share ? "{:+.1f}" : "{:+.2f}"), difference.value * scale);
  const bool sure = std::isfinite(difference.low);
  const auto low = fmt::format("{:+.1f}", difference.low * scale),
             high = fmt::format("{:+.1f}", difference.high * scale);
  auto put = [&](const char* points, const char* range) {
    return by + (before.is_share ? points : "") + (sure ? fmt::format(fmt::runtime(range), low, high) : "");
  };
  return {fmt::format("“{}”的{}：改动前 {}，改动后 {}，差异 {}。", element.zh_hans, words.zh_hans, written(before),
                      written(after), put(" 个百分点", "（95%：{} 至 {}）")),
          fmt::format("「{}」的{}：改動前 {}，改動後 {}，差異 {}。", element.zh_hant, words.zh_hant, written(before),
                      written(after), put(" 個百分點", "（95%：{} 至 {}）")),
          fmt::format("{} of {}: {} before, {} after, a difference of {}.", words.en, element.en, written(before),
                      written(after), put(" points", " (95 %: {} to {})"))};
}

}  // namespace cairn::map
