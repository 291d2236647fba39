// Transitions: which symbol follows which, in the cases of a question.
//
//   case  a b a      (start) → a · a → b · b → a · a → (ended)
//
// A transition is a pair of consecutive symbols of one case; each case adds one from "(start)" and one to "(ended)", or
// to "(in progress)" while it is an episode that may go on. So the transitions into a symbol sum to its events, and so
// do those out of it. The gap of a transition is the time between its two events.
//   count      how often          cases, customers   in how many different ones
//   share      of all transitions out of the from-symbol
//   median_gap, p95_gap (histogram.h), mean_gap (exact)
#include <fmt/format.h>

#include <unordered_map>

#include "base/check.h"
#include "base/text.h"
#include "journey/breakdown.h"

namespace cairn::journey {
namespace {

constexpr const char* start_name = "(start)";
constexpr const char* ended_name = "(ended)";
constexpr const char* in_progress_name = "(in progress)";

const std::vector<std::string> all_measures{"count",      "cases",   "customers", "share",
                                            "median_gap", "p95_gap", "mean_gap"};

struct Measures {
  bool cases = false, customers = false, share = false, median = false, p95 = false, mean = false;
  bool histogram() const { return median || p95; }
  bool distinct() const { return cases || customers; }
};

Measures measures_of(const Json& question) {
  auto wanted = question.contains("measures") ? question["measures"].get<std::vector<std::string>>() : all_measures;
  auto has = [&](const char* name) { return std::find(wanted.begin(), wanted.end(), name) != wanted.end(); };
  return {has("cases"), has("customers"), has("share"), has("median_gap"), has("p95_gap"), has("mean_gap")};
}

struct Transition {
  std::uint64_t count = 0, cases = 0, customers = 0, gap_ms = 0;
  std::uint64_t last_case = 0, last_customer = 0;  ///< running numbers from 1, to count each once
  Histogram gaps;
  void merge(Transition&& other) {
    count += other.count;
    cases += other.cases;
    customers += other.customers;
    gap_ms += other.gap_ms;
    gaps.merge(other.gaps);
  }
};

/// Symbols 0 … n-1, then the three ends.
struct Ends {
  std::size_t start, ended, in_progress, all;
  explicit Ends(std::size_t symbols) : start(symbols), ended(symbols + 1), in_progress(symbols + 2), all(symbols + 3) {}
};

using Pair = std::uint64_t;  ///< from in the upper half, to in the lower
constexpr Pair pair_of(std::size_t from, std::size_t to) { return (std::uint64_t{from} << 32) | to; }

struct Group {
  std::unordered_map<Pair, Transition> transitions;
  void merge(Group&& other, Pace& pace) {
    for (auto& [pair, transition] : other.transitions) {
      if (!pace.step()) return;
      transitions[pair].merge(std::move(transition));
    }
  }
};

/// The shown groups, and the running number that makes cases and customers different from those before.
struct Counting {
  std::vector<Group> groups;
  std::uint64_t running = 0;
  void merge(Counting&& other, Pace& pace) { merge_groups(groups, std::move(other.groups), pace); }
};

/// Up to so many symbols, pairs are found in a flat table (8 MB at most) instead of a hash map.
constexpr std::size_t flat_symbols = 1024;

/// Counts and sums of gaps of every pair in flat tables, so that the 1,600 pairs of 40 symbols stay in L1. Counts and
/// sums stand apart: side by side, GCC 12 adds them as one vector, which is slower here.
struct Tables {
  std::vector<std::uint64_t> count, gap_ms;       ///< from · symbols + to
  std::vector<std::uint64_t> starts, ends, open;  ///< cases by their first symbol; by their last: over, in progress
  explicit Tables(std::size_t symbols)
      : count(symbols * symbols), gap_ms(symbols * symbols), starts(symbols), ends(symbols), open(symbols) {}
  void merge(Tables&& other, Pace&) {
    auto add = [](std::vector<std::uint64_t>& into, const std::vector<std::uint64_t>& from) {
      for (std::size_t i = 0; i < into.size(); ++i) into[i] += from[i];
    };
    add(count, other.count);
    add(gap_ms, other.gap_ms);
    add(starts, other.starts);
    add(ends, other.ends);
    add(open, other.open);
  }
};

/// One loop over all events as if they were one case, without a branch that depends on the data; what it counts across
/// the borders of cases is taken back block by block, while the block is in cache (sums wrap around and come out
/// right). A quarter faster than a loop a case, whose end is mispredicted every time. Bound by reading and writing the
/// tables.
template <class Symbol>
void count_and_sum(const CaseView& view, std::span<const Symbol> symbols, Tables& tables) {
  CAIRN_CHECK(view.millis.size() == view.seconds.size());
  constexpr std::size_t block = 16384;
  // Locals, so that the compiler knows that the tables do not alias them.
  const Symbol* symbol = symbols.data();
  const std::uint32_t *seconds = view.seconds.data(), *offsets = view.offsets.data();
  const std::uint16_t* millis = view.millis.data();
  const std::size_t all = tables.starts.size(), events = view.seconds.size(), cases = view.cases();
  std::uint64_t *count = tables.count.data(), *gap_ms = tables.gap_ms.data();
  auto at = [=](std::size_t i) { return std::uint64_t{seconds[i]} * 1000 + millis[i]; };
  std::size_t next = 1;  // the first case whose border has not been corrected
  for (std::size_t first = 1; first < events; first += block) {
    std::size_t last = std::min(events, first + block), from = symbol[first - 1];
    std::uint64_t before = at(first - 1);
    for (std::size_t i = first; i < last; ++i) {
      std::uint64_t now = at(i);
      std::size_t pair = from * all + symbol[i];
      ++count[pair];
      gap_ms[pair] += now - before;
      from = symbol[i];
      before = now;
    }
    for (; next < cases && offsets[next] < last; ++next) {
      std::size_t i = offsets[next], pair = symbol[i - 1] * all + symbol[i];
      --count[pair];
      gap_ms[pair] -= at(i) - at(i - 1);
      ++tables.starts[symbol[i]];
      ++tables.ends[symbol[i - 1]];
    }
  }
  if (cases == 0) return;
  ++tables.starts[symbol[0]];
  ++tables.ends[symbol[events - 1]];
  for (std::size_t c = 0; c < view.state.size(); ++c) {
    if (view.state[c] != CaseState::in_progress) continue;
    --tables.ends[symbol[offsets[c + 1] - 1]];
    ++tables.open[symbol[offsets[c + 1] - 1]];
  }
}

Result<std::vector<Group>> count_flat(const Asked& asked, Basis& basis, const Ends& ends) {
  std::size_t symbols = ends.start;
  CAIRN_TRY(auto tables,
            over_buckets(asked, basis, Tables(symbols), [&](const CaseView& view, Tables& partial) -> Result<void> {
              if (view.symbol16.empty())
                count_and_sum(view, view.symbol8, partial);
              else
                count_and_sum(view, view.symbol16, partial);
              return {};
            }));
  std::vector<Group> groups(1);
  auto add = [&](std::size_t from, std::size_t to, std::uint64_t count, std::uint64_t gap_ms) {
    if (count == 0) return;
    auto& transition = groups.front().transitions[pair_of(from, to)];
    transition.count = count;
    transition.gap_ms = gap_ms;
  };
  for (std::size_t from = 0; from < symbols; ++from) {
    add(ends.start, from, tables.starts[from], 0);
    add(from, ends.ended, tables.ends[from], 0);
    add(from, ends.in_progress, tables.open[from], 0);
    for (std::size_t to = 0; to < symbols; ++to)
      add(from, to, tables.count[from * symbols + to], tables.gap_ms[from * symbols + to]);
  }
  return groups;
}

/// Finds the transition of a pair: a flat table where there are few symbols, else the group's hash map.
class Finder {
 public:
  Finder(const Ends& ends, bool flat) : all_(ends.all), known_(flat ? ends.all * ends.all : 0) {}
  Transition& at(Group& group, std::size_t from, std::size_t to) {
    if (known_.empty()) return group.transitions[pair_of(from, to)];
    auto& known = known_[from * all_ + to];
    if (!known) known = &group.transitions[pair_of(from, to)];  // references into a map stay valid
    return *known;
  }

