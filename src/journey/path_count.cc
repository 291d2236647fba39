#include "journey/path_count.h"

#include <algorithm>

namespace cairn::journey {
namespace {

const std::vector<std::string> all_measures{"count", "customers", "share", "median_gap", "mean_gap"};

struct NodeCounts {
  std::vector<std::uint64_t> cases;  ///< column · items + item
  void merge(NodeCounts&& other, Pace&) {
    for (std::size_t i = 0; i < cases.size(); ++i) cases[i] += other.cases[i];
  }
};

struct Counting {
  std::vector<PathGroup> groups;
  std::uint64_t running = 0, paths = 0, both = 0;
  void merge(Counting&& other, Pace& pace) {
    merge_groups(groups, std::move(other.groups), pace);
    paths += other.paths;
    both += other.both;
  }
};

/// Finds a way: a flat table of places where that is small, else the group's hash map.
class Finder {
 public:
  Finder(const PathQuestion& question, std::size_t groups) : all_(question.nodes.all), columns_(question.rule.columns) {
    constexpr std::size_t most = std::size_t{1} << 20;  // 8 MB
    if (all_ * all_ <= most / columns_ / std::max<std::size_t>(groups, 1))
      known_.resize(groups * columns_ * all_ * all_);
  }
  Way& at(PathGroup& group, std::size_t number, const PathGroup::Key& key) {
    if (known_.empty()) return group.ways[PathGroup::packed(key)];
    auto& known = known_[((number * columns_ + key.step) * all_ + key.from) * all_ + key.to];
    if (!known) known = &group.ways[PathGroup::packed(key)];  // references into a map stay valid
    return *known;
  }

