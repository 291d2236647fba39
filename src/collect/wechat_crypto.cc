#include "collect/wechat_crypto.h"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "base/check.h"
#include "collect/wire_base64.h"

namespace cairn::collect {
namespace {

constexpr std::size_t block = 32, head = 20;
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::optional<std::string> from_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0 || text.size() > (std::size_t{1} << 26)) return std::nullopt;
  std::string plain(text.size() / 4 * 3, '\0');
  int size =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(plain.data()), bytes_of(text), static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  plain.resize(static_cast<std::size_t>(size) - (text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0));
  return plain;
}

/// AES-256-CBC without padding: `text` is a multiple of 16 bytes. nullopt when OpenSSL refuses.
std::optional<std::string> crypt(std::string_view text, const std::array<unsigned char, 32>& key, bool encrypt) {
  Cipher cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
  CAIRN_CHECK(cipher != nullptr);
  if (EVP_CipherInit_ex(cipher.get(), EVP_aes_256_cbc(), nullptr, key.data(), key.data(), encrypt ? 1 : 0) != 1)
    return std::nullopt;
  EVP_CIPHER_CTX_set_padding(cipher.get(), 0);
  std::string result(text.size() + 16, '\0');
  int first = 0, last = 0;
  auto* out = reinterpret_cast<unsigned char*>(result.data());
  if (EVP_CipherUpdate(cipher.get(), out, &first, bytes_of(text), static_cast<int>(text.size())) != 1 ||
      EVP_CipherFinal_ex(cipher.get(), out + first, &last) != 1)
    return std::nullopt;
  result.resize(static_cast<std::size_t>(first + last));
  return result;
}

Error cannot_open(std::string message) {
  return {ErrorCode::invalid, "the signature fits, but the message cannot be decrypted: " + std::move(message),
          "Encrypt", "the source's encoding_aes_key is not that of the server settings: copy it again"};
}

}  // namespace

std::string wechat_signature(std::vector<std::string_view> parts) {
  std::sort(parts.begin(), parts.end());
  std::string joined;
  for (auto part : parts) joined += part;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  CAIRN_CHECK(EVP_Digest(joined.data(), joined.size(), digest.data(), &size, EVP_sha1(), nullptr) == 1);
  std::string text;
  for (unsigned i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

bool same_signature(std::string_view given, std::string_view expected) {
  return given.size() == expected.size() && CRYPTO_memcmp(given.data(), expected.data(), given.size()) == 0;
}

WechatSalt fresh_wechat_salt() {
  WechatSalt salt{};
  CAIRN_CHECK(RAND_bytes(reinterpret_cast<unsigned char*>(salt.data()), static_cast<int>(salt.size())) == 1);
  return salt;
}

Result<WechatKey> WechatKey::from(std::string_view encoding_aes_key) {
  auto plain = encoding_aes_key.size() == 43 ? from_base64(std::string(encoding_aes_key) + "=") : std::nullopt;
  if (!plain || plain->size() != 32)
    return Error{ErrorCode::invalid,
                 fmt::format("expected 43 letters and digits, found {} characters{}", encoding_aes_key.size(),
                             encoding_aes_key.size() == 43 ? ", not all of them letters and digits" : ""),
                 "encoding_aes_key", "copy the EncodingAESKey (消息加解密密钥) of the server settings"};
  WechatKey key;
  std::copy(plain->begin(), plain->end(), key.key_.begin());
  return key;
}

Result<std::string> WechatKey::open(std::string_view encrypted, std::string_view app_id) const {
  auto cipher_text = from_base64(encrypted);
  if (!cipher_text) return cannot_open("it is no base64");
  if (cipher_text->empty() || cipher_text->size() % block != 0) return cannot_open("its length is wrong");
  auto plain = crypt(*cipher_text, key_, false);
  if (!plain) return cannot_open("AES refuses it");
  auto padding = static_cast<unsigned char>(plain->back());
  if (padding < 1 || padding > block) return cannot_open("its padding is wrong");
  plain->resize(plain->size() - padding);
  if (plain->size() < head) return cannot_open("it is too short");
  std::size_t size = 0;
  for (std::size_t i = 16; i < head; ++i) size = size << 8 | static_cast<unsigned char>((*plain)[i]);
  if (size > plain->size() - head) return cannot_open("the length inside is wrong");
  auto meant_for = std::string_view(*plain).substr(head + size);
  if (meant_for != app_id)
    return Error{ErrorCode::usage, "the message is meant for another account than the app_id of the source", "app_id",
                 "use the AppID (企业微信: CorpID) of the account whose server settings point here"};
  return plain->substr(head, size);
}

std::string WechatKey::seal(std::string_view message, std::string_view app_id, const WechatSalt& salt) const {
  std::string plain(salt.begin(), salt.end());
  for (int shift = 24; shift >= 0; shift -= 8) plain += static_cast<char>(message.size() >> shift & 0xFF);
  plain += message;
  plain += app_id;
  std::size_t padding = block - plain.size() % block;
  plain.append(padding, static_cast<char>(padding));
  auto cipher_text = crypt(plain, key_, true);
  CAIRN_CHECK(cipher_text.has_value());
  return base64_encoded(*cipher_text);
}

}  // namespace cairn::collect
