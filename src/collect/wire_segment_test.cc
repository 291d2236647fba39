#include "collect/row_identity.h"
#include "collect/wire_test_support.h"

namespace cairn::collect {

TEST_CASE("a batch of @segment/analytics-node becomes events") {
  auto read = segment(
      R"({"batch":[{"userId":"u-1","event":"Product Viewed","type":"track","properties":{"sku":"A-1","price":19.9,)"
      R"("currency":"CNY"},"context":{"library":{"name":"@segment/analytics-node","version":"3.1.0"}},"integrations":{},)"
      R"("timestamp":"2026-03-01T11:59:57.000Z","messageId":"node-next-1772366397000-5ad1","_metadata":{"nodeVersion":"22.1.0",)"
      R"("jsRuntime":"node"}},{"anonymousId":"a-7","type":"page","name":"Home","category":"shop","properties":{"url":)"
      R"("https://shop.example/"},"context":{"library":{"name":"@segment/analytics-node","version":"3.1.0"}},"integrations":{},)"
      R"("timestamp":"2026-03-01T11:59:58.000Z","messageId":"node-next-1772366398000-5ad2","_metadata":{}}],)"
      R"("writeKey":"wk1","sentAt":"2026-03-01T11:59:59.000Z"})");
  REQUIRE(read.events.size() == 2);
  const auto& viewed = read.events[0];
  CHECK(viewed.kind == "customer");
  CHECK(viewed.who == "u-1");
  CHECK(viewed.type == "Product Viewed");
  CHECK(viewed.channel == "server");
  CHECK(viewed.source == "shop");
  CHECK(viewed.time == at("2026-03-01T11:59:58Z").us);  // the sender's clock is a second behind
  CHECK(viewed.sent == at("2026-03-01T11:59:59Z").us);
  CHECK(viewed.received == at("2026-03-01T12:00:00Z").us);
  CHECK(viewed.key_time == at("2026-03-01T11:59:57Z").us);
  CHECK(viewed.id == id_of_own("node-next-1772366397000-5ad1", seed_of_source("shop")));
  CHECK(viewed.currency == "CNY");
  CHECK(viewed.amount == 1990);
  CHECK(viewed["product.text"] == "A-1");
  CHECK(viewed["price.real"] == "19.9");
  CHECK(viewed["currency.text"] == "(none)");
  const auto& page = read.events[1];
  CHECK(page.kind == "anonymous");
  CHECK(page.type == "page");
  CHECK(page["name.text"] == "Home");
  CHECK(page["category.text"] == "shop");
  CHECK(page["url.text"] == "https://shop.example/");
  for (const auto& [name, value] : page.properties) CHECK(name.find("_metadata") == std::string::npos);
}

TEST_CASE("RudderStack repeats the traits of identify in the context: they count once") {
  auto read = segment(
      R"({"batch":[{"userId":"u-1","traits":{"email":"ann@example.com","age":31},"type":"identify","channel":"server",)"
      R"("context":{"traits":{"email":"ann@example.com","age":31},"library":{"name":"@rudderstack/rudder-sdk-node",)"
      R"("version":"3.0.13"},"sessionId":1772366397},"originalTimestamp":"2026-03-01T11:59:57.000Z","sentAt":)"
      R"("2026-03-01T11:59:59.000Z","messageId":"0c8e6d43-21b4-4b7f-9d4a-0e5f6ad2f001","_metadata":{"nodeVersion":"22.1.0"}}],)"
      R"("timestamp":"2026-03-01T11:59:59.000Z","sentAt":"2026-03-01T11:59:59.000Z"})");
  const auto& event = read.only();
  CHECK(event.type == "identify");
  CHECK(event["email.text"] == "ann@example.com");
  CHECK(event["age.integer"] == "31");
  CHECK(event.properties.size() == 2);
  CHECK(event.session == "1772366397");
  CHECK(event.channel == "server");
  CHECK(event.time == at("2026-03-01T11:59:58Z").us);
}

TEST_CASE("a single call of analytics.js says its type in the path") {
  std::string body =
      R"({"timestamp":"2026-03-01T11:59:58.500Z","integrations":{},"userId":null,"anonymousId":"b0a5","event":"Signed Up",)"
      R"("type":"track","properties":{"plan":"pro"},"context":{"page":{"path":"/join","referrer":"https://search.example/",)"
      R"("search":"?utm_source=sms","title":"Join","url":"https://shop.example/join?utm_source=sms"},"userAgent":"Mozilla/5.0",)"
      R"("userAgentData":{"mobile":false,"platform":"Linux"},"locale":"zh-CN","library":{"name":"analytics.js","version":)"
      R"("npm:next-1.84.3"},"campaign":{"source":"sms","name":"spring"},"timezone":"Asia/Shanghai","ip":"192.0.2.7"},)"
      R"("messageId":"ajs-next-1772366398500-1f","writeKey":"wk1","sentAt":"2026-03-01T12:00:00.000Z","_metadata":)"
      R"({"bundled":["Segment.io"]}})";
  for (std::string call : {"track", "item", ""}) {
    const auto event = segment(body, context_of_test(call)).only();
    CHECK(event.kind == "anonymous");
    CHECK(event.who == "b0a5");
    CHECK(event.type == "Signed Up");
    CHECK(event.channel == "web");
    CHECK(event["plan.text"] == "pro");
    CHECK(event["page_url.text"] == "https://shop.example/join?utm_source=sms");
    CHECK(event["page_path.text"] == "/join");
    CHECK(event["page_referrer.text"] == "https://search.example/");
    CHECK(event["page_title.text"] == "Join");
    CHECK(event["utm_source.text"] == "sms");
    CHECK(event["utm_campaign.text"] == "spring");
    CHECK(event["locale.text"] == "zh-CN");
    CHECK(event["timezone.text"] == "Asia/Shanghai");
    CHECK(event["user_agent.text"] == "Mozilla/5.0");
    CHECK(event.properties.size() == 10);  // neither the address nor what the SDK says of itself
  }
  auto fixed = context_of_test("track");
  fixed.channel = "kiosk";
  CHECK(segment(body, fixed).only().channel == "kiosk");
}

TEST_CASE("group and alias keep every identifier") {
  auto group =
      segment_item(R"({"type":"group","userId":"u1","anonymousId":"a1","groupId":"g9","traits":{"name":"Acme"}})");
  CHECK(group.only().type == "group");
  CHECK(group.only()["group_id.text"] == "g9");
  CHECK(group.only()["name.text"] == "Acme");
  CHECK(group.only()["anonymous_id.text"] == "a1");
  auto alias = segment_item(R"({"type":"alias","userId":"u1","previousId":"a1"})");
  CHECK(alias.only().who == "u1");
  CHECK(alias.only()["previous_id.text"] == "a1");
}

TEST_CASE("what the batch says of all its items ranks below what they say themselves") {
  auto read = segment(
      R"({"context":{"library":{"name":"analytics-ios"},"app":{"version":"2.1"},"locale":"en"},"batch":[)"
      R"({"type":"screen","name":"Cart","userId":"u1","context":{"locale":"fr"}},{"type":"track","event":"Tap","userId":"u1"}]})");
  REQUIRE(read.events.size() == 2);
  CHECK(read.events[0]["locale.text"] == "fr");
  CHECK(read.events[0]["app_version.text"] == "2.1");
  CHECK(read.events[0].channel == "app");
  CHECK(read.events[1]["locale.text"] == "en");
}

TEST_CASE("Order Completed: amount, order lines, and a key that server and browser share") {
  auto order = [](std::string members, std::string source = "shop") {
    auto context = context_of_test();
    context.source = std::move(source);
    return segment(
               R"({"batch":[{"type":"track","event":"Order Completed","userId":"u1","properties":{)" + members + "}}]}",
               context)
        .only();
  };
  auto event = order(
      R"("order_id":"50314b8e","total":27.5,"revenue":25,"shipping":3,"tax":2,"currency":"usd","products":[{"product_id":"507f",)"
      R"("sku":"45790-32","name":"Monopoly: 3rd Edition","price":19,"quantity":1},{"sku":"46493-32","name":"Uno","price":3,"quantity":2}])");
  CHECK(event.amount == 2500);
  CHECK(event.currency == "USD");
  CHECK(event["order_id.text"] == "50314b8e");
  CHECK(event["product.text"] == "45790-32; 46493-32");
  CHECK(event["product_name.text"] == "Monopoly: 3rd Edition; Uno");
  CHECK(event["items.integer"] == "3");
  CHECK(event["total.real"] == "27.5");
  CHECK(event.order != Hash128{});
  CHECK(order(R"("order_id":"50314b8e")", "server").order == event.order);
  CHECK(order(R"("order_id":"50314b8f")").order != event.order);
  CHECK(order(R"("order_id":null)").order == Hash128{});
  CHECK(order(R"("total":27.5,"shipping":3,"tax":2)").amount == 2250);
  CHECK(order(R"("total":27.5)").currency == "XXX");
  CHECK(order(R"("products":[{"price":19.99,"quantity":3},{"price":1}])").amount == 6097);
  CHECK(order(R"("revenue":59.970000000000006,"currency":"CNY")").amount == 5997);  // 19.99 × 3 in JavaScript
  CHECK(order(R"("revenue":59.975,"currency":"CNY")").currency == "");              // no rounding
  CHECK(order(R"("revenue":1200,"currency":"JPY")").amount == 1200);
  CHECK(order(R"("revenue":"¥99.50")").currency == "CNY");
}

TEST_CASE("what goes back is negative, an update counts nothing again, other events need a currency") {
  auto money = [](std::string event, std::string members) {
    return segment_item(R"({"type":"track","userId":"u1","event":")" + event + R"(","properties":{)" + members + "}}")
        .only();
  };
  CHECK(money("Order Refunded", R"("order_id":"1","total":30,"currency":"USD")").amount == -3000);
  CHECK(money("order_cancelled", R"("order_id":"1","revenue":30,"currency":"USD")").amount == -3000);
  CHECK(money("Order Updated", R"("order_id":"1","revenue":30,"currency":"USD")").currency == "");
  CHECK(money("Order Updated", R"("revenue":30,"currency":"USD")")["currency.text"] == "USD");
  CHECK(money("Checkout Started", R"("value":12,"currency":"USD")").amount == 1200);
  CHECK(money("Game Won", R"("value":12)").currency == "");
  CHECK(money("Game Won", R"("value":12)").value == "12");
  CHECK(money("Video Bought", R"("value":12,"currency":"EUR")").amount == 1200);
  CHECK(money("Donated", R"("revenue":5)").currency == "XXX");
  auto context = context_of_test();
  context.settings = {{"currency", "CNY"},
                      {"orders", {{"events", {"PayOrder"}}, {"order_id", "no"}, {"amount", "paid"}}}};
  auto paid =
      segment(R"({"batch":[{"type":"track","userId":"u","event":"PayOrder","properties":{"no":"7","paid":"88.00"}}]})",
              context)
          .only();
  CHECK(paid.amount == 8800);
  CHECK(paid.currency == "CNY");
  CHECK(paid.order != Hash128{});
}

TEST_CASE("properties keep their type, and nested ones their place") {
  auto event =
      track(
          R"("properties":{"a":1,"b":1.5,"c":true,"d":"x","e":"2026-01-31T09:05:06.000Z","f":"2026-01-31 09:05:06","g":null,"h":"",)"
          R"("i":["x",{"y":1}],"j":{"k":{"l":"deep"}},"m":"5","n":12345678901234567890,"o":-0.0,"p":1e3,"q":{},"":3})")
          .only();
  CHECK(event["a.integer"] == "1");
  CHECK(event["b.real"] == "1.5");
  CHECK(event["c.boolean"] == "1");
  CHECK(event["d.text"] == "x");
  CHECK(event["e.time"] == "2026-01-31T09:05:06Z");
  CHECK(event["f.text"] == "2026-01-31 09:05:06");  // whose time it is, it does not say
  CHECK(event["i.text"] == R"(["x",{"y":1}])");
  CHECK(event["j.k.l.text"] == "deep");
  CHECK(event["m.text"] == "5");
  CHECK(event["n.text"] == "12345678901234567890");
  CHECK(event["p.real"] == "1000");
  CHECK(event["(empty).integer"] == "3");
  CHECK(event.properties.size() == 13);
}

TEST_CASE("of equal names the last counts, what the caller says before what the SDK adds") {
  auto event =
      segment_item(
          R"({"type":"track","event":"Old","event":"New","userId":"u0","userId":"u1","properties":{"a":1,"a":"x",)"
          R"("page_url":"mine","b":2},"properties":{"b":null},"context":{"page":{"url":"theirs"}}})")
          .only();
  CHECK(event.type == "New");
  CHECK(event.who == "u1");
  CHECK(event["a.text"] == "x");
  CHECK(event["a.integer"] == "(none)");
  CHECK(event["b.integer"] == "(none)");
  CHECK(event["page_url.text"] == "mine");
}

}  // namespace cairn::collect
