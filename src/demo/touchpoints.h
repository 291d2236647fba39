// What can happen to a customer of Stonepath Shoes, and where: one touchpoint is one event in one channel. The stage is
// the planted one; it is told by truth() and is on no event.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/language.h"

namespace cairn::demo {

enum class Stage : std::uint8_t { aware, consider, decide, buy, use, loyal };
inline constexpr int stage_count = 6;
std::string_view id_of(Stage stage);
const Label& label_of(Stage stage);

// clang-format off
enum class Touch : std::uint8_t {
  window_seen, ad_click, video_view, friend_card_open,
  site_visit, app_open, miniprogram_open, product_search, view_web, view_app, view_mini, store_enter, greeted, helped,
  compare_web, compare_app, compare_mini, configure, review_read, try_on, cart_web, cart_app, cart_mini, coupon_search,
  checkout_web, checkout_app, checkout_mini, payment_failed, paid_web, paid_app, paid_mini,
  placed_tmall, paid_tmall,
  queue_join, till_receipt, qr_scan, oa_follow, phone_bind, welcome_message,
  collect_queue, collected,
  delivery_received, review_post, service_rating, survey_answer, share_post,
  support_chat, support_reply, ticket_closed,
  return_in_store, return_online, return_refused, exchange_done, refund_at_till, refund_online,
  article_open, sms_click, points_earned, coupon_claim, oa_unfollow,
};
// clang-format on

struct Touchpoint {
  Touch touch;
  std::string_view event, channel;
  Stage stage;
};

/// All of them, indexed by Touch.
std::span<const Touchpoint> touchpoints();
inline const Touchpoint& touchpoint(Touch touch) { return touchpoints()[static_cast<std::size_t>(touch)]; }

/// The three own ways to buy online, and the touchpoints of each. Of Tmall a brand sees orders only.
enum class Shop : std::uint8_t { web, app, mini };
Touch opening_of(Shop shop);
Touch viewing_of(Shop shop);
Touch comparing_of(Shop shop);
Touch cart_of(Shop shop);
Touch checkout_of(Shop shop);
Touch paying_of(Shop shop);

}  // namespace cairn::demo
