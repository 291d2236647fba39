// A map that makes sense: the shoe shop of the demo, written by hand, with numbers; for tests.
#pragma once

#include <utility>

#include "map/render_sample.h"

namespace cairn::map::sample {

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

}  // namespace cairn::map::sample
