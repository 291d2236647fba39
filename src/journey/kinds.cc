// The table of kinds: a new kind is a new file and a new row here (and its fields in schema/question.schema.json).
#include "journey/kind.h"

namespace cairn::journey {

const std::vector<KindEntry>& kind_table() {
  static const std::vector<KindEntry> table{
      {{"transitions", "which event follows which, how often and after how long",
        R"help(Parameters: limit (rows; the rest is summed in "(other)"), measures (of count, cases, customers, share,
median_gap, p95_gap, mean_gap).
Examples:
  {"kind":"transitions","limit":20}
  {"kind":"transitions","case":{"by":"session","gap":"PT30M"},"measures":["count","mean_gap"],"by":"channel"})help"},
       answer_transitions,
       select_transitions},
      {{"variants", "the exact paths that cases take, and how many take each",
        R"help(Parameters: limit (rows).
Examples:
  {"kind":"variants","limit":10}
  {"kind":"variants","case":{"by":"object","property":"order_id"},"where":"channel = app"})help"},
       answer_variants,
       select_variants},
      {{"funnel", "how many take a list of steps in order, how long they need and where the others stop",
        R"help(Parameters: steps (event names, or predicates like {"event":"paid","where":[["amount",">=",100]]}), window (from
the first step; without one there is no limit).
Examples:
  {"kind":"funnel","steps":["seen","cart","paid"],"window":"P7D"}
  {"kind":"funnel","steps":["seen",{"event":"paid","where":[["amount",">=",100]]}],"by":"channel"})help"},
       answer_funnel,
       select_funnel},
      {{"timing", "how long it takes from one event to another, or how long cases take",
        R"help(Parameters: from and to (event names or predicates; neither: the durations of cases), mode ("first" or "each"),
window (an answer after it comes too late), bins (how many), trend ("day", "week" or "month": one row for each in which
the clock started, in `timezone`; while answers may still come its share is unknown).
Examples:
  {"kind":"timing","from":"ordered","to":"delivered","window":"P14D","trend":"week"}
  {"kind":"timing","case":{"by":"session"}})help"},
       answer_timing,
       select_timing},
      {{"customers", "the people behind a number of an answer, or everything one customer did",
        R"help(Parameters: of (a question) and at (a row of its answer: {"from","to"} of transitions; {"variant"} or {"rank"} of
variants; {"step","state":"reached"|"dropped"|"in_progress"} of a funnel; {"longer_than","shorter_than"},
{"unanswered":true} or {"in_progress":true} of timing, {"interval"} of its trend; with "group" where the question has by); or customer.
limit and offset page through the list.
Examples:
  {"kind":"customers","of":{"kind":"funnel","steps":["seen","paid"],"window":"P7D"},"at":{"step":1,"state":"dropped"}}
  {"kind":"customers","customer":"C-1042"})help"},
       answer_customers,
       nullptr},
  };
  return table;
}

const KindEntry* find_kind(const std::string& name) {
  for (const auto& entry : kind_table())
    if (name == entry.kind.name) return &entry;
  return nullptr;
}

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> list = [] {
    std::vector<Kind> all;
    for (const auto& entry : kind_table()) all.push_back(entry.kind);
    return all;
  }();
  return list;
}

}  // namespace cairn::journey
