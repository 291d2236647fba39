// The words of a property `consent`, read: for consent.cc.
#pragma once

#include <string>
#include <vector>

#include "profile/consent_rules.h"

namespace cairn::profile {

/// One thing that was said. Empty channel or purpose: not named.
struct ConsentWord {
  std::string channel, purpose;
  ConsentState state = ConsentState::unknown;
};

/// "微信,短信" → two grants; "仅服务通知" → a grant of service, and withdrawals of all other purposes; "withdrawn" →
/// one withdrawal that names nothing; a word that nobody knows → one that is unknown.
std::vector<ConsentWord> consent_words(std::string_view text, const ConsentRules& rules);
bool means_every(std::string_view word);

}  // namespace cairn::profile
