#include "profile/consent.h"

#include <doctest/doctest.h>

#include "profile/profile_test_support.h"

namespace cairn::profile {
namespace {

const Time now = at("2026-06-01T00:00:00Z");

ConsentLedger ledger_of(const std::vector<CustomerEvent>& events, const std::vector<store::ReferenceRow>& rows = {}) {
  return consent_ledger(events, rows, ConsentRules::usual());
}
std::string state(const ConsentLedger& ledger, const char* channel, const char* purpose, Time when = now) {
  auto standing = consent(ledger, channel, purpose, when);
  return std::string(name_of(standing.state)) + (standing.allowed ? ", allowed" : "");
}
store::ReferenceRow row(const char* facts) {
  auto json = Json::parse(facts);
  return {json.value("who", "") + " · " + json.value("channel", ""), "", json};
}

}  // namespace

TEST_CASE("channels that were agreed to are granted for marketing, until one is withdrawn") {
  auto ledger =
      ledger_of({happened("2026-01-05T10:00:00Z", "phone_bind", {{"consent", "微信,短信"}, {"channel", "wechat"}}),
                 happened("2026-03-01T10:00:00Z", "sms_opt_out", {{"channel", "sms"}})});
  REQUIRE(ledger.entries.size() == 3);
  CHECK(state(ledger, "wechat", "marketing") == "granted, allowed");
  CHECK(state(ledger, "微信", "营销") == "granted, allowed");
  CHECK(state(ledger, "sms", "marketing") == "withdrawn");
  CHECK(state(ledger, "sms", "marketing", at("2026-02-28")) == "granted, allowed");
  CHECK(state(ledger, "sms", "marketing", at("2026-01-04")) == "unknown");
  CHECK(state(ledger, "email", "marketing") == "unknown");
  CHECK(state(ledger, "wechat", "personalisation") == "unknown");
  auto standing = consent(ledger, "sms", "marketing", now);
  CHECK(standing.reason == "withdrawn on 2026-03-01T10:00:00Z by sms_opt_out");
  CHECK(standing.by->id == hash128("2026-03-01T10:00:00Zsms_opt_out").hex());
  CHECK(consent(ledger, "email", "marketing", now).reason == "unknown is no consent: nothing was stated");
}

TEST_CASE("service messages need no consent, unless exactly they are refused") {
  auto ledger = ledger_of({happened("2026-01-05T10:00:00Z", "sms_opt_out")});
  CHECK(state(ledger, "sms", "service") == "unknown, allowed");
  CHECK(consent(ledger, "sms", "service", now).reason == "messages of the purpose 'service' need no consent");
  CHECK(state(ledger, "sms", "personalisation") == "withdrawn");
  ledger = ledger_of(
      {happened("2026-01-05T10:00:00Z", "consent_withdrawn", {{"property_channel", "短信"}, {"purpose", "服务"}})});
  CHECK(state(ledger, "sms", "service") == "withdrawn");
  CHECK(state(ledger, "sms", "marketing") == "unknown");
}

TEST_CASE("whoever unfollows is not served there either, until they follow again; that is no consent to marketing") {
  std::vector<CustomerEvent> events{
      happened("2026-01-05T10:00:00Z", "phone_bind", {{"consent", "微信"}}),
      happened("2026-02-01T10:00:00Z", "oa_unfollow", {{"consent", "withdrawn"}, {"channel", "wechat"}})};
  auto ledger = ledger_of(events);
  CHECK(state(ledger, "wechat", "marketing") == "withdrawn");
  CHECK(state(ledger, "wechat", "service") == "withdrawn");
  CHECK(state(ledger, "sms", "service") == "unknown, allowed");
  events.push_back(happened("2026-03-01T10:00:00Z", "oa_follow", {{"channel", "wechat"}}));
  ledger = ledger_of(events);
  CHECK(state(ledger, "wechat", "service") == "granted, allowed");
  CHECK(state(ledger, "wechat", "marketing") == "withdrawn");
}

TEST_CASE("a contact that a clerk ended says nothing of the customer's will") {
  auto by = [](const char* who) {
    return ledger_of({happened("2026-02-01T10:00:00Z", "wecom_contact_ended", {{"by", who}})});
  };
  CHECK(state(by("customer"), "企业微信", "marketing") == "withdrawn");
  CHECK(by("staff").entries.empty());
}

TEST_CASE("only service: marketing is refused on every channel; only one channel: on the others") {
  auto ledger = ledger_of({happened("2026-01-05T10:00:00Z", "phone_bind", {{"consent", "微信,短信"}}),
                           happened("2026-02-05T10:00:00Z", "phone_bind", {{"consent", "仅服务通知"}})});
  CHECK(state(ledger, "wechat", "marketing") == "withdrawn");
  CHECK(state(ledger, "email", "marketing") == "withdrawn");
  CHECK(state(ledger, "email", "service") == "granted, allowed");
  ledger = ledger_of({happened("2026-01-05T10:00:00Z", "phone_bind", {{"consent", "僅微信"}})});
  CHECK(state(ledger, "wechat", "marketing") == "granted, allowed");
  CHECK(state(ledger, "sms", "marketing") == "withdrawn");
}

TEST_CASE("a withdrawal beats a grant of the same instant, in whatever order they come") {
  auto given = happened("2026-01-05T10:00:00Z", "consent_given", {{"property_channel", "sms"}});
  auto taken = happened("2026-01-05T10:00:00Z", "consent_withdrawn", {{"property_channel", "sms"}});
  CHECK(state(ledger_of({given, taken}), "sms", "marketing") == "withdrawn");
  CHECK(state(ledger_of({taken, given}), "sms", "marketing") == "withdrawn");
  auto later = happened("2026-01-05T10:00:01Z", "consent_given", {{"property_channel", "sms"}, {"text_version", "v3"}});
  auto ledger = ledger_of({given, taken, later});
  CHECK(state(ledger, "sms", "marketing") == "granted, allowed");
  CHECK(consent(ledger, "sms", "marketing", now).by->text_version == "v3");
}

TEST_CASE("a grant that does not say for which channel allows nothing; a withdrawal then is of every one") {
  auto ledger = ledger_of({happened("2026-01-05T10:00:00Z", "consent_given", {{"channel", "web"}})});
  CHECK(ledger.entries.size() == 1);
  CHECK(state(ledger, "sms", "marketing") == "unknown");
  CHECK(consent(ledger, "sms", "marketing", now).reason ==
        "unknown is no consent: it does not say for which channel by consent_given");
  ledger = ledger_of({happened("2026-01-05T10:00:00Z", "consent_given", {{"property_channel", "sms,email"}}),
                      happened("2026-01-06T10:00:00Z", "consent_withdrawn", {{"channel", "web"}})});
  CHECK(state(ledger, "sms", "marketing") == "withdrawn");
  CHECK(state(ledger, "email", "marketing") == "withdrawn");
}

TEST_CASE("words of the property consent: lists, yes and no, channel and purpose, and what nobody knows") {
  auto said = [](const char* words) {
    return ledger_of({happened("2026-01-05T10:00:00Z", "survey_answer", {{"consent", words}, {"channel", "sms"}})});
  };
  CHECK(state(said("是"), "sms", "marketing") == "granted, allowed");
  CHECK(state(said("拒绝"), "sms", "marketing") == "withdrawn");
  CHECK(state(said("全部"), "push", "marketing") == "granted, allowed");
  CHECK(state(said("sms:个性化"), "sms", "personalisation") == "granted, allowed");
  CHECK(state(said("sms:个性化"), "sms", "marketing") == "unknown");
  CHECK(state(said(R"(["邮件","app推送"])"), "push", "marketing") == "granted, allowed");
  CHECK(state(said("也许"), "sms", "marketing") == "unknown");
  CHECK(said("也许").entries.front().why == "the words are not known");
}

TEST_CASE("rows of the table count with the version of their text and their date") {
  auto ledger = ledger_of(
      {}, {row(R"({"who":"17","channel":"短信","granted":true,"text_version":"v3","given":"2026-01-31T09:00:00Z"})"),
           row(R"({"who":"17","channel":"邮件","granted":true,"given":"2026-01-31T09:00:00Z"})"),
           row(R"({"who":"17","channel":"微信","granted":true,"text_version":"v3"})"),
           row(R"({"who":"17","channel":"push","granted":null,"given":"2026-01-31T09:00:00Z"})")});
  CHECK(state(ledger, "sms", "marketing") == "granted, allowed");
  CHECK(state(ledger, "sms", "marketing", at("2026-01-30")) == "unknown");
  CHECK(state(ledger, "email", "marketing") == "unknown");
  CHECK(consent(ledger, "email", "marketing", now).by->why == "the row has no version of the text");
  CHECK(state(ledger, "wechat", "marketing") == "unknown");
  CHECK(state(ledger, "push", "marketing") == "unknown");
}

TEST_CASE("a refusal without a date holds against every consent") {
  auto ledger = ledger_of({happened("2026-05-05T10:00:00Z", "consent_given", {{"property_channel", "sms"}})},
                          {row(R"({"who":"17","channel":"sms","granted":false})")});
  CHECK(state(ledger, "sms", "marketing") == "withdrawn");
  ledger = ledger_of({happened("2026-05-05T10:00:00Z", "consent_given", {{"property_channel", "sms"}})},
                     {row(R"({"who":"17","channel":"sms","granted":false,"given":"2026-05-01"})")});
  CHECK(state(ledger, "sms", "marketing") == "granted, allowed");
}

TEST_CASE("where the rules ask for it, an event must name the text that was agreed to") {
  auto rules = ConsentRules::usual();
  rules.needs_text_version = true;
  std::vector<CustomerEvent> events{
      happened("2026-01-05T10:00:00Z", "consent_given", {{"property_channel", "sms"}}),
      happened("2026-01-06T10:00:00Z", "consent_given", {{"property_channel", "email"}, {"text_version", "v3"}})};
  auto ledger = consent_ledger(events, {}, rules);
  CHECK(state(ledger, "sms", "marketing") == "unknown");
  CHECK(state(ledger, "email", "marketing") == "granted, allowed");
}

TEST_CASE("rows of the table are found by whatever identifier they name, however it is written") {
  std::vector<store::ReferenceRow> rows{row(R"({"who":"138 0013 8000"})"), row(R"({"who":"M17"})"),
                                        row(R"({"who":"M18"})")};
  std::vector<identity::Identifier> identifiers{{"phone", "+8613800138000"}, {"member", "M17"}};
  CHECK(consent_rows_of(rows, identifiers, {}).size() == 2);
}

TEST_CASE("the ledger as JSON has every statement and what follows from it") {
  auto json =
      consent_json(ledger_of({happened("2026-01-05T10:00:00Z", "phone_bind", {{"consent", "短信"}}, "shop")}), now);
  REQUIRE(json["ledger"].size() == 1);
  CHECK(json["ledger"][0]["channel"] == "sms");
  CHECK(json["ledger"][0]["said"] == "短信");
  CHECK(json["ledger"][0]["source"] == "shop");
  REQUIRE(json["standings"].size() == 1);
  CHECK(json["standings"][0].dump() ==
        R"({"channel":"sms","purpose":"marketing","state":"granted","allowed":true,)"
        R"("reason":"granted on 2026-01-05T10:00:00Z by phone_bind","since":"2026-01-05T10:00:00Z"})");
}

}  // namespace cairn::profile
