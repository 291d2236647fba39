#include <doctest/doctest.h>
#include <fmt/format.h>

#include "collect/webhook_try.h"
#include "collect/wechat_message.h"
#include "collect/wire_wechat.h"

namespace cairn::collect {
namespace {

constexpr std::int64_t now_s = 1'795'000'000;  // 2026-11-18
constexpr const char* aes_key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

/// As WeChat sends to a source with these settings, signed a second ago.
WireContext context(const Json& settings, std::string_view encrypted = {}, std::int64_t signed_s = now_s - 1) {
  WireContext given;
  given.source = "oa";
  given.received = {now_s * 1'000'000};
  given.settings = settings;
  auto token = settings["token"].get<std::string>(), time = std::to_string(signed_s);
  given.query = fmt::format("signature={}&timestamp={}&nonce=n1&openid=o", wechat_signature({token, time, "n1"}), time);
  if (!encrypted.empty())
    given.query += "&encrypt_type=aes&msg_signature=" + wechat_signature({token, time, "n1", encrypted});
  return given;
}
const Json plain{{"token", "spamtest"}, {"app_id", "wx2c2769f8efd9abc2"}, {"welcome", "欢迎 ]]> & <你>"}};
const Json sealed{
    {"token", "spamtest"}, {"app_id", "wx2c2769f8efd9abc2"}, {"encoding_aes_key", aes_key}, {"welcome", "欢迎"}};
const Json wecom{{"token", "QDG6eK"}, {"app_id", "ww1436e0e65a779aee"}, {"encoding_aes_key", aes_key}};

std::string message(const std::string& inside) {
  return "<xml><ToUserName><![CDATA[gh_123]]></ToUserName><FromUserName><![CDATA[oUser]]></FromUserName>"
         "<CreateTime>1794999990</CreateTime>" +
         inside + "</xml>";
}
std::string event(const std::string& name, const std::string& inside = "") {
  return message("<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[" + name + "]]></Event>" + inside);
}
WireBatch read(const std::string& body, const Json& settings = plain) {
  WireBatch batch;
  auto read = read_wechat(body, context(settings), batch);
  REQUIRE_MESSAGE(read.ok(), (read.ok() ? "" : read.error().text()));
  return batch;
}
/// The first event without what all of them have.
Json one(const std::string& body) {
  auto batch = read(body);
  REQUIRE_MESSAGE(batch.events.size() == 1, (batch.refused.empty() ? body : batch.refused[0].found));
  auto made = events_as_json(batch.events)[0];
  CHECK(made["customer"] == Json({{"kind", "openid"}, {"id", "oUser"}}));
  CHECK(made["time"] == format_time({1'794'999'990'000'000}));
  CHECK(made["channel"] == "wechat");
  CHECK(made["properties"]["account"] == "gh_123");
  made["properties"].erase("account");
  return Json::array({made["type"], made["properties"]});
}
Json expected(const char* type, const char* properties) { return Json::array({type, Json::parse(properties)}); }

std::string sealed_body(const std::string& body, std::string& encrypted, const Json& settings = sealed) {
  encrypted = WechatKey::from(aes_key)->seal(body, settings["app_id"].get<std::string>(), WechatSalt{});
  return "<xml><ToUserName><![CDATA[gh_123]]></ToUserName><Encrypt><![CDATA[" + encrypted + "]]></Encrypt></xml>";
}
/// Of 企业微信: read as it comes, encrypted.
WireBatch contact(const std::string& inside) {
  std::string encrypted;
  auto body = sealed_body(
      "<xml><ToUserName>ww1436e0e65a779aee</ToUserName><FromUserName>sys</FromUserName>"
      "<CreateTime>1794999990</CreateTime><MsgType>event</MsgType>" +
          inside + "</xml>",
      encrypted, wecom);
  WireBatch batch;
  auto read = read_wechat(body, context(wecom, encrypted), batch);
  REQUIRE_MESSAGE(read.ok(), (read.ok() ? "" : read.error().text()));
  return batch;
}

}  // namespace

TEST_CASE("the published examples of WeChat are signed and decrypted as published") {
  CHECK(wechat_signature({"c", "a", "b"}) == "a9993e364706816aba3e25717850c26c9cd0d89d");  // SHA-1 of "abc", FIPS 180

  // 企业微信, "加解密库下载与返回码", sample: VerifyURL and DecryptMsg.
  Json corp{{"token", "QDG6eK"},
            {"app_id", "wx5823bf96d3bd56c7"},
            {"encoding_aes_key", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"}};
  WireContext given;
  given.settings = corp;
  given.received = {1'409'659'600LL * 1'000'000};
  given.query =
      "msg_signature=5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3&timestamp=1409659589&nonce=263014780&echostr="
      "P9nAzCzyDtyTWESHep1vC5X9xho%2FqYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp%2B4RPcs8TgAE7OaBO%2BFZXvnaqQ%3D%3D";
  auto echo = wechat_verification(given);
  REQUIRE_MESSAGE(echo.ok(), (echo.ok() ? "" : echo.error().text()));
  CHECK(*echo == "1616140317555161061");

  given.received = {1'409'659'814LL * 1'000'000};
  given.query = "msg_signature=477715d11cdb4164915debcba66cb864d751f3e6&timestamp=1409659813&nonce=1372623149";
  auto opened = open_wechat(
      "<xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]></ToUserName><Encrypt><![CDATA[RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+"
      "rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL"
      "42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4"
      "zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH2"
      "7Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==]]>"
      "</Encrypt><AgentID><![CDATA[218]]></AgentID></xml>",
      given, *WechatSettings::from(corp));
  REQUIRE_MESSAGE(opened.ok(), (opened.ok() ? "" : opened.error().text()));
  CHECK(wechat_text(opened->fields, "Content") == "hello");
  CHECK(wechat_text(opened->fields, "MsgId") == "4561255354251345929");

  // 公众平台, sample code: encryption with a known salt, and a message in 兼容模式.
  auto key = WechatKey::from(aes_key);
  CHECK(key->seal("我是中文abcd123", "wxb11529c136998cb6",
                  {'a', 'a', 'a', 'a', 'b', 'b', 'b', 'b', 'c', 'c', 'c', 'c', 'd', 'd', 'd', 'd'}) ==
        "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg==");
  given.settings = sealed;
  given.received = {1'409'735'670LL * 1'000'000};
  given.query = "msg_signature=5d197aaffba7e9b25a30732f161a50dee96bd5fa&timestamp=1409735669&nonce=1320562132";
  WireBatch batch;
  auto read = read_wechat(
      "<xml><ToUserName><![CDATA[gh_10f6c3c3ac5a]]></ToUserName><MsgType><![CDATA[text]]></MsgType><Content>forged</"
      "Content>"
      "<Encrypt><![CDATA[hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+"
      "LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHF"
      "VAFmOD2LdJF9FrXpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+"
      "h6tEDYsVticbSnyU8dKOIbgU6ux5"
      "VTjg3yt+WGzjlpKn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe+77TszTfRd5RJSVO/"
      "HTnifJpXgCSUdUue1v"
      "6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE=]]></"
      "Encrypt></xml>",
      given, batch);
  REQUIRE_MESSAGE(read.ok(), (read.ok() ? "" : read.error().text()));
  CHECK(batch.events.identifier[0] == "oyORnuP8q7ou2gfYjqLzSIWZf0rs");
  CHECK(events_as_json(batch.events)[0]["properties"]["text"] == "abcdteT");  // the plain copy is not believed
}

TEST_CASE("a wrong signature, an old address and a message for another account are refused") {
  WireBatch batch;
  auto body = event("unsubscribe");
  auto refusal = [&](const WireContext& given, const std::string& text) {
    auto read = read_wechat(text, given, batch);
    REQUIRE_FALSE(read.ok());
    CHECK(batch.events.size() == 0);
    CHECK(wechat_reply(given, text) == "success");
    return read.error();
  };
  auto forged = context(plain);
  forged.query.replace(forged.query.find("signature=") + 10, 1, "z");
  CHECK(refusal(forged, body).code == ErrorCode::usage);
  for (std::int64_t off : {-601, 601})
    CHECK(refusal(context(plain, "", now_s + off), body).hint.find("clock") != std::string::npos);
  WireBatch taken;
  for (std::int64_t off : {-600, 600}) CHECK(read_wechat(body, context(plain, "", now_s + off), taken).ok());
  for (const char* query :
       {"", "signature=&timestamp=&nonce=", "timestamp=99999999999999999999", "timestamp=-5&signature=x"}) {
    auto given = context(plain);
    given.query = query;
    CHECK(refusal(given, body).code == ErrorCode::usage);
  }

  std::string encrypted;
  auto secret = sealed_body(body, encrypted);
  CHECK(refusal(context(sealed), body).hint.find("安全模式") != std::string::npos);  // plain, though there is a key
  CHECK(refusal(context(sealed), secret).code == ErrorCode::usage);                  // signed as plain only
  CHECK(refusal(context(plain, encrypted), secret).hint.find("EncodingAESKey") != std::string::npos);
  auto other = sealed;
  other["app_id"] = "wxother";
  CHECK(refusal(context(other, encrypted), secret).where == "app_id");
  auto wrong_key = sealed;
  wrong_key["encoding_aes_key"] = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C";
  CHECK(refusal(context(wrong_key, encrypted), secret).hint.find("copy it again") != std::string::npos);
  for (std::string cut : {"", "AAAA", "!!!!", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="})
    CHECK_FALSE(WechatKey::from(aes_key)->open(cut, "wx2c2769f8efd9abc2"));
  CHECK(read_wechat(secret, context(sealed, encrypted), batch).ok());
  CHECK(batch.events.size() == 1);
}

TEST_CASE("each message becomes the event that it means") {
  CHECK(one(event("subscribe", "<EventKey>qrscene_S19</EventKey><Ticket>T</Ticket>")) ==
        expected("oa_follow", R"({"scene":"S19","ticket":"T"})"));
  CHECK(one(event("subscribe", "<EventKey></EventKey>")) == expected("oa_follow", "{}"));
  CHECK(one(event("subscribe", "<EventKey>last_trade_no_42</EventKey>")) ==
        expected("oa_follow", R"({"trade_no":"42"})"));
  CHECK(one(event("unsubscribe")) == expected("oa_unfollow", R"({"consent":"withdrawn"})"));
  CHECK(one(event("SCAN", "<EventKey>19</EventKey><Ticket>T</Ticket>")) ==
        expected("qr_scan", R"({"scene":"19","ticket":"T"})"));
  CHECK(one(event("scancode_waitmsg",
                  "<EventKey>K</EventKey><ScanCodeInfo><ScanType>qrcode</ScanType><ScanResult>https://x</ScanResult></"
                  "ScanCodeInfo>")) == expected("qr_scan", R"({"menu":"K","result":"https://x"})"));
  CHECK(
      one(event("LOCATION",
                "<Latitude>23.137466</Latitude><Longitude>113.352425</Longitude><Precision>119.385040</Precision>")) ==
      expected("location_shared", R"({"latitude":23.137466,"longitude":113.352425,"precision":119.38504})"));
  CHECK(one(event("CLICK", "<EventKey>SALE</EventKey>")) ==
        expected("menu_click", R"({"action":"click","menu":"SALE"})"));
  CHECK(one(event("VIEW", "<EventKey>https://x.cn</EventKey><MenuId>7</MenuId>")) ==
        expected("menu_click", R"({"action":"view","url":"https://x.cn","menu":"7"})"));
  CHECK(one(message("<MsgType>text</MsgType><Content><![CDATA[左脚 <开胶> & ]]></Content><MsgId>1</MsgId>")) ==
        expected("message_sent", R"({"message_type":"text","text":"左脚 <开胶> &"})"));
  CHECK(one(message("<MsgType>image</MsgType><PicUrl>http://p</PicUrl><MediaId>M</MediaId><MsgId>2</MsgId>")) ==
        expected("message_sent", R"({"message_type":"image","media":"M","picture":"http://p"})"));
  CHECK(one(message("<MsgType>voice</MsgType><MediaId>M</MediaId><Format>amr</Format><Recognition>退货</"
                    "Recognition><MsgId>3</MsgId>")) ==
        expected("message_sent", R"({"message_type":"voice","text":"退货","media":"M","format":"amr"})"));
  CHECK(one(message("<MsgType>location</MsgType><Location_X>23.1</Location_X><Location_Y>113.3</Location_Y><Scale>20</"
                    "Scale><Label>门店</Label><MsgId>4</MsgId>")) ==
        expected("message_sent", R"({"message_type":"location","place":"门店","latitude":23.1,"longitude":113.3})"));
  CHECK(one(event("TEMPLATESENDJOBFINISH", "<MsgID>200</MsgID><Status>failed:user block</Status>")) ==
        expected("message_failed", R"({"reason":"failed:user block"})"));
  CHECK(one(event("user_get_card", "<CardId>C</CardId><Extra><A>1</A></Extra>")) ==
        expected("wechat_user_get_card", R"({"cardid":"C"})"));
}

TEST_CASE("permissions for messages are one event a template") {
  auto batch = read(event("subscribe_msg_popup_event",
                          "<SubscribeMsgPopupEvent><List><TemplateId>T1</TemplateId><SubscribeStatusString>accept</"
                          "SubscribeStatusString><PopupScene>2</PopupScene></List>"
                          "<List><TemplateId>T2</TemplateId><SubscribeStatusString>reject</"
                          "SubscribeStatusString><PopupScene>2</PopupScene></List></SubscribeMsgPopupEvent>"));
  auto made = events_as_json(batch.events);
  REQUIRE(made.size() == 2);
  CHECK(made[0]["properties"] == Json::parse(R"({"account":"gh_123","accepted":true,"place":"2","template":"T1"})"));
  CHECK(made[1]["properties"] == Json::parse(R"({"account":"gh_123","accepted":false,"place":"2","template":"T2"})"));
  CHECK(made[0]["event_id"] != made[1]["event_id"]);
  CHECK(one(event("subscribe_msg_change_event",
                  "<SubscribeMsgChangeEvent><List><TemplateId>T1</TemplateId><SubscribeStatusString>reject</"
                  "SubscribeStatusString></List></SubscribeMsgChangeEvent>")) ==
        expected("message_permission", R"({"accepted":false,"place":"settings","template":"T1"})"));
  CHECK(one(event("subscribe_msg_sent_event",
                  "<SubscribeMsgSentEvent><List><TemplateId>T1</TemplateId><MsgID>9</MsgID><ErrorCode>0</"
                  "ErrorCode><ErrorStatus>success</ErrorStatus></List></SubscribeMsgSentEvent>")) ==
        expected("message_received", R"({"template":"T1"})"));
  // A mini-program that is set to JSON says the same.
  CHECK(
      one(R"({"ToUserName":"gh_123","FromUserName":"oUser","CreateTime":1794999990,"MsgType":"event","Event":"subscribe_msg_popup_event",
               "List":{"TemplateId":"T1","SubscribeStatusString":"accept","PopupScene":"1"}})") ==
      expected("message_permission", R"({"accepted":true,"place":"1","template":"T1"})"));
}

TEST_CASE("企业微信: a contact that comes and goes; what is about staff is no event") {
  constexpr const char* change =
      "<Event>change_external_contact</Event><UserID>zhang</UserID><ExternalUserID>wmX</ExternalUserID>";
  auto added =
      contact(std::string(change) +
              "<ChangeType>add_external_contact</ChangeType><State>store19</State><WelcomeCode>W</WelcomeCode>");
  auto made = events_as_json(added.events)[0];
  CHECK(made["type"] == "wecom_contact_added");
  CHECK(made["customer"] == Json({{"kind", "external_userid"}, {"id", "wmX"}}));
  CHECK(made["properties"] == Json::parse(R"({"account":"ww1436e0e65a779aee","staff":"zhang","state":"store19"})"));
  auto left = events_as_json(contact(std::string(change) + "<ChangeType>del_follow_user</ChangeType>").events)[0];
  CHECK(left["type"] == "wecom_contact_ended");
  CHECK(left["properties"] ==
        Json::parse(R"({"account":"ww1436e0e65a779aee","staff":"zhang","by":"customer","consent":"withdrawn"})"));
  auto dropped = events_as_json(
      contact(std::string(change) + "<ChangeType>del_external_contact</ChangeType><Source>DELETE_BY_TRANSFER</Source>")
          .events)[0];
  CHECK(dropped["properties"]["by"] == "staff");
  CHECK(dropped["properties"]["reason"] == "DELETE_BY_TRANSFER");
  CHECK(left["event_id"] != dropped["event_id"]);
  for (const char* other : {"<Event>change_external_contact</Event><ChangeType>edit_external_contact</ChangeType>",
                            "<Event>enter_agent</Event><AgentID>1</AgentID>"}) {
    auto batch = contact(other);
    CHECK(batch.events.size() == 0);
    CHECK(batch.ignored == 1);
  }
  CHECK(read(event("MASSSENDJOBFINISH")).ignored == 1);
}

TEST_CASE("a message that is sent again has the same id, another one another") {
  auto id = [](const std::string& body) { return read(body).events.id[0]; };
  auto follow = event("subscribe", "<EventKey>qrscene_1</EventKey>");
  CHECK(id(follow) == id(follow));
  CHECK(id(follow) != id(event("unsubscribe")));
  auto text = [](const char* number) {
    return message(std::string("<MsgType>text</MsgType><Content>a</Content><MsgId>") + number + "</MsgId>");
  };
  CHECK(id(text("1")) == id(text("1")));
  CHECK(id(text("1")) != id(text("2")));
  CHECK(read(follow).key_time[0] == 1'794'999'990'000'000);
}

TEST_CASE("a message without a person, a time or a meaning is refused and kept") {
  auto refused = [](const std::string& body) {
    auto batch = read(body);
    REQUIRE(batch.refused.size() == 1);
    CHECK(batch.refused[0].text == body);
    return batch.refused[0].reason;
  };
  CHECK(refused("<xml><MsgType>text</MsgType><CreateTime>1794999990</CreateTime></xml>") == "missing-id");
  CHECK(refused("<xml><FromUserName>o</FromUserName><MsgType>text</MsgType><CreateTime>soon</CreateTime></xml>") ==
        "bad-time");
  CHECK(
      refused("<xml><FromUserName>o</FromUserName><MsgType>text</MsgType><CreateTime>99999999999</CreateTime></xml>") ==
      "bad-time");
  CHECK(refused("<xml><FromUserName>o</FromUserName><CreateTime>1794999990</CreateTime></xml>") == "missing-event");
  CHECK(refused(event("")) == "missing-event");
  CHECK(refused(event("subscribe_msg_popup_event")) == "missing-event");
  CHECK(refused(message("<MsgType>text</MsgType><Content>" + std::string(40'000, 'x') + "</Content>")) == "too-large");
  CHECK(refused(R"({"FromUserName":"a\u0000b","CreateTime":1794999990,"MsgType":"text"})") == "bad-text");
  // From the quarantine it comes back decrypted, and is not checked again.
  auto again = context(sealed);
  again.call = wechat_opened;
  again.query.clear();
  WireBatch batch;
  CHECK(read_wechat(event("unsubscribe"), again, batch).ok());
  CHECK(batch.events.size() == 1);
}

TEST_CASE("hostile XML is refused in words") {
  auto refused = [](const std::string& body) {
    auto parsed = wechat_message(body);
    REQUIRE_FALSE(parsed.ok());
    return parsed.error().message;
  };
  CHECK(
      refused("<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><xml><A>&b;</A></xml>").find("document type") !=
      std::string::npos);
  CHECK(refused("<!DOCTYPE x SYSTEM 'file:///etc/passwd'><xml/>").find("document type") != std::string::npos);
  CHECK(refused("<xml><A>&b;</A></xml>").find("undefined entity") != std::string::npos);
  std::string deep, wide = "<xml>";
  for (int i = 0; i < 20; ++i) deep += "<a>";
  for (int i = 0; i < 3000; ++i) wide += "<a/>";
  CHECK(refused(deep).find("nested too deep") != std::string::npos);
  CHECK(refused(wide + "</xml>").find("too many elements") != std::string::npos);
  CHECK(refused("<xml><" + std::string(200, 'n') + "/></xml>").find("too long a name") != std::string::npos);
  CHECK(refused("<xml>" + std::string(2'000'000, 'x') + "</xml>").find("bytes") != std::string::npos);
  for (const char* body : {"", "<xml>", "<xml></xm>", "<xml/><xml/>", "hello", "<xml>text</xml>",
                           "<xml><A>\x01</A></xml>", "[]", "{\"a\":"}) {
    CAPTURE(body);
    CHECK_FALSE(wechat_message(body));
  }
}

TEST_CASE("a new follower gets the welcome text, everybody else success") {
  auto reply = wechat_reply(context(plain), event("subscribe"));
  auto sent = wechat_message(reply);
  REQUIRE(sent.ok());
  CHECK(wechat_text(*sent, "ToUserName") == "oUser");
  CHECK(wechat_text(*sent, "FromUserName") == "gh_123");
  CHECK(wechat_text(*sent, "CreateTime") == std::to_string(now_s));
  CHECK(wechat_text(*sent, "Content") == "欢迎 ]]> & <你>");
  CHECK(wechat_reply(context(plain), event("unsubscribe")) == "success");
  // JSON has no passive reply.
  std::string hidden;
  sealed_body(
      R"({"ToUserName":"gh_123","FromUserName":"oUser","CreateTime":1794999990,"MsgType":"event","Event":"subscribe"})",
      hidden);
  Json as_json{{"ToUserName", "gh_123"}, {"Encrypt", hidden}};
  WireBatch batch;
  CHECK(read_wechat(as_json.dump(), context(sealed, hidden), batch).ok());
  CHECK(batch.events.size() == 1);
  CHECK(wechat_reply(context(sealed, hidden), as_json.dump()) == "success");
  auto silent = plain;
  silent.erase("welcome");
  CHECK(wechat_reply(context(silent), event("subscribe")) == "success");

  std::string encrypted;
  auto body = sealed_body(event("subscribe"), encrypted);
  auto answer = wechat_message(wechat_reply(context(sealed, encrypted), body));
  REQUIRE(answer.ok());
  auto secret = wechat_text(*answer, "Encrypt");
  CHECK(wechat_text(*answer, "MsgSignature") == wechat_signature({"spamtest", std::to_string(now_s), "n1", secret}));
  CHECK(wechat_text(*wechat_message(*WechatKey::from(aes_key)->open(secret, "wx2c2769f8efd9abc2")), "Content") ==
        "欢迎");
}

TEST_CASE("the address is verified in plain and in encrypted form") {
  auto given = context(plain);
  given.query += "&echostr=8061%2F";
  CHECK(*wechat_verification(given) == "8061/");
  given.query.replace(given.query.find("nonce=n1"), 8, "nonce=n2");
  CHECK(wechat_verification(given).error().code == ErrorCode::usage);
  CHECK_FALSE(wechat_verification(context(plain)));
}

TEST_CASE("settings that are wrong are refused by field, and no secret is shown") {
  auto fault = [](const Json& changed) {
    Json settings = sealed;
    settings.update(changed);
    auto read = WechatSettings::from(settings);
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().text().find("s3cret") == std::string::npos);
    return read.error();
  };
  CHECK(fault({{"token", "s3cret!"}}).where == "settings.token");
  CHECK(fault({{"token", "ab"}}).message.find("found 2 characters") != std::string::npos);
  CHECK(fault({{"encoding_aes_key", "s3cret"}}).where == "settings.encoding_aes_key");
  CHECK(fault({{"encoding_aes_key", std::string(43, '!')}}).message.find("not all of them") != std::string::npos);
  CHECK(fault({{"app_id", "wx 1"}}).where == "settings.app_id");
  std::string words;
  for (int i = 0; i < 601; ++i) words += "好";
  CHECK(fault({{"welcome", words}}).message.find("601 characters") != std::string::npos);
  CHECK(fault({{"secret", "x"}}).where == "settings.secret");
  CHECK(WechatSettings::from(Json::object()).error().message.find("is missing") != std::string::npos);
  CHECK_FALSE(WechatSettings::from(Json()));
}

}  // namespace cairn::collect
