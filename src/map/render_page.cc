#include "map/render_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "draw/charts.h"
#include "draw/svg.h"
#include "draw/text_size.h"
#include "map/render_lines.h"
#include "map/render_sheet.h"
#include "map/words.h"

namespace cairn::map {

namespace {

using draw::Fill;
using draw::Ink;
using draw::Pattern;

constexpr std::size_t most_links = 12;

/// What every chart needs to hand.
class Charts {
 public:
  Charts(const Board& board, Language language) : board_(board), language_(language) {}

  PageChart stages() const {
    PageChart chart = start("stages", Word::chart_stages, Word::chart_stages_about);
    chart.table = table({Word::stage, Word::entered, Word::move_on, Word::leave_here, Word::kept, Word::missed,
                         Word::in_progress, Word::conversion, Word::dwell});
    std::vector<draw::FunnelStep> steps;
    for (const BoardStage& stage : board_.stages) {
      if (stage.observed == nullptr) continue;
      const StageObserved& seen = *stage.observed;
      bool judged = stage.stage->by_milestones, end = stage.last && !judged;
      std::string caption = one_line(stage_caption(board_, stage, language_));
      steps.push_back(
          {label(stage.stage->label), short_count_text(seen.entered, language_), number(seen.entered),
           end ? 0 : number(seen.moved_on), end ? 0 : number(seen.left), end ? 0 : number(seen.in_progress), caption,
           label(stage.stage->label) + " · " + phrase(Word::n_entered, language_, count_text(seen.entered)) +
               (caption.empty() ? "" : " · " + caption)});
      std::string none = "–";
      double share = judged ? part_of(seen.moved_on, stage.judged())
                     : end  ? std::nan("")
                            : part_of(seen.moved_on, stage.known());
      chart.table.rows.push_back(
          {label(stage.stage->label), count_text(seen.entered), judged || end ? none : count_text(seen.moved_on),
           judged || end ? none : count_text(seen.left), judged ? count_text(seen.moved_on) : none,
           judged ? count_text(seen.left) : none, end ? none : count_text(seen.in_progress), share_text(share),
           stage.last ? none : duration_text(seen.dwell_median, language_)});
    }
    chart.picture = draw::funnel(frame(chart), steps);
    return chart;
  }

  PageChart transitions() const {
    PageChart chart = start("transitions", Word::chart_flow, Word::chart_flow_about);
    chart.table =
        table({Word::touchpoint, Word::to_word, Word::count, Word::cases, Word::share, Word::median, Word::p95});
    chart.table.numeric[1] = false;
    std::vector<draw::FlowNode> left, right;
    std::vector<draw::FlowLink> links;
    std::map<std::size_t, std::size_t> left_at, right_at;  // by touchpoint, in the order of the map
    std::vector<const BoardLink*> shown;
    for (const BoardLink& link : board_.links) {
      if (link.observed == nullptr || link.observed->count == 0) continue;
      const LinkObserved& seen = *link.observed;
      chart.table.rows.push_back({name(link.from), name(link.to), count_text(seen.count), count_text(seen.cases),
                                  share_text(seen.share), duration_text(seen.gap_median, language_),
                                  duration_text(seen.gap_p95, language_)});
      if (shown.size() >= most_links) continue;
      shown.push_back(&link);
      left_at[link.from];
      right_at[link.to];
    }
    auto number_sides = [&](auto& at, auto& nodes, bool from) {
      for (auto& [touchpoint, position] : at) {
        position = nodes.size();
        std::uint64_t total = 0;
        for (const BoardLink* link : shown)
          if ((from ? link->from : link->to) == touchpoint) total += link->observed->count;
        nodes.push_back({name(touchpoint), count_text(total)});
      }
    };
    number_sides(left_at, left, true);
    number_sides(right_at, right, false);
    // In the order of both sides, so that bands leave and arrive without crossing at a node.
    std::sort(shown.begin(), shown.end(), [](const BoardLink* a, const BoardLink* b) {
      return std::pair(a->from, a->to) < std::pair(b->from, b->to);
    });
    for (const BoardLink* link : shown)
      links.push_back({left_at[link->from], right_at[link->to], number(link->observed->count),
                       phrase(Word::from_to, language_, name(link->from), name(link->to)) + " · " +
                           phrase(Word::n_times, language_, count_text(link->observed->count)) + " · " +
                           share_text(link->observed->share),
                       link->back});
    chart.picture = draw::flow(frame(chart), left, right, links);
    return chart;
  }

