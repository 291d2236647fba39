// Phone numbers as E.164 ("+8613800138000"), by the country they are given in.
#pragma once

#include <string>
#include <string_view>

#include "identity/identifier.h"

namespace cairn::identity {

struct Phone {
  std::string number;  ///< E.164; empty unless `why` is none
  Nobody why = Nobody::none;
};

/// Blanks, dashes, brackets, full-width digits, +, 00, a trunk 0 and the country code without a + are understood.
/// Masked numbers, numbers with an extension, and landlines without a country identify nobody.
Phone read_phone(std::string_view raw, std::string_view country);

/// True when phones without a country code can be read as of this one (ISO 3166: "CN", "HK", …).
bool is_phone_country(std::string_view country);
/// For an error: the countries that are known.
std::string phone_countries();

/// "13800138000" of "+8613800138000" in its own country; elsewhere with the code but without the +.
std::string national(std::string_view e164, std::string_view country);

}  // namespace cairn::identity
