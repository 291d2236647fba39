// The map in a terminal: a header, the stages as a band, then stage by stage its touchpoints as rows of one table.
//
//          Aware        Consider     Decide                        band
//   entered 12,480       7,613        3,654
//   ── 1 Aware ──────────────────────────────────────────────      stage
//    ▢ Sees an ad   web  ████████  8,120   9.4 min   12 %          touchpoint
//      ↺ back to … 1,234 times    ◇ fork 48 % …
//    ▲▲▲ P1 …                                                      pain
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "map/render.h"
#include "map/render_board.h"
#include "map/render_lines.h"
#include "map/words.h"

namespace cairn::map {

namespace {

const char* sign_of(Glyph glyph) {
  switch (glyph) {
    case Glyph::offline: return "◧";
    case Glyph::wechat: return "▣";
    case Glyph::external: return "✕";
    case Glyph::online: break;
  }
  return "▢";
}

Word word_of(Glyph glyph) {
  switch (glyph) {
    case Glyph::offline: return Word::offline;
    case Glyph::wechat: return Word::wechat;
    case Glyph::external: return Word::external;
    case Glyph::online: break;
  }
  return Word::online;
}

/// Columns of the touchpoint table, the same in every stage.
struct Table {
  int label = 20, channel = 0, bar = 8, cases = 8, wait = 10, leave = 8, again = 8;
  int left = 1;
};

class TextMap {
 public:
  TextMap(const JourneyMap& map, const Observed* observed, const RenderOptions& options)
      : map_(map), observed_(observed), language_(options.language), columns_(std::clamp(options.columns, 40, 400)),
        colour_(options.colour), zone_(options.zone), board_(board(map, observed)) {}

  std::string render() {
    header();
    if (board_.stages.empty()) {
      blank();
      paragraph(2, say(Word::nothing_here), Tone::quiet);
      return std::move(out_);
    }
    blank();
    band();
    lay_out_table();
    for (std::size_t s = 0; s < board_.stages.size(); ++s) stage(s);
    legend();
    return std::move(out_);
  }

 private:
  // -- small helpers -------------------------------------------------------------------------------------------------
  std::string say(Word name) const { return word(name, language_); }
  std::string label(const Label& text) const { return one_line(text.in(language_)); }
  void add(const Line& line) { out_ += line.text(columns_, colour_) + "\n"; }
  void blank() { out_ += "\n"; }

  /// A wrapped text; the lines after the first are indented alike.
  void paragraph(int indent, const std::string& text, Tone tone = Tone::plain, const Line& first = {}) {
    bool begun = false;
    for (const std::string& part : wrap(text, columns_ - indent)) {
      Line line = begun ? Line() : first;
      add(line.to(indent).put(trim(part), tone));
      begun = true;
    }
  }

  // -- header --------------------------------------------------------------------------------------------------------
  void header() {
    std::string basis = say(map_.basis == "to-be" ? Word::to_be : Word::as_is) + " · " +
                        phrase(Word::version, language_, map_.version);
    std::string title = label(map_.title).empty() ? say(Word::map_word) : label(map_.title);
    int room = columns_ - display_width(basis) - 2;
    if (display_width(title) <= room) {
      add(Line().put(title, Tone::strong).to(columns_ - display_width(basis)).put(basis, Tone::quiet));
    } else {
      paragraph(0, title, Tone::strong);
      add(Line().put(basis, Tone::quiet));
    }
    add(Line().rule("─", columns_));
    if (std::string goal = label(map_.purpose); !goal.empty()) fact(Word::goal, goal);
    if (observed_ == nullptr) {
      paragraph(0, say(Word::no_data_long), Tone::quiet);
      return;
    }
    fact(Word::period, date_text(observed_->from, zone_) + " – " + date_text(observed_->to, zone_));
    std::string counts = phrase(Word::n_cases, language_, count_text(observed_->cases));
    if (observed_->customers != observed_->cases)
      counts += " · " + phrase(Word::n_customers, language_, count_text(observed_->customers));
    fact(Word::basis, counts + " · " + phrase(Word::n_events, language_, count_text(observed_->events)));
    fact(Word::case_word, one_line(case_rule_text(map_.cases, language_)));
    if (std::isfinite(observed_->coverage)) {
      std::string covered = phrase(Word::covers, language_, share_text(observed_->coverage));
      if (std::isfinite(observed_->overview_coverage))
        covered += " · " + phrase(Word::covers_overview, language_, share_text(observed_->overview_coverage));
      fact(Word::coverage, covered);
    }
  }

