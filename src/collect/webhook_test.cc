#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>

#include "base/file.h"
#include "collect/form_fields.h"
#include "collect/webhook_body.h"
#include "collect/webhook_ready.h"
#include "collect/webhook_try.h"
#include "collect/wire_webhook.h"

namespace cairn::collect {
namespace {

WireContext context(const Json& mapping = {}) {
  WireContext given;
  given.source = "hook";
  given.received = *parse_time("2026-11-22T12:00:00Z", TimeZone::utc());
  given.settings = mapping;
  return given;
}

Json tried(const char* mapping, std::string_view body) {
  auto outcome = try_webhook(Json::parse(mapping), body, context());
  REQUIRE_MESSAGE(outcome.ok(), (outcome.ok() ? "" : outcome.error().text()));
  return *outcome;
}

WireBatch read(const char* mapping, std::string_view body) {
  WireBatch batch;
  auto read = read_webhook(body, context(Json::parse(mapping)), batch);
  REQUIRE_MESSAGE(read.ok(), (read.ok() ? "" : read.error().text()));
  return batch;
}

Error fault(const char* mapping) {
  auto read = WebhookMapping::from(Json::parse(mapping));
  REQUIRE_FALSE(read.ok());
  return read.error();
}

std::optional<Json> at(const char* path, const Json& body) {
  auto parsed = WebhookPath::parse(path, "path");
  REQUIRE_MESSAGE(parsed.ok(), path);
  return parsed->value({&body, &body, &body});
}

constexpr const char* simple = R"({"customer":[{"kind":"customer","path":"who"}],"events":[{"type":"seen"}]})";

}  // namespace

TEST_CASE("a path leads through fields, places, matches and all elements") {
  auto body =
      Json::parse(R"({"a":{"b":[10,20,30]},"l":[{"id":"x","v":1},{"id":2,"v":2},{"v":null}],"d.t":{"é":7},"[":1})");
  CHECK(at("a.b[0]", body) == Json(10));
  CHECK(at("a.b[-1]", body) == Json(30));
  CHECK(at("a.b[3]", body) == std::nullopt);
  CHECK(at("a.b[-4]", body) == std::nullopt);
  CHECK(at("a.b[*]", body) == Json::parse("[10,20,30]"));
  CHECK(at("a.b[#]", body) == Json(3));
  CHECK(at("l[id=x].v", body) == Json(1));
  CHECK(at("l[id=2].v", body) == Json(2));
  CHECK(at("l[id=3].v", body) == std::nullopt);
  CHECK(at("l[*].v", body) == Json::parse("[1,2]"));
  CHECK(at("l[2].v", body) == std::nullopt);
  CHECK(at("['d.t'].é", body) == Json(7));
  CHECK(at("$['[']", body) == Json(1));
  CHECK(at("@", body) == body);
  CHECK(at("a.b.c", body) == std::nullopt);
  CHECK(at("missing[#]", body) == std::nullopt);
}

TEST_CASE("a wrong path is refused in words") {
  for (const char* wrong :
       {"", ".a", "a.", "a..b", "a[", "a[]", "a]", "a[x]", "$a", "a[#].b", "a[0]b", " a", "a['b'"}) {
    CAPTURE(wrong);
    auto parsed = WebhookPath::parse(wrong, "mapping.time");
    REQUIRE_FALSE(parsed.ok());
    CHECK(parsed.error().where == "mapping.time");
    CHECK(parsed.error().hint.find("lines[0].sku") != std::string::npos);
  }
  CHECK_FALSE(WebhookPath::parse(
      std::string(100, 'a') +
          [] {
            std::string more;
            for (int i = 0; i < 40; ++i) more += ".a";
            return more;
          }(),
      "path"));
}

TEST_CASE("form fields become the object that their names describe") {
  CHECK(
      *webhook_body(
          "a=1&b=x%20y+z&c=%E9%9E%8B&a=2&user[name]=Lin&tags[]=p&tags[]=q&no=007&v=1.10&e=1e5&half=1.5&empty=&=v") ==
      Json::parse(
          R"({"a":[1,2],"b":"x y z","c":"鞋","user":{"name":"Lin"},"tags":["p","q"],"no":"007","v":"1.10","e":"1e5","half":1.5,
                        "empty":"","":"v"})"));
  CHECK(*webhook_body("a=1&a[b]=2") == Json::parse(R"({"a":1,"a[b]":2})"));
  CHECK(*webhook_body("x[=1&y[a]z=2&%zz=3") == Json::parse(R"({"x[":1,"y[a]z":2,"%zz":3})"));
  CHECK(form_field("signature=ab&echostr=1%2B2&x", "echostr") == "1+2");
  CHECK(form_fields("a=1%2B2&&b") == std::vector<std::pair<std::string, std::string>>{{"a", "1+2"}, {"b", ""}});
}

TEST_CASE("a body that is neither JSON nor a form is an error that says what was found") {
  for (const char* body : {"", "  ", "hello", "<xml>a=b</xml>", "{\"a\":", "a=%FF"}) {
    CAPTURE(body);
    auto read = webhook_body(body);
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().code == ErrorCode::invalid);
  }
  CHECK(webhook_body("hello").error().message.find("'hello'") != std::string::npos);
}

TEST_CASE("ready mappings make exactly these events of their examples") {
  auto folder = std::filesystem::path(CAIRN_SOURCE_FOLDER) / "examples" / "webhooks";
  CHECK(ready_mappings().size() == 4);
  for (const auto& ready : ready_mappings()) {
    CAPTURE(std::string(ready.name));
    auto outcome = try_webhook(Json::parse(ready.text), ready.example, context());
    REQUIRE_MESSAGE(outcome.ok(), (outcome.ok() ? "" : outcome.error().text()));
    auto path = folder / (std::string(ready.name) + ".result.json");
    if (std::getenv("CAIRN_UPDATE") != nullptr) REQUIRE(write_file(path.string(), outcome->dump(2) + "\n"));
    CHECK(outcome->dump(2) + "\n" == read_file(path.string()).value());
  }
  CHECK(webhook_mapping_document("till")->contains("events"));
  CHECK(webhook_mapping_document("tilll").error().hint.find("'till'") != std::string::npos);
}

TEST_CASE("the mapping that docs/webhooks.md explains does what the page says") {
  auto page = read_file((std::filesystem::path(CAIRN_SOURCE_FOLDER) / "docs" / "webhooks.md").string()).value();
  std::vector<std::string> blocks;
  constexpr std::string_view fence = "```json\n";
  for (auto at = page.find(fence); at != std::string::npos; at = page.find(fence, at + 1))
    blocks.push_back(page.substr(at + fence.size(), page.find("```", at + fence.size()) - at - fence.size()));
  REQUIRE(blocks.size() == 4);
  auto outcome = tried(blocks[1].c_str(), blocks[0]);
  REQUIRE(outcome["events"].size() == 1);
  auto event = outcome["events"][0];
  event.erase("event_id");
  CHECK(event == Json::parse(R"({"item":0,"rule":0,"type":"points_spent","time":"2026-08-15T07:36:00Z",
    "customer":{"kind":"phone","id":"13800138000"},"channel":"store","amount":"20.00","currency":"CNY","value":-200.0,
    "properties":{"gifts":"SOCK; BAG"}})"));
  auto table = Json::parse(simple);
  table["value"] = Json::parse(blocks[2]);
  CHECK(tried(table.dump().c_str(), R"({"who":"a","rating":{"value":"bad"}})")["events"][0]["value"] == 1.0);
}

TEST_CASE("every part of an event comes from where the mapping says") {
  auto outcome = tried(R"({
    "items": "data.rows", "customer": [{"kind":"phone","path":"tel"},{"kind":"email","path":["mail","mail2"]}],
    "time": {"path":"when","format":"dmy","zone":"Asia/Shanghai"}, "id": "no", "channel": {"path":"via","otherwise":"web"},
    "session": "chat", "properties": {"all":"$.sender","tags":"tags","deep":"deep","flag":"flag","real":"real","n":"n"},
    "events": [{"type":{"path":"kind","values":{"A":"asked","B":"bought"}},
                "amount":{"path":"price","currency":"元"},"value":"score","order":"order"}]})",
                       R"({"sender":"shop","data":{"rows":[{"kind":"B","tel":"","mail":null,"mail2":"a@b.c","no":7,
    "when":"31/1/2026 09:05","via":"app","chat":55,"price":"1,234.50","score":"4.5","order":"O-1","tags":["x",2,true],
    "deep":{"a":[]},"flag":false,"real":0.5,"n":-3,"left":1}]}})");
  REQUIRE(outcome["events"].size() == 1);
  auto event = outcome["events"][0];
  event.erase("event_id");
  CHECK(event == Json::parse(R"({"item":0,"rule":0,"type":"bought","time":"2026-01-31T01:05:00Z",
    "customer":{"kind":"email","id":"a@b.c"},"channel":"app","session":"55","amount":"1234.50","currency":"CNY","value":4.5,
    "properties":{"all":"shop","tags":"x; 2; true","deep":"{\"a\":[]}","flag":false,"real":0.5,"n":-3,"order_id":"O-1"},
    "completes_order":true})"));
  CHECK(outcome["unused"] == Json::parse(R"([{"path":"data.rows[*].left","example":1,"times":1}])"));
}

