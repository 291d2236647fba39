#include "demo/journey.h"

#include <algorithm>
#include <cmath>

#include "demo/membership.h"
#include "demo/planted.h"
#include "demo/survey.h"

namespace cairn::demo {

namespace {

class Journey {
 public:
  Journey(Customer& customer, Seconds from)
      : who_(customer), now_(from), product_(&draw_product(customer.random)), shop_(customer.usual_shop) {}
  JourneyEnd walk();

 private:
  enum class Decision { store, online, leave };

  void become_aware();
  void wait_days(double median_days, Calendar::Place place);
  void browse();
  void enter_store();
  void try_on();
  Decision compare_sizes();
  Decision decide_in_store();
  Decision decide_online();
  bool look_for_coupon();
  std::optional<Decision> configure();
  void wait_with_full_cart();
  void add_what_goes_well();
  bool lost_at_checkout();
  void buy_online();
  void buy_on_tmall();
  void buy_in_store();
  void pay(Touch touch, Moment& moment);

  /// A click further: some ten seconds to minutes.
  Seconds click(double mean_s = 45) { return now_ += 6 + static_cast<Seconds>(who_.random.exponential(mean_s)); }
  Moment& note(Touch touch) { return who_.diary.note(touch, now_); }
  Moment& note_product(Touch touch) {
    Moment& moment = note(touch);
    moment.product = product_;
    moment.device = device_;
    return moment;
  }
  void choose_shop() {
    if (!who_.chance(0.75)) shop_ = static_cast<Shop>(who_.random.pick(who_.kind.shops));
    device_ = who_.device_on(shop_);
  }

