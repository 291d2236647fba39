// Step matrix: what cases do just before and just after an event.
//
//   position      -2   -1    0   +1   +2        0: the first `around` of a case
//   (start)      .40  .25    .    .    .        before the case had begun
//   cart         .35  .60    .  .05  .03
//   paid            .    .  1.0    .  .02
//   (ended)         .    .    .  .70  .81        after it was over
//
// One row for every position and symbol with cases in it; every position sums to all cases that have the event, because
// those that had not begun, are over or may go on are there, too.
#include <fmt/format.h>

#include <map>
#include <memory>

#include "journey/compare.h"
#include "journey/path.h"
#include "journey/path_fold.h"

namespace cairn::journey {
namespace {

struct MatrixQuestion {
  Elements around;
  std::size_t before = 3, after = 3, limit = 10;
  bool collapse = false;
  Nodes nodes;
  std::optional<Comparison> comparison;
  std::size_t positions() const { return before + 1 + after; }

  static Result<MatrixQuestion> of(const Asked& asked) {
    const Json& question = asked.question;
    CAIRN_TRY(auto around, Elements::make(asked, {{question["around"], "question.around"}}));
    CAIRN_TRY(auto comparison, Comparison::of(asked));
    return MatrixQuestion{std::move(around),
                          question.value("before", std::size_t{3}),
                          question.value("after", std::size_t{3}),
                          question.value("limit", std::size_t{10}),
                          question.value("repeats", "keep") == "collapse",
                          Nodes(asked.plan.symbols().size()),
                          std::move(comparison)};
  }
};

/// The nodes around the event of one case after another.
class Surroundings {
 public:
  static Result<Surroundings> make(const MatrixQuestion& question, const CaseView& view) {
    Surroundings reader(question, view);
    CAIRN_TRY(reader.matches_, question.around.on(view));
    return reader;
  }

  /// One node for every position; false when the case has no such event.
  bool read(std::size_t c, std::vector<std::uint32_t>& nodes) {
    const Nodes& kinds = question_.nodes;
    items_.clear();
    std::optional<std::size_t> at;
    Runs runs(view_, matches_, question_.collapse, c);
    while (runs.more() && (!at || items_.size() <= *at + question_.after)) {
      auto run = runs.next();
      if (!at && run.matches) at = items_.size();
      items_.push_back(run.item);
    }
    if (!at) return false;
    bool open = !view_.state.empty() && view_.state[c] == CaseState::in_progress;
    nodes.clear();
    for (std::size_t p = 0; p < question_.positions(); ++p) {
      std::size_t i = *at + p;  // of the item, counted from `before` items ahead of the first
      nodes.push_back(i < question_.before                   ? kinds.start
                      : i - question_.before < items_.size() ? items_[i - question_.before]
                      : open                                 ? kinds.in_progress
                                                             : kinds.ended);
    }
    return true;
  }

