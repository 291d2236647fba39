#include "profile/consent_rules.h"

#include <algorithm>
#include <span>

#include "base/text.h"

namespace cairn::profile {
namespace {

struct Meaning {
  std::string_view name, words;
};
constexpr Meaning usual_channels[] = {
    {"wechat", "微信 公众号 公眾號 微信公众号 服务号 服務號 订阅号 weixin wx oa official_account wechat_oa"},
    {"miniprogram", "小程序 小程序订阅消息 mini_program mp"},
    {"wecom", "企业微信 企業微信 企微 work_wechat wework"},
    {"sms", "短信 簡訊 手机短信 text_message"},
    {"email", "邮件 郵件 电子邮件 電子郵件 邮箱 电邮 電郵 e-mail mail"},
    {"push", "推送 推播 app推送 app_push app push_notification"},
    {"phone", "电话 電話 外呼 call voice"},
};
constexpr Meaning usual_purposes[] = {
    {"marketing", "营销 行銷 推广 推廣 促销 促銷 广告 廣告 营销通知 promotion promotional advertising ads newsletter"},
    {"service", "服务 服務 服务通知 服務通知 通知 交易 交易通知 transactional notification notifications"},
    {"personalisation", "个性化 個人化 个性化推荐 personalization recommendation profiling"},
};

/// Of the channels' usual ends: after them not even a service message can be wanted there.
ConsentEvent ends(std::string event, std::string channel) {
  return {std::move(event), {}, ConsentState::withdrawn, {std::move(channel)}, {std::string(every), "service"}};
}
ConsentEvent opts_out(std::string event, std::string channel) {
  return {std::move(event), {}, ConsentState::withdrawn, {std::move(channel)}, {std::string(every)}};
}
/// Whoever follows again can be served again; that is no consent to anything else.
ConsentEvent opens(std::string event, std::string channel) {
  return {std::move(event), {}, ConsentState::granted, {std::move(channel)}, {"service"}};
}

EventPredicate by_customer() {
  EventPredicate predicate;
  predicate.kind = EventPredicate::Kind::comparison;
  predicate.property = "by";
  predicate.values = {{"customer", std::nullopt}};
  return predicate;
}

void add_words(ConsentRules::Words& into, std::span<const Meaning> meanings) {
  for (const auto& meaning : meanings) {
    auto& words = into[std::string(meaning.name)];
    for (auto word : split(meaning.words, ' ')) words.emplace(word);
  }
}

}  // namespace

std::string_view name_of(ConsentState state) {
  constexpr std::string_view names[] = {"unknown", "granted", "withdrawn"};
  return names[static_cast<std::size_t>(state)];
}

ConsentRules ConsentRules::usual() {
  ConsentRules rules;
  add_words(rules.channels, usual_channels);
  add_words(rules.purposes, usual_purposes);
  rules.events = {
      {"consent_given", {}, ConsentState::granted, {}, {}},
      {"consent_withdrawn", {}, ConsentState::withdrawn, {}, {}},
      ends("oa_unfollow", "wechat"),
      opens("oa_follow", "wechat"),
      {"wecom_contact_ended", by_customer(), ConsentState::withdrawn, {"wecom"}, {std::string(every), "service"}},
      opens("wecom_contact_added", "wecom"),
      ends("push_disabled", "push"),
      opts_out("push_opt_out", "push"),
      opts_out("sms_opt_out", "sms"),
      opts_out("sms_unsubscribed", "sms"),
      opts_out("unsubscribe", "email"),
      opts_out("unsubscribed", "email"),
      opts_out("Unsubscribed", "email"),
      opts_out("email_unsubscribed", "email"),
      opts_out("email_marked_as_spam", "email"),
      opts_out("Email Marked as Spam", "email"),
      opts_out("do_not_call", "phone")};
  return rules;
}

void ConsentRules::set_event(ConsentEvent event) {
  remove_event(event.event);
  events.push_back(std::move(event));
}

void ConsentRules::remove_event(std::string_view type) {
  std::erase_if(events, [&](const ConsentEvent& each) { return each.event == type; });
}

const ConsentEvent* ConsentRules::find_event(std::string_view type) const {
  auto found = std::find_if(events.begin(), events.end(), [&](const ConsentEvent& each) { return each.event == type; });
  return found == events.end() ? nullptr : &*found;
}

std::string ConsentRules::name_in(const Words& words, std::string_view word) {
  auto wanted = to_lower(trim(word));
  for (const auto& [name, others] : words)
    if (name == wanted || others.contains(wanted)) return name;
  return wanted;
}

}  // namespace cairn::profile
