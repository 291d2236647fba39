// Paths: the ways that cases take, column by column, from a start, to an end, or from one to the other (path.h).
//
//   step  from     to        count   customers   share   median_gap
//   1     (start)  seen        90          90    0.90                  column 1 sums to all paths
//   1     (start)  (other)     10          10    0.10
//   2     seen     cart        60          60    0.67    40 s          column 2 sums to those who were in column 1
//   2     seen     (ended)     30          30    0.33                  … and had not ended
//
// A Sankey is drawn of these rows as they are: node (step - 1, from), node (step, to), width count. `share` is of all
// who go on from the node `from`. With `compare` the counts and shares of two groups stand side by side.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <unordered_map>

#include "base/text.h"
#include "journey/path_count.h"

namespace cairn::journey {
namespace {

/// A way, and what both groups of a comparison (else the one group) say of it.
struct Shown {
  PathGroup::Key key;
  const Way* ways[2] = {nullptr, nullptr};
  std::uint64_t count = 0;
};

/// How many leave each node, by step and node: in both groups of a comparison, else in the one.
using Outgoing = std::unordered_map<std::uint64_t, std::array<std::uint64_t, 2>>;

class Writer {
 public:
  Writer(const Asked& asked, const PathQuestion& question, const PathCounts& counts, Answer& answer)
      : asked_(asked), question_(question), counts_(counts), answer_(answer) {
    for (std::uint32_t node = 0; node < question.nodes.all; ++node) names_.push_back(question.nodes.name(asked, node));
    auto sorted = names_;
    std::sort(sorted.begin(), sorted.end());
    for (const auto& name : names_)
      rank_.push_back(
          static_cast<std::uint32_t>(std::lower_bound(sorted.begin(), sorted.end(), name) - sorted.begin()));
    counts.breakdown.head(answer);
    answer.column("step", "integer");
    answer.column("from", "symbol");
    answer.column("to", "symbol");
    if (question.comparison) {
      comparison_head(answer);
      return;
    }
    answer.column("count", "integer");
    if (question.measures.customers) answer.column("customers", "integer");
    if (question.measures.share) answer.column("share", "share");
    if (question.measures.median) answer.column("median_gap", "duration");
    if (question.measures.mean) answer.column("mean_gap", "duration");
  }

  /// One group, or the two of a comparison.
  void table(std::size_t place, std::span<const PathGroup> groups) {
    Outgoing outgoing;
    auto rows = in_order(groups, outgoing);
    answer_.rows.get_ref<Json::array_t&>().reserve(answer_.rows.size() + rows.size());
    for (const auto& shown : rows) {
      const auto& key = shown.key;
      Json row = counts_.breakdown.row(place);
      row.get_ref<Json::array_t&>().reserve(row.size() + 8);
      row.push_back(key.step + 1);
      row.push_back(names_[key.from]);
      row.push_back(names_[key.to]);
      const auto& whole = outgoing[PathGroup::packed({key.step, key.from, 0})];
      if (question_.comparison)
        push_comparison(row, shown.ways[0] ? shown.ways[0]->count : 0, whole[0],
                        shown.ways[1] ? shown.ways[1]->count : 0, whole[1]);
      else
        measures(row, *shown.ways[0], key, whole[0]);
      answer_.rows.push_back(std::move(row));
    }
  }

  /// What each column sums to.
  void steps(const std::string& name, const PathGroup& group) {
    struct Column {
      std::uint64_t entrants = 0, ended = 0, in_progress = 0, other = 0;
    };
    std::vector<Column> columns(question_.rule.columns);
    for (const auto& [packed, way] : group.ways) {
      auto key = PathGroup::unpacked(packed);
      Column& column = columns[key.step];
      column.entrants += way.count;
      if (key.to == question_.nodes.ended) column.ended += way.count;
      if (key.to == question_.nodes.in_progress) column.in_progress += way.count;
      if (key.to == question_.nodes.other) column.other += way.count;
    }
    for (std::size_t k = 0; k < columns.size(); ++k) {
      if (columns[k].entrants == 0) continue;
      Json step = Json::object();
      if (!name.empty() || counts_.breakdown.shown) step["group"] = name;
      step["step"] = k + 1;
      step["entrants"] = columns[k].entrants;
      step["ended"] = columns[k].ended;
      if (asked_.scope.cases.by == CaseBy::episode) step["in_progress"] = columns[k].in_progress;
      step["other"] = columns[k].other;
      step["other_items"] = counts_.fold.folded(k);
      answer_.totals["steps"].push_back(std::move(step));
    }
  }