  void fact(Word name, const std::string& text) {
    int indent = 2;
    for (Word each : {Word::goal, Word::period, Word::basis, Word::case_word, Word::coverage})
      indent = std::max(indent, display_width(say(each)) + 2);
    paragraph(indent, text, Tone::plain, Line().put(say(name), Tone::quiet));
  }

  // -- band ----------------------------------------------------------------------------------------------------------
  double conversion(const BoardStage& stage) const {
    if (stage.observed == nullptr || stage.observed->entered == 0) return std::nan("");
    if (stage.stage->by_milestones) return part_of(stage.observed->moved_on, stage.observed->entered);
    return stage.last ? std::nan("") : part_of(stage.observed->moved_on, stage.known());
  }

  void band() {
    int head = 0;
    for (Word each : {Word::entered, Word::move_on, Word::kept, Word::dwell})
      head = std::max(head, display_width(say(each)) + 2);
    const int count = static_cast<int>(board_.stages.size());
    const int width = (columns_ - head) / count;
    if (width < 9) return ladder();
    auto row = [&](const std::string& name, auto&& cell_of, Tone tone) {
      Line line;
      line.cell(name, head, Tone::quiet);
      bool any = false;
      for (const BoardStage& stage : board_.stages) {
        std::string text = cell_of(stage);
        any = any || !text.empty();
        line.cell(text, width - 1, tone).put(" ");
      }
      if (any) add(line);
    };
    row("", [&](const BoardStage& stage) { return label(stage.stage->label); }, Tone::strong);
    if (observed_ == nullptr) return;
    row(say(Word::entered),
        [&](const BoardStage& stage) { return stage.observed ? short_count_text(stage.observed->entered, language_) : "–"; },
        Tone::plain);
    row("", [&](const BoardStage& stage) { return entered_bar(stage, width - 2); }, Tone::accent);
    row(say(Word::move_on),
        [&](const BoardStage& stage) {
          if (stage.stage->by_milestones || stage.last) return std::string();
          return share_text(conversion(stage)) + " ▸";
        },
        Tone::plain);
    row(say(Word::kept),
        [&](const BoardStage& stage) {
          return stage.stage->by_milestones ? share_text(conversion(stage)) + " ✓" : std::string();
        },
        Tone::plain);
    row(say(Word::dwell),
        [&](const BoardStage& stage) {
          bool known = stage.observed && std::isfinite(stage.observed->dwell_median) && !stage.last && stage.observed->moved_on > 0;
          return known ? duration_text(stage.observed->dwell_median, language_) : std::string();
        },
        Tone::quiet);
  }

  std::string entered_bar(const BoardStage& stage, int width) const {
    return stage.observed ? bar_text(part_of(stage.observed->entered, board_.most_entered), width) : "";
  }

  /// The band upright, where it is too narrow for the stages side by side.
  void ladder() {
    int name = 8;
    for (const BoardStage& stage : board_.stages) name = std::max(name, display_width(label(stage.stage->label)));
    name = std::min(name, columns_ / 3);
    const int figures = 10, share = 12, bar = std::max(columns_ - name - figures - share - 4, 4);
    for (const BoardStage& stage : board_.stages) {
      Line line;
      line.cell(label(stage.stage->label), name, Tone::strong).put(" ");
      if (stage.observed != nullptr) {
        line.cell(short_count_text(stage.observed->entered, language_), figures, Tone::plain, Align::right).put(" ");
        line.cell(entered_bar(stage, bar), bar, Tone::accent).put(" ");
        bool judged = stage.stage->by_milestones;
        if (judged || !stage.last)
          line.cell(share_text(conversion(stage)) + (judged ? " ✓" : " ▸"), share - 2, Tone::plain, Align::right);
      }
      add(line);
    }
  }