TEST_CASE("further identifiers are kept as properties, and those that mean nobody are none") {
  auto batch = read(
      R"({"customer":[{"kind":"customer","path":"id"},{"kind":"phone","path":"tel"},{"kind":"customer","path":"old"}],
    "events":[{"type":"seen"}]})",
      R"([{"id":"guest","tel":13800138000,"old":"C9"},{"id":"null","tel":0}])");
  REQUIRE(batch.events.size() == 1);
  CHECK(batch.events.identifier[0] == "13800138000");
  CHECK(batch.events.identifier_kind[0] == "phone");
  REQUIRE(batch.events.properties.size() == 1);
  CHECK(batch.events.properties[0].name == "customer_id");
  CHECK(batch.events.properties[0].texts[0] == "C9");
  REQUIRE(batch.refused.size() == 1);
  CHECK(batch.refused[0].item == 1);
  CHECK(batch.refused[0].reason == "missing-id");
}

TEST_CASE("one item that is wrong is refused with its reason, and the others are taken") {
  constexpr const char* mapping =
      R"({"items":"l","customer":[{"kind":"c","path":"who"}],"time":"at","id":["$.batch","no"],
    "events":[{"when":"kind is present","type":{"path":"kind","values":{"s":"seen"}}}]})";
  auto batch = read(mapping, R"({"batch":"b1","l":[{"who":"a","at":"2026-01-01T00:00:00Z","no":1,"kind":"s"},
    5, {"who":"a","at":"soon","no":2,"kind":"s"}, {"who":"a","no":3,"kind":"s"},
    {"who":"a","at":"1890-01-01T00:00:00Z","no":4,"kind":"s"}, {"who":"a","at":"2026-01-01T00:00:00Z","kind":"s"},
    {"who":"a","at":"2026-01-01T00:00:00Z","no":6,"kind":"t"}, {"who":"a"}, {"who":"a\u0000b","at":"2026-01-01T00:00:00Z","no":8,"kind":"s"}]})");
  CHECK(batch.events.size() == 1);
  CHECK(batch.ignored == 1);
  std::vector<std::string> reasons;
  for (const auto& each : batch.refused) reasons.push_back(std::to_string(each.item) + " " + each.reason);
  CHECK(reasons == std::vector<std::string>{"1 not-an-object", "2 bad-time", "3 missing-time", "4 bad-time",
                                            "5 missing-message-id", "6 missing-event", "8 bad-text"});
  // Kept so that it can be repaired and sent again: alone, with what stands around it.
  CHECK(batch.refused[1].text == R"({"batch":"b1","l":[{"who":"a","at":"soon","no":2,"kind":"s"}]})");
  auto again = read(mapping, R"({"batch":"b1","l":[{"who":"a","at":"2026-01-01T00:00:00Z","no":2,"kind":"s"}]})");
  CHECK(again.events.size() == 1);
}

