#include "collect/wire_wechat.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "base/json_schema.h"
#include "base/text.h"
#include "collect/form_fields.h"
#include "collect/schemas.h"
#include "collect/wechat_message.h"

namespace cairn::collect {
namespace {

Error wrong_field(const std::string& where, std::string message, std::string hint) {
  return {ErrorCode::invalid, std::move(message), where, std::move(hint)};
}

Error refused(std::string message, std::string hint) {
  return {ErrorCode::usage, std::move(message), "WeChat message", std::move(hint)};
}

bool letters_and_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80 && std::isalnum(c); });
}

/// What the query of a request says.
struct Address {
  std::string signature, message_signature, timestamp, nonce, echo;
  explicit Address(std::string_view query) {
    for (auto& [name, value] : form_fields(query)) {
      if (name == "signature") signature = std::move(value);
      if (name == "msg_signature") message_signature = std::move(value);
      if (name == "timestamp") timestamp = std::move(value);
      if (name == "nonce") nonce = std::move(value);
      if (name == "echostr") echo = std::move(value);
    }
  }
};

Result<void> check_age(const Address& address, Time received) {
  std::int64_t seconds = 0;
  const auto& text = address.timestamp;
  auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (fault != std::errc() || end != text.data() + text.size() || seconds < 0 || seconds > latest_time.us / 1'000'000)
    return refused(fmt::format("the query has no timestamp in seconds (found '{}')", shorten(text, 30)),
                   "WeChat adds signature, timestamp and nonce to the address by itself");
  auto apart = std::abs(received.us - seconds * 1'000'000);
  if (apart <= wechat_address_us) return {};
  return refused(fmt::format("it was signed {} {} its arrival; at most 10 minutes are allowed",
                             format_duration(static_cast<double>(apart) / 1e6),
                             received.us > seconds * 1'000'000 ? "before" : "after"),
                 "an old address was used again; if it happens to every message, this machine's clock is wrong");
}

Error wrong_signature() {
  return refused(
      "the signature is wrong",
      "the token of the source must be the Token of the server settings; only WeChat's servers may call this");
}

/// `encrypted`: the text that msg_signature covers; null: plain mode.
Result<void> check_signature(const Address& address, const WechatSettings& settings, const std::string* encrypted) {
  std::vector<std::string_view> parts{settings.token, address.timestamp, address.nonce};
  if (encrypted != nullptr) parts.push_back(*encrypted);
  const auto& given = encrypted != nullptr ? address.message_signature : address.signature;
  if (!same_signature(given, wechat_signature(std::move(parts)))) return wrong_signature();
  return {};
}

std::string text_element(const char* name, std::string_view text) {
  return fmt::format("<{0}>{1}</{0}>", name, as_cdata(text));
}

}  // namespace

Result<WechatSettings> WechatSettings::from(const Json& json, const std::string& name) {
  static const JsonSchema schema(wechat_schema_text);
  if (auto faults = schema.faults(json); !faults.empty()) {
    const auto& first = faults.front();
    return wrong_field(first.pointer.empty() ? name : name + "." + place_in_words(first.pointer), first.message,
                       first.hint);
  }
  WechatSettings settings;
  settings.token = json["token"].get<std::string>();
  settings.app_id = json["app_id"].get<std::string>();
  settings.welcome = json.value("welcome", "");
  if (settings.token.size() < 3 || settings.token.size() > 32 || !letters_and_digits(settings.token))
    return wrong_field(name + ".token",
                       fmt::format("expected 3 to 32 letters and digits, found {} characters{}", settings.token.size(),
                                   letters_and_digits(settings.token) ? "" : ", not all of them letters and digits"),
                       "it is a word of your choice; type the same one as Token in the server settings");
  if (!letters_and_digits(settings.app_id))
    return wrong_field(name + ".app_id", fmt::format("'{}' is no AppID or CorpID", shorten(settings.app_id, 40)),
                       "an AppID begins with wx, a CorpID mostly with ww");
  std::size_t characters = 0;
  for (std::size_t at = 0; at < settings.welcome.size(); ++characters) next_code_point(settings.welcome, at);
  if (characters > 600 || settings.welcome.size() > 2048)
    return wrong_field(name + ".welcome", fmt::format("{} characters in {} bytes", characters, settings.welcome.size()),
                       "WeChat takes at most 600 characters and 2048 bytes in a reply");
  if (!json.contains("encoding_aes_key")) return settings;
  auto key = WechatKey::from(json["encoding_aes_key"].get<std::string>());
  if (!key) return wrong_field(name + ".encoding_aes_key", key.error().message, key.error().hint);
  settings.key = *key;
  return settings;
}