 private:
  std::size_t all_, columns_;
  std::vector<Way*> known_;
};

Result<void> count_view(const Asked& asked, const PathQuestion& question, const PathCounts& shared,
                        const CaseView& view, Counting& partial) {
  CAIRN_TRY(auto reader, PathReader::make(asked, question.rule, view));
  CAIRN_TRY(auto membership, Membership::make(question.comparison, shared.breakdown, view));
  const Nodes& nodes = question.nodes;
  const PathMeasures& measures = question.measures;
  Finder finder(question, partial.groups.size());
  Path path;
  for (std::size_t c = 0; c < view.cases(); ++c) {
    if (c == 0 || view.customer_of(c) != view.customer_of(c - 1)) ++partial.running;
    if (!reader.read(c, path)) continue;
    ++partial.paths;
    partial.both += membership.in_both(c);
    membership.of(c, [&](std::size_t g) {
      std::uint32_t from = nodes.start;
      for (std::size_t k = 0; k < path.nodes.size(); ++k) {
        std::uint32_t to = shared.fold.shown(k, path.nodes[k]);
        Way& way = finder.at(partial.groups[g], g, {k, from, to});
        ++way.count;
        way.customers += way.last_customer != partial.running;
        way.last_customer = partial.running;
        if (measures.gaps() && from != nodes.start && to != nodes.ended && to != nodes.in_progress) {
          way.gap_ms += path.gap_ms[k];
          if (measures.median) way.gaps.add(path.gap_ms[k]);
        }
        from = to;
      }
    });
  }
  return {};
}

// ---- only counts, of whole lives: flat tables ----

/// count[(step · (items + 1) + from) · (items + 1) + to]; as `from` the last is the start, as `to` the end.
struct Tables {
  std::vector<std::uint32_t> count;
  void merge(Tables&& other, Pace&) {
    for (std::size_t i = 0; i < count.size(); ++i) count[i] += other.count[i];
  }
};

std::size_t flat_size(const PathQuestion& question) {
  std::size_t side = std::size_t{question.nodes.items} + 1;
  return question.rule.columns * side * side;
}

bool can_be_flat(const Asked& asked, const PathQuestion& question) {
  bool plain = !asked.grouped() && !question.comparison && !question.rule.ends && !question.measures.gaps();
  // A customer's life is one case, so its customers are its count.
  bool counts = !question.measures.customers || asked.scope.cases.by == CaseBy::customer;
  return plain && counts && asked.scope.cases.by != CaseBy::episode && flat_size(question) <= std::size_t{1} << 21;
}

template <bool collapse, class Symbol>
void count_flat(const CaseView& view, const Symbol* symbol, std::size_t columns, std::uint32_t side,
                std::uint32_t* count) {
  const std::uint32_t* offsets = view.offsets.data();
  const std::size_t cases = view.cases(), step = std::size_t{side} * side;
  for (std::size_t c = 0; c < cases; ++c) {
    const Symbol *at = symbol + offsets[c], *end = symbol + offsets[c + 1];
    std::uint32_t from = side - 1;
    std::uint32_t* table = count;
    std::size_t k = 0;
    for (; k < columns && at < end; ++k, table += step) {
      std::uint32_t to = *at++;
      ++table[from * side + to];
      from = to;
      while (collapse && at < end && *at == to) ++at;
    }
    if (k < columns) ++table[from * side + side - 1];
  }
}

Result<Tables> count_tables(const Asked& asked, const PathQuestion& question, Basis& basis) {
  Tables blank{std::vector<std::uint32_t>(flat_size(question))};
  auto each = [&](const CaseView& view, Tables& tables) -> Result<void> {
    auto run = [&](const auto* symbol) {
      auto* count = tables.count.data();
      if (question.rule.collapse)
        count_flat<true>(view, symbol, question.rule.columns, question.nodes.items + 1, count);
      else
        count_flat<false>(view, symbol, question.rule.columns, question.nodes.items + 1, count);
    };
    if (view.symbol16.empty())
      run(view.symbol8.data());
    else
      run(view.symbol16.data());
    return {};
  };
  return over_buckets(asked, basis, blank, each);
}

Result<PathCounts> count_in_tables(const Asked& asked, const PathQuestion& question, Basis& basis) {
  CAIRN_TRY(auto tables, count_tables(asked, question, basis));
  const Nodes& nodes = question.nodes;
  std::uint32_t side = nodes.items + 1;
  NodeCounts reached{std::vector<std::uint64_t>(question.rule.columns * nodes.items)};
  auto each = [&](const auto& tell) {
    for (std::size_t i = 0; i < tables.count.size(); ++i)
      if (tables.count[i] > 0)
        tell(i / side / side, static_cast<std::uint32_t>(i / side % side), static_cast<std::uint32_t>(i % side),
             tables.count[i]);
  };
  each([&](std::size_t k, std::uint32_t, std::uint32_t to, std::uint32_t count) {
    if (to < nodes.items) reached.cases[k * nodes.items + to] += count;
  });
  PathCounts counts;
  counts.breakdown = Breakdown::of(asked, {});
  counts.groups.resize(1);
  if (!question.shows_all()) counts.fold = Fold::of(asked, nodes, reached.cases, question.limit);
  auto& ways = counts.groups[0].ways;
  ways.reserve(static_cast<std::size_t>(
      std::count_if(tables.count.begin(), tables.count.end(), [](std::uint32_t count) { return count > 0; })));
  each([&](std::size_t k, std::uint32_t from, std::uint32_t to, std::uint32_t count) {
    from = from == nodes.items ? nodes.start : counts.fold.shown(k - 1, from);
    to = to == nodes.items ? nodes.ended : counts.fold.shown(k, to);
    Way& way = ways[PathGroup::packed({k, from, to})];
    way.count += count;
    way.customers += count;
  });
  counts.paths = basis.cases;
  return counts;
}

}  // namespace

Result<PathQuestion> PathQuestion::of(const Asked& asked) {
  const Json& question = asked.question;
  CAIRN_TRY(auto rule, PathRule::of(asked));
  CAIRN_TRY(auto comparison, Comparison::of(asked));
  auto wanted = question.contains("measures") ? question["measures"].get<std::vector<std::string>>() : all_measures;
  if (comparison) wanted = {"count"};
  auto has = [&](const char* name) { return std::find(wanted.begin(), wanted.end(), name) != wanted.end(); };
  return PathQuestion{std::move(rule),
                      {has("customers"), has("share"), has("median_gap"), has("mean_gap")},
                      question.value("limit", std::size_t{10}),
                      Nodes(asked.plan.symbols().size()),
                      std::move(comparison)};
}

Result<Fold> fold_of_paths(const Asked& asked, const PathQuestion& question) {
  const Nodes& nodes = question.nodes;
  if (question.shows_all()) return Fold();
  NodeCounts blank{std::vector<std::uint64_t>(question.rule.columns * nodes.items)};
  Basis again;
  Breakdown none;
  auto each = [&](const CaseView& view, NodeCounts& partial) -> Result<void> {
    CAIRN_TRY(auto reader, PathReader::make(asked, question.rule, view));
    CAIRN_TRY(auto membership, Membership::make(question.comparison, none, view));
    Path path;
    for (std::size_t c = 0; c < view.cases(); ++c) {
      if (!membership.in_any(c) || !reader.read(c, path)) continue;
      for (std::size_t k = 0; k < path.nodes.size(); ++k)
        if (path.nodes[k] < nodes.items) ++partial.cases[k * nodes.items + path.nodes[k]];
    }
    return {};
  };
  CAIRN_TRY(auto reached, over_buckets(asked, again, blank, each));
  return Fold::of(asked, nodes, reached.cases, question.limit);
}

Result<PathCounts> count_paths(const Asked& asked, const PathQuestion& question, Basis& basis) {
  if (can_be_flat(asked, question)) return count_in_tables(asked, question, basis);
  PathCounts counts;
  // What is shown must be known before counting: different customers of folded items cannot be added up.
  CAIRN_TRY(counts.breakdown, Breakdown::of_cases(asked));
  CAIRN_TRY(counts.fold, fold_of_paths(asked, question));
  Counting blank;
  blank.groups.resize(question.comparison ? 2 : counts.breakdown.names.size());
  CAIRN_TRY(auto counted,
            over_buckets(asked, basis, blank, [&](const CaseView& view, Counting& partial) -> Result<void> {
              return count_view(asked, question, counts, view, partial);
            }));
  counts.groups = std::move(counted.groups);
  counts.paths = counted.paths;
  counts.both = counted.both;
  return counts;
}

}  // namespace cairn::journey
