// What was planted, told (retailer.h).
#include "demo/customer.h"
#include "demo/planted.h"
#include "demo/retailer.h"
#include "demo/truth_parts.h"

namespace cairn::demo {

namespace {

Json place(Touch touch) { return {{"event", touchpoint(touch).event}, {"channel", touchpoint(touch).channel}}; }

Json places(std::initializer_list<Touch> touches) {
  Json all = Json::array();
  for (Touch touch : touches) all.push_back(place(touch));
  return all;
}

Json stages() {
  Json all = Json::array();
  for (int i = 0; i < stage_count; ++i) {
    auto stage = static_cast<Stage>(i);
    all.push_back({{"id", id_of(stage)}, {"label", label_of(stage).json()}});
  }
  return all;
}

Json staged_touchpoints() {
  Json all = Json::array();
  for (const auto& row : touchpoints())
    all.push_back({{"event", row.event}, {"channel", row.channel}, {"stage", id_of(row.stage)}});
  return all;
}

Json checkout_loss() {
  Json shares = Json::object();
  for (Shop shop : {Shop::web, Shop::app, Shop::mini})
    shares[std::string(touchpoint(checkout_of(shop)).channel)] = planted::checkout_loss[static_cast<std::size_t>(shop)];
  return {{"what",
           "The web shop loses customers between starting the checkout and paying; who leaves does not buy these shoes "
           "elsewhere."},
          {"rank", 1},
          {"from", place(Touch::checkout_web)},
          {"to", place(Touch::paid_web)},
          {"share_lost", shares},
          {"how", "checkouts (by order_id) without order_paid; web: before its change, see changes.checkout_progress"}};
}

Json slow_queue() {
  const auto& queue = planted::queue;
  Json names = Json::array();
  for (const auto& store : stores())
    if (store.slow_till) names.push_back(store.name);
  return {
      {"what",
       "At peak hours customers wait long at the till of three stores; the longer, the more leave, and those who stay "
       "rate it low."},
      {"from", place(Touch::queue_join)},
      {"to", place(Touch::till_receipt)},
      {"stores", names},
      {"peak", "13 to 19 h on weekends and holidays, 18 to 20 h on workdays (Asia/Shanghai)"},
      {"median_wait_min",
       {{"slow stores at peak", queue.slow_peak_median_min},
        {"other stores at peak", queue.usual_peak_median_min},
        {"otherwise", queue.usual_median_min}}},
      {"observed_median_wait_min", {{"slow stores at peak", 9.1}, {"other stores at peak", 2.9}, {"otherwise", 2.3}}},
      {"how", "waits are drawn with these medians; receipts show shorter ones, because who waits longest leaves"},
      {"share_leaving",
       {{"up to min", queue.patience_min}, {"base", queue.base_leave}, {"more per min", queue.leave_per_min}}},
      {"long_wait_min", queue.long_wait_min}};
}

Json size_loop() {
  return {
      {"what",
       "Customers go back and forth between shoes and size charts; who does so three times or more buys less often."},
      {"members", places({Touch::view_web, Touch::compare_web, Touch::product_search, Touch::view_app,
                          Touch::compare_app, Touch::view_mini, Touch::compare_mini})},
      {"rounds", planted::loop_rounds},
      {"share_leaving",
       {{"after the loop", planted::leave_after_loop}, {"after fewer rounds", planted::leave_after_compare}}},
      {"how", "rounds are size_compare events of one journey"}};
}

Json fork() {
  return {
      {"what", "After comparing sizes customers buy in a store, buy online, or leave."},
      {"after", places({Touch::compare_web, Touch::compare_app, Touch::compare_mini})},
      {"branches",
       {{{"to", "store"}, {"events", places({Touch::store_enter})}, {"observed_share", 0.18}},
        {{"to", "online"},
         {"events", places({Touch::cart_web, Touch::cart_app, Touch::cart_mini})},
         {"observed_share", 0.49}},
        {{"to", "leave"}, {"events", Json::array()}, {"observed_share", 0.33}}}},
      {"how", "what follows the last size_compare of a journey; shares within 0.04, as they depend on who compares"}};
}

Json detour() {
  const auto& planted = planted::detour;
  return {{"what", "Customers of the web shop leave a full cart to look for a coupon; most come back to it."},
          {"from", place(Touch::cart_web)},
          {"over", place(Touch::coupon_search)},
          {"share", planted.share},
          {"share_not_back", planted.lost},
          {"median_min", planted.median_min},
          {"how", "carts of the web shop that coupon_search follows within a day, before the checkout"}};
}

Json latent_kinds() {
  Json all = Json::array();
  for (const auto& kind : kinds()) all.push_back({{"kind", kind.name}, {"share", kind.share}});
  return all;
}

}  // namespace

Json truth(const DemoOptions& options) {
  return {{"schema", "cairn.demo-truth/1"},
          {"about", Label{"石径鞋履：模拟数据", "石徑鞋履：模擬資料", "Stonepath Shoes: simulated data"}.json()},
          {"seed", options.seed},
          {"customers", options.customers},
          {"days", options.days},
          {"start", format_time(start_of_demo(options))},
          {"end", format_time(end_of_demo(options))},
          {"time_zone", time_zone_name},
          {"source", source_name},
          {"stages", stages()},
          {"touchpoints", staged_touchpoints()},
          {"planted",
           {{"checkout_loss", checkout_loss()},
            {"slow_queue", slow_queue()},
            {"loop", size_loop()},
            {"fork", fork()},
            {"detour", detour()}}},
          {"changes", planted_changes()},
          {"gap", planted_gap()},
          {"returns", planted_returns()},
          {"known", planted_knowing()},
          {"who", planted_identifiers()},
          {"delivery", planted_delivery()},
          {"stories", planted_stories()},
          {"latent_kinds", latent_kinds()}};
}

}  // namespace cairn::demo
