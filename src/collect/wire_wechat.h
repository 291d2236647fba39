// Server messages of WeChat: official accounts and mini-programs (公众号, 小程序), plain or encrypted, and 企业微信.
//
//   query: signature, timestamp, nonce ──checked──▶ body ──decrypted──▶ message ──▶ event(s), and the reply
//
// In plain mode the signature does not cover the body, so whoever has seen one address could write messages with it
// for ever: an address is taken for 10 minutes only, and a source with a key takes encrypted messages only. WeChat
// sends again what is not answered within 5 s, signed anew but with the same MsgId or, for events, the same CreateTime:
// those make the id of the event.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "collect/wechat_crypto.h"
#include "collect/wire.h"

namespace cairn::collect {

/// How far the timestamp of an address may lie from the time of arrival.
inline constexpr std::int64_t wechat_address_us = 10LL * 60 * 1'000'000;

/// WireContext::call of a message that was checked and decrypted before: one that comes back from the quarantine. Never
/// of what comes from outside.
inline constexpr std::string_view wechat_opened = "opened";

/// The settings of a source (schema/wechat.schema.json).
struct WechatSettings {
  std::string token, app_id, welcome;
  std::optional<WechatKey> key;
  /// Errors name the field ("settings.token") and never show a secret.
  static Result<WechatSettings> from(const Json& settings, const std::string& name = "settings");
};

/// Errors: usage: a wrong signature, too old, encrypted for another account; invalid: no message; limit: too large.
Result<void> read_wechat(std::string_view body, const WireContext& context, WireBatch& batch);

/// What the answer to a message says: to a `subscribe` the welcome text of the source's settings as XML, encrypted when
/// the message was; "success" to all else, and when the message cannot be read.
std::string wechat_reply(const WireContext& context, std::string_view body,
                         const WechatSalt& salt = fresh_wechat_salt());

/// The answer to the GET with which WeChat looks whether the address is ours: echostr, decrypted where it is encrypted.
Result<std::string> wechat_verification(const WireContext& context);

/// The message of a request whose signature is right, decrypted.
struct WechatMessage {
  Json fields;
  std::string text;  ///< as XML or JSON
  bool encrypted = false;
  bool json = false;
};
Result<WechatMessage> open_wechat(std::string_view body, const WireContext& context, const WechatSettings& settings);

/// The events of a message (wechat_events.cc has the table).
void add_wechat_events(const WechatMessage& message, const WireContext& context, const WechatSettings& settings,
                       WireBatch& batch);

}  // namespace cairn::collect