TEST_CASE("limits hold for every item, and for the number of items") {
  WireContext given = context(Json::parse(simple));
  given.limits = {100, 4, 5};
  WireBatch batch;
  REQUIRE(read_webhook(R"([{"who":"a"},{"who":")" + std::string(200, 'x') + R"("},{"who":{"a":{"a":{"a":{"a":1}}}}},
    {"who":"a","b":1,"c":2,"d":3,"e":4,"f":5}])",
                       given, batch));
  CHECK(batch.events.size() == 1);
  REQUIRE(batch.refused.size() == 3);
  CHECK(batch.refused[0].reason == "too-large");
  CHECK(batch.refused[1].reason == "too-deep");
  CHECK(batch.refused[2].reason == "too-many-keys");

  std::string many = "[";
  for (std::size_t i = 0; i <= max_webhook_items; ++i) many += i > 0 ? ",0" : "0";
  auto refused = read_webhook(many + "]", given, batch);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::limit);
}

TEST_CASE("a second delivery gives the same ids, another source and another item others") {
  auto once = read(simple, R"([{"who":"a","n":1},{"who":"a","n":2}])");
  auto again = read(simple, R"([ {"who":"a", "n":1} ])");
  CHECK(once.events.id[0] == again.events.id[0]);
  CHECK(once.events.id[0] != once.events.id[1]);
  auto other = context(Json::parse(simple));
  other.source = "elsewhere";
  WireBatch batch;
  REQUIRE(read_webhook(R"({"who":"a","n":1})", other, batch));
  CHECK(batch.events.id[0] != once.events.id[0]);
  // Without a time of its own it is the arrival's, which must not tell it apart.
  CHECK(once.events.time[0] == context().received.us);
  CHECK(once.key_time[0] == no_time);
  // One id and several events: of each type, and of each element.
  auto several = read(R"({"customer":[{"kind":"c","path":"^.who"}],"id":"^.no",
    "events":[{"each":"l","type":"line"},{"each":"l","type":"unit"}]})",
                      R"({"who":"a","no":1,"l":[1,2]})");
  REQUIRE(several.events.size() == 4);
  for (std::size_t i = 0; i < 4; ++i)
    for (std::size_t k = 0; k < i; ++k) CHECK(several.events.id[i] != several.events.id[k]);
}