  // -- touchpoints ---------------------------------------------------------------------------------------------------
  void lay_out_table() {
    auto widest = [&](Word head, auto&& text_of) {
      int width = display_width(say(head));
      for (const BoardTouchpoint& each : board_.touchpoints) width = std::max(width, display_width(text_of(each)));
      return width + 2;
    };
    table_.cases = widest(Word::cases, [&](const auto& t) { return cases_text(t); });
    table_.wait = widest(Word::next_after, [&](const auto& t) { return wait_text(t); });
    table_.leave = widest(Word::leave_here, [&](const auto& t) { return leave_text(t); });
    table_.again = widest(Word::come_back, [&](const auto& t) { return again_text(t); });
    table_.channel = std::min(widest(Word::channel, [&](const auto& t) { return channel_text(t); }), 14);
    int longest = 12;
    for (const BoardTouchpoint& each : board_.touchpoints) longest = std::max(longest, display_width(label(each.touchpoint->label)));
    auto room = [&] {
      return columns_ - table_.left - 2 - table_.channel - table_.bar - table_.cases - table_.wait - table_.leave - table_.again;
    };
    if (observed_ == nullptr) table_.bar = table_.cases = table_.wait = table_.leave = table_.again = 0;
    // What matters least gives way first.
    if (room() < std::min(longest, 22)) table_.channel = 0;
    if (room() < std::min(longest, 18)) table_.again = 0;
    if (room() < std::min(longest, 16)) table_.bar = 0;
    if (room() < 12) table_.wait = 0;
    table_.label = std::max(room(), 10);
    if (table_.label > longest + 2 && table_.bar > 0) {
      int spare = std::min(table_.label - longest - 2, 12);
      table_.bar += spare;
      table_.label -= spare;
    }
  }

  std::string cases_text(const BoardTouchpoint& t) const { return t.observed ? short_count_text(t.observed->cases, language_) : ""; }
  std::string wait_text(const BoardTouchpoint& t) const {
    bool known = t.observed && std::isfinite(t.observed->wait_median) && t.observed->cases > t.observed->ended;
    return known ? duration_text(t.observed->wait_median, language_) : "";
  }
  std::string leave_text(const BoardTouchpoint& t) const {
    bool known = t.observed && !board_.stages[t.stage].stage->by_milestones && !board_.stages[t.stage].last && !t.touchpoint->ends;
    return known ? share_text(t.end_share()) : "";
  }
  std::string again_text(const BoardTouchpoint& t) const {
    bool known = t.observed && std::isfinite(t.observed->repeat_share) && t.observed->repeat_share >= 0.005;
    return known ? "↺ " + share_text(t.observed->repeat_share) : "";
  }
  std::string channel_text(const BoardTouchpoint& t) const {
    return t.channel ? label(t.channel->label) : one_line(t.touchpoint->channel);
  }

  void table_head() {
    if (observed_ == nullptr) return;
    Line line;
    line.to(table_.left + 2).cell("", table_.label);
    line.cell(table_.channel ? " " + say(Word::channel) : "", table_.channel, Tone::quiet);
    line.to(line.width() + table_.bar);
    line.cell(say(Word::cases), table_.cases, Tone::quiet, Align::right);
    if (table_.wait) line.cell(say(Word::next_after), table_.wait, Tone::quiet, Align::right);
    line.cell(say(Word::leave_here), table_.leave, Tone::quiet, Align::right);
    if (table_.again) line.cell(say(Word::come_back), table_.again, Tone::quiet, Align::right);
    add(line);
  }

