#include "map/lexicon.h"

#include <doctest/doctest.h>

#include <set>

using namespace cairn;
using namespace cairn::map;

namespace {

/// The likeliest stage, 1-based; 0 where the name says nothing.
int stage_of(std::string_view name, Domain domain = Domain::purchase) {
  auto meaning = meaning_of(name, domain);
  if (!meaning || !meaning->has_stage) return 0;
  for (std::size_t s = 0; s < meaning->costs.size(); ++s)
    if (meaning->costs[s] == 0) return static_cast<int>(s) + 1;
  return 0;
}
std::string english(std::string_view name, Domain domain = Domain::purchase) {
  auto meaning = meaning_of(name, domain);
  return meaning && meaning->label ? meaning->label->en : "";
}
unsigned signs(std::string_view name, Domain domain = Domain::purchase) {
  auto meaning = meaning_of(name, domain);
  return meaning ? meaning->signs : 0;
}

}  // namespace

TEST_CASE("names are split into words however they are written") {
  using Words = std::vector<std::string>;
  CHECK(words_of("add_to_cart") == Words{"add", "to", "cart"});
  CHECK(words_of("addToCart") == Words{"add", "to", "cart"});
  CHECK(words_of("Add To-Cart") == Words{"add", "to", "cart"});
  CHECK(words_of("ABTestStart2") == Words{"ab", "test", "start", "2"});
  CHECK(words_of("加入购物车click") == Words{"加入购物车", "click"});
  CHECK(words_of("").empty());
}

TEST_CASE("the same thing is known by its many names") {
  for (const char* name :
       {"add_to_cart", "AddToCart", "added to cart", "cart_add", "addtocart", "加入购物车", "加購", "put in basket"})
    CHECK_MESSAGE(english(name) == "Add to cart", name);
  for (const char* name : {"checkout", "checkout_start", "begin_checkout", "去结账", "結帳"})
    CHECK_MESSAGE(english(name) == "Go to checkout", name);
  for (const char* name : {"purchase", "buy", "Purchased", "购买", "purchase_complete"})
    CHECK_MESSAGE(english(name) == "Buy", name);
  for (const char* name : {"payment_failed", "PaymentError", "支付失败", "card declined"})
    CHECK_MESSAGE(english(name) == "Payment fails", name);
}

TEST_CASE("what WeChat and the ready webhook mappings send has names") {
  CHECK(english("menu_click") == "Use the menu");
  CHECK(english("message_sent") == "Chat");
  CHECK(english("message_received") == "Get a message");
  CHECK(english("message_failed") == "A message does not arrive");
  CHECK(english("message_permission") == "Decide on messages");
  CHECK(english("location_shared") == "Share the location");
  CHECK(english("wecom_contact_added") == "Add an adviser as contact");
  CHECK(english("wecom_contact_ended") == "Drop the adviser as contact");
  CHECK(english("ticket_reopened") == "Report the problem again");
  CHECK(english("review_change") == "Change a review");
  CHECK(english("feedback_left") == "Write a review");
}

TEST_CASE("stages of a purchase") {
  CHECK(stage_of("ad_impression") == 1);
  CHECK(stage_of("banner_click") == 1);
  CHECK(stage_of("search") == 2);
  CHECK(stage_of("category_list") == 2);
  CHECK(stage_of("view_item") == 2);
  CHECK(stage_of("pv") == 2);
  CHECK(stage_of("wishlist_add") == 3);
  CHECK(stage_of("fav") == 3);
  CHECK(stage_of("try_on") == 3);
  CHECK(stage_of("read_reviews") == 3);
  CHECK(stage_of("place_order") == 4);
  CHECK(stage_of("choose_delivery") == 4);
  CHECK(stage_of("delivery_received") == 5);
  CHECK(stage_of("post_review") == 5);
  CHECK(stage_of("refund_issued") == 5);
  CHECK(stage_of("points_redeemed") == 6);
  CHECK(stage_of("repurchase") == 6);
  CHECK(stage_of("看到广告") == 1);
  CHECK(stage_of("搜索商品") == 2);
  CHECK(stage_of("收藏") == 3);
  CHECK(stage_of("提交订单") == 4);
  CHECK(stage_of("申请退货") == 5);
  CHECK(stage_of("复购") == 6);
}

TEST_CASE("stages of a service case") {
  auto service = Domain::service;
  CHECK(stage_of("incoming claim", service) == 1);
  CHECK(stage_of("check if sufficient information is available", service) == 2);
  CHECK(stage_of("Analyze Defect", service) == 2);
  CHECK(stage_of("decide", service) == 3);
  CHECK(stage_of("initiate payment", service) == 4);
  CHECK(stage_of("Repair (Complex)", service) == 4);
  CHECK(stage_of("close claim", service) == 5);
  CHECK(stage_of("Archive Repair", service) == 5);
  CHECK(stage_of("结案", service) == 5);
}

TEST_CASE("signs of how it ends") {
  CHECK((signs("order_paid") & sign_bought) != 0);
  CHECK((signs("order_created") & sign_ordered) != 0);
  CHECK((signs("order_created") & sign_bought) == 0);
  CHECK((signs("checkout_error") & sign_failure) != 0);
  CHECK((signs("lost") & sign_ends) != 0);
  CHECK((signs("return_request") & sign_returned) != 0);
  CHECK((signs("complaint") & sign_complaint) != 0);
  CHECK((signs("reject request", Domain::service) & sign_bad) != 0);
  CHECK((signs("close claim", Domain::service) & sign_resolved) != 0);
  CHECK((signs("pay compensation", Domain::service) & sign_paid_out) != 0);
}

TEST_CASE("unknown names stay unknown, and one word of many is no meaning") {
  for (const char* name :
       {"blorp_17", "x", "", "evt_a9", "T02 Check confirmation of receipt of the thing sent", "…", "zzz qqq"})
    CHECK_MESSAGE(english(name).empty(), name);
  CHECK(english("shopping cart colour theme changed by staff member").empty());
}

TEST_CASE("what a row leaves unexplained tells names apart") {
  auto meaning = meaning_of("Repair (Simple)", Domain::service);
  REQUIRE(meaning);
  REQUIRE(meaning->rest.size() == 1);
  CHECK(meaning->rest[0].zh_hant == "簡單");
  auto product = meaning_of("product2", Domain::purchase);
  REQUIRE(product);
  REQUIRE(product->rest.size() == 1);
  CHECK(product->rest[0].en == "2");
}

TEST_CASE("channels") {
  CHECK(channel_meaning("store").offline);
  CHECK(channel_meaning("till").offline);
  CHECK(channel_meaning("Call Centre").offline);
  CHECK_FALSE(channel_meaning("web").offline);
  CHECK(channel_meaning("miniprogram").label.zh_hant == "小程式");
  CHECK(channel_meaning("门店").label.en == "Store");
  CHECK(channel_meaning("frobnicator").label == Label::same("frobnicator"));
}

TEST_CASE("every row has a name in three languages, and stages that exist") {
  for (Domain domain : domains) {
    for (const auto& row : rows_of(domain)) {
      CHECK(*row.zh_hans != '\0');
      CHECK(*row.zh_hant != '\0');
      CHECK(*row.en != '\0');
      for (const char* c = row.stages; *c != '\0'; ++c)
        CHECK((*c == '=' || (*c >= '1' && *c < '1' + static_cast<int>(preset(domain).size()))));
      // A row's first pattern leads back to a row of the same meaning or a better one.
      CHECK(std::string_view(row.words).find(";;") == std::string_view::npos);
    }
  }
}
