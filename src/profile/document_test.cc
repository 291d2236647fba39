#include "profile/document.h"

#include <doctest/doctest.h>

#include "profile/names.h"

namespace cairn::profile {
namespace {

Document good(const char* text) {
  auto found = read_document(Json::parse(text), "profile");
  REQUIRE_MESSAGE(found.ok(), (found.ok() ? "" : found.error().text()));
  return *std::move(found);
}
std::string fault(const char* text) {
  auto found = read_document(Json::parse(text), "profile");
  return found.ok() ? "" : found.error().where + ": " + found.error().message + "; " + found.error().hint;
}

}  // namespace

TEST_CASE("an empty document is the defaults") {
  auto document = good("{}");
  CHECK(to_text(document.purchase) == "amount > 0");
  REQUIRE(document.lifecycle.size() == 5);
  CHECK(document.lifecycle[1].name == "new");
  CHECK(document.lifecycle[1].title.zh_hant == "新客");
  CHECK(to_json(document.lifecycle[2].who).dump() ==
        R"j({"where":[["amount",">",0]],"count":[">=",1],"in_last":"P90D"})j");
  CHECK(document.consent.default_purpose == "marketing");
  CHECK(document.points.property == "points");
  CHECK(document.preferences.about.size() == 3);
}

TEST_CASE("a whole document") {
  auto document = good(R"j({
    "purchase": {"event":["order_paid","till_receipt"]},
    "traits": [{"name":"spent_90d","title":{"zh-Hans":"近90天消费"},"compute":"sum","of":"amount","in_last":"P90D"},
               {"name":"orders","compute":"count","where":"event = order_paid"}],
    "segments": [{"name":"高价值","who":"trait.spent_90d >= 1000 and segment(会员)"},
                 {"name":"会员","who":"did(member_joined)"}],
    "personas": [{"name":"林女士","segments":["高价值"],"needs":["尺码要准",{"en":"returns without questions"}]}],
    "lifecycle": [{"stage":"客户","who":"segment(会员)"}],
    "consent": {"channels":{"sms":["讯息"],"短视频":["抖音"]},"without_consent":["服务通知"],"text_version_required":true,
                "events":[{"event":"card_returned","state":"withdrawn","channels":["讯息"],"purposes":["*"]},
                          {"event":"oa_follow","state":"nothing"}]},
    "points": {"earned":["积分发放"],"property":"积分"},
    "preferences": {"about":["系列"],"returned":"event = 退换","most":3}})j");
  CHECK(document.traits[0].title.en == "近90天消费");
  CHECK(document.traits[0].measure.in_last->ms == 90LL * 86'400'000);
  CHECK(document.traits[1].title.en == "orders");
  CHECK(document.personas[0].needs[1].en == "returns without questions");
  CHECK(document.lifecycle.size() == 1);
  CHECK(document.consent.channel_of("讯息") == "sms");
  CHECK(document.consent.channel_of("短信") == "sms");
  CHECK(document.consent.channel_of("抖音") == "短视频");
  CHECK(document.consent.without_consent.contains("service"));
  CHECK(document.consent.needs_text_version);
  REQUIRE(document.consent.find_event("card_returned") != nullptr);
  CHECK(document.consent.find_event("card_returned")->channels == std::vector<std::string>{"sms"});
  CHECK(document.consent.find_event("oa_follow") == nullptr);
  CHECK(document.points.earned == std::vector<std::string>{"积分发放"});
  CHECK(document.preferences.most == 3);
  CHECK(to_text(document.preferences.bought) == "event in (order_paid, till_receipt)");
}

TEST_CASE("faults name the field, what was found and what is expected") {
  CHECK(fault(R"j({"segment":[]})j").starts_with("profile.segment: "));
  CHECK(fault(R"j({"traits":[{"name":"a","compute":"total","of":"amount"}]})j")
            .starts_with("profile.traits[0].compute: "));
  CHECK(
      fault(R"j({"traits":[{"name":"a","compute":"sum"}]})j").starts_with("profile.traits[0]: 'sum' is of a property"));
  CHECK(fault(R"j({"traits":[{"name":"a","compute":"count","in_last":"soon"}]})j")
            .starts_with("profile.traits[0].in_last: "));
  CHECK(fault(R"j({"segments":[{"name":"a","who":"did(x"}]})j").starts_with("profile.segments[0].who: "));
  CHECK(fault(R"j({"segments":[{"name":"a","who":"did(x)"},{"name":" a","who":"did(y)"}]})j") ==
        "profile.segments[1].name: 'a' is there already; names differ; ");
  CHECK(fault(R"j({"purchase":"paid >"})j").starts_with("profile.purchase: "));
  CHECK(fault(R"j({"consent":{"events":[{"event":"x","state":"granted","where":"a >"}]}})j")
            .starts_with("profile.consent.events[0].where: "));
  CHECK(fault(R"j({"preferences":{"praised":7}})j").starts_with("profile.preferences.praised: "));
  auto faults = document_faults(Json::parse(R"j({"segments":[{"name":"a","who":"segment(b)"}]})j"));
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].pointer == "/segments/0/who");
}