  void touchpoint(const BoardTouchpoint& t) {
    std::vector<std::string> names = wrap(label(t.touchpoint->label), table_.label - 1);
    if (names.size() > 2) {  // two lines at most, the second cut
      names[1] = shorten(names[1] + " " + names[2], table_.label - 1);
      names.resize(2);
    }
    Line line;
    line.to(table_.left).put(sign_of(t.glyph), t.glyph == Glyph::offline ? Tone::accent : Tone::plain).put(" ");
    line.cell(names.front(), table_.label, Tone::plain);
    if (table_.channel) line.put(" ").cell(channel_text(t), table_.channel - 2, Tone::quiet).put(" ");
    if (t.observed != nullptr) {
      bool bad = t.end_share() >= 0.3 && !leave_text(t).empty();
      if (table_.bar) line.cell(bar_text(part_of(t.observed->cases, board_.most_cases), table_.bar - 1), table_.bar, Tone::accent);
      line.cell(cases_text(t), table_.cases, Tone::plain, Align::right);
      if (table_.wait) line.cell(wait_text(t), table_.wait, Tone::plain, Align::right);
      line.cell(leave_text(t), table_.leave, bad ? Tone::warning : Tone::plain, Align::right);
      if (table_.again) line.cell(again_text(t), table_.again, Tone::quiet, Align::right);
    }
    add(line);
    for (std::size_t i = 1; i < names.size(); ++i) add(Line().to(table_.left + 2).put(trim(names[i])));
  }

  // -- a stage -------------------------------------------------------------------------------------------------------
  void stage(std::size_t s) {
    const BoardStage& stage = board_.stages[s];
    blank();
    Line head;
    std::string name = fmt::format("{} {}", s + 1, label(stage.stage->label));
    head.put("── ", Tone::quiet).put(shorten(name, columns_ - 6), Tone::strong).put(" ").rule("─", columns_);
    add(head);
    if (stage.observed != nullptr) {
      std::string text = phrase(Word::n_entered, language_, count_text(stage.observed->entered));
      if (!stage.stage->by_milestones && !stage.last && stage.known() > 0)
        text += " · " + phrase(Word::share_move_on, language_, share_text(conversion(stage)));
      bool told = std::any_of(stage.milestones.begin(), stage.milestones.end(), [](const auto& each) { return each.observed != nullptr; });
      if (std::string caption = one_line(stage_caption(board_, stage, language_)); !caption.empty() && !(stage.stage->by_milestones && told))
        text += " · " + caption;
      if (stage.observed->in_progress > 0 && !stage.stage->by_milestones && !stage.last)
        text += " · " + phrase(Word::share_in_progress, language_, count_text(stage.observed->in_progress));
      paragraph(table_.left, text, Tone::quiet);
    }
    if (s == 0 || columns_ >= 100) table_head();
    for (std::size_t t : stage.touchpoints) {
      touchpoint(board_.touchpoints[t]);
      loops(t);
      forks(t);
    }
    if (!stage.folded.empty()) add(Line().to(table_.left + 2).put(phrase(Word::more_touchpoints, language_, stage.folded.size()), Tone::quiet));
    for (const BoardMilestone& each : stage.milestones) milestone(each);
    for (std::size_t p : stage.pains) pain(board_.pains[p]);
    for (std::size_t o : stage.opportunities) {
      const BoardOpportunity& each = board_.opportunities[o];
      Line first;
      first.to(table_.left).put("✦ ", Tone::accent);
      paragraph(table_.left + 2, fmt::format("{} {} ({})", each.name, label(each.opportunity->text), phrase(Word::solves, language_, each.pains)),
                Tone::plain, first);
    }
  }

  void loops(std::size_t from) {
    for (const BoardLink& link : board_.links) {
      if (link.from != from || !link.back || link.to == from) continue;  // coming again stands in the table
      std::string text = phrase(Word::back_to, language_, label(board_.touchpoints[link.from].touchpoint->label),
                                label(board_.touchpoints[link.to].touchpoint->label));
      if (link.observed != nullptr) text += " · " + phrase(Word::n_times, language_, count_text(link.observed->count));
      Line first;
      first.to(table_.left + 2).put("↺ ", Tone::accent);
      paragraph(table_.left + 4, text, Tone::quiet, first);
    }
  }

