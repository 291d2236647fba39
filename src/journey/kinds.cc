// The table of kinds: a new kind is a new file and a new row here (and its fields in schema/question.schema.json).
#include "journey/kind.h"

namespace cairn::journey {

const std::vector<KindEntry>& kind_table() {
  static const std::vector<KindEntry> table{
      {{"transitions", "which event follows which, how often and after how long",
        R"help(Parameters: limit (rows; the rest is summed in "(other)"), measures (of count, cases, customers, share,
median_gap, p95_gap, mean_gap).
Examples, on the demo:
  The 20 most frequent steps from one event to the next, and how long each takes:
    cairn ask transitions --limit 20
  Within sessions, by channel, counts and mean gaps only:
    cairn ask '{"kind":"transitions","case":{"by":"session","gap":"PT30M"},"measures":["count","mean_gap"],"by":"channel"}')help"},
       answer_transitions,
       select_transitions},
      {{"variants", "the exact paths that cases take, and how many take each",
        R"help(Parameters: limit (rows).
Examples, on the demo:
  The ten most frequent paths within a session:
    cairn ask variants --case session --gap 30m --limit 10
  What happens to an order, of those that were paid in the app:
    cairn ask '{"kind":"variants","case":{"by":"object","property":"order_id"},"who":"did(order_paid and channel = app)"}')help"},
       answer_variants,
       select_variants},
      {{"funnel", "how many take a list of steps, how long they need and where the others stop",
        R"help(Parameters: steps, window (from the first step, inclusive; without one there is no limit).
  A step is an event name, a predicate like {"event":"paid","where":[["amount",">=",100]]}, one of several
  {"any":["cart","wish list"]}, or {"step":…} with "optional":true (a case may leave it out; its row counts who took it,
  and the other rows pass over it) or "first_time":true (only a customer's first such event ever, also before the period).
order: "ordered" (default), "strict" (nothing between two steps but the same step again; `where` decides which events
  there are), "unordered" (any order within the window; row k counts who completed k steps).
exclusions: [{"event":"refund","from":1,"to":2}], steps from 1 as in the answer; without a range between the first step
  and the last. Who meets one between two steps is in no row, unless a later start gets as far without it. Without order
  it cuts the progress, but the case keeps one step. An exclusion at the instant of a step does not count.
by with attribution: "first" (default) or "last" value on the events of the steps; {"step":k}: the value on the event
  used for step k (several: the case is in several groups); "all": each value its own funnel.
convert: {"from":1,"to":3,"bins":10}: the times between two steps. correlate: true, or {"properties":["channel"]}: what
  goes with conversion, as odds ratios with 95 % intervals (above 1: with it; the interval holds 1: perhaps chance).
Examples, on the demo:
  Of those who look at a product, how many pay within 7 days, where payment did not fail in between:
    cairn ask funnel product_view checkout_start order_paid --window 7d --exclude payment_failed
  With a step that may be left out, orders of 500 yuan or more, by the channel of the last step:
    cairn ask '{"kind":"funnel","steps":["product_view",{"step":"size_compare","optional":true},{"event":"order_paid","where":[["amount",">=",500]]}],"window":"P7D","by":"channel","attribution":"last"}')help"},
       answer_funnel,
       select_funnel},
      {{"timing", "how long it takes from one event to another, or how long cases take",
        R"help(Parameters: from and to (event names or predicates; neither: the durations of cases), mode ("first" or "each"),
window (an answer after it comes too late), bins (how many), trend ("day", "week" or "month": one row for each in which
the clock started, in `timezone`; while answers may still come its share is unknown).
Examples, on the demo:
  From order to delivery, week by week:
    cairn ask timing order_paid delivery_received --window 14d --trend week
  How long sessions take, by channel:
    cairn ask '{"kind":"timing","case":{"by":"session"},"by":"channel"}')help"},
       answer_timing,
       select_timing},
      {{"retention", "of those who started in an interval, how many came back so many intervals later",
        R"help(Parameters: start and return (event names or predicates; left out: any event), interval ("day", "week" from Monday,
"month"; in `timezone`), week_start ("monday" or "sunday"), mode ("recurring": in the cohort of every interval with a
start; "first_time": only of the first start ever, all history before the period included), lags (how many),
unbounded (true: came back then or later), occurrences (returns that an interval needs to count), anchor ("calendar", or
"start": stretches of 24 hours, or 7 of them, from each one's own start). lag 0 is the cohort itself. What lies in the
future is null; an interval that is not over has its count so far and no share. The rows "(all)" are the average over
the cohorts whose cell is complete.
Examples, on the demo:
  Of those who bound their phone in a month, how many pay in the months after:
    cairn ask retention --start phone_bind --return order_paid --interval month --mode first_time
  Who comes back within seven days of the first visit to the website, by channel:
    cairn ask '{"kind":"retention","start":"site_visit","interval":"day","anchor":"start","lags":7,"by":"channel"}')help"},
       answer_retention,
       select_retention,
       retention_looks_back},
      {{"lifecycle", "who is new, returning, resurrecting or dormant in each interval",
        R"help(Parameters: event (what counts as being active; left out: any event), interval ("day", "week" from Monday, "month"; in
`timezone`), week_start ("monday" or "sunday"). new: active for the first time ever, all history before the period
included; returning: active in the interval before, too; resurrecting: active again after a silence; dormant: silent,
counted in the first silent interval. So returning + dormant are the active of the interval before.
Examples, on the demo:
  Who is new, returning, resurrecting and dormant each month:
    cairn ask lifecycle --interval month
  The same of paying, among those who paid at least twice:
    cairn ask '{"kind":"lifecycle","event":"order_paid","interval":"month","segment":"count(order_paid) >= 2"}')help"},
       answer_lifecycle,
       select_lifecycle,
       lifecycle_looks_back},
      {{"paths", "the ways that cases take step by step: from a start, to an end, or between the two",
        R"help(Parameters: start, end (item names or predicates; from the first start of a case, to the first end after it; a
case without them has no path; between both a path longer than depth shows its first and last half and "..."), depth
(steps; 5), limit (items shown at each step; 10, the rest is counted in "(other)"), repeats ("collapse", of a run of
equal items the last counts; or "keep"), measures (of count, customers, share, median_gap, mean_gap; counts alone are
fastest), compare ({"a":predicate of cases,"b":…}, with "over":"life" of customers; or {"by":property,"a":value,"b":value}; without b
everybody else).
The items are events, or the values of the property `item`; a trailing "/" is removed, then come clean (a list of
{"replace":regular expression,"with":text}), wildcards ("/product/*" becomes one item), exclude (names, * allowed), then
sessions or other cases are cut, then repeats.
Row of step k: the way from the item of step k-1 to that of step k. A case that is over goes to "(ended)", so every step
sums to those who took the step before and had not ended.
Examples, on the demo:
  The ways from the cart to the payment:
    cairn ask paths --start add_to_cart --end order_paid --depth 6
  How customers move between channels, those who paid against everybody else:
    cairn ask '{"kind":"paths","item":"channel","compare":{"a":"did(order_paid)"}}')help"},
       answer_paths,
       select_paths},
      {{"step_matrix", "what cases do just before and just after an event",
        R"help(Parameters: around (an item name or predicate; its first in each case is position 0), before and after (positions;
3 each), limit (items shown; 10, the rest is counted in "(other)"), repeats ("keep" or "collapse"), compare, item, clean,
wildcards and exclude as for paths. Every position sums to all cases that have the event: "(start)" is before a case had
begun, "(ended)" after it was over.
Examples, on the demo:
  Two events before and two after a payment:
    cairn ask step-matrix --around order_paid --before 2 --after 2
  Around comparing sizes, the app against all other channels:
    cairn ask '{"kind":"step_matrix","around":"size_compare","compare":{"by":"channel","a":"app"}}')help"},
       answer_step_matrix,
       select_step_matrix},
      {{"conformance", "how the journeys that customers made differ from the one that was designed",
        R"help(Parameters: model (a list is a sequence; {"choice":[…]}, {"parallel":[…]}, {"loop":…}, {"optional":…}; leaves are
names or {"element":…,"within":"P2D","failed":"event = payment_failed"}; with --map it is the map's), promises
([{"from":"ordered","to":"delivered","within":"P2D"}]), window (how long a journey may take from its first event; what has
not come until then is missing), complete (true: no journey goes on), limit and detours_by ("customers" or "time").
An event that the model does not name is ad hoc: leave out by where what the design does not speak of. fitness is
1 - cost / (events + elements of the shortest run), cost 1 for each that is ad hoc or missing, 1 where all is as designed.
Examples, on the demo:
  How online orders differ from the way that was designed:
    cairn ask '{"kind":"conformance","model":["product_view",{"optional":"size_compare"},"add_to_cart","checkout_start",{"element":"order_paid","within":"PT1H"}],"where":"event in (product_view, size_compare, add_to_cart, checkout_start, order_paid)","who":"did(checkout_start)"}'
  A model with a loop and a choice of where to pay:
    cairn ask '{"kind":"conformance","model":[{"loop":"product_view"},{"choice":["order_paid","till_receipt"]}],"where":"event in (product_view, order_paid, till_receipt)","window":"P30D"}')help"},
       answer_conformance,
       select_conformance},
      {{"customers", "the people behind a number of an answer, or everything one customer did",
        R"help(Parameters: of (a question) and at (a row of its answer: {"from","to"} of transitions; {"variant"} or {"rank"} of
variants; {"step","from","to"} of paths; {"position","symbol"} of a step matrix;
{"step","state":"reached"|"dropped"|"in_progress"} or {"state":"excluded"} of a funnel, {"event"} or {"property","value"}
with {"state":"converted"|"failed"} of its correlate, {"longer_than","shorter_than"} of its convert;
{"longer_than","shorter_than"}, {"unanswered":true} or {"in_progress":true} of timing, {"interval"} of its trend;
{"cohort","lag","state":"returned"|"missing"} of retention; {"interval","state":"new"|"returning"|"resurrecting"|"dormant"|
"active"} of lifecycle; {"element","state"}, {"state"} or
{"after","detour","before"} of conformance; with "group" where the question has by); or customer.
limit and offset page through the list.
Examples, on the demo:
  Who looked at a product and did not go on to the checkout:
    cairn ask customers --of funnel product_view checkout_start --window 7d --at step=1 --at state=dropped
  Who went back from comparing sizes to the product:
    cairn ask '{"kind":"customers","of":{"kind":"transitions"},"at":{"from":"size_compare","to":"product_view"},"limit":20}')help"},
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
