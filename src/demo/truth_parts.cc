#include "demo/truth_parts.h"

#include "demo/diary.h"
#include "demo/identifiers.h"
#include "demo/planted.h"
#include "demo/story.h"

namespace cairn::demo {

namespace {

Json place(Touch touch) { return {{"event", touchpoint(touch).event}, {"channel", touchpoint(touch).channel}}; }

Json change(std::string_view like, std::string_view what, const planted::Change& planted, std::string_view measure,
            std::string_view how) {
  return {{"like", like},
          {"what", what},
          {"from", format_time(instant_of(planted.from))},
          {"measure", measure},
          {"before", planted.before},
          {"after", planted.after},
          {"how", how}};
}

template <class Marked>
Json store_names(Marked marked) {
  Json names = Json::array();
  for (const auto& store : stores())
    if (marked(store)) names.push_back(store.name);
  return names;
}

}  // namespace

Json planted_changes() {
  Json progress =
      change("X", "Three steps instead of five and a progress bar in the web checkout.", planted::checkout_paid,
             "share of web checkouts that are paid", "checkout_start in web by order_id, with order_paid or without");
  progress["at"] = place(Touch::checkout_web);
  progress["score"] = {{"before", planted::checkout_rating.before},
                       {"after", planted::checkout_rating.after},
                       {"how", "mean of survey_answer about checkout, of web orders (W…)"}};
  Json recommendations = change(
      "Y", "Recommendations of what goes well with it, in the carts of web, app and mini-program.", planted::order_yuan,
      "mean order in yuan", "amount of order_paid in CNY on days without promotion; Tmall and the tills are untouched");
  recommendations["share_taking_one"] = planted::takes_recommendation;
  Json first_answer = change(
      "Z", "A chatbot and a ticket system in support.", planted::first_answer_min, "median minutes to the first answer",
      "support_chat to support_reply, outside 618: the change falls into it, and its crowd makes "
      "answers slower");
  first_answer["busy"] = {{"when", "618"}, {"times", planted::busy}};
  first_answer["share_by_bot"] = planted::answered_by_bot;
  Json laid_out = change("Starbucks", "Order ahead: the pair is laid out before the customer comes to collect it.",
                         planted::collect_wait_min, "median minutes to get the pair",
                         "collect_queue to order_collected in the stores named; the others are the control");
  laid_out["stores"] = store_names([](const Store& store) { return store.lays_out; });
  Json configurator =
      change("Dell", "A shoe configurator in the web shop.", planted::configurator_used,
             "share of those who decide in the web shop that use it",
             "shoe_configure before an add_to_cart; share_going_on is how many users then want the pair");
  configurator["share_going_on"] = planted::configured_goes_on;
  Json size_help = change("Amazon", "Reviews and size comparison for a random half of the customers.",
                          planted::size_returns, "share of orders that come back for their size",
                          "orders of web, app and mini-program outside 双11, by variant: control is before, size_help "
                          "after");
  Json home_page = change("none", "A new home page of the app: no effect.", planted::home_page,
                          "difference of the share of app checkouts that are paid", "as checkout_progress, in the app");
  home_page["share_paid"] = 1 - planted::checkout_loss[static_cast<std::size_t>(Shop::app)];
  return {{"checkout_progress", progress}, {"recommendations", recommendations}, {"first_answer", first_answer},
          {"order_ahead", laid_out},       {"configurator", configurator},       {"size_help", size_help},
          {"home_page", home_page}};
}

Json planted_gap() {
  auto means = [](const planted::Gap& gap) -> Json {
    return {{"new", gap.new_customers}, {"returning", gap.returning}};
  };
  return {{"what", "New customers rate delivery and support lower than returning ones; checkout and stores alike."},
          {"mean_score", {{"delivery", means(planted::delivery_rating)}, {"support", means(planted::support_rating)}}},
          {"how", "survey_answer by what it is about; new: the order is the customer's first (buyer = new)"}};
}

Json planted_returns() {
  auto shares = [](const planted::Returns& returns) -> Json {
    return {{"all", returns.all()}, {"size", returns.size}};
  };
  return {{"days", planted::return_days},
          {"share",
           {{"store", shares(planted::returns_store)},
            {"tmall", shares(planted::returns_tmall)},
            {"web, app, mini-program", shares(planted::returns_online)},
            {"online around 双11", shares(planted::returns_double11)}}},
          {"too_late_share", planted::late_return},
          {"exchanged_in_store", planted::exchanges},
          {"promise",
           {{"what", "Return or exchange within 30 days in any store."},
            {"broken_share",
             {{"in the city of the purchase", planted::wrongly_refused},
              {"elsewhere", planted::wrongly_refused_elsewhere}}},
            {"how", "return_request in a store within 30 days of the purchase, followed by return_refused"}}},
          {"how", "orders with return_request (step refund), by where they were bought"}};
}

Json planted_knowing() {
  return {{"anonymous_receipts", planted::anonymous_receipts},
          {"receipts_scanned", planted::receipts_scanned},
          {"followers_who_bind", planted::binds},
          {"unfollow_in_7_days", planted::unfollows},
          {"survey_answers", {{"followers", planted::follower_answers}, {"others", planted::answers}}},
          {"clerk_cards", planted::clerk_card},
          {"how", "a receipt without a name is a customer of its own, until its code is scanned; see who"}};
}

Json planted_identifiers() {
  Json clerks = Json::array(), tablets = Json::array();
  for (const auto& store : stores()) {
    clerks.push_back(clerks_card(store));
    tablets.push_back(tablet_name(store));
  }
  return {{"what",
           "One person has cookies, a device, openids, a unionid, a phone, its hash, a member number, a buyer id and "
           "receipts; logging in, binding a phone, scanning a receipt and registering a parcel link them to the "
           "customer id. Tablets, tills, clerks' phones and cards, family cards (MF…), masked and virtual phones join "
           "nobody; a few phones get a new owner."},
          {"never_linked", planted::never_linked},
          {"clerks_cards", clerks},
          {"family_cards", planted::family_card},
          {"tablets", tablets},
          {"rules", identity_rules()},
          {"how", "the true person behind every identifier: cairn demo --out shoes.csv --persons"}};
}

Json planted_delivery() {
  return {{"late_stores", store_names([](const Store& store) { return store.late_line; })},
          {"late_hours", {planted::late_by_at_least / hour, planted::late_by_at_most / hour}},
          {"sent_twice", planted::sent_twice},
          {"how", "late: the till's events of these stores are received so much later; twice: with the same event id"}};
}

Json planted_stories() {
  Json all = Json::array();
  constexpr std::string_view told[] = {
      "Window, clerk, one pair, promise, QR code, phone number, welcome, post the same evening, article and message a "
      "week later.",
      "Bought in Shanghai, exchanged in Chengdu on day 27: the promise is kept.",
      "Bought in Beijing, refused in Guangzhou on day 12: the promise is broken."};
  for (int story = 0; story < story_count; ++story)
    all.push_back({{"customer", story_name(story)}, {"what", told[story]}});
  return all;
}

}  // namespace cairn::demo
