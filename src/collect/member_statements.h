// What the rows of a table of members state, as events: so that what is known of a customer has a source and a time,
// and phones, e-mails and openids of a row join them with what they did elsewhere (identity/seen.h).
//
//   会员卡号,姓名,手机号,会员等级            profile_stated   of member M17
//   M17,林女士,13800138000,金卡     ──▶   {member: M17, name: 林女士, phone: 13800138000, 会员等级: 金卡}
//
// One event for each row that says something new; a row as it was adds nothing. Files of orders and tills name the
// member as their customer: where the history has a customer of this very number, one more event says, once, that
// both are one.
//
// A statement has the time of the row's own column (更新时间, updated_at). Without one it has the time of the import,
// but none later than what is known already: a table that is brought into the history of a past year does not end that
// year today, and windows such as "in last 90d" stay where they were.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "event/event.h"
#include "store/reference.h"

namespace cairn::collect {

struct StatementContext {
  std::string key_column;  ///< what the file calls the key: says which kind of identifier it is
  std::string source = "members";
  Time now;                    ///< of the import
  std::optional<Time> latest;  ///< of all events that are known; none: the history is empty
  TimeZone zone = TimeZone::utc();
  std::set<std::string, std::less<>> customers;  ///< identifiers of the kind `customer` that have events
};

/// `known`: the table as it is, by key. Ids follow from the row, from what it replaces and from the source.
EventBatch member_statements(const std::vector<store::ReferenceRow>& rows,
                             const std::map<std::string, store::ReferenceRow>& known, const StatementContext& context);

}  // namespace cairn::collect
