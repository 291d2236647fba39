// What the company changed, the gap, the rates and the promise, counted again from the events alone. One seed has few
// answers and tickets, so each seed is held to its own sampling error, and all twenty together to a narrow one.
#include <algorithm>
#include <unordered_map>

#include "demo/recorded_test.h"

namespace cairn::demo {
namespace {

constexpr std::uint64_t seeds = 20;

/// Sums of one number, over one seed or over all.
struct Sample {
  std::vector<double> values;
  void add(double value) { values.push_back(value); }
  double mean() const {
    double sum = 0;
    for (double value : values) sum += value;
    return values.empty() ? 0 : sum / static_cast<double>(values.size());
  }
  double median() const {
    auto sorted = values;
    auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    return sorted.empty() ? 0 : *middle;
  }
  double error() const {
    double average = mean(), sum = 0;
    for (double value : values) sum += (value - average) * (value - average);
    double n = static_cast<double>(values.size());
    return n < 2 ? 1e9 : std::sqrt(sum / (n - 1) / n);
  }
};
using Samples = std::map<std::string, Sample>;

std::int64_t seconds(const Json& time) { return parse_time(time.get<std::string>(), TimeZone::utc())->us / 1'000'000; }

std::string side(const Row& row, const Json& change) {
  return row.time_s < seconds(change["from"]) ? "before" : "after";
}

/// Everything about one order that its events tell.
struct Told {
  const Row* checkout = nullptr;
  const Row* sale = nullptr;
  const Row* asked_back = nullptr;
  const Row* refused = nullptr;
  const Row* chat = nullptr;
  const Row* reply = nullptr;
  const Row* came = nullptr;
  const Row* collected = nullptr;
};

std::unordered_map<std::string, Told> orders_of(const std::vector<Row>& rows) {
  std::unordered_map<std::string, Told> orders;
  static const std::unordered_map<std::string, const Row* Told::*> place = {
      {"checkout_start", &Told::checkout},   {"order_paid", &Told::sale},        {"till_receipt", &Told::sale},
      {"return_request", &Told::asked_back}, {"return_refused", &Told::refused}, {"support_chat", &Told::chat},
      {"support_reply", &Told::reply},       {"collect_queue", &Told::came},     {"order_collected", &Told::collected}};
  for (const auto& row : rows) {
    auto where = place.find(row.event);
    if (where != place.end() && !row.order.empty()) orders[row.order].*where->second = &row;
  }
  return orders;
}

bool is_618(std::int64_t time_s) {
  auto day = format_time(Time{(time_s + 8 * 3600) * 1'000'000}).substr(5, 5);
  return day >= "06-01" && day <= "06-18";
}
bool around_double11(std::int64_t time_s) {
  auto day = format_time(Time{(time_s + 8 * 3600) * 1'000'000}).substr(5, 5);
  return day >= "10-20" && day <= "11-11";
}

void count_orders(const std::vector<Row>& rows, const Json& truth, Samples& samples) {
  const auto& changes = truth["changes"];
  const auto& laid_out = changes["order_ahead"]["stores"];
  std::int64_t last = 0;
  for (const auto& row : rows) last = std::max(last, row.time_s);
  for (const auto& [id, told] : orders_of(rows)) {
    auto add = [&](const std::string& name, double value) { samples[name].add(value); };
    if (told.checkout && told.checkout->channel == "web")
      add("X paid " + side(*told.checkout, changes["checkout_progress"]), told.sale != nullptr);
    if (told.checkout && told.checkout->channel == "app")
      add("app paid " + side(*told.checkout, changes["home_page"]), told.sale != nullptr);
    if (told.chat && told.reply && !is_618(told.chat->time_s))
      add("Z min " + side(*told.chat, changes["first_answer"]),
          static_cast<double>(told.reply->time_s - told.chat->time_s) / 60);
    if (told.came && told.collected) {
      bool pilot = std::find(laid_out.begin(), laid_out.end(), told.came->store) != laid_out.end();
      add((pilot ? "collect pilot " : "collect control ") + side(*told.came, changes["order_ahead"]),
          static_cast<double>(told.collected->time_s - told.came->time_s) / 60);
    }
    if (!told.sale) continue;
    const Row& sale = *told.sale;
    bool tmall = sale.channel == "tmall", till = sale.channel == "till", own = !tmall && !till;
    if (own && sale.promotion.empty() && sale.currency == "CNY")
      add("Y yuan " + side(sale, changes["recommendations"]), static_cast<double>(sale.amount) / 100);
    if (last - sale.time_s < 60 * 86'400) continue;  // may still come back
    bool back = told.asked_back && told.asked_back->step == "refund";
    bool for_size = back && told.asked_back->reason == "尺码不合";
    add(till                           ? "back store"
        : around_double11(sale.time_s) ? "back 双11"
        : tmall                        ? "back tmall"
        : sale.variant == "size_help"  ? "back own helped"
                                       : "back own",
        back);
    if (own && !sale.variant.empty() && !around_double11(sale.time_s)) add("size back " + sale.variant, for_size);
    if (!told.asked_back || told.asked_back->channel != "store" || sale.store.empty()) continue;
    if (told.asked_back->time_s - sale.time_s <= 30 * 86'400)
      add(told.asked_back->city == sale.city ? "refused here" : "refused elsewhere", told.refused != nullptr);
  }
}

void count_answers(const std::vector<Row>& rows, const Json& truth, Samples& samples) {
  std::unordered_map<std::string, std::string> buyer;
  for (const auto& row : rows)
    if (row.sale() && !row.buyer.empty()) buyer[row.order] = row.buyer;
  std::map<std::string, std::size_t> sent;
  for (const auto& row : rows) {
    if (row.event == "order_paid" && row.channel != "tmall") samples["answers"].values.push_back(0);
    if (row.event != "survey_answer") continue;
    if (row.about == "checkout" && row.order.starts_with('W'))
      samples["X score " + side(row, truth["changes"]["checkout_progress"])].add(row.value);
    if (row.about == "checkout") samples["answers"].values.back() = 1;
    samples[row.about + " " + buyer[row.order]].add(row.value);
  }
}

void count_decisions(const std::vector<Row>& rows, const Json& truth, Samples& samples) {
  std::int64_t from = seconds(truth["changes"]["configurator"]["from"]);
  for (auto life : by_customer(rows))
    for (std::size_t i = 0; i < life.size(); ++i) {
      const Row& row = life[i];
      auto next_is = [&](std::size_t at, const char* event) { return at < life.size() && life[at].event == event; };
      if (row.event == "shoe_configure") {
        CHECK(row.time_s >= from);
        if (next_is(i + 1, "shoe_configure")) continue;
        bool soon = i + 1 < life.size() && life[i + 1].time_s - row.time_s < 10 * 86'400;
        std::size_t cart = i + 1;
        while (cart < life.size() && cart < i + 14 && life[cart].event != "add_to_cart" &&
               life[cart].event != "checkout_start" && life[cart].event != "shoe_configure")
          ++cart;
        samples["configured goes on"].add(soon && (next_is(cart, "add_to_cart") || next_is(cart, "checkout_start")) &&
                                          life[cart].time_s - row.time_s < 20 * 86'400);
      }
      bool first_cart = row.event == "add_to_cart" && row.channel == "web" && row.by.empty() &&
                        !(i > 0 && life[i - 1].event == "coupon_search");
      if (!first_cart) continue;
      bool detour = next_is(i + 1, "coupon_search") && life[i + 1].time_s - row.time_s < 86'400;
      samples["detour"].add(detour);
      if (!detour) continue;
      std::size_t end = i + 1;
      while (next_is(end, "coupon_search")) ++end;
      samples["detour back"].add(next_is(end, "add_to_cart") && life[end].time_s - row.time_s < 86'400);
    }
}

void count_knowing(const std::vector<Row>& rows, Samples& samples) {
  std::int64_t last = 0;
  for (const auto& row : rows) last = std::max(last, row.time_s);
  std::map<std::string, std::size_t> receipts;
  for (auto life : by_customer(rows)) {
    bool is_stranger = life.front().customer.find("stranger") != std::string::npos;
    for (std::size_t i = 0; i < life.size(); ++i) {
      const Row& row = life[i];
      if (row.event == "till_receipt") {
        samples["anonymous"].add(is_stranger);
        samples["scanned"].add(i + 1 < life.size() && life[i + 1].event == "qr_scan");
      }
      if (row.event != "oa_follow") continue;
      samples["binds"].add(i + 1 < life.size() && life[i + 1].event == "phone_bind");
      if (last - row.time_s < 7 * 86'400) continue;
      samples["unfollows"].add(std::any_of(
          life.begin() + static_cast<std::ptrdiff_t>(i), life.end(),
          [&](const Row& later) { return later.event == "oa_unfollow" && later.time_s - row.time_s <= 7 * 86'400; }));
    }
  }
}

/// A measure that is expected to be `truth`, its sampling error aside; of medians the error is about a quarter more.
void expect(const std::string& name, const Sample& sample, double truth, double slack, bool median = false) {
  CAPTURE(name);
  CAPTURE(sample.values.size());
  double found = median ? sample.median() : sample.mean();
  CAPTURE(found);
  double n = std::max<double>(1, static_cast<double>(sample.values.size()));
  double of_share = truth > 0 && truth < 1 ? std::sqrt(truth * (1 - truth) / n) : 0;
  CHECK(std::abs(found - truth) < 4.2 * std::max(sample.error(), of_share) + slack);
}

void expect_planted(Samples& samples, const Json& truth, double slack) {
  const auto& changes = truth["changes"];
  for (const char* when : {"before", "after"}) {
    std::string at = std::string(" ") + when;
    expect("X paid", samples["X paid" + at], changes["checkout_progress"][when].get<double>(), slack * 0.01);
    expect("X score", samples["X score" + at], changes["checkout_progress"]["score"][when].get<double>(), slack * 0.02);
    expect("Y yuan", samples["Y yuan" + at], changes["recommendations"][when].get<double>(), slack * 2);
    expect("Z min", samples["Z min" + at], changes["first_answer"][when].get<double>(), slack * 0.2, true);
    expect("pilot", samples["collect pilot" + at], changes["order_ahead"][when].get<double>(), slack * 0.1, true);
    expect("control", samples["collect control" + at], changes["order_ahead"]["before"].get<double>(), slack * 0.1,
           true);
    expect("none", samples["app paid" + at], changes["home_page"]["share_paid"].get<double>(), slack * 0.01);
  }
  expect("size control", samples["size back control"], changes["size_help"]["before"].get<double>(), slack * 0.003);
  expect("size helped", samples["size back size_help"], changes["size_help"]["after"].get<double>(), slack * 0.003);
  expect("configured", samples["configured goes on"], changes["configurator"]["share_going_on"].get<double>(),
         slack * 0.08);
  for (const char* about : {"delivery", "support"})
    for (const char* who : {"new", "returning"})
      expect(std::string(about) + " " + who, samples[std::string(about) + " " + who],
             truth["gap"]["mean_score"][about][who].get<double>(), slack * 0.02);
  const auto& back = truth["returns"]["share"];
  expect("store", samples["back store"], back["store"]["all"].get<double>(), slack * 0.006);
  expect("tmall", samples["back tmall"], back["tmall"]["all"].get<double>(), slack * 0.01);
  expect("own", samples["back own"], back["web, app, mini-program"]["all"].get<double>(), slack * 0.01);
  expect("双11", samples["back 双11"], back["online around 双11"]["all"].get<double>(), slack * 0.01);
  const auto& broken = truth["returns"]["promise"]["broken_share"];
  expect("refused here", samples["refused here"], broken["in the city of the purchase"].get<double>(), slack * 0.01);
  expect("refused elsewhere", samples["refused elsewhere"], broken["elsewhere"].get<double>(), slack * 0.02);
  expect("detour", samples["detour"], truth["planted"]["detour"]["share"].get<double>(), slack * 0.04);
  expect("detour back", samples["detour back"], 1 - truth["planted"]["detour"]["share_not_back"].get<double>(),
         slack * 0.02);
  const auto& known = truth["known"];
  expect("anonymous", samples["anonymous"], known["anonymous_receipts"].get<double>(), slack * 0.02);
  expect("scanned", samples["scanned"], known["receipts_scanned"].get<double>(), slack * 0.015);
  expect("binds", samples["binds"], known["followers_who_bind"].get<double>(), slack * 0.01);
  expect("unfollows", samples["unfollows"], known["unfollow_in_7_days"].get<double>(), slack * 0.01);
}

TEST_CASE("20 seeds: the changes, the gap, the rates and the promise are in the events") {
  Samples all;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    CAPTURE(seed);
    DemoOptions options{seed, 5'000, 730};
    const Recorded years(options);
    auto told = truth(options);
    Samples samples;
    count_orders(years.rows, told, samples);
    count_answers(years.rows, told, samples);
    count_decisions(years.rows, told, samples);
    count_knowing(years.rows, samples);
    expect_planted(samples, told, 1);
    for (auto& [name, sample] : samples)
      all[name].values.insert(all[name].values.end(), sample.values.begin(), sample.values.end());
    double twice = share(years.sent_twice, years.rows.size());
    CHECK(std::abs(twice - told["delivery"]["sent_twice"].get<double>()) < 0.001);
  }
  expect_planted(all, truth({}), 0.5);
  auto shift = [&](const char* name) {
    return all[std::string(name) + " after"].mean() - all[std::string(name) + " before"].mean();
  };
  CHECK(shift("X paid") > 0.06);
  CHECK(shift("X score") > 0.25);
  CHECK(shift("Y yuan") > 52);
  CHECK(shift("Z min") < -2);
  CHECK(shift("collect pilot") < -3.5);
  CHECK(std::abs(shift("collect control")) < 0.5);
  CHECK(std::abs(shift("app paid")) < 0.015);
  CHECK(all["answers"].mean() >= 0.03);
  CHECK(all["answers"].mean() <= 0.08);
  for (const auto& [name, sample] : all)
    MESSAGE(name << ": n " << sample.values.size() << ", mean " << sample.mean() << ", median " << sample.median());
}

TEST_CASE("two stores' tills are late, and no other") {
  DemoOptions options{7, 4'000, 730};
  const Recorded years(options);
  auto late_stores = truth(options)["delivery"]["late_stores"];
  REQUIRE(late_stores.size() == 2);
  std::size_t late = 0;
  for (const auto& row : years.rows) {
    bool expected =
        row.channel == "till" && std::find(late_stores.begin(), late_stores.end(), row.store) != late_stores.end();
    late += expected;
    if (expected != (row.received_s - row.time_s >= 20 * 3600)) FAIL(row.event << " of " << row.store);
  }
  CHECK(late > 30);
}

TEST_CASE("the three stories are told in every demo that reaches back so far") {
  for (const DemoOptions& options : {DemoOptions{1, 50, 365}, DemoOptions{9, 50, 100}}) {
    const Recorded demo(options);
    std::map<std::string, std::vector<Row>> story;
    for (const auto& row : demo.rows)
      if (row.customer.starts_with("story-")) story[row.customer].push_back(row);
    REQUIRE(story.size() == 3);
    std::string buyer;
    for (const auto& row : story["story-shoe-buyer"]) buyer += row.event + " ";
    CHECK(buyer ==
          "window_seen store_enter greeted clerk_help try_on queue_join till_receipt qr_scan oa_follow phone_bind "
          "welcome_message share_post article_open sms_click ");
    auto at = [&](const char* name, const char* event) {
      for (const auto& row : story[name])
        if (row.event == event) return row;
      FAIL(name << " has no " << event);
      return Row{};
    };
    const Row bound = at("story-shoe-buyer", "phone_bind"), sale = at("story-shoe-buyer", "till_receipt");
    CHECK(at("story-shoe-buyer", "welcome_message").time_s - bound.time_s < 60);
    CHECK(at("story-shoe-buyer", "share_post").time_s - sale.time_s < 7 * 3600);
    CHECK((at("story-shoe-buyer", "sms_click").time_s - sale.time_s) / 86'400 == 7);
    CHECK((sale.time_s + 8 * 3600) / 86'400 % 7 == 2);  // Saturday: 1970-01-01 was a Thursday
    const Row bought = at("story-exchanger", "till_receipt"), exchange = at("story-exchanger", "exchange_done");
    CHECK((exchange.time_s - bought.time_s) / 86'400 == 27);
    CHECK(exchange.city != bought.city);
    const Row paid = at("story-refused", "till_receipt"), refused = at("story-refused", "return_refused");
    CHECK(refused.time_s - paid.time_s < 30 * 86'400);
    CHECK(refused.city != paid.city);
  }
}

TEST_CASE("feedback is written in three languages and never empty") {
  const Recorded years(DemoOptions{3, 6'000, 730});
  std::size_t english = 0, chinese = 0;
  std::set<std::string> different;
  for (const auto& row : years.rows) {
    if (row.text.empty()) continue;
    different.insert(row.text);
    (static_cast<unsigned char>(row.text[0]) < 0x80 ? english : chinese) += 1;
  }
  CHECK(english > 5);
  CHECK(chinese > 10 * english);
  CHECK(different.size() > 200);
}

}  // namespace
}  // namespace cairn::demo
