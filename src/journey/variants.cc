// Variants: the exact sequences of symbols that cases take, with how many cases take each.
//
//   seen › cart › paid   412 cases   share 0.31   cumulative 0.31   median 2.5 days   for example customer 17
//
// Two cases are of one variant when their sequences are equal symbol by symbol. Most variants of many cases are those
// of one case each, so a first pass only counts (variant_tally.h), and a second one looks at those that are shown. The
// example is the customer whose case of the variant began first; of several the first by name.
#include <fmt/format.h>

#include <unordered_map>

#include "base/text.h"
#include "journey/breakdown.h"
#include "journey/variant_tally.h"

namespace cairn::journey {
namespace {

using Sequence = std::vector<std::uint16_t>;

struct Example {
  int bucket = 0;
  std::size_t customer = 0;
};

struct Variant {
  Sequence symbols;
  std::uint64_t cases = 0, in_progress = 0;
  Histogram durations;            ///< of the cases that are not in progress
  std::int64_t began_ms = 0;      ///< when the earliest case began
  std::vector<Example> examples;  ///< whose cases began then
  void merge(Variant&& other) {
    if (symbols.empty()) symbols = std::move(other.symbols);
    cases += other.cases;
    in_progress += other.in_progress;
    durations.merge(other.durations);
    for (const auto& example : other.examples) offer(other.began_ms, example);
  }
  void offer(std::int64_t ms, const Example& example) {
    if (!examples.empty() && ms > began_ms) return;
    if (!examples.empty() && ms < began_ms) examples.clear();
    began_ms = ms;
    examples.push_back(example);
  }
};

/// How many cases each variant has, by group.
struct Tallies {
  std::vector<VariantTally> groups;
  void merge(Tallies&& other, Pace& pace) { merge_groups(groups, std::move(other.groups), pace); }
};

/// The variants that can be shown, in full.
struct Chosen {
  std::unordered_map<SequenceKey, Variant, SequenceKey::Hash> variants;
  void merge(Chosen&& other, Pace& pace) {
    for (auto& [key, variant] : other.variants) {
      if (!pace.step()) return;
      if (variant.cases > 0) variants[key].merge(std::move(variant));
    }
  }
};
struct ChosenGroups {
  std::vector<Chosen> groups;
  void merge(ChosenGroups&& other, Pace& pace) { merge_groups(groups, std::move(other.groups), pace); }
};

std::span<const std::uint16_t> sequence_of(const CaseView& view, std::size_t c, Sequence& space) {
  std::size_t begin = view.offsets[c], end = view.offsets[c + 1];
  if (!view.symbol16.empty()) return view.symbol16.subspan(begin, end - begin);
  space.assign(view.symbol8.begin() + static_cast<std::ptrdiff_t>(begin),
               view.symbol8.begin() + static_cast<std::ptrdiff_t>(end));
  return space;
}

Result<void> tally(const CaseView& view, Tallies& partial) {
  Sequence space;
  for (std::size_t c = 0; c < view.cases(); ++c)
    at_group(partial.groups, view.group.empty() ? 0 : view.group[c]).add(SequenceKey::of(sequence_of(view, c, space)));
  return {};
}

void look_at(const CaseView& view, std::size_t c, std::span<const std::uint16_t> symbols, Variant& variant) {
  if (variant.symbols.empty()) variant.symbols.assign(symbols.begin(), symbols.end());
  ++variant.cases;
  std::int64_t began = view.ms(view.offsets[c]);
  variant.offer(began, {view.bucket->number, view.customer_of(c)});
  if (!view.state.empty() && view.state[c] == CaseState::in_progress)
    ++variant.in_progress;
  else
    variant.durations.add(static_cast<std::uint64_t>(view.ms(view.offsets[c + 1] - 1) - began));
}

struct Ranked {
  std::vector<std::string> names;
  const Variant* variant;
};

Result<std::vector<Ranked>> ranked(const Asked& asked, const Chosen& chosen) {
  std::vector<Ranked> rows;
  Pace pace = asked.pace();
  for (const auto& [key, variant] : chosen.variants) {
    if (!pace.step()) return pace.outcome().error();
    rows.push_back({{}, &variant});
    for (auto symbol : variant.symbols) rows.back().names.push_back(asked.plan.symbols()[symbol]);
  }
  std::sort(rows.begin(), rows.end(), [](const Ranked& a, const Ranked& b) {
    return a.variant->cases != b.variant->cases ? a.variant->cases > b.variant->cases : a.names < b.names;
  });
  return rows;
}

Result<std::string> example_of(const Asked& asked, const Variant& variant) {
  std::optional<std::string> first;
  for (const auto& example : variant.examples) {
    CAIRN_TRY(auto name, asked.index.customer_name(example.bucket, example.customer));
    if (!first || name < *first) first = std::move(name);
  }
  return *first;
}

struct Counted {
  Breakdown breakdown;
  std::vector<VariantTally> tallies;  ///< by shown group
  std::vector<Chosen> chosen;         ///< at least the most frequent of them
};

Result<std::vector<Chosen>> choose(const Asked& asked, const Counted& counted) {
  ChosenGroups blank;
  Pace pace = asked.pace();
  for (const auto& tally : counted.tallies) {
    auto limit = asked.question.value("limit", std::size_t{tally.variants()});
    auto least = tally.least_cases_of_first(limit);
    auto& variants = blank.groups.emplace_back().variants;
    tally.each([&](const SequenceKey& key, std::uint64_t cases) {
      if (cases >= least) variants.try_emplace(key);
      return pace.step();
    });
  }
  if (!pace.outcome()) return pace.outcome().error();
  Basis again;
  CAIRN_TRY(auto whole,
            over_buckets(asked, again, blank, [&](const CaseView& view, ChosenGroups& partial) -> Result<void> {
              Sequence space;
              for (std::size_t c = 0; c < view.cases(); ++c) {
                auto& group = partial.groups[view.group.empty() ? 0 : counted.breakdown.place[view.group[c]]];
                auto symbols = sequence_of(view, c, space);
                auto found = group.variants.find(SequenceKey::of(symbols));
                if (found != group.variants.end()) look_at(view, c, symbols, found->second);
              }
              return {};
            }));
  return std::move(whole.groups);
}

Result<Counted> count(const Asked& asked, Basis& basis) {
  CAIRN_TRY(auto partial, over_buckets(asked, basis, Tallies(), tally));
  std::vector<std::uint64_t> cases;
  for (const auto& group : partial.groups) cases.push_back(group.cases());
  Counted counted{Breakdown::of(asked, cases), {}, {}};
  CAIRN_TRY(counted.tallies, fold(asked, counted.breakdown, std::move(partial.groups)));
  CAIRN_TRY(counted.chosen, choose(asked, counted));
  return counted;
}

}  // namespace

Result<Answer> answer_variants(const Asked& asked) {
  Answer answer;
  CAIRN_TRY(auto counted, count(asked, answer.basis));
  bool episodes = asked.scope.cases.by == CaseBy::episode;
  counted.breakdown.head(answer);
  answer.column("rank", "integer");
  answer.column("variant", "symbols");
  answer.column("cases", "integer");
  answer.column("share", "share");
  answer.column("cumulative_share", "share");
  answer.column("median_duration", "duration");
  if (episodes) answer.column("in_progress", "integer");
  answer.column("example", "text");
  std::uint64_t variants = 0, singletons = 0, hidden = 0, hidden_cases = 0;
  Pace pace = asked.pace();
  for (std::size_t g = 0; g < counted.tallies.size(); ++g) {
    const VariantTally& tally = counted.tallies[g];
    CAIRN_TRY(auto rows, ranked(asked, counted.chosen[g]));
    auto limit = asked.question.value("limit", rows.size());
    if (rows.size() > limit) rows.resize(limit);
    std::uint64_t cumulative = 0, cases = tally.cases();
    variants += tally.variants();
    singletons += tally.singletons();
    hidden += tally.variants() - rows.size();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!pace.step()) return pace.outcome().error();
      const Variant& variant = *rows[i].variant;
      cumulative += variant.cases;
      CAIRN_TRY(auto example, example_of(asked, variant));
      Json row = counted.breakdown.row(g);
      row.push_back(i + 1);
      row.push_back(rows[i].names);
      row.push_back(variant.cases);
      row.push_back(share(variant.cases, cases));
      row.push_back(share(cumulative, cases));
      row.push_back(variant.durations.n() ? Json(seconds_of(variant.durations.quantile(0.5))) : Json());
      if (episodes) row.push_back(variant.in_progress);
      row.push_back(std::move(example));
      answer.rows.push_back(std::move(row));
    }
    hidden_cases += cases - cumulative;
  }
  answer.totals = {{"variants", variants}, {"singletons", singletons}, {"cases", answer.basis.cases}};
  if (hidden > 0) {
    answer.totals["other_variants"] = hidden;
    answer.totals["other_cases"] = hidden_cases;
    answer.note(fmt::format("{} more variants with {} cases are not shown", hidden, hidden_cases));
  }
  return answer;
}

