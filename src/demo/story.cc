#include "demo/story.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "demo/retailer.h"

namespace cairn::demo {

namespace {

constexpr std::array<std::string_view, story_count> names = {"story-shoe-buyer", "story-exchanger", "story-refused"};
constexpr std::string_view promise = "30天内任意门店退换";

const Store& store_named(std::string_view name) {
  auto found = std::find_if(stores().begin(), stores().end(), [&](const Store& store) { return store.name == name; });
  CAIRN_CHECK(found != stores().end());
  return *found;
}

constexpr Seconds at(int year, int month, int day, Seconds hours, Seconds minutes, Seconds seconds = 0) {
  return on(year, month, day) * day_length + hours * hour + minutes * minute + seconds;
}

/// A visit to a store that ends with a receipt: enter, clerk, try on, queue, pay.
struct Visit {
  const Store& store;
  const Product& product;
  int order;
};
void buy(Diary& diary, Seconds enters, const Visit& visit) {
  auto note = [&](Touch touch, Seconds after) -> Moment& {
    Moment& moment = diary.note(touch, enters + after);
    moment.store = &visit.store;
    return moment;
  };
  note(Touch::store_enter, 0);
  note(Touch::greeted, 40).clerk = 3;
  note(Touch::helped, 4 * minute).clerk = 3;
  note(Touch::try_on, 9 * minute).product = &visit.product;
  note(Touch::queue_join, 18 * minute);
  Moment& receipt = note(Touch::till_receipt, 21 * minute);
  receipt.product = &visit.product;
  receipt.order = {visit.order, 'S'};
  receipt.amount_fen = visit.product.price_fen;
  receipt.clerk = 3;
  receipt.till = 1;
  receipt.terms = promise;
  receipt.payment_method = "微信支付";
  receipt.buyer = "new";
}

/// With the receipt, at the desk of any store.
Moment& at_desk(Diary& diary, Touch touch, Seconds when, const Visit& visit) {
  Moment& moment = diary.note(touch, when);
  moment.order = {visit.order, 'S'};
  moment.store = &visit.store;
  moment.product = &visit.product;
  return moment;
}

/// QR code on the receipt, follow, phone number with consent, and the welcome at once.
void join(Diary& diary, Seconds from, const Store& store) {
  diary.note(Touch::qr_scan, from).store = &store;
  diary.note(Touch::oa_follow, from + 12).store = &store;
  Moment& bind = diary.note(Touch::phone_bind, from + 50);
  bind.store = &store;
  bind.consent = "微信,短信";
  diary.note(Touch::welcome_message, from + 58);
}

void shoe_buyer(Diary& diary) {  // Saturday 2026-08-15
  const Store& store = store_named("杭州湖滨店");
  const Product& pair = products()[6];
  Seconds sees = at(2026, 8, 15, 15, 12);
  Moment& seen = diary.note(Touch::window_seen, sees);
  seen.store = &store;
  seen.by = "entered by hand";
  buy(diary, sees + 3 * minute, {store, pair, 1});
  join(diary, sees + 25 * minute, store);
  Moment& post = diary.note(Touch::share_post, at(2026, 8, 15, 20, 41));
  post.product = &pair;
  post.campaign = "小红书";
  post.order = {1, 'S'};
  post.store = &store;
  post.text = "今天在湖滨店买的石径，@石径鞋履，店员帮我挑的，软底好走，推荐去逛逛。";
  diary.note(Touch::article_open, at(2026, 8, 22, 10, 5)).campaign = "七日唤醒";
  diary.note(Touch::sms_click, at(2026, 8, 22, 18, 30)).campaign = "七日唤醒";
}

void exchanger(Diary& diary) {
  const Store& store = store_named("上海静安寺店");
  const Store& other = store_named("成都太古里店");
  const Product& pair = products()[3];
  Seconds enters = at(2026, 7, 18, 14, 20);
  buy(diary, enters, {store, pair, 1});
  join(diary, enters + 23 * minute, store);
  Seconds asks = enters + 21 * minute + 27 * day_length;
  Moment& asked = at_desk(diary, Touch::return_in_store, asks, {other, pair, 1});
  asked.reason = "尺码不合";
  asked.step = "exchange";
  at_desk(diary, Touch::exchange_done, asks + 6 * minute, {other, pair, 1});
  Moment& rating = diary.note(Touch::service_rating, asks + 3 * hour);
  rating.store = &other;
  rating.about = "store";
  rating.value = 5;
  rating.text = "在上海买的，成都也给换，说到做到。";
}

void refused(Diary& diary) {
  const Store& store = store_named("北京西单店");
  const Store& other = store_named("广州北京路店");
  const Product& pair = products()[0];
  Seconds enters = at(2026, 8, 29, 16, 5);
  buy(diary, enters, {store, pair, 1});
  Seconds asks = enters + 12 * day_length;
  Moment& asked = at_desk(diary, Touch::return_in_store, asks, {other, pair, 1});
  asked.reason = "质量问题";
  asked.step = "refund";
  at_desk(diary, Touch::return_refused, asks + 4 * minute, {other, pair, 1}).reason = "非本店购买";
  Moment& rating = diary.note(Touch::service_rating, asks + 2 * hour);
  rating.store = &other;
  rating.about = "store";
  rating.value = 1;
  rating.text = "小票上写着任意门店可退，广州这家说不是本店买的不给退。";
}

}  // namespace

std::string_view story_name(int story) { return names[static_cast<std::size_t>(story)]; }

void tell(int story, Diary& diary) {
  // Numbered behind everybody.
  diary.open(most_customers + 1 + static_cast<std::uint64_t>(story), std::string(story_name(story)));
  if (story == 0) shoe_buyer(diary);
  if (story == 1) exchanger(diary);
  if (story == 2) refused(diary);
}

}  // namespace cairn::demo
