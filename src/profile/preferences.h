// What a customer likes and dislikes, and the channel on which to speak to them: as they said, and as they did.
//
//   declared   likes, dislikes, interest of identify, profile_stated, survey answers    the last word on a value holds
//   derived    of each property that says what an event is about (category, product …):
//              liked      bought, praised (a good score), looked at              counts of each
//              disliked   returned, low scores: as many of them as were bought and praised, or more
//
// A single look says nothing: derived likes need a purchase, a good score or two looks. Of one order a thing counts
// once, however many events name it. The most wanted come first: by purchases and praise, then looks, then the latest.
//
// The preferred channel is the declared one (property `preferred_channel`), else that on which they answered most in
// the year before: opened, clicked, wrote, bought; of equal ones the last answered. Channels are called as in
// consent_rules.h.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "profile/consent_rules.h"
#include "profile/statements.h"

namespace cairn::profile {

struct PreferenceRules {
  /// Those of the house; `bought` is what counts as a purchase.
  static PreferenceRules usual(EventPredicate bought);

  std::vector<std::string> about{"category", "product", "brand"};
  EventPredicate bought, praised, returned, scored_low;
  EventPredicate answered;  ///< besides purchases
  EventPredicate declared;  ///< events in which interests are stated
  std::size_t most = 10;    ///< of derived ones for each property, likes and dislikes apart
};

/// What an event that is about a thing says of it.
enum class Sign { bought, praised, looked_at, returned, scored_low };
inline constexpr std::size_t sign_count = 5;
std::string_view name_of(Sign sign);

struct Preference {
  bool likes = true;
  std::string about;  ///< a property; "stated" for words that name no property
  std::string value;
  bool is_declared = false, is_derived = false;
  std::size_t statements = 0;                   ///< how often declared
  std::array<std::size_t, sign_count> signs{};  ///< how often each was given
  Time last;                                    ///< that says anything about it
  std::string source;                           ///< of the last statement
  std::size_t count(Sign sign) const { return signs[static_cast<std::size_t>(sign)]; }
};

struct PreferredChannel {
  std::string channel;
  bool is_declared = false;
  std::size_t answers = 0;  ///< in the year before
  Time last;
};

struct Preferences {
  std::vector<Preference> likes, dislikes;  ///< declared ones first
  std::optional<PreferredChannel> channel;
};

/// Of a customer's events in order.
Preferences preferences_of(std::span<const CustomerEvent> events, const PreferenceRules& rules,
                           const ConsentRules& channels, Time now);
Json preferences_json(const Preferences& preferences);

}  // namespace cairn::profile