 private:
  Surroundings(const MatrixQuestion& question, const CaseView& view) : question_(question), view_(view) {}
  const MatrixQuestion& question_;
  const CaseView& view_;
  std::vector<Matches> matches_;
  std::vector<std::uint32_t> items_;
};

struct Cell {
  std::uint64_t cases = 0, customers = 0, last_customer = 0;
};

/// Cells by position · all nodes + node.
struct Group {
  std::vector<Cell> cells;
  std::uint64_t cases = 0;  ///< with the event
  void merge(Group&& other, Pace&) {
    cells.resize(std::max(cells.size(), other.cells.size()));
    for (std::size_t i = 0; i < other.cells.size(); ++i) {
      cells[i].cases += other.cells[i].cases;
      cells[i].customers += other.cells[i].customers;
    }
    cases += other.cases;
  }
};

struct Counting {
  std::vector<Group> groups;
  std::uint64_t running = 0, matched = 0, both = 0;
  void merge(Counting&& other, Pace& pace) {
    merge_groups(groups, std::move(other.groups), pace);
    matched += other.matched;
    both += other.both;
  }
};

struct ItemCounts {
  std::vector<std::uint64_t> cases;
  void merge(ItemCounts&& other, Pace&) {
    for (std::size_t i = 0; i < cases.size(); ++i) cases[i] += other.cases[i];
  }
};

/// The items that are shown at all positions: the most frequent over the whole matrix.
Result<Fold> fold_of(const Asked& asked, const MatrixQuestion& question) {
  if (question.limit >= question.nodes.items) return Fold();
  Basis again;
  Breakdown none;
  ItemCounts blank{std::vector<std::uint64_t>(question.nodes.items)};
  auto each = [&](const CaseView& view, ItemCounts& partial) -> Result<void> {
    CAIRN_TRY(auto reader, Surroundings::make(question, view));
    CAIRN_TRY(auto membership, Membership::make(question.comparison, none, view));
    std::vector<std::uint32_t> nodes;
    for (std::size_t c = 0; c < view.cases(); ++c) {
      if (!membership.in_any(c) || !reader.read(c, nodes)) continue;
      for (auto node : nodes)
        if (node < question.nodes.items) ++partial.cases[node];
    }
    return {};
  };
  CAIRN_TRY(auto counted, over_buckets(asked, again, blank, each));
  return Fold::of(asked, question.nodes, counted.cases, question.limit);
}

Result<void> count(const MatrixQuestion& question, const Breakdown& breakdown, const Fold& fold, const CaseView& view,
                   Counting& partial) {
  CAIRN_TRY(auto reader, Surroundings::make(question, view));
  CAIRN_TRY(auto membership, Membership::make(question.comparison, breakdown, view));
  std::vector<std::uint32_t> nodes;
  for (std::size_t c = 0; c < view.cases(); ++c) {
    if (c == 0 || view.customer_of(c) != view.customer_of(c - 1)) ++partial.running;
    if (!reader.read(c, nodes)) continue;
    ++partial.matched;
    partial.both += membership.in_both(c);
    membership.of(c, [&](std::size_t g) {
      Group& group = partial.groups[g];
      ++group.cases;
      for (std::size_t p = 0; p < nodes.size(); ++p) {
        Cell& cell = group.cells[p * question.nodes.all + fold.shown(0, nodes[p])];
        ++cell.cases;
        cell.customers += cell.last_customer != partial.running;
        cell.last_customer = partial.running;
      }
    });
  }
  return {};
}

std::int64_t position_of(const MatrixQuestion& question, std::size_t p) {
  return static_cast<std::int64_t>(p) - static_cast<std::int64_t>(question.before);
}

/// The rows of one group, or of the two of a comparison.
void write(const Asked& asked, const MatrixQuestion& question, const Json& head, std::span<const Group> groups,
           Answer& answer) {
  auto cell = [&](std::size_t g, std::size_t p, std::uint32_t node) -> const Cell& {
    return groups[g].cells[p * question.nodes.all + node];
  };
  for (std::size_t p = 0; p < question.positions(); ++p) {
    std::vector<std::tuple<std::int64_t, std::string, std::uint32_t>> order;
    for (std::uint32_t node = 0; node < question.nodes.all; ++node) {
      std::uint64_t cases = 0;
      for (std::size_t g = 0; g < groups.size(); ++g) cases += cell(g, p, node).cases;
      if (cases > 0) order.emplace_back(-static_cast<std::int64_t>(cases), question.nodes.name(asked, node), node);
    }
    std::sort(order.begin(), order.end());
    for (const auto& [cases, name, node] : order) {
      Json row = head;
      row.insert(row.end(), {position_of(question, p), name});
      const Cell& first = cell(0, p, node);
      if (question.comparison)
        push_comparison(row, first.cases, groups[0].cases, cell(1, p, node).cases, groups[1].cases);
      else
        row.insert(row.end(), {first.cases, first.customers, share(first.cases, groups[0].cases)});
      answer.rows.push_back(std::move(row));
    }
  }
}

void head(const MatrixQuestion& question, const Breakdown& breakdown, Answer& answer) {
  breakdown.head(answer);
  answer.column("position", "integer");
  answer.column("symbol", "symbol");
  if (question.comparison) return comparison_head(answer);
  answer.column("cases", "integer");
  answer.column("customers", "integer");
  answer.column("share", "share");
}

}  // namespace

Result<Answer> answer_step_matrix(const Asked& asked) {
  Answer answer;
  CAIRN_TRY(auto question, MatrixQuestion::of(asked));
  CAIRN_TRY(auto breakdown, Breakdown::of_cases(asked));
  CAIRN_TRY(auto fold, fold_of(asked, question));
  Counting blank;
  blank.groups.resize(question.comparison ? 2 : breakdown.names.size());
  for (auto& group : blank.groups) group.cells.resize(question.positions() * question.nodes.all);
  CAIRN_TRY(auto counted,
            over_buckets(asked, answer.basis, blank, [&](const CaseView& view, Counting& partial) -> Result<void> {
              return count(question, breakdown, fold, view, partial);
            }));
  head(question, breakdown, answer);
  if (question.comparison)
    write(asked, question, Json::array(), counted.groups, answer);
  else
    for (std::size_t g = 0; g < counted.groups.size(); ++g)
      write(asked, question, breakdown.row(g), std::span(counted.groups).subspan(g, 1), answer);
  answer.totals = {{"cases", answer.basis.cases}, {"matched", counted.matched}};
  if (question.comparison) answer.totals["both"] = counted.both;
  if (fold.folded(0) > 0) {
    answer.totals["other_items"] = fold.folded(0);
    answer.note(fmt::format("{} more items are together in {} (--limit)", fold.folded(0), other_name));
  }
  if (counted.both > 0) answer.note(note_of_both(counted.both));
  return answer;
}

Result<Selector> select_step_matrix(const Asked& asked, const Json& at) {
  CAIRN_TRY(auto made, MatrixQuestion::of(asked));
  auto question = std::make_shared<const MatrixQuestion>(std::move(made));
  for (const char* field : {"position", "symbol"})
    if (!at.contains(field))
      return Error{ErrorCode::invalid, fmt::format("'at' of a step matrix needs '{}'", field),
                   fmt::format("question.at.{}", field), R"(for example {"position":-1,"symbol":"cart"})"};
  auto position = at["position"].get<std::int64_t>();
  auto from = -static_cast<std::int64_t>(question->before), to = static_cast<std::int64_t>(question->after);
  if (position < from || position > to)
    return Error{ErrorCode::invalid, fmt::format("expected {} to {}, found {}", from, to, position),
                 "question.at.position", ""};
  auto p = static_cast<std::size_t>(position - from);
  CAIRN_TRY(auto node, question->nodes.named(asked, at["symbol"].get<std::string>(), "question.at.symbol"));
  CAIRN_TRY(auto fold, fold_of(asked, *question));
  CAIRN_TRY(auto choice, MemberChoice::make(asked, question->comparison, at));
  return Selector([question, choice, fold, node, p](const CaseView& view) -> Result<CaseCount> {
    CAIRN_TRY(auto reader, Surroundings::make(*question, view));
    CAIRN_TRY(auto chosen, choice.on(view));
    return CaseCount([question, fold, node, p, chosen, reader,
                      nodes = std::vector<std::uint32_t>()](std::size_t c) mutable -> std::uint64_t {
      return chosen[c] && reader.read(c, nodes) && fold.shown(0, nodes[p]) == node;
    });
  });
}

}  // namespace cairn::journey