 private:
  std::size_t all_;
  std::vector<Transition*> known_;
};

void count_all(const CaseView& view, const Ends& ends, const Measures& measures, const Breakdown& breakdown,
               Counting& partial) {
  std::uint64_t& running = partial.running;
  Finder finder(ends, ends.all <= flat_symbols && view.group.empty());
  std::uint64_t customer = running;
  for (std::size_t c = 0; c < view.cases(); ++c) {
    Group& group = partial.groups[view.group.empty() ? 0 : breakdown.place[view.group[c]]];
    ++running;
    if (c == 0 || view.customer_of(c) != view.customer_of(c - 1)) customer = running;
    auto seen = [&](std::size_t from, std::size_t to) -> Transition& {
      Transition& transition = finder.at(group, from, to);
      ++transition.count;
      if (measures.distinct()) {
        transition.cases += transition.last_case != running;
        transition.customers += transition.last_customer != customer;
        transition.last_case = running;
        transition.last_customer = customer;
      }
      return transition;
    };
    std::size_t i = view.offsets[c], end = view.offsets[c + 1];
    std::size_t from = view.symbol(i);
    std::int64_t before = view.ms(i);
    seen(ends.start, from);
    for (++i; i < end; ++i) {
      std::size_t to = view.symbol(i);
      std::int64_t now = view.ms(i);
      auto gap = static_cast<std::uint64_t>(now - before);
      Transition& transition = seen(from, to);
      transition.gap_ms += gap;
      if (measures.histogram()) transition.gaps.add(gap);
      from = to;
      before = now;
    }
    bool open = !view.state.empty() && view.state[c] == CaseState::in_progress;
    seen(from, open ? ends.in_progress : ends.ended);
  }
}

Result<std::vector<Group>> count_groups(const Asked& asked, Basis& basis, const Ends& ends, const Measures& measures,
                                        const Breakdown& breakdown) {
  bool flat = ends.all <= flat_symbols && !asked.grouped() && !measures.histogram() && !measures.distinct();
  if (flat) return count_flat(asked, basis, ends);
  Counting blank;
  blank.groups.resize(breakdown.names.size());
  CAIRN_TRY(auto counted,
            over_buckets(asked, basis, blank, [&](const CaseView& view, Counting& partial) -> Result<void> {
              count_all(view, ends, measures, breakdown, partial);
              return {};
            }));
  return std::move(counted.groups);
}

std::string name_of(const Asked& asked, const Ends& ends, std::size_t symbol) {
  if (symbol == ends.start) return start_name;
  if (symbol == ends.ended) return ended_name;
  if (symbol == ends.in_progress) return in_progress_name;
  return asked.plan.symbols()[symbol];
}

struct Shown {
  std::string from, to;
  const Transition* transition;
  std::uint64_t gaps;      ///< how many of them have a gap: none of those from the start and to the end
  std::uint64_t outgoing;  ///< all transitions out of `from`; 0 for the row of the others
};

class Writer {
 public:
  Writer(const Asked& asked, const Ends& ends, const Measures& measures, const Breakdown& breakdown, Answer& answer)
      : asked_(asked), ends_(ends), measures_(measures), breakdown_(breakdown), answer_(answer) {
    breakdown.head(answer);
    answer.column("from", "symbol");
    answer.column("to", "symbol");
    answer.column("count", "integer");
    if (measures.cases) answer.column("cases", "integer");
    if (measures.customers) answer.column("customers", "integer");
    if (measures.share) answer.column("share", "share");
    if (measures.median) answer.column("median_gap", "duration");
    if (measures.p95) answer.column("p95_gap", "duration");
    if (measures.mean) answer.column("mean_gap", "duration");
  }

