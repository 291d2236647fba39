// Who is who in an open workspace: the identity graph beside the history, and what follows from it for the index.
//
//   history ──read_seen──▶ Graph ──changes──▶ who belongs to whom ──▶ journey::Joins ──▶ Index::joined
//   setting "identity" ──▶ rules and decisions
//
// All of it is derived: made anew when a workspace is opened, kept up with each view. What people decide (rules, never
// these two, always these two) is one setting of the workspace, so undoing is setting it back.
#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "identity/graph.h"
#include "identity/seen.h"
#include "journey/joined.h"
#include "profile/live_segments.h"
#include "store/history.h"

namespace cairn::app {

/// The key of the setting; its value is a document of schema/identity.schema.json.
inline constexpr const char* identity_key = "identity";

/// Safe to use from several threads.
class Identities {
 public:
  /// Takes in what has arrived, and rules that have changed; the joins as of this history, null: nobody is joined.
  Result<std::shared_ptr<const journey::Joins>> update(const store::History& history);

  /// Whose identifiers are, as they are sent: what changed since this was last asked, or all that is not its own
  /// customer.
  profile::OwnerChanges take_owners(bool all);

  /// One customer by any of its identifiers, as sent or canonical: {"name", "identifiers", "why", "refused",
  /// "decisions"}; an identifier without a kind may be of several customers, so it is a list. Empty: none is known.
  Json customers_named(std::string_view identifier) const;
  /// [{"identifier", "people", "people_a_day", "receipts"}…]
  Json shared() const;
  /// What these rules would do: {"customers_before", "customers_after", "merged", "split", "merges", "splits"}
  Result<Json> preview(const Json& rules) const;

 private:
  Result<void> take_rules(const store::History& history);
  void forget_all();
  void take_changes();
  void note_change(const identity::Identifier& identifier);
  std::shared_ptr<const journey::Joins> joins() const;
  std::vector<identity::Identifier> as_sent(const identity::Identifier& canonical) const;

  mutable std::mutex mutex_;
  std::string rules_text_, without_decisions_;
  identity::RulesDocument rules_;
  std::unique_ptr<identity::Graph> graph_;
  std::string version_;   ///< of the history that was read
  std::int64_t end_ = 0;  ///< what arrived before this was read
  unsigned updates_ = 0;
  std::map<identity::Identifier, std::vector<identity::Span>> moved_;  ///< those that are not their own customer alone
  std::map<identity::Identifier, std::set<identity::Identifier>> spellings_;
  std::shared_ptr<const journey::Joins> joins_;
  std::set<identity::Identifier> changed_;  ///< canonical; since take_owners()
  bool is_anew_ = true;                     ///< take_owners() was never asked, or everything was forgotten since
};

}  // namespace cairn::app