TEST_CASE("money is kept exactly, and what is no money stays as it was") {
  constexpr const char* mapping = R"({"customer":[{"kind":"c","path":"who"}],
    "amount":{"path":"sum","currency":{"path":"cur"}},"events":[{"type":"paid"}]})";
  auto outcome = tried(mapping, R"([{"who":"a","sum":129.9,"cur":"cny"},{"who":"a","sum":"€ 5","cur":null},
    {"who":"a","sum":-12,"cur":"JPY"},{"who":"a","sum":0.001,"cur":"CNY"},{"who":"a","sum":"free","cur":"CNY"},{"who":"a","sum":3}])");
  auto amount = [&](int i) {
    return outcome["events"][i].value("amount", "") + " " + outcome["events"][i].value("currency", "");
  };
  CHECK(amount(0) == "129.90 CNY");
  CHECK(amount(1) == "5.00 EUR");
  CHECK(amount(2) == "-12 JPY");
  CHECK(amount(3) == " ");
  CHECK(outcome["events"][3]["properties"]["amount"] == Json(0.001));
  CHECK(outcome["events"][4]["properties"]["amount"] == Json("free"));
  CHECK(amount(5) == "3.00 XXX");
  auto minor = tried(R"({"customer":[{"kind":"c","path":"who"}],"amount":{"path":"fen","unit":"minor","currency":"CNY"},
    "events":[{"type":"paid"}]})",
                     R"({"who":"a","fen":12990})");
  CHECK(minor["events"][0]["amount"] == "129.90");
}

TEST_CASE("a condition asks for fields by their paths, also for one that is named event") {
  auto types = [](const char* when, const char* body) {
    auto mapping = Json::parse(simple);
    mapping["events"][0]["when"] = Json::parse(when, nullptr, false).is_discarded() ? Json(when) : Json::parse(when);
    WireBatch batch;
    REQUIRE(read_webhook(body, context(mapping), batch));
    return batch.events.size();
  };
  constexpr const char* body = R"({"who":"a","event":"paid","s":{"n":[5]},"l":[{"k":"x","v":9}],"time":"2026-02-01"})";
  CHECK(types("event = paid", body) == 1);
  CHECK(types("event = lost", body) == 0);
  CHECK(types("not event in (lost, won) and `s.n[0]` >= 5", body) == 1);
  CHECK(types("s.n is missing or nothing is present", body) == 0);
  CHECK(types("time >= 2026-01-15", body) == 1);
  CHECK(types("score >= 9", R"({"who":"a","score":"10"})") == 1);
  CHECK(types(R"({"where":[["l[k=x].v",">",8]]})", body) == 1);
  CHECK(types(R"({"where":[["l[k=y].v",">",8]]})", body) == 0);
}