  PageChart waits() const {
    PageChart chart = start("waits", Word::chart_waits, Word::chart_waits_about);
    chart.table = table({Word::touchpoint, Word::cases, Word::median, Word::p95});
    double longest = 1;
    auto known = [](const BoardTouchpoint& t) {
      return t.observed && std::isfinite(t.observed->wait_median) && t.observed->wait_median >= 0 &&
             t.observed->cases > t.observed->ended;
    };
    for (const BoardTouchpoint& each : board_.touchpoints)
      if (known(each))
        longest = std::max({longest, each.observed->wait_median,
                            std::isfinite(each.observed->wait_p95) ? each.observed->wait_p95 : 0});
    // Logarithmic from one second: waits go from seconds to months.
    auto place = [&](double seconds) {
      return std::isfinite(seconds) ? std::log1p(std::max(seconds, 0.0)) / std::log1p(longest) : 0;
    };
    std::vector<draw::BarRow> rows;
    for (const BoardTouchpoint& each : board_.touchpoints) {
      if (!known(each)) continue;
      std::string text = label(each.touchpoint->label), median = duration_text(each.observed->wait_median, language_),
                  p95 = duration_text(each.observed->wait_p95, language_);
      bool attention = std::any_of(each.pains.begin(), each.pains.end(),
                                   [&](std::size_t p) { return board_.pains[p].pain->kind == "wait"; });
      Fill fill = attention ? Fill{Ink::orange_soft, Pattern::hatch, Ink::orange_mid}
                            : Fill{Ink::blue_mid, Pattern::none, Ink::none};
      rows.push_back({text,
                      {{place(each.observed->wait_median), fill}},
                      place(each.observed->wait_p95),
                      median + " – " + p95,
                      text + " · " + word(Word::median, language_) + " " + median + " · " + word(Word::p95, language_) +
                          " " + p95});
      chart.table.rows.push_back({text, count_text(each.observed->cases), median, p95});
    }
    chart.picture = draw::bars(frame(chart), rows);
    return chart;
  }

  PageChart leaves() const {
    PageChart chart = start("leaves", Word::chart_leaves, Word::chart_leaves_about);
    chart.table = table({Word::touchpoint, Word::cases, Word::leave_here, Word::share, Word::repeat_share});
    std::vector<std::size_t> order;
    for (std::size_t t = 0; t < board_.touchpoints.size(); ++t) {
      if (std::isfinite(board_.touchpoints[t].leave_share) && board_.touchpoints[t].left > 0) order.push_back(t);
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return board_.touchpoints[a].left > board_.touchpoints[b].left;
    });
    std::uint64_t most = order.empty() ? 1 : board_.touchpoints[order.front()].left;
    std::vector<draw::BarRow> rows;
    for (std::size_t t : order) {
      const TouchpointObserved& seen = *board_.touchpoints[t].observed;
      std::uint64_t left = board_.touchpoints[t].left;
      std::string share = share_text(board_.touchpoints[t].leave_share);
      rows.push_back({name(t),
                      {{part_of(left, most), {Ink::orange_soft, Pattern::hatch, Ink::orange_mid}}},
                      std::nan(""),
                      count_text(left) + " · " + share,
                      name(t) + " · " + phrase(Word::share_leave, language_, share)});
      chart.table.rows.push_back(
          {name(t), count_text(seen.cases), count_text(left), share, share_text(seen.repeat_share)});
    }
    chart.picture = draw::bars(frame(chart), rows);
    return chart;
  }

 private:
  static double number(std::uint64_t count) { return static_cast<double>(count); }
  std::string label(const Label& text) const { return one_line(text.in(language_)); }
  std::string name(std::size_t touchpoint) const { return label(board_.touchpoints[touchpoint].touchpoint->label); }
  PageChart start(const char* id, Word title, Word about) const {
    return {id, word(title, language_), word(about, language_), {}, {}};
  }
  draw::ChartFrame frame(const PageChart& chart) const {
    return {chart.title, chart.about, std::string(tag(language_)), 760};
  }
  PageTable table(std::initializer_list<Word> head) const {
    PageTable made;
    for (Word each : head) {
      made.head.push_back(word(each, language_));
      made.numeric.push_back(made.head.size() > 1);
    }
    return made;
  }

  const Board& board_;
  Language language_;
};

}  // namespace

std::vector<PageChart> charts_of(const Board& board, Language language) {
  std::vector<PageChart> charts;
  if (board.observed == nullptr) return charts;
  Charts make(board, language);
  for (PageChart chart : {make.stages(), make.transitions(), make.waits(), make.leaves()}) {
    if (chart.table.rows.empty()) continue;
    chart.table.caption = chart.title;
    charts.push_back(std::move(chart));
  }
  return charts;
}

std::string text_html(const std::string& text, Language language) {
  std::string own = draw::language_of(text, tag(language));
  if (own == tag(language)) return draw::escape_xml(text);
  return fmt::format("<span lang=\"{}\">{}</span>", own, draw::escape_xml(text));
}

std::string table_html(const PageTable& table, Language language) {
  std::string out = "<table><caption>" + text_html(table.caption, language) + "</caption><thead><tr>";
  for (std::size_t c = 0; c < table.head.size(); ++c)
    out += fmt::format("<th scope=\"col\"{}>{}</th>", table.numeric[c] ? " class=\"n\"" : "",
                       draw::escape_xml(table.head[c]));
  out += "</tr></thead><tbody>\n";
  for (const auto& row : table.rows) {
    out += "<tr>";
    for (std::size_t c = 0; c < row.size(); ++c) {
      std::string cell = table.numeric[c] ? draw::escape_xml(row[c]) : text_html(row[c], language);
      out += c == 0 ? "<th scope=\"row\">" + cell + "</th>"
                    : fmt::format("<td{}>{}</td>", table.numeric[c] ? " class=\"n\"" : "", cell);
    }
    out += "</tr>\n";
  }
  return out + "</tbody></table>";
}

}  // namespace cairn::map
