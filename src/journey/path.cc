#include "journey/path.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "journey/breakdown.h"

namespace cairn::journey {
namespace {
constexpr const char* names_of_others[] = {"...", "(start)", "(ended)", "(in progress)", other_name};
}  // namespace

std::string Nodes::name(const Asked& asked, std::uint32_t node) const {
  return node < items ? asked.plan.symbols()[node] : names_of_others[node - items];
}

Result<std::uint32_t> Nodes::named(const Asked& asked, const std::string& name, const std::string& where) const {
  std::vector<std::string> known = asked.plan.symbols();
  known.insert(known.end(), std::begin(names_of_others), std::end(names_of_others));
  auto found = std::find(known.begin(), known.end(), name);
  if (found == known.end())
    return Error{ErrorCode::not_found, fmt::format("no item is named '{}'", name), where, suggest(name, known)};
  return static_cast<std::uint32_t>(found - known.begin());
}

Result<PathRule> PathRule::of(const Asked& asked) {
  const Json& question = asked.question;
  PathRule rule;
  rule.depth = rule.columns = question.value("depth", std::size_t{5});
  rule.collapse = question.value("repeats", "collapse") == "collapse";
  rule.start = question.contains("start");
  rule.end = question.contains("end");
  std::vector<std::pair<Json, std::string>> ends;
  if (rule.start) ends.emplace_back(question["start"], "question.start");
  if (rule.end) ends.emplace_back(question["end"], "question.end");
  if (!ends.empty()) {
    CAIRN_TRY(rule.ends, Elements::make(asked, ends));
  }
  if (rule.start && rule.end) {
    if (rule.depth < 2)
      return Error{ErrorCode::invalid,
                   fmt::format("from a start to an end there are 2 items or more; found {}", rule.depth),
                   "question.depth", "use a depth of 2 or more"};
    rule.columns = std::max(rule.depth, rule.depth / 2 * 2 + 1);
  }
  return rule;
}

Result<PathReader> PathReader::make(const Asked& asked, const PathRule& rule, const CaseView& view) {
  PathReader reader(rule, view, Nodes(asked.plan.symbols().size()));
  if (rule.ends) {
    CAIRN_TRY(reader.matches_, rule.ends->on(view));
  }
  return reader;
}

void PathReader::push(const Runs::Run& run, const Runs::Run* before, Path& path) const {
  path.nodes.push_back(run.item);
  path.gap_ms.push_back(before ? static_cast<std::uint64_t>(view_.ms(run.last) - view_.ms(before->last)) : 0);
}

/// `runs_` from the start (or the beginning) to the end.
void PathReader::between(Path& path) const {
  std::size_t n = runs_.size();
  auto show = [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i)
      push(runs_[i], i > 0 && !path.nodes.empty() ? &runs_[i - 1] : nullptr, path);
  };
  if (n <= rule_.depth) return show(0, n);
  if (!rule_.start) return show(n - rule_.depth, n);
  std::size_t half = rule_.depth / 2;
  show(0, half);
  push(runs_[half], &runs_[half - 1], path);
  path.nodes.back() = nodes_.hidden;
  show(n - half, n);
}

bool PathReader::read(std::size_t c, Path& path) {
  path.nodes.clear();
  path.gap_ms.clear();
  runs_.clear();
  Runs runs(view_, matches_, rule_.collapse, c);
  const Matches start = 1, end = rule_.start ? 2 : 1;
  bool started = !rule_.start, found_end = false;
  while (runs.more() && !found_end && (rule_.end || runs_.size() < rule_.depth)) {
    auto run = runs.next();
    bool first = !started && (run.matches & start);
    started = started || first;
    if (!started) continue;
    runs_.push_back(run);
    found_end = rule_.end && !first && (run.matches & end);
  }
  if (!started || found_end != rule_.end) return false;
  between(path);
  if (path.nodes.size() < rule_.columns) {
    bool open = !rule_.end && !view_.state.empty() && view_.state[c] == CaseState::in_progress;
    path.nodes.push_back(open ? nodes_.in_progress : nodes_.ended);
    path.gap_ms.push_back(0);
  }
  return true;
}

}  // namespace cairn::journey