 private:
  /// By step, then the most frequent first, then by name.
  std::vector<Shown> in_order(std::span<const PathGroup> groups, Outgoing& outgoing) const {
    std::vector<Shown> rows;
    rows.reserve(groups[0].ways.size());
    std::unordered_map<std::uint64_t, std::size_t> row_of;  // where two groups share ways
    for (std::size_t g = 0; g < groups.size(); ++g)
      for (const auto& [packed, way] : groups[g].ways) {
        auto key = PathGroup::unpacked(packed);
        outgoing[PathGroup::packed({key.step, key.from, 0})][g] += way.count;
        std::size_t row = rows.size();
        if (groups.size() > 1) row = row_of.try_emplace(packed, row).first->second;
        if (row == rows.size()) rows.push_back({key, {}, 0});
        rows[row].ways[g] = &way;
        rows[row].count += way.count;
      }
    std::sort(rows.begin(), rows.end(), [&](const Shown& a, const Shown& b) {
      if (a.key.step != b.key.step) return a.key.step < b.key.step;
      if (a.count != b.count) return a.count > b.count;
      return std::pair(rank_[a.key.from], rank_[a.key.to]) < std::pair(rank_[b.key.from], rank_[b.key.to]);
    });
    return rows;
  }
  void measures(Json& row, const Way& way, const PathGroup::Key& key, std::uint64_t whole) const {
    const Nodes& nodes = question_.nodes;
    const PathMeasures& wanted = question_.measures;
    bool timed = key.from != nodes.start && key.to != nodes.ended && key.to != nodes.in_progress;
    row.push_back(way.count);
    if (wanted.customers) row.push_back(way.customers);
    if (wanted.share) row.push_back(share(way.count, whole));
    if (wanted.median) row.push_back(timed ? Json(seconds_of(way.gaps.quantile(0.5))) : Json());
    if (wanted.mean)
      row.push_back(timed ? Json(seconds_of(static_cast<double>(way.gap_ms) / static_cast<double>(way.count)))
                          : Json());
  }
  const Asked& asked_;
  const PathQuestion& question_;
  const PathCounts& counts_;
  Answer& answer_;
  std::vector<std::string> names_;   ///< of nodes
  std::vector<std::uint32_t> rank_;  ///< of nodes, by name
};

void note_what_is_not_there(const PathQuestion& question, const PathCounts& counts, Answer& answer) {
  std::size_t folded = 0;
  for (std::size_t k = 0; k < question.rule.columns; ++k) folded = std::max(folded, counts.fold.folded(k));
  if (folded > 0)
    answer.note(fmt::format("every step shows its {} most frequent items; up to {} more are together in {} (--limit)",
                            question.limit, folded, other_name));
  if (auto without = answer.basis.cases - counts.paths; without > 0) {
    const char* what = question.rule.start && question.rule.end ? "a start with an end after it"
                       : question.rule.start                    ? "the start"
                                                                : "the end";
    answer.note(fmt::format("{} cases without {} have no path", without, what));
  }
  if (counts.both > 0) answer.note(note_of_both(counts.both));
}

}  // namespace

Result<Answer> answer_paths(const Asked& asked) {
  Answer answer;
  CAIRN_TRY(auto question, PathQuestion::of(asked));
  CAIRN_TRY(auto counts, count_paths(asked, question, answer.basis));
  answer.totals = {{"cases", answer.basis.cases}, {"paths", counts.paths}, {"steps", Json::array()}};
  Writer writer(asked, question, counts, answer);
  if (question.comparison) {
    answer.totals["both"] = counts.both;
    writer.table(0, counts.groups);
    writer.steps("a", counts.groups[0]);
    writer.steps("b", counts.groups[1]);
  } else {
    for (std::size_t g = 0; g < counts.groups.size(); ++g) {
      writer.table(g, std::span(counts.groups).subspan(g, 1));
      writer.steps(counts.breakdown.names[g], counts.groups[g]);
    }
  }
  note_what_is_not_there(question, counts, answer);
  return answer;
}

namespace {

/// A way, or all that leave or enter a node, as `at` names it.
struct Wanted {
  PathQuestion question;
  Fold fold;
  std::size_t step = 0;
  std::optional<std::uint32_t> from, to;
  bool passes(const Path& path) const {
    if (step >= path.nodes.size()) return false;
    std::uint32_t before = step == 0 ? question.nodes.start : fold.shown(step - 1, path.nodes[step - 1]);
    return (!from || *from == before) && (!to || *to == fold.shown(step, path.nodes[step]));
  }
};

Result<std::shared_ptr<const Wanted>> wanted_by(const Asked& asked, const Json& at) {
  CAIRN_TRY(auto question, PathQuestion::of(asked));
  CAIRN_TRY(auto fold, fold_of_paths(asked, question));
  Wanted wanted{std::move(question), std::move(fold), 0, {}, {}};
  if (!at.contains("step"))
    return Error{ErrorCode::invalid, "'at' of paths needs 'step'", "question.at.step",
                 R"(for example {"step":2,"from":"seen","to":"cart"}; without "from" or "to" any)"};
  wanted.step = at["step"].get<std::size_t>() - 1;
  if (wanted.step >= wanted.question.rule.columns)
    return Error{ErrorCode::invalid,
                 fmt::format("expected 1 to {}, found {}", wanted.question.rule.columns, at["step"].dump()),
                 "question.at.step", ""};
  for (auto [field, node] : {std::pair("from", &wanted.from), std::pair("to", &wanted.to)})
    if (at.contains(field)) {
      CAIRN_TRY(*node,
                wanted.question.nodes.named(asked, at[field].get<std::string>(), fmt::format("question.at.{}", field)));
    }
  return std::make_shared<const Wanted>(std::move(wanted));
}

}  // namespace

Result<Selector> select_paths(const Asked& asked, const Json& at) {
  CAIRN_TRY(auto wanted, wanted_by(asked, at));
  CAIRN_TRY(auto choice, MemberChoice::make(asked, wanted->question.comparison, at));
  return Selector([&asked, wanted, choice](const CaseView& view) -> Result<CaseCount> {
    CAIRN_TRY(auto reader, PathReader::make(asked, wanted->question.rule, view));
    CAIRN_TRY(auto chosen, choice.on(view));
    return CaseCount([wanted, chosen, reader, path = Path()](std::size_t c) mutable -> std::uint64_t {
      return chosen[c] && reader.read(c, path) && wanted->passes(path);
    });
  });
}

}  // namespace cairn::journey
