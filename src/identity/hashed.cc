#include "identity/hashed.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

#include "base/check.h"
#include "identity/phone.h"

namespace cairn::identity {
namespace {

const EVP_MD* digest_of(HashRule::Algorithm algorithm) {
  if (algorithm == HashRule::Algorithm::md5) return EVP_md5();
  return algorithm == HashRule::Algorithm::sha1 ? EVP_sha1() : EVP_sha256();
}

std::string written(const HashRule& rule, std::string_view value) {
  if (rule.kind != "phone" || rule.shape == HashRule::Shape::e164) return std::string(value);
  return rule.shape == HashRule::Shape::national ? national(value, rule.country)
                                                 : std::string(value.substr(value.starts_with('+') ? 1 : 0));
}

}  // namespace

Identifier hashed(const HashRule& rule, std::string_view value) {
  auto text = rule.salt_before ? rule.salt + written(rule, value) : written(rule, value) + rule.salt;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  CAIRN_CHECK(EVP_Digest(text.data(), text.size(), digest.data(), &size, digest_of(rule.algorithm), nullptr) == 1);
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) hex += fmt::format("{:02x}", digest[i]);
  return {rule.kind + "_hash", std::move(hex)};
}

}  // namespace cairn::identity