TEST_CASE("a mapping that is wrong is refused by the name of the field") {
  auto text = [](const char* mapping) { return fault(mapping).text(); };
  CHECK(text(R"({"customer":[{"kind":"c","path":"a"}]})").find("'events' is missing") != std::string::npos);
  auto unknown = fault(R"({"customer":[{"kind":"c","path":"a"}],"events":[{"type":"x","whne":"a = 1"}]})");
  CHECK(unknown.where == "mapping.events[0].whne");
  CHECK(unknown.hint.find("'when'") != std::string::npos);
  auto kind = fault(R"({"customer":[{"kind":5,"path":"a"}],"events":[{"type":"x"}]})");
  CHECK(kind.where == "mapping.customer[0].kind");
  CHECK(kind.message == "'kind' must be a text; found 5");
  auto format =
      fault(R"({"customer":[{"kind":"c","path":"a"}],"time":{"path":"t","format":"unix"},"events":[{"type":"x"}]})");
  CHECK(format.where == "mapping.time.format");
  CHECK(format.message.find("expected iso, dmy") != std::string::npos);
  CHECK(
      fault(R"({"customer":[{"kind":"c","path":"a"}],"time":{"path":"t","zone":"Mars/Base"},"events":[{"type":"x"}]})")
          .where == "mapping.time.zone");
  CHECK(fault(R"({"customer":[{"kind":"c","path":"a["}],"events":[{"type":"x"}]})").where ==
        "mapping.customer[0].path");
  CHECK(fault(R"({"customer":[{"kind":"c","path":"a"}],"events":[{"type":"x","when":"a = "}]})").where ==
        "mapping.events[0].when");
  CHECK(fault(R"({"customer":[{"kind":"c","path":"a"}],"events":[{"type":{"values":{"a":"b"}}}]})").where ==
        "mapping.events[0].type");
  CHECK(
      fault(
          R"({"customer":[{"kind":"c","path":"a"}],"amount":{"path":"p","currency":"doubloons"},"events":[{"type":"x"}]})")
          .where == "mapping.amount.currency");
  CHECK(fault(R"({"customer":[{"kind":"c","path":"a"}],"events":[{"type":"x","properties":{"time":"t"}}]})").where ==
        "mapping.events[0].properties.time");
  CHECK(fault(R"({"customer":[{"kind":"c","path":"a"}],"events":[{"type":"x","each":"l","order":"o"}]})").where ==
        "mapping.events[0].order");
  CHECK(fault(R"({"items":"l[#]","customer":[{"kind":"c","path":"a"}],"events":[{"type":"x"}]})").where ==
        "mapping.items");
  CHECK(fault(R"({"customer":[],"events":[]})").hint.find("1 more fault") != std::string::npos);
  CHECK(webhook_faults(Json::parse(R"({"customer":[{"kind":"c","path":"a"}],"events":[{"type":"x","time":"["}]})"))[0]
            .pointer == "/events/0/time");
  CHECK(webhook_faults(Json::parse(simple)).empty());
}

TEST_CASE("try it tells what is ignored and which fields no rule has used") {
  auto outcome = tried(
      R"({"items":"l","when":"ok = true","customer":[{"kind":"c","path":"who"}],
    "events":[{"when":"k = 1","type":"one","properties":{"sizes":"s[*].n","how many":"s[#]"}}]})",
      R"({"page":1,"l":[{"ok":true,"k":1,"who":"a","s":[{"n":1,"m":2},{"n":3,"m":4}]},{"ok":false},{"ok":true,"k":2,"who":"b","other":1}]})");
  CHECK(outcome["events"][0]["properties"] == Json::parse(R"({"sizes":"1; 3","how many":2})"));
  CHECK(outcome["ignored"] == Json::parse(R"([{"item":1,"why":"the condition of the whole mapping does not hold"},
                                              {"item":2,"why":"no rule is about it"}])"));
  CHECK(outcome["refused"].empty());
  CHECK(outcome["unused"] == Json::parse(R"([{"path":"page","example":1,"times":1},
    {"path":"l[*].other","example":1,"times":1}])"));
}

}  // namespace cairn::collect
