// The words in which consent is stated, and the events that state it: the part "consent" of the profile document.
//
//   channels    sms: 短信, text message …          purposes   marketing: 营销 …    service: 服务通知 …
//   events      sms_opt_out ─▶ withdrawn, sms       oa_unfollow ─▶ withdrawn, wechat, also for service
//
// What is named here has defaults in both scripts; a document adds words, and adds or replaces events.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "event/predicate.h"

namespace cairn::profile {

/// Every channel; of purposes every one that needs consent.
inline constexpr std::string_view every = "*";

enum class ConsentState { unknown, granted, withdrawn };
std::string_view name_of(ConsentState state);

/// An event that gives or takes consent by being what it is.
struct ConsentEvent {
  std::string event;
  EventPredicate where;  ///< only those of its events
  ConsentState state = ConsentState::withdrawn;
  std::vector<std::string> channels;  ///< empty: as the event says
  std::vector<std::string> purposes;  ///< empty: as the event says
};

struct ConsentRules {
  using Words = std::map<std::string, std::set<std::string>, std::less<>>;
  /// Those of the house.
  static ConsentRules usual();

  Words channels, purposes;  ///< by name, other words for it in lower case
  std::string default_purpose = "marketing";
  std::set<std::string, std::less<>> without_consent{"service"};  ///< purposes that need none
  bool needs_text_version = false;  ///< whether events, too, must name the text that was agreed to
  std::vector<ConsentEvent> events;

  /// Replaces the event of the same type.
  void set_event(ConsentEvent event);
  void remove_event(std::string_view type);
  const ConsentEvent* find_event(std::string_view type) const;
  /// The name of what a word means; the word in lower case when nothing is called so.
  std::string channel_of(std::string_view word) const { return name_in(channels, word); }
  std::string purpose_of(std::string_view word) const { return name_in(purposes, word); }
  bool is_channel(std::string_view word) const { return channels.contains(name_in(channels, word)); }
  bool is_purpose(std::string_view word) const { return purposes.contains(name_in(purposes, word)); }

 private:
  static std::string name_in(const Words& words, std::string_view word);
};

}  // namespace cairn::profile