  void group(std::size_t place, const Group& group) {
    std::unordered_map<std::size_t, std::uint64_t> outgoing;
    for (const auto& [pair, transition] : group.transitions) outgoing[pair >> 32] += transition.count;
    std::vector<Shown> rows;
    rows.reserve(group.transitions.size());
    for (const auto& [pair, transition] : group.transitions) {
      std::size_t from = pair >> 32, to = pair & 0xFFFFFFFF;
      bool edge = from < ends_.start && to < ends_.start;
      rows.push_back({name_of(asked_, ends_, from), name_of(asked_, ends_, to), &transition,
                      edge ? transition.count : 0, outgoing[from]});
      edges += edge;
    }
    std::sort(rows.begin(), rows.end(), [](const Shown& a, const Shown& b) {
      if (a.transition->count != b.transition->count) return a.transition->count > b.transition->count;
      return a.from != b.from ? a.from < b.from : a.to < b.to;
    });
    std::size_t limit = asked_.question.contains("limit") ? asked_.question["limit"].get<std::size_t>() : rows.size();
    for (std::size_t i = 0; i < std::min(limit, rows.size()); ++i) row(place, rows[i]);
    if (limit < rows.size()) others(place, std::span(rows).subspan(limit));
  }

  std::uint64_t edges = 0, other_rows = 0, other_count = 0;

 private:
  void others(std::size_t place, std::span<const Shown> rows) {
    Transition rest;
    Shown shown{other_name, other_name, &rest, 0, 0};
    for (const auto& each : rows) {
      rest.merge(Transition(*each.transition));
      shown.gaps += each.gaps;
    }
    other_rows += rows.size();
    other_count += rest.count;
    row(place, shown);
  }

