// A question is a document, an answer is a document; the command line, the API, saved reports and tests use the same
// two.
//
//   { "kind": "transitions",
//     "level": "event" | "touchpoint" | "stage",     touchpoint and stage need a map (a Relabelling)
//     "case":  {"by":"customer"} | {"by":"session","gap":"PT30M"} | {"by":"object","property":"order_id"}
//            | {"by":"episode","start":Pred,"end":Pred,"window":"P30D"},
//     "period": {"from":"2026-01-01","to":"2026-02-01"},   events at or after from, before to
//     "where": Pred of events,  "who": Pred of cases,  "segment": Pred of whole lives,
//     "by": "property" | {"trait":"city"} | {"measure":"last","of":"city"} | {"segments":["vip","new"]},  "limit": 20,
//     … what the kind adds }
//
// The fields are described by schema/question.schema.json, the answer by schema/answer.schema.json.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "event/case_names.h"
#include "event/predicate.h"
#include "journey/index.h"
#include "journey/run.h"

namespace cairn::journey {

/// How events become the symbols of a question: rule i gives symbol rule[i].symbol, the first that matches wins; an
/// event that no rule matches is left out of the cases and counted. A map compiles to this.
struct Relabelling {
  struct Rule {
    EventPredicate on;
    std::size_t symbol = 0;
  };
  std::vector<std::string> symbols;  ///< ids of touchpoints or stages, at most 65,534
  std::vector<Rule> rules;
};

enum class CaseBy { customer, session, object, episode };

struct CaseRule {
  CaseBy by = CaseBy::customer;
  Duration gap{30 * 60 * 1000};  ///< session: a strictly longer silence starts a new one
  std::string property;          ///< object: one case per customer and value; events without it are left out
  EventPredicate start, end;  ///< episode: from a start event to the first end event, both included; a start inside an
                              ///< open episode starts none
  std::optional<Duration>
      window;  ///< episode: lost when its end has not come within this; still open at the end of the data: in progress
};

/// How events become the items of paths (items.h).
struct ItemRule {
  std::string property;  ///< its values are the items; empty: symbols are
  struct Replacement {
    std::string pattern, with;
  };
  std::vector<Replacement> clean;
  std::vector<std::string> wildcards, exclude;  ///< names; * stands for any characters
};

/// What a case is broken down by; one of these.
struct ByRule {
  std::string property;                                         ///< its first value in the case
  std::optional<Measure> measure;                               ///< of its customer's whole recorded life
  Unknown unknown = Unknown::refused;                           ///< names in the measure
  std::vector<std::pair<std::string, CasePredicate>> segments;  ///< the first that has its customer
};

/// What all kinds share.
struct Scope {
  std::string level = "event";
  CaseRule cases;
  std::optional<ItemRule> items;  ///< of the kinds that speak of items; then these are the symbols of the question
  std::optional<Time> from, to;
  EventPredicate where;
  CasePredicate who;
  CasePredicate segment;  ///< of a customer's whole recorded life, whatever period, where and cases say
  std::optional<ByRule> by;
};

/// Days without a time of day are days of `zone`; names of traits and segments are replaced.
Result<Scope> scope_from(const Json& question, const TimeZone& zone = TimeZone::utc(), const CaseNames& names = {});

class FilterSet;

struct AskOptions {
  int threads = 0;                           ///< 0: all cores
  const Relabelling* relabelling = nullptr;  ///< for levels touchpoint and stage
  /// Where its rules are put, so that CaseView::classes tells of what else the asker has put there; null: of the rules.
  std::shared_ptr<FilterSet> predicates = {};
  TimeZone zone = TimeZone::utc();           ///< of days, where the question names none
  CaseNames names = {};                      ///< of traits and segments, in predicates and in `by`
  Allowance allowance = {};                  ///< limits, cancelling, progress
  Run* run = nullptr;                        ///< ask() makes it of the allowance; every pass of the question checks it
};

/// Answers a question document. Errors name the field ("question.case.gap"), what was found and what was expected;
/// unknown event names come with near misses. A limit of the allowance that is reached is an error, too: an answer is
/// always of all events that the question is about.
///
/// The answer: {"schema":"cairn.answer/1","kind","columns":[{"name","type","unit"?}],"rows":[[…]],"totals":{…},
///  "basis":{"events","cases","customers","from","to","rows_read","in_progress"?,"left_out":{why:count}},"notes":[…],"question":{…},"took_ms"}
/// Column types: symbol, symbols (a list of them), text, integer, share (0..1), duration (seconds), time, number,
/// properties (an object). A breakdown puts a column "group" first. What cannot be known is null.
Result<Json> ask(const Index& index, const Json& question, const AskOptions& options = {});

/// One kind of question; kinds.cc holds the table.
struct Kind {
  const char* name;
  const char* summary;  ///< one line, for help
  const char* help;     ///< parameters and two worked examples
};
const std::vector<Kind>& kinds();

}  // namespace cairn::journey
