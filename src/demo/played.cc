#include "demo/played.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/random.h"
#include "base/time.h"
#include "demo/feedback.h"
#include "demo/retailer.h"

namespace cairn::demo {
namespace {

constexpr std::string_view account = "gh_stonepath", store = "杭州湖滨店", city = "杭州";
constexpr std::string_view openid_begin = "oP";
constexpr std::size_t openid_digits = 16;
/// Before the end of the simulated history: late on its last day, as customers do one thing after another.
constexpr std::int64_t follow_s = 600, bind_s = 550, welcome_s = 542, rate_s = 300;

Time before_end(std::int64_t seconds) { return {end_of_demo({}).us - seconds * 1'000'000}; }

std::string cdata(std::string_view name, std::string_view text) {
  return fmt::format("<{0}><![CDATA[{1}]]></{0}>", name, text);
}

}  // namespace

Json played_sources(std::string_view token) {
  Json settings{{"token", token},
                {"app_id", "wx7d31b0c4e8stone"},
                {"welcome", "欢迎关注石径鞋履！绑定手机号即可成为会员，领取 20 元券。"}};
  return Json::array({{{"name", wechat_source}, {"kind", "wechat"}, {"channel", "wechat"}, {"settings", settings}},
                      {{"name", member_source}, {"kind", "sdk"}, {"channel", "wechat"}}});
}

PlayedCustomer PlayedCustomer::fresh(std::string_view chance) {
  return PlayedCustomer(fmt::format("{}{:016x}", openid_begin, hash64(chance)));
}

std::optional<PlayedCustomer> PlayedCustomer::of(std::string_view openid) {
  bool is_one = openid.size() == openid_begin.size() + openid_digits && openid.starts_with(openid_begin) &&
                openid.find_first_not_of("0123456789abcdef", openid_begin.size()) == std::string_view::npos;
  if (!is_one) return std::nullopt;
  return PlayedCustomer(std::string(openid));
}

std::uint64_t PlayedCustomer::number(std::string_view what) const { return hash64(openid_, hash64(what)); }

std::string PlayedCustomer::member_no() const { return fmt::format("MP{:08}", number("member") % 100'000'000); }

std::string PlayedCustomer::follow_xml() const {
  return "<xml>" + cdata("ToUserName", account) + cdata("FromUserName", openid_) +
         fmt::format("<CreateTime>{}</CreateTime>", before_end(follow_s).us / 1'000'000) + cdata("MsgType", "event") +
         cdata("Event", "subscribe") + cdata("EventKey", fmt::format("qrscene_{}", store)) +
         cdata("Ticket", fmt::format("gQ{:016x}", number("ticket"))) + "</xml>";
}

/// The id is the act's, so that one that is sent twice counts once.
Json PlayedCustomer::call(std::string_view event, std::int64_t before_end_s, Json properties) const {
  properties["store"] = store;
  properties["city"] = city;
  return {{"type", "track"},
          {"event", event},
          {"messageId", fmt::format("{}-{}", openid_, event)},
          {"userId", fmt::format("P{:08}", number("customer") % 100'000'000)},
          {"timestamp", format_time(before_end(before_end_s))},
          {"properties", std::move(properties)}};
}

Json PlayedCustomer::bind_batch() const {
  Json bind{{"openid", openid_},
            {"account", account},
            {"unionid", fmt::format("oU{:016x}", number("union"))},
            {"phone", fmt::format("136{:08}", number("phone") % 100'000'000)},
            {"member_no", member_no()},
            {"consent", "微信,短信"}};
  return {{"batch", Json::array({call("phone_bind", bind_s, std::move(bind)),
                                 call("welcome_message", welcome_s, Json::object())})}};
}

Json PlayedCustomer::rate_batch(int stars) const {
  Random random(number("words"));
  Json rating{{"value", stars}, {"about", "store"}};
  rating["text"] = feedback(random, Tongue::zh_hans, Theme::wait, stars);
  return {{"batch", Json::array({call("service_rating", rate_s, std::move(rating))})}};
}

}  // namespace cairn::demo
