// What is known of one customer: a pure function of their events, of the document, and of now.
//
//   events ─┬─▶ traits       stated (the last word, with source and time) and computed        event/case_plan.h
//           ├─▶ lifecycle    the stage, and since when                                        lifecycle.h
//           ├─▶ segments, personas
//           ├─▶ likes, dislikes, preferred channel                                            preferences.h
//           ├─▶ tags, membership, points, entitlements, purchases                             a header each
//           └─▶ consent      by channel and purpose, with everything that was ever stated     consent.h
//
// Nothing is stored: a merge of two customers, its undo, a late event or another document give another profile.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "profile/consent.h"
#include "profile/document.h"
#include "profile/entitlements.h"
#include "profile/lifecycle.h"
#include "profile/membership.h"
#include "profile/points.h"
#include "profile/preferences.h"
#include "profile/purchases.h"
#include "profile/tags.h"

namespace cairn::profile {

struct StatedTrait {
  std::string name;
  Literal value;
  Time time;
  std::string event, source;
};

struct ComputedTrait {
  std::string name;
  Label title;
  std::optional<Literal> value;  ///< none: no event has one
};

struct Profile {
  Time now;
  std::size_t events = 0;
  std::optional<Time> first, last;
  std::vector<StatedTrait> stated;  ///< by name
  std::vector<ComputedTrait> computed;
  std::optional<StageNow> lifecycle;
  std::vector<std::string> segments, personas;  ///< those they are in, in the order of the document
  Preferences preferences;
  Tags tags;
  Membership membership;
  PointLedger points;
  std::vector<Entitlement> entitlements;
  Purchases purchases;
  ConsentLedger consent;
};

struct ProfileOptions {
  std::span<const store::ReferenceRow> consents;  ///< rows of the table `consents` that are about the customer
  TimeZone zone = TimeZone::utc();                ///< of times that are stated without one
};

/// Of a customer's events in order of time; those after `now` are not looked at.
Result<Profile> profile_of(std::span<const CustomerEvent> events, const Document& document, Time now,
                           const ProfileOptions& options = {});

/// {"now", "events", "first", "last",
///  "traits": [{"name","value","time","event","source"} or {"name","title","value","computed":true}],
///  "lifecycle": {"stage","title","since","before"} or null, "segments": […], "personas": […],
///  "likes", "dislikes", "preferred_channel" (preferences.h), "tags": {"held","changes"}, "membership": {…},
///  "points": {"balance","lines"}, "entitlements": […], "purchases": {"count","totals","first","last","list"},
///  "consent": {"standings","ledger"}}
Json to_json(const Profile& profile);

}  // namespace cairn::profile
