// The rules by which customers are found, as a document that people read and change (schema/identity.schema.json), and
// what they decided about single identifiers.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/json_schema.h"
#include "identity/hashed.h"
#include "identity/identifier.h"

namespace cairn::identity {

/// More than so many, and it is shared; it then links nobody (shared.h).
struct Thresholds {
  std::uint32_t device_people_a_day = 3, device_people = 10;
  std::uint32_t card_people = 3, card_receipts_a_day = 10;
  std::uint32_t receipt_people = 10;
};

struct Rules {
  Writing writing{"CN", {"+86162", "+86165", "+86167", "+86170", "+86171"}, {}, {}};
  std::map<std::string, Kind, std::less<>> changed_kinds;  ///< by name, full or base
  std::map<std::string, std::string, std::less<>> properties;  ///< kind of the identifier that it holds; empty: none
  std::uint32_t identifiers = 100;                         ///< of one customer; transactions are not counted
  std::vector<HashRule> hashes;
  Thresholds shared;
  std::set<Identifier> declared_shared;
  std::int64_t recycled_after_us = 180LL * 86'400'000'000;

  /// Of a full kind: as changed for it, as changed for its base, or the default.
  Kind kind(std::string_view full) const;
};

/// Two identifiers that are never, or always, one customer.
struct Decision {
  Identifier a, b;
  bool always = false;
  std::string by, note;
  bool operator==(const Decision&) const = default;
};
using Decisions = std::vector<Decision>;

struct RulesDocument {
  Rules rules;
  Decisions decisions;
};
/// The error names the field ("rules.kinds.phone.limit"), what was found and what is expected.
Result<RulesDocument> read_rules(const Json& document, const std::string& name);
/// Every fault against the schema, else the first that it cannot say; empty: the document is good.
std::vector<SchemaFault> rules_faults(const Json& document);

extern const char* const identity_schema_text;

}  // namespace cairn::identity
