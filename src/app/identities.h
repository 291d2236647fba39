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

#include "app/kept_joins.h"
#include "base/json.h"
#include "identity/graph.h"
#include "identity/seen.h"
#include "profile/live_segments.h"
#include "store/history.h"

namespace cairn::app {

/// The key of the setting; its value is a document of schema/identity.schema.json.
inline constexpr const char* identity_key = "identity";

/// Safe to use from several threads.
class Identities {
 public:
  /// Takes in what has arrived, and rules that have changed.
  Result<void> update(const store::History& history);
  /// Who is joined as of this history; null: nobody. Before the first update() they may come from a file beside the
  /// index: a first map need not wait until all that was ever seen has been read.
  Result<std::shared_ptr<const journey::Joins>> joins(const store::History& history);
  /// Whose identifiers are, as they are sent: what changed since this was last asked, or all that is not its own
  /// customer.
  profile::OwnerChanges take_owners(bool all);

  /// One customer by any of its identifiers, as sent or canonical: {"name", "identifiers", "why", "refused",
  /// "decisions"}; an identifier without a kind may be of several customers, so it is a list. Empty: none is known.
  Json customers_named(std::string_view identifier) const;
  /// How identifiers are written.
  identity::Writing writing() const;
  /// [{"identifier", "people", "people_a_day", "receipts"}…]
  Json shared() const;
  /// What these rules would do: {"customers_before", "customers_after", "merged", "split", "merges", "splits"}
  Result<Json> preview(const Json& rules) const;

 private:
  Result<void> follow(const store::History& history);
  Result<void> take_rules(const store::History& history);
  void forget_all();
  void take_changes(std::set<identity::Identifier> changed);

  mutable std::mutex mutex_;
  std::string rules_text_, without_decisions_;
  identity::RulesDocument rules_;
  std::unique_ptr<identity::Graph> graph_;
  std::string version_;   ///< of the history that was read
  std::int64_t end_ = 0;  ///< what arrived before this was read
  unsigned updates_ = 0;
  std::unique_ptr<KeptJoins> kept_;
  std::shared_ptr<const journey::Joins> joins_;
  bool joins_are_old_ = false;
  bool is_anew_ = true;  ///< everything was forgotten since take_owners()
};

}  // namespace cairn::app
