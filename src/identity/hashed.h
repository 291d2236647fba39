// Hashed phones and e-mails: how others write and hash them, so that a plain one gives the same text.
#pragma once

#include <string>

#include "identity/identifier.h"

namespace cairn::identity {

/// A hash that the rules declare.
struct HashRule {
  enum class Algorithm : std::uint8_t { md5, sha1, sha256 };
  enum class Shape : std::uint8_t { national, e164, digits };  ///< 13800138000, +8613800138000, 8613800138000
  std::string kind;                                            ///< of what is hashed: "phone" or "email"
  Algorithm algorithm = Algorithm::sha256;
  Shape shape = Shape::national;  ///< of a phone
  std::string salt;
  bool salt_before = false;
  std::string country = "CN";  ///< of the workspace: only its phones have a national shape, so that no two are the same
};

/// The identifier ("phone_hash" or "email_hash", hexadecimal in lower case) that a canonical plain value becomes.
Identifier hashed(const HashRule& rule, std::string_view value);

}  // namespace cairn::identity
