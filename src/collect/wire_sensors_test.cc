#include <zlib.h>

#include "collect/wire_base64.h"
#include "collect/wire_test_support.h"

namespace cairn::collect {
namespace {

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k)
      bits = bits << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) text += i + k > bytes.size() ? '=' : digits[bits >> (18 - 6 * k) & 63];
  }
  return text;
}

std::string encoded(std::string_view text) {
  std::string coded;
  for (char c : text) coded += c == '+' ? "%2B" : c == '/' ? "%2F" : c == '=' ? "%3D" : std::string(1, c);
  return coded;
}

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, bytes.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

WireRead sensors(std::string_view body, std::string query = "project=default") {
  auto context = context_of_test("");
  context.query = std::move(query);
  return read(WireFormat::sensors, body, context);
}
WireRead sensors_item(std::string_view item) { return sensors("data=" + encoded(base64(item))); }

// As sa-sdk-javascript 1.27.11 sends it.
const std::string page_view =
    R"({"identities":{"$identity_login_id":"u-1","$identity_cookie_id":"19a-c","$identity_anonymous_id":"19a-c"},)"
    R"("distinct_id":"u-1","lib":{"$lib":"js","$lib_method":"code","$lib_version":"1.27.11"},"properties":{"$timezone_offset":-480,)"
    R"("$screen_height":900,"$lib":"js","$lib_version":"1.27.11","$latest_utm_source":"sms","$url":"https://shop.example/鞋",)"
    R"("$url_path":"/鞋","$title":"鞋","$is_first_day":true,"$event_session_id":"s-77"},"login_id":"u-1","anonymous_id":"19a-c",)"
    R"("type":"track","event":"$pageview","time":1772366398000,"_track_id":123456789,"_flush_time":1772366399000})";

}  // namespace

TEST_CASE("an event of the browser's SDK comes in a form, in a query, gzipped, and as plain JSON") {
  auto by_form = sensors("data=" + encoded(base64(page_view)) + "&ext=crc%3D-12345").only();
  CHECK(by_form.type == "page");
  CHECK(by_form.kind == "customer");
  CHECK(by_form.who == "u-1");
  CHECK(by_form.channel == "web");
  CHECK(by_form.session == "s-77");
  CHECK(by_form.time == 1772366399000 * 1000);  // flushed a second before it came
  CHECK(by_form.key_time == 1772366398000 * 1000);
  CHECK(by_form["anonymous_id.text"] == "19a-c");
  CHECK(by_form["cookie_id.text"] == "19a-c");
  CHECK(by_form["page_url.text"] == "https://shop.example/鞋");
  CHECK(by_form["$latest_utm_source.text"] == "sms");
  CHECK(by_form["$is_first_day.boolean"] == "1");
  CHECK(by_form["$lib.text"] == "(none)");
  CHECK(sensors("", "project=default&data=" + encoded(base64(page_view))).only() == by_form);
  CHECK(sensors("data=" + base64(page_view)).only() == by_form);  // '+' not encoded: a blank to forms
  CHECK(sensors(page_view).only() == by_form);
  CHECK(sensors("data_list=" + encoded(base64("[" + page_view + "]"))).only() == by_form);
  CHECK(sensors("gzip=1&data_list=" + encoded(base64(gzip("[" + page_view + "]")))).only() == by_form);
}

TEST_CASE("sending again changes nothing: the time of the sending is no part of an event") {
  auto again = page_view;
  again.replace(again.find("1772366399000"), 13, "1772366399999");
  CHECK(sensors(again).only().id == sensors(page_view).only().id);
  again.replace(again.find("123456789"), 9, "123456780");
  CHECK(sensors(again).only().id != sensors(page_view).only().id);
}

TEST_CASE("signing up joins two identifiers; a distinct_id alone is a device") {
  auto signup =
      sensors_item(
          R"({"_track_id":1234567890,"type":"track_signup","event":"$SignUp","time":1772366398000,"distinct_id":"u-1",)"
          R"("original_id":"19a-c","properties":{"$lib":"Node","$lib_version":"1.2.6"},"lib":{"$lib":"Node"}})")
          .only();
  CHECK(signup.type == "identify");
  CHECK(signup.kind == "customer");
  CHECK(signup.who == "u-1");
  CHECK(signup["anonymous_id.text"] == "19a-c");
  CHECK(signup.channel == "server");
  auto item = [](std::string members) {
    return sensors_item(R"({"type":"track","event":"Tap","time":1772366398000,"lib":{"$lib":"MiniProgram"},)" +
                        members + "}")
        .only();
  };
  auto device = item(
      R"("distinct_id":"o6_bm","identities":{"$identity_mp_id":"17","$identity_mp_openid":"o6_bm","$identity_mp_unionid":"oU"})");
  CHECK(device.kind == "anonymous");
  CHECK(device.channel == "miniprogram");
  CHECK(device["openid.text"] == "o6_bm");
  CHECK(device["unionid.text"] == "oU");
  CHECK(item(R"("distinct_id":"u-1","properties":{"$is_login_id":true})").kind == "customer");
  auto by_key = item(R"("distinct_id":"phone+138","login_id":"phone+138","identities":{"phone":"138"})");
  CHECK(by_key.who == "138");
  CHECK(item(R"("distinct_id":"null","login_id":"undefined","anonymous_id":"d-1")").who == "d-1");
  CHECK(sensors_item(R"({"type":"track","event":"Tap","distinct_id":"0"})").reason() == "missing-id");
}

TEST_CASE("what profiles are told keeps its own name; things that are nobody are left out") {
  auto profile = [](std::string type, std::string properties) {
    return sensors_item(R"({"type":")" + type + R"(","distinct_id":"u-1","time":1772366398000,"properties":{)" +
                        properties + "}}");
  };
  CHECK(profile("profile_set", R"("city":"上海")").only()["city.text"] == "上海");
  CHECK(profile("profile_set_once", R"("first":"2026-01-01")").only().type == "profile_set_once");
  CHECK(profile("profile_increment", R"("points":5)").only()["points.integer"] == "5");
  CHECK(profile("profile_append", R"("likes":["a"])").only()["likes.text"] == R"(["a"])");
  auto unset = profile("profile_unset", R"("city":true,"age":true)").only();
  CHECK(unset.type == "profile_unset");
  CHECK(unset["unset.text"] == "city; age");
  CHECK(unset["city.boolean"] == "(none)");
  CHECK(profile("profile_delete", "").only().type == "profile_delete");
  auto thing = sensors_item(R"({"type":"item_set","item_type":"shoe","item_id":"A1","properties":{"price":5}})");
  CHECK(thing.ignored == 1);
  CHECK(profile("profile_paint", "").reason() == "missing-type");
}

TEST_CASE("payloads that nobody can read are refused whole, in words") {
  for (std::string body : {"", "data=", "data=%%%", "data=!!!", "data=QUJD", "hello", "data=H4sIAAAA", "data_list="})
    CHECK_MESSAGE(sensors(body).failed, body);
  CHECK(base64_decoded("QQ") == "A");
  CHECK(base64_decoded("Q") == std::nullopt);
}

}  // namespace cairn::collect