Result<WechatMessage> open_wechat(std::string_view body, const WireContext& context, const WechatSettings& settings) {
  WechatMessage message;
  message.text = std::string(trim(body));
  message.json = message.text.starts_with('{');
  if (context.call == wechat_opened) {
    CAIRN_TRY(message.fields, wechat_message(message.text));
    return message;
  }
  Address address(context.query);
  CAIRN_TRY_VOID(check_age(address, context.received));
  if (!settings.key) CAIRN_TRY_VOID(check_signature(address, settings, nullptr));
  CAIRN_TRY(message.fields, wechat_message(message.text));
  auto encrypted = wechat_text(message.fields, "Encrypt");
  if (!settings.key) {
    if (!encrypted.empty() && wechat_text(message.fields, "MsgType").empty())
      return refused("the message is encrypted, and the source has no encoding_aes_key",
                     "add the EncodingAESKey to the source's settings, or choose 明文模式 in the server settings");
    return message;
  }
  if (encrypted.empty())
    return refused("the message is not encrypted, though the source has an encoding_aes_key",
                   "choose 安全模式 in the server settings, or take the key out of the source's settings");
  CAIRN_TRY_VOID(check_signature(address, settings, &encrypted));
  CAIRN_TRY(message.text, settings.key->open(encrypted, settings.app_id));
  if (!is_utf8(message.text)) return Error{ErrorCode::invalid, "the decrypted message is not UTF-8", "Encrypt", ""};
  message.encrypted = true;
  message.json = trim(message.text).starts_with('{');
  CAIRN_TRY(message.fields, wechat_message(message.text));
  return message;
}

Result<void> read_wechat(std::string_view body, const WireContext& context, WireBatch& batch) {
  CAIRN_TRY(auto settings, WechatSettings::from(context.settings));
  CAIRN_TRY(auto message, open_wechat(body, context, settings));
  add_wechat_events(message, context, settings, batch);
  return {};
}

std::string wechat_reply(const WireContext& context, std::string_view body, const WechatSalt& salt) {
  const std::string nothing = "success";
  auto settings = WechatSettings::from(context.settings);
  if (!settings || settings->welcome.empty()) return nothing;
  auto message = open_wechat(body, context, *settings);
  if (!message || message->json || wechat_text(message->fields, "Event") != "subscribe") return nothing;
  auto seconds = context.received.us / 1'000'000;
  auto reply = "<xml>" + text_element("ToUserName", wechat_text(message->fields, "FromUserName")) +
               text_element("FromUserName", wechat_text(message->fields, "ToUserName")) +
               fmt::format("<CreateTime>{}</CreateTime>", seconds) + text_element("MsgType", "text") +
               text_element("Content", settings->welcome) + "</xml>";
  if (!message->encrypted) return reply;
  auto encrypted = settings->key->seal(reply, settings->app_id, salt);
  auto timestamp = std::to_string(seconds), nonce = Address(context.query).nonce;
  return "<xml>" + text_element("Encrypt", encrypted) +
         text_element("MsgSignature", wechat_signature({settings->token, timestamp, nonce, encrypted})) +
         fmt::format("<TimeStamp>{}</TimeStamp>", timestamp) + text_element("Nonce", nonce) + "</xml>";
}

Result<std::string> wechat_verification(const WireContext& context) {
  CAIRN_TRY(auto settings, WechatSettings::from(context.settings));
  Address address(context.query);
  if (address.echo.empty())
    return refused("the query has no echostr", "this address is called by WeChat when the server settings are saved");
  CAIRN_TRY_VOID(check_age(address, context.received));
  if (address.message_signature.empty()) {
    CAIRN_TRY_VOID(check_signature(address, settings, nullptr));
    return address.echo;
  }
  if (!settings.key)
    return refused("the verification is encrypted, and the source has no encoding_aes_key",
                   "add the EncodingAESKey to the source's settings; 企业微信 always encrypts");
  CAIRN_TRY_VOID(check_signature(address, settings, &address.echo));
  return settings.key->open(address.echo, settings.app_id);
}

}  // namespace cairn::collect