  void row(std::size_t place, const Shown& shown) {
    const Transition& transition = *shown.transition;
    bool other = shown.outgoing == 0;
    Json row = breakdown_.row(place);
    row.push_back(shown.from);
    row.push_back(shown.to);
    row.push_back(transition.count);
    // How many different cases the folded rows have together is not known.
    if (measures_.cases) row.push_back(other ? Json() : Json(transition.cases));
    if (measures_.customers) row.push_back(other ? Json() : Json(transition.customers));
    if (measures_.share) row.push_back(other ? Json() : share(transition.count, shown.outgoing));
    auto quantiles = measures_.histogram() ? transition.gaps.quantiles({0.5, 0.95}) : std::vector<double>{0, 0};
    auto gap = [&](double ms) { return shown.gaps > 0 ? Json(seconds_of(ms)) : Json(); };
    if (measures_.median) row.push_back(gap(quantiles[0]));
    if (measures_.p95) row.push_back(gap(quantiles[1]));
    auto gaps = static_cast<double>(std::max<std::uint64_t>(shown.gaps, 1));
    if (measures_.mean) row.push_back(gap(static_cast<double>(transition.gap_ms) / gaps));
    answer_.rows.push_back(std::move(row));
  }
  const Asked& asked_;
  const Ends& ends_;
  const Measures& measures_;
  const Breakdown& breakdown_;
  Answer& answer_;
};

}  // namespace

Result<Answer> answer_transitions(const Asked& asked) {
  Answer answer;
  Ends ends(asked.plan.symbols().size());
  Measures measures = measures_of(asked.question);
  // Which groups are shown must be known before counting: different customers of folded groups cannot be added up.
  CAIRN_TRY(auto breakdown, Breakdown::of_cases(asked));
  CAIRN_TRY(auto groups, count_groups(asked, answer.basis, ends, measures, breakdown));
  Writer writer(asked, ends, measures, breakdown, answer);
  for (std::size_t g = 0; g < groups.size(); ++g) writer.group(g, groups[g]);
  answer.totals = {{"edges", writer.edges}, {"events", answer.basis.events}, {"cases", answer.basis.cases}};
  if (writer.other_rows > 0) {
    answer.totals["other_rows"] = writer.other_rows;
    answer.totals["other_count"] = writer.other_count;
    answer.note(fmt::format("{} more transitions with {} occurrences are together in the row {}", writer.other_rows,
                            writer.other_count, other_name));
  }
  return answer;
}

Result<Selector> select_transitions(const Asked& asked, const Json& at) {
  Ends ends(asked.plan.symbols().size());
  auto symbol_at = [&](const char* field) -> Result<std::size_t> {
    std::string where = fmt::format("question.at.{}", field);
    if (!at.contains(field))
      return Error{ErrorCode::invalid, fmt::format("'at' of transitions needs '{}'", field), where,
                   R"(for example {"from":"seen","to":"paid"})"};
    auto name = at[field].get<std::string>();
    std::vector<std::string> known = asked.plan.symbols();
    for (auto* end : {start_name, ended_name, in_progress_name}) known.emplace_back(end);
    auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end())
      return Error{ErrorCode::not_found, fmt::format("no event is named '{}'", name), where, suggest(name, known)};
    return static_cast<std::size_t>(found - known.begin());
  };
  CAIRN_TRY(auto from, symbol_at("from"));
  CAIRN_TRY(auto to, symbol_at("to"));
  CAIRN_TRY(auto choice, GroupChoice::make(asked, at));
  return Selector([&asked, ends, from, to, choice](const CaseView& view) -> Result<CaseCount> {
    auto allowed = choice.allowed(asked);
    return CaseCount([&view, ends, from, to, allowed](std::size_t c) -> std::uint64_t {
      if (!view.group.empty() && !allowed[view.group[c]]) return 0;
      std::size_t begin = view.offsets[c], end = view.offsets[c + 1];
      std::uint64_t count = from == ends.start && to == view.symbol(begin);
      for (std::size_t i = begin + 1; i < end; ++i) count += view.symbol(i - 1) == from && view.symbol(i) == to;
      bool open = !view.state.empty() && view.state[c] == CaseState::in_progress;
      count += view.symbol(end - 1) == from && to == (open ? ends.in_progress : ends.ended);
      return count;
    });
  });
}

}  // namespace cairn::journey
