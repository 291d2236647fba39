// Identifiers: of which kinds there are, and how each is written so that the same person's is the same text.
//
// An identifier is the pair (kind, value) that events carry. Kinds that mean something only within an account are
// written with it: "openid:wx1234" (an appid), "unionid:open7" (an open-platform account), "external_userid:ww1" (a
// corpid), "buyer:tmall-shop1" (a shop). Limits and priorities are those of the part before the colon, unless the
// rules name the whole.
//
// What events of this house carry today, and what it becomes here:
//
//   "customer"                   customer: the SDKs' user ids, and what a file's customer column names
//   "anonymous"                  cookie: the anonymous ids of SDKs
//   "cookie"                     cookie (the demo)
//   "order", "receipt"           the same (orders without a customer; tills)
//   "phone", "email"             the same (webhooks); normalised here
//   "openid", "external_userid"  the same; whoever makes observations adds the account (the event's property `account`)
//   anything else ("reviewer")   itself: a custom kind, which identifies with low priority
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace cairn::identity {

struct Identifier {
  std::string kind, value;
  auto operator<=>(const Identifier&) const = default;
  /// "phone +8613800138000", for people.
  std::string text() const { return kind + " " + value; }
};

enum class Role : std::uint8_t {
  identifies,   ///< belongs to a person
  carries,      ///< a device or cookie: carries one person after another, each for an interval
  transaction,  ///< an order or receipt: belongs to exactly one person and joins nobody
};
std::string_view name_of(Role role);

struct Kind {
  std::string name;
  Role role = Role::identifies;
  int priority = 30;        ///< higher is stronger
  std::uint32_t limit = 5;  ///< identifiers of this kind that one customer may have
  bool card = false;        ///< may turn out to be a clerk's or a family's: used for many people, it links nobody
  bool recycled = false;    ///< may get a new owner: what it links depends on the time
};
/// The one table of kinds, strongest first.
std::span<const Kind> kinds();
/// Of a full kind ("openid:wx1"): by its part before the colon; a custom kind when it is not in the table.
Kind known_kind(std::string_view full);
/// "openid" of "openid:wx1".
std::string_view base_of(std::string_view full);

/// How identifiers are written; part of the rules.
struct Writing {
  std::string country = "CN";                  ///< of phones without one, ISO 3166
  std::vector<std::string> virtual_prefixes;   ///< "+86170": numbers of privacy services and virtual operators
  std::set<std::string, std::less<>> blocked;  ///< values that mean nobody in this workspace, lower case
  std::vector<std::string> blocked_patterns;   ///< globs in lower case: * any text, ? one byte, # one digit
};

/// Why a value identifies nobody.
enum class Nobody : std::uint8_t {
  none,            ///< it does identify
  means_nobody,    ///< empty, null, anonymous, … (collect/wire.h)
  blocked,         ///< by the rules of this workspace
  masked,          ///< 138****1234
  virtual_number,  ///< a marketplace's number with an extension, or one of a privacy service
  not_a_phone,
  landline,  ///< without a country it is nobody's own
  not_an_email,
  not_a_hash,
  too_long,
};
/// Stable, for programs: "masked", "virtual-number" …
std::string_view name_of(Nobody why);

struct Normalised {
  Identifier identifier;  ///< as given, trimmed, when it identifies nobody
  Nobody why = Nobody::none;
  bool identifies() const { return why == Nobody::none; }
};
Normalised normalise(std::string_view kind, std::string_view raw, const Writing& writing);

/// The part of normalise() that rules may change later: is this canonical identifier blocked or virtual?
Nobody nobody_by_rules(std::string_view kind, std::string_view value, const Writing& writing);

/// A value or the pattern `*@test.example`; both in lower case.
bool matches_glob(std::string_view pattern, std::string_view text);

}  // namespace cairn::identity
