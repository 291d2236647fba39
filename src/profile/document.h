// What a workspace wants to know of its customers, as a document that people read and change
// (schema/profile.schema.json). Every part has a default; the empty document is valid.
//
//   traits      spent_90d: sum of amount in 90 days        computed from events; any other trait is a stated property
//   segments    vip: trait.spent_90d >= 1000               may use traits and other segments, never themselves
//   personas    Lin, 32: segments vip, runners             typical customers; answers give their share
//   lifecycle   prospect · new · active · at_risk · lost   the first that holds
//   consent, points, preferences                           how these are read (consent_rules.h, points.h,
//   preferences.h)
#pragma once

#include <string>
#include <vector>

#include "base/json_schema.h"
#include "base/language.h"
#include "event/case_names.h"
#include "profile/consent_rules.h"
#include "profile/points.h"
#include "profile/preferences.h"

namespace cairn::profile {

struct Trait {
  std::string name;
  Label title;  ///< the name where none is given; so everywhere
  Measure measure;
};

struct Segment {
  std::string name;
  Label title;
  CasePredicate who;  ///< with names
};

struct Persona {
  std::string name;
  Label title;
  std::vector<std::string> segments;  ///< it stands for the members of any of these
  std::vector<Label> needs, expectations;
};

struct LifecycleStage {
  std::string name;
  Label title;
  CasePredicate who;  ///< with names
};

struct Document {
  EventPredicate purchase;
  std::vector<Trait> traits;
  std::vector<Segment> segments;
  std::vector<Persona> personas;
  std::vector<LifecycleStage> lifecycle;
  ConsentRules consent;
  PointRules points;
  PreferenceRules preferences;

  /// What the names in predicates stand for.
  CaseNames names() const;
};

/// The error names the field ("profile.segments[2].who"), what was found and what is expected. Segments that do not
/// exist and segments that are defined by themselves are errors.
Result<Document> read_document(const Json& json, const std::string& name);
/// Every fault against the schema, else the first that it cannot say; empty: the document is good.
std::vector<SchemaFault> document_faults(const Json& json);

/// Traits that are used and are neither computed nor one of the properties that events have: in words, each with its
/// place and near misses. They are no errors, because data may still bring them.
std::vector<std::string> doubts(const Document& document, const std::vector<std::string>& properties);

extern const char* const profile_schema_text;

}  // namespace cairn::profile
