// The nine things that Cairn looks for in a file, and the names that columns have for them, in English and Chinese.
//
//   who: customer    what: event    when: time    where: channel    how much: amount, currency, value    id, session
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cairn::collect {

enum class Role : unsigned char { customer, event, time, channel, amount, currency, value, id, session };
inline constexpr std::size_t role_count = 9;
inline constexpr std::array<Role, role_count> all_roles = {Role::customer, Role::event,  Role::time,
                                                           Role::channel,  Role::amount, Role::currency,
                                                           Role::value,    Role::id,     Role::session};

/// "customer", "event id", …
std::string_view name_of(Role role);
/// The option that names its column: "--customer", "--event-column".
std::string_view option_of(Role role);

/// How sure a column name is: `exact` means this role and nothing else, `weak` may mean something else.
enum class Strength : unsigned char { none, weak, usual, exact };

/// A column name in lower case, without blanks, "_", "-", "." and without what stands in brackets.
std::string normal_name(std::string_view column_name);
/// What a column name says about a role. Case, blanks, "_", "-", "." and units in brackets do not matter.
Strength strength_of(std::string_view column_name, Role role);
/// Among names of equal strength the one that is listed first wins; lower is better.
int rank_of(std::string_view column_name, Role role);
/// True when the name is known for some role with more than weak strength.
bool is_known_name(std::string_view column_name);

/// A currency in a column name: "amount_usd", "金额(元)", "Price (EUR)".
std::optional<std::string> currency_in_name(std::string_view column_name);
/// "quantity", "数量": beside it a price is that of one piece.
bool is_quantity_name(std::string_view column_name);
/// "会员卡号", "member_no": names a member.
bool is_member_name(std::string_view column_name);
/// "注册时间", "joined_at": when a member joined.
bool is_joining_name(std::string_view column_name);
/// "price", "单价": may be the price of one piece.
bool is_price_name(std::string_view column_name);

}  // namespace cairn::collect
