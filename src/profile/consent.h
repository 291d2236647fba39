// What a customer agreed to: a ledger of every statement, and what follows from it for one channel and purpose.
//
//   events   phone_bind {consent: 微信,短信}          ─╮   ledger                       standing at an instant
//            consent_withdrawn {channel: sms}        ─┼─▶ granted   wechat marketing ─▶ sms, marketing: withdrawn
//            oa_unfollow                             ─╯   granted   sms    marketing    sms, service: needs none
//   table    consents: who · channel · purpose · …   ──▶  withdrawn sms    *
//
// The latest statement holds; of one instant a withdrawal beats a grant. What is unknown is no consent, but for
// purposes that need none (service messages), unless exactly that was withdrawn. So a grant that does not say for which
// channel, and a row of the table without the version of its text or its date, allow nothing. A refusal without a date
// holds until its row says when it was.
//
// Property `consent` of any event: channels ("微信,短信"), purposes, "channel:purpose", "only …" (仅服务通知: marketing
// is refused), or yes and no (withdrawn, 拒绝) for what the event's `channel` and `purpose` name. A withdrawal that
// names no channel is of every one, a withdrawal that names no purpose of every one that needs consent; a grant that
// names no purpose is for the default one. An event's own channel counts as named when messages can be sent there.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "identity/identifier.h"
#include "profile/consent_rules.h"
#include "profile/statements.h"
#include "store/reference.h"

namespace cairn::profile {

struct ConsentEntry {
  std::string channel, purpose;  ///< by name, or `every`
  ConsentState state = ConsentState::unknown;
  std::optional<Time> time;  ///< none: a row of the table without a date
  std::string text_version;  ///< empty: not said
  std::string source;        ///< where it was stated; "consents": the table
  std::string event;         ///< its type; empty: the table
  std::string id;            ///< of the event (32 hex digits), or key of the row
  std::string said;          ///< the words, where there are any
  std::string why;           ///< why it is unknown
};

struct ConsentLedger {
  ConsentRules rules;
  std::vector<ConsentEntry> entries;  ///< by time, those without one first
};

/// Of a customer's events in order and of rows of the table `consents`.
ConsentLedger consent_ledger(std::span<const CustomerEvent> events, std::span<const store::ReferenceRow> rows,
                             const ConsentRules& rules);

/// Those of the table's rows that are about one of these identifiers, in whatever way they write it.
std::vector<store::ReferenceRow> consent_rows_of(std::span<const store::ReferenceRow> rows,
                                                 std::span<const identity::Identifier> identifiers,
                                                 const identity::Writing& writing);

struct Standing {
  ConsentState state = ConsentState::unknown;
  bool allowed = false;
  std::string reason;              ///< in words: "withdrawn on 2026-01-31T09:00:00Z by sms_opt_out"
  std::optional<ConsentEntry> by;  ///< what decided
};
/// May a message of this purpose be sent on this channel at that instant? Names or words for them.
Standing consent(const ConsentLedger& ledger, std::string_view channel, std::string_view purpose, Time now);

/// {"standings":[{channel, purpose, state, allowed, reason, …}], "ledger":[…]}; standings of what the ledger speaks of.
Json consent_json(const ConsentLedger& ledger, Time now);

}  // namespace cairn::profile