Result<Selector> select_variants(const Asked& asked, const Json& at) {
  std::vector<std::string> names;
  if (at.contains("variant")) {
    names = at["variant"].get<std::vector<std::string>>();
  } else if (at.contains("rank")) {
    CAIRN_TRY(auto answer, answer_variants(asked));
    for (const auto& row : answer.rows) {
      std::size_t shift = asked.grouped() ? 1 : 0;
      if (shift && at.contains("group") && row[0] != at["group"]) continue;
      if (row[shift] == at["rank"]) names = row[shift + 1].get<std::vector<std::string>>();
      if (!names.empty()) break;
    }
    if (names.empty())
      return Error{ErrorCode::not_found, fmt::format("the answer has no variant of rank {}", at["rank"].dump()),
                   "question.at.rank", ""};
  } else {
    return Error{ErrorCode::invalid, "'at' of variants needs 'variant' or 'rank'", "question.at",
                 R"(for example {"rank":1})"};
  }
  Sequence wanted;
  const auto& known = asked.plan.symbols();
  for (const auto& name : names) {
    auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end())
      return Error{ErrorCode::not_found, fmt::format("no event is named '{}'", name), "question.at.variant",
                   suggest(name, known)};
    wanted.push_back(static_cast<std::uint16_t>(found - known.begin()));
  }
  CAIRN_TRY(auto choice, GroupChoice::make(asked, at));
  return Selector([&asked, wanted, choice](const CaseView& view) -> Result<CaseCount> {
    auto allowed = choice.allowed(asked);
    return CaseCount([&view, wanted, allowed](std::size_t c) -> std::uint64_t {
      if (!view.group.empty() && !allowed[view.group[c]]) return 0;
      std::size_t begin = view.offsets[c], n = view.offsets[c + 1] - begin;
      if (n != wanted.size()) return 0;
      for (std::size_t i = 0; i < n; ++i)
        if (view.symbol(begin + i) != wanted[i]) return 0;
      return 1;
    });
  });
}

}  // namespace cairn::journey
