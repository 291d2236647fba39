// How WeChat signs and encrypts what its servers send. Sources: 微信公众平台 "消息加解密说明", 企业微信
// "加解密方案说明".
//
//   signature      SHA-1 of token, timestamp and nonce, sorted and joined (plain mode)
//   msg_signature  the same with the encrypted text as a fourth part
//   encrypted      base64 of AES-256-CBC, key = base64(EncodingAESKey + "="), IV = its first 16 bytes, padded by PKCS#7
//                  to 32 bytes, of: 16 random bytes · length of the message (4 bytes, big-endian) · message · AppID
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cairn::collect {

/// In hexadecimal.
std::string wechat_signature(std::vector<std::string_view> parts);
/// In constant time.
bool same_signature(std::string_view given, std::string_view expected);

using WechatSalt = std::array<char, 16>;
/// From the system's source of randomness.
WechatSalt fresh_wechat_salt();

class WechatKey {
 public:
  /// `encoding_aes_key`: 43 characters of base64. The error never shows it.
  static Result<WechatKey> from(std::string_view encoding_aes_key);

  /// The message inside; only of what was signed. Errors: invalid; usage where it is meant for another account.
  Result<std::string> open(std::string_view encrypted, std::string_view app_id) const;
  std::string seal(std::string_view message, std::string_view app_id, const WechatSalt& salt) const;

 private:
  std::array<unsigned char, 32> key_{};
};

}  // namespace cairn::collect
