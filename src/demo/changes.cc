#include "demo/changes.h"

#include "base/language.h"
#include "demo/catalogue.h"
#include "demo/diary.h"
#include "demo/planted.h"
#include "event/predicate.h"

namespace cairn::demo {
namespace {

const Json by_order{{"by", "object"}, {"property", "order_id"}};

std::string day_of(const planted::Change& change) {
  constexpr std::int64_t ahead_of_utc_us = 8 * hour * 1'000'000;
  return format_time(Time{instant_of(change.from).us + ahead_of_utc_us}).substr(0, 10);
}

Json marker(const char* id, const planted::Change& change, const char* touchpoint, const Label& label,
            const Label& note, int days) {
  return {{"id", id},
          {"date", day_of(change)},
          {"touchpoint", touchpoint},
          {"label", label.json()},
          {"note", note.json()},
          {"days", days}};
}

Json checkout() {
  auto json = marker("mk_checkout", planted::checkout_paid, "tp_checkout_start_web",
                     {"网站结账：五步改为三步", "網站結帳：五步改為三步", "Web checkout: three steps instead of five"},
                     {"简化步骤，并加上进度条。", "簡化步驟，並加上進度列。", "Fewer steps, and a progress bar."}, 168);
  json["cost"] = 180'000;
  json["measure"] = {{"what", "conversion"},
                     {"title", Label{"网站结账的付款率", "網站結帳的付款率", "Web checkouts that are paid"}.json()},
                     {"from", "event = checkout_start"},
                     {"where", "channel = web"},
                     {"to", "event = order_paid"},
                     {"within", "7d"},
                     {"case", by_order}};
  json["untouched"] = "channel in (app, miniprogram)";
  return json;
}

Json recommendations() {
  auto json =
      marker("mk_recommendations", planted::order_yuan, "tp_add_to_cart_web",
             {"购物车里的搭配推荐", "購物車裡的搭配推薦", "Recommendations in the cart"},
             {"网站、App 和小程序的购物车：“搭配更好看”。天猫和门店没有。",
              "網站、App 和小程式的購物車：「搭配更好看」。天貓和門市沒有。",
              "“Goes well with it”, in the carts of web, app and mini-program; not at Tmall, not at the tills."},
             112);
  json["cost"] = 260'000;
  json["measure"] = {{"what", "amount"},
                     {"title", Label{"非促销日的客单价", "非促銷日的客單價", "Mean order outside promotions"}.json()},
                     {"from", "event in (order_paid, till_receipt) and currency = CNY and promotion is missing"},
                     {"case", by_order}};
  json["untouched"] = "channel in (tmall, till)";
  return json;
}

Json first_answer() {
  auto json =
      marker("mk_chatbot", planted::first_answer_min, "tp_support_chat_support",
             {"客服：聊天机器人与工单系统", "客服：聊天機器人與工單系統", "Support: a chatbot and a ticket system"},
             {"机器人先回答简单问题。", "機器人先回答簡單問題。", "The bot answers the simple questions first."}, 28);
  json["cost"] = 320'000;
  json["measure"] = {
      {"what", "duration"},
      {"title", Label{"首次答复用时（中位数）", "首次答覆用時（中位數）", "Time to the first answer, median"}.json()},
      {"from", "event = support_chat"},
      {"to", "event = support_reply"},
      {"within", "2d"},
      {"case", by_order}};
  return json;
}

Json order_ahead() {
  std::string pilots;
  for (const auto& store : stores())
    if (store.lays_out) pilots += (pilots.empty() ? "" : ", ") + std::string(store.name);
  auto json =
      marker("mk_order_ahead", planted::collect_wait_min, "tp_collect_queue_store",
             {"门店自提：提前备好鞋", "門市自取：提前備好鞋", "Collecting in store: the pair is laid out ahead"},
             {"42 家门店中的 12 家试行。", "42 家門市中的 12 家試行。", "A pilot in 12 of 42 stores."}, 84);
  json["cost"] = 90'000;
  json["measure"] = {
      {"what", "duration"},
      {"title", Label{"自提等候用时（中位数）", "自取等候時間（中位數）", "Wait to collect, median"}.json()},
      {"from", "event = collect_queue"},
      {"to", "event = order_collected"},
      {"within", "1d"},
      {"case", by_order}};
  json["untouched"] = "not store in (" + pilots + ")";
  return json;
}

Json configurator() {
  auto json = marker(
      "mk_configurator", planted::configurator_used, "tp_shoe_configure_web",
      {"网站：定制鞋款", "網站：客製鞋款", "Web shop: a shoe configurator"},
      {"自己选鞋底、鞋面和鞋带。", "自己選鞋底、鞋面和鞋帶。", "Soles, uppers and laces of one's own choice."}, 84);
  json["cost"] = 410'000;
  json["measure"] = {
      {"what", "conversion"},
      {"title", Label{"在网站看商品的客户中，7 天内使用定制的占比", "在網站看商品的客戶中，7 天內使用客製的占比",
                      "Of those who look at products in the web shop, who configures a pair in 7 days"}
                    .json()},
      {"from", "event = product_view"},
      {"where", "channel = web"},
      {"to", "event = shoe_configure"},
      {"within", "7d"}};
  return json;
}

Json size_help() {
  auto json = marker(
      "mk_size_help", planted::size_returns, "tp_size_compare_web",
      {"评价与尺码对比（随机一半客户）", "評價與尺碼比較（隨機一半客戶）", "Reviews and size help, for a random half"},
      {"由抽签决定谁看到：可以说是效果。", "由抽籤決定誰看到：可以說是效果。",
       "Who sees it was drawn by lot, so that the difference is its effect."},
      240);
  json["cost"] = 150'000;
  json["randomised"] = true;
  json["measure"] = {
      {"what", "conversion"},
      {"title", Label{"因尺码退货的订单占比", "因尺碼退貨的訂單占比", "Orders that come back for their size"}.json()},
      {"from", "event = order_paid and variant is present"},
      {"where", "variant = size_help"},
      {"to", "event = return_request and step = refund and reason = 尺码不合"},
      {"within", "60d"},
      {"case", by_order}};
  json["untouched"] = "variant = control";
  return json;
}

}  // namespace

Json change_markers() {
  return {{"markers", {size_help(), order_ahead(), recommendations(), configurator(), checkout(), first_answer()}}};
}

}  // namespace cairn::demo
