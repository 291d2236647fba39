// Secrets: tokens that nobody guesses, what is kept of them, and comparing without telling how far it got.
#pragma once

#include <string>
#include <string_view>

namespace cairn {

/// 160 bits from the operating system as 32 letters and digits (base32), behind a prefix that says what it is.
std::string new_secret(std::string_view prefix);

/// SHA-256, hex: what is kept of a secret that only has to be recognised.
std::string secret_hash(std::string_view secret);

/// Takes as long whatever the two have in common.
bool same_secret(std::string_view a, std::string_view b);

}  // namespace cairn
