// Conformance, the slow way: try all with no deviation, then with one, with two, until a reading of the whole case is
// found. What may still come is kept as the rest of the designed tree itself.
#include <algorithm>
#include <functional>
#include <memory>
#include <set>

#include "reference_rows.h"

namespace cairn::reference {
namespace {

// ---- the design as a tree, and what is left of it after an element ----

struct Tree;
using Node = std::shared_ptr<const Tree>;
struct Tree {
  std::string kind;  ///< done, leaf, sequence, choice, parallel, loop, optional
  int leaf = 0;
  std::vector<Node> parts;
};

Node make(const std::string& kind, std::vector<Node> parts, int leaf = 0) {
  return std::make_shared<const Tree>(Tree{kind, leaf, std::move(parts)});
}
Node done() { return make("done", {}); }

bool can_end(const Node& node) {
  auto ends = [](const Node& part) { return can_end(part); };
  if (node->kind == "done" || node->kind == "optional") return true;
  if (node->kind == "leaf") return false;
  if (node->kind == "choice" || node->kind == "loop") return std::any_of(node->parts.begin(), node->parts.end(), ends);
  return std::all_of(node->parts.begin(), node->parts.end(), ends);
}

/// What is left after this leaf; none: it cannot come next. A leaf is in the tree once, except for the copies in loops.
std::vector<Node> after(const Node& node, int leaf) {
  std::vector<Node> rests;
  const auto& parts = node->parts;
  if (node->kind == "leaf" && node->leaf == leaf) rests.push_back(done());
  if (node->kind == "choice" || node->kind == "optional")
    for (const auto& part : parts)
      for (const auto& rest : after(part, leaf)) rests.push_back(rest);
  if (node->kind == "loop")
    for (const auto& rest : after(parts[0], leaf)) rests.push_back(make("sequence", {rest, make("optional", {node})}));
  if (node->kind == "parallel")
    for (std::size_t i = 0; i < parts.size(); ++i)
      for (const auto& rest : after(parts[i], leaf)) {
        auto others = parts;
        others[i] = rest;
        rests.push_back(make("parallel", others));
      }
  if (node->kind == "sequence")
    for (std::size_t i = 0; i < parts.size(); ++i) {
      for (const auto& rest : after(parts[i], leaf)) {
        std::vector<Node> left{rest};
        for (std::size_t k = i + 1; k < parts.size(); ++k) left.push_back(parts[k]);
        rests.push_back(make("sequence", left));
      }
      if (!can_end(parts[i])) break;
    }
  return rests;
}

std::string written(const Node& node) {
  std::string text = node->kind.substr(0, 2) + (node->kind == "leaf" ? std::to_string(node->leaf) : "");
  if (node->parts.empty()) return text;
  text += "(";
  for (const auto& part : node->parts)
    if (node->kind != "sequence" || part->kind != "done") text += written(part) + " ";
  return text + ")";
}

struct Leaf {
  std::size_t element = 0;
  std::optional<std::int64_t> within;
};

struct Design {
  Node tree;
  std::vector<Leaf> leaves;
  std::vector<Json> elements;
  std::vector<std::string> names;
  std::vector<std::vector<Json>> failed;
};

Node read(const Json& json, Design& design) {
  auto leaf = [&](const Json& element, const Json& fields) {
    auto at = static_cast<std::size_t>(std::find(design.elements.begin(), design.elements.end(), element) -
                                       design.elements.begin());
    if (at == design.elements.size()) {
      design.elements.push_back(element);
      design.failed.emplace_back();
      design.names.push_back(element.is_string() ? element.get<std::string>()
                                                 : to_text(*event_predicate_from(element, "")));
    }
    Leaf one{at, std::nullopt};
    if (fields.contains("within")) one.within = parse_duration(fields["within"].get<std::string>(), "")->ms;
    if (fields.contains("failed")) design.failed[at].push_back(fields["failed"]);
    design.leaves.push_back(one);
    return make("leaf", {}, static_cast<int>(design.leaves.size()) - 1);
  };
  if (json.is_string()) return leaf(json, Json::object());
  if (json.is_object() && json.contains("element")) return leaf(json["element"], json);
  std::string kind = json.is_array() ? "sequence" : json.begin().key();
  const Json& inside = json.is_array() ? json : json.begin().value();
  std::vector<Node> parts;
  if (kind == "loop" || kind == "optional")
    parts.push_back(read(inside, design));
  else
    for (const auto& part : inside) parts.push_back(read(part, design));
  return make(kind, parts);
}

// ---- one case ----

struct Move {
  char kind;  ///< m match, h ad hoc, s missing
  int leaf;
};

class Search {
 public:
  Search(const Design& design, const std::vector<std::size_t>& trace, bool open)
      : design_(design), trace_(trace), open_(open) {}
  /// Fewest deviations, then fewest ad hoc, then the first by its moves.
  std::vector<Move> best() {
    for (std::size_t cost = 0;; ++cost)
      for (std::size_t ad_hoc = 0; ad_hoc <= cost; ++ad_hoc) {
        failed_.clear();
        moves_.clear();
        if (find(0, design_.tree, ad_hoc, cost - ad_hoc)) return moves_;
      }
  }

