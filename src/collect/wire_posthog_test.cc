#include "collect/row_identity.h"
#include "collect/wire_test_support.h"

namespace cairn::collect {
namespace {
WireRead posthog(const std::string& body) { return read(WireFormat::posthog, body); }
WireRead posthog_item(const std::string& item) { return posthog(R"({"api_key":"k","batch":[)" + item + "]}"); }
}  // namespace

TEST_CASE("a batch of posthog-node becomes events") {
  auto read = posthog(
      R"({"api_key":"wk1","batch":[{"distinct_id":"u1","event":"order paid","properties":{"plan":"pro","revenue":12.5,)"
      R"("currency":"EUR","$lib":"posthog-node","$lib_version":"5.70.0","$geoip_disable":true,"$is_server":true},"type":"capture",)"
      R"("library":"posthog-node","library_version":"5.70.0","timestamp":"2026-03-01T11:59:58.000Z","uuid":"0195-aa"},)"
      R"({"distinct_id":"u1","event":"$identify","properties":{"$set":{"email":"a@example.com"},"$set_once":{"first":"x"},)"
      R"("$anon_distinct_id":"a-9","$lib":"posthog-node"},"timestamp":"2026-03-01T11:59:58.500Z","uuid":"0195-ab"}],)"
      R"("sent_at":"2026-03-01T11:59:59.000Z"})");
  REQUIRE(read.events.size() == 2);
  const auto& paid = read.events[0];
  CHECK(paid.kind == "customer");
  CHECK(paid.who == "u1");
  CHECK(paid.type == "order paid");
  CHECK(paid.channel == "server");
  CHECK(paid.amount == 1250);
  CHECK(paid.currency == "EUR");
  CHECK(paid.time == at("2026-03-01T11:59:59Z").us);
  CHECK(paid.id == id_of_own("0195-aa", seed_of_source("shop")));
  CHECK(paid["plan.text"] == "pro");
  CHECK(paid["$lib_version.text"] == "(none)");
  const auto& who = read.events[1];
  CHECK(who.type == "identify");
  CHECK(who["email.text"] == "a@example.com");
  CHECK(who["$set_once.first.text"] == "x");
  CHECK(who["anonymous_id.text"] == "a-9");
}

TEST_CASE("posthog: aliases, groups, pages and strangers") {
  auto alias = posthog_item(
      R"({"event":"$create_alias","distinct_id":"u1","properties":{"distinct_id":"u1","alias":"a1"},"uuid":"1"})");
  CHECK(alias.only().type == "alias");
  CHECK(alias.only()["previous_id.text"] == "a1");
  CHECK(alias.only()["distinct_id.text"] == "(none)");
  auto group = posthog_item(R"({"event":"$groupidentify","distinct_id":"$company_acme","properties":{"$group_type":)"
                            R"("company","$group_key":"acme","$group_set":{"name":"Acme"}}})");
  CHECK(group.only().type == "group");
  CHECK(group.only()["group_type.text"] == "company");
  CHECK(group.only()["group_id.text"] == "acme");
  CHECK(group.only()["name.text"] == "Acme");
  auto page = posthog_item(R"({"event":"$pageview","properties":{"distinct_id":"d1","$device_id":"d1","$lib":"web",)"
                           R"("$current_url":"https://x.example/","$session_id":"s1","$set":{"a":1}}})");
  CHECK(page.only().kind == "anonymous");
  CHECK(page.only().type == "page");
  CHECK(page.only().session == "s1");
  CHECK(page.only().channel == "web");
  CHECK(page.only()["page_url.text"] == "https://x.example/");
  CHECK(page.only()["$set.a.integer"] == "1");
  auto stranger = posthog_item(R"({"event":"x","distinct_id":"d1","properties":{"$process_person_profile":false}})");
  CHECK(stranger.only().kind == "anonymous");
  CHECK(posthog_item(R"({"event":"x","distinct_id":"NULL"})").reason() == "missing-id");
  CHECK(posthog_item(R"({"distinct_id":"d1"})").reason() == "missing-event");
}

TEST_CASE("posthog: one event without a batch, and a list of events") {
  CHECK(posthog(R"({"api_key":"k","event":"x","distinct_id":"u1"})").only().who == "u1");
  CHECK(posthog(R"([{"event":"x","distinct_id":"u1"},{"event":"y","distinct_id":"u1"}])").events.size() == 2);
}

}  // namespace cairn::collect
