// Maps from a sketch to far too much, with the longest labels that a layout must bear; for tests.
#pragma once

#include <algorithm>

#include "map/render_sample.h"

namespace cairn::map::sample {

/// Anything between a sketch and far too much: `stages` stages, `touchpoints` touchpoints over `channels` channels,
/// labels as long as labels get, links everywhere.
inline Sample stress(int stages, int touchpoints, int channels, bool long_labels, std::uint64_t seed) {
  Random random(seed);
  JourneyMap map;
  map.id = "jr_stress";
  map.title =
      long_labels
          ? Label{"一个名字非常非常长的旅程图，用来检验标题是否会与版本信息重叠，无论用哪一种语言书写都不应该重叠",
                  "一個名字非常非常長的旅程圖，用來檢驗標題是否會與版本資訊重疊，無論用哪一種語言書寫都不應該重疊",
                  "A journey map with a title so long that it would run into the version at its right if nobody "
                  "measured it first"}
          : Label{"压力测试", "壓力測試", "Stress"};
  map.purpose = map.title;
  for (int c = 0; c < channels; ++c)
    map.channels.push_back({"channel_" + std::to_string(c),
                            long_labels ? Label{"合作伙伴的线下体验中心渠道", "合作夥伴的線下體驗中心通路",
                                                "Partner experience centres and resellers"}
                                        : Label{"渠道", "通路", "Channel"},
                            c % 3 == 0});
  static const Label longs[] = {
      {"客户在合作门店的自助服务终端上查询上次购买记录", "客戶在合作門市的自助服務終端上查詢上次購買紀錄",
       "Looks up the previous purchase on a self-service terminal"},
      {"Donaudampfschifffahrtsgesellschaftskapitän", "Donaudampfschifffahrtsgesellschaftskapitän",
       "Donaudampfschifffahrtsgesellschaftskapitän"},
      {"checkout_payment_method_confirmation_started", "checkout_payment_method_confirmation_started",
       "checkout_payment_method_confirmation_started"},
      {"看", "看", "Go"},
      {"「比价」、（試穿）；問客服：退換？", "「比價」、（試穿）；問客服：退換？",
       "Compares prices, tries on, asks: «may I return it?»"},
      {"WWWWWWWWWWWW MMMMMMMMMMMM", "WWWWWWWWWWWW MMMMMMMMMMMM", "WWWWWWWWWWWW MMMMMMMMMMMM"}};
  for (int s = 0; s < stages; ++s) {
    std::string n = std::to_string(s + 1);
    map.stages.push_back({"st_" + n,
                          long_labels
                              ? Label{"第" + n + "阶段：了解并比较各种选择", "第" + n + "階段：了解並比較各種選擇",
                                      "Stage " + n + ": understands and compares the choices"}
                              : Label::same("S" + n),
                          s + 1, s * 3 >= stages * 2});
    if (map.stages.back().by_milestones)
      map.milestones.push_back(milestone("ms_" + n,
                                         long_labels ? Label{"三十天内没有退货也没有投诉", "三十天內沒有退貨也沒有客訴",
                                                             "Neither returned nor complained within thirty days"}
                                                     : Label::same("M" + n),
                                         "st_" + n, event("x"), false, 30));
    if (map.stages.back().by_milestones) map.milestones.back().target = s % 2 == 0 ? 0.9 : 0.5;
  }
  for (int t = 0; t < touchpoints && stages > 0; ++t) {
    Touchpoint touchpoint;
    touchpoint.id = "tp_" + std::to_string(t);
    touchpoint.label = long_labels ? longs[t % 6] : Label::same("T" + std::to_string(t));
    touchpoint.stage = "st_" + std::to_string(1 + t * stages / std::max(touchpoints, 1));
    touchpoint.order = t + 1;
    touchpoint.channel =
        channels > 0 ? "channel_" + std::to_string(random.below(static_cast<std::uint64_t>(channels))) : "";
    touchpoint.external = t % 7 == 5;
    touchpoint.on = event(touchpoint.id);
    touchpoint.actions = {longs[static_cast<std::size_t>(t) % 6], longs[static_cast<std::size_t>(t + 3) % 6]};
    touchpoint.emotion = emotion(t, t % 4 == 0 ? longs[static_cast<std::size_t>(t) % 6] : Label{});
    if (t % 5 == 2) touchpoint.promise = promise(longs[static_cast<std::size_t>(t) % 6]);
    map.touchpoints.push_back(std::move(touchpoint));
  }
  for (int from = 0; from < touchpoints; ++from)
    for (int to = 0; to < touchpoints; ++to)
      if (to == from + 1 || random.below(static_cast<std::uint64_t>(std::max(touchpoints, 1))) < 2)
        map.links.push_back(
            {"tp_" + std::to_string(from), "tp_" + std::to_string(to), to <= from ? "loops" : "follows"});
  for (int d = 0; d < touchpoints; d += 4)
    map.decisions.push_back({"de_" + std::to_string(d),
                             long_labels ? longs[d % 6] : Label::same("D"),
                             "tp_" + std::to_string(d),
                             {{{"", "", ""}, "tp_" + std::to_string(std::min(d + 1, touchpoints - 1))},
                              {longs[0], "tp_" + std::to_string(touchpoints - 1)},
                              {{"", "", ""}, ""}}});
  for (int p = 0; p < touchpoints; p += 3) {
    std::string n = std::to_string(p);
    static const char* kinds[] = {"leave", "wait", "detour", "loop", "fail"};
    map.pains.push_back(pain("pa_" + n, longs[p % 6], 1 + p % 5, kinds[p / 3 % 5],
                             {"tp_" + n, "tp_" + std::to_string(std::min(p + 2, touchpoints - 1))}));
    map.opportunities.push_back({"op_" + n, longs[(p + 4) % 6], {"pa_" + n}});
  }
  Sample sample{std::move(map), {}};
  sample.observed = numbers_for(sample.map, seed);
  return sample;
}

}  // namespace cairn::map::sample