 private:
  bool find(std::size_t i, const Node& rest, std::size_t ad_hoc, std::size_t missing) {
    if (i == trace_.size() && ad_hoc == 0 && missing == 0 && (open_ || can_end(rest))) return true;
    auto key = std::to_string(i) + "/" + std::to_string(ad_hoc) + "/" + std::to_string(missing) + "/" + written(rest);
    if (failed_.count(key)) return false;
    auto go = [&](Move move, std::size_t next, const Node& left, std::size_t h, std::size_t s) {
      moves_.push_back(move);
      if (find(next, left, h, s)) return true;
      moves_.pop_back();
      return false;
    };
    int leaves = static_cast<int>(design_.leaves.size());
    for (int leaf = 0; i < trace_.size() && leaf < leaves; ++leaf)
      if (design_.leaves[static_cast<std::size_t>(leaf)].element == trace_[i])
        for (const auto& left : after(rest, leaf))
          if (go({'m', leaf}, i + 1, left, ad_hoc, missing)) return true;
    if (i < trace_.size() && ad_hoc > 0 && go({'h', -1}, i + 1, rest, ad_hoc - 1, missing)) return true;
    for (int leaf = 0; missing > 0 && leaf < leaves; ++leaf)
      for (const auto& left : after(rest, leaf))
        if (go({'s', leaf}, i, left, ad_hoc, missing - 1)) return true;
    failed_.insert(key);
    return false;
  }
  const Design& design_;
  const std::vector<std::size_t>& trace_;
  bool open_;
  std::set<std::string> failed_;
  std::vector<Move> moves_;
};

std::size_t shortest(const Design& design) { return Search(design, {}, false).best().size(); }

struct Detour {
  std::string after, before;
  std::vector<std::string> between;
  std::int64_t ms;
};

struct Judged {
  std::string verdict;
  std::int64_t cost = 0, size = 0;
  struct Fate {
    std::uint64_t reached = 0, missing = 0, out_of_order = 0, ad_hoc = 0;
    bool failed = false;
    std::vector<std::int64_t> lateness;  ///< of every promised event; 0 or less: in time
  };
  std::vector<Fate> fates;
  std::map<std::string, std::uint64_t> others;
  std::vector<Detour> detours;
};

Design design_of(const Json& question) {
  Design design;
  design.tree = read(question["model"], design);
  return design;
}

Judged judge(const Case& one, const Cases& cases, const Json& question, const Design& design) {
  Judged judged;
  judged.fates.resize(design.elements.size());
  std::vector<std::size_t> trace;
  std::vector<const Item*> known;  // the items of the trace
  std::vector<std::string> shown;  // of every item
  for (const auto& item : one.items) {
    std::size_t e = 0;
    while (e < design.elements.size() && !is_element(design.elements[e], item)) ++e;
    if (e < design.elements.size()) {
      trace.push_back(e);
      known.push_back(&item);
    } else {
      ++judged.others[item.symbol];
    }
    shown.push_back(e < design.elements.size() ? design.names[e] : item.symbol);
    for (std::size_t f = 0; f < design.elements.size(); ++f)
      for (const auto& predicate : design.failed[f])
        if (is_element(predicate, item)) judged.fates[f].failed = true;
  }
  bool open = one.open && !question.value("complete", false);
  if (question.contains("window"))
    open = open && one.first() + parse_duration(question["window"].get<std::string>(), "")->ms >= cases.horizon;
  auto moves = Search(design, trace, open).best();
  std::int64_t others = static_cast<std::int64_t>(one.items.size() - trace.size()), length = 0;
  judged.cost = others;
  Node rest = design.tree;
  std::size_t at = 0;
  const Item* before = nullptr;
  std::map<std::string, std::int64_t> met;
  for (const auto& move : moves) {
    judged.cost += move.kind != 'm';
    length += move.kind != 'h';
    if (move.kind == 'h') ++judged.fates[trace[at++]].ad_hoc;
    if (move.kind == 'h') continue;
    const Leaf& leaf = design.leaves[static_cast<std::size_t>(move.leaf)];
    rest = after(rest, move.leaf).front();
    if (move.kind == 's') ++judged.fates[leaf.element].missing;
    if (move.kind == 's') continue;
    const Item* item = known[at++];
    auto& fate = judged.fates[leaf.element];
    ++fate.reached;
    std::vector<std::int64_t> lateness;
    if (leaf.within) lateness.push_back(item->event->ms - (before ? before->event->ms : one.first()) - *leaf.within);
    for (const auto& promise : question.value("promises", Json::array())) {
      if (promise["to"] != design.names[leaf.element]) continue;
      std::int64_t within = parse_duration(promise["within"].get<std::string>(), "")->ms;
      if (!promise.contains("from"))
        lateness.push_back(item->event->ms - one.first() - within);
      else if (auto from = promise["from"].get<std::string>(); met.count(from))
        lateness.push_back(item->event->ms - met[from] - within);
    }
    if (!lateness.empty()) fate.lateness.push_back(*std::max_element(lateness.begin(), lateness.end()));
    if (before && item - before > 1) {
      Detour detour{shown[static_cast<std::size_t>(before - one.items.data())],
                    shown[static_cast<std::size_t>(item - one.items.data())],
                    {},
                    item->event->ms - before->event->ms};
      for (const auto* between = before + 1; between < item; ++between) {
        const auto& name = shown[static_cast<std::size_t>(between - one.items.data())];
        if (detour.between.empty() || detour.between.back() != name) detour.between.push_back(name);
      }
      if (detour.between.size() > 6) {
        detour.between.resize(6);
        detour.between.emplace_back("…");
      }
      judged.detours.push_back(detour);
    }
    met[design.names[leaf.element]] = item->event->ms;
    before = item;
  }
  for (auto& fate : judged.fates) {
    fate.out_of_order = std::min(fate.missing, fate.ad_hoc);
    fate.missing -= fate.out_of_order;
    fate.ad_hoc -= fate.out_of_order;
  }
  judged.size =
      static_cast<std::int64_t>(one.items.size()) + (open ? length : static_cast<std::int64_t>(shortest(design)));
  judged.verdict = judged.cost > 0 ? "deviating" : can_end(rest) ? "fit" : "in_progress";
  return judged;
}

struct Summary {
  std::uint64_t cases = 0, fit = 0, deviating = 0, in_progress = 0;
  std::map<std::pair<std::int64_t, std::int64_t>, std::uint64_t> fitness;
  void add(const Judged& one) {
    ++cases;
    fit += one.verdict == "fit";
    deviating += one.verdict == "deviating";
    in_progress += one.verdict == "in_progress";
    ++fitness[{one.cost, one.size}];
  }
  Json mean() const {
    double sum = 0;
    for (const auto& [each, n] : fitness)
      sum += static_cast<double>(n) * (1 - static_cast<double>(each.first) / static_cast<double>(each.second));
    return cases == 0 ? Json() : Json(sum / static_cast<double>(cases));
  }
};

}  // namespace

Table conformance(const Cases& cases, const Json& question) {
  Table table;
  Design design = design_of(question);
  Summary all;
  Json groups = Json::array(), detours = Json::array();
  std::uint64_t different = 0;
  for (const auto& [group, members] : split(cases, question)) {
    Summary sum;
    std::vector<Judged> judged;
    for (const auto* one : members) {
      judged.push_back(judge(*one, cases, question, design));
      sum.add(judged.back());
      all.add(judged.back());
    }
    auto n = static_cast<std::uint64_t>(judged.size());
    for (std::size_t e = 0; e < design.elements.size(); ++e) {
      std::uint64_t events = 0, reached = 0, missing = 0, moved = 0, ad_hoc = 0, failed = 0, promised = 0;
      std::vector<std::int64_t> late;
      for (const auto& one : judged) {
        const auto& fate = one.fates[e];
        events += fate.reached + fate.out_of_order + fate.ad_hoc;
        reached += fate.reached > 0;
        missing += fate.missing > 0;
        moved += fate.out_of_order > 0;
        ad_hoc += fate.ad_hoc > 0;
        failed += fate.failed;
        promised += fate.lateness.size();
        for (auto ms : fate.lateness)
          if (ms > 0) late.push_back(ms);
      }
      bool has = false;
      for (const auto& leaf : design.leaves) has = has || (leaf.element == e && leaf.within);
      for (const auto& promise : question.value("promises", Json::array()))
        has = has || promise["to"] == design.names[e];
      Json row = row_of(question, group);
      row.insert(row.end(), {design.names[e], "designed", events, reached, ratio(reached, n), missing, moved, ad_hoc});
      row.push_back(design.failed[e].empty() ? Json() : Json(failed));
      row.push_back(has ? Json(promised) : Json());
      row.push_back(has ? Json(late.size()) : Json());
      row.push_back(has ? ratio(late.size(), promised) : Json());
      row.push_back(quantile(late, 0.5));
      table.rows.push_back(row);
    }
    std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> others;  // cases, events
    for (const auto& one : judged)
      for (const auto& [name, times] : one.others) {
        ++others[name].first;
        others[name].second += times;
      }
    std::vector<std::pair<std::int64_t, std::string>> order;
    for (const auto& [name, count] : others) order.emplace_back(-static_cast<std::int64_t>(count.first), name);
    std::sort(order.begin(), order.end());
    for (const auto& [rank, name] : order) {
      Json row = row_of(question, group);
      row.insert(row.end(), {name, "ad hoc", others[name].second, nullptr, ratio(others[name].first, n), nullptr,
                             nullptr, others[name].first, nullptr, nullptr, nullptr, nullptr, nullptr});
      table.rows.push_back(row);
    }
    struct Seen {
      std::set<std::string> people;
      std::uint64_t in_cases = 0;
      std::vector<std::int64_t> times;
    };
    std::map<std::vector<std::string>, Seen> found;
    for (std::size_t i = 0; i < judged.size(); ++i) {
      std::set<std::vector<std::string>> once;
      for (const auto& detour : judged[i].detours) {
        std::vector<std::string> key{detour.after, detour.before};
        key.insert(key.end(), detour.between.begin(), detour.between.end());
        found[key].people.insert(members[i]->customer);
        found[key].times.push_back(detour.ms);
        once.insert(key);
      }
      for (const auto& key : once) ++found[key].in_cases;
    }
    using Rank = std::tuple<std::int64_t, std::int64_t, std::vector<std::string>>;
    std::vector<Rank> ranks;
    for (const auto& [key, seen] : found) {
      std::int64_t people = static_cast<std::int64_t>(seen.people.size()), time = 0;
      for (auto ms : seen.times) time += ms;
      bool by_time = question.value("detours_by", "") == "time";
      ranks.emplace_back(by_time ? -time : -people, by_time ? -people : -time, key);
    }
    std::sort(ranks.begin(), ranks.end());
    different += ranks.size();
    for (std::size_t i = 0; i < ranks.size() && i < question.value("limit", std::size_t{20}); ++i) {
      const auto& key = std::get<2>(ranks[i]);
      const Seen& seen = found[key];
      std::int64_t time = 0;
      for (auto ms : seen.times) time += ms;
      Json row = row_of(question, group);
      row.push_back(key[0]);
      row.push_back(std::vector<std::string>(key.begin() + 2, key.end()));
      row.push_back(key[1]);
      row.insert(row.end(), {seen.people.size(), seen.in_cases, seen.times.size()});
      row.push_back(quantile(seen.times, 0.5));
      row.push_back(seconds(static_cast<double>(time)));
      detours.push_back(row);
    }
    Json row = row_of(question, group);
    row.insert(row.end(), {sum.cases, sum.fit, sum.deviating, sum.in_progress, 0,
                           ratio(sum.fit, sum.fit + sum.deviating), sum.mean()});
    groups.push_back(row);
  }
  std::int64_t cost = 0, size = 0;
  for (const auto& [each, n] : all.fitness) {
    cost += each.first * static_cast<std::int64_t>(n);
    size += each.second * static_cast<std::int64_t>(n);
  }
  table.totals = {{"cases", all.cases},
                  {"fit", all.fit},
                  {"deviating", all.deviating},
                  {"in_progress", all.in_progress},
                  {"not_aligned", 0},
                  {"fit_share", ratio(all.fit, all.fit + all.deviating)},
                  {"fitness", all.mean()},
                  {"log_fitness", size == 0 ? Json() : Json(1 - static_cast<double>(cost) / static_cast<double>(size))},
                  {"model_length", shortest(design)}};
  if (question.contains("by"))
    table.parts.push_back({{"name", "groups"}, {"rows", groups}, {"totals", Json::object()}});
  table.parts.push_back({{"name", "detours"}, {"rows", detours}, {"totals", {{"detours", different}}}});
  return table;
}

std::uint64_t conformance_occurrences(const Case& one, const Cases& cases, const Json& question, const Json& at) {
  Design design = design_of(question);
  Judged judged = judge(one, cases, question, design);
  if (at.contains("detour")) {
    std::uint64_t n = 0;
    for (const auto& detour : judged.detours)
      n += at["after"] == detour.after && at["before"] == detour.before && at["detour"] == Json(detour.between);
    return n;
  }
  if (!at.contains("element")) return !at.contains("state") || at["state"] == judged.verdict;
  auto found = std::find(design.names.begin(), design.names.end(), at["element"].get<std::string>());
  if (found == design.names.end()) return judged.others.count(at["element"].get<std::string>());
  const auto& fate = judged.fates[static_cast<std::size_t>(found - design.names.begin())];
  auto state = at["state"].get<std::string>();
  if (state == "reached") return fate.reached > 0;
  if (state == "missing") return fate.missing > 0;
  if (state == "out_of_order") return fate.out_of_order > 0;
  if (state == "ad_hoc") return fate.ad_hoc > 0;
  if (state == "failed") return fate.failed;
  if (state == "promised") return fate.lateness.size();
  return static_cast<std::uint64_t>(
      std::count_if(fate.lateness.begin(), fate.lateness.end(), [](std::int64_t ms) { return ms > 0; }));
}

}  // namespace cairn::reference
