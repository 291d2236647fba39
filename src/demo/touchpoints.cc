#include "demo/touchpoints.h"

namespace cairn::demo {

namespace {

struct StageName {
  std::string_view id;
  Label label;
};

const StageName& stage_name(Stage stage) {
  static const StageName names[stage_count] = {
      {"aware", {"意识", "意識", "Aware"}},   {"consider", {"考虑", "考慮", "Consider"}},
      {"decide", {"决策", "決策", "Decide"}}, {"buy", {"购买", "購買", "Buy"}},
      {"use", {"使用", "使用", "Use"}},       {"loyal", {"忠诚", "忠誠", "Loyal"}},
  };
  return names[static_cast<std::size_t>(stage)];
}

constexpr Touchpoint table[] = {
    {Touch::window_seen, "window_seen", "mall", Stage::aware},
    {Touch::ad_click, "ad_click", "ads", Stage::aware},
    {Touch::video_view, "video_view", "ads", Stage::aware},
    {Touch::friend_card_open, "friend_card_open", "wechat", Stage::aware},

    {Touch::site_visit, "site_visit", "web", Stage::consider},
    {Touch::app_open, "app_open", "app", Stage::consider},
    {Touch::miniprogram_open, "miniprogram_open", "miniprogram", Stage::consider},
    {Touch::product_search, "product_search", "web", Stage::consider},
    {Touch::view_web, "product_view", "web", Stage::consider},
    {Touch::view_app, "product_view", "app", Stage::consider},
    {Touch::view_mini, "product_view", "miniprogram", Stage::consider},
    {Touch::store_enter, "store_enter", "store", Stage::consider},
    {Touch::greeted, "greeted", "store", Stage::consider},
    {Touch::helped, "clerk_help", "store", Stage::consider},

    {Touch::compare_web, "size_compare", "web", Stage::decide},
    {Touch::compare_app, "size_compare", "app", Stage::decide},
    {Touch::compare_mini, "size_compare", "miniprogram", Stage::decide},
    {Touch::configure, "shoe_configure", "web", Stage::decide},
    {Touch::review_read, "review_read", "web", Stage::decide},
    {Touch::try_on, "try_on", "store", Stage::decide},
    {Touch::cart_web, "add_to_cart", "web", Stage::decide},
    {Touch::cart_app, "add_to_cart", "app", Stage::decide},
    {Touch::cart_mini, "add_to_cart", "miniprogram", Stage::decide},
    {Touch::coupon_search, "coupon_search", "web", Stage::decide},

    {Touch::checkout_web, "checkout_start", "web", Stage::buy},
    {Touch::checkout_app, "checkout_start", "app", Stage::buy},
    {Touch::checkout_mini, "checkout_start", "miniprogram", Stage::buy},
    {Touch::payment_failed, "payment_failed", "web", Stage::buy},
    {Touch::paid_web, "order_paid", "web", Stage::buy},
    {Touch::paid_app, "order_paid", "app", Stage::buy},
    {Touch::paid_mini, "order_paid", "miniprogram", Stage::buy},
    {Touch::placed_tmall, "order_placed", "tmall", Stage::buy},
    {Touch::paid_tmall, "order_paid", "tmall", Stage::buy},
    {Touch::queue_join, "queue_join", "till", Stage::buy},
    {Touch::till_receipt, "till_receipt", "till", Stage::buy},
    {Touch::qr_scan, "qr_scan", "wechat", Stage::buy},
    {Touch::oa_follow, "oa_follow", "wechat", Stage::buy},
    {Touch::phone_bind, "phone_bind", "wechat", Stage::buy},
    {Touch::welcome_message, "welcome_message", "wechat", Stage::buy},
    {Touch::collect_queue, "collect_queue", "store", Stage::buy},
    {Touch::collected, "order_collected", "store", Stage::use},

    {Touch::delivery_received, "delivery_received", "delivery", Stage::use},
    {Touch::review_post, "review_post", "miniprogram", Stage::use},
    {Touch::service_rating, "service_rating", "wechat", Stage::use},
    {Touch::survey_answer, "survey_answer", "sms", Stage::use},
    {Touch::share_post, "share_post", "social", Stage::use},
    {Touch::support_chat, "support_chat", "support", Stage::use},
    {Touch::support_reply, "support_reply", "support", Stage::use},
    {Touch::ticket_closed, "ticket_closed", "support", Stage::use},
    {Touch::return_in_store, "return_request", "store", Stage::use},
    {Touch::return_online, "return_request", "support", Stage::use},
    {Touch::return_refused, "return_refused", "store", Stage::use},
    {Touch::exchange_done, "exchange_done", "store", Stage::use},
    {Touch::refund_at_till, "refund_paid", "till", Stage::use},
    {Touch::refund_online, "refund_paid", "support", Stage::use},

    {Touch::article_open, "article_open", "wechat", Stage::loyal},
    {Touch::sms_click, "sms_click", "sms", Stage::loyal},
    {Touch::points_earned, "points_earned", "wechat", Stage::loyal},
    {Touch::coupon_claim, "coupon_claim", "miniprogram", Stage::loyal},
    {Touch::oa_unfollow, "oa_unfollow", "wechat", Stage::loyal},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < std::size(table); ++i)
    if (static_cast<std::size_t>(table[i].touch) != i) return false;
  return std::size(table) == static_cast<std::size_t>(Touch::oa_unfollow) + 1;
}
static_assert(in_order(), "the table is indexed by Touch");

constexpr Touch of(Shop shop, Touch web) { return static_cast<Touch>(static_cast<int>(web) + static_cast<int>(shop)); }

}  // namespace

std::string_view id_of(Stage stage) { return stage_name(stage).id; }
const Label& label_of(Stage stage) { return stage_name(stage).label; }
std::span<const Touchpoint> touchpoints() { return table; }

Touch opening_of(Shop shop) { return of(shop, Touch::site_visit); }
Touch viewing_of(Shop shop) { return of(shop, Touch::view_web); }
Touch comparing_of(Shop shop) { return of(shop, Touch::compare_web); }
Touch cart_of(Shop shop) { return of(shop, Touch::cart_web); }
Touch checkout_of(Shop shop) { return of(shop, Touch::checkout_web); }
Touch paying_of(Shop shop) { return of(shop, Touch::paid_web); }

}  // namespace cairn::demo
