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
const std::array<Named, 6>& measures() {
  static const std::array<Named, 6> all{{{MarkerMeasure::conversion, "conversion", {"转化率", "轉換率", "Conversion"}},
                                         {MarkerMeasure::share, "share", {"占比", "占比", "Share"}},
                                         {MarkerMeasure::score, "score", {"评分", "評分", "Score"}},
                                         {MarkerMeasure::volume, "volume", {"旅程数", "旅程數", "Journeys"}},
                                         {MarkerMeasure::duration, "duration", {"用时", "用時", "Time"}},
                                         {MarkerMeasure::amount, "amount", {"金额", "金額", "Amount"}}}};
  return all;
}

MarkerFigure count_of(std::uint64_t cases) {
  return {.value = static_cast<double>(cases), .part = cases, .whole = cases};
}

MarkerFigure of_stage(const StageObserved& stage, const Observed& observed, MarkerMeasure measure) {
  if (measure == MarkerMeasure::conversion) return share_figure(stage.moved_on, stage.moved_on + stage.left);
  if (measure == MarkerMeasure::share) return share_figure(stage.entered, observed.cases);
  return count_of(stage.entered);
}

MarkerFigure of_touchpoint(const TouchpointObserved& one, const EmotionObserved& emotion, const Observed& observed,
                           MarkerMeasure measure) {
  if (measure == MarkerMeasure::share) return share_figure(one.cases, observed.cases);
  if (measure == MarkerMeasure::volume) return count_of(one.cases);
  if (measure == MarkerMeasure::score)
    return {.value = emotion.score, .low = emotion.low, .high = emotion.high, .part = emotion.n, .whole = emotion.n};
  const auto reached =
      std::isfinite(one.goal_share) ? std::llround(one.goal_share * static_cast<double>(one.passed)) : 0;
  return share_figure(static_cast<std::uint64_t>(reached), one.passed);
}

/// How values of a measure are written: minutes of a time, hundreds of a share.
struct Written {
  double scale = 1;
  int decimals = 2;
  Label unit, unit_of_difference;

  static Written of(MarkerMeasure measure, const MarkerFigure& figure) {
    if (figure.is_share) return {100, 1, Label::same(" %"), {" 个百分点", " 個百分點", " points"}};
    const Label minutes{" 分钟", " 分鐘", " min"}, currency = Label::same(" " + figure.currency);
    if (measure == MarkerMeasure::duration) return {1.0 / 60, 1, minutes, minutes};
    if (measure == MarkerMeasure::amount) return {1, 1, currency, currency};
    return {1, measure == MarkerMeasure::volume ? 0 : 2, {}, {}};
  }
  /// Halves go up, as they do in the studio: 687 s are 11.5 min, though their double lies a little lower.
  double shown(double value) const { return value * scale + std::copysign(1e-9, value); }
  std::string plain(double value) const {
    return std::isfinite(value) ? fmt::format("{:.{}f}", shown(value), decimals) : "–";
  }
  std::string with_sign(double value) const { return fmt::format("{:+.{}f}", shown(value), decimals); }
};

}  // namespace

MarkerFigure share_figure(std::uint64_t part, std::uint64_t whole) {
  MarkerFigure figure{.part = part, .whole = whole, .is_share = true};
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

std::string_view name_of(MarkerMeasure measure) { return measures()[static_cast<std::size_t>(measure)].name; }

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
  MarkerFigure difference{
      .value = after.value - before.value, .is_share = before.is_share, .currency = before.currency};
  if (before.is_share && before.whole > 0 && after.whole > 0) {
    const auto found = stats::difference_of_shares(after.part, after.whole, before.part, before.whole);
    difference.low = found.low;
    difference.high = found.high;
  } else {
    difference.low = difference.value - std::hypot(after.value - after.low, before.high - before.value);
    difference.high = difference.value + std::hypot(after.high - after.value, before.value - before.low);
  }
  return difference;
}

Label marker_title(const Label& element, MarkerMeasure measure) {
  const auto& words = measures()[static_cast<std::size_t>(measure)].words;
  return {fmt::format("“{}”的{}", element.zh_hans, words.zh_hans),
          fmt::format("「{}」的{}", element.zh_hant, words.zh_hant), fmt::format("{} of {}", words.en, element.en)};
}

Label marker_sentence(const Label& title, MarkerMeasure measure, const MarkerFigure& before, const MarkerFigure& after,
                      MarkerWording wording) {
  const auto difference = marker_difference(before, after);
  if (!std::isfinite(difference.value))
    return {title.zh_hans + "：改动前或后没有数据。", title.zh_hant + "：改動前或後沒有資料。",
            title.en + ": nothing is known before or after."};
  const auto style = Written::of(measure, before);
  const bool sure = std::isfinite(difference.low), effect = wording == MarkerWording::effect;
  const auto low = style.with_sign(difference.low), high = style.with_sign(difference.high);
  auto say = [&](Language language, const char* differs, const char* works, const char* range) {
    const auto& unit = style.unit.in(language);
    const auto by = style.with_sign(difference.value) + style.unit_of_difference.in(language) +
                    (sure ? fmt::format(fmt::runtime(range), low, high) : "");
    return fmt::format(fmt::runtime(effect ? works : differs), title.in(language), style.plain(before.value) + unit,
                       style.plain(after.value) + unit, by);
  };
  return {say(Language::zh_hans, "{}：改动前 {}，改动后 {}，差异 {}。", "{}：无改动者 {}，有改动者 {}，效果 {}。",
              "（95%：{} 至 {}）"),
          say(Language::zh_hant, "{}：改動前 {}，改動後 {}，差異 {}。", "{}：無改動者 {}，有改動者 {}，成效 {}。",
              "（95%：{} 至 {}）"),
          say(Language::en, "{}: {} before, {} after, a difference of {}.",
              "{}: {} without the change, {} with it, an effect of {}.", " (95 %: {} to {})")};
}

Label marker_beyond_sentence(MarkerMeasure measure, const MarkerFigure& beyond) {
  if (!std::isfinite(beyond.value)) return {};
  const auto style = Written::of(measure, beyond);
  const bool sure = std::isfinite(beyond.low);
  auto say = [&](Language language, const char* words, const char* range) {
    return fmt::format(
        fmt::runtime(words), style.with_sign(beyond.value) + style.unit_of_difference.in(language),
        sure ? fmt::format(fmt::runtime(range), style.with_sign(beyond.low), style.with_sign(beyond.high)) : "");
  };
  return {say(Language::zh_hans, "两个差异相差 {}{}。", "（95%：{} 至 {}）"),
          say(Language::zh_hant, "兩個差異相差 {}{}。", "（95%：{} 至 {}）"),
          say(Language::en, "The two differences are {}{} apart.", " (95 %: {} to {})")};
}

}  // namespace cairn::map