  void forks(std::size_t after) {
    for (const BoardDecision& decision : board_.decisions) {
      if (decision.after != after) continue;
      std::string text = label(decision.decision->label);
      std::string branches;
      for (const BoardBranch& branch : decision.branches) {
        branches += (branches.empty() ? "" : " · ") + one_line(branch_text(board_, branch, language_));
        if (branch.observed != nullptr) branches += " " + share_text(branch.observed->share);
      }
      text += (text.empty() || branches.empty() ? "" : language_ == Language::en ? ": " : "：") + branches;
      Line first;
      first.to(table_.left + 2).put("◇ ", Tone::accent);
      paragraph(table_.left + 4, text, Tone::quiet, first);
    }
  }

  void milestone(const BoardMilestone& each) {
    std::string text = label(each.milestone->label);
    if (const auto* seen = each.observed) {
      std::uint64_t all = seen->reached + seen->missed + seen->open;
      if (all > 0)
        text += " · " + phrase(Word::share_kept, language_, share_text(part_of(seen->reached, all))) + " · " +
                phrase(Word::share_missed, language_, share_text(part_of(seen->missed, all))) + " · " +
                phrase(Word::share_in_progress, language_, share_text(part_of(seen->open, all)));
    }
    Line first;
    first.to(table_.left).put("⚑ ", Tone::accent);
    paragraph(table_.left + 2, text, Tone::plain, first);
  }

  void pain(const BoardPain& each) {
    std::string triangles;
    for (int i = 0; i < std::clamp(each.pain->severity, 1, 5); ++i) triangles += "▲";
    Line first;
    first.to(table_.left).put(triangles + " ", Tone::warning);
    int indent = first.width();
    std::string text = each.name + " " + label(each.pain->text);
    if (each.observed != nullptr && each.observed->cases > 0) {
      text += " · " + phrase(Word::n_meet, language_, count_text(each.observed->cases));
      if (each.observed->extra_loss >= 0.5)
        text += " · " + phrase(Word::extra_loss, language_, count_text(static_cast<std::uint64_t>(std::llround(each.observed->extra_loss))));
    }
    paragraph(indent, text, Tone::plain, first);
  }

  void legend() {
    std::vector<std::string> entries;
    for (Glyph glyph : {Glyph::offline, Glyph::online, Glyph::wechat, Glyph::external})
      if (std::any_of(board_.touchpoints.begin(), board_.touchpoints.end(), [&](const auto& t) { return t.glyph == glyph; }))
        entries.push_back(std::string(sign_of(glyph)) + " " + say(word_of(glyph)));
    auto has = [&](bool condition, const std::string& entry) {
      if (condition) entries.push_back(entry);
    };
    has(std::any_of(board_.links.begin(), board_.links.end(), [](const auto& link) { return link.back; }), "↺ " + say(Word::again));
    has(!board_.decisions.empty(), "◇ " + say(Word::fork));
    has(std::any_of(board_.stages.begin(), board_.stages.end(), [](const auto& s) { return !s.milestones.empty(); }), "⚑ " + say(Word::milestones));
    has(!board_.pains.empty(), "▲ " + say(Word::pains));
    has(!board_.opportunities.empty(), "✦ " + say(Word::opportunities));
    blank();
    add(Line().rule("─", columns_));
    paragraph(0, join(entries, "   "), Tone::quiet);
  }

  const JourneyMap& map_;
  const Observed* observed_;
  Language language_;
  int columns_;
  bool colour_;
  TimeZone zone_;
  Board board_;
  Table table_;
  std::string out_;
};

}  // namespace

std::string render_text(const JourneyMap& map, const Observed* observed, const RenderOptions& options) {
  return TextMap(map, observed, options).render();
}

}  // namespace cairn::map
