// What the names of events and channels mean, in English and Chinese: a table (lexicon_table.cc) of words, each with
// the name that a customer would give it, the stage where it belongs, and what it tells about how a journey ends.
//
//   "add_to_cart"  "AddToCart"  "加入购物车"  ──▶  Add to cart · 加入购物车 · 加入購物車 · Decide
//   "payment_failed"                        ──▶  Payment fails · Buy · a failure
//   "blorp_17"                              ──▶  nothing: the name stays as it is
//
// Names are split into words (snake_case, camelCase, blanks); Chinese is looked for inside the name. Of the rows that
// fit, the one that explains most of the name wins.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.h"

namespace cairn::map {

/// Which journey the words belong to: somebody buys something, or somebody has a case that is handled.
enum class Domain : std::uint8_t { purchase, service };
inline constexpr std::array<Domain, 2> domains{Domain::purchase, Domain::service};

/// What an event says about the end of a journey. Several may hold.
enum Sign : unsigned {
  sign_none = 0,
  sign_bought = 1,      ///< money has changed hands
  sign_ordered = 2,     ///< ordered, perhaps not paid
  sign_resolved = 4,    ///< a case came to its end, well
  sign_paid_out = 8,    ///< a case was decided for the customer
  sign_joined = 16,     ///< became a member or subscriber
  sign_bad = 32,        ///< ended badly: refused, cancelled
  sign_failure = 64,    ///< something went wrong
  sign_ends = 128,      ///< only records that the journey is over
  sign_returned = 256,  ///< a purchase goes back
  sign_complaint = 512,
  sign_again = 1024,  ///< bought again
  sign_brand = 2048,  ///< the company acts, not the customer
  sign_staff = 4096,
  sign_wait = 8192,  ///< the customer waits
};

/// One row of the table. `words`: patterns separated by ";", each a list of words that must all be there, separated by
/// blanks, each with alternatives separated by "|". ASCII words match whole words and their inflections, others match
/// anywhere. `stages`: digits of the stages where it belongs, the likeliest first; "=" before one: just as likely.
struct Row {
  const char* words;
  const char *zh_hans, *zh_hant, *en;
  const char* stages;
  unsigned signs = sign_none;
};
struct ChannelRow {
  const char* words;
  const char *zh_hans, *zh_hant, *en, *en_at;
  bool offline;
  bool place;  ///< somewhere customers act, not only where they came from
};
/// A word that only makes a name more precise: "simple", "courier".
struct ModifierRow {
  const char *word, *zh_hans, *zh_hant, *en;
};
std::vector<Row> rows_of(Domain domain);
const std::vector<ChannelRow>& channel_rows();
const std::vector<ModifierRow>& modifier_rows();

inline constexpr int max_stages = 6;
/// Cost of putting a touchpoint into each stage of the domain's preset: 0 where it belongs.
using StageCosts = std::array<double, max_stages>;

struct Meaning {
  const Row* row = nullptr;    ///< the row of the table: names that mean the same have the same one
  std::optional<Label> label;  ///< absent: too little of the name is understood to rename it
  std::vector<Label> rest;     ///< the words that the row does not explain; modifiers in three languages
  StageCosts costs{};
  bool has_stage = false;
  unsigned signs = sign_none;
  double share = 0;  ///< of the name that is explained, 0..1
};
/// nullopt: nothing in the name is known.
std::optional<Meaning> meaning_of(std::string_view name, Domain domain);
/// The table of words that explains more of the event names; none when both explain too little.
std::optional<Domain> domain_of(const std::set<std::string>& names);

struct PresetStage {
  const char* id;
  Label label;
};
/// Aware … Loyal, or Report … Close.
const std::vector<PresetStage>& preset(Domain domain);

struct ChannelMeaning {
  Label label;
  std::string en_at;  ///< "on the website"; empty: not known
  bool offline = false;
  bool place = false;  ///< known as somewhere customers act, not only as where they came from
};
ChannelMeaning channel_meaning(const std::string& channel);

/// Lower-case words of a name: "addToCart", "add_to cart" → add, to, cart. Chinese stays together.
std::vector<std::string> words_of(std::string_view name);

}  // namespace cairn::map
