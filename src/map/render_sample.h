// Maps to try the renderings on, with numbers that hang together; for tests and tests/browser/render_samples only.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "base/random.h"
#include "map/document.h"
#include "map/observed.h"

namespace cairn::map::sample {

struct Sample {
  JourneyMap map;
  Observed observed;
};

inline EventPredicate event(const std::string& name) { return EventPredicate::of_event(name); }

inline Milestone milestone(std::string id, Label label, std::string stage, EventPredicate on, bool absent, int days) {
  Milestone made;
  made.id = std::move(id);
  made.label = std::move(label);
  made.stage = std::move(stage);
  made.on = std::move(on);
  made.absent = absent;
  if (days > 0) made.within = Duration{days * 86'400'000LL};
  return made;
}

inline Pain pain(std::string id, Label text, int severity, std::string kind, std::vector<std::string> at) {
  Pain made;
  made.id = std::move(id);
  made.text = std::move(text);
  made.severity = severity;
  made.kind = std::move(kind);
  made.at = std::move(at);
  return made;
}

/// How a touchpoint is felt: by turns scores, behaviour, by hand, what is wanted, nothing.
inline std::optional<Emotion> emotion(int turn, const Label& label) {
  Emotion made;
  made.mode = turn % 6 == 3 ? "target" : turn % 6 == 2 ? "manual" : "observed";
  if (made.mode != "observed") made.manual = turn % 2 == 0 ? 1.5 : -1;
  made.label = label;
  if (made.mode == "observed") {
    EmotionSource source;
    source.type = turn % 6 == 1 ? "behaviour" : "csat";
    source.on = event("survey_answer");
    made.sources.push_back(source);
  }
  return turn % 6 == 4 ? std::nullopt : std::optional(made);
}

inline Promise promise(const Label& terms) {
  Promise made;
  made.terms = terms;
  made.deadline = Duration{30 * 86'400'000LL};
  made.scope = "any-store";
  made.by = "order_id";
  made.asked = event("return_request");
  made.kept = event("refund_paid");
  return made;
}

/// Numbers for a map: a stream of customers that thins out, from a seed.
inline Observed numbers_for(const JourneyMap& map, std::uint64_t seed) {
  Random random(seed);
  Observed seen;
  seen.from = Time{1'759'276'800'000'000};  // 2025-10-01
  seen.to = Time{1'790'812'799'000'000};    // 2026-09-30
  seen.cases = 12'480;
  seen.customers = 11'902;
  seen.events = 214'367;
  seen.coverage = 0.962;
  seen.overview_coverage = 0.914;
  std::uint64_t entered = 12'480;
  for (const Stage& stage : map.stages) {
    StageObserved found;
    found.id = stage.id;
    found.entered = entered;
    found.in_progress = entered / 23;
    found.moved_on = static_cast<std::uint64_t>(static_cast<double>(entered) * (0.42 + 0.3 * random.uniform()));
    found.left = entered - found.in_progress - found.moved_on;
    found.conversion = static_cast<double>(found.moved_on) / static_cast<double>(found.moved_on + found.left);
    found.dwell_median = std::exp(3 + 10 * random.uniform());
    found.dwell_p95 = found.dwell_median * 6;
    entered = found.moved_on;
    seen.stages.push_back(found);
  }
  for (const Touchpoint& touchpoint : map.touchpoints) {
    std::uint64_t stage_cases = 1000;
    for (const StageObserved& stage : seen.stages)
      if (stage.id == touchpoint.stage) stage_cases = stage.entered;
    TouchpointObserved found;
    found.id = touchpoint.id;
    found.cases = static_cast<std::uint64_t>(static_cast<double>(stage_cases) * (0.15 + 0.8 * random.uniform()));
    found.events = found.cases * 2;
    found.ended = static_cast<std::uint64_t>(static_cast<double>(found.cases) * 0.5 * random.uniform());
    found.repeat_share = 0.5 * random.uniform();
    found.wait_median = std::exp(1 + 12 * random.uniform());
    found.wait_p95 = found.wait_median * (2 + 8 * random.uniform());
    seen.touchpoints.push_back(found);
  }
  for (const Link& link : map.links) {
    LinkObserved found;
    found.from = link.from;
    found.to = link.to;
    for (const TouchpointObserved& touchpoint : seen.touchpoints)
      if (touchpoint.id == link.from)
        found.count =
            static_cast<std::uint64_t>(static_cast<double>(touchpoint.cases) * (0.1 + 0.6 * random.uniform()));
    found.cases = found.count;
    found.share = 0.1 + 0.5 * random.uniform();
    found.gap_median = std::exp(1 + 9 * random.uniform());
    found.gap_p95 = found.gap_median * 5;
    seen.links.push_back(found);
  }
  for (const Decision& decision : map.decisions) {
    DecisionObserved found;
    found.id = decision.id;
    found.cases = 3'650;
    double rest = 1;
    for (std::size_t b = 0; b < decision.branches.size(); ++b) {
      double share = b + 1 == decision.branches.size() ? rest : rest * (0.3 + 0.3 * random.uniform());
      rest -= share;
      found.branches.push_back({decision.branches[b].to, static_cast<std::uint64_t>(3'650 * share), share});
    }
    seen.decisions.push_back(found);
  }
  for (const Pain& pain : map.pains) {
    PainObserved found;
    found.id = pain.id;
    found.cases = 411 + static_cast<std::uint64_t>(2000 * random.uniform());
    found.share = 0.1 + 0.4 * random.uniform();
    found.outcome_with = 0.2 * random.uniform();
    found.outcome_without = 0.3 + 0.3 * random.uniform();
    found.extra_loss = static_cast<double>(found.cases) * 0.3;
    found.seconds = pain.kind == "wait" ? 564 : 0;
    seen.pains.push_back(found);
  }
  for (const Milestone& milestone : map.milestones) seen.milestones.push_back({milestone.id, 1'312, 204, 188});
  for (const Touchpoint& touchpoint : map.touchpoints) {
    EmotionObserved found = assumed_emotion(touchpoint);
    bool behaviour = found.mark == EmotionMark::none && touchpoint.emotion && !found.asked;
    if (found.asked) {
      found.n = random.below(4) == 0 ? 7 : 30 + random.below(4'000);
      found.customers = found.n - found.n / 9;
      found.response = 0.02 + 0.4 * random.uniform();
    }
    if (found.asked && found.n >= found.min_n) {
      found.mark = EmotionMark::observed;
      found.score = 3.2 * random.uniform() - 1.6;
      double half = 1.2 / std::sqrt(static_cast<double>(found.n));
      found.low = found.score - half;
      found.high = found.score + half;
    } else if (behaviour) {
      found.mark = EmotionMark::inferred;
      found.score = -2 * random.uniform();
    }
    seen.emotions.push_back(found);
    if (!touchpoint.promise) continue;
    PromiseObserved promise;
    promise.id = touchpoint.id;
    promise.made = 8'204;
    promise.asked = 812;
    promise.kept = 691;
    promise.broken = 87;
    promise.open = 34;
    promise.late = 118;
    promise.late_refused = 96;
    promise.same = {540, 31};
    promise.other = {151, 56};
    promise.kept_share = 1 - (promise.broken_share = 87.0 / 778);
    seen.promises.push_back(promise);
  }
  return seen;
}

/// The shoe shop of the demo: six stages, offline and online, a loop, a fork, a slow queue, a checkout that loses.
inline JourneyMap retailer() {
  JourneyMap map;
  map.id = "jr_shoes";
  map.title = {"石径鞋履：从看到到回购", "石徑鞋履：從看到到回購",
               "Stonepath Shoes: from first sight to the next pair"};
  map.purpose = {"让第一次进店的客户在 7 天内成为会员，并在 180 天内回购",
                 "讓第一次進店的客戶在 7 天內成為會員，並在 180 天內回購",
                 "Turn first-time buyers into members within 7 days, and have them buy again within 180"};
  map.channels = {{"ads", {"广告", "廣告", "Ads"}, false},
                  {"web", {"官网", "官網", "Web shop"}, false},
                  {"miniprogram", {"小程序", "小程式", "Mini program"}, false},
                  {"store", {"门店", "門市", "Store"}, true},
                  {"till", {"收银台", "收銀台", "Till"}, true},
                  {"wechat", {"微信公众号", "微信公眾號", "WeChat account"}, false},
                  {"sms", {"短信", "簡訊", "Text message"}, false}};
  map.stages = {{"aware", {"意识", "意識", "Aware"}, 1, false},   {"consider", {"考虑", "考慮", "Consider"}, 2, false},
                {"decide", {"决策", "決策", "Decide"}, 3, false}, {"buy", {"购买", "購買", "Buy"}, 4, false},
                {"use", {"使用", "使用", "Use"}, 5, true},        {"loyal", {"忠诚", "忠誠", "Loyal"}, 6, true}};
  auto add = [&](const char* id, Label label, const char* stage, const char* channel, Label action) {
    Touchpoint t;
    t.id = id;
    t.label = std::move(label);
    t.stage = stage;
    t.channel = channel;
    t.order = static_cast<int>(map.touchpoints.size()) + 1;
    t.on = event(id);
    t.actions = {std::move(action)};
    map.touchpoints.push_back(std::move(t));
  };
  add("ad_click", {"点开广告", "點開廣告", "Opens an ad"}, "aware", "ads",
      {"看到新款，点进来看看", "看到新款，點進來看看", "Sees the new season and taps"});
  add("site_visit", {"打开官网", "打開官網", "Visits the web shop"}, "consider", "web",
      {"搜索、翻看款式", "搜尋、翻看款式", "Searches and browses models"});
  add("product_view", {"看商品页", "看商品頁", "Looks at a product"}, "consider", "web",
      {"看价格和评价", "看價格和評價", "Reads price and reviews"});
  add("store_enter", {"走进门店", "走進門市", "Walks into a store"}, "consider", "store",
      {"路过，进店看看", "路過，進店看看", "Drops in while passing"});
  add("size_compare", {"比较尺码", "比較尺碼", "Compares sizes"}, "decide", "web",
      {"反复比较尺码表", "反覆比較尺碼表", "Goes through the size chart again and again"});
  add("try_on", {"在店里试穿", "在店裡試穿", "Tries on in the store"}, "decide", "store",
      {"试穿两三双", "試穿兩三雙", "Tries two or three pairs"});
  add("checkout_start", {"去结账", "去結帳", "Starts the checkout"}, "buy", "web",
      {"填地址、被要求注册", "填地址、被要求註冊", "Types the address, is asked to register"});
  add("order_paid", {"在线付款", "線上付款", "Pays online"}, "buy", "web", {"付款", "付款", "Pays"});
  add("queue_join", {"在收银台排队", "在收銀台排隊", "Queues at the till"}, "buy", "till",
      {"排队等结账", "排隊等結帳", "Waits in line"});
  add("till_receipt", {"在门店付款", "在門市付款", "Pays at the till"}, "buy", "till",
      {"付款、扫码", "付款、掃碼", "Pays and scans a code"});
  add("oa_follow", {"关注公众号", "追蹤公眾號", "Follows the account"}, "buy", "wechat",
      {"扫码关注、绑定手机", "掃碼追蹤、綁定手機", "Follows and binds the phone"});
  add("return_request", {"到店退货", "到店退貨", "Returns in a store"}, "use", "store",
      {"带着鞋盒去退", "帶著鞋盒去退", "Brings the box back"});
  add("service_rating", {"给服务打分", "給服務評分", "Rates the service"}, "use", "wechat",
      {"收到消息后打分", "收到訊息後評分", "Answers the message"});
  add("article_open", {"读推文", "讀推文", "Opens an article"}, "loyal", "wechat",
      {"看新品推文", "看新品推文", "Reads about new models"});
  add("sms_click", {"点短信链接", "點簡訊連結", "Taps a link in a text message"}, "loyal", "sms",
      {"收到优惠短信", "收到優惠簡訊", "Gets an offer"});
  auto link = [&](const char* from, const char* to, const char* type = "follows") {
    map.links.push_back({from, to, type});
  };
  link("ad_click", "site_visit");
  link("site_visit", "product_view");
  link("product_view", "size_compare");
  link("size_compare", "product_view", "loops");
  link("size_compare", "checkout_start");
  link("size_compare", "store_enter", "loops");
  link("store_enter", "try_on");
  link("try_on", "queue_join");
  link("checkout_start", "order_paid");
  link("queue_join", "till_receipt");
  link("till_receipt", "oa_follow");
  link("order_paid", "oa_follow");
  link("till_receipt", "return_request");
  link("oa_follow", "service_rating");
  link("service_rating", "article_open");
  link("oa_follow", "article_open");
  link("article_open", "product_view", "loops");
  map.milestones = {milestone("ms_paid", {"成交", "成交", "First purchase"}, "buy", event("order_paid"), false, 0),
                    milestone("ms_kept", {"30 天内未退货", "30 天內未退貨", "Not returned in 30 days"}, "use",
                              event("return_request"), true, 30),
                    milestone("ms_again", {"180 天内回购", "180 天內回購", "Buys again in 180 days"}, "loyal",
                              event("order_paid"), false, 180)};
  map.goal = "ms_again";
  map.decisions = {{"de_fork",
                    {"比较之后", "比較之後", "After comparing"},
                    "size_compare",
                    {{{"去线上结账", "去線上結帳", "Checks out online"}, "checkout_start"},
                     {{"去门店试穿", "去門市試穿", "Goes to a store"}, "store_enter"},
                     {{"", "", ""}, ""}}}};
  map.pains = {pain("pa_register",
                    {"结账时被要求注册，59 % 的人在此离开", "結帳時被要求註冊，59 % 的人在此離開",
                     "The checkout asks for an account: 59 % leave here"},
                    5, "leave", {"checkout_start"}),
               pain("pa_queue",
                    {"高峰时收银台要等 9.4 分钟", "尖峰時收銀台要等 9.4 分鐘", "At peak hours the till takes 9.4 min"},
                    4, "wait", {"queue_join"}),
               pain("pa_sizes",
                    {"在商品页和尺码表之间来回三次以上", "在商品頁和尺碼表之間來回三次以上",
                     "Back and forth between product and size chart, three times or more"},
                    3, "loop", {"size_compare", "product_view"})};
  map.opportunities = {
      {"op_guest", {"允许不注册结账", "允許不註冊結帳", "Offer a checkout without an account"}, {"pa_register"}},
      {"op_till",
       {"高峰时多开一个收银台，或店员移动收款", "尖峰時多開一個收銀台，或店員行動收款",
        "Open a second till at peak hours, or let staff take payment on the floor"},
       {"pa_queue"}},
      {"op_sizes",
       {"在商品页直接给出尺码建议", "在商品頁直接給出尺碼建議", "Suggest the size on the product page"},
       {"pa_sizes"}}};
  map.milestones.back().target = 0.35;
  const std::pair<const char*, int> felt[] = {{"product_view", 0}, {"store_enter", 0},    {"size_compare", 1},
                                              {"try_on", 0},       {"checkout_start", 0}, {"queue_join", 0},
                                              {"till_receipt", 2}, {"oa_follow", 3},      {"return_request", 0}};
  for (auto [id, turn] : felt)
    for (Touchpoint& touchpoint : map.touchpoints)
      if (touchpoint.id == id) touchpoint.emotion = emotion(turn, {});
  for (Touchpoint& touchpoint : map.touchpoints)
    if (touchpoint.id == "till_receipt")
      touchpoint.promise =
          promise({"30 天内任意门店退换", "30 天內任一門市退換", "Return or exchange within 30 days in any shop"});
  map.evidence = {{"ev_1", "analytics", {"去结账 3,120 次", "去結帳 3,120 次", "3,120 checkouts"}, 3120}};
  return map;
}

inline Sample retailer_sample() {
  Sample sample{retailer(), {}};
  sample.observed = numbers_for(sample.map, 7);
  return sample;
}

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
