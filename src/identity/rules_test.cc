#include "identity/rules.h"

#include <doctest/doctest.h>

namespace cairn::identity {
namespace {

Rules good(const char* text) {
  auto found = read_rules(Json::parse(text), "rules");
  REQUIRE_MESSAGE(found.ok(), (found.ok() ? "" : found.error().text()));
  return found->rules;
}
std::string fault(const char* text) {
  auto found = read_rules(Json::parse(text), "rules");
  return found.ok() ? "" : found.error().where + ": " + found.error().message;
}

}  // namespace

TEST_CASE("an empty document is the defaults") {
  auto rules = good("{}");
  CHECK(rules.writing.country == "CN");
  CHECK(rules.kind("user_id").limit == 1);
  CHECK(rules.kind("openid:wx1").limit == 5);
  CHECK(rules.identifiers == 100);
  CHECK(rules.writing.virtual_prefixes.size() == 5);
}

TEST_CASE("kinds are changed for all accounts or for one") {
  auto rules = good(R"({"kinds":{"openid":{"limit":2},"openid:wx1":{"limit":9,"priority":70},
                        "kiosk":{"role":"carries"},"slip":{"role":"transaction"},"loyalty":{"limit":1}}})");
  CHECK(rules.kind("openid:wx2").limit == 2);
  CHECK(rules.kind("openid:wx1").limit == 9);
  CHECK(rules.kind("openid:wx1").priority == 70);
  CHECK(rules.kind("openid:wx1").name == "openid:wx1");
  CHECK(rules.kind("kiosk").role == Role::carries);
  CHECK(rules.kind("kiosk:7").role == Role::carries);
  CHECK(rules.kind("slip").role == Role::transaction);
  CHECK(rules.kind("loyalty").limit == 1);
}

TEST_CASE("blocked phones are found however they are written") {
  auto rules = good(R"({"blocked":{"values":["138 0013 8000","Tester"]}})");
  CHECK_FALSE(normalise("phone", "+8613800138000", rules.writing).identifies());
  CHECK(nobody_by_rules("phone", "+8613800138000", rules.writing) == Nobody::blocked);
  CHECK(nobody_by_rules("user_id", "tester", rules.writing) == Nobody::blocked);
}

TEST_CASE("decisions and declared shared identifiers are normalised") {
  auto found = read_rules(Json::parse(R"({"shared":{"declared":[{"kind":"device","value":" till-7 "}]},"decisions":[
      {"these":[{"kind":"phone","value":"138-1234-5678"},{"kind":"user_id","value":"u1"}],"are":"never","by":"Li Lei"}]})"),
                          "rules");
  REQUIRE(found.ok());
  CHECK(found->rules.declared_shared.contains({"device", "till-7"}));
  REQUIRE(found->decisions.size() == 1);
  CHECK(found->decisions[0].a == Identifier{"phone", "+8613812345678"});
  CHECK_FALSE(found->decisions[0].always);
  CHECK(found->decisions[0].by == "Li Lei");
}

TEST_CASE("errors name the field, what was found and what is expected") {
  CHECK(fault(R"({"country":"Atlantis"})").starts_with("rules.country: found 'Atlantis', expected a country"));
  CHECK(fault(R"({"countri":"CN"})").find("countri") != std::string::npos);
  CHECK(fault(R"({"kinds":{"phone":{"limit":0}}})").starts_with("rules.kinds.phone.limit: "));
  CHECK(fault(R"({"kinds":{"phone":{"role":"carries"}}})") ==
        "rules.kinds.phone.role: found 'carries', but 'phone' always identifies a person");
  CHECK(fault(R"({"virtual_prefixes":["17x"]})") ==
        "rules.virtual_prefixes[0]: found '17x', expected digits, or + and digits");
  CHECK(fault(R"({"shared":{"declared":[{"kind":"device","value":"null"}]}})")
            .starts_with("rules.shared.declared[0].value: found 'null', expected a device that identifies somebody"));
  CHECK(
      fault(
          R"({"decisions":[{"these":[{"kind":"user_id","value":"a"},{"kind":"user_id","value":"a"}],"are":"never"}]})")
          .starts_with("rules.decisions[0].these: found 'user_id a' twice"));
  CHECK(fault(R"({"hashes":[{"of":"phone","algorithm":"crc"}]})").starts_with("rules.hashes[0].algorithm: "));
  auto faults = rules_faults(Json::parse(R"({"virtual_prefixes":["1700","17x"]})"));
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].pointer == "/virtual_prefixes/1");
}

}  // namespace cairn::identity