TEST_CASE("segments that do not exist come with near misses") {
  CHECK(fault(R"j({"segments":[{"name":"vip","who":"did(x)"},{"name":"a","who":"not segment(vipp)"}]})j") ==
        "profile.segments[1].who: no segment is named 'vipp'; did you mean 'vip'?");
  CHECK(fault(R"j({"segments":[{"name":"vip","who":"did(x)"}],"personas":[{"name":"p","segments":["VIPs"]}]})j")
            .starts_with("profile.personas[0].segments: no segment is named 'VIPs'"));
  CHECK(fault(R"j({"lifecycle":[{"stage":"a","who":"segment(vip)"}]})j") ==
        "profile.lifecycle[0].who: no segment is named 'vip'; the document has no segments");
}

TEST_CASE("segments that are defined by themselves are refused with the whole cycle") {
  CHECK(fault(R"j({"segments":[{"name":"a","who":"segment(a)"}]})j")
            .starts_with("profile.segments[0].who: the segment 'a' is defined by itself: a → a"));
  CHECK(fault(R"j({"segments":[{"name":"free","who":"did(x)"},
                              {"name":"a","who":"segment(free) and segment(b)"},
                              {"name":"b","who":"did(x) or not segment(c)"},
                              {"name":"c","who":"segment(free) and segment(a)"}]})j")
            .starts_with("profile.segments[1].who: the segment 'a' is defined by itself: a → b → c → a"));
  // Named twice is no cycle.
  good(R"j({"segments":[{"name":"d","who":"segment(b) and segment(c)"},{"name":"b","who":"segment(e)"},
                       {"name":"c","who":"segment(e)"},{"name":"e","who":"did(x)"}]})j");
}

TEST_CASE("names are replaced by what they stand for") {
  auto document = good(R"j({"traits":[{"name":"spent","compute":"sum","of":"amount"}],
                           "segments":[{"name":"vip","who":"trait.spent >= 1000"},{"name":"top","who":"segment(vip)"}]})j");
  auto who = parse_case_predicate("segment(top) and trait.city = 上海");
  REQUIRE(who.ok());
  auto plain = resolve_names(*who, document, "question.segment");
  REQUIRE(plain.ok());
  auto text = to_json(*plain).dump();
  CHECK(text.find("\"segment\"") == std::string::npos);
  CHECK(text.find("\"trait\"") == std::string::npos);
  CHECK(text.find(R"j("measure":"sum")j") != std::string::npos);
  CHECK(text.find(R"j("measure":"last","of":"city")j") != std::string::npos);
  CHECK(measure_of_trait("spent", document).aggregate == Measure::Aggregate::sum);
  CHECK(measure_of_trait("city", document).aggregate == Measure::Aggregate::last);
  auto unknown = resolve_names(*parse_case_predicate("segment(tip)"), document, "question.segment");
  REQUIRE_FALSE(unknown.ok());
  CHECK(unknown.error().where == "question.segment");
  CHECK(unknown.error().hint.find("'vip'") != std::string::npos);
}

TEST_CASE("traits that nothing states are doubted, with near misses") {
  auto document = good(R"j({"traits":[{"name":"spent_90d","compute":"sum","of":"amount"}],
                           "segments":[{"name":"a","who":"trait.spend_90d > 1 and trait.city = x"}]})j");
  auto found = doubts(document, {"city", "age"});
  REQUIRE(found.size() == 1);
  CHECK(found[0] ==
        "segment a: no event states 'spend_90d', and no trait is computed under this name; did you mean "
        "'spent_90d'?");
  CHECK(doubts(document, {"city", "spend_90d"}).empty());
}

}  // namespace cairn::profile