  Customer& who_;
  Seconds now_;
  const Product* product_;
  Shop shop_;
  std::string_view device_;
  const Store* store_ = nullptr;  ///< while in one
  const Product* extra_ = nullptr;
  JourneyEnd end_;
};

void Journey::become_aware() {
  if (!who_.chance(0.58)) {
    // Nobody can observe who stops at a window: now and then a clerk is told and enters it by hand.
    if (who_.chance(0.10 * who_.kind.in_store)) {
      now_ = who_.later(now_, 0.3, Calendar::Place::store);
      Moment& seen = note(Touch::window_seen);
      seen.store = &who_.home;
      seen.by = "entered by hand";
      now_ += 2 * minute + static_cast<Seconds>(who_.random.exponential(4 * minute));
    }
    return;
  }
  constexpr Touch touches[] = {Touch::ad_click, Touch::video_view, Touch::friend_card_open};
  constexpr double weights[] = {.50, .32, .18};
  constexpr std::string_view campaigns[] = {"朋友圈广告", "小红书种草", "抖音短视频", "搜索广告"};
  int count = 1 + who_.chance(0.35) + who_.chance(0.15);
  for (int i = 0; i < count; ++i) {
    Touch touch = touches[who_.random.pick(weights)];
    Moment& moment = note(touch);
    if (touch != Touch::friend_card_open)
      moment.campaign = campaigns[touch == Touch::video_view ? 1 + who_.random.below(2) : who_.random.below(4)];
    bool at_once = who_.chance(0.4);
    now_ += at_once ? 5 + static_cast<Seconds>(who_.random.exponential(40))
                    : std::clamp<Seconds>(who_.lognormal(14 * hour, 1.1), hour, 6 * day_length);
  }
}

/// Lets days pass in silence; at most eight, so that one journey stays one.
void Journey::wait_days(double median_days, Calendar::Place place) {
  now_ = who_.later(now_, std::min(8.0, who_.random.lognormal(median_days, 0.8)), place);
}

void Journey::browse() {
  store_ = nullptr;
  choose_shop();
  if (who_.chance(0.92)) note(opening_of(shop_)).device = device_;
  click(20);
  if (shop_ == Shop::web && who_.chance(0.5)) {
    note(Touch::product_search).device = device_;
    click(30);
  }
  int views = 1 + static_cast<int>(who_.random.exponential(2.0));
  for (int i = 0; i < std::min(views, 9); ++i) {
    if (!who_.chance(0.6)) product_ = &draw_product(who_.random);
    note_product(viewing_of(shop_));
    click();
  }
}

void Journey::enter_store() {
  store_ = &who_.pick_store();
  Moment& entered = note(Touch::store_enter);
  entered.store = store_;
  entered.promoted = true;
  if (who_.chance(0.62)) {
    now_ += 20 + static_cast<Seconds>(who_.random.exponential(150));
    Moment& greeted = note(Touch::greeted);
    greeted.store = store_;
    greeted.clerk = 1 + static_cast<int>(who_.random.below(6));
    int clerk = greeted.clerk;
    if (who_.chance(0.35)) {
      now_ += 30 + static_cast<Seconds>(who_.random.exponential(3 * minute));
      Moment& helped = note(Touch::helped);
      helped.store = store_;
      helped.clerk = clerk;
    }
  }
  now_ += minute + static_cast<Seconds>(who_.random.exponential(4 * minute));
}

void Journey::try_on() {
  int pairs = 1 + who_.chance(0.35) + who_.chance(0.12);
  for (int i = 0; i < pairs; ++i) {
    Moment& moment = note(Touch::try_on);
    moment.store = store_;
    moment.product = product_;
    now_ += 2 * minute + static_cast<Seconds>(who_.random.exponential(3 * minute));
  }
}

Journey::Decision Journey::compare_sizes() {
  bool loops = who_.chance(who_.kind.goes_round);
  int rounds =
      loops ? planted::loop_rounds + std::min(6, static_cast<int>(who_.random.exponential(1.8))) : 1 + who_.chance(0.3);
  for (int round = 1; round <= rounds; ++round) {
    note_product(comparing_of(shop_));
    click(60);
    if (round == rounds && who_.chance(0.5)) break;
    if (loops && shop_ == Shop::web && who_.chance(0.4)) {
      note(Touch::product_search).device = device_;
      click(30);
    }
    note_product(viewing_of(shop_));
    click();
  }
  if (who_.chance(loops ? planted::leave_after_loop : planted::leave_after_compare)) return Decision::leave;
  return who_.chance(who_.kind.prefers_store) ? Decision::store : Decision::online;
}

/// Puts the pair together, and then wants it or not; nothing: without the configurator.
std::optional<Journey::Decision> Journey::configure() {
  const auto& change = planted::configurator_used;
  if (shop_ != Shop::web || now_ < change.from || !who_.chance(change.after)) return std::nullopt;
  int rounds = 1 + who_.chance(0.4);
  for (int round = 0; round < rounds; ++round) {
    note_product(Touch::configure);
    click(2 * minute);
  }
  return who_.chance(planted::configured_goes_on) ? Decision::online : Decision::leave;
}

Journey::Decision Journey::decide_online() {
  if (auto decided = configure()) return *decided;
  bool helped = who_.variant(now_) == "size_help";
  if (shop_ == Shop::web && who_.chance(helped ? 0.45 : 0.35)) {
    note_product(Touch::review_read);
    click(90);
  }
  if (who_.chance(who_.kind.compares)) return compare_sizes();
  if (who_.chance(0.10)) return Decision::leave;
  return who_.chance(who_.kind.prefers_store * 0.5) ? Decision::store : Decision::online;
}

Journey::Decision Journey::decide_in_store() {
  if (who_.chance(0.85)) try_on();
  constexpr double weights[] = {.68, .12, .20};
  return static_cast<Decision>(who_.random.pick(weights));
}

void Journey::pay(Touch touch, Moment& moment) {
  Promotion promotion = who_.calendar.promotion(day_of(now_));
  bool hkd = who_.in_hong_kong() && touch != Touch::paid_tmall;
  auto amount = draw_amount_fen(who_.random, *product_, extra_, discount_of(promotion), hkd);
  constexpr std::string_view methods[] = {"微信支付", "支付宝", "银行卡", "现金"};
  constexpr double online[] = {.52, .40, .08, 0}, mini[] = {1, 0, 0, 0}, till[] = {.55, .30, .11, .04},
                   tmall[] = {0, 1, 0, 0};
  moment.touch = touch;
  moment.amount_fen = amount;
  moment.hkd = hkd;
  moment.product = product_;
  ++who_.purchases;
  moment.buyer = who_.buyer();
  moment.promoted = true;
  moment.payment_method = methods[who_.random.pick(touch == Touch::till_receipt ? till
                                                   : touch == Touch::paid_mini  ? mini
                                                   : touch == Touch::paid_tmall ? tmall
                                                                                : online)];
  end_.purchase = Purchase{.at = now_,
                           .order = moment.order,
                           .product = product_,
                           .store = touch == Touch::till_receipt ? store_ : nullptr,
                           .amount_fen = amount,
                           .hkd = hkd,
                           .returning = who_.purchases > 1,
                           .satisfaction = who_.random.normal() * 0.7 + 0.7};
}

/// Many fill the cart before a sale and pay when prices are lowest; a few sleep on it.
void Journey::wait_with_full_cart() {
  int peak = who_.calendar.next_peak(day_of(now_), 9);
  if (peak >= 0 && who_.chance(0.6))
    now_ = who_.calendar.draw_time(who_.random, peak, Calendar::Place::online);
  else if (who_.chance(0.15))
    now_ = who_.later(now_, 1, Calendar::Place::online);
}

/// Off to find a coupon, and back to the cart. False: did not come back.
bool Journey::look_for_coupon() {
  const auto& detour = planted::detour;
  if (shop_ != Shop::web || !who_.chance(detour.share)) return true;
  int pages = 1 + who_.chance(0.35);
  for (int page = 0; page < pages; ++page) {
    note(Touch::coupon_search).device = device_;
    now_ += std::max<Seconds>(20, who_.lognormal(detour.median_min * minute / pages, 0.5));
  }
  if (who_.chance(detour.lost)) return false;
  note_product(Touch::cart_web);
  click(20);
  return true;
}

/// "Goes well with it", in the cart of the own shops.
void Journey::add_what_goes_well() {
  if (now_ < planted::order_yuan.from || !who_.chance(planted::takes_recommendation)) return;
  auto extras = demo::extras();
  extra_ = &extras[who_.random.below(extras.size())];
  Moment& added = note(cart_of(shop_));
  added.product = extra_;
  added.device = device_;
  added.by = "recommendation";
  click(25);
}

bool Journey::lost_at_checkout() {
  double paid = shop_ == Shop::web ? (now_ < planted::checkout_paid.from ? planted::checkout_paid.before
                                                                         : planted::checkout_paid.after)
                                   : 1 - planted::checkout_loss[static_cast<std::size_t>(shop_)];
  return !who_.chance(paid);
}

void Journey::buy_online() {
  if (store_ || who_.chance(0.25)) {  // the decision sinks in; then another visit, perhaps in another shop
    wait_days(1.2, Calendar::Place::online);
    const Product* wanted = product_;
    browse();
    product_ = wanted;
  }
  if (who_.chance(0.92)) {
    note_product(cart_of(shop_)).promoted = true;
    click(70);
    if (who_.chance(0.08) || !look_for_coupon()) return;
    wait_with_full_cart();
  }
  add_what_goes_well();
  Order order = who_.next_order("WAM"[static_cast<int>(shop_)]);
  Moment& checkout = note_product(checkout_of(shop_));
  checkout.order = order;
  checkout.promoted = true;
  bool lost = lost_at_checkout();
  click(80);
  if (shop_ == Shop::web && who_.chance(lost ? 0.12 : 0.06)) {
    constexpr std::string_view errors[] = {"bank_timeout", "card_declined", "session_expired"};
    constexpr double weights[] = {.4, .25, .35};
    Moment& failed = note(Touch::payment_failed);
    failed.device = device_;
    failed.order = order;
    failed.step = "payment";
    failed.error = errors[who_.random.pick(weights)];
    click(60);
  }
  end_.lost_at_checkout = lost;
  if (lost) return;
  bool collects = shop_ != Shop::web && who_.chance(planted::collects_in_store);
  Moment& paid = note(paying_of(shop_));
  paid.device = device_;
  paid.order = order;
  paid.variant = who_.variant(now_);
  paid.collected = collects;
  pay(paying_of(shop_), paid);
  if (shop_ == Shop::web)
    ask_about(who_, Theme::checkout, now_ + 2 * minute,
              now_ < planted::checkout_rating.from ? planted::checkout_rating.before : planted::checkout_rating.after,
              order);
  else
    ask_about(who_, Theme::checkout, now_ + 2 * minute, 4.1, order);
  if (collects) {
    end_.purchase->collected = true;
    end_.purchase->store = &who_.home;
  }
  if (who_.chance(shop_ == Shop::mini ? 0.38 : 0.18)) join_account(who_, now_ + 20, nullptr);
}

void Journey::buy_on_tmall() {
  Order order = who_.next_order('T');
  if (who_.calendar.is_presale(day_of(now_))) {  // 定金 now, 尾款 when prices are lowest
    constexpr double deposits_yuan[] = {30, 50, 100};
    Moment& placed = note(Touch::placed_tmall);
    placed.order = order;
    placed.product = product_;
    placed.promoted = true;
    placed.step = "定金";
    placed.value = deposits_yuan[who_.random.below(3)];
    if (who_.chance(0.07)) return;
    now_ = who_.calendar.draw_time(who_.random, who_.calendar.next_peak(day_of(now_), 12), Calendar::Place::online);
  }
  Moment& paid = note(Touch::paid_tmall);
  paid.order = order;
  pay(Touch::paid_tmall, paid);
}

void Journey::buy_in_store() {
  if (!store_) {
    wait_days(1.4, Calendar::Place::store);
    enter_store();
    if (who_.chance(0.7)) try_on();
  }
  const auto& queue = planted::queue;
  bool peak = who_.calendar.is_peak(now_);
  double median =
      peak ? (store_->slow_till ? queue.slow_peak_median_min : queue.usual_peak_median_min) : queue.usual_median_min;
  double wait_min = who_.random.lognormal(median, queue.spread);
  note(Touch::queue_join).store = store_;
  double leaves = queue.base_leave + queue.leave_per_min * std::max(0.0, wait_min - queue.patience_min);
  if (who_.chance(std::min(leaves, queue.most_leave))) {
    now_ += static_cast<Seconds>(wait_min * 60 * (0.5 + 0.5 * who_.random.uniform()));
    rate_visit(who_, now_, *store_, wait_min, false);
    return;
  }
  now_ += std::max<Seconds>(15, std::llround(wait_min * 60));
  Moment& receipt = note(Touch::till_receipt);
  receipt.store = store_;
  receipt.order = who_.next_order('S');
  receipt.clerk = 1 + static_cast<int>(who_.random.below(6));
  receipt.till = 1 + static_cast<int>(who_.random.below(2));
  receipt.terms = "30天内任意门店退换";
  pay(Touch::till_receipt, receipt);
  end_.purchase->waited_min = wait_min;
  end_.purchase->satisfaction -= wait_min > queue.long_wait_min ? 1.6 : 0;
  if (who_.chance(planted::known_scan)) join_account(who_, now_ + 30, store_);
}

JourneyEnd Journey::walk() {
  become_aware();
  if (who_.chance(who_.kind.on_tmall)) {
    buy_on_tmall();
    end_.at = now_;
    return end_;
  }
  int more_visits = std::min(4, static_cast<int>(who_.random.exponential(who_.kind.more_visits)));
  for (int visit = 0; visit <= more_visits; ++visit) {
    bool to_store = who_.chance(who_.kind.in_store);
    if (visit > 0) wait_days(1.6, to_store ? Calendar::Place::store : Calendar::Place::online);
    if (to_store) {
      if (visit == 0) now_ = who_.later(now_, 0.3, Calendar::Place::store);
      enter_store();
      if (visit < more_visits && who_.chance(0.4)) try_on();
    } else {
      browse();
    }
  }
  if (!who_.chance(who_.kind.loses_interest)) {
    Decision decision = store_ ? decide_in_store() : decide_online();
    if (decision == Decision::online) buy_online();
    if (decision == Decision::store) buy_in_store();
  }
  end_.at = now_;
  return end_;
}

}  // namespace

JourneyEnd shop_for_shoes(Customer& customer, Seconds from) { return Journey(customer, from).walk(); }

}  // namespace cairn::demo
